"""A queue by a query: what it found that was not finished then, worked through in order."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence

from annotator.model import Span
from annotator.workflow.hits import SearchResults


class FilteredQueue:
    """Hits to be worked through. A sentence stays in it until it is finished.

    So what was decided in it, and no longer fits the query, is not lost from under one's hands.
    """

    def __init__(self, hits: SearchResults) -> None:
        self.hits = hits
        self._finished: set[int] = set()

    @property
    def name(self) -> str:
        """The query as it was typed."""
        return self.hits.query.typed

    @property
    def left(self) -> int:
        """How many are not finished."""
        return len(self.hits) - len(self._finished)

    def renew(
        self, base: int, sentences: Sequence[Span], is_finished: Callable[[Span], bool]
    ) -> None:
        """Look again at a document. base: its place in the queue.

        A hit is judged by the sentence that stands there now, merged or split.
        """
        if not sentences:
            return
        starts = [sentence.start for sentence in sentences]
        found = self.hits.between(base, base + sentences[-1].end)
        self._finished.difference_update(found)
        self._finished.update(
            position
            for position in found
            if is_finished(sentences[max(0, bisect_right(starts, position - base) - 1)])
        )

    def next(self, base: int, sentence: Span, step: int) -> int | None:
        """The place of the next (1) or previous (-1) hit that is not finished, round and round.

        From a sentence on, of the document at `base`. None if there is no other than there.
        """
        here = base + sentence.start
        for first, last in ((here, base + sentence.end - 1), (-1, -1) if step > 0 else _END):
            found = self.hits.next(first, last, step)
            while found is not None and found in self._finished:
                found = self.hits.next(found, found, step)
            if found is not None:
                return found
        return None


_END = (1 << 63, 1 << 63)
