"""Distances between values: how far two coders are apart who gave them.

*Nominal*: equal or not. *Interval*: the squared difference of numbers. *Ratio*: the same relative
to their sum. *Ordinal*: the squared number of ranks between them. All as in Krippendorff 2011,
"Computing Krippendorff's alpha-reliability". *Linear*: the difference of numbers, as in weighted
kappa (Cohen 1968, "Weighted kappa", Psychological Bulletin 70).

Between sets of labels: *Jaccard*, 1 - J, where J is the share of common labels. *MASI*, 1 - J * M,
where M is 1 for equal sets, 2/3 if one contains the other, 1/3 if they overlap, 0 if they are
disjoint: Passonneau 2006, "Measuring agreement on set-valued items (MASI) for semantic and
pragmatic annotation", as in NLTK. *MASI, product*, (1 - J) * (1 - M), is what DKPro calls MASI: its
results differ, so figures name the formula. Two empty sets are equal. An empty set is at distance 1
from any other, except in the product, where it is part of every set.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from annotator.agreement.figure import Floats, Ints

_WORD = 64
_Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Distance:
    """A distance between values.

    name: as for `--metric`. formula: in words.
    between: of two arrays of values, element by element, 0.0 for equal ones.
    greatest: that two values of the data can have.
    """

    name: str
    formula: str
    between: Callable[[Ints, Ints], Floats]
    greatest: float = 1.0


def _differs(one: Ints, other: Ints) -> Floats:
    return np.asarray(one != other, np.float64)


NOMINAL = Distance("nominal", "nominal distance", _differs)


# ------------------------------------------------------------------------------- numbers


def interval(numbers: Sequence[float]) -> Distance:
    """Return the squared difference of numbers; values are positions in the sequence."""
    return _of_numbers(
        "interval", "interval distance", numbers, lambda one, other: (one - other) ** 2
    )


def linear(numbers: Sequence[float]) -> Distance:
    """Return the absolute difference of numbers."""
    return _of_numbers("linear", "linear distance", numbers, lambda one, other: np.abs(one - other))


def ratio(numbers: Sequence[float]) -> Distance:
    """Return the squared difference over the sum of numbers, which must not be negative."""
    if min(numbers, default=0) < 0:
        raise ValueError(f"ratio distance is of numbers from 0 on, got {min(numbers)}")

    def between(one: Floats, other: Floats) -> Floats:
        joint = one + other
        shares = np.divide(one - other, joint, out=np.zeros(joint.shape), where=joint > 0)
        return np.asarray(shares**2, np.float64)

    held = _of_numbers("ratio", "ratio distance", numbers, between)
    return replace(held, greatest=1.0) if 0 in numbers else held


def ordinal(counts: Sequence[float]) -> Distance:
    """Return the squared number of ranks between values.

    counts: how often each value was given, from the lowest value to the highest.
    """
    held = np.asarray(counts, np.float64)
    ranks = np.cumsum(held) - held / 2
    return replace(interval(list(ranks)), name="ordinal", formula="ordinal distance")


def steps(number: int) -> Distance:
    """Return the ordinal weights of Gwet: the pairs of neighbours between two ordered values."""

    def between(one: Floats, other: Floats) -> Floats:
        apart = np.abs(one - other)
        return np.asarray(apart * (apart + 1) / 2, np.float64)

    return _of_numbers("ordinal", "ordinal weights", range(number), between)


def of_matrix(table: Sequence[Sequence[float]]) -> Distance:
    """Return the distances of a table, which is symmetric and has zeros in its diagonal."""
    held = np.asarray(table, np.float64)
    greatest = float(held.max(initial=0.0)) or 1.0
    return Distance("matrix", "distances of a table", lambda one, other: held[one, other], greatest)


def _of_numbers(
    name: str,
    formula: str,
    numbers: Sequence[float],
    between: Callable[[Floats, Floats], Floats],
) -> Distance:
    """Return a distance that is greatest between the least and the greatest number."""
    held = np.asarray(numbers, np.float64)
    edges = np.array([held.min(initial=np.inf), held.max(initial=-np.inf)])
    greatest = float(between(edges[:1], edges[1:])[0]) if held.size else 1.0
    return Distance(
        name, formula, lambda one, other: between(held[one], held[other]), greatest or 1.0
    )


# ---------------------------------------------------------------------------------- sets


def masi(sets: Sequence[Collection[str]]) -> Distance:
    """Return 1 - J * M of sets; values are positions in the sequence."""
    return _of_sets(
        "masi", "MASI distance 1 - J*M between label sets", sets, lambda j, m, _: 1 - j * m
    )


def masi_product(sets: Sequence[Collection[str]]) -> Distance:
    """Return (1 - J) * (1 - M) of sets, in which an empty set is part of any other."""

    def product(j: Floats, m: Floats, nested: _Bools) -> Floats:
        return np.asarray((1 - j) * (1 - np.where(nested, np.maximum(m, 2 / 3), m)), np.float64)

    return _of_sets(
        "masi-product", "MASI distance (1 - J)*(1 - M) between label sets", sets, product
    )


def monotonicity(sets: Sequence[Collection[str]]) -> Distance:
    """Return 1 - M of sets: Passonneau 2004, before the Jaccard index was part of it."""

    def alone(_: Floats, m: Floats, nested: _Bools) -> Floats:
        return np.asarray(1 - np.where(nested, np.maximum(m, 2 / 3), m), np.float64)

    return _of_sets("monotonicity", "distance 1 - M between label sets", sets, alone)


def jaccard(sets: Sequence[Collection[str]]) -> Distance:
    """Return 1 - J of sets."""
    return _of_sets("jaccard", "Jaccard distance between label sets", sets, lambda j, _m, _n: 1 - j)


def _of_sets(
    name: str,
    formula: str,
    sets: Sequence[Collection[str]],
    combine: Callable[[Floats, Floats, _Bools], Floats],
) -> Distance:
    masks = _masks(sets)

    def between(one: Ints, other: Ints) -> Floats:
        ours, theirs = np.broadcast_arrays(one, other)
        shared, joined = np.zeros(ours.shape), np.zeros(ours.shape)
        inside, outside = np.ones(ours.shape, bool), np.ones(ours.shape, bool)
        for word in masks:
            a, b = word[ours], word[theirs]
            shared += np.bitwise_count(a & b)
            joined += np.bitwise_count(a | b)
            inside &= (a & b) == a
            outside &= (a & b) == b
        index = np.divide(shared, joined, out=np.ones(shared.shape), where=joined > 0)
        return combine(index, _monotonicity(shared, inside, outside), inside | outside)

    return Distance(name, formula, between)


def _monotonicity(shared: Floats, inside: _Bools, outside: _Bools) -> Floats:
    """Return M, which is 0 for an empty set and any other."""
    crossing = np.where(shared > 0, 1 / 3, 0.0)
    nested = np.where((inside | outside) & (shared > 0), 2 / 3, crossing)
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
