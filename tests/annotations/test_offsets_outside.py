"""Positions and offsets that lie outside: each is brought back to the nearest that exists."""

from __future__ import annotations

import pytest

from annotator.annotations import commands
from annotator.annotations.selection import Selection, move_by_character, move_by_word
from annotator.annotations.sentence_edits import CurrentSentences
from annotator.model import Span
from tests.helpers.memory_store import MemoryStore, at, example_document

FIRST, SECOND, THIRD = example_document().sentences
TEXT = example_document().text


@pytest.mark.parametrize(
    ("position", "current"), [(-9, 0), (-1, 0), (0, 0), (1, 1), (2, 2), (3, 2), (99, 2)]
)
def test_a_position_outside_of_the_document_is_its_first_or_last_sentence(position, current):
    session = MemoryStore().session
    session.go_to(position)
    assert session.position == current
    assert session.sentence == example_document().sentences[current]


@pytest.mark.parametrize(
    ("offset", "current"),
    [
        (0, 0),  # in the title
        (FIRST.start, 0),
        (FIRST.end - 1, 0),
        (FIRST.end, 1),
        (SECOND.start, 1),
        (SECOND.end, 2),
        (THIRD.end - 1, 2),
    ],
)
def test_the_current_sentence_holds_the_offset_or_follows_it(offset, current):
    session = MemoryStore().session
    session.go_to_sentence(Span(offset, offset + 1))
    assert session.position == current


def test_a_span_past_the_last_sentence_leads_to_the_first():
    session = MemoryStore().session
    session.go_to(1)
    session.go_to_sentence(Span(len(TEXT) + 1, len(TEXT) + 2))
    assert session.position == 0


@pytest.mark.parametrize(
    "offset",
    [-1, 0, FIRST.start, FIRST.end, FIRST.end + 1, SECOND.start, SECOND.start + 5, len(TEXT), 9999],
)
def test_a_sentence_is_not_split_at_its_ends_or_outside_of_it(offset):
    assert commands.split(MemoryStore().session, offset) == []


@pytest.mark.parametrize("offset", [FIRST.start + 1, FIRST.end - 1, at("in an").start - 1])
def test_a_sentence_is_split_at_every_offset_inside_it(offset):
    assert len(commands.split(MemoryStore().session, offset)) == 1


# ------------------------------------------------- what was made in a former sentence

HALVES = (Span(0, 4), Span(4, 8), Span(8, 12), Span(12, 16))
"""Sentences without blanks between them, as in Chinese."""

BOTH = Span(4, 12)
"""The second and the third of them, when they were one sentence."""


@pytest.mark.parametrize(
    ("start", "current"),
    [(0, 1), (3, 1), (4, 1), (7, 1), (8, 2), (11, 2), (12, 2), (99, 2)],
)
def test_what_begins_outside_of_its_former_sentence_goes_to_the_nearest_part_of_it(start, current):
    assert CurrentSentences(HALVES).holding(BOTH, start) == HALVES[current]


def test_what_was_made_in_a_sentence_that_exists_stays_there_wherever_it_begins():
    assert CurrentSentences(HALVES).holding(HALVES[1], 14) == HALVES[1]


@pytest.mark.parametrize("start", [None, 0, 2, 9])
def test_what_was_made_where_no_sentence_is_now_stays_there(start):
    assert CurrentSentences(HALVES[1:]).holding(Span(0, 3), start) == Span(0, 3)
    assert CurrentSentences(HALVES[:2]).holding(Span(8, 12), start) == Span(8, 12)
    assert CurrentSentences(()).holding(Span(8, 12), start) == Span(8, 12)


def test_what_began_before_all_sentences_goes_to_the_first_that_it_reaches_into():
    assert CurrentSentences(HALVES[1:]).holding(Span(0, 6), 2) == HALVES[1]


# ----------------------------------------------------------------- a selection's ends


@pytest.mark.parametrize("move", [move_by_word, move_by_character])
@pytest.mark.parametrize("step", [-1, 1])
def test_an_end_of_a_selection_stays_in_the_sentence(move, step):
    more = {} if move is move_by_word else {"at_start": step < 0}
    chosen = Selection(SECOND, at_start=step < 0)
    assert move(TEXT, SECOND, chosen, step, **more).span == SECOND
    inner = Selection(Span(SECOND.start + 1, SECOND.end - 1), at_start=step < 0)
    assert move(TEXT, SECOND, inner, step, **more).span != inner.span
