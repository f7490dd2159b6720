"""Two windows of one annotator: a decision counts only for what its window showed."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.annotations import commands
from annotator.errors import ChangedElsewhere
from annotator.model import Judgement
from annotator.rule_quality.decisions import Outcome, decision_history
from annotator.store import Store
from tests.helpers.app_driver import example_store
from tests.helpers.screenless import context_on, controller_on


@contextmanager
def two_windows(folder):
    """Two controllers of one annotator, each with a store of its own, as two programs have."""
    path = example_store(Path(folder))
    with Store.open(path) as one, Store.open(path) as two:
        one.annotators.enrol("ann")
        yield controller_on(one), controller_on(two)


def refusal(step) -> str:
    with pytest.raises(ChangedElsewhere) as caught:
        step()
    return str(caught.value)


def record(controller, command, *values):
    return controller.record(command(controller.session, *values))


@pytest.mark.parametrize(
    ("here", "there", "why"),
    [
        (commands.accept, commands.reject, "already rejected in another window"),
        (commands.reject, commands.accept, "already accepted in another window"),
        (commands.reject, commands.accept_all, "already accepted in another window"),
        (commands.finish, commands.finish, "already finished in another window"),
        (commands.flag, commands.flag, "already flagged in another window"),
        (commands.flag, commands.finish, "the sentence was changed in another window"),
        (commands.finish, commands.reject, "the sentence was changed in another window"),
        (commands.flag, commands.join, "the sentence was joined or split in another window"),
    ],
)
def test_a_decision_on_what_another_window_changed_is_refused_and_shown_as_it_is(
    tmp_path, here, there, why
):
    with two_windows(tmp_path) as (controller, other):
        record(other, there)
        before = list(controller.store.events.iterate())
        message = refusal(lambda: record(controller, here))
        assert message == f"{why}: nothing was recorded"
        assert list(controller.store.events.iterate()) == before
        assert controller.session.document == other.session.document
        assert controller.session.judgement == other.session.judgement
        assert controller.progress == other.progress
        assert controller.unrecorded == 0


def test_an_annotation_that_was_deleted_or_changed_in_another_window_is_not_changed(tmp_path):
    with two_windows(tmp_path) as (controller, other):
        record(other, commands.accept)
        refusal(lambda: record(controller, commands.accept))
        for window in (controller, other):
            window.session.select_mark(window.session.marks(window.session.sentence)[0])
        kept = controller.session.selected_mark
        record(other, commands.set_value, other.session.selected_mark, "voice", "source_direct")
        said = refusal(lambda: record(controller, commands.set_value, kept, "voice", "narrator"))
        assert said.startswith("the annotation was changed in another window")
        record(other, commands.reject)
        said = refusal(lambda: record(controller, commands.set_value, kept, "voice", "narrator"))
        assert said.startswith("already deleted in another window")


def test_work_on_other_sentences_does_not_disturb(tmp_path):
    with two_windows(tmp_path) as (controller, other):
        other.go_to(1)
        record(other, commands.finish)
        record(controller, commands.accept)
        assert controller.session.judgement_of(other.session.sentence).finished


def test_undo_takes_back_nothing_that_another_window_did_unseen(tmp_path):
    with two_windows(tmp_path) as (controller, other):
        record(controller, commands.flag)
        other.go_to(1)
        record(other, commands.note, "from the other")
        message = refusal(controller.undo)
        assert message.startswith("nothing was undone: in another window since: noted")
        assert controller.session.judgement_of(other.session.sentence).note == "from the other"
        assert controller.undo().startswith("noted")
        assert controller.session.document.sentences.index(controller.session.sentence) == 1
        assert controller.undo().startswith("flagged")


def test_redo_brings_back_nothing_after_a_decision_in_another_window(tmp_path):
    with two_windows(tmp_path) as (controller, other):
        record(controller, commands.flag)
        controller.undo()
        other.go_to(1)
        record(other, commands.flag)
        assert "nothing was redone" in refusal(controller.redo)
        assert controller.redo() == ""


def test_the_rule_report_counts_what_the_record_says(tmp_path):
    """Accepted in one window, and then rejected in one that does not show it: once a fault."""
    with two_windows(tmp_path) as (controller, other):
        stale = commands.reject(controller.session)
        record(other, commands.accept)
        refusal(lambda: controller.record(stale))
        found = decision_history(controller.store.events.iterate())
        assert [one.outcome for one in found.decisions] == [Outcome.ACCEPTED]
        controller.store.events.record("ann", stale)  # as two laptops do, whose files are joined
        found = decision_history(controller.store.events.iterate())
        held = controller.store.judgements.of_document("ann", "b2:paper")
        assert [len(one.annotations) for one in held.values()] == [1]
        assert [one.outcome for one in found.decisions] == [Outcome.ACCEPTED]


def test_the_message_is_on_the_screen_and_the_key_does_nothing_more(tmp_path):
    path = example_store(tmp_path)
    with Store.open(path) as one, Store.open(path) as two:
        one.annotators.enrol("ann")
        context, other = context_on(one), controller_on(two)
        record(other, commands.reject_all)
        here = context.session.position
        context.press("space")
        assert context.message.startswith("the sentence was changed in another window")
        assert context.session.position == here
        assert not context.session.judgement.finished


# ------------------------------------------------------------------------- for all keys

KEYS = ("a", "A", "x", "X", "space", "f", "f", "u", "u", "u", "U", "j", "k", "2", "tab", "z", "R",
        ".", "+", "w", "escape")  # fmt: skip


def shown(session):
    """What a window shows of its sentence and of the others."""
    held = {at: one for at, one in session.judgements.items() if one != Judgement()}
    return session.document.sentences, held


def stored(store, uid):
    held = store.judgements.of_document("ann", uid)
    return store.documents.sentences(uid), {
        at: one for at, one in held.items() if one != Judgement()
    }


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from([0, 1]), st.sampled_from(KEYS)), max_size=30))
def test_no_decision_is_recorded_on_what_its_window_did_not_show(presses):
    with TemporaryDirectory() as folder:
        path = example_store(Path(folder))
        with Store.open(path) as one, Store.open(path) as two, Store.open(path) as reader:
            one.annotators.enrol("ann")
            contexts = [context_on(one), context_on(two)]
            known = ["", ""]  # the newest event that each window has shown or spoken of
            for window, key in presses:
                context, store = contexts[window], (one, two)[window]
                session = context.session
                uid, sentence = session.document.uid, session.sentence
                (_, held), (sentences, now) = shown(session), stored(reader, uid)
                newest = reader.events.newest("ann")
                context.press(key)
                done = reader.events.after("ann", newest)
                for event in done:
                    if event.kind in {"undo", "redo"}:
                        assert newest == known[window]
                    else:
                        assert sentence in sentences
                        assert held.get(event.sentence) == now.get(event.sentence)
                        assert held.get(sentence) == now.get(sentence)
                if done or "in another window since" in context.message:
                    known[window] = reader.events.newest("ann")
                assert context.controller.progress == store.annotators.progress("ann") or not done
