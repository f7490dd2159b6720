"""The window of negation: five words, as in NegEx."""

from __future__ import annotations

import pytest

from annotator.suggestions.rules.conditions import negated

WORDS = ("one", "two", "three", "four", "five", "six", "seven")


@pytest.mark.parametrize("negation", ["not", "never", "without", "didn't", "didn’t", "NO"])
@pytest.mark.parametrize("between", range(8))
def test_a_negation_reaches_over_five_words_and_no_further(negation, between):
    before = " ".join(["They", negation, *WORDS[:between], ""])
    assert negated(before) is (between <= 5)


@pytest.mark.parametrize("mark", [",", ";", ":", ".", "!", "?", "—", "–"])
def test_a_mark_that_ends_a_clause_ends_the_window(mark):
    assert not negated(f"They did not go{mark} they ")


@pytest.mark.parametrize(
    "word", ["but", "yet", "although", "because", "which", "who", "if", "that"]
)
def test_a_word_that_begins_a_clause_ends_the_window(word):
    assert not negated(f"They did not go {word} they ")


def test_a_word_that_only_holds_a_negation_is_none():
    assert not negated("A knot and a nose ")
