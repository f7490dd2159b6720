"""What an annotator looks for and works through: the last search, the trail, the queue."""

from __future__ import annotations

from collections.abc import Sequence

from annotator.annotations.session import Session
from annotator.model import LabelSet, Span
from annotator.store import Hit, Store
from annotator.store.query import KnownNames, Query, parse
from annotator.workflow.hits import SearchResults
from annotator.workflow.project_settings import Settings
from annotator.workflow.queue import FilteredQueue


class SearchState:
    """One annotator's finding.

    found: what was searched for last. trail: hits that n and N go through, finished or not.
    queue: what is worked through; None is everything. greeting: what to tell at the beginning.
    """

    def __init__(
        self, store: Store, label_set: LabelSet, annotator: str, settings: Settings
    ) -> None:
        self._store = store
        self._label_set = label_set
        self._annotator = annotator
        self._settings = settings
        self.found: SearchResults | None = None
        self.browsed: SearchResults | None = None
        self.greeting = ""
        self.queue = self._kept()

    # ------------------------------------------------------------------ searching

    def parse(self, typed: str) -> Query:
        """The query that was typed."""
        known = KnownNames.of(
            self._label_set, self._store.annotators.names(), self._settings.masked
        )
        return parse(typed, known)

    def search(self, query: Query, *, left: bool = False) -> SearchResults:
        """What a query finds, yet to be filled. left: only what is not finished."""
        share = self._settings.blind_share
        found = self._store.search.start(
            self._annotator, query, blind_share=share, unfinished_only=left
        )
        return SearchResults(query, found)

    def lines(self, hits: SearchResults, positions: Sequence[int]) -> list[Hit]:
        """What lines of the list show."""
        share = self._settings.blind_share
        return self._store.search.hits(self._annotator, positions, hits.query, blind_share=share)

    # ------------------------------------------------------------------ the queue

    def take(self, query: Query | None) -> None:
        """Work through what a query finds from now on, next time as well; None is everything."""
        self.stop()
        self.queue = FilteredQueue(self.search(query, left=True).fill_aside()) if query else None
        self._store.settings.set(self._setting, query.typed if query else "")

    def stop(self) -> None:
        """Search no more."""
        if self.queue:
            self.queue.hits.stop()

    def look_round(self, session: Session) -> None:
        """Take note of what is finished in a document."""
        if self.queue:
            self.queue.renew(
                self._base(session),
                session.document.sentences,
                lambda sentence: session.judgement_of(sentence).finished,
            )

    def is_next(self, session: Session) -> bool:
        """Whether the sentence in focus is one of the queue that is not finished."""
        if self.queue is None or session.judgement.finished:
            return False
        base, sentence = self._base(session), session.sentence
        return bool(self.queue.hits.between(base + sentence.start, base + sentence.end))

    def next_unfinished(self, session: Session, step: int) -> tuple[str, Span] | None:
        """The next (1) or previous (-1) sentence of the queue to judge, round and round."""
        if self.queue is None:
            here = (session.document.uid, session.sentence)
            return self._store.queue.next_unfinished(self._annotator, after=here, step=step)
        position = self.queue.next(self._base(session), session.sentence, step)
        return None if position is None else self._store.queue.sentence_at(position)

    @property
    def _setting(self) -> str:
        return f"queue:{self._annotator}"

    def _kept(self) -> FilteredQueue | None:
        """The queue of last time; it fills while the screen is made."""
        typed = self._store.settings.get(self._setting)
        query = self.parse(typed)
        if query.problem:
            self.greeting = f"the queue is everything again: {query.problem}"
        if not query.terms:
            return None
        return FilteredQueue(self.search(query, left=True).fill_aside(patience=0))

    # ------------------------------------------------------------------ the trail

    def next_result(self, session: Session, step: int) -> tuple[str, Span] | None:
        """The next (1) or previous (-1) hit of the trail."""
        base, sentence = self._base(session), session.sentence
        if self.browsed is None:
            return None
        position = self.browsed.next(base + sentence.start, base + sentence.end - 1, step)
        return None if position is None else self._store.queue.sentence_at(position)

    def position_in_browsed(self, session: Session) -> int:
        """How many hits of the trail there are up to the sentence in focus."""
        return (
            self.browsed.index(self._base(session) + session.sentence.end)
            if self.browsed is not None
            else 0
        )

    def _base(self, session: Session) -> int:
        return self._store.queue.position(session.document.uid, 0)
