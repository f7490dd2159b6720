"""What a query finds: places in the queue, in its order, growing while a search runs."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from threading import Thread

from annotator.errors import StoreError
from annotator.store import Search
from annotator.store.query import Query

MOMENT = 0.05
"""Seconds that are waited for a search before anything is shown without it."""


class SearchResults:
    """The hits of one query. Eight bytes are kept of each, so a million is no weight.

    cursor: the line of the list that was looked at last. problem: why there are no more.
    """

    def __init__(self, query: Query, search: Search) -> None:
        self.query = query
        self.positions = array("q")
        self.complete = False
        self.cursor = 0
        self.problem = ""
        self._search = search

    def fill(self) -> SearchResults:
        """Search to the end."""
        try:
            for chunk in self._search.chunks():
                self.positions.extend(chunk)
        except StoreError as error:
            self.problem = str(error)
        self.complete = True
        return self

    def fill_aside(self, patience: float = MOMENT) -> SearchResults:
        """Search in another thread; wait so many seconds for it to come to its end."""
        thread = Thread(target=self.fill, daemon=True)
        thread.start()
        thread.join(patience)
        return self

    def stop(self) -> None:
        """Find no more."""
        self._search.stop()

    def __len__(self) -> int:
        return len(self.positions)

    def index(self, position: int) -> int:
        """How many hits lie before a place."""
        return bisect_left(self.positions, position)

    def next(self, first: int, last: int, step: int) -> int | None:
        """The hit after (1) or before (-1) a sentence from `first` to `last`; None at an end."""
        if step > 0:
            index = bisect_right(self.positions, last)
        else:
            index = bisect_left(self.positions, first) - 1
        return self.positions[index] if 0 <= index < len(self.positions) else None

    def between(self, first: int, end: int) -> Sequence[int]:
        """The hits from a place up to another."""
        return self.positions[self.index(first) : self.index(end)]

    @property
    def count(self) -> str:
        """How many there are, in figures; with a + while more may come."""
        return f"{len(self.positions):,}" + ("" if self.complete else "+")
