"""Where a mark's name stands: at the start of its line, else right of it, left, or over it."""

from __future__ import annotations

import pytest

from annotator.annotations.session import Mark
from annotator.model import Span
from annotator.tui.layout import lanes

TEXT = "x" * 60
NAME = "name"


def placed(start, end, width):
    """(at, name) where the name of one mark stands, and the cells of its line."""
    mark = Mark(None, "hedge", (Span(start, end),))
    (lane,) = lanes(TEXT, 0, len(TEXT), [(mark, NAME)], width)
    (named,) = [tag for tag in lane if tag.name]
    line = sorted(cell for tag in lane for cell in range(tag.column, tag.column + tag.cells))
    assert named.last <= width
    assert named.first >= 0
    return named.at, line


@pytest.mark.parametrize(
    ("start", "end", "width", "at"),
    [
        (10, 18, 60, 10),  # a blank and three cells of line after it
        (10, 17, 60, 18),  # one too few: right of it
        (10, 14, 19, 15),  # right of it just fits
        (10, 14, 18, 5),  # left of it
        (5, 9, 13, 0),  # left of it just fits
        (4, 8, 12, 4),  # nowhere: over the line
        (1, 3, 5, 1),
        (0, 3, 4, 0),
        (6, 9, 9, 1),
        (3, 5, 5, 1),  # over the line, but not over the edge
    ],
)
def test_a_name_stands_where_there_is_room(start, end, width, at):
    assert placed(start, end, width)[0] == at


def test_a_name_over_its_line_covers_a_part_of_it():
    at, line = placed(2, 7, 8)
    assert at == 2
    assert line == [6]


@pytest.mark.parametrize("width", range(4, 20))
@pytest.mark.parametrize("start", range(16))
def test_a_name_is_never_cut(start, width):
    if start + 3 <= width:
        placed(start, start + 3, width)


def test_a_name_wider_than_the_row_begins_at_its_first_cell():
    mark = Mark(None, "hedge", (Span(1, 2),))
    (lane,) = lanes("xxx", 0, 3, [(mark, NAME)], 3)
    assert [tag.at for tag in lane if tag.name] == [0]
