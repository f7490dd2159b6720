"""Merge other files of a project into this one: what each holds is there afterwards, once.

Everything that files share has a portable identity, and what holds follows from the set of all
events and imports. So the result is the same whatever the order of files, and merging a file twice
changes nothing. The other file is read from a copy, which is upgraded if it is of an earlier
version; only this one is written, in one transaction.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from annotator.annotations.events import Event, Settle, event_hash
from annotator.annotations.project_events import (
    GOLD,
    PEOPLE,
    ProjectEvent,
    parse_project_change,
)
from annotator.errors import AnnotatorError, StoreError
from annotator.model import Span
from annotator.old_words import role as current_role
from annotator.store.adjudication_queue import AdjudicationQueue
from annotator.store.annotators import Annotators
from annotator.store.codec import from_json, iso_time, span_or_none
from annotator.store.connection import Database, connect_to_read
from annotator.store.database_file import connect
from annotator.store.event_log import EVENTS, parse_event
from annotator.store.history import History
from annotator.store.judgements import Judgements
from annotator.store.merge_documents import MergedDocuments
from annotator.store.merge_suggestions import MergedSuggestions
from annotator.store.project_record import ProjectRecord, current_guideline
from annotator.store.sqlite_errors import explained_errors, open_connection
from annotator.store.work_queue import WorkQueue

_COPIED = {
    "guidelines": "uid, name, created_at, definition",
    "rule_sets": "uid, created_at, definition",
    "label_sets": "uid, name, created_at, source, guideline, rules",
    "sittings": "uid, actor, started_at, program, file, settings",
}
"""Tables whose rows have a uid and refer to no other row."""

_PUT = """
INSERT INTO events (uid, "group", annotator_id, document_id, sentence_id, at, milliseconds, kind,
  payload, actor_id, pass, guideline, sitting_id, hash, received_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (uid) DO NOTHING
"""

_PUT_PROJECT_EVENT = """
INSERT INTO project_events (uid, actor, at, sitting, kind, payload, hash, received_at)
SELECT ?, ?, ?, ?, ?, ?, ?, ? WHERE NOT EXISTS (SELECT 1 FROM project_events WHERE uid = ?)
"""

_BOUNDARY_KINDS = frozenset(
    {"join_sentences", "split_sentence", "mark_block", "merge", "split", "undo", "redo", "revoke"}
)
"""Kinds of events that may change boundaries, or take back what did."""

_CHANGES_ALL = frozenset({"migrate_labels", "setting"})
"""Kinds of project events after which all judgements are derived again: labels may have other
names, and titles may be sentences or not."""

_Place = tuple[str, Span | None]
"""The uid of a document, and a sentence of it."""

_Touched = dict[tuple[str, int], list[tuple[int | None, bool]]]
"""Where events are new, by annotator and row of the document: the row of the sentence of each, and
whether it may change boundaries."""


@dataclass(slots=True)
class MergeReport:
    """What a merge of one file did.

    documents, known_documents: those that are new here, and those that were here already.
    events, known_events: what annotators did, likewise. decisions: of the project: roles, settings.
    suggestions: that are new here. people: annotators who are new here.
    other_boundaries: uids of documents that the files split into sentences differently: those of
        the smallest splitter and hash hold. other_metadata: those with other metadata: the earliest
        import holds.
    in_two_places: annotators who worked here and in the other file, each without the other.
    guideline: the uid of the guideline of the other file if it is another than that of this one.
    settled_twice: (document, sentence) that leads settled in both files.
    snapshots_kept: names of snapshots that both files have with other events; ours stay.
    """

    documents: int = 0
    known_documents: int = 0
    events: int = 0
    known_events: int = 0
    decisions: int = 0
    suggestions: int = 0
    people: list[str] = field(default_factory=list)
    other_boundaries: list[str] = field(default_factory=list)
    other_metadata: list[str] = field(default_factory=list)
    in_two_places: list[str] = field(default_factory=list)
    guideline: str = ""
    settled_twice: list[tuple[str, Span | None]] = field(default_factory=list)
    snapshots_kept: list[str] = field(default_factory=list)


@contextmanager
def opened_copy(path: Path, clock: Callable[[], float]) -> Iterator[Database]:
    """Open a copy of another file, upgraded to this version; the file itself is only read.

    Raises StoreError if it is no database of this program, or newer than it.
    """
    if not path.is_file():
        raise AnnotatorError(f"{path}: there is no such file: name an annotations.db")
    with TemporaryDirectory(prefix="annotator-") as folder:
        copy = Path(folder) / path.name
        with (
            explained_errors(path),
            closing(open_connection(path, "ro", 1.0)) as source,
            closing(sqlite3.connect(copy)) as target,
        ):
            source.backup(target)
        try:
            connect(copy, create=False, clock=clock).close()
        except StoreError as error:
            raise StoreError(str(error).replace(str(copy), str(path))) from error
        with closing(connect_to_read(copy)) as connection:
            yield Database(connection, path)


class Merge:
    """Merges other files into one."""

    def __init__(
        self,
        database: Database,
        *,
        project: ProjectRecord,
        annotators: Annotators,
        judgements: Judgements,
        queue: WorkQueue,
        adjudication: AdjudicationQueue,
        history: History,
        clock: Callable[[], float],
    ) -> None:
        self._database = database
        self._project = project
        self._annotators = annotators
        self._judgements = judgements
        self._queue = queue
        self._adjudication = adjudication
        self._history = history
        self._clock = clock
        self._received_at = ""
        self._changes_all = False  # what a project decided changes how all events are read

    def add_all(self, paths: Sequence[Path]) -> list[MergeReport]:
        """Merge files in their order, all of them or none.

        Raises AnnotatorError if one of them is this file itself, or is none.
        """
        reports = []
        with self._database.transaction():
            self._received_at = iso_time(self._clock())
            for path in paths:
                if path.is_file() and path.samefile(self._database.path):
                    raise AnnotatorError(
                        f"{path} is the file of this project itself: name another one"
                    )
                with opened_copy(path, self._clock) as its:
                    reports.append(self._add(its, path))
        return reports

    def _add(self, its: Database, path: Path) -> MergeReport:
        """Merge one file. its: its database. path: where it is, for messages.

        Raises StoreError if an event or a text is not as it was written, by its hash.
        """
        report = MergeReport()
        before = current_guideline(self._database)
        self._copy_tables(its)
        report.decisions = self._add_project_events(its, path)
        people = self._add_people(its, path, report)
        suggestions = MergedSuggestions(self._database, its, self._received_at)
        documents = MergedDocuments(self._database, its, self._received_at)
        rows = documents.add_all(report)
        touched = self._add_events(its, path, people, rows, report)
        self._derive(touched, {rows[uid] for uid in documents.changed})
        report.suggestions = suggestions.add_all(rows, documents.changed, documents.changed_there)
        self._add_bookmarks(its, people, rows)
        self._add_snapshots(its, report)
        report.guideline = _other_guideline(before, current_guideline(its))
        return report

    # ------------------------------------------------------------------------- project

    def _copy_tables(self, its: Database) -> None:
        for table, columns in _COPIED.items():
            rows = its.execute(f"SELECT {columns} FROM {table} ORDER BY id")  # noqa: S608 - constants
            places = ", ".join("?" * len(columns.split(",")))
            self._database.executemany(
                f"INSERT INTO {table} ({columns}) VALUES ({places}) ON CONFLICT DO NOTHING",  # noqa: S608 - constants
                rows,
            )

    def _add_project_events(self, its: Database, path: Path) -> int:
        """Add what the project decided in the other file; returns how many are new."""
        rows = its.execute(
            "SELECT uid, actor, at, sitting, kind, payload, hash FROM project_events ORDER BY uid"
        )
        known = dict(self._database.execute("SELECT uid, hash FROM project_events").fetchall())
        new = 0
        for uid, actor, at, sitting, kind, payload, stored in rows:
            change = parse_project_change(kind, from_json(payload))
            _check_same(ProjectEvent(uid, actor, at, change, sitting).hash, stored, uid, path)
            if uid in known:
                _check_same(known[uid], stored, uid, path)
                continue
            row = (uid, actor, at, sitting, kind, payload, stored, self._received_at, uid)
            new += self._database.execute(_PUT_PROJECT_EVENT, row).rowcount
            self._changes_all = self._changes_all or kind in _CHANGES_ALL
        if new:
            self._project.rebuild()
        return new

    def _add_people(self, its: Database, path: Path, report: MergeReport) -> dict[str, str]:
        """Add the annotators of the other file; returns their names here by their names there.

        Raises StoreError if a name is that of a person in one file, of gold or a machine in the
        other.
        """
        ours, theirs = self._database.names(), its.names()
        found: dict[str, str] = {}
        for name, role in its.execute("SELECT name, role FROM annotators ORDER BY id").fetchall():
            here = ours.current(theirs.recorded(name))
            found[name] = here
            wanted = current_role(role)
            before = self._annotators.role(here)
            if before is None:
                report.people.append(here)
                self._database.execute(
                    "INSERT INTO annotators (name, role) VALUES (?, ?)", (here, wanted)
                )
            elif before != wanted and not {before, wanted} <= PEOPLE:
                raise StoreError(
                    f"{path}: {name!r} is {wanted} there and {before} here: rename one of the two"
                    f" first, with `annotator people rename`."
                )
        return found

    # -------------------------------------------------------------------------- events

    def _add_events(
        self,
        its: Database,
        path: Path,
        people: dict[str, str],
        documents: dict[str, int],
        report: MergeReport,
    ) -> _Touched:
        """Add what annotators did in the other file.

        documents: rows here by uid.
        """
        annotators = {there: self._database.annotator_id(here) for there, here in people.items()}
        sittings = dict(self._database.execute("SELECT uid, id FROM sittings").fetchall())
        known = {uid for (uid,) in self._database.execute("SELECT uid FROM events")}
        sentence_row = cache(self._judgements.sentence_row)
        touched: _Touched = defaultdict(list)
        shared: set[str] = set()
        settled: dict[_Place, None] = {}
        for event, row, stored in self._their_events(its, path):
            if event.uid in known:
                shared.add(event.uid)
                continue
            document_id = documents[event.document]
            place = None if event.sentence is None else sentence_row(document_id, event.sentence)
            self._database.execute(
                _PUT,
                (
                    *(event.uid, event.group, annotators[event.annotator], document_id, place),
                    *(event.at, event.milliseconds, row[5], row[9]),
                    None if row[10] is None else annotators[event.actor],
                    *(event.pass_number, row[12], sittings.get(event.sitting), stored),
                    self._received_at,
                ),
            )
            report.events += 1
            touched[people[event.annotator], document_id].append((place, row[5] in _BOUNDARY_KINDS))
            if isinstance(event.change, Settle):
                settled[event.document, event.sentence] = None
        report.known_events = len(shared)
        own = self._own_work(known - shared)
        report.in_two_places = sorted({name for name, _ in touched} & {name for name, _ in own})
        report.settled_twice = [one for one in settled if (GOLD, one) in own]
        return touched

    def _their_events(
        self, its: Database, path: Path
    ) -> Iterator[tuple[Event, Sequence[Any], str | None]]:
        """The events of the other file, each with its row of EVENTS and the hash stored with it."""
        names = its.names()
        sql = EVENTS.replace("t.uid", "t.uid, e.hash", 1) + "ORDER BY e.uid"
        for *row, stored in its.execute(sql):
            event = parse_event(row)
            recorded = replace(
                event,
                annotator=names.recorded(event.annotator),
                actor=names.recorded(event.actor),
            )
            made = event_hash(recorded, row[5], from_json(row[9]))
            _check_same(stored or made, made, event.uid, path)
            yield event, row, stored

    def _own_work(self, uids: set[str]) -> set[tuple[str, _Place | None]]:
        """Who made events that the other file does not have; of gold, also where it was settled."""
        rows = self._database.execute(
            'SELECT e.uid, a.name, e.kind, d.uid, s.start, s."end" FROM events e'
            " JOIN annotators a ON a.id = e.annotator_id JOIN documents d ON d.id = e.document_id"
            " LEFT JOIN sentences s ON s.id = e.sentence_id"
        )
        found: set[tuple[str, _Place | None]] = set()
        for uid, name, kind, document, start, end in rows:
            if uid in uids:
                found.add((name, None))
                if kind == "settle":
                    found.add((GOLD, (document, span_or_none(start, end))))
        return found

    def _derive(self, touched: _Touched, imported: Collection[int]) -> None:
        """Derive what annotators hold. imported: documents whose imported sentences changed."""
        judgements = self._judgements
        if self._changes_all:
            judgements.rebuild()
            self._adjudication.forget()
            self._changes_all = False
        changed = {*imported}
        for (_, document_id), events in touched.items():
            if any(is_boundary for _, is_boundary in events):
                changed.add(document_id)
        for document_id in sorted(changed):
            judgements.rebuild_document(document_id)
        for (name, document_id), events in touched.items():
            if document_id not in changed:
                places = [place for place, _ in events]
                judgements.project(self._database.annotator_id(name), document_id, places)
        if changed:
            self._adjudication.forget()

    # --------------------------------------------------------------------------- rest

    def _add_bookmarks(
        self, its: Database, people: dict[str, str], documents: dict[str, int]
    ) -> None:
        """Add where people stopped who have not worked here, and queue what they have to do."""
        rows = its.execute(
            'SELECT a.name, d.uid, s.start, s."end", p.mark FROM places p'
            " JOIN annotators a ON a.id = p.annotator_id JOIN sentences s ON s.id = p.sentence_id"
            " JOIN documents d ON d.id = s.document_id"
        )
        for name, uid, start, end, mark in rows:
            place = self._judgements.sentence_row(documents[uid], Span(start, end))
            self._database.execute(
                "INSERT INTO places (annotator_id, sentence_id, mark) VALUES (?, ?, ?)"
                " ON CONFLICT DO NOTHING",
                (self._database.annotator_id(people[name]), place, mark),
            )
        queued = its.execute("SELECT name FROM annotators WHERE queued_to > 0").fetchall()
        here = {name for (name,) in self._database.execute(
            "SELECT name FROM annotators WHERE queued_to > 0"
        )}  # fmt: skip
        for name in dict.fromkeys([*here, *(people[name] for (name,) in queued)]):
            self._queue.add_new_sentences(self._database.annotator_id(name))

    def _add_snapshots(self, its: Database, report: MergeReport) -> None:
        rows = its.execute("SELECT name, created_at, hash, events FROM snapshots ORDER BY name")
        known = {one.name: one.hash for one in self._history.snapshots()}
        for name, *columns in rows:
            if known.get(name, columns[1]) != columns[1]:
                report.snapshots_kept.append(name)
            elif name not in known:
                self._database.execute(
                    "INSERT INTO snapshots VALUES (?, ?, ?, ?)", (name, *columns)
                )


def _other_guideline(ours: str, theirs: str) -> str:
    return theirs if theirs and theirs != ours else ""


def _check_same(known: str, found: str, uid: str, path: Path) -> None:
    if known != found:
        raise StoreError(
            f"{path}: the event {uid!a} is not as it was written: put a backup of that file in its"
            " place, and merge again."
        )
