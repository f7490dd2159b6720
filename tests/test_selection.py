"""Selecting by keyboard: words, hints, moves."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from annotator.model import Span
from annotator.selection import (
    HINT_KEYS,
    Selection,
    bracketed,
    by_character,
    by_word,
    grown,
    hints,
    swap,
    trimmed,
    words,
)

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
    assert quote(by_word(TEXT, WHOLE, chosen, 1)) == "denied 4.5%"
    assert quote(by_word(TEXT, WHOLE, by_word(TEXT, WHOLE, chosen, 1), -1)) == "denied"
    assert quote(by_word(TEXT, WHOLE, swap(chosen), -1)) == ") denied"
    assert quote(grown(TEXT, WHOLE, chosen, -1)) == ") denied"
    assert not grown(TEXT, WHOLE, chosen, -1).at_start


def test_a_selection_never_shrinks_to_nothing():
    chosen = start_at("denied")
    assert by_word(TEXT, WHOLE, chosen, -1) == chosen
    one = Selection(Span(0, 1))
    assert by_character(TEXT, WHOLE, one, -1, at_start=False) == one


def test_a_letter_with_its_accent_is_one_character():
    text = "nai\u0308ve 👩\u200d👩\u200d👧 x"
    chosen = Selection(Span(0, 2))
    assert (
        quote(by_character(text, Span(0, len(text)), chosen, 1, at_start=False), text)
        == "nai\u0308"
    )
    family = Selection(Span(6, 7))
    moved = by_character(text, Span(0, len(text)), family, 1, at_start=False)
    assert quote(moved, text) == " 👩\u200d👩\u200d👧"[: len(quote(moved, text))]
    assert quote(moved, text).endswith("👧")


def test_brackets_are_found_round_a_place_and_after_it():
    inner = TEXT.index("council")
    assert bracketed(TEXT, WHOLE, inner) == start_at("(its council)").span
    assert bracketed(TEXT, WHOLE, 0) == start_at("(its council)").span
    assert bracketed("no brackets", Span(0, 11), 0) is None
    assert bracketed("a ) b ( c", Span(0, 9), 0) is None


def test_trimming_drops_white_space_and_only_that():
    assert trimmed("a  bc  d", Span(1, 7)).of("a  bc  d") == "bc"
    assert trimmed("a   b", Span(1, 4)) == Span(1, 4)


@given(st.text(min_size=1, max_size=80), st.data())
def test_every_move_keeps_a_span_inside_the_text(text, data):
    whole = Span(0, len(text))
    start = data.draw(st.integers(0, len(text) - 1))
    chosen = Selection(Span(start, data.draw(st.integers(start + 1, len(text)))))
    for _ in range(6):
        move = data.draw(st.sampled_from([by_word, grown, by_character]))
        step = data.draw(st.sampled_from([-1, 1]))
        if move is by_character:
            at_start = data.draw(st.booleans())
            chosen = by_character(text, whole, chosen, step, at_start=at_start)
        else:
            chosen = move(text, whole, chosen, step)
        assert whole.contains(chosen.span)


@given(st.text(max_size=300))
def test_hints_name_different_words_and_none_begins_another(text):
    named = hints(text + "x", Span(0, len(text) + 1))
    assert len(set(named.values())) == len(named)
    assert not any(one != other and other.startswith(one) for one in named for other in named)
