"""Opening the database and writing to it: clear errors, and transactions as a whole or not."""

from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.annotations.events import EventKind
from annotator.errors import StoreError
from annotator.model import Document, Progress, Span
from annotator.store import Store, connection, database_file, event_log, work_queue
from annotator.store.database_file import APPLICATION, VERSION
from annotator.store.migrations import migrations
from tests.helpers.events import draft_of
from tests.helpers.memory_store import example_document, labels
from tests.helpers.paths import ROOT


@pytest.fixture
def path(tmp_path):
    """A project with one document and one annotator."""
    path = tmp_path / "a.db"
    with Store.open(path) as store:
        store.label_sets.put(labels())
        store.documents.add(example_document())
        store.annotators.enrol("ann")
    return path


def drafted(kind, payload, sentence=0):
    where = None if sentence is None else example_document().sentences[sentence]
    return draft_of(kind, example_document().uid, where, payload)


def note(text, sentence=0):
    return drafted(EventKind.NOTE, {"text": text}, sentence)


def finish(sentence=0, *, finished=True):
    return drafted(EventKind.FINISH, {"finished": finished, "shown": True}, sentence)


def pragma(path, name):
    raw = sqlite3.connect(path)
    value = raw.execute(f"PRAGMA {name}").fetchone()[0]
    raw.close()
    return value


def refusal(path, **options):
    """The one sentence with which a file is refused."""
    with pytest.raises(StoreError) as caught:
        Store.open(path, **options)
    message = str(caught.value)
    assert message.startswith(str(path))
    assert "\n" not in message
    return message


# ---------------------------------------------------------------------------- opening


def test_a_new_database_has_our_id_and_a_write_ahead_log(path):
    assert pragma(path, "application_id") == APPLICATION
    assert pragma(path, "user_version") == VERSION
    assert pragma(path, "journal_mode") == "wal"


def test_every_migration_raises_the_version():
    assert len(migrations._migrations) == VERSION


def test_the_connection_survives_a_power_cut_and_checks_foreign_keys(path):
    opened = database_file.connect(path, create=False)
    settings = [
        opened.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("synchronous", "foreign_keys", "recursive_triggers", "busy_timeout")
    ]
    assert settings == [2, 1, 1, 100]
    with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
        opened.execute('INSERT INTO sentences (document_id, start, "end") VALUES (999, 0, 1)')
    opened.close()


def test_opening_a_database_that_is_up_to_date_loads_no_sqlite_utils(path):
    code = (
        "import sys; from pathlib import Path; from annotator.store import Store;"
        f"Store.open(Path({str(path)!r})).close(); print('sqlite_utils' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"


def test_an_empty_file_becomes_a_database(tmp_path):
    path = tmp_path / "a.db"
    path.touch()
    with Store.open(path) as store:
        assert store.documents.uids() == []


def test_a_text_file_is_refused_and_left_as_it_is(tmp_path):
    path = tmp_path / "a.db"
    path.write_text("Not a database, but long enough to be read as the head of one.\n" * 40)
    before = path.read_bytes()
    assert "is not a database" in refusal(path)
    assert path.read_bytes() == before


def test_the_database_of_another_program_is_refused_and_left_as_it_is(tmp_path):
    path = tmp_path / "a.db"
    raw = sqlite3.connect(path)
    raw.execute("CREATE TABLE cats (name TEXT)")
    raw.close()
    before = path.read_bytes()
    assert "another program" in refusal(path)
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["a.db"]


def test_a_newer_database_is_refused_and_left_as_it_is(path):
    raw = sqlite3.connect(path)
    raw.execute(f"PRAGMA user_version = {VERSION + 1}")
    raw.close()
    before = path.read_bytes()
    assert "newer annotator" in refusal(path)
    assert path.read_bytes() == before


def test_a_missing_file_is_refused_unless_it_may_be_created(tmp_path):
    assert "does not exist" in refusal(tmp_path / "a.db", create=False)
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder_and_a_folder_instead_of_a_file_are_refused(tmp_path):
    assert "folder does not exist" in refusal(tmp_path / "nowhere" / "a.db")
    (tmp_path / "a.db").mkdir()
    assert "is a folder" in refusal(tmp_path / "a.db")


def test_a_file_that_may_not_be_written_is_refused(path, monkeypatch):
    monkeypatch.setattr(os, "access", lambda place, mode: Path(place) != path)
    assert "writable" in refusal(path)


def test_a_folder_that_may_not_be_written_is_refused(path, monkeypatch):
    monkeypatch.setattr(os, "access", lambda place, mode: Path(place) != path.parent)
    assert "writable" in refusal(path)


def test_a_folder_that_may_not_be_listed_is_refused(path, monkeypatch):
    def forbidden(self):
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "is_dir", forbidden)
    assert "writable" in refusal(path)


def test_a_log_that_cannot_be_opened_is_explained(path):
    path.with_name("a.db-wal").mkdir()
    assert "cannot be opened" in refusal(path)


def test_writing_to_a_database_that_became_read_only_is_explained(path):
    with Store.open(path) as store:
        store._database.connection.execute("PRAGMA query_only = ON")
        with pytest.raises(StoreError, match="cannot be written to: make the file"):
            store.events.record("ann", [note("lost")])


def test_a_damaged_database_is_explained(path):
    raw = bytearray(path.read_bytes())
    raw[100:] = b"\xff" * (len(raw) - 100)
    path.write_bytes(raw)
    assert "is damaged" in refusal(path)


def test_a_database_that_stays_busy_is_explained(path, monkeypatch):
    monkeypatch.setattr(connection, "PATIENCE", 0.05)
    with (
        Store.open(path) as one,
        Store.open(path) as other,
        one.transaction(),
        pytest.raises(StoreError, match="by another process"),
    ):
        other.events.record("ann", [note("late")])


# ---------------------------------------------------------------------------- writing


def test_a_failed_inner_transaction_can_be_caught_and_the_rest_is_kept(path):
    with Store.open(path) as store:
        with store.transaction():
            store.events.record("ann", [note("kept")])
            with pytest.raises(ValueError, match="no document"):
                _record_and_fail(store)
        texts = [event.change.text for event in store.events.iterate("ann")]
        assert texts == ["kept"]
        assert (
            store.judgements.of_document("ann", example_document().uid)[
                example_document().sentences[0]
            ].note
            == "kept"
        )


def _record_and_fail(store):
    with store.transaction():
        store.events.record("ann", [note("gone")])
        store.documents.get("b2:nowhere")


def test_a_key_press_with_one_wrong_draft_records_none_of_it(path):
    wrong = draft_of(
        EventKind.NOTE, example_document().uid, Span(1, 2), {"text": "no such sentence"}
    )
    with Store.open(path) as store:
        with pytest.raises(ValueError, match="sentence"):
            store.events.record("ann", [note("gone"), wrong])
        with pytest.raises(ValueError, match="JSON compliant"):
            store.events.record("ann", [note("gone"), note(float("nan"))])
        assert list(store.events.iterate()) == []
        assert store.judgements.of_document("ann", example_document().uid) == {}


def test_an_event_cannot_be_replaced(path):
    with Store.open(path) as store:
        store.events.record("ann", [note("kept")])
        with pytest.raises(sqlite3.IntegrityError, match="only ever appended"):
            store._database.connection.execute("REPLACE INTO events SELECT * FROM events")


def test_a_label_set_that_is_kept_never_changes(path):
    with Store.open(path) as store:
        store.label_sets.put(labels())
        with pytest.raises(sqlite3.IntegrityError, match="never changes"):
            store._database.connection.execute("UPDATE label_sets SET source = 'other'")


@pytest.mark.parametrize("text", ["a\0b", "a\ud800b"])
def test_a_text_that_cannot_be_kept_exactly_is_refused(path, text):
    odd = Document("b2:odd", text, {}, (), (Span(0, 3),))
    with Store.open(path) as store:
        with pytest.raises(ValueError, match=r"U\+0000|surrogates"):
            store.documents.add(odd)
        assert store.documents.uids() == [example_document().uid]


def test_a_text_added_again_keeps_its_first_metadata(path):
    again = Document(
        example_document().uid,
        example_document().text,
        {"title": "Other"},
        example_document().blocks,
    )
    with Store.open(path) as store:
        assert not store.documents.add(again)
        assert store.documents.get(example_document().uid) == example_document()


# -------------------------------------------------------------------------------- log


@given(
    st.lists(st.tuples(st.floats(0, 4e9), st.integers(1, 3)), min_size=1, max_size=20),
    st.randoms(use_true_random=False),
)
def test_uids_of_one_annotator_grow_whatever_the_clock_says(steps, chance):
    made = []
    for seconds, count in steps:
        last = made[-1] if made else None
        made += event_log.next_uids(last, seconds, count, chance.randbytes)
    assert made == sorted(set(made))
    assert {len(uid) for uid in made} == {28}


def test_uids_and_times_come_from_the_given_clock_and_randomness(tmp_path):
    chance = random.Random(7)
    options = {"clock": lambda: 1_700_000_000.5, "randomness": chance.randbytes}
    with Store.open(tmp_path / "a.db", **options) as store:
        store.documents.add(example_document())
        store.annotators.enrol("ann")
        one, two = store.events.record("ann", [note("a"), note("b")], milliseconds=90).events
        assert (one.at, one.milliseconds) == ("2023-11-14T22:13:20.500+00:00", 90)
        assert one.uid[:18] == f"{1_700_000_000_500:012x}000000"
        assert two.uid[12:18] == "000001"
        assert one.group == two.group == one.uid
        assert list(store.events.iterate()) == [one, two]


def test_undo_works_after_reopening_and_a_new_decision_ends_redo(path):
    with Store.open(path) as store:
        store.events.record("ann", [note("one")])
        store.events.record("ann", [note("two", 1)])
    with Store.open(path) as store:
        assert [event.change.text for event in store.events.undo("ann").targets] == ["two"]
        store.events.record("ann", [note("three", 2)])
        assert store.events.redo("ann").targets == ()
        assert [event.change.text for event in store.events.undo("ann").targets] == ["three"]
        assert [event.change.text for event in store.events.undo("ann").targets] == ["one"]


def test_undo_of_one_annotator_does_not_affect_another(path):
    with Store.open(path) as store:
        store.annotators.enrol("bob")
        store.events.record("ann", [note("hers")])
        store.events.record("bob", [note("his")])
        assert [event.annotator for event in store.events.undo("ann").targets] == ["ann"]
        assert (
            store.judgements.of_document("bob", example_document().uid)[
                example_document().sentences[0]
            ].note
            == "his"
        )


def test_the_document_as_a_whole_has_a_judgement_of_its_own(path):
    with Store.open(path) as store:
        store.events.record("ann", [note("all of it", None), note("again", None), note("part", 1)])
        held = store.judgements.of_document("ann", example_document().uid)
        assert {sentence: one.note for sentence, one in held.items()} == {
            None: "again",
            example_document().sentences[1]: "part",
        }
        assert store.annotators.progress("ann") == Progress(0, 3)


# ------------------------------------------------------------------------------ queue


def plan(store, sql, *parameters):
    rows = store._database.connection.execute("EXPLAIN QUERY PLAN " + sql, *parameters)
    return " / ".join(row[3] for row in rows)


def test_the_next_sentence_is_found_by_the_index_of_unfinished_ones(path):
    with Store.open(path) as store:
        seen = plan(store, work_queue._NEXT, (1, 0))
    assert seen.startswith("SEARCH assignments USING INDEX assignments_todo")
    assert "B-TREE" not in seen


def test_enrolling_again_reads_only_new_sentences(path):
    with Store.open(path) as store:
        seen = plan(store, work_queue._ADD_NEW, {"annotator": 1})
        assert "SEARCH d USING INTEGER PRIMARY KEY (rowid>?)" in seen
        store.annotators.enrol("ann")
        assert store.annotators.progress("ann") == Progress(0, 3)


def test_the_log_is_read_from_its_end_without_sorting(path):
    with Store.open(path) as store:
        seen = plan(store, event_log.EVENTS + "WHERE e.annotator_id = ? ORDER BY e.uid DESC", (1,))
    assert "SEARCH e USING INDEX events_time" in seen
    assert "B-TREE" not in seen


def test_a_sentence_finished_before_it_was_queued_is_queued_as_finished(path):
    with Store.open(path) as store:
        store.documents.add(Document("b2:more", "One. Two.", {}, (), (Span(0, 4), Span(5, 9))))
        payload = {"finished": True, "shown": False}
        store.events.record("ann", [draft_of(EventKind.FINISH, "b2:more", Span(0, 4), payload)])
        store.annotators.enrol("ann")
        assert store.annotators.progress("ann") == Progress(1, 5)
        after = ("b2:more", Span(0, 4))
        assert store.queue.next_unfinished("ann", after=after) == ("b2:more", Span(5, 9))


def test_progress_follows_finishing_reopening_undo_and_rebuilding(path):
    with Store.open(path) as store:
        store.events.record("ann", [finish(0), finish(1)])
        store.events.record("ann", [finish(1, finished=False)])
        assert store.annotators.progress("ann") == Progress(1, 3)
        store.events.undo("ann")
        assert store.annotators.progress("ann") == Progress(2, 3)
        store.rebuild()
        assert store.annotators.progress("ann") == Progress(2, 3)
        assert [one.finished for one in store.documents.summaries("ann")] == [2]
        assert [one.finished for one in store.documents.summaries("nobody")] == [0]


def test_an_unknown_annotator_holds_nothing_and_can_record_nothing(path):
    with Store.open(path) as store:
        assert store.judgements.of_document("nobody", example_document().uid) == {}
        assert store.annotators.bookmark("nobody") is None
        assert store.queue.next_unfinished("nobody") is None
        assert list(store.events.iterate("nobody")) == []
        with pytest.raises(ValueError, match="'nobody'"):
            store.events.record("nobody", [note("x")])


def test_a_person_may_become_lead_but_never_gold(path):
    with Store.open(path) as store:
        store.annotators.enrol("ann", "lead")
        store.annotators.enrol("ann")
        store.annotators.enrol("truth", "gold")
        assert store.annotators.names("lead") == ["ann"]
        assert store.annotators.names() == ["ann", "truth"]
        with pytest.raises(StoreError, match="choose another name"):
            store.annotators.enrol("truth")
        with pytest.raises(StoreError, match="choose another name"):
            store.annotators.enrol("ann", "gold")


def test_readings_come_by_document_and_annotator_if_there_are_events(path):
    with Store.open(path) as store:
        store.documents.add(Document("b2:more", "One.", {}, (), (Span(0, 4),)))
        store.annotators.enrol("bob")
        store.events.record("bob", [draft_of(EventKind.NOTE, "b2:more", Span(0, 4), {"text": "b"})])
        store.events.record("ann", [note("a")])
        store.events.record("bob", [note("b")])
        seen = [(one.document.uid, one.annotator) for one in store.judgements.readings()]
        assert seen == [
            ("b2:more", "bob"),
            (example_document().uid, "ann"),
            (example_document().uid, "bob"),
        ]
        assert [one.annotator for one in store.judgements.readings(["ann"])] == ["ann"]
        assert next(store.judgements.readings(["ann"])) == store.judgements.reading(
            "ann", example_document().uid
        )
