"""Selecting by keyboard: words, hints, moves."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.annotations.selection import (
    HINT_KEYS,
    Selection,
    brackets_at,
    clause_at,
    clauses,
    drop_fragment,
    extend_by_word,
    fragments,
    hints,
    keep_fragment,
    move_by_character,
    move_by_word,
    next_fragment,
    snap_to_words,
    swap_ends,
    trimmed,
    words,
)
from annotator.model import Span

TEXT = "The U.L.C. (its council) denied 4.5% of naïve claims, “really”."
WHOLE = Span(0, len(TEXT))


def quote(selection: Selection, text: str = TEXT) -> str:
    return selection.span.of(text)


def start_at(phrase: str, text: str = TEXT) -> Selection:
    start = text.index(phrase)
    return Selection(Span(start, start + len(phrase)))


def test_words_are_words_numbers_and_single_marks():
    found = [word.of(TEXT) for word in words(TEXT, WHOLE)]
    assert found[:6] == ["The", "U.L.C", ".", "(", "its", "council"]
    assert "4.5%" in found
    assert "naïve" in found
    assert found[-4:] == ["“", "really", "”", "."]


def test_a_hint_is_one_key_and_only_words_have_one():
    named = hints(TEXT, WHOLE)
    assert [word.of(TEXT) for word in named.values()][:4] == ["The", "U.L.C", "its", "council"]
    assert all(len(keys) == 1 for keys in named)
    assert next(iter(named)) == HINT_KEYS[0]


def test_hints_of_a_long_sentence_are_one_key_near_and_two_far():
    text = "word " * 200
    lengths = [len(keys) for keys in hints(text, Span(0, len(text)))]
    assert len(lengths) == 200
    assert lengths == sorted(lengths)
    assert lengths.count(1) == 49  # three keys begin 52 pairs each, for the 151 others


def test_the_end_moves_by_words_and_the_other_end_after_a_swap():
    chosen = start_at("denied")
    assert quote(move_by_word(TEXT, WHOLE, chosen, 1)) == "denied 4.5%"
    assert quote(move_by_word(TEXT, WHOLE, move_by_word(TEXT, WHOLE, chosen, 1), -1)) == "denied"
    assert quote(move_by_word(TEXT, WHOLE, swap_ends(chosen), -1)) == ") denied"
    assert quote(extend_by_word(TEXT, WHOLE, chosen, -1)) == ") denied"
    assert not extend_by_word(TEXT, WHOLE, chosen, -1).at_start


def test_a_selection_never_shrinks_to_nothing():
    chosen = start_at("denied")
    assert move_by_word(TEXT, WHOLE, chosen, -1) == chosen
    one = Selection(Span(0, 1))
    assert move_by_character(TEXT, WHOLE, one, -1, at_start=False) == one


def test_a_letter_with_its_accent_is_one_character():
    text = "nai\u0308ve 👩\u200d👩\u200d👧 x"
    chosen = Selection(Span(0, 2))
    assert (
        quote(move_by_character(text, Span(0, len(text)), chosen, 1, at_start=False), text)
        == "nai\u0308"
    )
    family = Selection(Span(6, 7))
    moved = move_by_character(text, Span(0, len(text)), family, 1, at_start=False)
    assert quote(moved, text) == " 👩\u200d👩\u200d👧"[: len(quote(moved, text))]
    assert quote(moved, text).endswith("👧")


def test_brackets_are_found_round_a_place_and_after_it():
    inner = TEXT.index("council")
    assert brackets_at(TEXT, WHOLE, inner) == start_at("(its council)").span
    assert brackets_at(TEXT, WHOLE, 0) == start_at("(its council)").span
    assert brackets_at("no brackets", Span(0, 11), 0) is None
    assert brackets_at("a ) b ( c", Span(0, 9), 0) is None


def test_trimming_drops_white_space_and_only_that():
    assert trimmed("a  bc  d", Span(1, 7)).of("a  bc  d") == "bc"
    assert trimmed("a   b", Span(1, 4)) == Span(1, 4)


@given(st.text(min_size=1, max_size=80), st.data())
def test_every_move_keeps_a_span_inside_the_text(text, data):
    whole = Span(0, len(text))
    start = data.draw(st.integers(0, len(text) - 1))
    chosen = Selection(Span(start, data.draw(st.integers(start + 1, len(text)))))
    for _ in range(6):
        move = data.draw(st.sampled_from([move_by_word, extend_by_word, move_by_character]))
        step = data.draw(st.sampled_from([-1, 1]))
        if move is move_by_character:
            at_start = data.draw(st.booleans())
            chosen = move_by_character(text, whole, chosen, step, at_start=at_start)
        else:
            chosen = move(text, whole, chosen, step)
        assert whole.contains(chosen.span)


@given(st.text(max_size=300))
def test_hints_name_different_words_and_none_begins_another(text):
    named = hints(text + "x", Span(0, len(text) + 1))
    assert len(set(named.values())) == len(named)
    assert not any(one != other and other.startswith(one) for one in named for other in named)


@given(st.text(max_size=200), st.text(max_size=200))
def test_hints_reach_into_the_next_stretch_with_the_near_words_first(near, far):
    text = f"{near} x {far}"
    edge = len(near) + 3
    stretches = [Span(0, edge), Span(edge, len(text))] if far else [Span(0, edge)]
    named = hints(text, *stretches)
    assert list(named.values()) == sorted(named.values())
    lengths = [len(keys) for keys in named]
    assert lengths == sorted(lengths)


# ------------------------------------------------------------------ clauses

SAID = "In 2010, the council – its 1,000 members (or most, at least) – met at 10:30; it said: no."


def test_clauses_lie_between_commas_dashes_and_colons_but_not_in_numbers():
    found = [one.of(SAID) for one in clauses(SAID, Span(0, len(SAID)))]
    assert found == [
        "In 2010",
        "the council",
        "its 1,000 members (or most",
        "at least",
        "met at 10:30",
        "it said",
        "no",
    ]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("A well-known man left.", "A well-known man left"),
        ("The 2010–2014 term—his last—ended.", "The 2010–2014 term"),
        ("He left -- again.", "He left"),
        ("“We deny it,” he said.", "We deny it"),
        ("“We deny” is a (rare) word (here).", "“We deny” is a (rare) word (here)"),
        ('He called it "a farce".', 'He called it "a farce"'),
    ],
)
def test_a_clause_is_bare_of_marks_but_not_of_half_a_pair(text, first):
    assert clause_at(text, Span(0, len(text)), 0).of(text) == first


def test_a_place_has_the_clause_round_it_and_the_last_is_followed_by_the_first():
    whole = Span(0, len(SAID))
    assert clause_at(SAID, whole, SAID.index("council")).of(SAID) == "the council"
    assert clause_at(SAID, whole, SAID.index("council") + 7).of(SAID).startswith("its 1,000")
    assert clause_at(SAID, whole, len(SAID)).of(SAID) == "In 2010"
    assert clause_at("… – !", Span(0, 5), 0) is None


NEWS = st.text(st.sampled_from("ab1 ,;:—–-.()“”\"'\n"), max_size=40)


@given(NEWS, NEWS, NEWS)
def test_clauses_are_trimmed_apart_and_inside_with_every_word_in_one(before, inner, after):
    text = f"{before}{inner}x{after}"
    within = Span(len(before), len(before) + len(inner) + 1)
    found = clauses(text, within)
    assert all(within.contains(one) for one in found)
    assert all(one == trimmed(text, one) for one in found)
    assert all(one.end <= other.start for one, other in pairwise(found))
    named = [word for word in words(text, within) if text[word.start].isalnum()]
    assert all(any(one.contains(word) for one in found) for word in named)


# ------------------------------------------------------------------ fragments


def test_fragments_are_in_order_trimmed_and_one_where_they_touch():
    text = "one two three four"
    two, four = start_at("two ", text), start_at("four", text).span
    assert [part.of(text) for part in fragments(text, replace(two, kept=(four,)))] == [
        "two",
        "four",
    ]
    three = start_at("three", text).span
    assert [part.of(text) for part in fragments(text, replace(two, kept=(three,)))] == ["two three"]


@given(st.text("ab \n", min_size=1, max_size=30), st.data())
def test_fragments_never_touch_and_lose_no_letter(text, data):
    def span():
        start = data.draw(st.integers(0, len(text) - 1))
        return Span(start, data.draw(st.integers(start + 1, len(text))))

    chosen = Selection(span(), kept=tuple(span() for _ in range(data.draw(st.integers(0, 4)))))
    found = fragments(text, chosen)
    letters = {place for part in chosen.parts for place in range(part.start, part.end)}
    letters = {place for place in letters if not text[place].isspace()}
    held = {place for part in found for place in range(part.start, part.end)}
    assert letters <= held
    gaps = [text[one.end : other.start] for one, other in pairwise(found)]
    assert all(
        gap.strip() or not part.of(text).strip() for gap, part in zip(gaps, found, strict=False)
    )


def test_parts_are_kept_dropped_and_taken_in_turn():
    chosen = Selection(Span(0, 1))
    assert drop_fragment(chosen) is None
    two = replace(keep_fragment(chosen), span=Span(4, 5))
    assert two.parts == (Span(0, 1), Span(4, 5))
    assert next_fragment(two).parts == (Span(4, 5), Span(0, 1))
    assert next_fragment(next_fragment(two)) == two
    assert drop_fragment(two) == chosen


# ------------------------------------------------------------------ the mouse


def test_a_span_snaps_to_the_words_it_touches():
    assert snap_to_words(TEXT, WHOLE, start_at("ouncil) de").span).of(TEXT) == "council) denied"
    assert snap_to_words(TEXT, WHOLE, start_at(" denied ").span).of(TEXT) == "denied"
    assert snap_to_words(TEXT, WHOLE, start_at(" ").span) is None


def test_a_word_holds_its_accents():
    text = "nai\u0308ve cafe\u0301s e\u0301"
    assert [word.of(text) for word in words(text, Span(0, len(text)))] == text.split()
