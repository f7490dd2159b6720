"""The store: one SQLite file that holds a project's documents and what people did with them."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, closing
from pathlib import Path
from types import TracebackType
from typing import Self

from annotator.annotations.active_time import Deed
from annotator.annotations.fold import group_to_redo, group_to_undo
from annotator.model import (
    Document,
    Draft,
    Event,
    EventKind,
    Judgement,
    LabelSet,
    Original,
    Progress,
    Reading,
    Span,
    Suggestion,
)
from annotator.store import (
    activity,
    documents,
    event_log,
    fulltext,
    originals,
    projection,
    queue,
    rule_history,
    sentence_edits,
)
from annotator.store.connection import connect, writing
from annotator.store.documents import DocumentSummary
from annotator.store.query import Query
from annotator.store.queue import Hand
from annotator.store.search import Lines, Search


class Store:
    """A project's database. What people did is appended to it and never changed.

    Every method that changes something is one transaction: it happens as a whole, is on disk
    when the method returns, or has not happened. `transaction` makes one of several calls.
    Annotators are named; unknown documents, sentences and annotators are a ValueError.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        path: Path,
        *,
        clock: Callable[[], float],
        randomness: event_log.Randomness,
    ) -> None:
        self.path = path
        self._connection = connection
        self._clock = clock
        self._randomness = randomness

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        clock: Callable[[], float] = time.time,
        randomness: event_log.Randomness = os.urandom,
        create: bool = True,
        tell: Callable[[str], None] = lambda _: None,
    ) -> Self:
        """Open a project's database, or make it.

        clock: seconds since 1970. randomness: so many random bytes. tell: hears, in words, of
        what takes long.
        Raises StoreError if the file cannot be used, with what to do about it.
        """
        connection = connect(path, create=create, tell=tell)
        return cls(connection, path, clock=clock, randomness=randomness)

    def close(self) -> None:
        """Give the file back. Closing twice is fine."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def transaction(self) -> AbstractContextManager[None]:
        """All that is done inside happens, or nothing of it. May be nested."""
        return writing(self._connection, self.path)

    # -------------------------------------------------------------------- documents

    def add_document(self, document: Document, original: Original | None = None) -> bool:
        """Keep a document; False, and no change, if its uid is there already.

        original: what its text was taken out of.
        Raises ValueError if the text holds U+0000 or a lone surrogate.
        """
        with self.transaction():
            added = documents.add(self._connection, document, event_log.iso(self._clock()))
            if added and original is not None:
                originals.add(self._connection, document.uid, original)
            return added

    def original(self, document_uid: str) -> Original | None:
        """What the text of a document was taken out of; None if it was a text itself."""
        return originals.get(self._connection, document_uid)

    def has_original(self, data: bytes) -> bool:
        """Whether a document was taken out of just these bytes."""
        return originals.has(self._connection, data)

    def uids_beginning(self, letters: str) -> list[str]:
        """The documents whose uid begins like this, in the order of import."""
        return documents.uids_beginning(self._connection, letters)

    def document(self, uid: str) -> Document:
        """The document of that uid."""
        return documents.get(self._connection, uid)

    def passage(self, document_uid: str, span: Span) -> str:
        """The characters of a span of a document."""
        return documents.passage(self._connection, document_uid, span)

    def has_document(self, uid: str) -> bool:
        """Whether a document of that uid is there."""
        return documents.has(self._connection, uid)

    def sentences(self, document_uid: str) -> tuple[Span, ...]:
        """The sentences that a document has now, in order: people merge and split them."""
        row = documents.id_of(self._connection, document_uid)
        return tuple(documents.sentence_rows(self._connection, row))

    def document_uids(self) -> list[str]:
        """Every document with a sentence, in the order of import, which is that of the queue."""
        return documents.uids(self._connection)

    def summaries(self, annotator: str) -> list[DocumentSummary]:
        """Every document in the order of import, with how far an annotator is in it."""
        return documents.summaries(self._connection, queue.find(self._connection, annotator))

    def titled(
        self, annotator: str, words: Sequence[str], most: int
    ) -> tuple[list[DocumentSummary], int]:
        """Documents whose title holds all words, at most so many, and how many there are.

        In the order of import, those that begin with the first word before the others.
        """
        annotator_id = queue.find(self._connection, annotator)
        return documents.titled(self._connection, annotator_id, words, most)

    def meta_keys(self) -> list[str]:
        """The names of all metadata that documents have, in the order of the alphabet."""
        return rule_history.meta_keys(self._connection)

    def put_label_set(self, label_set: LabelSet) -> None:
        """Keep a version of labels.yaml; nothing changes if it is there already."""
        with self.transaction():
            documents.put_label_set(self._connection, label_set, event_log.iso(self._clock()))

    def documents_to_suggest(self, label_set_uid: str) -> list[str]:
        """The documents that have no suggestions of this label set yet."""
        return documents.without_suggestions(self._connection, label_set_uid)

    def put_suggestions(
        self, document_uid: str, label_set_uid: str, suggestions: Iterable[Suggestion]
    ) -> None:
        """Put these in the place of all suggestions of a document."""
        with self.transaction():
            documents.put_suggestions(self._connection, document_uid, label_set_uid, suggestions)

    def suggestions(self, document_uid: str) -> tuple[Suggestion, ...]:
        """What the rules propose for a document, by start, longer spans first, then label."""
        return documents.suggestions(self._connection, document_uid)

    # ------------------------------------------------------------ annotators and queue

    def enrol(self, annotator: str, role: str = "annotator") -> None:
        """Register an annotator, and queue every sentence that is not yet in the queue.

        role: annotator, lead, gold or import; whoever is lead stays it.
        Raises StoreError if a person asks for the name of a gold or import layer, or vice versa.
        """
        with self.transaction():
            queue.enrol(self._connection, annotator, role)

    def annotators(self, role: str | None = None) -> list[str]:
        """The annotators, of one role if it is given, in the order of their enrolment."""
        return queue.names(self._connection, role)

    def next_unfinished(
        self, annotator: str, after: tuple[str, Span] | None = None, *, step: int = 1
    ) -> tuple[str, Span] | None:
        """The next (1) or previous (-1) sentence to judge from one on, round and round.

        Document uid and span, there and back.
        """
        annotator_id = queue.find(self._connection, annotator)
        if annotator_id is None:
            return None
        start = self.position(after[0], after[1].start) if after else None
        return queue.where(
            self._connection, queue.next_unfinished(self._connection, annotator_id, start, step)
        )

    def place(self, annotator: str) -> tuple[str, Span] | None:
        """Where an annotator left off; None if that was never kept."""
        annotator_id = queue.find(self._connection, annotator)
        if annotator_id is None:
            return None
        return queue.where(self._connection, queue.place(self._connection, annotator_id))

    def hand(self, annotator: str) -> Hand | None:
        """The mark that an annotator had in hand there; None if there was none."""
        annotator_id = queue.find(self._connection, annotator)
        return None if annotator_id is None else queue.hand(self._connection, annotator_id)

    def set_place(
        self, annotator: str, document_uid: str, sentence: Span, hand: Hand | None = None
    ) -> None:
        """Remember where an annotator is, and with which mark in hand."""
        with self.transaction():
            _, sentence_id = documents.home(self._connection, document_uid, sentence)
            if sentence_id is not None:
                annotator_id = queue.id_of(self._connection, annotator)
                queue.set_place(self._connection, annotator_id, sentence_id, hand)

    # ---------------------------------------------------------------------- finding

    def search(
        self, annotator: str, query: Query, *, blind_share: float = 0.0, left: bool = False
    ) -> Search:
        """A search of its own for what an annotator may find.

        left: only what that annotator has not finished.
        """
        return Search(self.path, annotator, blind_share, query, left=left)

    def lines(self, annotator: str, *, blind_share: float = 0.0) -> Lines:
        """What lines of a list of sentences show, as an annotator may see them."""
        return Lines(self._connection, annotator, blind_share)

    def position(self, document_uid: str, offset: int) -> int:
        """The place of an offset in the queue: a number to compare, for this database only."""
        return fulltext.position(documents.id_of(self._connection, document_uid), offset)

    def at(self, position: int) -> tuple[str, Span] | None:
        """The sentence (document uid and span) that stands at a place in the queue."""
        return queue.at(self._connection, position)

    # --------------------------------------------------------------------- settings

    def setting(self, name: str) -> str:
        """What the program remembered under a name, '' if nothing."""
        return queue.setting(self._connection, name)

    def set_setting(self, name: str, value: str) -> None:
        """Remember something about the project."""
        with self.transaction():
            queue.set_setting(self._connection, name, value)

    def progress(self, annotator: str) -> Progress:
        """How many sentences of the queue an annotator has finished."""
        return queue.progress(self._connection, annotator)

    # ---------------------------------------------------------------- what people did

    def record(
        self, annotator: str, drafts: Sequence[Draft], *, milliseconds: int | None = None
    ) -> tuple[Event, ...]:
        """Keep what one key press did, as one group: events, judgements and queue."""
        if not drafts:
            return ()
        with self.transaction():
            annotator_id = queue.id_of(self._connection, annotator)
            homes = [
                documents.home(self._connection, draft.document, draft.sentence) for draft in drafts
            ]
            group = event_log.append(
                self._connection,
                annotator_id,
                [(draft, *home) for draft, home in zip(drafts, homes, strict=True)],
                seconds=self._clock(),
                randomness=self._randomness,
                milliseconds=milliseconds,
            )
            self._follow(annotator_id, drafts, homes)
            return event_log.of_group(self._connection, group)

    def _follow(
        self, annotator_id: int, drafts: Sequence[Draft], homes: Sequence[tuple[int, int | None]]
    ) -> None:
        """Bring sentences, judgements and queue up to date with what was just recorded."""
        rows = [document_id for document_id, _ in homes]
        renewed = sentence_edits.changed_by(self._connection, zip(drafts, rows, strict=True))
        for document_id in renewed:
            sentence_edits.renew(self._connection, document_id)
        for home in dict.fromkeys(homes):
            if home[0] not in renewed:
                projection.project(self._connection, annotator_id, *home)

    def undo(self, annotator: str) -> tuple[Event, ...]:
        """Take the last key press back that still stands; its events, () if there is none."""
        return self._move(annotator, EventKind.UNDO, group_to_undo)

    def redo(self, annotator: str) -> tuple[Event, ...]:
        """Bring back what was taken back last; its events, () once something new was done."""
        return self._move(annotator, EventKind.REDO, group_to_redo)

    def _move(
        self, annotator: str, kind: EventKind, choose: Callable[[Iterable[Event]], str | None]
    ) -> tuple[Event, ...]:
        with self.transaction():
            annotator_id = queue.id_of(self._connection, annotator)
            newest = event_log.of_annotator(self._connection, annotator_id, newest_first=True)
            with closing(newest):  # read no further than the choice needs
                group = choose(newest)
            if group is None:
                return ()
            moved = event_log.of_group(self._connection, group)
            homes = dict.fromkeys((event.document, event.sentence) for event in moved)
            self.record(annotator, [Draft(kind, *home, {"group": group}) for home in homes])
            return moved

    def now(self) -> float:
        """Seconds since 1970, by the clock that events are stamped with."""
        return self._clock()

    def deeds(self, annotator: str, since: float) -> list[Deed]:
        """What an annotator did from a moment on (seconds since 1970), for the pace."""
        annotator_id = queue.find(self._connection, annotator)
        return (
            [] if annotator_id is None else [*activity.deeds(self._connection, annotator_id, since)]
        )

    def events(self, annotator: str | None = None) -> Iterator[Event]:
        """Every event, oldest first; of one annotator if one is named."""
        if annotator is None:
            return event_log.every(self._connection)
        annotator_id = queue.find(self._connection, annotator)
        return (
            iter(())
            if annotator_id is None
            else event_log.of_annotator(self._connection, annotator_id)
        )

    def events_on(self, annotator: str, document_uid: str) -> tuple[Event, ...]:
        """An annotator's events on a document, oldest first."""
        document_id = documents.id_of(self._connection, document_uid)
        annotator_id = queue.find(self._connection, annotator)
        if annotator_id is None:
            return ()
        return event_log.of_document(self._connection, annotator_id, document_id)

    def events_on_rule(self, annotator: str, rule: str, most: int) -> Iterator[Event]:
        """All that was done where suggestions of a rule were decided last, as one may see it.

        The annotator's own events, and those of other people in sentences that the annotator
        has finished. rule: its id. most: decisions of each person.
        """
        annotator_id = queue.id_of(self._connection, annotator)
        return rule_history.of_rule(self._connection, annotator_id, rule, most)

    # --------------------------------------------------------------- what people hold

    def judgements(self, annotator: str, document_uid: str) -> dict[Span | None, Judgement]:
        """What an annotator holds of a document, by sentence; untouched sentences are absent."""
        document_id = documents.id_of(self._connection, document_uid)
        annotator_id = queue.find(self._connection, annotator)
        if annotator_id is None:
            return {}
        return projection.judgements(self._connection, annotator_id, document_id)

    def homes(self, annotator: str, document_uid: str) -> dict[str, Span | None]:
        """Annotations that may be of a sentence that is no more: the one each was made of.

        Empty where no sentence of the document was ever merged or split.
        """
        document_id = documents.id_of(self._connection, document_uid)
        annotator_id = queue.find(self._connection, annotator)
        if annotator_id is None or not documents.has_changed(self._connection, document_id):
            return {}
        return event_log.makers(self._connection, annotator_id, document_id)

    def seen(self, annotator: str, document_uid: str) -> frozenset[Span]:
        """Sentences, of now and of then, whose suggestions an annotator may have seen."""
        document_id = documents.id_of(self._connection, document_uid)
        annotator_id = queue.find(self._connection, annotator)
        if annotator_id is None:
            return frozenset()
        return rule_history.seen(self._connection, annotator_id, document_id)

    def reading(self, annotator: str, document_uid: str) -> Reading:
        """A document with what an annotator holds of it."""
        held = self.judgements(annotator, document_uid)
        return Reading(self.document(document_uid), annotator, held)

    def readings(self, annotators: Sequence[str] | None = None) -> Iterator[Reading]:
        """Every document that was touched, with each annotator who did, in the order of import.

        annotators: only these; None is all of them.
        """
        document = None
        for uid, document_id, annotator, annotator_id in projection.touched(self._connection):
            if annotators is not None and annotator not in annotators:
                continue
            if document is None or document.uid != uid:
                document = self.document(uid)
            held = projection.judgements(self._connection, annotator_id, document_id)
            yield Reading(document, annotator, held)

    def rebuild(self) -> None:
        """Derive every sentence and every judgement from the log anew."""
        with self.transaction():
            sentence_edits.rebuild(self._connection)
