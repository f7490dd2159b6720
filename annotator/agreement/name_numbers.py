"""Numbers for names, so that what is counted fits into tables of whole numbers."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from typing import Generic, TypeVar

import numpy as np

from annotator.agreement.figure import Floats, Ints

Name = TypeVar("Name", bound=Hashable)

NO_NAME = -1
"""In the place of a name: none, or that of all together."""


class Numbers(Generic[Name]):
    """Names by number, in the order in which they were first asked for."""

    def __init__(self, names: Iterable[Name] = ()) -> None:
        self.names = list(names)
        self._numbers = {name: number for number, name in enumerate(self.names)}

    def of(self, name: Name) -> int:
        """Return the number of a name, which it keeps."""
        number = self._numbers.setdefault(name, len(self.names))
        if number == len(self.names):
            self.names.append(name)
        return number

    def find(self, name: Name) -> int:
        """Return the number of a name, NO_NAME if it has none."""
        return self._numbers.get(name, NO_NAME)

    def __len__(self) -> int:
        return len(self.names)


def table(rows: Iterable[Sequence[int]], columns: int) -> Ints:
    """Return rows of whole numbers as an array, also if there are none."""
    return np.array(list(rows), np.int32).reshape(-1, columns)


def groups(rows: Ints | Floats, columns: Sequence[int]) -> Iterator[tuple[tuple[int, ...], Ints]]:
    """Yield the rows that are alike in some columns, with what these columns hold."""
    if not len(rows):
        return
    keys = rows[:, list(columns)].astype(np.int64)
    order = np.lexsort(keys.T[::-1])
    ordered = keys[order]
    starts = np.flatnonzero((np.diff(ordered, axis=0) != 0).any(axis=1)) + 1
    for places in np.split(order, starts):  # a stable sort: each group is in its order
        yield tuple(keys[places[0]].tolist()), rows[places]
