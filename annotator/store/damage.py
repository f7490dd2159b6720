"""Tell a damaged database from a fault of the program, after something failed.

SQLite notices damage to its pages, not to the values in them: a word with another letter is a word.
Whatever reads such a value may fail in its own way. So when work with a database has failed, it is
asked whether everything in it can be read, and whether it is what was written.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections import deque

from annotator.errors import AnnotatorError
from annotator.store.connection import Database
from annotator.store.datasets import Datasets
from annotator.store.file_watch import is_sound
from annotator.store.history import History
from annotator.store.project_record import ProjectRecord

FAULTS = (
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
    sqlite3.Error,
    zlib.error,
)
"""What damaged values make readers raise; so do mistakes of ours."""

_SCHEMA = "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"


def find_damage(
    database: Database, history: History, project: ProjectRecord, datasets: Datasets
) -> str:
    """What is wrong with a database, as the end of a sentence; '' if all of it can be read."""
    try:
        if not is_sound(database.connection) or not _has_schema(database):
            return "its tables are not as they were made"
        changed = _changed_event(database, history, project)
        if changed:
            return f"the event {changed!a} is not as it was written"
        deque(datasets.read().documents, maxlen=0)
    except (AnnotatorError, *FAULTS) as error:
        return f"a value in it cannot be read ({type(error).__name__}: {str(error)[:80]!a})"
    return ""


def _has_schema(database: Database) -> bool:
    """Whether all tables, indexes and triggers are there as the migrations make them."""
    from sqlite_utils import Database as SqliteUtils  # noqa: PLC0415 - see database_file

    from annotator.store.migrations import migrations  # noqa: PLC0415 - as above

    made = sqlite3.connect(":memory:")
    try:
        migrations.apply(SqliteUtils(made, execute_plugins=False))
        expected = set(made.execute(_SCHEMA).fetchall())
    finally:
        made.close()
    return expected <= set(database.execute(_SCHEMA).fetchall())


def _changed_event(database: Database, history: History, project: ProjectRecord) -> str:
    """The uid of an event whose hash is not the stored one; '' if there is none."""
    for one in history.hashes():
        if one.stored is not None and one.stored != one.hash:
            return one.uid
    hashes = dict(database.execute("SELECT uid, hash FROM project_events").fetchall())
    for event in project.iterate():
        if hashes[event.uid] != event.hash:
            return event.uid
    return ""
