"""Intervals of coefficients: worked examples, refusals, and that they change as they should."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.agreement.alpha import alpha
from annotator.agreement.brennan_prediger import brennan_prediger
from annotator.agreement.distance import NOMINAL, interval, masi
from annotator.agreement.fleiss import fleiss
from annotator.agreement.gwet import gwet
from annotator.agreement.interval import Evidence, Interval, Scale
from annotator.agreement.interval import interval as wilson
from annotator.agreement.kappa import cohen
from annotator.agreement.percent import percent
from annotator.agreement.positive_agreement import positive_agreement
from annotator.agreement.ratings import ratings


def of_counts(*documents):
    """Two coders; a document is the number of units that neither, one and both marked."""
    one, other, places = [], [], []
    for number, (neither, single, both) in enumerate(documents):
        one += ["no"] * neither + ["yes"] * single + ["yes"] * both
        other += ["no"] * neither + ["no"] * single + ["yes"] * both
        places += [number] * (neither + single + both)
    return ratings([one, other], documents=places)


WORKED = of_counts((27, 1, 2), (30, 0, 0), (24, 0, 1), (29, 2, 4), (33, 0, 0), (21, 1, 0))


def bounds(figure, digits=3):
    assert figure.interval is not None, figure.reason
    return round(figure.interval.low, digits), round(figure.interval.high, digits)


# Computed independently, by the script that the method comes from.
@pytest.mark.parametrize(
    ("figure", "value", "low", "high"),
    [
        (alpha(WORKED), 0.766, 0.344, 0.951),
        (positive_agreement(WORKED, "yes"), 0.778, 0.376, 0.953),
        (gwet(WORKED), 0.975, 0.842, 0.996),
        (percent(WORKED), 0.977, 0.891, 0.996),
    ],
    ids=["alpha", "positive", "AC1", "percent"],
)
def test_the_interval_of_a_worked_example(figure, value, low, high):
    assert round(figure.value, 3) == value
    assert bounds(figure) == (low, high)


def test_the_answer_that_is_spoken_of_is_the_rarer_one():
    swapped = ratings(
        [
            ["no" if value else "yes" for value in row]
            for row in (np.array(WORKED.values) == WORKED.names.index("no"))
        ],
        documents=list(WORKED.documents),
    )
    assert bounds(alpha(swapped)) == bounds(alpha(WORKED))
    assert bounds(cohen(swapped)) == bounds(cohen(WORKED))


def test_perfect_agreement_in_few_units_has_a_wide_interval():
    found = alpha(of_counts((27, 0, 3), (30, 0, 2), (24, 0, 2), (30, 0, 0)))
    assert found.value == 1.0
    low, high = bounds(found, 2)
    assert 0.5 <= low <= 0.6
    assert high == 1.0


@pytest.mark.parametrize(
    ("documents", "reason"),
    [
        ([(20, 3, 8)], "an interval needs two documents, found 1"),
        (
            [(28, 1, 1), (28, 1, 1), (30, 0, 0), (25, 0, 0)],
            "too little data: the rarer answers are in 2 documents, and an interval needs 3",
        ),
        (
            [(20, 3, 8), (30, 0, 0), (30, 0, 0)],
            "too little data: the rarer answers are in 1 document, and an interval needs 3",
        ),
        (
            [(20, 0, 1), (30, 1, 0), (30, 0, 1)],
            "too little data: an interval needs 5 units that one of two coders marked",
        ),
    ],
)
def test_too_little_data_is_refused_with_the_reason(documents, reason):
    found = alpha(of_counts(*documents))
    assert found.value is not None
    assert (found.interval, found.reason) == (None, reason)


def test_percent_and_ac1_are_not_refused_for_rare_labels():
    rated = of_counts((28, 1, 1), (28, 1, 1), (30, 0, 0), (25, 0, 0))
    assert percent(rated).interval is not None
    assert gwet(rated).interval is not None
    assert brennan_prediger(rated).interval is not None


ROUNDING = 1e-12
COEFFICIENTS = {
    "alpha": alpha,
    "kappa": cohen,
    "pi": fleiss,
    "AC1": gwet,
    "S": brennan_prediger,
    "percent": percent,
    "positive": lambda rated, **other: positive_agreement(rated, "yes", **other),
}
CELLS = st.tuples(st.integers(0, 30), st.integers(0, 5), st.integers(0, 8))


@pytest.mark.parametrize("name", COEFFICIENTS)
@settings(max_examples=30)
@given(st.lists(CELLS, min_size=1, max_size=8))
def test_an_interval_holds_its_value_and_is_wider_at_a_higher_confidence(name, documents):
    rated = of_counts(*documents)
    found = COEFFICIENTS[name](rated)
    assert found.value is None or math.isfinite(found.value)
    if found.interval is None:
        assert found.reason
        return
    wider = COEFFICIENTS[name](rated, confidence=0.99).interval
    one = found.interval
    assert one.low <= found.value <= one.high
    assert wider.low <= one.low + ROUNDING
    assert one.high <= wider.high + ROUNDING
    assert one.high <= 1.0 + 1e-9
    assert one.low < one.high


@settings(max_examples=30)
@given(st.lists(CELLS, min_size=6, max_size=8), st.integers(4, 9))
def test_more_documents_of_the_same_kind_give_narrower_intervals(documents, times):
    few, many = alpha(of_counts(*documents)), alpha(of_counts(*documents * times))
    if few.interval is None or few.value < 0.1:
        return
    assert many.value == pytest.approx(few.value, abs=0.05)
    assert width(many) < width(few)


def width(figure):
    return figure.interval.high - figure.interval.low


def test_intervals_of_many_values_and_of_sets_and_numbers():
    random = np.random.default_rng(7)
    right = random.integers(0, 5, 400)
    rows = [np.where(random.random(400) < 0.3, random.integers(0, 5, 400), right) for _ in "abc"]
    rated = ratings(
        [list(map(str, row)) for row in rows], documents=[one // 20 for one in range(400)]
    )
    sets = [frozenset("ab"[: int(name)]) for name in rated.names]
    for distance in (NOMINAL, interval([float(name) for name in rated.names]), masi(sets)):
        found = alpha(rated, distance)
        assert found.interval.low < found.value < found.interval.high
        assert 0.05 < width(found) < 0.5


def test_documents_that_differ_widen_the_interval():
    alike = alpha(of_counts(*[(20, 4, 8)] * 10))
    unlike = alpha(of_counts(*[(20, 8, 0), (20, 0, 16)] * 5))
    assert width(unlike) > 1.3 * width(alike)


def test_an_undefined_leaving_out_counts_as_no_change():
    evidence = Evidence(np.full(4, 10.0), np.full(4, 10.0), Scale(1.0, marked=True))
    found = wilson(0.8, np.array([0.8, math.nan, 0.8, 0.8]), evidence, 0.95)
    assert isinstance(found, Interval)
    assert found == wilson(0.8, np.full(4, 0.8), evidence, 0.95)
