"""Marks that touch do not share a lane: nobody could see where one ends."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.annotations.session import Mark
from annotator.model import Span
from annotator.tui.layout import lanes

TEXT = "one two three four five six seven eight nine ten"


def mark(start, end, label="hedge"):
    return Mark(None, label, (Span(start, end),))


def lanes_of(*marks, name=""):
    return lanes(TEXT, 0, len(TEXT), [(one, name) for one in marks], 80)


@pytest.mark.parametrize(("gap", "count"), [(0, 2), (1, 1), (2, 1)])
def test_two_marks_share_a_lane_only_with_a_cell_between_them(gap, count):
    assert len(lanes_of(mark(0, 5), mark(5 + gap, 12))) == count


@pytest.mark.parametrize(("gap", "count"), [(0, 2), (1, 1)])
def test_a_name_right_of_its_line_counts_as_part_of_the_mark(gap, count):
    first = (mark(0, 3), "name")  # one blank and the name: cells 0 to 8
    other = (mark(8 + gap, 20), "")
    assert len(lanes(TEXT, 0, len(TEXT), [first, other], 80)) == count


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 8)), min_size=2, max_size=8))
def test_marks_of_a_lane_are_apart_and_no_lane_is_wasted(drawn):
    marks = [mark(start, start + cells, str(place)) for place, (start, cells) in enumerate(drawn)]
    packed = lanes_of(*marks)
    for lane in packed:
        assert all(before.last < after.first for before, after in pairwise(lane))
    crowd = max(
        sum(one.span.start <= at <= one.span.end for one in marks) for at in range(len(TEXT) + 2)
    )
    assert len(packed) == crowd
