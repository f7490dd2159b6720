"""History: what the project held at an earlier moment, and snapshots that fix it.

"As of a moment" means what this file had received by then: an event that another file brought
later was not known here, even if it was made before.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from annotator.adjudication.settlements import fold_settlements
from annotator.annotations.events import Event
from annotator.annotations.label_migrations import LabelMigrations
from annotator.annotations.project_events import GOLD
from annotator.annotations.sentence_edits import (
    edited_blocks,
    edited_sentences,
    fold_document,
)
from annotator.canonical_json import text_id
from annotator.errors import StoreError
from annotator.model import Document, Reading, Settlement, Span
from annotator.store.codec import blocks_from_json, iso_time
from annotator.store.connection import Database
from annotator.store.documents import Documents
from annotator.store.event_log import EventLog, with_names
from annotator.store.project_record import ProjectRecord
from annotator.store.sentence_table import HEADLINES, SentenceTable


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


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment of the project, with what it had decided then.

    at: UTC, ISO 8601; None is now. titles: whether it stepped through titles.
    wanted: the uids of the events that count; None: all that had been received.
    names_then: by name of today, the name then, of those who were renamed since.
    """

    at: str | None
    migrations: LabelMigrations
    titles: bool
    wanted: Collection[str] | None = None
    names_then: Mapping[str, str] = field(default_factory=dict)

    def name(self, annotator: str) -> str:
        """The name at that moment of somebody who is called so today."""
        return self.names_then.get(annotator, annotator)


class History:
    """What annotators held of documents, now, at an earlier moment, or in a snapshot."""

    def __init__(
        self,
        database: Database,
        log: EventLog,
        documents: Documents,
        sentences: SentenceTable,
        *,
        project: ProjectRecord,
        clock: Callable[[], float],
    ) -> None:
        self._database = database
        self._log = log
        self._documents = documents
        self._sentences = sentences
        self._project = project
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
        moment = self.moment(as_of, snapshot)
        wanted = None if annotators is None else {moment.name(name) for name in annotators}
        rows = self._database.execute("SELECT uid FROM documents ORDER BY uid").fetchall()
        for (uid,) in rows:
            _, found = self.at(uid, moment)
            yield from (one for one in found if wanted is None or one.annotator in wanted)

    def moment(self, as_of: str | None = None, snapshot: str | None = None) -> Moment:
        """What the project had decided at a moment, or when a snapshot was made.

        Raises StoreError as `readings` does.
        """
        wanted = None
        if snapshot is not None:
            wanted = self._events_of(snapshot)
            as_of = next(one.created_at for one in self.snapshots() if one.name == snapshot)
        if as_of is None:
            return Moment(None, self._log.migrations, self._sentences.has_headlines(), wanted)
        state = self._project.state(as_of)
        titles = state.settings.get(HEADLINES) == "yes"
        today = self._database.names()
        names = {now: state.names.current(first) for now, first in today.first.items()}
        return Moment(as_of, LabelMigrations(state.migrations), titles, wanted, names)

    def settlements(self, uid: str, moment: Moment) -> tuple[Settlement, ...]:
        """How gold was settled in a document at a moment, oldest first."""
        events = self._events(self._database.document_id(uid), moment)
        of_gold = [with_names(one, moment.names_then) for one in events if one.annotator == GOLD]
        found = fold_settlements(of_gold)
        return tuple(replace(one, actor=moment.name(one.actor)) for one in found)

    def _events(self, document_id: int, moment: Moment) -> list[Event]:
        as_of = moment.at if moment.wanted is None else None
        events = self._log.received(document_id, as_of, moment.migrations)
        return [one for one in events if moment.wanted is None or one.uid in moment.wanted]

    def at(self, uid: str, moment: Moment) -> tuple[Document, list[Reading]]:
        """A document at a moment, and its readings, by annotator, then pass."""
        document_id = self._database.document_id(uid)
        events = self._events(document_id, moment)
        document = self._document(document_id, uid, events, moment)
        by_person: dict[tuple[str, int], list[Event]] = defaultdict(list)
        for event in events:
            by_person[moment.name(event.annotator), event.pass_number].append(event)
        held = {whose: fold_document(theirs, document) for whose, theirs in by_person.items()}
        return document, [
            Reading(document, annotator, judgements, pass_number)
            for (annotator, pass_number), judgements in sorted(held.items(), key=lambda one: one[0])
            if judgements
        ]

    def _document(
        self, document_id: int, uid: str, events: Sequence[Event], moment: Moment
    ) -> Document:
        """The document with the sentences that these events leave."""
        document = self._documents.get(uid, moment.at)
        same_titles = moment.titles == self._sentences.has_headlines()
        if same_titles and not self._sentences.were_edited(document_id):
            return document
        imported = list(self._sentences.imported(document_id, titles=moment.titles))
        blocks = self._sentences.imported_blocks(document_id)
        if moment.at and (then := self._documents.imports.chosen(document_id, moment.at)):
            blocks = blocks_from_json(then.boundaries.blocks)
            spans = then.boundaries.spans
            imported = [Span(a, b) for a, b, title in spans if moment.titles or not title]
        return replace(
            document,
            blocks=edited_blocks(document.text, blocks, events),
            sentences=edited_sentences(document.text, imported, events),
        )

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

    def lost_events(self, name: str) -> int:
        """How many events of a snapshot are not here as they were; 0 if it can be given again.

        Raises StoreError for a snapshot that is unknown.
        """
        wanted = self._hashes_of(name)
        return len(wanted - {one.hash for one in self.hashes()})

    def compare_snapshots(self, one: str, other: str) -> tuple[list[Event], list[Event]]:
        """The events of the first snapshot that the other lacks, and the other way round.

        Raises StoreError for a snapshot that is unknown, or whose events are not all here.
        """
        first, second = self._events_of(one), self._events_of(other)
        only_first = [event for event in self._log.iterate() if event.uid in first - second]
        return only_first, [event for event in self._log.iterate() if event.uid in second - first]

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
        wanted = self._hashes_of(name)
        found = {one.hash: one.uid for one in self.hashes() if one.hash in wanted}
        missing = len(wanted) - len(found)
        if missing:
            raise StoreError(
                f"{missing:,} of the {len(wanted):,} events of the snapshot {name!r} are not in"
                f" {self._database.path}: merge the file that has them first."
            )
        return set(found.values())

    def _hashes_of(self, name: str) -> set[str]:
        """The hashes of a snapshot's events."""
        row = self._database.execute(
            "SELECT events FROM snapshots WHERE name = ?", (name,)
        ).fetchone()
        if row is None:
            known = ", ".join(one.name for one in self.snapshots()) or "none"
            raise StoreError(f"there is no snapshot {name!r}; there are: {known}.")
        return set(row[0].split())
