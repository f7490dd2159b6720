"""The connection to the database: opening, transactions, and clear errors.

A plain sqlite3 connection does the daily work. sqlite-utils is imported only to migrate, because
the import takes longer than everything else that the program does at its start.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from annotator.errors import StoreError
from annotator.model import Span
from annotator.store import visibility_sql

APPLICATION = 0x616E6E6F  # "anno"
VERSION = 6  # one per migration
_WITH_WORD_INDEX = 4  # the version that brought the index of words
PATIENCE = 30.0  # seconds to wait until another process has finished writing

Report = Callable[[str], None]
"""Receives a message about work that takes long."""

_UNWRITABLE = (
    "cannot be written to: make the file and its folder writable,"
    " or copy the project to a folder that is"
)
_REASONS = {
    sqlite3.SQLITE_READONLY: _UNWRITABLE,
    sqlite3.SQLITE_PERM: _UNWRITABLE,
    sqlite3.SQLITE_CANTOPEN: (
        "cannot be opened for writing: make sure that its folder exists,"
        " and that the file and the folder are writable"
    ),
    sqlite3.SQLITE_NOTADB: "is not a database: move it away or name another file",
    sqlite3.SQLITE_CORRUPT: "is damaged: put a backup in its place",
    sqlite3.SQLITE_FULL: "cannot grow, the disk is full: make room and try again",
    sqlite3.SQLITE_IOERR: "cannot be read or written, the disk reports an error: check the disk",
    sqlite3.SQLITE_BUSY: (
        "is being written to by another process: close what else has it open, or try again later"
    ),
}

Parameters = Sequence[object] | Mapping[str, object]


class Database:
    """A connection with transactions, and the rows that portable names stand for.

    SQL may call contains(text, part), and the functions of annotator.store.visibility_sql.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self.connection = connection
        self.path = path
        connection.create_function("contains", 2, contains_text, deterministic=True)
        visibility_sql.register_functions(connection)
        with explained_errors(path):
            self._data_version = self._read_data_version()

    def execute(self, sql: str, parameters: Parameters = ()) -> sqlite3.Cursor:
        """Run one statement."""
        return self.connection.execute(sql, parameters)

    def executemany(self, sql: str, rows: Iterable[Parameters]) -> None:
        """Run one statement for each row of parameters."""
        self.connection.executemany(sql, rows)

    @contextmanager
    def transaction(self, *, durable: bool = True) -> Iterator[None]:
        """Keep all changes made inside, or none. May be nested.

        durable: on disk when it ends. Otherwise it survives the end of the process, but perhaps
        not a power cut, and does not wait for the disk.

        The outermost waits for its turn to write; inner ones are savepoints. Without BEGIN
        IMMEDIATE a transaction that reads first would fail at once if another process has written
        meanwhile, however long the timeout.
        """
        if durable or self.connection.in_transaction:
            with _writing(self.connection, self.path):
                yield
            return
        self.connection.execute("PRAGMA synchronous = NORMAL")
        try:
            with _writing(self.connection, self.path):
                yield
        finally:
            self.connection.execute("PRAGMA synchronous = FULL")

    def changed_elsewhere(self) -> bool:
        """Return True if another connection has committed since the last call."""
        before, self._data_version = self._data_version, self._read_data_version()
        return before != self._data_version

    def _read_data_version(self) -> int:
        return _number(self.connection, "PRAGMA data_version")

    def document_id(self, uid: str) -> int:
        """The row of a document. Raises ValueError if there is none of that uid."""
        row = self.execute("SELECT id FROM documents WHERE uid = ?", (uid,)).fetchone()
        if row is None:
            raise ValueError(f"no document has the uid {uid!r}")
        return int(row[0])

    def sentence_ids(self, document_uid: str, sentence: Span | None) -> tuple[int, int | None]:
        """The rows of a document and of a sentence of it; None is the document as a whole.

        The sentence may be one that was merged or split since.
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
        """The row of an annotator, or None."""
        row = self.execute("SELECT id FROM annotators WHERE name = ?", (name,)).fetchone()
        return None if row is None else int(row[0])

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
def _writing(connection: sqlite3.Connection, path: Path) -> Iterator[None]:
    nested = connection.in_transaction
    with explained_errors(path):
        connection.execute("SAVEPOINT inner_part" if nested else "BEGIN IMMEDIATE")
        try:
            yield
            connection.execute("RELEASE inner_part" if nested else "COMMIT")
        except BaseException:
            _roll_back(connection, nested=nested)
            raise


def _roll_back(connection: sqlite3.Connection, *, nested: bool) -> None:
    if not connection.in_transaction:  # SQLite has done it itself, as when the disk is full
        return
    if nested:
        connection.execute("ROLLBACK TO inner_part")
        connection.execute("RELEASE inner_part")
    else:
        connection.execute("ROLLBACK")


@contextmanager
def explained_errors(path: Path) -> Iterator[None]:
    """Turn SQLite's errors about a file into a StoreError; our own mistakes stay what they are."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
        reason = _REASONS.get(code & 0xFF)
        if reason is None:
            raise
        raise StoreError(f"{path} {reason}.") from error


# ---------------------------------------------------------------------------- opening


def connect(path: Path, *, create: bool, report: Report = lambda _: None) -> sqlite3.Connection:
    """Connect to an annotator's database; create or migrate it where needed.

    Raises StoreError, with the file untouched, if it cannot be used.
    """
    _check_place(path, create=create)
    with explained_errors(path):
        connection = _open_file(path, create=create)
        try:
            if _schema_version(connection, path) < VERSION:
                _use_wal(connection)
                _migrate(connection, path, report)
            _set_pragmas(connection)
        except BaseException:
            connection.close()
            raise
    return connection


def connect_to_read(path: Path) -> sqlite3.Connection:
    """Open a connection that only reads, for another thread; this thread may interrupt it."""
    uri = f"{path.absolute().as_uri()}?mode=ro"
    return sqlite3.connect(
        uri, uri=True, timeout=PATIENCE, isolation_level=None, check_same_thread=False
    )


def _check_place(path: Path, *, create: bool) -> None:
    if sqlite3.sqlite_version_info < (3, 37):
        found = sqlite3.sqlite_version
        raise StoreError(f"This Python has SQLite {found}: use one with SQLite 3.37 or newer.")
    try:
        _check_path(path, create=create)
    except PermissionError as error:  # the folder may not even be listed
        raise StoreError(f"{path} {_UNWRITABLE}.") from error


def _check_path(path: Path, *, create: bool) -> None:
    if path.is_dir():
        raise StoreError(f"{path} is a folder, not a database: move it away or name a file in it.")
    if path.exists():
        if not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)):
            raise StoreError(f"{path} {_UNWRITABLE}.")
    elif not create:
        raise StoreError(f"{path} does not exist: run annotator in the project's folder first.")
    elif not path.parent.is_dir():
        raise StoreError(f"{path} cannot be made, its folder does not exist: make the folder.")


def _open_file(path: Path, *, create: bool) -> sqlite3.Connection:
    uri = f"{path.absolute().as_uri()}?mode={'rwc' if create else 'rw'}"
    return sqlite3.connect(uri, uri=True, timeout=PATIENCE, isolation_level=None)


def _schema_version(connection: sqlite3.Connection, path: Path) -> int:
    """The schema version of the file, 0 for a new one.

    Reads within one transaction, since another process may be creating the file right now.
    Raises StoreError if it is the database of another program, or newer than this program.
    """
    connection.execute("BEGIN")
    application = _number(connection, "PRAGMA application_id")
    version = _number(connection, "PRAGMA user_version")
    tables = _number(connection, "SELECT count(*) FROM sqlite_master")
    connection.execute("ROLLBACK")
    if application != APPLICATION and (application or version or tables):
        raise StoreError(
            f"{path} is the database of another program: move it away or name another file."
        )
    if version > VERSION:
        raise StoreError(
            f"{path} was written by a newer annotator (version {version} of the tables,"
            f" this one knows {VERSION}): install the newest annotator to open it."
        )
    return version


def _use_wal(connection: sqlite3.Connection) -> None:
    """Switch to a write-ahead log. SQLite does not wait for its turn here, so this does."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            busy = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
            if not busy or time.monotonic() > until:
                raise
            time.sleep(0.01)
        else:
            return


def _migrate(connection: sqlite3.Connection, path: Path, report: Report) -> None:
    """Apply the pending migrations.

    The version is read again inside the lock, as another process may have migrated meanwhile.
    """
    from sqlite_utils import Database as SqliteUtils  # noqa: PLC0415 - takes 0.1 s, rarely needed

    from annotator.store.fulltext import WordIndex  # noqa: PLC0415 - as above
    from annotator.store.migrations import migrations  # noqa: PLC0415 - as above

    with _writing(connection, path):
        before = _number(connection, "PRAGMA user_version")
        if before < VERSION:
            migrations.apply(SqliteUtils(connection, execute_plugins=False))
            if before < _WITH_WORD_INDEX <= VERSION:
                WordIndex(Database(connection, path)).fill(report)
            connection.execute(f"PRAGMA application_id = {APPLICATION}")
            connection.execute(f"PRAGMA user_version = {VERSION}")


def _set_pragmas(connection: sqlite3.Connection) -> None:
    """FULL: a power cut loses nothing. Recursive triggers: REPLACE cannot delete an event."""
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA recursive_triggers = ON")


def _number(connection: sqlite3.Connection, sql: str) -> int:
    return int(connection.execute(sql).fetchone()[0])
