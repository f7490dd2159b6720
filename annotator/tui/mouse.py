"""The mouse on the page: what is under it, what a click does, what a drag selects.

A drag selects whole words, unless a modifier frees it. A click takes what it points at: a mark
into the hand, another sentence into focus.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from annotator.annotations import selection as select
from annotator.annotations.session import Mark, MarkKey, Session
from annotator.model import Span
from annotator.tui.actions import Mode
from annotator.tui.actions import selection as marking
from annotator.tui.context import Context
from annotator.tui.layout import GUTTER, Row, characters


@dataclass(frozen=True, slots=True)
class Spot:
    """A character of the page. sentence: its position. mark: the one whose lane is there."""

    sentence: int
    span: Span
    mark: MarkKey | None = None


@dataclass(frozen=True, slots=True)
class MouseDrag:
    """The mouse held down: from where to where.

    exact: freed from whole words. drags: whether it is more than a click.
    """

    one: Spot
    other: Spot
    exact: bool = False
    drags: bool = False

    def to(self, other: Spot, *, exact: bool) -> MouseDrag:
        """Held on to another spot; once freed it stays free."""
        return MouseDrag(self.one, other, self.exact or exact, drags=True)


def spot(rows: Sequence[Row], shown: str, x: int, y: int) -> Spot | None:
    """What is at a cell of the page; None where no sentence is.

    Right of a row's text is its last character. A character is what a reader takes for one:
    a letter with its accents, an emoji of several signs; its cells all point at it.
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
    """The same for a drag that has left the text: what is above it, else below."""
    y = max(0, min(y, len(rows) - 1))
    order = [*range(y, -1, -1), *range(y, len(rows))]
    return next((found for place in order if (found := spot(rows, shown, x, place))), None)


# ------------------------------------------------------------------ doing


def drag(context: Context, grip: MouseDrag, *, done: bool) -> None:
    """Select what the mouse was drawn over; when it is done, with a sentence of it in focus."""
    session = context.session
    span = _held(session, grip)
    if span is None:
        return
    first, last = sorted((grip.one.sentence, grip.other.sentence))
    if done and not first <= session.position <= last and not _busy(context):
        _go(context, first)
    marking.selected(context, span)


def click(context: Context, at: Spot) -> None:
    """Take a mark in hand, the next one where several lie; go to another sentence."""
    if _busy(context):
        context.message = (
            f"a drag selects, {context.key('palette', Mode.SELECT)} keeps it,"
            f" {context.key('cancel', Mode.SELECT)} drops it"
        )
        return
    context.drop()
    if at.sentence != context.session.position:
        _go(context, at.sentence)
    session = context.session
    keys = [at.mark] if at.mark else [mark.key for mark in _under(session, at.span)]
    if session.active in keys:
        keys = keys[keys.index(session.active) + 1 :] + keys
    session.active = next(iter(keys), session.active)


def _busy(context: Context) -> bool:
    """Whether what is being selected belongs to the mark in hand."""
    selection = context.session.selection
    return bool(context.picking or (selection and selection.editing))


def _go(context: Context, position: int) -> None:
    context.controller.go_to(position)
    context.arrived()


def _held(session: Session, grip: MouseDrag) -> Span | None:
    """From spot to spot, to whole words or exact; None where no word is touched."""
    first, last = sorted((grip.one, grip.other), key=lambda each: each.span)
    span = Span(first.span.start, max(first.span.end, last.span.end))
    if grip.exact:
        return span
    sentences = session.document.sentences
    within = Span(sentences[first.sentence].start, sentences[last.sentence].end)
    return select.snapped(session.document.text, within, span)


def _under(session: Session, place: Span) -> list[Mark]:
    """The marks of the sentence in focus that cover a place, the shortest first."""
    marks = session.marks(session.sentence)
    over = [mark for mark in marks if any(part.overlaps(place) for part in mark.fragments)]
    return sorted(over, key=lambda mark: mark.span.end - mark.span.start)
