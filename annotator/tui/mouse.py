"""The mouse: what is under it, what a click does, what a drag selects.

A drag selects whole words; with ctrl or alt, characters. A click selects the mark that it points
at, or makes another sentence current.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from annotator.annotations import selection as select
from annotator.annotations.session import Mark, MarkKey, Session
from annotator.model import Span
from annotator.tui.actions import selection as marking
from annotator.tui.actions.keymap import Mode
from annotator.tui.context import Context
from annotator.tui.layout import GUTTER, Row, characters


@dataclass(frozen=True, slots=True)
class Spot:
    """A character on the screen. sentence: its position. mark: the one whose lane is there."""

    sentence: int
    span: Span
    mark: MarkKey | None = None


@dataclass(frozen=True, slots=True)
class MouseDrag:
    """Where a mouse button was pressed, and where the mouse is now.

    exact: True to select characters, not whole words. moved: False for a click so far.
    """

    start: Spot
    end: Spot
    exact: bool = False
    moved: bool = False

    def to(self, end: Spot, *, exact: bool) -> MouseDrag:
        """The drag moved on to another spot; once exact it stays so."""
        return MouseDrag(self.start, end, self.exact or exact, moved=True)


def spot(rows: Sequence[Row], shown: str, x: int, y: int) -> Spot | None:
    """The character at a cell of the screen; None where no sentence is.

    Right of a row's text it is the last character. A character is a grapheme: a letter with its
    accents, an emoji of several code points; all its cells point at it.
    """
    if not 0 <= y < len(rows) or rows[y].sentence < 0:
        return None
    row, column = rows[y], x - GUTTER
    here = next((tag.mark.key for tag in row.tags if tag.first <= column < tag.last), None)
    used, place = 0, Span(row.start, row.start + 1)
    for low, high, cells in characters(shown, row.start, row.end):
        used, place = used + cells, Span(low, high)
        if column < used:
            break
    return Spot(row.sentence, place, here)


def nearest(rows: Sequence[Row], shown: str, x: int, y: int) -> Spot | None:
    """The spot for a drag that has left the text: the nearest above it, else below."""
    y = max(0, min(y, len(rows) - 1))
    order = [*range(y, -1, -1), *range(y, len(rows))]
    return next((found for place in order if (found := spot(rows, shown, x, place))), None)


# ------------------------------------------------------------------ clicks and drags


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
    marking.select_span(context, span)


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
