"""Changing where sentences begin and end."""

from __future__ import annotations

from annotator.annotations import commands
from annotator.annotations import selection as select
from annotator.model import Span
from annotator.tui.actions import Mode
from annotator.tui.actions.handler import Do
from annotator.tui.context import Context
from annotator.tui.hints import HintInput


def _merge(context: Context, _key: str) -> None:
    context.decide(commands.merge(context.session), "no next sentence in this paragraph")


def _split(context: Context, _key: str) -> None:
    """Split before the selection; without one, ask for the word that begins the second."""
    session = context.session
    if context.picking:
        context.message = f"{context.key('palette', Mode.SELECT)} keeps the selection as the answer"
    elif session.selection:
        at, session.selection = session.selection.span.start, None
        _split_at(context, at)
    else:
        letters = select.hints(session.document.text, session.sentence)
        if letters:
            context.hint_input = HintInput(letters, Mode.SPLIT, lambda word: _before(context, word))
        else:
            context.message = "no word in this sentence"


def _before(context: Context, word: Span) -> None:
    session, context.hint_input = context.session, None
    _split_at(context, select.opening(session.document.text, session.sentence, word))


def _split_at(context: Context, at: int) -> None:
    context.decide(commands.split(context.session, at), "a sentence needs words on both sides")


DO: dict[str, Do] = {"merge": _merge, "split": _split}
