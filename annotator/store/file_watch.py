"""Notice that another file was copied over an open database, as `cp backup.db annotations.db` does.

The copy keeps the device and the inode, and SQLite goes on as if nothing had happened: it reads
the stranger's pages, lays its own log over them and writes the log into them at the end.

While a database is open, SQLite changes its file only when it moves its log there (a checkpoint),
after a commit of any program. Most decisions leave the file alone, so that its size and time are
enough. After each change that this program has not made, the file is read without its log, and
its newest rows are compared with those that were there before and those that are known now. A file
that lost a row, or has one that nobody knows, was written by something other than SQLite. So was
one that changed although no other program has committed anything, unless it now holds all of the
log.
"""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from annotator.errors import StoreError
from annotator.store.sqlite_errors import open_connection

_NAMES = {
    "annotators": "name",
    "documents": "uid",
    "events": "uid",
    "guidelines": "uid",
    "project_events": "uid",
    "rule_sets": "uid",
    "sittings": "uid",
}
"""Tables to which rows are only ever appended, and the column with the portable name of a row."""

_NEWEST = "SELECT id, {} FROM {} ORDER BY id DESC LIMIT 1"
_FILE_ID = "SELECT value FROM settings WHERE name = 'file_id'"

_ATTEMPTS = 20
_RETRY_SECONDS = 0.02
"""The file is read again while another program may be moving the log into it."""

Row = tuple[int, str]
"""Id and portable name."""


class Contents(NamedTuple):
    """What a database holds. newest: by table, None for an empty one."""

    schema: int
    file_id: str
    newest: dict[str, Row | None]


class FileWatch:
    """Watches the file of one connection.

    It keeps a second connection that only reads. As long as that is open, SQLite does not move
    the log into the file when the first one is closed.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path
        self._reader = open_connection(path, "ro", 1)
        self._reader.execute("PRAGMA user_version").fetchone()  # opens the file
        self._is_alone = True  # no other connection has committed
        self._was_overwritten = False
        self._in_file: Contents | None = None
        self._known: Contents | None = None  # as of the last look, with the log
        self._has_written = False  # since the last look
        self._accept(os.stat(path))  # noqa: PTH116 - as in annotator.store.database_place

    def was_overwritten(self, found: os.stat_result, *, own_write: bool = False) -> bool:
        """Return True if something other than SQLite has written to the file.

        found: its stat. own_write: the connection has just committed.
        """
        self._has_written |= own_write
        if not self._was_overwritten and self._stamp != _stamp(found):
            self._look(found, own_write=own_write)
        return self._was_overwritten

    def _look(self, found: os.stat_result, *, own_write: bool) -> None:
        """Look into the file: accept it as it is, or remember that it was overwritten."""
        version = _data_version(self._connection)
        self._is_alone &= version == self._version
        known = self._known
        if version and (self._has_written or not self._is_alone):
            known = _contents(self._connection) or known
        alone = self._is_alone and not own_write
        if found.st_size and version and self._is_explained(known, alone=alone):
            self._accept(found)
        else:
            self._was_overwritten = True
            self._known = known

    def has_lost_rows(self) -> bool:
        """Whether a program has put an earlier state into the database, with SQLite."""
        return not _has(self._connection, self._known)

    def is_rescue(self, copy: sqlite3.Connection) -> bool:
        """Whether a copy of what is left holds all that the overwritten file held."""
        return is_sound(copy) and _has(copy, self._known)

    def is_base(self, copy: sqlite3.Connection) -> bool:
        """Whether a copy of the file that is there now is the project, perhaps an earlier state.

        All documents and annotators are in it.
        """
        if not is_sound(copy):
            return False
        found = _contents(copy)
        return (
            found is not None
            and self._known is not None
            and found.file_id == self._known.file_id
            and _has(copy, self._known, "annotators", "documents")
        )

    def close(self) -> None:
        """Close the second connection."""
        self._reader.close()

    def _accept(self, found: os.stat_result) -> None:
        self._stamp = _stamp(found)
        self._version = _data_version(self._connection)
        in_file = _in_file(self._path) or self._in_file
        restored = not _has(self._connection, in_file)  # and that is still in the log
        self._in_file = None if restored else in_file
        self._known = _contents(self._connection)
        self._has_written = False

    def _is_explained(self, known: Contents | None, *, alone: bool) -> bool:
        """Whether SQLite may have made of the file what it is now.

        known: of the file with its log. alone: nobody has committed since the last look.
        """
        if alone and not self._has_written and self._in_file == known:
            return False  # there was nothing in the log
        for _ in range(_ATTEMPTS):
            now = _in_file(self._path)
            if now and known and self._follows(now, known, alone=alone):
                return True
            time.sleep(_RETRY_SECONDS)
        return not alone and self._is_whole()

    def _follows(self, now: Contents, known: Contents, *, alone: bool) -> bool:
        """Whether a file with these contents may come from the one before by checkpoints.

        now: of the file without its log. known: of the file with it.
        """
        if alone and now != known:
            return False
        before = self._in_file or now
        if now.schema not in {before.schema, known.schema}:
            return False
        if now.file_id not in {before.file_id, known.file_id}:
            return False
        with closing(open_without_log(self._path)) as file:
            return _has(file, before) and _has(self._connection, now)

    def _is_whole(self) -> bool:
        """Whether the file with its log is a sound database that has lost nothing.

        It is after a program was killed while it moved the log. This reads all of the file.
        """
        try:
            with closing(open_connection(self._path, "ro", 0)) as fresh:
                return is_sound(fresh) and _has(fresh, self._in_file)
        except StoreError:
            return False


def _stamp(found: os.stat_result) -> tuple[int, int]:
    return found.st_size, found.st_mtime_ns


def _data_version(connection: sqlite3.Connection) -> int | None:
    """A number that is another one once another connection has committed.

    None if the file cannot be read.
    """
    try:
        return int(connection.execute("PRAGMA data_version").fetchone()[0])
    except (sqlite3.Error, StoreError):
        return None


def open_without_log(path: Path) -> sqlite3.Connection:
    """Open a connection to what the file of a database holds itself; no lock is taken or dropped.

    Raises StoreError if it cannot be opened.
    """
    return open_connection(path, "ro&immutable=1", 0)


def _in_file(path: Path) -> Contents | None:
    """What a file holds without its log; None if it is not a database of ours, or half written."""
    try:
        with closing(open_without_log(path)) as connection:
            return _contents(connection)
    except StoreError:
        return None


def _contents(connection: sqlite3.Connection) -> Contents | None:
    """None if it is not a database of ours, or damaged."""
    try:
        (schema,) = connection.execute("PRAGMA schema_version").fetchone()
        file_id = connection.execute(_FILE_ID).fetchone()
        newest = {
            table: connection.execute(_NEWEST.format(name, table)).fetchone()
            for table, name in _NAMES.items()
        }
    except (sqlite3.Error, StoreError):
        return None
    return Contents(schema, file_id[0] if file_id else "", newest)


def _has(connection: sqlite3.Connection, contents: Contents | None, *tables: str) -> bool:
    """Whether a database has the newest rows of others, in these tables or in all."""
    rows = contents.newest if contents else {}
    return all(_has_row(connection, table, rows.get(table)) for table in tables or rows)


def _has_row(connection: sqlite3.Connection, table: str, row: Row | None) -> bool:
    if row is None:
        return True
    found = f"SELECT {_NAMES[table]} FROM {table} WHERE id = ?"  # noqa: S608 - our own names
    try:
        return bool(connection.execute(found, row[:1]).fetchone() == (row[1],))
    except (sqlite3.Error, StoreError):
        return False


def is_sound(connection: sqlite3.Connection) -> bool:
    """Whether SQLite finds no fault in a database. Reads all of it."""
    try:
        return bool(connection.execute("PRAGMA quick_check(1)").fetchone() == ("ok",))
    except (sqlite3.Error, StoreError):
        return False
