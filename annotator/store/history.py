"""History: what the project held at an earlier moment, and snapshots that fix it.

"As of a moment" means what this file had received by then: an event that another file brought
later was not known here, even if it was made before.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from annotator.annotations.events import Event
from annotator.annotations.sentence_edits import edited_sentences, fold_document
from annotator.canonical_json import text_id
from annotator.errors import StoreError
from annotator.model import Document, Reading
from annotator.store.codec import iso_time
from annotator.store.connection import Database
from annotator.store.documents import Documents
from annotator.store.event_log import EventLog
from annotator.store.sentence_table import SentenceTable


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A named set of events. hash: of their sorted hashes, one in a line. events: their number."""

    name: str
    created_at: str
    hash: str
    events: int


@dataclass(frozen=True, slots=True)
class EventHash:
    """The hash of an event, and the one stored with it; None in events of version 6 and earlier."""

    uid: str
    hash: str
    stored: str | None


class History:
    """What annotators held of documents, now, at an earlier moment, or in a snapshot."""

    def __init__(
        self,
        database: Database,
        log: EventLog,
        documents: Documents,
        sentences: SentenceTable,
        clock: Callable[[], float],
    ) -> None:
        self._database = database
        self._log = log
        self._documents = documents
        self._sentences = sentences
        self._clock = clock

    def readings(
        self,
        annotators: Sequence[str] | None = None,
        *,
        as_of: str | None = None,
        snapshot: str | None = None,
    ) -> Iterator[Reading]:
        """A reading for each document, annotator and pass with a judgement, folded from the log.

        By document uid, then annotator, then pass. annotators: only these; None is all.
        as_of: UTC, ISO 8601. snapshot: its name. Without both, what is held now.
        Raises StoreError for a snapshot that is unknown, or whose events are not all here.
        """
        wanted = None if snapshot is None else self._events_of(snapshot)
        rows = self._database.execute("SELECT id, uid FROM documents ORDER BY uid").fetchall()
        for document_id, uid in rows:
            events = list(self._log.received(document_id, as_of))
            if wanted is not None:
                events = [event for event in events if event.uid in wanted]
            if events:
                yield from self._readings(document_id, uid, events, annotators)

    def _readings(
        self,
        document_id: int,
        uid: str,
        events: Sequence[Event],
        annotators: Collection[str] | None,
    ) -> Iterator[Reading]:
        document = self._document(document_id, uid, events)
        by_person: dict[tuple[str, int], list[Event]] = defaultdict(list)
        for event in events:
            by_person[event.annotator, event.pass_number].append(event)
        for (annotator, pass_number), theirs in sorted(by_person.items()):
            if annotators is None or annotator in annotators:
                held = fold_document(theirs, document)
                if held:
                    yield Reading(document, annotator, held, pass_number)

    def _document(self, document_id: int, uid: str, events: Sequence[Event]) -> Document:
        """The document with the sentences that these events leave."""
        document = self._documents.get(uid)
        if not self._sentences.were_edited(document_id):
            return document
        imported = list(self._sentences.imported(document_id))
        return replace(document, sentences=edited_sentences(document.text, imported, events))

    # ---------------------------------------------------------------------- snapshots

    def hashes(self) -> Iterator[EventHash]:
        """The hash of each event, computed again, and the stored one, oldest first."""
        return (EventHash(*row) for row in self._log.hashes())

    def create_snapshot(self, name: str) -> Snapshot:
        """Name the set of all events that are here now.

        Raises StoreError if the name is taken.
        """
        hashes = sorted(one.hash for one in self.hashes())
        made = Snapshot(name, iso_time(self._clock()), text_id("\n".join(hashes)), len(hashes))
        with self._database.transaction():
            if self.snapshot(name):
                raise StoreError(f"there is a snapshot {name!r} already: choose another name.")
            self._database.execute(
                "INSERT INTO snapshots VALUES (?, ?, ?, ?)",
                (name, made.created_at, made.hash, "\n".join(hashes)),
            )
        return made

    def snapshot(self, name: str) -> Snapshot | None:
        """A snapshot by its name."""
        return next((one for one in self.snapshots() if one.name == name), None)

    def snapshots(self) -> list[Snapshot]:
        """All snapshots, by name."""
        rows = self._database.execute(
            "SELECT name, created_at, hash, events FROM snapshots ORDER BY name"
        )
        return [
            Snapshot(name, created_at, hash_, len(events.split()))
            for name, created_at, hash_, events in rows
        ]

    def _events_of(self, name: str) -> set[str]:
        """The uids of a snapshot's events."""
        row = self._database.execute(
            "SELECT events FROM snapshots WHERE name = ?", (name,)
        ).fetchone()
        if row is None:
            known = ", ".join(one.name for one in self.snapshots()) or "none"
            raise StoreError(f"there is no snapshot {name!r}; there are: {known}.")
        wanted = set(row[0].split())
        found = {one.hash: one.uid for one in self.hashes() if one.hash in wanted}
        missing = len(wanted) - len(found)
        if missing:
            raise StoreError(
                f"{missing:,} of the {len(wanted):,} events of the snapshot {name!r} are not in"
                f" {self._database.path}: merge the file that has them first."
            )
        return set(found.values())
