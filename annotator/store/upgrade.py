"""Upgrade a database of an earlier version: the steps that are more than a change of tables."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

from annotator.annotations.project_events import MigrateLabels, ProjectChange, SetRole, SetSetting
from annotator.old_words import role as current_role
from annotator.store.backup import copy_database
from annotator.store.connection import Database, Report
from annotator.store.documents import Documents, fill_text_uids
from annotator.store.event_log import EventLog, Randomness
from annotator.store.fulltext import WordIndex
from annotator.store.judgements import Judgements
from annotator.store.project_record import ProjectRecord
from annotator.store.sentence_table import SentenceTable
from annotator.store.work_queue import WorkQueue

_WITH_WORD_INDEX = 4  # the version that brought the index of words
_WITH_RECORD = 7  # the version that brought the events of the project

_PROJECT_SETTINGS = ("blind_share", "masked")
"""Settings that bound everybody in version 6 and earlier."""


def back_up(path: Path, version: int, report: Report) -> None:
    """Copy a database beside itself before it is changed: annotations-version-6.db.

    The caller holds the lock for writing, so that nobody changes it meanwhile. The copy appears
    as a whole or not at all, and replaces one that an interrupted upgrade left.
    """
    target = path.with_name(f"{path.stem}-version-{version}{path.suffix}")
    copy_database(path, target)
    report(f"{path} is being upgraded; {target.name} is a copy of it as it was")


def fill_tables(
    database: Database,
    before: int,
    after: int,
    *,
    report: Report,
    clock: Callable[[], float],
    randomness: Randomness,
) -> None:
    """Fill the tables that migrations from one version to another made."""
    if before < _WITH_WORD_INDEX <= after:
        WordIndex(database).fill(report)
    if before < _WITH_RECORD <= after:
        fill_text_uids(database, report)
        log = EventLog(database)
        record = ProjectRecord(database, log, clock=clock, randomness=randomness)
        record.record(_earlier_decisions(database))
        _judgements(database, log, clock).rebuild()


def _judgements(database: Database, log: EventLog, clock: Callable[[], float]) -> Judgements:
    words, queue = WordIndex(database), WorkQueue(database)
    sentences = SentenceTable(database, log, queue, words)
    documents = Documents(database, sentences, words, clock)
    return Judgements(database, documents, sentences, log, queue)


def _earlier_decisions(database: Database) -> list[ProjectChange]:
    """The roles, settings and label sets that version 6 and earlier kept without events.

    Their events name label sets in place of guidelines: each leads to the next one.
    """
    roles = database.execute("SELECT name, role FROM annotators ORDER BY id").fetchall()
    settings = dict(database.execute("SELECT name, value FROM settings").fetchall())
    changes: list[ProjectChange] = [SetRole(name, current_role(role)) for name, role in roles]
    changes += [
        SetSetting(name, settings[name]) for name in _PROJECT_SETTINGS if settings.get(name)
    ]
    label_sets = [uid for (uid,) in database.execute("SELECT uid FROM label_sets ORDER BY id")]
    changes += [MigrateLabels(old, new) for old, new in pairwise(["", *label_sets])]
    return changes
