"""Lanes: where the lines and the names of marks go under a row of text."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from annotator.model import Span
from annotator.session import Mark
from annotator.tui.layout import lanes, wrap

TEXT = "日本 one two thr\u0301ee four five six seven eight nine ten " * 3
WIDTH = 200
"""Room for every name beside its line."""
EDGES = [place for place, character in enumerate(TEXT) if character != "\u0301"]
"""Where a fragment may begin or end: not between a letter and its accent."""


@st.composite
def marks(draw):
    """Marks of up to four fragments each, told apart by their labels."""
    found = []
    for number in range(draw(st.integers(1, 5))):
        places = st.lists(st.sampled_from(EDGES), min_size=2, max_size=8, unique=True).map(sorted)
        edges = draw(places)
        parts = tuple(Span(low, high) for low, high in zip(edges[::2], edges[1::2], strict=False))
        found.append((Mark(None, f"label {number}", parts), f"● label {number}"))
    return found


@given(marks(), st.integers(30, 70))
def test_lines_and_names_never_cross_and_a_mark_keeps_to_one_lane(drawn, columns):
    named = []
    for start, end in wrap(TEXT, 0, len(TEXT), columns):
        row = lanes(TEXT, start, end, drawn, WIDTH)
        for lane in row:
            taken = sorted((tag.first, tag.last) for tag in lane)
            assert all(before[1] <= after[0] for before, after in pairwise(taken))
        for mark, _ in drawn:
            homes = [place for place, lane in enumerate(row) if mark in [tag.mark for tag in lane]]
            touched = mark.span.start < end and start < mark.span.end
            assert len(homes) == touched
        named += [tag.name for lane in row for tag in lane if tag.name]
    assert sorted(named) == sorted(name for _, name in drawn)


@given(marks())
def test_gaps_join_the_fragments_and_nothing_else(drawn):
    (tags,) = lanes(TEXT, 0, len(TEXT), drawn[:1], 1000)
    (mark, _) = drawn[0]
    lines = [tag for tag in tags if not tag.gap]
    assert len(lines) == len(mark.fragments)
    assert len(tags) == 2 * len(mark.fragments) - 1
    assert all(before.column < after.column for before, after in pairwise(tags))
