"""Lanes: where the lines and the names of marks go under a row of text."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from annotator.annotations.session import Mark
from annotator.model import Span
from annotator.tui.layout import hint_letters, lanes, wrap

TEXT = "日本 one two thr\u0301ee four five six seven eight nine ten " * 3
EDGES = [place for place, character in enumerate(TEXT) if character != "\u0301"]
"""Where a fragment may begin or end: not between a letter and its accent."""


@st.composite
def marks(draw):
    """Marks of up to four fragments each, each with a label of its own."""
    found = []
    for number in range(draw(st.integers(1, 5))):
        places = st.lists(st.sampled_from(EDGES), min_size=2, max_size=8, unique=True).map(sorted)
        edges = draw(places)
        parts = tuple(Span(low, high) for low, high in zip(edges[::2], edges[1::2], strict=False))
        found.append((Mark(None, f"label {number}", parts), f"● label {number}"))
    return found


@given(marks(), st.integers(12, 70), st.integers(0, 100))
def test_lines_and_names_never_cross_and_a_mark_keeps_to_one_lane(drawn, columns, room):
    named = []
    for start, end in wrap(TEXT, 0, len(TEXT), columns):
        row = lanes(TEXT, start, end, drawn, columns + room)
        for lane in row:
            taken = sorted((tag.first, tag.last) for tag in lane)
            assert all(before[1] <= after[0] for before, after in pairwise(taken))
            assert taken[-1][1] <= columns + room
        for mark, _ in drawn:
            source_sentences = [
                place for place, lane in enumerate(row) if mark in [tag.mark for tag in lane]
            ]
            touched = mark.span.start < end and start < mark.span.end
            assert len(source_sentences) == touched
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


def test_typing_dims_the_letters_that_do_not_fit_and_moves_none():
    hints = {"a": Span(0, 2), "Ms": Span(3, 6), "Md": Span(7, 10), "x": Span(40, 44)}
    before = hint_letters(TEXT, 0, 20, hints, "")
    after = hint_letters(TEXT, 0, 20, hints, "M")
    assert [letter.live for letter in before] == [True, True, True]
    assert [letter.live for letter in after] == [False, True, True]
    assert [letter.typed for letter in after] == [0, 1, 1]
    assert [letter.column for letter in before] == [letter.column for letter in after] == [0, 5, 9]
