"""The connection to the database: statements, transactions, and clear errors."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import TypeVar

from annotator.annotations.person_names import PersonNames
from annotator.annotations.project_events import fold_names, parse_project_change
from annotator.errors import StoreBusy, StoreError, StoreReplaced
from annotator.model import Span
from annotator.store import visibility_sql
from annotator.store.codec import from_json
from annotator.store.database_place import DatabasePlace
from annotator.store.sqlite_errors import explained_errors, open_connection

PATIENCE = 30.0  # seconds to wait until another process has finished writing

STEP = 0.1
"""Seconds that SQLite itself waits. No signal, such as that of ctrl+c, is handled meanwhile."""

_RETRY_SECONDS = 0.01

SILENT_SECONDS = 0.5
"""Others write for a few milliseconds; that is no news to anybody."""

Report = Callable[[str], None]
"""Receives a message about work that takes long."""

T = TypeVar("T")

Parameters = Sequence[object] | Mapping[str, object]


_ANNOTATOR = "SELECT id FROM annotators WHERE name = ?"


class Database:
    """A connection with transactions, and the rows that portable names stand for.

    SQL may call contains(text, part), and the functions of annotator.store.visibility_sql.

    place: the place of the file if `watch` was called; otherwise nobody looks after it.
    """

    def __init__(
        self, connection: sqlite3.Connection, path: Path, report: Report = lambda _: None
    ) -> None:
        """report: receives a message when another process has to be waited for."""
        self.patience = PATIENCE
        self._report = report
        self.use(connection, path)

    def use(self, connection: sqlite3.Connection, path: Path) -> None:
        """Read and write through this connection from now on."""
        self.connection = connection
        self.path = path
        self.place: DatabasePlace | None = None
        self._after_commit: list[Callable[[], None]] = []
        connection.create_function("contains", 2, contains_text, deterministic=True)
        visibility_sql.register_functions(connection)
        with explained_errors(path):
            self._data_version = self._read_data_version()

    def watch(self) -> None:
        """Notice, before each transaction, when the file is removed, replaced or overwritten."""
        self.place = DatabasePlace(self.connection, self.path)

    def execute(self, sql: str, parameters: Parameters = ()) -> sqlite3.Cursor:
        """Run one statement."""
        return self.connection.execute(sql, parameters)

    def executemany(self, sql: str, rows: Iterable[Parameters]) -> None:
        """Run one statement for each row of parameters."""
        self.connection.executemany(sql, rows)

    @contextmanager
    def transaction(self, *, durable: bool = True, patient: bool = True) -> Iterator[None]:
        """Keep all changes made inside, or none. May be nested.

        durable: on disk when it ends. Otherwise it survives the end of the process, but perhaps
        not a power cut, and does not wait for the disk. patient: wait for another process that
        writes; otherwise StoreBusy is raised at once.

        The outermost waits for its turn to write; inner ones are savepoints. Without BEGIN
        IMMEDIATE a transaction that reads first would fail at once if another process has written
        meanwhile, however long the timeout.
        Raises StoreReplaced, before anything is written, if the file was replaced or overwritten,
        and StoreBusy if another process has been writing for too long.
        """
        if self.connection.in_transaction:
            with writing(self.connection, self.path):
                yield
            return
        self.check_place()
        disk = nullcontext() if durable else self._without_disk()
        others = nullcontext() if patient else self._waiting(0)
        self._after_commit.clear()
        with self._restore_explained(), disk, others, self._writing():
            yield
        for step in self._after_commit:
            step()
        if self.place:
            self.place.look_after_write()

    def _writing(self) -> AbstractContextManager[None]:
        return writing(self.connection, self.path, self.patience, self._report)

    @contextmanager
    def _restore_explained(self) -> Iterator[None]:
        """Explain that rows are missing if another program has restored a backup with SQLite."""
        try:
            yield
        except sqlite3.IntegrityError as error:
            if self.place and self.place.watch.has_lost_rows():
                raise StoreError(
                    f"{self.path} was set back by another program, as `.restore` does: leave, and"
                    " open it again."
                ) from error
            raise

    def after_commit(self, step: Callable[[], None]) -> None:
        """Do something once the transaction that is going on is stored."""
        self._after_commit.append(step)

    @contextmanager
    def _without_disk(self) -> Iterator[None]:
        """Inside, a commit does not wait for the disk."""
        self.connection.execute("PRAGMA synchronous = NORMAL")
        try:
            yield
        finally:
            self.connection.execute("PRAGMA synchronous = FULL")

    def is_locked(self) -> bool:
        """True if another process is writing at this moment. Does not wait."""
        if self.connection.in_transaction:
            return False
        try:
            with self._waiting(0), self._writing():
                return False
        except StoreBusy:
            return True

    def check_place(self) -> None:
        """Raises StoreReplaced if the file is not at its path any more, or was overwritten."""
        problem = self.place.problem() if self.place else ""
        if problem:
            raise StoreReplaced(f"{self.path} {problem}.")

    def wait_for(self, seconds: float) -> None:
        """Wait so long for another process that writes, from now on, and say nothing about it."""
        self._report = lambda _: None
        self._set_patience(seconds)

    def _set_patience(self, seconds: float) -> None:
        self.patience = seconds
        self.connection.execute(f"PRAGMA busy_timeout = {int(min(seconds, STEP) * 1000)}")

    @contextmanager
    def _waiting(self, seconds: float) -> Iterator[None]:
        """Inside, wait so long for another process that writes."""
        usual = self.patience
        self._set_patience(seconds)
        try:
            yield
        finally:
            self._set_patience(usual)

    def close(self) -> None:
        """Close the connection. The log of a file that is not at its path any more goes with it."""
        place, self.place = self.place, None
        if place:
            place.close()
        else:
            self.connection.close()

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Read everything inside as of one moment; nobody has to wait for it.

        Inside of another one it is a part of that.
        """
        if self.connection.in_transaction:
            yield
            return
        self.connection.execute("BEGIN")
        try:
            yield
        finally:
            self.connection.execute("ROLLBACK")

    def changed_elsewhere(self) -> bool:
        """Return True if another connection has committed since the last call."""
        before, self._data_version = self._data_version, self._read_data_version()
        return before != self._data_version

    def _read_data_version(self) -> int:
        return number(self.connection, "PRAGMA data_version")

    def document_id(self, uid: str) -> int:
        """The row of a document. Raises ValueError if there is none of that uid."""
        row = self.execute("SELECT id FROM documents WHERE uid = ?", (uid,)).fetchone()
        if row is None:
            raise ValueError(f"no document has the uid {uid!r}")
        return int(row[0])

    def sentence_ids(self, document_uid: str, sentence: Span | None) -> tuple[int, int | None]:
        """The rows of a document and of a sentence of it; None is the document as a whole.

        The sentence may be one that was joined or split since.
        Raises ValueError if there is no such document, or if it has no such sentence.
        """
        if sentence is None:
            return self.document_id(document_uid), None
        row = self.execute(
            "SELECT s.document_id, s.id FROM documents d JOIN sentences s ON s.document_id = d.id"
            ' WHERE d.uid = ? AND s.start = ? AND s."end" = ?',
            (document_uid, sentence.start, sentence.end),
        ).fetchone()
        if row is None:
            raise ValueError(f"no document {document_uid!r} with a sentence {sentence}")
        return row[0], row[1]

    def find_annotator(self, name: str) -> int | None:
        """The row of an annotator, who may have been renamed since; None if there is none."""
        row = self.execute(_ANNOTATOR, (name,)).fetchone()
        if row is None:
            row = self.execute(_ANNOTATOR, (self.names().current(name),)).fetchone()
        return None if row is None else int(row[0])

    def current_name(self, name: str) -> str:
        """The name today of somebody; who has it today costs one look-up."""
        known = self.execute(_ANNOTATOR, (name,)).fetchone()
        return name if known else self.names().current(name)

    def names(self) -> PersonNames:
        """The names of people, with those that they had before."""
        if self.execute("SELECT 1 FROM project_events WHERE kind = 'rename' LIMIT 1").fetchone():
            rows = self.execute(
                "SELECT kind, payload FROM project_events WHERE kind IN ('role', 'rename')"
                " ORDER BY uid"
            )
            return fold_names(parse_project_change(kind, from_json(text)) for kind, text in rows)
        return PersonNames()

    def annotator_id(self, name: str) -> int:
        """The row of an annotator. Raises ValueError if nobody of that name is enrolled."""
        found = self.find_annotator(name)
        if found is None:
            raise ValueError(f"no annotator {name!r} is enrolled")
        return found


def contains_text(text: str | None, part: str) -> bool:
    """Return True if a text contains a part, case-insensitive; None contains nothing."""
    return text is not None and part.casefold() in text.casefold()


# ------------------------------------------------------------------------ transactions


@contextmanager
def writing(
    connection: sqlite3.Connection,
    path: Path,
    patience: float = PATIENCE,
    report: Report = lambda _: None,
) -> Iterator[None]:
    """Keep all changes made inside, or none; inside another transaction, as a savepoint.

    patience, report: as in when_free.
    """
    nested = connection.in_transaction
    with explained_errors(path):
        if nested:
            connection.execute("SAVEPOINT inner_part")
        else:
            when_free(lambda: connection.execute("BEGIN IMMEDIATE"), path, patience, report)
        try:
            yield
            connection.execute("RELEASE inner_part" if nested else "COMMIT")
        except BaseException:
            _roll_back(connection, nested=nested)
            raise


def when_free(step: Callable[[], T], path: Path, patience: float, report: Report) -> T:
    """Do something as soon as no other process has locked the database.

    patience: seconds to wait. report: receives a message if that takes more than a moment.
    Raises StoreBusy in the end. A signal, such as that of ctrl+c, ends the wait.
    """
    since, is_said = time.monotonic(), False
    while True:
        try:
            return step()
        except StoreBusy:
            waited = time.monotonic() - since
            if waited >= patience:
                raise
        time.sleep(_RETRY_SECONDS)  # SQLite does not always wait itself
        if waited >= SILENT_SECONDS and not is_said:
            is_said = True
            report(
                f"waiting up to {patience:.0f} s for another program to write to {path.name};"
                " ctrl+c ends the wait"
            )


def _roll_back(connection: sqlite3.Connection, *, nested: bool) -> None:
    if not connection.in_transaction:  # SQLite has done it itself, as when the disk is full
        return
    if nested:
        connection.execute("ROLLBACK TO inner_part")
        connection.execute("RELEASE inner_part")
    else:
        connection.execute("ROLLBACK")


def connect_to_read(path: Path) -> sqlite3.Connection:
    """Open a connection that only reads, for another thread; this thread may interrupt it."""
    return open_connection(path, "ro", STEP, any_thread=True)


def number(connection: sqlite3.Connection, sql: str) -> int:
    """The only number that a statement returns."""
    return int(connection.execute(sql).fetchone()[0])
