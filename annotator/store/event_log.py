"""The table of events: appended to, read in order, never changed.

Rows of annotators, documents and sentences are given by their numbers; annotator.store.recorder
takes names.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from annotator.annotations.events import (
    Draft,
    Event,
    ImportSettlement,
    JoinSentences,
    MarkBlock,
    Revoke,
    Settle,
    SplitSentence,
    event_hash,
    parse_change,
)
from annotator.annotations.label_migrations import LabelMigrations
from annotator.annotations.person_names import PersonNames
from annotator.annotations.project_events import MigrateLabels
from annotator.model import Span
from annotator.store.codec import from_json, iso_time, span_or_none, to_json
from annotator.store.connection import Database

Randomness = Callable[[int], bytes]
"""Returns that many random bytes."""

# CROSS JOIN keeps events outermost, so that its index gives the order without sorting.
EVENTS = """
SELECT e.uid, e."group", a.name, e.at, e.milliseconds, e.kind, d.uid, s.start, s."end", e.payload,
  b.name, e.pass, e.guideline, t.uid
FROM events e
CROSS JOIN annotators a ON a.id = e.annotator_id
CROSS JOIN documents d ON d.id = e.document_id
LEFT JOIN sentences s ON s.id = e.sentence_id
LEFT JOIN annotators b ON b.id = e.actor_id
LEFT JOIN sittings t ON t.id = e.sitting_id
"""

# The plus keeps SQLite from reading all events of the annotator, only because they are in order.
_SORTED = "ORDER BY +e.uid"

# Events of version 6 and earlier name no actor: they are the annotator's own.
_ACTOR = "ifnull(e.actor_id, e.annotator_id)"

# SQLite takes the other columns from the row with the greatest uid.
_FINISHED_BEFORE = """
SELECT name, document, start, "end", guideline FROM (
  SELECT a.name, d.uid AS document, s.start, s."end", e.guideline, max(e.uid)
  FROM events e
  JOIN annotators a ON a.id = e.annotator_id
  JOIN documents d ON d.id = e.document_id
  JOIN sentences s ON s.id = e.sentence_id
  WHERE e.kind = 'finish' AND e.pass = 0 {document}
  GROUP BY e.annotator_id, e.document_id, e.sentence_id
)
WHERE guideline <> ? AND guideline <> ''
"""
_OF_ONE_DOCUMENT = """
  AND e.annotator_id IN (SELECT id FROM annotators)
  AND e.document_id = (SELECT id FROM documents WHERE uid = ?)
"""  # with the annotators, for the index events_home

_BOUNDARY_KINDS = "'join_sentences', 'split_sentence', 'mark_block', 'merge', 'split'"
"""With the words of version 6 and earlier."""

# Newest first, so that the first event of an annotation is the one that is kept.
_SOURCE_SENTENCES = """
SELECT m.annotation, s.start, s."end" FROM (
  SELECT e.uid, e.sentence_id, json_extract(e.payload, '$.annotation') AS annotation
  FROM events e WHERE e.annotator_id = :annotator AND e.document_id = :document
    AND e.kind IN ('accept', 'put')
  UNION ALL
  SELECT e.uid, e.sentence_id, json_extract(j.value, '$.uid')
  FROM events e CROSS JOIN json_each(e.payload, '$.annotations') j
  WHERE e.annotator_id = :annotator AND e.document_id = :document AND e.kind = 'import_judgement'
) m LEFT JOIN sentences s ON s.id = m.sentence_id
ORDER BY m.uid DESC
"""


_INSERT = """
INSERT INTO events (uid, "group", annotator_id, document_id, sentence_id, at, milliseconds, kind,
  payload, actor_id, pass, guideline, sitting_id, hash)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""

_RECEIVE = """
INSERT INTO events (uid, "group", annotator_id, document_id, sentence_id, at, milliseconds, kind,
  payload, actor_id, pass, guideline, sitting_id, hash, received_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (uid) DO NOTHING
"""


def next_uids(last: str | None, seconds: float, count: int, randomness: Randomness) -> list[str]:
    """Uids for events that happen now, each above the one before and above the last one.

    12 hex digits of milliseconds, 6 that count within one, 10 at random, so that two laptops
    never make the same. If the clock goes back, only the counter goes on.
    """
    stamp = int(seconds * 1000) << 24
    if last is not None:
        stamp = max(stamp, int(last[:18], 16) + 1)
    return [f"{stamp + step:018x}{randomness(5).hex()}" for step in range(count)]


@dataclass(frozen=True, slots=True)
class EventContext:
    """What all events of one key press share.

    actor: who did it, by name and row. sitting: by uid and row. pass_number, guideline: see Event.
    """

    actor: str
    actor_id: int
    sitting: str
    sitting_id: int | None
    guideline: str
    pass_number: int = 0


class EventLog:
    """The events of all annotators, read in the words of today's label set."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._migrations: LabelMigrations | None = None
        self._names: PersonNames | None = None

    @property
    def migrations(self) -> LabelMigrations:
        """The label migrations of the project, read when they are first needed."""
        if self._migrations is None:
            rows = self._database.execute(
                "SELECT old, new, labels FROM label_migrations ORDER BY event"
            )
            self._migrations = LabelMigrations(
                [
                    MigrateLabels(
                        old, new, {name: tuple(to) for name, to in from_json(labels).items()}
                    )
                    for old, new, labels in rows
                ]
            )
        return self._migrations

    @property
    def names(self) -> PersonNames:
        """The names of people, read when they are first needed."""
        if self._names is None:
            self._names = self._database.names()
        return self._names

    def forget_migrations(self) -> None:
        """Read the label migrations and the names again: there are new ones."""
        self._migrations = self._names = None

    def append(
        self,
        annotator: str,
        drafts: Sequence[Draft],
        rows: Sequence[tuple[int, int, int | None]],
        context: EventContext,
        *,
        seconds: float,
        randomness: Randomness,
        milliseconds: int | None,
        group: str = "",
    ) -> tuple[Event, ...]:
        """Append drafts as one group and return their events.

        rows: for each draft, the rows of annotator, document and sentence.
            seconds: since 1970. group: one that was begun before, '' for a new one.
        """
        (last,) = self._database.execute(
            "SELECT max(uid) FROM events WHERE annotator_id = ?", (rows[0][0],)
        ).fetchone()
        uids = next_uids(last, seconds, len(drafts), randomness)
        events = tuple(
            Event(
                uid=uid,
                group=group or uids[0],
                annotator=annotator,
                at=iso_time(seconds),
                milliseconds=milliseconds,
                document=draft.document,
                sentence=draft.sentence,
                change=draft.change,
                actor=context.actor,
                pass_number=context.pass_number,
                guideline=context.guideline,
                sitting=context.sitting,
            )
            for uid, draft in zip(uids, drafts, strict=True)
        )
        self._database.executemany(
            _INSERT,
            [
                _row(self._as_first_named(event), row, context)
                for event, row in zip(events, rows, strict=True)
            ],
        )
        return events

    def receive(
        self,
        event: Event,
        where: tuple[int, int, int | None],
        received_at: str,
        *,
        actor_id: int,
    ) -> bool:
        """Append an event that a file brought; False if it is here already.

        where: the rows of annotator, document and sentence. received_at: UTC, ISO 8601.
        actor_id: the row of the actor.
        """
        context = EventContext(event.actor, actor_id, "", None, event.guideline)
        row = (*_row(self._as_first_named(event), where, context), received_at)
        return self._database.execute(_RECEIVE, row).rowcount > 0

    def _as_first_named(self, event: Event) -> Event:
        """An event with the first names of its people, by which it is identified for good."""
        names = self.names
        actor, annotator = names.recorded(event.actor), names.recorded(event.annotator)
        return replace(event, annotator=annotator, actor=actor)

    # ------------------------------------------------------------------------ reading

    def iterate(self) -> Iterator[Event]:
        """All events, oldest first."""
        return self._read("ORDER BY e.uid")

    def of_annotator(self, annotator_id: int) -> Generator[Event, None, None]:
        """The events of one annotator, oldest first; reads as few as are taken."""
        return self._read("WHERE e.annotator_id = ? ORDER BY e.uid", annotator_id)

    def newest(self, annotator_id: int, actor_id: int | None) -> Generator[Event, None, None]:
        """The events of one annotator, newest first; reads as few as are taken.

        actor_id: only those that this actor made; None: by anybody.
        """
        where = f"WHERE e.annotator_id = ? AND {_ACTOR} = ifnull(?, {_ACTOR}) ORDER BY e.uid DESC"
        return self._read(where, annotator_id, actor_id)

    def of_group(self, group: str) -> tuple[Event, ...]:
        """The events of one key press, in order."""
        return tuple(self._read('WHERE e."group" = ? ORDER BY e.uid', group))

    def of_sentence(
        self, annotator_id: int, document_id: int, sentence_id: int | None
    ) -> tuple[Event, ...]:
        """One annotator's events on one sentence, in order; None is the document as a whole.

        Of pass 0, as of_sentences and of_document.
        """
        where = (
            "WHERE e.annotator_id = ? AND e.document_id = ? AND e.sentence_id IS ? AND e.pass = 0"
        )
        found = self._read(f"{where} ORDER BY e.uid", annotator_id, document_id, sentence_id)
        return tuple(found)

    def of_sentences(
        self, annotator_id: int, document_id: int, sentence_ids: Sequence[int]
    ) -> tuple[Event, ...]:
        """One annotator's events on some sentences of a document, in order."""
        places = ", ".join("?" * len(sentence_ids))
        where = (
            "WHERE e.annotator_id = ? AND e.document_id = ? AND e.pass = 0"
            f" AND e.sentence_id IN ({places})"
        )
        found = self._read(f"{where} {_SORTED}", annotator_id, document_id, *sentence_ids)
        return tuple(found)

    def of_document(
        self, annotator_id: int, document_id: int, pass_number: int = 0
    ) -> tuple[Event, ...]:
        """One annotator's events on a document, in order."""
        where = f"WHERE e.annotator_id = ? AND e.document_id = ? AND e.pass = ? {_SORTED}"
        return tuple(self._read(where, annotator_id, document_id, pass_number))

    def received(
        self, document_id: int, as_of: str | None, migrations: LabelMigrations | None = None
    ) -> Generator[Event, None, None]:
        """All events on a document that this file had received by a moment, in order.

        as_of: UTC, ISO 8601; None is now. migrations: those of that moment, None for today's.
        """
        where = "WHERE e.annotator_id IN (SELECT id FROM annotators) AND e.document_id = ?"
        if as_of is None:
            return self._read(f"{where} ORDER BY e.uid", document_id, migrations=migrations)
        where += " AND coalesce(e.received_at, e.at) <= ? ORDER BY e.uid"
        return self._read(where, document_id, as_of, migrations=migrations)

    def of_boundaries(self, document_id: int) -> tuple[Event, ...]:
        """All joins and splits in a document, by anybody, with what took them back, in order."""
        where = (
            "WHERE e.document_id = ?"  # as in the index events_segments
            f" AND e.kind IN ({_BOUNDARY_KINDS}, 'undo', 'redo', 'revoke')"
        )
        return tuple(self._read(f"{where} ORDER BY e.uid", document_id))

    def _read(
        self, condition: str, *parameters: object, migrations: LabelMigrations | None = None
    ) -> Generator[Event, None, None]:
        words, now = migrations or self.migrations, self.names.now
        for row in self._database.execute(EVENTS + condition, parameters):
            event = words.translate(parse_event(row))
            yield with_names(event, now) if now else event

    def hashes(self) -> Iterator[tuple[str, str, str | None]]:
        """Of each event, oldest first: its uid, its hash as computed now, and the stored one.

        Events of version 6 and earlier have no stored hash.
        """
        self._names = None  # another program may have renamed somebody
        sql = EVENTS.replace("t.uid", "t.uid, e.hash", 1) + "ORDER BY e.uid"
        for *row, stored in self._database.execute(sql):
            event = self._as_first_named(parse_event(row))
            yield event.uid, event_hash(event, row[5], from_json(row[9])), stored

    # ----------------------------------------------------------------------- look-ups

    def changed_boundaries(self, group: str, document_id: int) -> list[int] | None:
        """The offsets at which a key press joined or split sentences, or took that back.

        In one document: a group may be about many. None if it marked a block, which changes all
        sentences in it.
        """
        found: list[int] = []
        for event in self.of_boundaries(document_id):
            if event.group != group:
                continue
            match event.change:
                case JoinSentences(at=at) | SplitSentence(at=at):
                    found.append(at)
                case MarkBlock():
                    return None
                case Revoke(group=earlier):
                    offsets = self.changed_boundaries(earlier, document_id)
                    if offsets is None:
                        return None
                    found += offsets
        return found

    def source_sentences(self, annotator_id: int, document_id: int) -> dict[str, Span | None]:
        """The source sentence of every annotation that an annotator made in a document."""
        asked = {"annotator": annotator_id, "document": document_id}
        rows = self._database.execute(_SOURCE_SENTENCES, asked)
        return {uid: span_or_none(start, end) for uid, start, end in rows}

    def finished_before(
        self, guideline: str, document: str | None = None
    ) -> dict[tuple[str, str, Span], str]:
        """The guideline under which sentences were finished, where it was another one.

        By annotator, uid of the document and sentence. Unknown guidelines are left out.
        document: only this one.
        """
        which = "" if document is None else _OF_ONE_DOCUMENT
        parameters = [guideline] if document is None else [document, guideline]
        rows = self._database.execute(_FINISHED_BEFORE.format(document=which), parameters)
        return {
            (annotator, document, Span(start, end)): earlier
            for annotator, document, start, end, earlier in rows
        }

    def touched_sentences(self) -> list[tuple[int, int, int | None]]:
        """The rows (annotator, document, sentence) that there are events on, each once."""
        return self._database.execute(
            "SELECT DISTINCT annotator_id, document_id, sentence_id FROM events WHERE pass = 0"
        ).fetchall()

    def sentences_of(self, annotator_id: int, document_id: int) -> list[int | None]:
        """The rows of the sentences of a document that an annotator has events on."""
        rows = self._database.execute(
            "SELECT DISTINCT sentence_id FROM events"
            " WHERE annotator_id = ? AND document_id = ? AND pass = 0",
            (annotator_id, document_id),
        )
        return [sentence_id for (sentence_id,) in rows]

    def documents_with_changed_boundaries(self) -> list[int]:
        """The rows of the documents in which somebody joined or split sentences."""
        rows = self._database.execute(
            f"SELECT DISTINCT document_id FROM events WHERE kind IN ({_BOUNDARY_KINDS})"  # noqa: S608 - a constant
        )
        return [document_id for (document_id,) in rows]

    def annotators_of(self, document_id: int) -> list[int]:
        """The rows of the annotators who have events in a document."""
        rows = self._database.execute(
            "SELECT a.id FROM annotators a WHERE EXISTS"
            " (SELECT 1 FROM events e WHERE e.annotator_id = a.id AND e.document_id = ?)",
            (document_id,),
        )
        return [annotator_id for (annotator_id,) in rows]


def parse_event(row: Sequence[Any]) -> Event:
    """The event of a row of EVENTS, in the words of its time."""
    (uid, group, annotator, at, milliseconds, kind, document, start, end, payload) = row[:10]
    actor, pass_number, guideline, sitting = row[10:]
    values = from_json(payload)
    return Event(
        uid=uid,
        group=group,
        annotator=annotator,
        at=at,
        milliseconds=milliseconds,
        document=document,
        sentence=span_or_none(start, end),
        change=parse_change(kind, values),
        actor=annotator if actor is None else actor,
        pass_number=pass_number,
        guideline=values.get("label_set", "") if guideline is None else guideline,
        sitting=sitting or "",
    )


def with_names(event: Event, names: Mapping[str, str]) -> Event:
    """An event in which people are called otherwise. names: the new names by the old ones."""
    change = event.change
    if isinstance(change, Settle):
        return replace(event, change=_settle_with_names(change, names))
    if isinstance(change, ImportSettlement):
        actor = names.get(change.actor, change.actor)
        settle = _settle_with_names(change.settle, names)
        return replace(event, change=replace(change, actor=actor, settle=settle))
    return event


def _settle_with_names(change: Settle, names: Mapping[str, str]) -> Settle:
    return replace(
        change,
        held={names.get(name, name): one for name, one in change.held.items()},
        seen={names.get(name, name): uid for name, uid in change.seen.items()},
        taken_from=tuple(names.get(name, name) for name in change.taken_from),
    )


def _row(
    event: Event, where: tuple[int, int, int | None], context: EventContext
) -> tuple[object, ...]:
    """The row of a new event. where: the rows of annotator, document and sentence."""
    payload = event.change.to_payload()
    what = (event.uid, event.group, *where, event.at, event.milliseconds, event.kind)
    who = (context.actor_id, event.pass_number, event.guideline, context.sitting_id)
    return (*what, to_json(payload), *who, event_hash(event, event.kind, payload))
