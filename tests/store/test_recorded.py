"""Recording returns what reading would give afterwards, so that callers need not read."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.annotations.events import (
    Delete,
    Draft,
    Finish,
    Flag,
    JoinSentences,
    Note,
    Put,
    Reject,
    Relate,
    SplitSentence,
)
from annotator.model import Document, Judgement, Progress, Relation, Span
from annotator.store import Store
from annotator.store.connection import Database
from annotator.store.database_file import connect
from tests.helpers.memory_store import example_document, suggestions

UID = example_document().uid
FIRST, SECOND, THIRD = example_document().sentences
KEY = suggestions()[0].key


@pytest.fixture
def store(tmp_path):
    with opened(tmp_path / "a.db") as store:
        yield store


def opened(path):
    store = Store.open(path)
    store.documents.add(example_document())
    store.annotators.enrol("ann")
    store.annotators.enrol("bea")
    return store


def put(uid, sentence, span=None):
    return Draft(UID, sentence, Put(uid, "hedge", (span or sentence,), {}))


def finish(sentence):
    return Draft(UID, sentence, Finish(finished=True, shown=True))


def test_recording_returns_events_judgement_and_progress(store):
    done = store.events.record("ann", [put("one", FIRST), finish(FIRST)], milliseconds=900)
    assert list(done.events) == list(store.events.iterate())
    assert done.judgements == store.judgements.of_document("ann", UID)
    assert done.judgements.keys() == {FIRST}
    assert done.progress == store.annotators.progress("ann") == Progress(1, 3)
    assert not done.boundaries_changed
    assert done.targets == ()


def test_recording_nothing_returns_the_progress_and_writes_nothing(store):
    done = store.events.record("ann", [])
    assert (done.events, done.judgements, done.progress) == ((), {}, Progress(0, 3))
    assert list(store.events.iterate()) == []


def test_undo_and_redo_return_what_they_undid_and_the_judgements(store):
    first = store.events.record("ann", [put("one", FIRST), finish(FIRST)])
    undone = store.events.undo("ann")
    assert undone.targets == first.events
    assert undone.judgements == {FIRST: Judgement()}
    assert undone.progress == Progress(0, 3)
    redone = store.events.redo("ann")
    assert redone.targets == first.events
    assert redone.judgements == first.judgements
    assert store.events.redo("ann").targets == ()


def test_a_merge_says_that_the_document_must_be_read_again(store):
    store.events.record("ann", [put("one", SECOND)])
    merge = Draft(UID, FIRST, JoinSentences(SECOND.start))
    for change in (lambda: store.events.record("ann", [merge]), lambda: store.events.undo("ann")):
        done = change()
        assert done.boundaries_changed
    assert not store.events.record("ann", [finish(FIRST)]).boundaries_changed


def test_one_key_press_changes_one_document(store):
    other = Draft("b2:other", None, Note("x"))
    with pytest.raises(ValueError, match="one document"):
        store.events.record("ann", [put("one", FIRST), other])


def test_a_change_by_another_connection_is_noticed_once_and_ones_own_is_not(store):
    assert not store.changed_elsewhere()
    store.events.record("ann", [put("one", FIRST)])
    assert not store.changed_elsewhere()
    with Store.open(store.path) as other:
        other.events.record("bea", [put("two", FIRST)])
        assert not other.changed_elsewhere()
    assert store.changed_elsewhere()
    assert not store.changed_elsewhere()


CHANGES = [
    *(Put(uid, "hedge", (span,), {"kind": "dig"})
      for uid in ("one", "two") for span in (FIRST, SECOND, Span(SECOND.start, THIRD.end))),
    Put("one", "claim", (Span(FIRST.start, FIRST.start + 5), SECOND), {}),
    Delete("one"),
    Relate(Relation("r", "frames", "one", "two")),
    Reject(KEY, "verdict_false.say@0000aaaa"),
    Note("ask"), Note(""), Flag(flagged=True), Flag(flagged=False),
    Finish(finished=True, shown=True), Finish(finished=False, shown=False),
    JoinSentences(SECOND.start), JoinSentences(THIRD.start),
    SplitSentence(FIRST.start + 6), SplitSentence(SECOND.start + 4),
]  # fmt: skip
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["ann", "bea"]),
        st.integers(0, 3),
        st.one_of(st.sampled_from(CHANGES), st.sampled_from(["undo", "redo"])),
    ),
    max_size=14,
)


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(STEPS)
def test_whatever_is_done_the_judgements_returned_are_those_that_are_read(tmp_path_factory, steps):
    with opened(tmp_path_factory.mktemp("law") / "a.db") as store:
        for name, number, change in steps:
            before = store.judgements.of_document(name, UID)
            done = act(store, name, number, change)
            after = store.judgements.of_document(name, UID)
            known = {one: before[one] for one in before if one in {None, *sentences_of(store)}}
            expected = {**known, **done.judgements}
            assert as_stored(expected) == as_stored(after)
            assert done.progress == store.annotators.progress(name)
            assert done.events == store.events.of_document(name, UID)[-len(done.events) :] or (
                not done.events
            )
        held = [as_stored(store.judgements.of_document(name, UID)) for name in ("ann", "bea")]
        progress = [store.annotators.progress(name) for name in ("ann", "bea")]
        sentences = store.documents.sentences(UID)
        store.rebuild()
        assert sentences == store.documents.sentences(UID)
        assert [one.sentences for one in store.documents.summaries("ann")] == [len(sentences)]
        assert held == [as_stored(store.judgements.of_document(n, UID)) for n in ("ann", "bea")]
        assert progress == [store.annotators.progress(name) for name in ("ann", "bea")]


def sentences_of(store):
    return store.documents.sentences(UID)


def act(store, name, number, change):
    if isinstance(change, str):
        return getattr(store.events, change)(name)
    sentences = store.documents.sentences(UID)
    draft = Draft(UID, sentences[number % len(sentences)], change)
    return store.events.record(name, [draft])


def as_stored(judgements):
    """The judgements that are not empty, with annotations, relations and verdicts in order."""
    return {
        sentence: (
            list(one.annotations.items()),
            list(one.relations.items()),
            list(one.verdicts.items()),
            (one.note, one.flagged, one.finished, one.shown),
        )
        for sentence, one in judgements.items()
        if one != Judgement()
    }


def test_documents_are_counted_and_stepped_through_without_a_list(store):
    for uid, spans in (("b2:none", ()), ("b2:two", (Span(0, 3),)), ("b2:three", (Span(0, 3),))):
        store.documents.add(Document(uid, "One.", {}, (), spans))
    assert store.documents.uids() == [UID, "b2:two", "b2:three"]
    assert store.documents.count() == 3
    assert [store.documents.number(uid) for uid in store.documents.uids()] == [1, 2, 3]
    assert store.documents.first() == UID
    assert store.documents.neighbour(UID, 1) == "b2:two"
    assert store.documents.neighbour("b2:three", -1) == "b2:two"
    assert store.documents.neighbour("b2:three", 1) is None
    assert store.documents.neighbour(UID, -1) is None
    with pytest.raises(ValueError, match="b2:nowhere"):
        store.documents.neighbour("b2:nowhere", 1)


def test_a_project_without_documents_has_no_first_one(tmp_path):
    database = Database(connect(tmp_path / "a.db", create=True), tmp_path / "a.db")
    with Store(database) as empty:
        assert empty.documents.first() is None
        assert empty.documents.count() == 0
