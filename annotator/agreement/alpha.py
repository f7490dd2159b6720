"""Krippendorff's alpha: agreement of any number of coders beyond chance, with missing values.

alpha = 1 - Do / De. Krippendorff 2011, "Computing Krippendorff's alpha-reliability"; words and
worked example also at https://en.wikipedia.org/wiki/Krippendorff%27s_alpha. A *distance* says
how unlike two values are: `nominal` for values, `masi` for units with several labels, that is, for
sets of labels.

MASI is 1 - J * M, where J is the Jaccard index and M is 1 for equal sets, 2/3 if one contains the
other, 1/3 if they overlap, 0 if they are disjoint: Passonneau 2006, "Measuring agreement on
set-valued items (MASI) for semantic and pragmatic annotation", as in NLTK. DKPro uses the name for
another formula (the product of two distances) with other results, so reports name the formula. Two
empty sets are equal. The distance of an empty set to any other is 1.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from annotator.agreement.coefficient import (
    Coefficient,
    Floats,
    Ints,
    JackknifeEstimate,
    defined,
    quotient,
    undefined,
)
from annotator.agreement.units import MISSING, Ratings

NOMINAL = "Krippendorff's alpha, nominal"
MASI = "Krippendorff's alpha, MASI distance 1 - J*M between label sets"
_WORD = 64
_BLOCK = 2_000_000
"""Distances held in memory at a time."""

Bools = NDArray[np.bool_]
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


def masi(sets: Sequence[Collection[str]]) -> Distance:
    """Return the distance between sets, which takes their positions in the sequence."""
    masks = _masks(sets)

    def distance(one: Ints, other: Ints) -> Floats:
        ours, theirs = np.broadcast_arrays(one, other)
        shared, joined = np.zeros(ours.shape), np.zeros(ours.shape)
        inside, outside = np.ones(ours.shape, bool), np.ones(ours.shape, bool)
        for word in masks:
            a, b = word[ours], word[theirs]
            shared += np.bitwise_count(a & b)
            joined += np.bitwise_count(a | b)
            inside &= (a & b) == a
            outside &= (a & b) == b
        return 1 - _jaccard(shared, joined) * _monotonicity(shared, inside, outside)

    return distance


def _jaccard(shared: Floats, joined: Floats) -> Floats:
    return np.divide(shared, joined, out=np.ones(shared.shape), where=joined > 0)


def _monotonicity(shared: Floats, inside: Bools, outside: Bools) -> Floats:
    """Return M. For an empty set it does not matter: J is 0, or both sets are empty."""
    crossing = np.where(shared > 0, 1 / 3, 0.0)
    nested = np.where(inside | outside, 2 / 3, crossing)
    return np.where(inside & outside, 1.0, nested)


def _masks(sets: Sequence[Collection[str]]) -> list[NDArray[np.uint64]]:
    """Return the sets as bits: one array for every 64 labels, with an element for each set."""
    bits = {label: bit for bit, label in enumerate(sorted({x for one in sets for x in one}))}
    whole = [sum(1 << bits[label] for label in set(one)) for one in sets]
    words = max(1, -(-len(bits) // _WORD))
    low = (1 << _WORD) - 1
    return [
        np.array([(mask >> (_WORD * word)) & low for mask in whole], dtype=np.uint64)
        for word in range(words)
    ]
