"""Krippendorff's alpha: agreement of any number of coders beyond chance, with missing values.

alpha = 1 - Do / De. Krippendorff 2011, "Computing Krippendorff's alpha-reliability"; words and
worked example also at https://en.wikipedia.org/wiki/Krippendorff%27s_alpha. A *distance* says
how unlike two values are: nominal here, between sets of labels in masi.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from annotator.agreement.coefficient import (
    Coefficient,
    Floats,
    Ints,
    JackknifeEstimate,
    defined,
    quotient,
    undefined,
)
from annotator.agreement.ratings import MISSING, Ratings

NOMINAL = "Krippendorff's alpha, nominal"
_BLOCK = 2_000_000
"""Distances held in memory at a time."""

Distance = Callable[[Ints, Ints], Floats]
"""Distance of two arrays of values, element by element, from 0.0 (equal) to 1.0."""


def nominal(one: Ints, other: Ints) -> Floats:
    """Return 0.0 for equal values, else 1.0."""
    return np.asarray(one != other, np.float64)


def alpha(
    ratings: Ratings,
    distance: Distance = nominal,
    *,
    formula: str = NOMINAL,
    confidence: float = 0.95,
) -> Coefficient:
    """Return alpha: 1.0 is perfect agreement, 0.0 is chance, less is worse than chance.

    Undefined if all paired values are equal, because chance cannot disagree then either.
    """
    reason = ratings.reason_undefined()
    if reason:
        return undefined(formula, reason)
    paired = ratings.pairable()
    estimate = _estimate(paired, distance)
    otherwise = paired.reason_no_variation()
    return defined(formula, estimate, paired.size, otherwise=otherwise, confidence=confidence)


def disagreement(ratings: Ratings, distance: Distance = nominal) -> float:
    """Return the observed disagreement, summed over units. Labels with more lower alpha more."""
    return 0.0 if ratings.reason_undefined() else float(_masses(ratings.pairable(), distance).sum())


def _estimate(paired: Ratings, distance: Distance) -> JackknifeEstimate:
    """Compute alpha from sums over units, so that subtracting its sums leaves a document out."""
    observed = np.bincount(paired.documents, _masses(paired, distance))
    cells = _cells(paired)
    counts = np.bincount(cells.document, cells.count)
    expected, expected_without = _expected(cells, distance)
    total, left = counts.sum(), counts.sum() - counts
    return JackknifeEstimate(
        value=float(1 - (total - 1) * quotient(observed.sum(), np.asarray(expected))),
        observed=float(1 - observed.sum() / total),
        without=1 - (left - 1) * quotient(observed.sum() - observed, expected_without),
    )


def _masses(paired: Ratings, distance: Distance) -> Floats:
    """Return, for each unit, the distances of its pairs of values, weighted as in the formula."""
    mass = np.zeros(paired.values.shape[1])
    for one, other in paired.pairs():
        both = np.flatnonzero((paired.values[[one, other]] != MISSING).all(axis=0))
        mass[both] += distance(paired.values[one, both], paired.values[other, both])
    coders = (paired.values != MISSING).sum(axis=0)
    return np.asarray(2 * mass / (coders - 1), np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class _Cells:
    """The count of each value in each document: three columns, sorted, without zeros."""

    document: Ints
    value: Ints
    count: Ints


def _cells(paired: Ratings) -> _Cells:
    rated = paired.values != MISSING
    kinds = max(1, len(paired.names))
    keys = (paired.documents * kinds + paired.values)[rated]
    found, counts = np.unique(keys, return_counts=True)
    return _Cells(found // kinds, found % kinds, counts.astype(np.int64))


def _expected(cells: _Cells, distance: Distance) -> tuple[float, Floats]:
    """Return the distances of all values to all values: in total, and without each document."""
    far = _distance_to_all(cells, distance)
    whole = float((cells.count * far).sum())
    across = np.bincount(cells.document, cells.count * far)
    without = whole - 2 * across + _inside(cells, distance)
    return whole, np.where(without > 1e-12 * whole, without, 0.0)  # no rounding errors for zeros


def _distance_to_all(cells: _Cells, distance: Distance) -> Floats:
    """Return, for each cell, the summed distance of its value to all values."""
    kinds, place = np.unique(cells.value, return_inverse=True)
    counts = np.bincount(place, cells.count)
    rows = max(1, _BLOCK // len(kinds))
    parts = [
        distance(kinds[start : start + rows, None], kinds[None, :]) @ counts
        for start in range(0, len(kinds), rows)
    ]
    return np.asarray(np.concatenate(parts)[place], np.float64)


def _inside(cells: _Cells, distance: Distance) -> Floats:
    """Return, for each document, the distances of its own values to each other."""
    sums = np.zeros(int(cells.document.max()) + 1)
    for one, other in _pairs_inside(cells.document):
        far = distance(cells.value[one], cells.value[other])
        np.add.at(sums, cells.document[one], far * cells.count[one] * cells.count[other])
    return sums


def _pairs_inside(document: Ints) -> Iterator[tuple[Ints, Ints]]:
    """Yield every cell with every cell of its document, as indices, a block of pairs at a time."""
    sizes = np.bincount(document)
    starts = np.cumsum(sizes) - sizes
    partners = sizes[document]
    block = np.cumsum(partners) // _BLOCK
    for number in np.unique(block):
        chosen = np.flatnonzero(block == number)
        many = partners[chosen]
        one = np.repeat(chosen, many)
        nth = np.arange(many.sum()) - np.repeat(np.cumsum(many) - many, many)
        yield one, starts[document[one]] + nth
