"""Somebody who is renamed: annotations, assignments, comments, undo and earlier moments follow."""

from __future__ import annotations

from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.adjudication.document import ItemState
from annotator.agreement import agreement_report
from annotator.annotations.events import Draft, Finish, Flag, Note, Put
from annotator.annotations.project_events import Assign, Comment
from annotator.api import Project, ProjectFolder
from annotator.errors import AnnotatorError
from annotator.formats import native
from annotator.store import Store
from annotator.workflow.adjudication import Adjudication
from annotator.workflow.comments import VisibleComments
from annotator.workflow.controller import Controller
from tests.helpers.app_driver import example_store
from tests.helpers.memory_store import at, example_document, labels

UID = example_document().uid
FIRST, SECOND, THIRD = example_document().sentences
FALSELY, DIG = at("falsely described"), at("apparent dig")


@pytest.fixture
def store(tmp_path):
    ticks = count(1_800_000_000)
    path = example_store(tmp_path)
    with Store.open(path, clock=lambda: float(next(ticks))) as made:
        made.annotators.enrol("ann")
        made.annotators.enrol("bea")
        made.annotators.enrol("lea", "lead")
        yield made


def mark(store, name, span, uid, actor=""):
    put = Draft(UID, FIRST, Put(uid, "hedge", (span,), {}))
    store.events.record(name, [put], actor=actor)
    store.events.record(name, [Draft(UID, FIRST, Finish(True, True, ()))], actor=actor)


def exported(store, **more):
    return "".join(native.lines(store.datasets.read(**more)))


def sound(store):
    """Whether every hash is right, and the tables are the fold of the log."""
    assert all(one.stored == one.hash for one in store.history.hashes())
    before = exported(store), store.annotators.all(), store.comments.all("lea")
    store.rebuild()
    assert (exported(store), store.annotators.all(), store.comments.all("lea")) == before
    roles = {one.name: one.role for one in store.annotators.all()}
    assert store.project.state().roles == roles


def test_what_somebody_did_is_theirs_under_the_new_name(store):
    mark(store, "ann", FALSELY, "a1")
    store.project.record([Assign("ann", (UID,), "week 1")], actor="lea")
    store.project.record([Comment("ann", UID, FIRST, "why?")], actor="lea")
    store.project.record([Comment("", UID, FIRST, "because")], actor="ann")
    store.annotators.rename("ann", "anna", actor="lea")
    mark(store, "bea", FALSELY, "b1")
    assert store.annotators.people() == ["anna", "bea", "lea"]
    assert store.judgements.of_document("anna", UID)[FIRST].annotations.keys() == {"a1"}
    assert store.project.state().assignments == {("anna", UID): "week 1"}
    wrote = [(one.author, one.recipient) for one in store.comments.all("anna")]
    assert wrote == [("lea", "anna"), ("anna", "")]
    report = agreement_report(list(store.judgements.readings()), ["hedge"])
    assert "'anna'" in repr(report.as_dict())
    assert '"anna"' in exported(store)
    assert '"ann"' not in exported(store)
    assert store.annotators.all()[0].former == ["ann"]
    sound(store)


def test_an_app_that_is_open_works_on_under_the_former_name(store):
    uids = count()
    work = Controller(store, labels(), "ann", lambda: f"n{next(uids)}")
    work.record([Draft(UID, FIRST, Note("before"))])
    with Store.open(store.path) as other:
        other.annotators.rename("ann", "anna", actor="lea")
    work.record([Draft(UID, SECOND, Note("after"))])
    assert work.undo().startswith("noted “after”")
    assert work.undo().startswith("noted “before”")
    assert work.redo().startswith("noted “before”")
    assert {one.annotator for one in store.events.iterate()} == {"anna"}
    assert store.judgements.of_document("anna", UID)[FIRST].note == "before"
    sound(store)


def test_an_export_of_an_earlier_moment_stays_the_same(store):
    mark(store, "ann", FALSELY, "a1")
    store.history.create_snapshot("pilot")
    moment = store.history.snapshot("pilot").created_at
    before = exported(store, as_of=moment), exported(store, snapshot="pilot")
    assert '"ann"' in before[0]
    mark(store, "bea", FALSELY, "b1")
    store.annotators.rename("ann", "anna", actor="lea")
    store.annotators.rename("anna", "annie", actor="lea")
    mark(store, "annie", DIG, "a2")
    assert (exported(store, as_of=moment), exported(store, snapshot="pilot")) == before
    (one,) = store.history.readings(["annie"], as_of=moment)
    assert one.annotator == "ann"
    later = store.history.create_snapshot("later")
    assert later.events == 6
    sound(store)


def test_gold_that_was_settled_before_is_not_open_again(store):
    for name in ("ann", "bea"):
        mark(store, name, FALSELY if name == "ann" else DIG, f"{name}1")
    store.annotators.enrol("gold", "gold")
    uids = count()

    def adjudication():
        found = Adjudication(store, labels(), "lea", lambda: f"g{next(uids)}")
        found.open(UID, FIRST)
        return found

    work = adjudication()
    for _ in work.sentence.items:
        work.take(next(one for name, one in work.letters.items() if name == "ann"))
    store.annotators.rename("ann", "anna", actor="lea")
    store.annotators.rename("bea", "ben", actor="lea")
    states = [one.state for one in adjudication().sentence.items]
    assert set(states) == {ItemState.SETTLED}
    assert {name for one in store.adjudication.settlements(UID) for name in one.held} == {
        "anna", "ben",
    }  # fmt: skip
    sound(store)


def test_comments_that_were_read_stay_read(store):
    store.project.record([Comment("ann", UID, FIRST, "why?")], actor="lea")
    VisibleComments(store, "ann").mark_read()
    store.annotators.rename("ann", "anna", actor="lea")
    assert VisibleComments(store, "anna").unread() == []
    store.project.record([Comment("ann", UID, FIRST, "to the former name")], actor="lea")
    assert [one.text for one in VisibleComments(store, "ann").unread()] == ["to the former name"]


def test_a_file_with_the_former_name_is_of_the_same_person(store, tmp_path):
    mark(store, "ann", FALSELY, "a1")
    path = tmp_path / "work.jsonl"
    path.write_text(exported(store), "utf-8")
    store.annotators.rename("ann", "anna", actor="lea")
    Project(ProjectFolder(tmp_path), store).import_annotations(path)
    assert store.annotators.names() == ["anna", "bea", "lea"]
    assert store.judgements.of_document("anna", UID)[FIRST].annotations.keys() == {"a1"}
    sound(store)


@pytest.mark.parametrize(
    ("old", "new", "actor", "why"),
    [
        ("ann", "bea", "lea", "bea is taken: choose another name"),
        ("ann", "Bea", "lea", "Bea differs from bea only in case: choose another name"),
        ("ann", "ANN", "lea", "ANN differs from ann only in case"),
        ("ann", "", "lea", "the new name is empty"),
        ("ann", " anna", "lea", "the new name is empty, or begins or ends with a blank"),
        ("ann", "zoe", "lea", "zoe was the name of zora before: choose another name"),
        ("ann", "Zoe", "lea", "Zoe differs from zoe only in case"),
        ("bea", "ben", "ann", "ann may not rename bea: ask a lead of this project: lea"),
        ("gold", "silver", "lea", "gold is the adjudicated layer, which keeps its name"),
    ],
)
def test_names_that_cannot_be_given_are_refused(store, old, new, actor, why):
    store.annotators.enrol("gold", "gold")
    store.annotators.enrol("zoe")
    store.annotators.rename("zoe", "zora", actor="zoe")  # one may rename oneself
    before = store.last_recorded(), store.annotators.all()
    with pytest.raises(AnnotatorError, match=why):
        store.annotators.rename(old, new, actor=actor)
    assert (store.last_recorded(), store.annotators.all()) == before


def test_a_name_can_be_taken_back(store):
    mark(store, "ann", FALSELY, "a1")
    store.annotators.rename("ann", "anna", actor="lea")
    mark(store, "anna", FALSELY, "a2")
    store.annotators.rename("anna", "ann", actor="lea")
    mark(store, "ann", FALSELY, "a3")
    assert store.annotators.names() == ["ann", "bea", "lea"]
    assert store.annotators.role("anna") == "annotator"
    sound(store)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["rename", "enrol", "flag", "lead"]),
        st.sampled_from("abc"),
        st.sampled_from("abcde"),
    ),
    max_size=12,
)


@settings(max_examples=60, deadline=None)
@given(STEPS)
def test_whatever_is_renamed_each_person_keeps_what_they_did(tmp_path_factory, steps):
    with Store.open(example_store(tmp_path_factory.mktemp("renamed"))) as store:
        store.annotators.enrol("lea", "lead")
        rows: dict[str, int] = {}  # by name, the row of the person
        flags: dict[int, int] = {}
        for kind, name, new in steps:
            row = store._database.find_annotator(name)
            if kind == "enrol":
                store.annotators.enrol(name)
                row = store._database.find_annotator(name)
                assert rows.setdefault(name, row) == row
            elif row is None:
                continue
            elif kind == "rename":
                try:
                    store.annotators.rename(name, new, actor="lea")
                except AnnotatorError:
                    continue
                assert store._database.find_annotator(new) == row
                rows[new] = row
            elif kind == "lead":
                store.annotators.set_role(name, "lead", actor="lea")
            else:
                flags[row] = flags.get(row, 0) + 1
                flagged = Flag(bool(flags[row] % 2))
                store.events.record(name, [Draft(UID, FIRST, flagged)], actor=name)
        for name, row in rows.items():
            assert store._database.find_annotator(name) == row
            held = store.judgements.of_document(name, UID).get(FIRST)
            assert bool(held and held.flagged) == bool(flags.get(row, 0) % 2)
        sound(store)
