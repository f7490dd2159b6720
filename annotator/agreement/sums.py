"""Sums over units, by document: subtracting those of a document leaves it out.

Every coefficient is computed from such sums, so that its value without each document, which the
interval needs, costs one subtraction.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from annotator.agreement.distance import NOMINAL, Distance
from annotator.agreement.figure import Floats, Ints
from annotator.agreement.interval import Evidence, Scale
from annotator.agreement.ratings import MISSING, Ratings, count_rows

_BLOCK = 2_000_000
"""Distances held in memory at a time."""

_PRIOR_UNITS = 10
FEW = 16
"""Up to this number of rows, comparing every two of them is faster than sorting values."""


def added(places: Ints, amounts: Floats | Ints | None = None, number: int = 0) -> Floats:
    """Sum amounts by place, from 0 to number at least; by default count."""
    return np.asarray(np.bincount(places, amounts, number), np.float64)


def ranked(numbers: Ints) -> tuple[Ints, Ints]:
    """Return the different numbers in order, and the rank of each; numbers are not negative.

    It is `np.unique` without sorting, where the largest number is not much above their count.
    """
    most = int(numbers.max(initial=-1)) + 1
    if most > 4 * numbers.size + 1000:
        found, ranks = np.unique(numbers, return_inverse=True)
        return found, ranks.reshape(-1)
    used = np.bincount(numbers, minlength=most) > 0
    places = np.cumsum(used) - 1
    return np.flatnonzero(used), places[numbers]


def by_document(ratings: Ratings, amounts: Floats | Ints | None = None) -> Floats:
    """Sum amounts, one for each unit, by document; by default count units."""
    if amounts is None or ratings.starts is None:
        return added(ratings.documents, amounts)
    return np.asarray(np.add.reduceat(amounts, ratings.starts), np.float64)


def weights(ratings: Ratings) -> Floats:
    """Return the weights of units."""
    return np.ones(ratings.values.shape[1]) if ratings.weights is None else ratings.weights


def weighted(ratings: Ratings, amounts: Floats | Ints) -> Floats | Ints:
    """Return amounts, one for each unit, times the weights of units."""
    return amounts if ratings.weights is None else amounts * ratings.weights


# ------------------------------------------------------------------------- disagreement


def disagreement(paired: Ratings, distance: Distance = NOMINAL) -> Floats:
    """Return, for each unit, the mean distance of the values of two coders, from 0 to 1."""
    coders = paired.number
    if distance is NOMINAL and len(paired.values) <= FEW:
        return _looked_up(coders, _equal_pairs(paired), _share_apart(len(paired.values)))
    few = len(paired.values) <= FEW
    sums = _sums_of_pairs(paired, distance) if few else _sums_of_cells(paired, distance)
    return np.asarray(2 * sums / (coders * (coders - 1)) / distance.greatest, np.float64)


def _share_apart(rows: int) -> Floats:
    """[values in a unit, equal pairs among them]: the share of pairs that are not equal."""
    coders = np.arange(rows + 1)
    pairs = np.maximum(1, coders * (coders - 1) // 2)
    return np.asarray(1 - np.arange(pairs[-1] + 1) / pairs[:, None], np.float64)


def _looked_up(first: Ints, second: Ints, table: Floats) -> Floats:
    """Return table[first, second], for indices of units. It is quicker than arithmetic."""
    return np.asarray(table.reshape(-1).take(first * table.shape[1] + second), np.float64)


def _equal_pairs(paired: Ratings) -> Ints:
    """Count the equal pairs of values in each unit; 16 rows have 120 pairs, which a byte holds."""
    equal = np.zeros(paired.values.shape[1], np.int8)
    for one, other in paired.row_pairs():
        ours = paired.values[one]
        equal += (ours == paired.values[other]) & (ours != MISSING)
    return equal


def _sums_of_pairs(paired: Ratings, distance: Distance) -> Floats:
    sums = np.zeros(paired.values.shape[1])
    rated = paired.rated
    for one, other in paired.row_pairs():
        both = np.flatnonzero(rated[one] & rated[other])
        sums[both] += distance.between(paired.values[one, both], paired.values[other, both])
    return sums


def _sums_of_cells(paired: Ratings, distance: Distance) -> Floats:
    """Sum the distances in each unit from the counts of its values, for any number of coders."""
    units = np.arange(paired.values.shape[1])
    held = _cells(units, paired, None)
    if distance is NOMINAL:
        coders = paired.number
        return np.asarray(
            (coders**2 - np.bincount(held.document, held.amount**2, len(units))) / 2, np.float64
        )
    return np.asarray(_inside(held, distance, len(units)) / 2, np.float64)


# ---------------------------------------------------------------------- chance disagreement


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """How often each value is in each document: three columns, sorted, without zeros."""

    document: Ints
    value: Ints
    amount: Floats


def cells(ratings: Ratings, amounts: Floats | None = None) -> Cells:
    """Sum, for each value in each document, the amounts of the units that have it.

    amounts: of units; None counts them.
    """
    table = None if amounts is not None else value_table(ratings)
    if table is None:
        return _cells(ratings.documents, ratings, amounts)
    document, value = np.nonzero(table)
    return Cells(document, value, table[document, value])


def value_table(ratings: Ratings) -> Floats | None:
    """Count the values in each document: [documents, values]; None if most counts would be 0."""
    kinds, documents = len(ratings.names), int(ratings.documents.max(initial=-1)) + 1
    if len(ratings.values) > FEW or documents * kinds > 4 * ratings.values.size + 1000:
        return None
    return np.concatenate([_value_table(part, kinds + 1) for part in ratings.parts])


def _value_table(ratings: Ratings, width: int) -> Floats:
    """Count by one key for document and value; the first column of each takes what is missing."""
    size = (int(ratings.documents.max(initial=-1)) + 1) * width
    keys = np.add(ratings.documents * width + 1, ratings.values, dtype=np.int64)
    table = np.bincount(keys.reshape(-1), minlength=size).reshape(-1, width)
    return table[:, 1:].astype(np.float64)


def expected_of_table(table: Floats, sizes: Floats | None = None) -> tuple[float, Floats]:
    """Return what `expected` does for nominal values: in total, and without each document.

    sizes: the values of each document, if they are known.
    """
    totals = table.sum(axis=0)
    sizes = table.sum(axis=1) if sizes is None else sizes
    number = float(sizes.sum())
    whole = number**2 - float(totals @ totals)
    inside = sizes**2 - np.einsum("dv,dv->d", table, table)
    without = whole - 2 * (sizes * number - table @ totals) + inside
    return whole, without_rounding(without, whole)


def without_rounding(without: Floats, whole: float) -> Floats:
    """Return sums without each document, with zeros in the place of rounding errors."""
    return np.asarray(np.where(without > 1e-12 * whole, without, 0.0), np.float64)


def _cells(groups: Ints, ratings: Ratings, amounts: Floats | None) -> Cells:
    kinds = max(1, len(ratings.names))
    rows, units = np.nonzero(ratings.rated)
    found, places = ranked(groups[units] * kinds + ratings.values[rows, units])
    summed = added(places, None if amounts is None else amounts[units])
    return Cells(found // kinds, found % kinds, summed)


def expected(held: Cells, distance: Distance, documents: int) -> tuple[float, Floats]:
    """Return the summed distances of all values to all: in total, and without each document.

    Amounts are multiplied: of counts, the sum is over all pairs of two counted values.
    """
    far = _distance_to_all(held, distance)
    whole = float((held.amount * far).sum())
    across = np.bincount(held.document, held.amount * far, documents)
    without = whole - 2 * across + _inside(held, distance, documents)
    without = without_rounding(without, whole)
    return whole / distance.greatest, np.asarray(without / distance.greatest, np.float64)


def _distance_to_all(held: Cells, distance: Distance) -> Floats:
    """Return, for each cell, the summed distance of its value to all values."""
    totals = np.bincount(held.value, held.amount)
    if distance is NOMINAL:
        return np.asarray(totals.sum() - totals[held.value], np.float64)
    kinds = np.flatnonzero(totals)
    rows = max(1, _BLOCK // max(1, len(kinds)))
    found = np.zeros(len(totals))
    for start in range(0, len(kinds), rows):
        some = kinds[start : start + rows]
        found[some] = distance.between(some[:, None], kinds[None, :]) @ totals[kinds]
    return np.asarray(found[held.value], np.float64)


def _inside(held: Cells, distance: Distance, documents: int) -> Floats:
    """Return, for each document, the distances of its own values to each other."""
    if distance is NOMINAL:
        sums = np.bincount(held.document, held.amount, documents)
        return np.asarray(
            sums**2 - np.bincount(held.document, held.amount**2, documents), np.float64
        )
    found = np.zeros(documents)
    for one, other in _pairs_inside(held.document):
        far = distance.between(held.value[one], held.value[other])
        products = far * held.amount[one] * held.amount[other]
        found += np.bincount(held.document[one], products, documents)
    return found


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


@dataclass(frozen=True, slots=True, eq=False)
class NominalSums:
    """What each document adds to nominal alpha.

    observed: the disagreement of units times their values. counts: values. table: [documents,
    values], how often each value is given.
    """

    observed: Floats
    counts: Floats
    table: Floats

    def expected(self) -> tuple[float, Floats]:
        """Return what `expected_of_table` does."""
        return expected_of_table(self.table, self.counts)


def nominal_sums(paired: Ratings) -> NominalSums | None:
    """Sum ratings without weights by document; None where a table would mostly hold zeros."""
    kinds, documents = len(paired.names), int(paired.documents.max(initial=-1)) + 1
    few = len(paired.values) <= FEW
    if not few or documents * kinds > 4 * paired.values.size + 1000 or paired.weights is not None:
        return None
    apart = _share_apart(len(paired.values)) * np.arange(len(paired.values) + 1)[:, None]
    found = []
    for part in paired.parts:
        far = _looked_up(part.number, _equal_pairs(part), apart)
        table = _value_table(part, kinds + 1)
        found.append((by_document(part, far), by_document(part, part.number), table))
    return NominalSums(*(np.concatenate(column) for column in zip(*found, strict=True)))


def marked_evidence_of(paired: Ratings, held: NominalSums, chance: float) -> Evidence:
    """Return what `marked_evidence` does."""
    usual_value, share = usual(held.table)
    units = [
        by_document(part, marked_share(part.number, count_rows(part.values == usual_value)))
        for part in paired.parts
    ]
    marks = held.counts - held.table[:, usual_value]
    return Evidence(np.concatenate(units), marks, _marked_scale(chance, share))


# ------------------------------------------------------------------------------ evidence


def usual(held: Cells | Floats) -> tuple[int, float]:
    """Return the most frequent value, and the share of all others.

    held: the cells of ratings, or the table of their values.
    """
    totals = added(held.value, held.amount) if isinstance(held, Cells) else held.sum(axis=0)
    most = int(totals.argmax())
    return most, 1 - float(totals[most] / totals.sum())


def marked_evidence(
    paired: Ratings, held: Cells | Floats, chance: float, distance: Distance = NOMINAL
) -> Evidence:
    """Return the evidence of a coefficient of the units that one coder of two marked.

    A unit is marked by a coder who does not give it the most frequent value.
    chance: the mean distance of two values that were put together at random.
    """
    usual_value, share = usual(held)
    units, given = [], []
    for part in paired.parts:
        unmarked = count_rows(part.values == usual_value)
        units.append(by_document(part, marked_share(part.number, unmarked)))
        given.append(by_document(part, weighted(part, part.number - unmarked)))
    joined = np.concatenate(units)
    spread = _spread(paired, distance, float(joined.sum()))
    return Evidence(joined, np.concatenate(given), _marked_scale(chance, share), spread=spread)


def _marked_scale(chance: float, share: float) -> Scale:
    return Scale(chance / (2 * share) if share else 1.0, marked=True)


def marked_share(coders: Ints, unmarked: Ints) -> Floats:
    """Return, for each unit, in what share of the pairs of coders one marked it."""
    most = int(coders.max(initial=0)) + 1
    left, of = np.arange(most), np.arange(most)[:, None]
    shares = 1 - left * (left - 1) / np.maximum(1, of * (of - 1))
    return _looked_up(coders, unmarked, shares)


def _spread(paired: Ratings, distance: Distance, units: float) -> float:
    """Return the variance of distances in marked units over that of distances of 0 or 1.

    Averaged with 1, which counts as a few units.
    """
    if distance is NOMINAL or not units:
        return 1.0
    squared = replace(
        distance,
        between=lambda one, other: distance.between(one, other) ** 2,
        greatest=distance.greatest**2,
    )
    mean = float(disagreement(paired, distance).sum()) / units
    square = float(disagreement(paired, squared).sum()) / units
    most = mean * (1 - mean)
    found = min(1.0, max(0.0, (square - mean**2) / most)) if most > 1e-9 else 1.0
    return (units * found + _PRIOR_UNITS) / (units + _PRIOR_UNITS)


def whole_evidence(paired: Ratings, held: Cells, chance: float) -> Evidence:
    """Return the evidence of a coefficient of all units."""
    usual_value, _ = usual(held)
    coders = paired.number
    marks = coders - count_rows(paired.values == usual_value)
    scale = Scale(chance, marked=False)
    return Evidence(by_document(paired), by_document(paired, marks / coders), scale)


def every_value(kinds: int) -> Cells:
    """Return cells of one document that holds each value once."""
    return Cells(np.zeros(kinds, np.int64), np.arange(kinds), np.ones(kinds))
