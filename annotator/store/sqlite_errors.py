"""What SQLite reports about a file, as a StoreError in one sentence.

SQLite reads rows late, so that a full disk or a damaged page may be met at any statement and at any
row. The classes here are therefore those of every connection: no caller has to think of it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

from annotator.errors import StoreBusy, StoreError

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
    sqlite3.SQLITE_FULL: "cannot grow, the disk is full: make room",
    sqlite3.SQLITE_IOERR: "cannot be read or written, the disk reports an error: check the disk",
}
_AS_READ = (sqlite3.DatabaseError, UnicodeDecodeError)
"""What reading may raise: the message of an error may itself quote damaged bytes of the file."""

_BUSY = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL})
_BUSY_REASON = (
    "is being written to by another process: close what else has it open, or try again later"
)


@contextmanager
def explained_errors(path: Path) -> Iterator[None]:
    """Turn SQLite's errors about a file into a StoreError; our own mistakes stay what they are."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        _raise_explained(error, path)


def _raise_explained(error: sqlite3.DatabaseError | UnicodeDecodeError, path: Path) -> NoReturn:
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
    if isinstance(error, UnicodeDecodeError) or "Could not decode to UTF-8" in str(error):
        code = sqlite3.SQLITE_CORRUPT
    if code in _BUSY:
        raise StoreBusy(f"{path} {_BUSY_REASON}.") from error
    if code not in _REASONS:
        raise error
    raise StoreError(f"{path} {_REASONS[code]}.") from error


class Connection(sqlite3.Connection):
    """A connection to a file. path: of the file, for the messages."""

    path = Path()

    def cursor(self, factory: Any = None) -> Any:
        """A cursor whose errors are explained."""
        return super().cursor(factory or _Cursor)

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        """Run one statement."""
        cursor: sqlite3.Cursor = self.cursor().execute(sql, parameters)
        return cursor

    def executemany(self, sql: str, rows: Any, /) -> sqlite3.Cursor:
        """Run one statement for each row of parameters."""
        cursor: sqlite3.Cursor = self.cursor().executemany(sql, rows)
        return cursor


class _Cursor(sqlite3.Cursor):
    """A cursor of a Connection."""

    connection: Connection

    def execute(self, sql: str, parameters: Any = (), /) -> _Cursor:
        try:
            return super().execute(sql, parameters)
        except _AS_READ as error:
            _raise_explained(error, self.connection.path)

    def executemany(self, sql: str, rows: Any, /) -> _Cursor:
        try:
            return super().executemany(sql, rows)
        except sqlite3.DatabaseError as error:
            _raise_explained(error, self.connection.path)

    def fetchone(self) -> Any:
        try:
            return super().fetchone()
        except _AS_READ as error:
            _raise_explained(error, self.connection.path)

    def fetchmany(self, size: int | None = 1) -> list[Any]:
        try:
            return super().fetchmany(size)
        except _AS_READ as error:
            _raise_explained(error, self.connection.path)

    def fetchall(self) -> list[Any]:
        try:
            return super().fetchall()
        except _AS_READ as error:
            _raise_explained(error, self.connection.path)

    def __iter__(self) -> Any:
        try:  # a method for the next row would be called for each, and cost more than SQLite does
            yield from iter(super().fetchone, None)
        except _AS_READ as error:
            _raise_explained(error, self.connection.path)


def open_connection(
    path: Path, mode: str, timeout: float, *, any_thread: bool = False
) -> Connection:
    """Open a connection that begins no transaction by itself.

    mode: ro, rw or rwc, as SQLite has it. timeout: seconds to wait for another process that writes.
    any_thread: another thread may interrupt it.
    """
    uri = f"{path.absolute().as_uri()}?mode={mode}"
    with explained_errors(path):
        connection = sqlite3.connect(
            uri,
            uri=True,
            timeout=timeout,
            isolation_level=None,
            check_same_thread=not any_thread,
            factory=Connection,
        )
    connection.path = path
    return connection
