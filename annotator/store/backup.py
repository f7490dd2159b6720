"""Copy a database as it is at one moment, whoever writes to it meanwhile."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from annotator.errors import AnnotatorError, StoreError
from annotator.store.connection import number
from annotator.store.file_modes import make_as_private_as
from annotator.store.sqlite_errors import explained_errors, open_connection


def copy_database(path: Path, target: Path) -> None:
    """Copy a database to another file, as private as it, which appears as a whole or not at all.

    A copy that was not finished is replaced, and so is a file at the target.
    """
    unfinished = target.with_name(target.name + ".unfinished")
    unfinished.unlink(missing_ok=True)
    make_as_private_as(unfinished, path)
    try:
        with (
            closing(open_connection(path, "ro", 1.0)) as source,
            closing(sqlite3.connect(unfinished)) as copy,
        ):
            source.backup(copy)
        with unfinished.open("rb+") as file:
            os.fsync(file.fileno())
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)


def back_up_to(path: Path, target: Path) -> int:
    """Copy a database to a new file, and check the copy; returns its number of events.

    Raises AnnotatorError if there is a file already, or it cannot be written, and StoreError if
    the database is damaged.
    """
    if os.path.lexists(target):
        raise AnnotatorError(f"cannot write {target}: it exists already; name another file")
    if not path.exists():
        raise StoreError(f"{path} does not exist: run annotator in the project's folder first.")
    try:
        with explained_errors(path):
            copy_database(path, target)
    except OSError as error:
        why = error.strerror or str(error)
        raise AnnotatorError(f"cannot write {target}: {why}; name another file") from error
    events = _checked_events(target)
    if events is None:
        target.unlink()
        raise StoreError(f"{path} is damaged: put a backup in its place.")
    return events


def _checked_events(path: Path) -> int | None:
    """The number of events in a database; None if SQLite finds it damaged."""
    with closing(open_connection(path, "ro", 1.0)) as connection:
        try:
            if connection.execute("PRAGMA quick_check").fetchall() != [("ok",)]:
                return None
            return number(connection, "SELECT count(*) FROM events")
        except StoreError:
            return None
