"""Undo takes back what its actor did: not what a lead did, nor what another lead did to gold."""

from __future__ import annotations

from itertools import count
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.annotations.events import Draft, Finish, Note
from annotator.errors import ChangedElsewhere
from annotator.store import Store
from annotator.workflow.controller import Controller
from tests.annotations.test_undo_stack import Stacks
from tests.helpers.app_driver import example_store
from tests.helpers.memory_store import example_document, labels

UID = example_document().uid
FIRST, SECOND, THIRD = example_document().sentences


@pytest.fixture
def store(tmp_path):
    with Store.open(example_store(tmp_path)) as made:
        made.annotators.enrol("ann")
        made.annotators.enrol("lea", "lead")
        made.annotators.enrol("leo", "lead")
        made.annotators.enrol("gold", "gold")
        yield made


def at_work(store, annotator, actor=""):
    uids = count()
    return Controller(
        store, labels(), annotator, lambda: f"{actor or annotator}{next(uids)}", actor=actor
    )


def send_back(store, sentence=FIRST):
    return store.events.record("ann", [Draft(UID, sentence, Finish(False, True, ()))], actor="lea")


def finish(work, sentence=FIRST):
    return work.record([Draft(UID, sentence, Finish(True, True, ()))])


def finished(store, sentence=FIRST):
    return store.judgements.of_document("ann", UID)[sentence].finished


def test_an_annotator_does_not_undo_that_a_lead_sent_a_sentence_back(store):
    work = at_work(store, "ann")
    finish(work)
    work.record([Draft(UID, SECOND, Note("mine"))])
    send_back(store)
    assert not finished(store)
    assert work.undo().startswith("noted")
    assert work.undo().startswith("finished")
    assert work.undo() == ""
    assert not finished(store)
    work.redo()
    assert not finished(store)


def test_a_lead_undoes_sending_back_and_nothing_of_the_annotator(store):
    finish(at_work(store, "ann"))
    send_back(store)
    finish(at_work(store, "ann"), SECOND)
    assert len(store.events.undo("ann", actor="lea").targets) == 1
    assert finished(store)
    assert not store.events.undo("ann", actor="lea").targets
    assert finished(store, SECOND)
    store.events.redo("ann", actor="lea")
    assert not finished(store)


def test_two_leads_at_work_on_gold_undo_their_own_decisions(store):
    lea, leo = at_work(store, "gold", "lea"), at_work(store, "gold", "leo")
    lea.record([Draft(UID, FIRST, Note("by lea"))])
    leo.record([Draft(UID, SECOND, Note("by leo"))])
    assert "by lea" in lea.undo()
    assert lea.undo() == ""
    held = store.judgements.of_document("gold", UID)
    assert held[SECOND].note == "by leo"
    assert "by leo" in leo.undo()
    assert "by lea" in lea.redo()


def test_a_decision_on_a_sentence_that_was_sent_back_meanwhile_says_by_whom(tmp_path):
    path = example_store(tmp_path)
    with Store.open(path) as here, Store.open(path) as there:
        here.annotators.enrol("ann")
        here.annotators.enrol("lea", "lead")
        work = at_work(here, "ann")
        finish(work)
        send_back(there)
        with pytest.raises(ChangedElsewhere) as caught:
            work.record([Draft(UID, FIRST, Finish(False, True, ()))])
        assert str(caught.value) == "already reopened by lea: nothing was recorded"
        assert not work.session.judgement_of(FIRST).finished
        finish(work)
        assert finished(here)


def test_time_and_decisions_are_counted_for_who_made_them(store):
    finish(at_work(store, "ann"))
    send_back(store)
    assert [one.finished for one in store.events.timed("ann", 0)] == [True]
    assert [one.finished for one in store.events.timed("ann", 0, actor="lea")] == [False]


def test_events_that_are_received_keep_their_actor(store, tmp_path):
    finish(at_work(store, "ann"))
    send_back(store)
    (tmp_path / "other").mkdir()
    with Store.open(example_store(tmp_path / "other")) as other:
        other.annotators.enrol("ann")
        other.annotators.enrol("lea", "lead")
        other.events.receive(list(store.events.iterate()))
        assert [one.actor for one in other.events.iterate()] == ["ann", "lea"]
        assert [one.actor for one in store.events.iterate()] == ["ann", "lea"]


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["ann", "lea", "leo"]), st.sampled_from("duU"))))
def test_each_actor_has_stacks_of_their_own(tmp_path_factory, presses):
    folder: Path = tmp_path_factory.mktemp("actors")
    with Store.open(example_store(folder)) as store:
        for name in ("ann", "lea", "leo"):
            store.annotators.enrol(name)
        stacks = {name: Stacks() for name in ("ann", "lea", "leo")}
        for number, (actor, key) in enumerate(presses):
            if key == "d":
                drafts = [Draft(UID, FIRST, Note(f"{number}"))]
                done = store.events.record("ann", drafts, actor=actor)
                stacks[actor].do(done.events[0].group)
                continue
            move = store.events.undo if key == "u" else store.events.redo
            expected = stacks[actor].undo() if key == "u" else stacks[actor].redo()
            targets = move("ann", actor=actor).targets
            assert (targets[0].group if targets else None) == expected
        before = store.judgements.of_document("ann", UID)
        store.rebuild()
        assert store.judgements.of_document("ann", UID) == before
