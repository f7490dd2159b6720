"""The mouse: the character and the mark under it, and a drag from one character to another.

What a click and a drag do is in annotator.tui.actions.mouse_actions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from annotator.annotations.session import MarkKey
from annotator.model import Span
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
