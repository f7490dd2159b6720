"""The results of a search, and the filtered queue: those not finished, worked through in order."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from threading import Thread
from typing import TYPE_CHECKING, Self

from annotator.errors import StoreError
from annotator.model import Span

if TYPE_CHECKING:
    from annotator.store.query import Query
    from annotator.store.sentence_search import Search

PATIENCE = 0.05
"""Seconds to wait for a search before its first results are shown."""


class SearchResults:
    """Positions in the queue that a query finds, in order, growing while a search runs.

    Each takes eight bytes. cursor: the line of the list that was chosen last. problem: why the
    search ended early, '' if it did not.
    """

    def __init__(self, query: Query, search: Search) -> None:
        self.query = query
        self.positions = array("q")
        self.complete = False
        self.cursor = 0
        self.problem = ""
        self._search = search

    def fill(self) -> Self:
        """Search to the end."""
        try:
            for chunk in self._search.chunks():
                self.positions.extend(chunk)
        except StoreError as error:
            self.problem = str(error)
        self.complete = True
        return self

    def fill_in_thread(self, patience: float = PATIENCE) -> Self:
        """Search in another thread; wait so many seconds for its end."""
        thread = Thread(target=self.fill, daemon=True)
        thread.start()
        thread.join(patience)
        return self

    def stop(self) -> None:
        """Stop the running search."""
        self._search.stop()

    def __len__(self) -> int:
        return len(self.positions)

    def index(self, position: int) -> int:
        """The number of results before a position."""
        return bisect_left(self.positions, position)

    def next(self, first: int, last: int, step: int) -> int | None:
        """The result after `last` (step 1) or before `first` (step -1); None at an end."""
        if step > 0:
            index = bisect_right(self.positions, last)
        else:
            index = bisect_left(self.positions, first) - 1
        return self.positions[index] if 0 <= index < len(self.positions) else None

    def between(self, first: int, end: int) -> Sequence[int]:
        """The results from a position up to another."""
        return self.positions[self.index(first) : self.index(end)]

    @property
    def count(self) -> str:
        """The number of results, in figures; with a + while more can come."""
        return f"{len(self.positions):,}" + ("" if self.complete else "+")


_BEFORE_ALL = (-1, -1)
_AFTER_ALL = (1 << 63, 1 << 63)


class FilteredQueue:
    """Search results to be worked through. A sentence stays in the queue until it is finished.

    So a sentence that was decided on and no longer fits the query does not vanish meanwhile.
    """

    def __init__(self, results: SearchResults) -> None:
        self.results = results
        self._finished: set[int] = set()

    @property
    def name(self) -> str:
        """The query as it was typed."""
        return self.results.query.typed

    @property
    def left(self) -> int:
        """The number of unfinished sentences."""
        return len(self.results) - len(self._finished)

    def update(self, base: int, finished: Mapping[Span, bool]) -> None:
        """Take over which sentences of a document are finished. base: the document's position.

        A result counts as finished if the sentence that contains it now is, merged or split.
        """
        for sentence, is_finished in finished.items():
            for position in self.results.between(base + sentence.start, base + sentence.end):
                if is_finished:
                    self._finished.add(position)
                else:
                    self._finished.discard(position)

    def next(self, base: int, sentence: Span, step: int) -> int | None:
        """The position of the next (1) or previous (-1) unfinished sentence; wraps around.

        From a sentence of the document at `base`. None if there is no other than this.
        """
        here = (base + sentence.start, base + sentence.end - 1)
        for first, last in (here, _BEFORE_ALL if step > 0 else _AFTER_ALL):
            found = self.results.next(first, last, step)
            while found is not None and found in self._finished:
                found = self.results.next(found, found, step)
            if found is not None:
                return found
        return None
