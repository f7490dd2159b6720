"""Which sentences are blind: the share that was asked for, whoever asks, in whatever order."""

from __future__ import annotations

import random
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.annotations.visibility import is_blind
from annotator.model import Span


def sentences(seed, count):
    """(document, sentence) pairs, as a corpus of short documents has them."""
    chance = random.Random(seed)
    for number in range(count):
        start = chance.randrange(20_000)
        yield f"b2:{seed:04x}{number // 40:06x}", Span(start, start + chance.randint(5, 300))


@pytest.mark.parametrize("share", [0.01, 0.05, 0.1, 0.25, 0.5, 0.9])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_share_is_met_within_the_error_of_chance(share, seed):
    count = 20_000
    found = sum(is_blind(*one, share) for one in sentences(seed, count))
    assert abs(found - share * count) < 4 * sqrt(count * share * (1 - share))


def test_none_and_all():
    assert not any(is_blind(*one, 0.0) for one in sentences(4, 1000))
    assert all(is_blind(*one, 1.0) for one in sentences(4, 1000))


spans = st.tuples(st.integers(0, 10**7), st.integers(1, 10**4)).map(
    lambda pair: Span(pair[0], pair[0] + pair[1])
)
shares = st.floats(0, 1)


@given(st.text(st.characters(exclude_categories=["Cs"])), spans, shares, shares)
def test_a_greater_share_only_adds_sentences(document, sentence, one, other):
    if is_blind(document, sentence, min(one, other)):
        assert is_blind(document, sentence, max(one, other))


def test_the_choice_is_kept_from_version_to_version():
    chosen = [number for number in range(60) if is_blind("b2:paper", Span(number, 100), 0.1)]
    assert chosen == [0, 3, 11, 28, 37, 42]


@pytest.mark.parametrize("share", [-0.1, 1.1, float("nan")])
def test_a_share_is_between_none_and_all(share):
    with pytest.raises(ValueError, match="between 0 and 1"):
        is_blind("b2:paper", Span(0, 1), share)
