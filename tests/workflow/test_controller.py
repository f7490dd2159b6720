"""The controller: what it shows is what is stored, and a decision costs the same anywhere."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.annotations import commands
from annotator.model import Block, BlockKind, Document, Judgement, Span
from annotator.store import Store
from annotator.workflow.project_settings import Settings, set_lock
from tests.helpers.app_driver import example_store
from tests.helpers.memory_store import example_document, labels
from tests.helpers.screenless import context_on, controller_on

KEYS = ("a", "A", "x", "X", "z", "space", "R", "f", "2", "0", "tab", "j", "k", "J", "K", "n", "]",
        ".", "+", "u", "U", "w", "escape")  # fmt: skip


@contextmanager
def opened(folder):
    with Store.open(example_store(Path(folder))) as store:
        second = replace(example_document(), uid="b2:second")
        store.documents.add(second)
        store.annotators.enrol("ann")
        yield store


def stored(store, uid):
    """What the store holds, without what is empty."""
    held = store.judgements.of_document("ann", uid)
    return {sentence: one for sentence, one in held.items() if one != Judgement()}


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(KEYS), max_size=30))
def test_what_is_shown_is_what_is_stored(keys):
    with TemporaryDirectory() as folder, opened(folder) as store:
        context = context_on(store)
        state = context.controller.search_state
        state.set_queue(state.parse("-label:hedge"))
        for key in keys:
            context.press(key)
            session, uid = context.session, context.session.document.uid
            shown = {at: one for at, one in session.judgements.items() if one != Judgement()}
            assert shown == stored(store, uid)
            assert session.document == store.documents.get(uid)
            assert context.controller.progress == store.annotators.progress("ann")
            context.controller.save_bookmark()
            assert store.annotators.bookmark("ann").sentence == session.sentence


def test_the_filtered_queue_knows_what_is_finished(tmp_path):
    with opened(tmp_path) as store:
        context = context_on(store)
        state = context.controller.search_state
        state.set_queue(state.parse("the"))
        before = state.queue.left
        context.press("space")
        assert state.queue.left == before - 1
        context.press("u")
        assert state.queue.left == before


def test_sentences_joined_in_another_session_are_shown_after_the_next_decision(tmp_path):
    with opened(tmp_path) as store, Store.open(store.path) as other:
        other.annotators.enrol("bea")
        controller = controller_on(store)
        theirs = controller_on(other, annotator="bea")
        theirs.record(commands.join(theirs.session))
        controller.go_to(2)
        assert len(controller.session.document.sentences) == 3
        controller.record(commands.flag(controller.session))
        assert len(controller.session.document.sentences) == 2
        assert controller.session.judgement.flagged


def test_decisions_made_in_another_session_are_shown_after_the_next_decision(tmp_path):
    with opened(tmp_path) as store, Store.open(store.path) as other:
        controller, elsewhere = controller_on(store), controller_on(other)
        elsewhere.record(commands.note(elsewhere.session, "seen"))
        controller.go_to(1)
        controller.record(commands.flag(controller.session))
        assert controller.session.judgement.flagged
        controller.go_to(0)
        assert controller.session.judgement.note == "seen"


def long_document(sentences: int) -> Document:
    spans = tuple(Span(10 * n, 10 * n + 9) for n in range(sentences))
    text = " ".join(f"Word {n:03}." for n in range(sentences))
    block = Block(Span(0, len(text)), BlockKind.PARAGRAPH)
    return Document(f"b2:{sentences}", text, {}, (block,), spans)


def statements(folder, sentences: int) -> list[str]:
    """The SQL of a decision in a document of so many sentences, half of them annotated."""
    folder.mkdir()
    with Store.open(folder / "annotations.db") as store:
        store.label_sets.put(labels())
        store.documents.add(long_document(sentences))
        store.annotators.enrol("ann")
        context = context_on(store)
        for _ in range(sentences // 2):
            for key in (".", "2", "space"):
                context.press(key)
        found: list[str] = []
        store._database.connection.set_trace_callback(found.append)
        for key in (".", "1"):
            context.press(key)
        store._database.connection.set_trace_callback(None)
    return found


def test_a_decision_reads_no_more_in_a_long_document_than_in_a_short_one(tmp_path):
    short, long = statements(tmp_path / "short", 4), statements(tmp_path / "long", 200)
    assert len(long) == len(short)
    assert not any("text" in sql.split("FROM")[0] for sql in long if sql.startswith("SELECT"))
    commits = [at for at, sql in enumerate(long) if sql.startswith("COMMIT")]
    relaxed = long.index("PRAGMA synchronous = NORMAL")
    assert len(commits) == 2  # the decision, then the bookmark, which does not wait for the disk
    assert commits[0] < relaxed < commits[1]


def test_masked_documents_are_called_by_their_number(tmp_path):
    with opened(tmp_path) as store:
        controller = controller_on(store, Settings(masked=("title",)))
        assert controller.place == "sentence 1 of document 1"
        assert controller.step_document(1)
        assert controller.place == "sentence 1 of document 2"
        assert not controller.step_document(1)


def test_a_project_without_a_sentence_is_refused(tmp_path):
    with Store.open(tmp_path / "annotations.db") as store:
        store.annotators.enrol("ann")
        with pytest.raises(ValueError, match="no sentence"):
            controller_on(store)


@pytest.mark.parametrize("keys", [["+"], ["|"], ["B"], ["T"], ["+", "u"]])
def test_boundaries_are_edited_by_leads_only_while_they_are_locked(tmp_path, keys):
    with opened(tmp_path) as store:
        context = context_on(store)
        before = store.documents.sentences("b2:paper")
        for key in keys[:-1]:
            context.press(key)
        edited = store.documents.sentences("b2:paper")
        set_lock(store, on=True, actor="ann")
        context.press(keys[-1])
        assert "locked, only a lead edits them" in context.message
        assert context.hint_input is None
        assert store.documents.sentences("b2:paper") == edited
        store.annotators.register("ann", "lead")
        context.press("u" if keys[-1] == "u" else "+")
        assert (store.documents.sentences("b2:paper") == before) == (keys[-1] == "u")


def test_a_decision_is_undone_while_boundaries_are_locked(tmp_path):
    with opened(tmp_path) as store:
        set_lock(store, on=True, actor="ann")
        context = context_on(store)
        context.press("f")
        context.press("u")
        assert context.message.startswith("undone")
