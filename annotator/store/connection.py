"""Opening the database, writing to it, and saying in one sentence what is wrong with it.

A plain sqlite3 connection does the daily work; sqlite-utils is loaded only to migrate, because
importing it takes longer than everything else a start does.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from annotator.errors import StoreError
from annotator.store import fulltext

APPLICATION = 0x616E6E6F  # "anno"
VERSION = 5  # one per migration
_INDEXED = 4  # the version since which there is an index of words
PATIENCE = 30.0  # seconds to wait for another process to finish writing

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


def connect(
    path: Path, *, create: bool, tell: fulltext.Tell = lambda _: None
) -> sqlite3.Connection:
    """A connection to an annotator's database, made or brought up to date where needed.

    tell: hears, in words, of what takes long.
    Raises StoreError, with the file untouched, if it cannot be used.
    """
    _check_place(path, create=create)
    with explaining(path):
        connection = _raw(path, create=create)
        try:
            if _state(connection, path) < VERSION:
                _use_wal(connection)
                _migrate(connection, path, tell)
            _set_up(connection)
        except BaseException:
            connection.close()
            raise
    return connection


@contextmanager
def writing(connection: sqlite3.Connection, path: Path) -> Iterator[None]:
    """All or nothing. The outermost waits for its turn to write; inner ones are savepoints.

    Without BEGIN IMMEDIATE a transaction that reads first fails at once where another process
    has written meanwhile, however long the timeout.
    """
    nested = connection.in_transaction
    with explaining(path):
        connection.execute("SAVEPOINT inner_part" if nested else "BEGIN IMMEDIATE")
        try:
            yield
            connection.execute("RELEASE inner_part" if nested else "COMMIT")
        except BaseException:
            _take_back(connection, nested=nested)
            raise


def _take_back(connection: sqlite3.Connection, *, nested: bool) -> None:
    if not connection.in_transaction:  # SQLite has done it itself, as when the disk is full
        return
    if nested:
        connection.execute("ROLLBACK TO inner_part")
        connection.execute("RELEASE inner_part")
    else:
        connection.execute("ROLLBACK")


@contextmanager
def explaining(path: Path) -> Iterator[None]:
    """Turn what SQLite says of a file into a StoreError; our own mistakes stay what they are."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
        reason = _REASONS.get(code & 0xFF)
        if reason is None:
            raise
        raise StoreError(f"{path} {reason}.") from error


# ---------------------------------------------------------------------------- opening


def _check_place(path: Path, *, create: bool) -> None:
    if sqlite3.sqlite_version_info < (3, 37):
        found = sqlite3.sqlite_version
        raise StoreError(f"This Python brings SQLite {found}: use one with SQLite 3.37 or newer.")
    try:
        _check_path(path, create=create)
    except PermissionError as error:  # the folder does not even say what is in it
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


def _raw(path: Path, *, create: bool) -> sqlite3.Connection:
    uri = f"{path.absolute().as_uri()}?mode={'rwc' if create else 'rw'}"
    return sqlite3.connect(uri, uri=True, timeout=PATIENCE, isolation_level=None)


def _state(connection: sqlite3.Connection, path: Path) -> int:
    """The version of the file, 0 for a new one; StoreError if it is not ours or from the future.

    Reads within one transaction, since another process may be making the file right now.
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
    """Switch to a write-ahead log; SQLite does not wait for its turn here, so we do."""
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


def reader(path: Path) -> sqlite3.Connection:
    """A connection that only reads, for another thread; it can be interrupted from this one."""
    uri = f"{path.absolute().as_uri()}?mode=ro"
    return sqlite3.connect(
        uri, uri=True, timeout=PATIENCE, isolation_level=None, check_same_thread=False
    )


def _migrate(connection: sqlite3.Connection, path: Path, tell: fulltext.Tell) -> None:
    """Apply what is pending; looked up again inside the lock, as others may have done it."""
    from sqlite_utils import Database  # noqa: PLC0415 - takes 0.1 s, and is rarely needed

    from annotator.store.migrations import migrations  # noqa: PLC0415 - as above

    with writing(connection, path):
        before = _number(connection, "PRAGMA user_version")
        if before < VERSION:
            migrations.apply(Database(connection, execute_plugins=False))
            if before < _INDEXED <= VERSION:
                fulltext.fill(connection, tell)
            connection.execute(f"PRAGMA application_id = {APPLICATION}")
            connection.execute(f"PRAGMA user_version = {VERSION}")


def _set_up(connection: sqlite3.Connection) -> None:
    """FULL: a power cut loses nothing. Recursive triggers: REPLACE cannot delete an event."""
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA recursive_triggers = ON")


def _number(connection: sqlite3.Connection, sql: str) -> int:
    return int(connection.execute(sql).fetchone()[0])
