"""The connection to the database: statements, transactions, and clear errors."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from annotator.errors import StoreError
from annotator.model import Span
from annotator.store import visibility_sql

PATIENCE = 30.0  # seconds to wait until another process has finished writing

Report = Callable[[str], None]
"""Receives a message about work that takes long."""

UNWRITABLE = (
    "cannot be written to: make the file and its folder writable,"
    " or copy the project to a folder that is"
)
_REASONS = {
    sqlite3.SQLITE_READONLY: UNWRITABLE,
    sqlite3.SQLITE_PERM: UNWRITABLE,
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
            with writing(self.connection, self.path):
                yield
            return
        self.connection.execute("PRAGMA synchronous = NORMAL")
        try:
            with writing(self.connection, self.path):
                yield
        finally:
            self.connection.execute("PRAGMA synchronous = FULL")

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
def writing(connection: sqlite3.Connection, path: Path) -> Iterator[None]:
    """Keep all changes made inside, or none; inside another transaction, as a savepoint."""
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


def connect_to_read(path: Path) -> sqlite3.Connection:
    """Open a connection that only reads, for another thread; this thread may interrupt it."""
    uri = f"{path.absolute().as_uri()}?mode=ro"
    return sqlite3.connect(
        uri, uri=True, timeout=PATIENCE, isolation_level=None, check_same_thread=False
    )


def number(connection: sqlite3.Connection, sql: str) -> int:
    """The only number that a statement returns."""
    return int(connection.execute(sql).fetchone()[0])
