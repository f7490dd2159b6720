"""Where everything on the page goes: rows of text, lanes of marks, letters of hints.

Pure: from a session's marks and a width to rows; no Textual. Text is always what
annotator.display made of it, one character for one character, so a row's offsets are the
document's offsets.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from rich.cells import cell_len, split_graphemes

from annotator.model import Span
from annotator.session import Mark

GUTTER = 4
MOST_COLUMNS = 100
MOST_ROWS = 2000
"""A sentence is drawn on this many rows at most: ten million characters are no news."""


class RowKind(StrEnum):
    """What a row of the page shows."""

    BLANK = "blank"
    TITLE = "title"
    FURNITURE = "furniture"
    TEXT = "text"
    LANE = "lane"
    HINT = "hint"


@dataclass(frozen=True, slots=True)
class Tag:
    """A mark in a lane, in cells from the row's first one.

    column, cells: where its line runs. at: where its name begins. name: '' on later rows.
    """

    mark: Mark
    column: int
    cells: int
    at: int
    name: str

    @property
    def first(self) -> int:
        """The leftmost cell it takes."""
        return min(self.column, self.at) if self.name else self.column

    @property
    def last(self) -> int:
        """The cell after the rightmost one it takes."""
        end = self.column + self.cells
        return max(end, self.at + cell_len(self.name)) if self.name else end


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the page.

    start, end: characters of the document. sentence: its position, -1 outside of sentences.
    first: whether it is the sentence's first row.
    """

    kind: RowKind
    start: int = 0
    end: int = 0
    sentence: int = -1
    first: bool = False
    tags: tuple[Tag, ...] = ()


def wrap(shown: str, start: int, end: int, width: int) -> list[tuple[int, int]]:
    """Break characters [start, end) of the shown text into rows of at most `width` cells.

    Breaks after blanks where it can. Never splits a base character from its marks.
    """
    rows: list[tuple[int, int]] = []
    begin, used, blank = start, 0, -1
    used_at_blank = 0
    for low, high, cells in _characters(shown, start, min(end, start + MOST_ROWS * width)):
        if used + cells > width and low > begin:
            stop = blank if blank > begin else low
            rows.append((begin, stop))
            used = used - used_at_blank if blank > begin else 0
            begin, blank, used_at_blank = stop, -1, 0
        used += cells
        if shown[low] == " ":
            blank, used_at_blank = high, used
    rows.append((begin, end if end <= start + MOST_ROWS * width else begin + width))
    return rows


def _characters(shown: str, start: int, end: int) -> Iterable[tuple[int, int, int]]:
    """(start, end, cells) of each character as a reader counts them."""
    part = shown[start:end]
    if part.isascii():
        return ((start + place, start + place + 1, 1) for place in range(len(part)))
    return ((start + low, start + high, cells) for low, high, cells in split_graphemes(part)[0])


def lanes(
    shown: str, start: int, end: int, marks: Sequence[tuple[Mark, str]], width: int
) -> list[tuple[Tag, ...]]:
    """Pack the marks of one text row into as few lanes as go without touching.

    marks: with the name each shows. A name is never cut for want of a long span: it stands
    inside its line, else right of it, else left of it.
    """
    packed: list[list[Tag]] = []
    tags = sorted(_tags(shown, start, end, marks, width), key=lambda tag: (tag.first, tag.last))
    for tag in tags:
        free = (lane for lane in packed if lane[-1].last < tag.first)
        lane = next(free, None)
        if lane is None:
            packed.append([tag])
        else:
            lane.append(tag)
    return [tuple(lane) for lane in packed]


def _tags(
    shown: str, start: int, end: int, marks: Sequence[tuple[Mark, str]], width: int
) -> Iterable[Tag]:
    for mark, name in marks:
        named = False
        for part in mark.fragments:
            low, high = max(part.start, start), min(part.end, end)
            if low >= high:
                continue
            column, cells = cell_len(shown[start:low]), max(1, cell_len(shown[low:high]))
            opens = part == mark.fragments[0] and part.start >= start and not named
            yield _tag(mark, column, cells, name if opens else "", width)
            named = named or opens


def _tag(mark: Mark, column: int, cells: int, name: str, width: int) -> Tag:
    length = cell_len(name)
    if not name or length + 4 <= cells:
        return Tag(mark, column, cells, column + 2, name)
    right = column + cells + 1
    if right + length <= width:
        return Tag(mark, column, cells, right, name)
    return Tag(mark, column, cells, max(0, column - length - 1), name)


def hint_letters(
    shown: str, start: int, end: int, hints: Mapping[str, Span], typed: str
) -> list[tuple[int, str]]:
    """(column, letters still to type) for each hint over one row of text."""
    letters = []
    for keys, word in hints.items():
        if start <= word.start < end and keys.startswith(typed):
            letters.append((cell_len(shown[start : word.start]), keys[len(typed) :]))
    return letters


def pieces(start: int, end: int, cuts: Iterable[int]) -> list[tuple[int, int]]:
    """[start, end) cut at every given place inside it."""
    inside = sorted({start, end, *(cut for cut in cuts if start < cut < end)})
    return list(pairwise(inside))
