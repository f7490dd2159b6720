"""Cohen's kappa: agreement of two coders beyond chance, given how often each uses each value.

Cohen 1960, "A coefficient of agreement for nominal scales", Educational and Psychological
Measurement 20; weighted: Cohen 1968, "Weighted kappa", Psychological Bulletin 70. For more than two
coders, the mean over their pairs (Light 1971, "Measures of response agreement for qualitative
data", Psychological Bulletin 76), each weighted by the units that the two share: a coder who rated
two units does not move the mean of those who rated hundreds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from annotator.agreement import sums
from annotator.agreement.distance import NOMINAL, Distance
from annotator.agreement.figure import (
    ALL,
    Coefficient,
    Figure,
    Floats,
    Ints,
    JackknifeEstimate,
    Scope,
    figure,
    quotient,
    undefined,
)
from annotator.agreement.ratings import Ratings

COHEN = Coefficient("cohen", "Cohen's kappa")
MEAN = Coefficient(
    "cohen", "Cohen's kappa, mean over pairs of coders weighted by the units they share"
)
_BLOCK = 4_000_000
"""Counts held in memory at a time."""


def cohen(
    ratings: Ratings,
    distance: Distance = NOMINAL,
    *,
    scope: Scope = ALL,
    confidence: float = 0.95,
) -> Figure:
    """Return kappa of two coders, or the mean of the kappas of all pairs that have one.

    distance: of values that are not simply equal or not. Undefined for a pair if each of the two
    always gave one and the same value.
    """
    size = ratings.pairable().size
    of = COHEN if size.coders <= 2 else MEAN
    if distance is not NOMINAL:
        of = Coefficient(f"cohen-{distance.name}", f"{of.formula}, {distance.formula}")
    reason = ratings.reason_undefined()
    if reason:
        return undefined(of, scope, reason)
    paired = ratings.pairable()
    otherwise: str | Callable[[], str] = "no pair of coders varied in the units that both rated"
    if size.coders == 2:
        otherwise = paired.reason_no_variation
    found = estimate(paired, distance)
    return figure(of, scope, found, size, otherwise=otherwise, confidence=confidence)


def pairwise(
    ratings: Ratings,
    distance: Distance = NOMINAL,
    *,
    scope: Scope = ALL,
    most: int | None = None,
    confidence: float = 0.95,
) -> tuple[Figure, ...]:
    """Return kappa of every pair of coders, including those for which it is undefined.

    most: the number of pairs, if not all: those that share most units.
    """
    pairs = list(combinations(range(len(ratings.coders)), 2))
    if most is not None and len(pairs) > most:
        shared = _shared_units(ratings)
        pairs = sorted(sorted(pairs, key=lambda pair: -shared[pair])[:most])
    return tuple(
        cohen(
            ratings.pair(*pair),
            distance,
            scope=Scope(scope.layer, scope.name, scope.kind, _names(ratings, pair)),
            confidence=confidence,
        )
        for pair in pairs
    )


def _shared_units(ratings: Ratings) -> Ints:
    """Return a table of coders by coders with the number of units that both rated."""
    number = len(ratings.coders)
    found = np.zeros(number * number, np.int64)
    for one, other, _, _, _ in _shared(ratings):
        found += np.bincount(one * number + other, minlength=number * number)
    table = found.reshape(number, number)
    return np.asarray(table + table.T, np.int64)


def _names(ratings: Ratings, pair: tuple[int, int]) -> tuple[str, str]:
    return ratings.coders[pair[0]], ratings.coders[pair[1]]


def estimate(paired: Ratings, distance: Distance = NOMINAL) -> JackknifeEstimate:
    """Compute kappa, weighted by shared units over pairs, of ratings that are pairable."""
    counts = _small_tables(paired) if distance is NOMINAL else None
    total = _pair_sums(paired, counts or _pair_counts(paired, distance))
    cells = sums.cells(paired)
    apart = float(quotient(total.apart, total.units))
    chance = float(quotient(total.chance, total.units))
    return JackknifeEstimate(
        value=float(quotient(total.value, total.units)),
        observed=1 - float(quotient(total.all_apart, total.all_units)),
        without=quotient(total.value_without, total.units_without),
        evidence=sums.marked_evidence(paired, cells, 0.0 if np.isnan(apart) else chance, distance),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _PairSums:
    """Sums over pairs of coders, weighted by the units they share.

    value, apart, chance: kappa, observed and expected disagreement, times units; of the pairs
        that have a kappa. units: of these. value_without, units_without: without each document.
    all_apart, all_units: of all pairs.
    """

    value: float
    apart: float
    chance: float
    units: float
    value_without: Floats
    units_without: Floats
    all_apart: float
    all_units: float


_Shared = tuple[Ints, Ints, Ints, Ints, Ints]
"""A unit of two coders in each row: both coders, the unit, and their values."""


def _shared(paired: Ratings) -> Iterator[_Shared]:
    """Yield the units that every two coders share."""
    rated = paired.rated
    for first, second in paired.row_pairs():
        units = np.flatnonzero(rated[first] & rated[second])
        if not len(units):
            continue
        one, other = paired.coders_at(first)[units], paired.coders_at(second)[units]
        values = paired.values[first, units], paired.values[second, units]
        ours, theirs = (row.astype(np.int64) for row in values)
        ordered = one < other
        yield (
            np.minimum(one, other),
            np.maximum(one, other),
            units,
            np.where(ordered, ours, theirs),
            np.where(ordered, theirs, ours),
        )


@dataclass(frozen=True, slots=True, eq=False)
class _PairCounts:
    """What pairs of coders share, in cells, each of a pair and a document, in order.

    pair, document: of each cell. units: that the two share there. apart: the distances of their
    values, summed. chance, chance_without: the distances of any unit of a pair to any other: of
    each pair, and without each cell.
    """

    pair: Ints
    document: Ints
    units: Floats
    apart: Floats
    chance: Floats
    chance_without: Floats


def _pair_counts(paired: Ratings, distance: Distance) -> _PairCounts:
    parts = list(_shared(paired))
    one, other, units, first, second = (np.concatenate(row) for row in zip(*parts, strict=True))
    documents = int(paired.documents.max()) + 1
    pair = sums.ranked(one * len(paired.coders) + other)[1]
    keys, cell = sums.ranked(pair * documents + paired.documents[units])
    apart = distance.between(first, second) / distance.greatest
    tables = _PairTables(first, second, cell, keys // documents, len(paired.names), distance)
    chance, without = tables.chance()
    return _PairCounts(
        pair=tables.pair,
        document=keys % documents,
        units=sums.added(cell),
        apart=sums.added(cell, apart),
        chance=chance,
        chance_without=without,
    )


def _small_tables(paired: Ratings) -> _PairCounts | None:
    """Count the values of every pair in tables, where rows are coders and tables are small.

    All counts are whole numbers, so that they are those of `_pair_counts`.
    """
    kinds, documents = len(paired.names), int(paired.documents.max()) + 1
    if paired.who is not None or documents * kinds**2 > paired.values.shape[1]:
        return None
    start = paired.documents.astype(np.int64) * kinds
    found: list[Floats] = []
    pairs: list[Ints] = []
    places: list[Ints] = []
    for first, second in paired.row_pairs():
        ours, theirs = paired.values[first], paired.values[second]
        keys = (start + ours) * kinds + theirs
        both = paired.rated[first] & paired.rated[second]
        number = np.bincount(keys if both.all() else keys[both], minlength=documents * kinds**2)
        table = number.reshape(documents, kinds, kinds)
        used = np.flatnonzero(table.any(axis=(1, 2)))
        if len(used):
            pairs.append(np.full(len(used), len(pairs)))
            places.append(used)
            found.append(table[used].astype(np.float64))
    pair, tables = np.concatenate(pairs), np.concatenate(found)
    ours, theirs = tables.sum(axis=2), tables.sum(axis=1)
    sum_ours, sum_theirs = (
        np.stack([sums.added(pair, column) for column in one.T], axis=1) for one in (ours, theirs)
    )
    units = ours.sum(axis=1)
    return _PairCounts(
        pair=pair,
        document=np.concatenate(places),
        units=units,
        apart=units - np.trace(tables, axis1=1, axis2=2),
        chance=_apart_by_chance(sum_ours, sum_theirs),
        chance_without=_apart_by_chance(sum_ours[pair] - ours, sum_theirs[pair] - theirs),
    )


def _apart_by_chance(ours: Floats, theirs: Floats) -> Floats:
    """Return, of [rows, values], the number of pairs of a value of each that are not equal."""
    equal = np.einsum("rv,rv->r", ours, theirs)
    return np.asarray(ours.sum(axis=1) * theirs.sum(axis=1) - equal, np.float64)


def _pair_sums(paired: Ratings, counts: _PairCounts) -> _PairSums:
    """Compute the kappas of all pairs."""
    pair, documents = counts.pair, int(paired.documents.max()) + 1
    number, summed = sums.added(pair, counts.units), sums.added(pair, counts.apart)
    kappa = 1 - quotient(summed * number, counts.chance)
    has = ~np.isnan(kappa)
    left = number[pair] - counts.units
    without = 1 - quotient((summed[pair] - counts.apart) * left, counts.chance_without)
    weighted = np.where(has, np.nan_to_num(kappa) * number, 0.0)
    weight = np.where(has, number, 0.0)
    had = ~np.isnan(without) & has[pair]
    changed = np.where(had, np.nan_to_num(without) * left, 0.0) - weighted[pair]
    lost = np.where(had, left, 0.0) - weight[pair]
    return _PairSums(
        value=float(weighted.sum()),
        apart=float(summed[has].sum()),
        chance=float((counts.chance / number)[has].sum()),
        units=float(weight.sum()),
        value_without=weighted.sum() + np.bincount(counts.document, changed, documents),
        units_without=weight.sum() + np.bincount(counts.document, lost, documents),
        all_apart=float(summed.sum()),
        all_units=float(number.sum()),
    )


@dataclass(slots=True, eq=False)
class _PairTables:
    """How often the two coders of each pair give each value, in each document.

    first, second: values. cell: of the pair and document that they are in. pair: of each cell.
    """

    first: Ints
    second: Ints
    cell: Ints
    pair: Ints
    kinds: int
    distance: Distance

    def chance(self) -> tuple[Floats, Floats]:
        """Return the distances of any unit to any other: for each pair, and without each cell."""
        pairs, cells = int(self.pair.max()) + 1, len(self.pair)
        if self.distance is NOMINAL and cells * self.kinds > _BLOCK:
            return self._of_equal(pairs)
        whole, without = np.zeros(pairs), np.zeros(cells)
        order = np.argsort(self.cell, kind="stable")
        starts = np.searchsorted(self.cell[order], np.arange(cells + 1))
        for low, high in self._blocks():
            rows = order[starts[low] : starts[high]]
            ours, theirs = (
                self._table(one[rows], self.cell[rows] - low, high - low)
                for one in (self.first, self.second)
            )
            start = int(self.pair[low])
            of = self.pair[low:high] - start
            number = int(of[-1]) + 1
            sum_ours, sum_theirs = np.zeros((2, number, self.kinds))
            np.add.at(sum_ours, of, ours)
            np.add.at(sum_theirs, of, theirs)
            whole[start : start + number] = self._apart(sum_ours, sum_theirs)
            without[low:high] = self._apart(sum_ours[of] - ours, sum_theirs[of] - theirs)
        return whole, without

    def _of_equal(self, pairs: int) -> tuple[Floats, Floats]:
        """Count what is equal, where there are too many values for tables."""
        pair = self.pair[self.cell]
        ours, theirs = pair * self.kinds + self.first, pair * self.kinds + self.second
        units = np.bincount(self.cell).astype(np.float64)
        total = sums.added(self.pair, units, pairs)
        equal = _equal(ours, theirs, self.kinds, pairs)
        across = np.bincount(self.cell, _count_in(ours, theirs) + _count_in(theirs, ours))
        inside = _equal(
            self.cell * self.kinds + self.first,
            self.cell * self.kinds + self.second,
            self.kinds,
            len(units),
        )
        left = total[self.pair] - units
        return total**2 - equal, left**2 - (equal[self.pair] - across + inside)

    def _blocks(self) -> Iterator[tuple[int, int]]:
        """Yield ranges of cells, of whole pairs, that are small enough for a table."""
        ends = np.flatnonzero(np.diff(self.pair, append=-1)) + 1
        low = 0
        for place, end in enumerate(ends):
            last = place + 1 == len(ends)
            if last or (ends[place + 1] - low) * self.kinds > _BLOCK:
                yield low, int(end)
                low = int(end)

    def _table(self, values: Ints, cell: Ints, cells: int) -> Floats:
        found = np.bincount(cell * self.kinds + values, minlength=cells * self.kinds)
        return found.reshape(cells, self.kinds).astype(np.float64)

    def _apart(self, ours: Floats, theirs: Floats) -> Floats:
        if self.distance is NOMINAL:
            return _apart_by_chance(ours, theirs)
        every = np.arange(self.kinds)
        far: NDArray[np.float64] = self.distance.between(every[:, None], every[None, :])
        return np.asarray(
            np.einsum("rv,rv->r", ours @ far, theirs) / self.distance.greatest, np.float64
        )


def _equal(ours: Ints, theirs: Ints, kinds: int, groups: int) -> Floats:
    """Count the pairs of equal values in each group. Keys are group * kinds + value."""
    one, one_counts = np.unique(ours, return_counts=True)
    other, other_counts = np.unique(theirs, return_counts=True)
    keys, left, right = np.intersect1d(one, other, assume_unique=True, return_indices=True)
    return sums.added(keys // kinds, one_counts[left] * other_counts[right], groups)


def _count_in(keys: Ints, others: Ints) -> Ints:
    """Return how often each of some keys is among others."""
    ordered = np.sort(others)
    return np.searchsorted(ordered, keys, "right") - np.searchsorted(ordered, keys, "left")
