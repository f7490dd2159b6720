"""The search of an annotator: its results, those being browsed, and the filtered queue.

The filtered queue is the results that are not finished, worked through in order.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from threading import Thread
from typing import TYPE_CHECKING, Self

from annotator.annotations.session import Session
from annotator.annotations.visibility import SuggestionView
from annotator.errors import StoreError
from annotator.model import LabelSet, Span
from annotator.store import Store
from annotator.workflow.project_settings import Settings

if TYPE_CHECKING:
    from annotator.store.query import Query
    from annotator.store.sentence_search import Hit, Search

PATIENCE = 0.05
"""Seconds to wait for a search before its first results are shown."""


class SearchState:
    """One annotator's searches and queue.

    results: of the last search. browsed: the results that n and N step through, finished or not.
    queue: what is worked through; None is everything. greeting: a message for the start.
    view: what suggestions are on show; `use_view` changes it.
    """

    def __init__(
        self,
        store: Store,
        label_set: LabelSet,
        annotator: str,
        settings: Settings,
        view: SuggestionView,
    ) -> None:
        self._store = store
        self._label_set = label_set
        self._annotator = annotator
        self._settings = settings
        self.view = view
        self._base: tuple[str, int] = ("", 0)
        self.results: SearchResults | None = None
        self.browsed: SearchResults | None = None
        self.greeting = ""
        self.queue = self._stored_queue()

    # ------------------------------------------------------------------ searching

    def parse(self, typed: str) -> Query:
        """The query that was typed."""
        from annotator.store.query import KnownNames, parse  # noqa: PLC0415 - not at the start

        names = self._store.annotators.names()
        return parse(typed, KnownNames.of(self._label_set, names, self._settings.masked))

    def search(self, query: Query, *, unfinished: bool = False) -> SearchResults:
        """The results of a query, still to be filled. unfinished: only unfinished sentences."""
        search = self._store.search.start(
            self._annotator,
            query,
            blind_share=self._settings.blind_share,
            view=self.view,
            unfinished_only=unfinished,
        )
        return SearchResults(query, search)

    def use_view(self, view: SuggestionView) -> None:
        """Search among these suggestions from now on, and again for what is on show or queued.

        Whoever calls it updates the queue with what is finished (`update_queue`).
        """
        self.view = view
        if self.results is not None:
            is_browsed = self.browsed is self.results
            self.results = self._again(self.results)
            self.browsed = self.results if is_browsed else None
        if self.queue:
            self.queue = FilteredQueue(self._again(self.queue.results, unfinished=True))

    def _again(self, results: SearchResults, *, unfinished: bool = False) -> SearchResults:
        """The results of the same query now; the former search is stopped."""
        results.stop()
        return self.search(results.query, unfinished=unfinished).fill_in_thread()

    def lines(self, results: SearchResults, positions: Sequence[int]) -> list[Hit]:
        """The contents of lines of the list of results."""
        share = self._settings.blind_share
        return self._store.search.hits(
            self._annotator, positions, results.query, blind_share=share, view=self.view
        )

    # ------------------------------------------------------------------ the queue

    def set_queue(self, query: Query | None) -> None:
        """Make what a query finds the queue, now and next time; None is everything."""
        self.stop()
        self.queue = (
            FilteredQueue(self.search(query, unfinished=True).fill_in_thread()) if query else None
        )
        self._store.settings.set(self._setting, query.typed if query else "")

    def stop(self) -> None:
        """Stop the running search."""
        if self.queue:
            self.queue.results.stop()

    def update_queue(self, session: Session, sentences: Sequence[Span] | None = None) -> None:
        """Take over which sentences of the document are finished; None means all of them."""
        if self.queue:
            changed = session.document.sentences if sentences is None else sentences
            finished: Mapping[Span, bool] = {
                sentence: session.judgement_of(sentence).is_done for sentence in changed
            }
            self.queue.update(self._base_of(session), finished)

    def is_next(self, session: Session) -> bool:
        """True if the current sentence is an unfinished one of the queue."""
        if self.queue is None or session.judgement.is_done:
            return False
        base, sentence = self._base_of(session), session.sentence
        return bool(self.queue.results.between(base + sentence.start, base + sentence.end))

    def next_unfinished(self, session: Session, step: int) -> tuple[str, Span] | None:
        """The next (1) or previous (-1) unfinished sentence of the queue; wraps around."""
        if self.queue is None:
            here = (session.document.uid, session.sentence)
            return self._store.queue.next_unfinished(self._annotator, after=here, step=step)
        position = self.queue.next(self._base_of(session), session.sentence, step)
        return None if position is None else self._store.queue.sentence_at(position)

    @property
    def _setting(self) -> str:
        return f"queue:{self._annotator}"

    def _stored_queue(self) -> FilteredQueue | None:
        """The queue of last time; it is filled while the screen is made."""
        typed = self._store.settings.get(self._setting)
        if not typed:
            return None
        query = self.parse(typed)
        if query.problem:
            self.greeting = f"the queue is everything again: {query.problem}"
        if not query.terms:
            return None
        return FilteredQueue(self.search(query, unfinished=True).fill_in_thread(patience=0))

    # ------------------------------------------------------------------ browsing

    def next_result(self, session: Session, step: int) -> tuple[str, Span] | None:
        """The next (1) or previous (-1) of the browsed results."""
        if self.browsed is None:
            return None
        base, sentence = self._base_of(session), session.sentence
        position = self.browsed.next(base + sentence.start, base + sentence.end - 1, step)
        return None if position is None else self._store.queue.sentence_at(position)

    def browsed_index(self, session: Session) -> int:
        """The number of browsed results up to the current sentence."""
        if self.browsed is None:
            return 0
        return self.browsed.index(self._base_of(session) + session.sentence.end)

    def _base_of(self, session: Session) -> int:
        """The position in the queue where the document begins."""
        uid = session.document.uid
        if self._base[0] != uid:
            self._base = (uid, self._store.queue.position(uid, 0))
        return self._base[1]


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

        A result counts as finished if the sentence that contains it now is, joined or split.
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
