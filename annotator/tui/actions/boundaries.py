"""Sentence boundaries: join, split, and mark a block of the document as text or boilerplate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.annotations import commands
from annotator.annotations import selection as select
from annotator.errors import AnnotatorError
from annotator.model import Block, BlockKind, Span
from annotator.tui import dialogs
from annotator.tui.actions.selection import cancel
from annotator.tui.hints import HintInput
from annotator.tui.keymap import Action, Mode

if TYPE_CHECKING:
    from annotator.tui.context import Context


def join(context: Context) -> None:
    """Join the sentence with the next one of its paragraph."""
    context.controller.check_may_edit()
    context.record(commands.join(context.session), "no next sentence in this paragraph")


def split(context: Context) -> None:
    """Split before the selection; without one, ask for the word that begins the second sentence."""
    context.controller.check_may_edit()
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


# ------------------------------------------------------------------------- blocks

_LONGEST = 50
"""Characters of the beginning of a block in the list of blocks."""


def mark_boilerplate(context: Context) -> None:
    """Mark the paragraph of the sentence as boilerplate: it has no sentences any more."""
    context.controller.check_may_edit()
    session = context.session
    for block in session.document.blocks:
        if block.span.contains(session.sentence):
            _mark(context, block, BlockKind.BOILERPLATE)
            return
    context.message = "the sentence is in more than one paragraph"


def mark_text(context: Context) -> None:
    """Mark a title or boilerplate as text: the one beside the sentence, or one of several."""
    context.controller.check_may_edit()
    session = context.session
    here = session.sentence
    others = [one for one in session.document.blocks if one.kind is not BlockKind.PARAGRAPH]
    if not others:
        context.message = "this document has no title and no boilerplate"
        return
    others.sort(key=lambda one: max(one.span.start - here.end, here.start - one.span.end))
    blocks = {str(block.span.start): block for block in others}
    choices = [
        dialogs.Choice(value, _first_words(block.span.of(session.document.text)), str(block.kind))
        for value, block in blocks.items()
    ]
    context.ask(
        dialogs.Picker("mark as text", choices),
        lambda value: _mark(context, blocks[value], BlockKind.PARAGRAPH),
    )


def _first_words(text: str) -> str:
    """The beginning of a block, short enough for a narrow screen."""
    words = " ".join(text.split())
    return words if len(words) <= _LONGEST else words[: _LONGEST - 1] + "…"


def _mark(context: Context, block: Block, kind: BlockKind) -> None:
    try:
        drafts = context.controller.mark_block(block, kind)
    except AnnotatorError as error:
        context.message = str(error)
        return
    context.record(drafts, "it has the only sentences of the document")


ACTIONS = (
    Action("boilerplate", ("B",), Mode.STEP, mark_boilerplate, "Mark the paragraph as boilerplate"),
    Action("text", ("T",), Mode.STEP, mark_text, "Mark a title or boilerplate as text"),
    Action("join", ("+",), Mode.STEP, join, "Join the sentence with the next one"),
    Action(
        "split", ("|",), Mode.STEP, split,
        "Split the sentence: a key for the word that begins the second",
    ),
    Action("split", ("|",), Mode.SELECT, split, "Split the sentence where the selection begins"),
    Action("cancel", ("escape", "backspace"), Mode.SPLIT, cancel, "Do not split", "cancel"),
)  # fmt: skip
