"""Ratings, the values that coders gave to units: the input of every coefficient.

"Not judged" is missing, "nothing here" is a value. A unit with one value says how often a value is
given, but nothing about agreement; *pairable* ratings leave it out.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations, pairwise

import numpy as np
from numpy.typing import NDArray

from annotator.agreement.figure import Floats, Ints, SampleSize

MISSING = -1
_FEW_CODERS = 16
_PART = 1 << 15
"""Units computed at a time, where there are many."""


@dataclass(frozen=True, eq=False)  # no slots: what is derived is kept
class Ratings:
    """A table of coders by units.

    values: [rows, units] of any signed integers, each an index into names; MISSING where the coder
        skipped the unit.
    documents: [units], the document of each unit, numbered from 0.
    names: what the values are called.
    weights: [units], how much each unit counts, such as the characters of a segment; None is 1.
    who: [rows, units], the coder of each value as an index. None: a row is a coder. With many
        coders, of whom few rated each unit, a row is only a place for a value.
    """

    coders: tuple[str, ...]
    names: tuple[str, ...]
    values: Ints
    documents: Ints
    weights: Floats | None = None
    who: Ints | None = None

    @cached_property
    def rated(self) -> NDArray[np.bool_]:
        """[rows, units]: True where there is a value."""
        return np.asarray(self.values != MISSING, np.bool_)

    @cached_property
    def number(self) -> Ints:
        """[units]: the number of values."""
        return count_rows(self.rated)

    @cached_property
    def size(self) -> SampleSize:
        """The number of units, of coders that rated any, and of documents."""
        documents = _number(self.documents) if self.starts is None else len(self.starts)
        return SampleSize(self.values.shape[1], self._coders(), documents)

    def _coders(self) -> int:
        rated = self.rated
        if self.who is None:
            return int(rated.any(axis=1).sum())
        return len(np.unique(self.who[rated]))

    @cached_property
    def starts(self) -> Ints | None:
        """The first unit of each document; None if units are not in the order of documents."""
        documents = self.documents
        if not documents.size or documents[0]:
            return None
        starts = np.flatnonzero(documents[1:] != documents[:-1])
        starts += 1
        starts = np.concatenate([[0], starts])
        return starts if np.array_equal(documents[starts], np.arange(len(starts))) else None

    @cached_property
    def parts(self) -> tuple[Ratings, ...]:
        """The ratings, some whole documents at a time, if units are in the order of documents.

        What is computed of a part fits the processor's cache. Documents of each are from 0 on.
        """
        starts = self.starts
        if len(self.documents) < 2 * _PART or starts is None:
            return (self,)
        wanted = np.arange(_PART, len(self.documents), _PART)
        found = starts[np.searchsorted(starts, wanted[wanted <= starts[-1]])]
        cuts = [0, *dict.fromkeys(map(int, found)), len(self.documents)]
        return tuple(self._part(slice(*pair)) for pair in pairwise(cuts))

    def _part(self, units: slice) -> Ratings:
        documents = self.documents[units]
        return replace(
            self,
            values=self.values[:, units],
            documents=documents - documents[0],
            weights=None if self.weights is None else self.weights[units],
            who=None if self.who is None else self.who[:, units],
        )

    def pairable(self) -> Ratings:
        """Return only the units with two values or more, with documents renumbered from 0."""
        return self.only(np.asarray(self.number > 1))

    def given(self) -> Ratings:
        """Return only the units with a value, with documents renumbered from 0."""
        return self.only(np.asarray(self.number > 0))

    def pair(self, one: int, other: int) -> Ratings:
        """Return the ratings of two coders, for the units that both rated."""
        return replace(
            self,
            coders=(self.coders[one], self.coders[other]),
            values=np.stack([self._of(one), self._of(other)]),
            who=None,
        ).pairable()

    def _of(self, coder: int) -> Ints:
        if self.who is None:
            return np.asarray(self.values[coder])
        own = np.where(self.who == coder, self.values, MISSING)
        return np.asarray(own.max(axis=0, initial=MISSING), np.int64)

    def row_pairs(self) -> list[tuple[int, int]]:
        """Return every pair of rows once, as indices."""
        return list(combinations(range(len(self.values)), 2))

    def coders_at(self, row: int) -> Ints:
        """Return, for each unit, the coder whose value is in a row."""
        if self.who is not None:
            return np.asarray(self.who[row])
        return np.full(self.values.shape[1], row, np.int64)

    def reason_undefined(self) -> str:
        """Return the reason why nothing can be compared, '' if something can."""
        rated = self.rated
        coders = self._coders() if rated.size else 0
        return reason_undefined(coders, shared=bool((self.number > 1).any()))

    def reason_no_variation(self) -> str:
        """Return the reason why a coefficient of pairable ratings is undefined."""
        used = np.unique(self.values[self.rated])
        return reason_no_variation(self.names[value] for value in used)

    def only(self, chosen: NDArray[np.bool_]) -> Ratings:
        """Return the ratings of some units. chosen: [units]."""
        return self._renumbered() if chosen.all() else self.at(np.flatnonzero(chosen))

    def at(self, places: Ints) -> Ratings:
        """Return the ratings of some units, in order. places: their indices."""
        return replace(
            self,
            values=self.values.take(places, axis=1),
            documents=self.documents.take(places),
            weights=None if self.weights is None else self.weights.take(places),
            who=None if self.who is None else self.who.take(places, axis=1),
        )._renumbered()

    def _renumbered(self) -> Ratings:
        if self.starts is not None or _is_numbered(self.documents):
            return self
        return replace(self, documents=_numbered(self.documents))


def reason_undefined(coders: int, *, shared: bool) -> str:
    """Return the reason why nothing can be compared, '' if something can.

    coders: those with a value. shared: whether two of them have one for the same unit.
    """
    if coders == 0:
        return "no data: no coder rated a unit"
    if coders == 1:
        return "one coder only: agreement needs two"
    return "" if shared else "no overlap: no unit was rated by two coders"


def reason_no_variation(used: Iterable[str]) -> str:
    """Return the reason why a coefficient is undefined. used: the values that were given."""
    names = ", ".join(used)
    return f"no variation: every value is {names!r}, so chance would agree as well"


def from_votes(
    coders: Sequence[str],
    names: Sequence[str],
    votes: tuple[Ints, Ints, Ints],
    documents: Ints,
) -> Ratings:
    """Return ratings from votes, in three columns: coder, unit and value, all as indices.

    documents: [units]. A coder has one vote on a unit at most.
    """
    coder, unit, value = votes
    order = np.lexsort((coder, unit))
    coder, unit, value = coder[order], unit[order], value[order]
    many = len(coders) > _FEW_CODERS
    counts = np.bincount(unit, minlength=len(documents))
    row = np.arange(len(unit)) - (np.cumsum(counts) - counts)[unit] if many else coder
    rows = int(counts.max(initial=0)) if many else len(coders)
    kind = np.int8 if len(names) < 128 else np.int32
    values = np.full((rows, len(documents)), MISSING, kind)
    values[row, unit] = value
    who = np.zeros(values.shape, np.int32) if many else None
    if who is not None:
        who[row, unit] = coder
    return Ratings(tuple(coders), tuple(names), values, documents, who=who)


def packed(ratings: Ratings, most: int = _FEW_CODERS) -> Ratings:
    """Return the same ratings in fewer rows, if there are more than some number of coders.

    A unit that 3 of 1,000 coders rated then needs 3 rows, not 1,000.
    """
    if ratings.who is not None or len(ratings.values) <= most:
        return ratings
    unit, coder = np.nonzero(ratings.rated.T)
    counts = np.bincount(unit, minlength=ratings.values.shape[1])
    row = np.arange(len(unit)) - (np.cumsum(counts) - counts)[unit]
    shape = (int(counts.max(initial=0)), ratings.values.shape[1])
    values, who = np.full(shape, MISSING, np.int64), np.zeros(shape, np.int64)
    values[row, unit], who[row, unit] = ratings.values[coder, unit], coder
    return replace(ratings, values=values, who=who)


def count_rows(table: NDArray[np.bool_]) -> Ints:
    """Count, in each column, the rows that are True. A byte holds the counts of few rows."""
    if len(table) > 127:
        return np.asarray(table.sum(axis=0, dtype=np.int64))
    counts = np.zeros(table.shape[1], np.int8)
    for row in table:
        counts += row
    return counts.astype(np.int64)


def _number(documents: Ints) -> int:
    """Count different numbers, which are not much greater than their number as a rule."""
    if not documents.size:
        return 0
    if documents.max() > 4 * documents.size + 1000:
        return len(np.unique(documents))
    return int(np.count_nonzero(np.bincount(documents)))


def _is_numbered(documents: Ints) -> bool:
    """Return True if the numbers are 0, 1, 2 ... without a gap."""
    return not documents.size or _number(documents) == int(documents.max()) + 1


def _numbered(documents: Ints) -> Ints:
    return np.unique(documents, return_inverse=True)[1].astype(np.int64).reshape(-1)


def ratings(
    rows: Sequence[Sequence[Hashable | None]],
    *,
    coders: Sequence[str] = (),
    documents: Sequence[int] = (),
) -> Ratings:
    """Return ratings from lists: a row for each coder, a column for each unit, None if missing.

    coders: their names; by default 1, 2, 3 ...
    documents: the document of each unit; by default every unit is in its own.
    """
    found = {value for row in rows for value in row if value is not None}
    names = sorted(found, key=str)
    codes = {value: code for code, value in enumerate(names)}
    units = len(rows[0]) if rows else 0
    table = [[MISSING if value is None else codes[value] for value in row] for row in rows]
    found_ratings = Ratings(
        coders=tuple(coders) or tuple(str(number + 1) for number in range(len(rows))),
        names=tuple(map(str, names)),
        values=np.array(table, dtype=np.int64).reshape(len(rows), units),
        documents=np.array(list(documents) or range(units), dtype=np.int64),
    )
    return packed(found_ratings)
