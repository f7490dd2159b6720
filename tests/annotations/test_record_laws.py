"""Laws of the record: any order of arrival gives the same, and what is revoked can come back."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from annotator.annotations.events import EventKind
from annotator.annotations.fold import fold, standing
from annotator.annotations.label_migrations import LabelMigrations
from annotator.annotations.person_names import PersonNames
from annotator.annotations.project_events import (
    Assign,
    LinkDocuments,
    MigrateLabels,
    ProjectEvent,
    Rename,
    SetRole,
    SetSetting,
    Unassign,
    fold_project,
    parse_project_change,
)
from annotator.annotations.sentence_edits import edited_sentences, fold_document
from annotator.model import Document, OnShow, Span, SuggestionKey, Verdict
from tests.helpers.events import event_of
from tests.helpers.memory_store import at, example_document

FIRST, SECOND, THIRD = example_document().sentences


def made(number, kind, payload, *, sentence=FIRST, guideline="", group=0):
    return event_of(
        f"{number:04d}",
        kind,
        payload,
        document=example_document().uid,
        sentence=sentence,
        group=f"{group or number:04d}",
        guideline=guideline,
    )


def put(number, uid, phrase="falsely described", label="hedge", **more):
    span = at(phrase)
    payload = {
        "annotation": uid, "label": label, "fragments": [[span.start, span.end]],
        "attributes": {}, "on_show": "none",
    }  # fmt: skip
    return made(number, EventKind.PUT, payload, **more)


def take_back(number, kind, group):
    return made(number, kind, {"group": f"{group:04d}"})


def kept(*events):
    return {event.uid for event in standing(events)}


# ------------------------------------------------------------------------------- revoking


def test_a_revoke_takes_back_a_decision_of_the_past_and_can_be_undone_and_redone():
    one, two, three = (put(number, f"a{number}") for number in (1, 2, 3))
    revoke = take_back(4, EventKind.REVOKE, 1)
    assert kept(one, two, three, revoke) == {"0002", "0003"}
    undo = take_back(5, EventKind.UNDO, 4)
    assert kept(one, two, three, revoke, undo) == {"0001", "0002", "0003"}
    assert kept(one, two, three, revoke, undo, take_back(6, EventKind.REDO, 4)) == {"0002", "0003"}


def test_a_revoke_may_be_revoked_and_that_too():
    one = put(1, "a1")
    first, second, third = (take_back(n, EventKind.REVOKE, n - 1) for n in (2, 3, 4))
    assert kept(one, first) == set()
    assert kept(one, first, second) == {"0001"}
    assert kept(one, first, second, third) == set()


@given(st.lists(st.tuples(st.sampled_from(["put", "undo", "redo", "revoke"]), st.integers(1, 9))))
def test_what_counts_is_what_a_plain_reading_of_the_log_says(steps):
    """Compared with a reading that asks of each group, newest first, whether anything holds it."""
    events = []
    for number, (kind, target) in enumerate(steps, 1):
        if kind == "put":
            events.append(put(number, f"a{number}"))
        elif target < number:
            events.append(take_back(number, EventKind(kind), target))

    def counts(group):
        moves = [one for one in events if one.kind in {EventKind.UNDO, EventKind.REDO}]
        moves = [one for one in moves if one.change.group == group]
        if moves and moves[-1].kind is EventKind.UNDO:
            return False
        revokes = [one for one in events if one.kind is EventKind.REVOKE]
        return not any(counts(one.group) for one in revokes if one.change.group == group)

    puts = {one.uid for one in events if one.kind is EventKind.PUT}
    assert kept(*events) == {uid for uid in puts if counts(uid)}


# ------------------------------------------------------------------------------ any order

_SENTENCES = st.sampled_from([FIRST, SECOND, THIRD])


@st.composite
def histories(draw):
    """Events of one person with repeats of the same decision, revokes, undo and old words."""
    found = []
    for number in range(1, draw(st.integers(1, 14))):
        sentence = draw(_SENTENCES)
        kind = draw(st.sampled_from(["put", "reject", "note", "finish", "merge", "split", *_BACK]))
        payload = {
            "put": put(0, f"a{draw(st.integers(1, 3))}").change.to_payload,
            "reject": lambda: {"suggestion": [*_KEY], "rule": "r@1"},
            "note": lambda: {"text": draw(st.sampled_from(["", "one", "two"]))},
            "finish": lambda: {"finished": draw(st.booleans()), "shown": True},
            "merge": lambda: {"at": SECOND.start},  # a word of version 6
            "split": lambda: {"at": FIRST.start + 6},
        }.get(kind, lambda: {"group": f"{draw(st.integers(1, 14)):04d}"})()
        found.append(made(number, kind, payload, sentence=sentence))
    return found


_BACK = ("undo", "redo", "revoke")
_KEY = (FIRST.start, FIRST.start + 5, "hedge")


@given(histories(), st.randoms(use_true_random=False))
def test_the_fold_of_any_order_of_arrival_is_equal(history, chance):
    arrived = [*history, *chance.sample(history, len(history) // 2)]  # some came twice
    chance.shuffle(arrived)
    once = list({event.uid: event for event in arrived}.values())
    assert fold(once) == fold(history)
    text, imported = example_document().text, example_document().sentences
    sentences = edited_sentences(text, imported, history)
    assert edited_sentences(text, imported, once) == sentences
    document = Document("b2:x", text, sentences=sentences)
    assert fold_document(once, document) == fold_document(history, document)


# ----------------------------------------------------------------------- split and joined


def test_sentences_that_people_make_are_in_the_event_and_need_no_text():
    parts = (Span(FIRST.start, FIRST.start + 5), Span(FIRST.start + 6, FIRST.end))
    payload = {"at": parts[1].start, "sentences": [[one.start, one.end] for one in parts]}
    split = made(1, EventKind.SPLIT, payload)
    blind = "x" * len(example_document().text)  # no blanks to trim by
    found = edited_sentences(blind, example_document().sentences, [split])
    assert found[:2] == parts


# ------------------------------------------------------------------------ label migrations

STEPS = (
    MigrateLabels("g1", "g2", {"hedge": ("hedging",)}),
    MigrateLabels("g2", "g3"),
    MigrateLabels("g3", "g4", {"hedging": ("doubt", "caution"), "rare": ()}),
)


def test_a_label_is_read_through_the_chain_from_its_guideline():
    chain = LabelMigrations(STEPS)
    assert chain.names("hedge", "g1") == ("doubt", "caution")
    assert chain.names("hedging", "g2") == chain.names("hedging", "g3") == ("doubt", "caution")
    assert chain.names("hedging", "g4") == ("hedging",)
    assert chain.names("hedge", "g2") == ("hedge",)  # no label of that guideline: left alone
    assert chain.names("rare", "g1") == ()
    assert chain.names("claim", "g1") == ("claim",)
    assert chain.names("hedge", "unknown") == ("hedge",)


def test_a_project_that_goes_back_to_an_earlier_guideline_reads_its_labels_as_they_are():
    there = MigrateLabels("g1", "g2", {"hedge": ("hedging",)})
    back = MigrateLabels("g2", "g1", {"hedging": ("hedge",)})
    assert LabelMigrations([there, back]).names("hedging", "g2") == ("hedge",)
    for way in (back, MigrateLabels("g2", "g1")):  # by a migration, or by editing the file
        assert LabelMigrations([there, way]).names("hedge", "g1") == ("hedge",)
    assert LabelMigrations([there, back, there]).names("hedge", "g1") == ("hedging",)


def test_a_renamed_label_is_read_by_its_new_name_and_a_split_one_waits_for_a_decision():
    renamed = LabelMigrations(STEPS[:1]).translate(put(1, "a", guideline="g1"))
    assert renamed.change.label == "hedging"
    split = LabelMigrations(STEPS).translate(put(1, "a", guideline="g1"))
    assert split.change.label == "hedge"


def test_a_rejected_suggestion_of_a_label_that_was_split_stays_rejected_for_all_parts():
    reject = made(1, "reject", {"suggestion": [3, 9, "hedge"], "rule": "r@1"}, guideline="g1")
    held = fold([LabelMigrations(STEPS).translate(reject)])
    assert held.verdicts == {
        SuggestionKey(3, 9, "doubt"): Verdict.REJECTED,
        SuggestionKey(3, 9, "caution"): Verdict.REJECTED,
    }


@given(st.permutations([f"l{number}" for number in range(4)]), st.integers(0, 3))
def test_renames_compose(names, since):
    steps = [
        MigrateLabels(f"g{number}", f"g{number + 1}", {old: (new,)})
        for number, (old, new) in enumerate(pairwise(names))
    ]
    assert LabelMigrations(steps).names(names[since], f"g{since}") == (names[-1],)


# --------------------------------------------------------------------------- the project

_NAMES = st.sampled_from(["ann", "bea", "gold", "anna"])
_UIDS = st.lists(st.sampled_from(["b2:1", "b2:2"]), unique=True).map(tuple)
project_changes = st.one_of(
    st.builds(SetRole, _NAMES, st.sampled_from(["annotator", "lead", "gold", "machine"])),
    st.builds(Rename, _NAMES, _NAMES),
    st.builds(SetSetting, st.sampled_from(["blind_share", "masked"]), st.text(max_size=3)),
    st.builds(Assign, _NAMES, _UIDS, st.sampled_from(["", "training"])),
    st.builds(Unassign, _NAMES, _UIDS),
    st.builds(MigrateLabels, st.just("g1"), st.just("g2"), st.just({"a": ("b", "c")})),
    st.builds(LinkDocuments, st.just("b2:2"), st.just("b2:1")),
)


@given(project_changes)
def test_a_project_event_is_the_same_after_writing_and_reading(change):
    assert parse_project_change(change.kind, change.to_payload()) == change


@given(st.lists(project_changes, max_size=8), st.randoms(use_true_random=False))
def test_the_state_of_a_project_does_not_depend_on_the_order_of_arrival(changes, chance):
    events = [
        ProjectEvent(f"{number:04d}", "ann", "2026", change)
        for number, change in enumerate(changes)
    ]
    assert fold_project(chance.sample(events, len(events))) == fold_project(events)


@given(st.lists(project_changes, max_size=12))
def test_every_name_stands_for_one_person_for_good(changes):
    """Whoever is renamed how often: no two become one, and the first name identifies each."""
    names, firsts = PersonNames(), {}
    for change in changes:
        if isinstance(change, SetRole):
            names.add(change.annotator)
            firsts.setdefault(names.recorded(change.annotator), change.annotator)
        elif isinstance(change, Rename):
            people = {first: names.current(first) for first in firsts}
            names.rename(change.old, change.new)
            renamed = [one for one in firsts if names.current(one) != people[one]]
            assert len(renamed) <= 1
    assert len({names.current(one) for one in firsts}) == len(firsts)
    assert all(names.recorded(names.current(one)) == one for one in firsts)


def test_hashes_of_events_differ_by_every_field():
    plain = ProjectEvent("1", "ann", "2026", SetRole("ann", "lead"))
    others = [
        ProjectEvent("2", "ann", "2026", SetRole("ann", "lead")),
        ProjectEvent("1", "bea", "2026", SetRole("ann", "lead")),
        ProjectEvent("1", "ann", "2027", SetRole("ann", "lead")),
        ProjectEvent("1", "ann", "2026", SetRole("ann", "gold")),
        ProjectEvent("1", "ann", "2026", SetRole("ann", "lead"), sitting="s"),
    ]
    assert len({one.hash for one in [plain, *others]}) == 6
    assert plain.hash.startswith("b2:")
    assert len(plain.hash) == 35


def test_an_annotation_keeps_what_was_on_show_when_it_was_made():
    first = put(1, "a1")
    again = made(
        2, EventKind.PUT, {**put(2, "a1").change.to_payload(), "label": "claim", "on_show": "same"}
    )
    (annotation,) = fold([first, again]).annotations.values()
    assert (annotation.label, annotation.on_show) == ("claim", OnShow.NONE)
