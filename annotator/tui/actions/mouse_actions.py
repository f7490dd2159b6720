"""What the mouse does: a drag selects words, a click selects a mark or goes to a sentence.

A drag selects whole words; with ctrl or alt, characters.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.annotations import selection as select
from annotator.annotations.session import Mark, Session
from annotator.model import Span
from annotator.tui.actions.selection import select_span
from annotator.tui.keymap import Mode

if TYPE_CHECKING:
    from annotator.tui.context import Context
    from annotator.tui.layout import Spot
    from annotator.tui.widgets.document_view import MouseDrag


def drag(context: Context, dragged: MouseDrag, *, done: bool) -> None:
    """Select what was dragged over; once done, its first sentence becomes the current one.

    Unless the current sentence is among them.
    """
    session = context.session
    span = _span(session, dragged)
    if span is None:
        return
    first, last = sorted((dragged.start.sentence, dragged.end.sentence))
    if done and not first <= session.position <= last and not _busy(context):
        _go(context, first)
    select_span(context, span)


def click(context: Context, at: Spot) -> None:
    """Select the mark at a spot, the next one where there are several; or go to a sentence."""
    if _busy(context):
        context.message = (
            f"a drag selects, {context.key('palette', Mode.SELECT)} keeps it,"
            f" {context.key('cancel', Mode.SELECT)} drops it"
        )
        return
    context.drop_selection()
    if at.sentence != context.session.position:
        _go(context, at.sentence)
    session = context.session
    keys = [at.mark] if at.mark else [mark.key for mark in _under(session, at.span)]
    if session.selected_key in keys:
        keys = keys[keys.index(session.selected_key) + 1 :] + keys
    session.selected_key = next(iter(keys), session.selected_key)


def _busy(context: Context) -> bool:
    """True while words are being selected for the selected mark."""
    selection = context.session.selection
    return bool(context.span_input or (selection and selection.editing))


def _go(context: Context, position: int) -> None:
    context.controller.go_to(position)
    context.start_sentence_timer()


def _span(session: Session, dragged: MouseDrag) -> Span | None:
    """The words, or the characters, from start to end; None if no word is touched."""
    first, last = sorted((dragged.start, dragged.end), key=lambda each: each.span)
    span = Span(first.span.start, max(first.span.end, last.span.end))
    if dragged.exact:
        return span
    sentences = session.document.sentences
    within = Span(sentences[first.sentence].start, sentences[last.sentence].end)
    return select.snap_to_words(session.document.text, within, span)


def _under(session: Session, place: Span) -> list[Mark]:
    """The marks of the current sentence that cover a place, the shortest first."""
    marks = session.marks(session.sentence)
    over = [mark for mark in marks if any(part.overlaps(place) for part in mark.fragments)]
    return sorted(over, key=lambda mark: mark.span.end - mark.span.start)
