"""Opening the file of a database: checks, creation, migration, and the pragmas of a connection.

A plain sqlite3 connection does the daily work. sqlite-utils is imported only to migrate, because
the import takes longer than everything else that the program does at its start.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

from annotator.errors import StoreError
from annotator.store.connection import (
    PATIENCE,
    STEP,
    Database,
    Report,
    number,
    when_free,
    writing,
)
from annotator.store.file_modes import make_unless_there
from annotator.store.sqlite_errors import UNWRITABLE, explained_errors, open_connection

APPLICATION = 0x616E6E6F  # "anno"
VERSION = 13  # one per migration


def connect(
    path: Path,
    *,
    create: bool,
    report: Report = lambda _: None,
    clock: Callable[[], float] = time.time,
    randomness: Callable[[int], bytes] = os.urandom,
) -> sqlite3.Connection:
    """Connect to an annotator's database; create or migrate it where needed.

    One of an earlier version is copied before it is changed.
    Raises StoreError, with the file untouched, if it cannot be used.
    """
    _check_place(path, create=create)
    if create:
        make_unless_there(path)
    with explained_errors(path):
        connection = open_connection(path, "rwc" if create else "rw", STEP)
        try:
            version = when_free(lambda: _schema_version(connection, path), path, PATIENCE, report)
            pending = version < VERSION
            when_free(
                lambda: connection.execute("PRAGMA journal_mode = WAL"), path, PATIENCE, report
            )
            if pending:
                _migrate(connection, path, report, clock, randomness)
            _set_pragmas(connection)
        except BaseException:
            connection.close()
            raise
    return connection


def _check_place(path: Path, *, create: bool) -> None:
    if sqlite3.sqlite_version_info < (3, 37):
        found = sqlite3.sqlite_version
        raise StoreError(f"This Python has SQLite {found}: use one with SQLite 3.37 or newer.")
    try:
        _check_path(path, create=create)
    except PermissionError as error:  # the folder may not even be listed
        raise StoreError(f"{path} {UNWRITABLE}.") from error


def _check_path(path: Path, *, create: bool) -> None:
    if path.is_dir():
        raise StoreError(f"{path} is a folder, not a database: move it away or name a file in it.")
    if path.exists():
        if not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)):
            raise StoreError(f"{path} {UNWRITABLE}.")
    elif not create:
        raise StoreError(f"{path} does not exist: run annotator in the project's folder first.")
    elif not path.parent.is_dir():
        raise StoreError(f"{path} cannot be made, its folder does not exist: make the folder.")


def _schema_version(connection: sqlite3.Connection, path: Path) -> int:
    """The schema version of the file, 0 for a new one.

    Reads within one transaction, since another process may be creating the file right now.
    Raises StoreError if it is the database of another program, or newer than this program.
    """
    connection.execute("BEGIN")
    try:
        application = number(connection, "PRAGMA application_id")
        version = number(connection, "PRAGMA user_version")
        is_ours = application == APPLICATION
        # Counting the tables parses the schema, which half of the time of opening would go to.
        tables = 0 if is_ours else number(connection, "SELECT count(*) FROM sqlite_master")
    finally:
        if connection.in_transaction:  # SQLite ends it itself if the file is no database
            connection.execute("ROLLBACK")
    if not is_ours and (application or version or tables):
        raise StoreError(
            f"{path} is the database of another program: move it away or name another file."
        )
    if version > VERSION:
        raise StoreError(
            f"{path} was written by a newer annotator (version {version} of the tables,"
            f" this one knows {VERSION}): install the newest annotator to open it."
        )
    return version


def _migrate(
    connection: sqlite3.Connection,
    path: Path,
    report: Report,
    clock: Callable[[], float],
    randomness: Callable[[int], bytes],
) -> None:
    """Apply the pending migrations.

    The version is read again inside the lock, as another process may have migrated meanwhile.
    """
    from sqlite_utils import Database as SqliteUtils  # noqa: PLC0415 - takes 0.1 s, rarely needed

    from annotator.store.migrations import migrations  # noqa: PLC0415 - as above
    from annotator.store.upgrade import back_up, fill_tables  # noqa: PLC0415 - as above

    with writing(connection, path, PATIENCE, report):
        before = number(connection, "PRAGMA user_version")
        if before < VERSION:
            if before:
                back_up(path, before, report)
            migrations.apply(SqliteUtils(connection, execute_plugins=False))
            fill_tables(
                Database(connection, path),
                before,
                VERSION,
                report=report,
                clock=clock,
                randomness=randomness,
            )
            connection.execute(f"PRAGMA application_id = {APPLICATION}")
            connection.execute(f"PRAGMA user_version = {VERSION}")


def _set_pragmas(connection: sqlite3.Connection) -> None:
    """FULL: a power cut loses nothing. Recursive triggers: REPLACE cannot delete an event."""
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA recursive_triggers = ON")
