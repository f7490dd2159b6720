"""Another file is copied over an open database, which keeps its device and inode."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from dataclasses import replace

import pytest

from annotator.errors import StoreError, StoreReplaced
from annotator.model import Document, Span
from annotator.store import Store
from tests.helpers.memory_store import example_document, labels
from tests.store.test_connection import note

WORDS = "was overwritten with another file while it was open"


@pytest.fixture
def path(tmp_path):
    """A project with a few decisions, closed."""
    path = tmp_path / "annotations.db"
    with Store.open(path) as store:
        store.label_sets.put(labels())
        for number in range(30):
            store.documents.add(replace(example_document(), uid=f"b2:{number}"))
        store.documents.add(example_document())
        store.annotators.enrol("ann")
        store.events.record("ann", [note("early")])
    return path


def put_over(source, path) -> None:
    """Copy a file over another one, as cp does."""
    subprocess.run(["cp", source, path], check=True)


def checkpoint(path, sql="PRAGMA wal_checkpoint(PASSIVE)") -> None:
    """Let another program work on the database."""
    code = f"import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute({sql!r}); c.commit()"
    subprocess.run([sys.executable, "-c", code, path], check=True)


def texts(path):
    with Store.open(path) as store:
        return [event.change.text for event in store.events.iterate()]


# ------------------------------------------------------------------- what is noticed


def older_backup(path):
    backup = path.with_name("backup.db")
    shutil.copy(path, backup)
    with Store.open(path) as store:
        store.events.record("ann", [note("later")])
    return backup


def same_state(path):
    backup = path.with_name("backup.db")
    shutil.copy(path, backup)
    return backup


def later_copy(path):
    """A copy on which work went on elsewhere."""
    backup = same_state(path)
    with Store.open(backup) as store:
        for number in range(20):
            store.events.record("ann", [note(f"elsewhere {number}")])
    return backup


def compact_copy(path):
    backup = path.with_name("backup.db")
    with sqlite3.connect(path) as source:
        source.execute("VACUUM INTO ?", (str(backup),))
    return backup


def other_project(path):
    other = path.with_name("other.db")
    with Store.open(other) as store:
        store.documents.add(Document("b2:other", "One. Two.", {}, (), (Span(0, 4), Span(5, 9))))
        store.annotators.enrol("ann")
        for number in range(9):
            there = replace(note(f"{number}"), document="b2:other", sentence=Span(0, 4))
            store.events.record("ann", [there])
    return other


def other_program(path):
    other = path.with_name("other.db")
    with sqlite3.connect(other) as made:
        made.execute("CREATE TABLE cats (name TEXT)")
    return other


def text_file(path):
    other = path.with_name("other.txt")
    other.write_text("Not a database at all.\n" * 5000)
    return other


def empty_file(path):
    other = path.with_name("other.txt")
    other.write_text("")
    return other


KINDS = [older_backup, same_state, later_copy, compact_copy, other_project, other_program,
         text_file, empty_file]  # fmt: skip


@pytest.mark.parametrize("log", ["log", "no log"])
@pytest.mark.parametrize("kind", KINDS)
def test_no_decision_is_written_into_a_file_that_was_copied_over_the_database(path, kind, log):
    other = kind(path)
    before = other.read_bytes()
    with Store.open(path) as store:
        if log == "log":
            store.events.record("ann", [note("in the log")])
        put_over(other, path)
        for _ in range(2):  # it is refused for good
            with pytest.raises(StoreReplaced, match=WORDS):
                store.events.record("ann", [note("into a stranger")])
    assert path.read_bytes() == before
    assert not path.with_name("annotations.db-wal").exists()


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_noticed_after_own_checkpoints_too(path, kind):
    other = kind(path)
    with Store.open(path) as store:
        store._database.execute("PRAGMA wal_autocheckpoint = 1")
        for number in range(5):
            store.events.record("ann", [note(f"{number}")])
        put_over(other, path)
        with pytest.raises(StoreReplaced, match=WORDS):
            store.events.record("ann", [note("into a stranger")])


@pytest.mark.parametrize("kind", [older_backup, other_project, other_program, text_file])
def test_it_is_noticed_beside_another_program_that_writes(path, kind):
    other = kind(path)
    with Store.open(path) as store, Store.open(path) as second:
        store._database.execute("PRAGMA wal_autocheckpoint = 1")
        for number in range(3):
            store.events.record("ann", [note(f"a{number}")])
            second.events.record("ann", [note(f"b{number}")])
        put_over(other, path)
        for one in (store, second):
            with pytest.raises(StoreReplaced, match=WORDS):
                one.events.record("ann", [note("into a stranger")])
    assert path.read_bytes() == other.read_bytes()


# ---------------------------------------------------------------- what is not refused


@pytest.mark.parametrize(
    "sql",
    [
        "PRAGMA wal_checkpoint(PASSIVE)",
        "PRAGMA wal_checkpoint(TRUNCATE)",
        "PRAGMA user_version = 9",
        "VACUUM",
        "ANALYZE",
    ],
)
@pytest.mark.parametrize("limit", [1, 20])
def test_programs_that_write_in_turn_are_never_refused(path, sql, limit):
    with Store.open(path) as one, Store.open(path) as two:
        for store in (one, two):
            store._database.execute(f"PRAGMA wal_autocheckpoint = {limit}")
        said = []
        for number in range(6):
            store = (one, two, two)[number % 3]
            store.events.record("ann", [note(f"{number}")])
            said.append(f"{number}")
            if number % 2:
                checkpoint(path, sql)
    assert texts(path)[-6:] == said


@pytest.mark.parametrize("sql", ["PRAGMA wal_checkpoint(PASSIVE)", "VACUUM"])
def test_a_checkpoint_by_another_program_alone_is_not_refused(path, sql):
    with Store.open(path) as store:
        store.events.record("ann", [note("one")])
        checkpoint(path, sql)
        store.events.record("ann", [note("two")])
        store._database.execute("VACUUM")
        store.events.record("ann", [note("three")])
    assert texts(path)[-3:] == ["one", "two", "three"]


@pytest.mark.parametrize("count", [1, 100])
def test_a_restore_through_sqlite_is_said_and_the_project_can_be_opened_again(path, count):
    backup = older_backup(path)
    with Store.open(path) as store:
        store._database.execute("PRAGMA wal_autocheckpoint = 50")
        for number in range(count):
            store.events.record("ann", [note(f"{number}")])
        source, target = sqlite3.connect(backup), sqlite3.connect(path)
        source.backup(target)
        for one in (source, target):
            one.close()
        with pytest.raises(StoreError):
            store.events.record("ann", [note("after")])
    assert texts(path) == ["early"]
    with Store.open(path) as store:
        for number in range(count):
            store.events.record("ann", [note(f"{number}")])
    assert texts(path) == ["early", *map(str, range(count))]


# -------------------------------------------------------------------------- the rescue


def test_what_was_in_an_overwritten_file_goes_on_in_the_rescue_file(path):
    with Store.open(path) as store:
        store.events.record("ann", [note("kept")])
        same = path.with_name("same.db")
        subprocess.run(["cp", path, same], check=True)
        put_over(same, path)
        found = store.move_to_rescue_file() if refused(store) else None
        store.events.record("ann", [note("later")])
    assert found
    assert texts(found.path) == ["early", "kept", "later"]


def refused(store) -> bool:
    with pytest.raises(StoreReplaced, match=WORDS):
        store.check_place()
    return True


@pytest.mark.parametrize("kind", [older_backup, compact_copy])
def test_decisions_are_added_to_a_backup_that_was_copied_over_the_database(path, kind):
    backup = kind(path)
    with Store.open(path) as store:
        store._database.execute("PRAGMA wal_autocheckpoint = 100")
        for number in range(120):
            store.events.record("ann", [note(f"{number}", number % 3)])
        put_over(backup, path)
        assert refused(store)
        found = store.move_to_rescue_file()
        store.events.record("ann", [note("last")])
    assert texts(backup) == ["early"]
    assert texts(found.path)[-121:] == [*map(str, range(120)), "last"]
    assert sqlite3.connect(found.path).execute("PRAGMA integrity_check").fetchone() == ("ok",)


@pytest.mark.parametrize("kind", [other_project, other_program, text_file, empty_file])
def test_a_rescue_that_cannot_be_is_said(path, kind):
    other = kind(path)
    with Store.open(path) as store:
        store.events.record("ann", [note("lost")])
        put_over(other, path)
        assert refused(store)
        with pytest.raises(StoreReplaced, match="makes no database"):
            store.move_to_rescue_file()
    assert not list(path.parent.glob("*rescued*"))
    assert path.read_bytes() == other.read_bytes()
