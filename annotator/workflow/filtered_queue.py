"""A filtered queue: the unfinished sentences that a query found, worked through in order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from annotator.model import Span

if TYPE_CHECKING:
    from annotator.workflow.search_state import SearchResults

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
