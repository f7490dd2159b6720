"""The layout of a document: rows of text, lanes of marks, letters of hints; and what is at a cell.

Pure functions from marks and a width to rows, and from a cell of the screen to the character there;
no Textual. Text has been made safe by annotator.safe_text, one character for one character, so a
row's offsets are the document's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from rich.cells import cell_len, split_graphemes

from annotator.annotations.session import Mark, MarkKey
from annotator.model import Span

GUTTER = 4
"""Cells left of the text: the sign of the sentence and the bar of the current one."""

NUMBER = 5
"""Cells of the number of a sentence, left of its sign, where there is room."""

MOST_COLUMNS = 80
"""The measure of text: longer rows are hard to read."""

WIDE = 140
"""From so many columns on, the details of the selected mark stand at the right."""

MINIMAP_COLUMNS = 2
_MARGIN = 4
MOST_ROWS = 2000
"""The most rows of a sentence. Only broken files have longer ones."""


class RowKind(StrEnum):
    """What a row shows."""

    BLANK = "blank"
    TITLE = "title"
    BOILERPLATE = "boilerplate"
    TEXT = "text"
    LANE = "lane"
    HINT = "hint"


@dataclass(frozen=True, slots=True)
class Tag:
    """A piece of a mark's line in a lane. Columns are cells, counted from the row's first one.

    column, cells: where the line runs. at: where the name begins. name: '' on later rows.
    gap: True if it only joins two fragments of the mark.
    """

    mark: Mark
    column: int
    cells: int
    at: int = 0
    name: str = ""
    gap: bool = False

    @property
    def first(self) -> int:
        """The leftmost cell of line and name."""
        return min(self.column, self.at) if self.name else self.column

    @property
    def last(self) -> int:
        """The cell after the rightmost one of line and name."""
        end = self.column + self.cells
        return max(end, self.at + cell_len(self.name)) if self.name else end


@dataclass(frozen=True, slots=True)
class Row:
    """One line on the screen.

    start, end: characters of the document. sentence: its position, -1 outside sentences.
    first: True for the first row of the sentence. form: of the block that begins here, or ''.
    """

    kind: RowKind
    start: int = 0
    end: int = 0
    sentence: int = -1
    first: bool = False
    tags: tuple[Tag, ...] = ()
    form: str = ""


def column_widths(width: int) -> tuple[int, int]:
    """The widths of the document and of the details, 0 for none; the map is between them."""
    most = NUMBER + GUTTER + MOST_COLUMNS + _MARGIN
    if width < WIDE:
        return max(1, min(width - MINIMAP_COLUMNS, most)), 0
    document = min(most, (width - MINIMAP_COLUMNS) * 4 // 7)
    return document, width - document - MINIMAP_COLUMNS - 1


def gutter(width: int) -> int:
    """The cells left of the text in a document so wide; with numbers if they cost no text."""
    return GUTTER + (NUMBER if width >= NUMBER + GUTTER + MOST_COLUMNS + _MARGIN else 0)


def wrap(shown: str, start: int, end: int, width: int) -> list[tuple[int, int]]:
    """Break characters [start, end) of the shown text into rows of at most `width` cells.

    Breaks after blanks where possible, and never inside a grapheme.
    """
    rows: list[tuple[int, int]] = []
    begin, used, blank = start, 0, -1
    used_at_blank = 0
    for low, high, cells in characters(shown, start, min(end, start + MOST_ROWS * width)):
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


def characters(shown: str, start: int, end: int) -> Iterable[tuple[int, int, int]]:
    """(start, end, cells) of each grapheme."""
    part = shown[start:end]
    if part.isascii():
        return ((start + place, start + place + 1, 1) for place in range(len(part)))
    return ((start + low, start + high, cells) for low, high, cells in split_graphemes(part)[0])


def lanes(
    shown: str, start: int, end: int, marks: Sequence[tuple[Mark, str]], width: int
) -> list[tuple[Tag, ...]]:
    """Pack the marks of one text row into as few lanes as possible, so that none touch.

    marks: each with its name. A name is never cut because its span is short: it stands at the
    start of the line, else right of it, else left of it.
    """
    packed: list[list[Tag]] = []
    drawn = [_tags(shown, start, end, mark) for mark, _ in marks]
    for tags, (mark, name) in zip(drawn, marks, strict=True):
        if tags and name and start <= mark.span.start < end:
            _write(name, tags, width)
    for tags in sorted(filter(None, drawn), key=_extent):
        first, _ = _extent(tags)
        lane = next((lane for lane in packed if _extent(lane)[1] < first), None)
        if lane is None:
            packed.append(tags)
        else:
            lane.extend(tags)
    return [tuple(lane) for lane in packed]


def _extent(tags: Sequence[Tag]) -> tuple[int, int]:
    """The first cell of some tags, and the one after the last."""
    return min(tag.first for tag in tags), max(tag.last for tag in tags)


def _tags(shown: str, start: int, end: int, mark: Mark) -> list[Tag]:
    """The fragments of a mark on one text row and the gaps between them, left to right."""
    tags: list[Tag] = []
    for stretch_start, stretch_end, gap in _stretches(mark):
        low, high = max(stretch_start, start), min(stretch_end, end)
        if low < high:
            column, cells = cell_len(shown[start:low]), max(1, cell_len(shown[low:high]))
            if tags:  # a combining character takes no cell of its own
                column = max(column, tags[-1].column + tags[-1].cells)
            tags.append(Tag(mark, column, cells, gap=gap))
    return tags


def _stretches(mark: Mark) -> Iterable[tuple[int, int, bool]]:
    """(start, end, gap) of each fragment and of each gap between two."""
    before = mark.fragments[0].start
    for part in mark.fragments:
        if before < part.start:
            yield before, part.start, True
        yield part.start, part.end, False
        before = part.end


def _write(name: str, tags: list[Tag], width: int) -> None:
    """Put a name at the start of a fragment or gap with enough room, else right of all, else left.

    Where there is no room at all it covers a part of the line.
    """
    length = cell_len(name)
    first, last = tags[0], tags[-1]
    inside = next((place for place, tag in enumerate(tags) if length + 4 <= tag.cells), None)
    right = last.column + last.cells + 1
    if inside is not None:
        tags[inside] = replace(tags[inside], at=tags[inside].column, name=name)
    elif right + length <= width:
        tags[-1] = replace(last, at=right, name=name)
    elif length < first.column:
        tags[0] = replace(first, at=first.column - length - 1, name=name)
    else:
        at = max(0, min(first.column, width - length))
        beside = [part for tag in tags for part in _beside(tag, at, at + length)]
        tags[:] = sorted([*beside, Tag(first.mark, at, 0, at, name)], key=lambda tag: tag.column)


def _beside(tag: Tag, start: int, end: int) -> Iterable[Tag]:
    """The parts of a tag left and right of some cells."""
    stop = tag.column + tag.cells
    for low, high in ((tag.column, min(stop, start)), (max(tag.column, end), stop)):
        if low < high:
            yield replace(tag, column=low, cells=high - low)


@dataclass(frozen=True, slots=True)
class Letter:
    """The keys of one hint over a row of text.

    typed: how many of them were typed. live: False if what was typed does not fit them.
    """

    column: int
    keys: str
    typed: int
    live: bool


def hint_letters(
    shown: str, start: int, end: int, hints: Mapping[str, Span], typed: str
) -> list[Letter]:
    """The hints over one row of text, left to right."""
    letters = []
    for keys, word in hints.items():
        if start <= word.start < end:
            live = keys.startswith(typed)
            column = cell_len(shown[start : word.start])
            letters.append(Letter(column, keys, len(typed) if live else 0, live))
    return sorted(letters, key=lambda letter: letter.column)


def pieces(start: int, end: int, cuts: Iterable[int]) -> list[tuple[int, int]]:
    """[start, end) cut at each offset that is inside it."""
    inside = sorted({start, end, *(cut for cut in cuts if start < cut < end)})
    return list(pairwise(inside))


@dataclass(frozen=True, slots=True)
class Spot:
    """A character on the screen. sentence: its position. mark: the one whose lane is there."""

    sentence: int
    span: Span
    mark: MarkKey | None = None


def spot(rows: Sequence[Row], shown: str, x: int, y: int) -> Spot | None:
    """The character at a cell of the text; None where no sentence is.

    x, y: counted from the first cell of the text, left of it negative. Right of a row's text it is
    the last character. A character is a grapheme: a letter with its accents, an emoji of several
    code points; all its cells point at it.
    """
    if not 0 <= y < len(rows) or rows[y].sentence < 0:
        return None
    row = rows[y]
    here = next((tag.mark.key for tag in row.tags if tag.first <= x < tag.last), None)
    used, place = 0, Span(row.start, row.start + 1)
    for low, high, cells in characters(shown, row.start, row.end):
        used, place = used + cells, Span(low, high)
        if x < used:
            break
    return Spot(row.sentence, place, here)


def nearest(rows: Sequence[Row], shown: str, x: int, y: int) -> Spot | None:
    """The spot for a drag that has left the text: the nearest above it, else below."""
    y = max(0, min(y, len(rows) - 1))
    order = [*range(y, -1, -1), *range(y, len(rows))]
    return next((found for place in order if (found := spot(rows, shown, x, place))), None)
