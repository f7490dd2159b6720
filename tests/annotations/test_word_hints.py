"""Hints: every word has one, however long the sentence is."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.annotations.selection import HINT_KEYS, hints
from annotator.model import Span

KEYS = len(HINT_KEYS)
MOST = KEYS * KEYS
EDGES = sorted(
    {
        count
        for begun in range(KEYS + 1)  # so many keys begin two-key hints
        for count in (KEYS + begun * (KEYS - 1) - 1, KEYS + begun * (KEYS - 1))
    }
)
"""Where one more key has to begin hints of two keys."""


def hints_of(count):
    text = "w " * count
    return hints(text, Span(0, len(text)))


def check(count):
    """Every word has a hint of its own, no hint begins another, and no key is wasted."""
    found = hints_of(count)
    assert len(found) == len(set(found.values())) == count
    ordered = sorted(found)
    assert not any(after.startswith(one) for one, after in pairwise(ordered))
    one_key = sum(len(keys) == 1 for keys in found)
    begun = {keys[0] for keys in found if len(keys) == 2}
    assert one_key + len(begun) <= KEYS
    if begun:  # with one key fewer for two-key hints, some word would have none
        assert one_key + 1 + (len(begun) - 1) * KEYS < count


@pytest.mark.parametrize("count", [1, KEYS, KEYS + 1, 2 * KEYS, 2 * KEYS + 1, *EDGES, MOST])
def test_every_word_has_a_hint_where_the_keys_just_suffice(count):
    check(count)


@given(st.integers(1, MOST))
def test_every_word_has_a_hint_whatever_their_number(count):
    check(count)


def test_words_past_the_last_pair_of_keys_have_none_and_the_others_keep_theirs():
    assert list(hints_of(MOST + 1)) == list(hints_of(MOST))
