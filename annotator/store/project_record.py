"""What the project decided: its events, and the tables that follow from them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from annotator.annotations.person_names import PersonNames
from annotator.annotations.project_events import (
    Assign,
    Comment,
    LinkDocuments,
    MigrateLabels,
    ProjectChange,
    ProjectEvent,
    ProjectState,
    Release,
    Rename,
    SetRole,
    SetSetting,
    Unassign,
    fold_project,
    parse_project_change,
)
from annotator.store.codec import from_json, iso_time, to_json
from annotator.store.connection import Database
from annotator.store.event_log import EventLog, Randomness, next_uids

_INSERT = """
INSERT INTO project_events (uid, actor, at, sitting, kind, payload, hash)
VALUES (?, ?, ?, ?, ?, ?, ?)
"""

_DERIVED = (
    "document_assignments",
    "label_migrations",
    "document_links",
    "comments",
    "released_documents",
)
"""The tables that follow from project events."""


_NAMES = (
    ("annotators", "name"),
    ("document_assignments", "annotator"),
    ("comments", "author"),
    ("comments", "recipient"),
)
"""The columns with names of people."""

TRAINING_BATCH = """ifnull((SELECT nullif(value, '') FROM settings WHERE name = 'training_batch'),
  'training')"""
"""The batch whose documents are training; annotator.api.question_settings sets it."""


def is_training(annotator: str, document: str) -> str:
    """SQL that is true if a document, by its uid, is training of an annotator, by name."""
    return f"""EXISTS (SELECT 1 FROM document_assignments x WHERE x.annotator = {annotator}
  AND x.document = {document} AND x.batch = {TRAINING_BATCH})"""  # noqa: S608 - names of columns


def current_guideline(database: Database) -> str:
    """The uid of the guideline that a project follows; '' before the first."""
    row = database.execute(
        "SELECT new FROM label_migrations ORDER BY event DESC LIMIT 1"
    ).fetchone()
    return "" if row is None else str(row[0])


class ProjectRecord:
    """The decisions of a project: appended as events; its tables are their fold."""

    def __init__(
        self,
        database: Database,
        log: EventLog,
        *,
        clock: Callable[[], float],
        randomness: Randomness,
    ) -> None:
        self._database = database
        self._log = log
        self._clock = clock
        self._randomness = randomness

    def record(
        self, changes: Sequence[ProjectChange], *, actor: str = "", sitting: str = ""
    ) -> None:
        """Append changes, and bring the tables up to date.

        After a MigrateLabels the judgements have to be derived again: see Store.migrate_labels.
        """
        if not changes:
            return
        with self._database.transaction():
            (last,) = self._database.execute("SELECT max(uid) FROM project_events").fetchone()
            seconds = self._clock()
            uids = next_uids(last, seconds, len(changes), self._randomness)
            names = self._database.names()
            for uid, change in zip(uids, changes, strict=True):
                event = ProjectEvent(uid, actor, iso_time(seconds), change, sitting)
                self._append(event)
                if isinstance(change, Rename):
                    names = self._database.names()
                self._apply(event, names)
        self._log.forget_migrations()

    def _append(self, event: ProjectEvent) -> None:
        change = event.change
        what = (change.kind, to_json(change.to_payload()), event.hash)
        self._database.execute(_INSERT, (event.uid, event.actor, event.at, event.sitting, *what))

    def _apply(self, event: ProjectEvent, names: PersonNames) -> None:
        """Bring the tables up to date with an event. names: of people today."""
        match event.change:
            case Rename():
                self._rename(names)
            case SetRole(annotator=name, role=role):
                self._database.execute(
                    "INSERT INTO annotators (name, role) VALUES (?, ?)"
                    " ON CONFLICT (name) DO UPDATE SET role = excluded.role",
                    (names.current(name), role),
                )
            case SetSetting(name=name, value=value):
                self._database.execute(
                    "INSERT OR REPLACE INTO settings VALUES (?, ?)", (name, value)
                )
            case Assign(annotator=name, documents=documents, batch=batch):
                self._database.executemany(
                    "INSERT OR REPLACE INTO document_assignments VALUES (?, ?, ?)",
                    [(names.current(name), document, batch) for document in documents],
                )
            case Unassign(annotator=name, documents=documents):
                self._database.executemany(
                    "DELETE FROM document_assignments WHERE annotator = ? AND document = ?",
                    [(names.current(name), document) for document in documents],
                )
            case MigrateLabels(old=old, new=new, labels=labels):
                self._database.execute(
                    "INSERT INTO label_migrations VALUES (?, ?, ?, ?)",
                    (event.uid, old, new, to_json({name: list(to) for name, to in labels.items()})),
                )
            case LinkDocuments(document=document, earlier=earlier):
                self._database.execute(
                    "INSERT OR IGNORE INTO document_links VALUES (?, ?)", (document, earlier)
                )
            case Comment() as one:
                author, recipient = names.current(event.actor), names.current(one.recipient)
                who = (event.uid, author, recipient, one.document)
                what = (one.sentence.start, one.sentence.end, one.text, one.sent_back, event.at)
                self._database.execute(
                    "INSERT INTO comments VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", (*who, *what)
                )
            case Release(documents=documents):
                self._database.executemany(
                    "INSERT OR REPLACE INTO released_documents VALUES (?, ?)",
                    [(document, event.uid) for document in documents],
                )

    def _rename(self, names: PersonNames) -> None:
        for old, new in names.now.items():
            for table, column in _NAMES:
                self._database.execute(
                    f"UPDATE OR REPLACE {table} SET {column} = ? WHERE {column} = ?",  # noqa: S608 - names of tables
                    (new, old),
                )

    # ------------------------------------------------------------------------ reading

    def iterate(self, as_of: str | None = None) -> Iterator[ProjectEvent]:
        """All events of the project that this file had received by a moment, oldest first.

        as_of: UTC, ISO 8601; None is now.
        """
        rows = self._database.execute(
            "SELECT uid, actor, at, kind, payload, sitting FROM project_events"
            " WHERE ? IS NULL OR coalesce(received_at, at) <= ? ORDER BY uid",
            (as_of, as_of),
        )
        for uid, actor, at, kind, payload, sitting in rows:
            change = parse_project_change(kind, from_json(payload))
            yield ProjectEvent(uid, actor, at, change, sitting)

    def state(self, as_of: str | None = None) -> ProjectState:
        """The fold of the events of the project. as_of: as in iterate."""
        return fold_project(self.iterate(as_of))

    def has_link(self, link: LinkDocuments) -> bool:
        """Whether a document is known to be a later version of another."""
        row = self._database.execute(
            "SELECT 1 FROM document_links WHERE document = ? AND earlier = ?",
            (link.document, link.earlier),
        )
        return row.fetchone() is not None

    def current_guideline(self) -> str:
        """The uid of the guideline that the project follows; '' before the first."""
        return current_guideline(self._database)

    def follow_guideline(self, guideline: str) -> None:
        """Note that labels.yaml has another guideline than before, in which labels keep names.

        So the chain of migrations leads to it from all that was made before.
        """
        before = self.current_guideline()
        if guideline != before:
            self.record([MigrateLabels(before, guideline)])

    def rebuild(self) -> None:
        """Derive the tables from the events."""
        with self._database.transaction():
            for table in _DERIVED:
                self._database.execute(f"DELETE FROM {table}")  # noqa: S608 - names of tables
            names = self._database.names()
            for event in self.iterate():
                self._apply(event, names)
        self._log.forget_migrations()
