"""Letters for labels: each has one, none is shared, and the same file gives the same ones."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from annotator.tui.hints import MAX_LABELS, label_letters

TITLES = st.lists(st.text(max_size=12), max_size=MAX_LABELS)


def test_a_label_wears_its_initial_then_another_of_its_words_then_what_is_under_the_fingers():
    given_ = label_letters(["hedge", "loaded wording", "loaded background", "headline", "ответ"])
    assert given_ == {"h": 0, "l": 1, "b": 2, "f": 3, "j": 4}


@given(TITLES)
def test_every_title_wears_one_letter_that_every_keyboard_has(titles):
    named = label_letters(titles)
    assert sorted(named.values()) == list(range(len(titles)))
    assert all(len(letter) == 1 and letter.isascii() and letter.isalpha() for letter in named)


@given(TITLES, st.text(max_size=12))
def test_a_title_that_comes_last_takes_no_initial_away(titles, late):
    before = label_letters(titles[: MAX_LABELS - 1])
    after = label_letters([*titles[: MAX_LABELS - 1], late])
    firsts = {title.casefold()[:1] for title in titles}
    worn = {letter: place for letter, place in before.items() if letter in firsts}
    assert all(after[letter] == place for letter, place in worn.items() if letter in after)


def test_more_titles_than_letters_wear_none():
    assert label_letters(["x"] * (MAX_LABELS + 1)) == {}
