"""Ratings: the values that coders gave to units, the input of every coefficient.

"Not judged" and "nothing here" are different: the first is missing, the second is a value.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from annotator.agreement.coefficient import Ints, SampleSize

MISSING = -1


@dataclass(frozen=True, slots=True, eq=False)
class Ratings:
    """A table of coders by units.

    values: [coders, units], each an index into names, MISSING where the coder skipped the unit.
    documents: [units], the document of each unit, numbered from 0.
    names: what the values are called.
    """

    coders: tuple[str, ...]
    names: tuple[str, ...]
    values: Ints
    documents: Ints

    @property
    def size(self) -> SampleSize:
        """The number of units, of coders that rated any, and of documents."""
        coders = int((self.values != MISSING).any(axis=1).sum())
        return SampleSize(self.values.shape[1], coders, len(np.unique(self.documents)))

    def pairable(self) -> Ratings:
        """Return only the units with two values or more, with documents renumbered from 0."""
        return self._only((self.values != MISSING).sum(axis=0) > 1)

    def pair(self, one: int, other: int) -> Ratings:
        """Return the ratings of two coders, for the units that both rated."""
        two = replace(
            self,
            coders=(self.coders[one], self.coders[other]),
            values=self.values[[one, other]],
        )
        return two.pairable()

    def pairs(self) -> list[tuple[int, int]]:
        """Return every pair of coders once, as indices."""
        return list(combinations(range(len(self.coders)), 2))

    def reason_undefined(self) -> str:
        """Return the reason why nothing can be compared, '' if something can."""
        rated = self.values != MISSING
        coders = int(rated.any(axis=1).sum()) if rated.size else 0
        if coders == 0:
            return "no data: no coder rated a unit"
        if coders == 1:
            return "one coder only: agreement needs two"
        if not (rated.sum(axis=0) > 1).any():
            return "no overlap: no unit was rated by two coders"
        return ""

    def reason_no_variation(self) -> str:
        """Return the reason why a coefficient of pairable ratings is undefined."""
        used = np.unique(self.values[self.values != MISSING])
        names = ", ".join(self.names[value] for value in used)
        return f"no variation: every value is {names!r}, so chance would agree as well"

    def _only(self, chosen: NDArray[np.bool_]) -> Ratings:
        documents = np.unique(self.documents[chosen], return_inverse=True)[1]
        return replace(
            self, values=self.values[:, chosen], documents=documents.astype(np.int64).reshape(-1)
        )


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
    return Ratings(
        coders=tuple(coders) or tuple(str(number + 1) for number in range(len(rows))),
        names=tuple(map(str, names)),
        values=np.array(table, dtype=np.int64).reshape(len(rows), units),
        documents=np.array(list(documents) or range(units), dtype=np.int64),
    )
