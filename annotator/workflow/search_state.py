"""The search of an annotator: the last results, those being browsed, and the queue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from annotator.annotations.session import Session
from annotator.model import LabelSet, Span
from annotator.store import Store
from annotator.workflow.filtered_queue import FilteredQueue, SearchResults
from annotator.workflow.project_settings import Settings

if TYPE_CHECKING:
    from annotator.store.query import Query
    from annotator.store.sentence_search import Hit


class SearchState:
    """One annotator's searches and queue.

    results: of the last search. browsed: the results that n and N step through, finished or not.
    queue: what is worked through; None is everything. greeting: a message for the start.
    """

    def __init__(
        self, store: Store, label_set: LabelSet, annotator: str, settings: Settings
    ) -> None:
        self._store = store
        self._label_set = label_set
        self._annotator = annotator
        self._settings = settings
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
            unfinished_only=unfinished,
        )
        return SearchResults(query, search)

    def lines(self, results: SearchResults, positions: Sequence[int]) -> list[Hit]:
        """The contents of lines of the list of results."""
        share = self._settings.blind_share
        return self._store.search.hits(self._annotator, positions, results.query, blind_share=share)

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
                sentence: session.judgement_of(sentence).finished for sentence in changed
            }
            self.queue.update(self._base_of(session), finished)

    def is_next(self, session: Session) -> bool:
        """True if the current sentence is an unfinished one of the queue."""
        if self.queue is None or session.judgement.finished:
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
