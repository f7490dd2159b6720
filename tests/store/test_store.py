"""The store: nothing is lost or half written, and judgements always equal the fold of the log."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sqlite3
import subprocess
import sys
from collections import defaultdict
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlite_utils import Migrations

from annotator.annotations import commands
from annotator.annotations.events import Draft, EventKind, Reject
from annotator.annotations.fold import fold
from annotator.errors import StoreError
from annotator.model import Document, Span
from annotator.store import Bookmark, Store
from tests.helpers.events import draft_of
from tests.helpers.memory_store import MemoryStore, example_document, labels, suggestions
from tests.helpers.paths import ROOT
from tests.helpers.suggestion_runs import put_suggestions


@pytest.fixture
def store(tmp_path):
    with Store.open(tmp_path / "a.db") as opened:
        opened.label_sets.put(labels())
        opened.documents.add(example_document())
        put_suggestions(opened, example_document().uid, suggestions())
        opened.annotators.enrol("ann")
        yield opened


def note(text, sentence=0, uid=None):
    return draft_of(
        EventKind.NOTE,
        uid or example_document().uid,
        example_document().sentences[sentence],
        {"text": text},
    )


def finish(sentence=0):
    payload = {"finished": True, "shown": True, "suggestions": []}
    return draft_of(
        EventKind.FINISH, example_document().uid, example_document().sentences[sentence], payload
    )


def folded(store, annotator="ann"):
    source_sentences = defaultdict(list)
    for event in store.events.iterate(annotator):
        source_sentences[event.sentence].append(event)
    return {sentence: fold(events) for sentence, events in source_sentences.items()}


def test_a_document_is_read_as_it_was_added_and_added_only_once(store):
    assert store.documents.get(example_document().uid) == example_document()
    assert not store.documents.add(example_document())
    assert store.suggestions.of_document(example_document().uid) == suggestions()
    assert store.suggestions.pending("rules", "") == []
    assert store.suggestions.pending("rules", "other") == [example_document().uid]


def test_a_text_with_crlf_emoji_and_marks_is_kept_to_the_character(store):
    text = "A 👩\u200d👧 b\r\n\tnaïve e\u0301\u202e x\x1b[31m"
    odd = Document("b2:odd", text, {"title": "[b]"}, (), (Span(0, 5),))
    store.documents.add(odd)
    assert store.documents.get("b2:odd") == odd


def set_kind(session):
    mark = session.selected_mark
    return commands.set_value(session, mark, "kind", "dig") if mark else []


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(st.lists(st.sampled_from("axARNFnfujk12tTde"), max_size=16))
def test_judgements_are_always_the_fold_of_the_log(tmp_path_factory, keys):
    folder = tmp_path_factory.mktemp("fold")
    with Store.open(folder / "a.db") as store:
        store.label_sets.put(labels())
        store.documents.add(example_document())
        store.annotators.enrol("ann")
        session = MemoryStore().session
        for key in keys:
            drafts = {
                "a": partial(commands.accept, session),
                "x": partial(commands.reject, session),
                "A": partial(commands.accept_all, session),
                "R": partial(commands.reject_all, session),
                "n": lambda: commands.note(session, f"n{session.position}"),
                "N": lambda: commands.note(session, ""),
                "f": partial(commands.flag, session),
                "F": partial(commands.finish, session),
                "1": lambda: commands.put(session, "verdict_false"),
                "2": lambda: commands.put(session, "hedge"),
                "t": lambda: set_kind(session),
                "T": partial(commands.reopen, session),
            }.get(key, list)()
            if key == "u":
                store.events.undo("ann")
            elif key == "d":
                store.events.redo("ann")
            elif key in "jk":
                session.go_to(session.position + (1 if key == "j" else -1))
            elif key == "e":
                session.select_next_mark(1)
            store.events.record("ann", drafts)
            session.apply(store.judgements.of_document("ann", example_document().uid))
        held = store.judgements.of_document("ann", example_document().uid)
        assert held == folded(store)
        finished = sum(one.finished for one in held.values())
        assert store.annotators.progress("ann").finished == finished
        store.rebuild()
        assert store.judgements.of_document("ann", example_document().uid) == held


def test_event_uids_grow_even_if_the_clock_goes_back(tmp_path):
    times = iter([100.0 - number for number in range(60)])
    with Store.open(tmp_path / "a.db", clock=lambda: next(times)) as store:
        store.label_sets.put(labels())
        store.documents.add(example_document())
        store.annotators.enrol("ann")
        for number in range(20):
            store.events.record("ann", [note(str(number))])
        uids = [event.uid for event in store.events.iterate("ann")]
        assert uids == sorted(set(uids))
        assert (
            store.judgements.of_document("ann", example_document().uid)[
                example_document().sentences[0]
            ].note
            == "19"
        )


def test_undo_goes_back_one_key_press_at_a_time_over_sentences(store):
    store.events.record("ann", [note("one"), note("two", 1)])
    store.events.record("ann", [finish(2)])
    assert [event.kind for event in store.events.undo("ann").targets] == [EventKind.FINISH]
    assert len(store.events.undo("ann").targets) == 2
    assert store.events.undo("ann").targets == ()
    held = store.judgements.of_document("ann", example_document().uid).values()
    assert not any(one.note or one.finished for one in held)
    assert len(store.events.redo("ann").targets) == 2
    assert len(store.events.redo("ann").targets) == 1
    assert store.events.redo("ann").targets == ()


def test_the_next_unfinished_sentence_wraps_around(store):
    store.events.record("ann", [finish(1)])
    first, second, third = example_document().sentences
    assert store.queue.next_unfinished("ann") == (example_document().uid, first)
    assert store.queue.next_unfinished("ann", after=(example_document().uid, first)) == (
        example_document().uid,
        third,
    )
    assert store.queue.next_unfinished("ann", after=(example_document().uid, third)) == (
        example_document().uid,
        first,
    )
    store.events.record("ann", [finish(0), finish(2)])
    assert store.queue.next_unfinished("ann", after=(example_document().uid, second)) is None
    assert store.annotators.progress("ann").finished == 3


def test_the_log_can_be_neither_changed_nor_shortened(store):
    store.events.record("ann", [note("kept")])
    store.close()
    raw = sqlite3.connect(store.path)
    for statement in (
        "UPDATE events SET kind = 'undo'",
        "DELETE FROM events",
        "UPDATE documents SET text = 'x'",
        "DELETE FROM documents",
    ):
        with pytest.raises(sqlite3.IntegrityError):
            raw.execute(statement)
    raw.close()


def test_a_failed_transaction_leaves_everything_as_it_was(store):
    drafts = [note("gone"), note("wrong", uid="b2:nowhere")]
    with pytest.raises(ValueError, match="b2:nowhere"), store.transaction():
        _record_each(store, drafts)
    assert list(store.events.iterate("ann")) == []
    assert store.judgements.of_document("ann", example_document().uid) == {}


def _record_each(store, drafts):
    for draft in drafts:
        store.events.record("ann", [draft])


def _open_and_write(path: str, name: str, times: int) -> None:
    with Store.open(Path(path)) as store:
        store.label_sets.put(labels())
        store.documents.add(example_document())
        store.annotators.enrol(name)
        for number in range(times):
            store.events.record(name, [note(str(number), number % 3)])


def test_eight_first_starts_at_once_all_succeed_and_lose_nothing(tmp_path):
    context = multiprocessing.get_context("spawn")
    path = str(tmp_path / "a.db")
    people = [
        context.Process(target=_open_and_write, args=(path, f"p{number}", 10))
        for number in range(8)
    ]
    for person in people:
        person.start()
    for person in people:
        person.join()
    assert [person.exitcode for person in people] == [0] * 8
    with Store.open(Path(path)) as store:
        assert sum(1 for _ in store.events.iterate()) == 80
        for number in range(8):
            assert store.judgements.of_document(f"p{number}", example_document().uid) == folded(
                store, f"p{number}"
            )


@pytest.mark.skipif(os.name == "nt", reason="needs SIGKILL")
def test_a_killed_process_loses_nothing_that_it_reported_as_written(tmp_path):
    code = (
        "from pathlib import Path; from tests.store.test_store import *;"
        f"store = Store.open(Path({str(tmp_path / 'a.db')!r}));"
        "store.label_sets.put(labels()); store.documents.add(example_document());"
        "store.annotators.enrol('ann')\n"
        "for number in range(100000):\n"
        "    store.events.record('ann', [note(str(number))]); print(number, flush=True)"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    said = [child.stdout.readline() for _ in range(60)]
    child.send_signal(signal.SIGKILL)
    said += child.stdout.read().splitlines()
    child.wait()
    child.stdout.close()
    last = int(said[-1].strip() or said[-2])
    with Store.open(tmp_path / "a.db") as store:
        kept = [event.change.text for event in store.events.iterate("ann")]
        assert kept[: last + 1] == [str(number) for number in range(last + 1)]
        assert len(kept) - (last + 1) in {0, 1}
        assert store.judgements.of_document("ann", example_document().uid) == folded(store)


def test_another_programs_file_a_newer_one_and_a_missing_one_are_refused(tmp_path):
    path = tmp_path / "a.db"
    with pytest.raises(StoreError, match=r"a\.db"):
        Store.open(path, create=False)
    assert not path.exists()
    other = sqlite3.connect(tmp_path / "other.db")
    other.execute("CREATE TABLE cats (name TEXT)")
    other.close()
    with pytest.raises(StoreError, match=r"other\.db"):
        Store.open(tmp_path / "other.db")
    Store.open(path).close()
    raw = sqlite3.connect(path)
    raw.execute("PRAGMA user_version = 999")
    raw.commit()
    raw.close()
    with pytest.raises(StoreError, match="newer"):
        Store.open(path)
    with pytest.raises(StoreError):
        Store.open(tmp_path)


def test_a_new_document_joins_the_queue_and_the_bookmark_is_kept(store):
    store.annotators.set_bookmark(
        "ann", Bookmark(example_document().uid, example_document().sentences[1])
    )
    more = Document("b2:more", "One more.", {}, (), (Span(0, 9),))
    store.documents.add(more)
    store.annotators.enrol("ann")
    assert store.annotators.progress("ann").total == 4
    assert store.annotators.bookmark("ann") == Bookmark(
        example_document().uid, example_document().sentences[1]
    )
    assert store.documents.uids() == [example_document().uid, "b2:more"]


def test_a_database_of_version_1_keeps_its_queue(tmp_path, monkeypatch):
    from annotator.store import database_file, migrations

    first = Migrations("annotator")
    first()(migrations.m001_initial)
    with monkeypatch.context() as patch:
        patch.setattr(database_file, "VERSION", 1)
        patch.setattr(migrations, "migrations", first)
        database_file.connect(tmp_path / "a.db", create=True).close()
    raw = sqlite3.connect(tmp_path / "a.db", isolation_level=None)
    raw.execute(
        "INSERT INTO documents VALUES (1, ?, 'Dam', 3, NULL, '2026', '{}', '[]', ?, ?)",
        (example_document().uid, len(example_document().text), example_document().text),
    )
    raw.executemany(
        'INSERT INTO sentences (document_id, start, "end") VALUES (1, ?, ?)',
        [(one.start, one.end) for one in example_document().sentences],
    )
    raw.execute("INSERT INTO annotators (name, role, queued) VALUES ('ann', 'annotator', 3)")
    raw.execute("INSERT INTO assignments SELECT 1, id, id, 'todo' FROM sentences")
    raw.close()
    with Store.open(tmp_path / "a.db") as store:
        store.documents.add(Document("b2:more", "One more.", {}, (), (Span(0, 9),)))
        store.annotators.enrol("ann")
        assert store.annotators.progress("ann").total == 4
        places = [store.queue.next_unfinished("ann")]
        while len(places) < 4:
            places.append(store.queue.next_unfinished("ann", after=places[-1]))
        first_three = [
            (example_document().uid, sentence) for sentence in example_document().sentences
        ]
        assert places == [*first_three, ("b2:more", Span(0, 9))]


def test_the_history_of_a_rule_shows_others_work_only_where_it_may_be_seen(store):
    store.annotators.enrol("bea")
    store.annotators.enrol("chief", "lead")
    suggestion, first = suggestions()[0], example_document().sentences[0]
    rejected = Draft(example_document().uid, first, Reject(suggestion.key, suggestion.rule))
    store.events.record("ann", [rejected])
    history = partial(store.events.of_rule, rule="verdict_false.say", limit=9)
    assert [event.annotator for event in history("ann")] == ["ann"]
    assert [event.annotator for event in history("chief")] == ["ann"]
    assert list(history("bea")) == []
    store.events.record("bea", [finish(0)])
    assert [event.annotator for event in history("bea")] == ["ann"]
