"""Sentence boundaries: join a sentence with the next one, or split it in two."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.annotations import commands
from annotator.annotations import selection as select
from annotator.model import Span
from annotator.tui.actions.selection import cancel
from annotator.tui.hints import HintInput
from annotator.tui.keymap import Action, Mode

if TYPE_CHECKING:
    from annotator.tui.context import Context


def join(context: Context) -> None:
    """Join the sentence with the next one of its paragraph."""
    context.record(commands.join(context.session), "no next sentence in this paragraph")


def split(context: Context) -> None:
    """Split before the selection; without one, ask for the word that begins the second sentence."""
    session = context.session
    if context.span_input:
        keeps = context.key("palette", Mode.SELECT)
        context.message = f"{keeps} keeps the selection as the value"
    elif session.selection:
        start, session.selection = session.selection.span.start, None
        _split_at(context, start)
    else:
        letters = select.hints(session.document.text, session.sentence)
        if letters:
            context.hint_input = HintInput(
                letters, Mode.SPLIT, lambda word: _split_before(context, word)
            )
        else:
            context.message = "no word in this sentence"


def _split_before(context: Context, word: Span) -> None:
    session, context.hint_input = context.session, None
    _split_at(
        context, select.start_with_opening_marks(session.document.text, session.sentence, word)
    )


def _split_at(context: Context, offset: int) -> None:
    context.record(commands.split(context.session, offset), "a sentence needs words on both sides")


ACTIONS = (
    Action("join", ("+",), Mode.STEP, join, "Join the sentence with the next one"),
    Action(
        "split", ("|",), Mode.STEP, split,
        "Split the sentence: a key for the word that begins the second",
    ),
    Action("split", ("|",), Mode.SELECT, split, "Split the sentence where the selection begins"),
    Action("cancel", ("escape", "backspace"), Mode.SPLIT, cancel, "Do not split", "cancel"),
)  # fmt: skip
