"""The record of a project: who did what, when and under what, and nothing of it ever changes."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator import __version__
from annotator.annotations import commands
from annotator.annotations.events import Draft, EventKind, Finish, Note, Put, Reject
from annotator.annotations.project_events import (
    Assign,
    Comment,
    LinkDocuments,
    MigrateLabels,
    Release,
)
from annotator.annotations.selection import Selection
from annotator.errors import StoreError
from annotator.labels import load
from annotator.model import Document, OnShow, Span, SuggestionKey, Verdict
from annotator.rule_quality.decisions import decision_history
from annotator.store import Store
from annotator.workflow.controller import Controller
from annotator.workflow.project_settings import Settings, save_project_settings
from tests.helpers.memory_store import at, example_document, labels, suggestions
from tests.helpers.paths import ROOT
from tests.helpers.suggestion_runs import put_suggestions

UID = example_document().uid
FIRST, SECOND, THIRD = example_document().sentences


def opened(path, start=1_800_000_000):
    clock = count(start)
    return Store.open(path, clock=lambda: float(next(clock)))


@pytest.fixture
def store(tmp_path):
    with opened(tmp_path / "a.db") as made:
        fill(made)
        yield made


def fill(store):
    store.documents.add(example_document())
    put_suggestions(store, UID, suggestions())
    store.annotators.enrol("ann")


def controller(store, annotator="ann", **more):
    uids = count(1)
    settings_given = more.pop("settings", Settings())
    return Controller(
        store, labels(), annotator, lambda: f"{annotator}{next(uids)}", settings_given, **more
    )


def note(text, sentence=FIRST):
    return Draft(UID, sentence, Note(text))


def held(store, annotator="ann", **more):
    return store.judgements.of_document(annotator, UID, **more)


def note_of(store, sentence=FIRST):
    return held(store)[sentence].note if sentence in held(store) else ""


# ----------------------------------------------------------------------------- each event


def test_an_event_names_layer_actor_pass_guideline_and_sitting(store):
    store.annotators.enrol("gold", "gold")
    lead = controller(store, "gold", actor="ann", settings=Settings(blind_share=0.25))
    lead.label_set = lead.session.label_set = labels_with_guideline()
    lead.record(commands.note(lead.session, "settled"))
    (event,) = store.events.iterate()
    assert (event.annotator, event.actor, event.pass_number) == ("gold", "ann", 0)
    assert event.guideline == "b2:guideline"
    raw = store._database.execute("SELECT * FROM sittings WHERE uid = ?", (event.sitting,))
    sitting = dict(zip([one[0] for one in raw.description], raw.fetchone(), strict=True))
    assert (sitting["actor"], sitting["program"]) == ("ann", __version__)
    assert sitting["file"] == store.sittings.file_id()
    assert '"blind_share":0.25' in sitting["settings"]


def labels_with_guideline():
    return replace(labels(), guideline="b2:guideline")


def test_each_event_carries_the_hash_of_its_content(store, tmp_path):
    work = controller(store)
    work.record(commands.accept_all(work.session))
    work.record(commands.finish(work.session))
    assert all(one.stored == one.hash for one in store.history.hashes())
    store.close()
    raw = sqlite3.connect(tmp_path / "a.db")
    raw.execute("DROP TRIGGER events_no_update")
    raw.execute("UPDATE events SET milliseconds = 1 WHERE kind = 'finish'")
    raw.commit()
    raw.close()
    with Store.open(tmp_path / "a.db") as changed:
        wrong = [one.uid for one in changed.history.hashes() if one.stored != one.hash]
        finish = [one.uid for one in changed.events.iterate() if one.kind is EventKind.FINISH]
    assert wrong == finish


@pytest.mark.parametrize(
    "table",
    [
        *("events", "label_sets", "guidelines", "rule_sets", "sittings", "project_events"),
        *("runs", "suggestions", "vanished_suggestions", "snapshots"),
    ],
)
def test_no_row_of_the_record_can_be_changed_or_deleted(table, store):
    label_set = load(ROOT / "labels.yaml")
    store.label_sets.put(label_set)
    put_suggestions(store, UID, [], version="2")  # so that some vanish
    store.events.record("ann", [note("x")])
    store.history.create_snapshot("s")
    before = dump(store, table)
    assert before
    column = store._database.execute(f"PRAGMA table_info({table})").fetchall()[1][1]
    for sql in (f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}"):
        with pytest.raises(sqlite3.IntegrityError):
            store._database.execute(sql)
    assert dump(store, table) == before


# -------------------------------------------------------------------------------- revoking


def test_u_takes_a_revoke_for_a_step_as_any_other(store):
    groups = [store.events.record("ann", [note(text)]).events[0].group for text in ("1", "2", "3")]
    store.events.record("ann", [note("second", SECOND)])
    store.events.revoke("ann", groups[2])
    assert note_of(store) == "2"
    store.events.revoke("ann", groups[0])
    assert note_of(store) == "2"
    assert store.events.undo("ann").targets[0].kind is EventKind.REVOKE
    assert store.events.undo("ann").targets[0].kind is EventKind.REVOKE
    assert note_of(store) == "3"
    assert note_of(store, SECOND) == "second"
    store.events.undo("ann")
    assert note_of(store, SECOND) == ""
    store.events.undo("ann")
    assert note_of(store) == "2"
    for _ in range(4):
        store.events.redo("ann")
    assert (note_of(store), note_of(store, SECOND)) == ("2", "second")
    before = held(store)
    store.rebuild()
    assert held(store) == before


def test_only_ones_own_key_presses_can_be_revoked(store):
    store.annotators.enrol("bea")
    group = store.events.record("bea", [note("x")]).events[0].group
    with pytest.raises(ValueError, match="'ann' has no events of the group"):
        store.events.revoke("ann", group)
    with pytest.raises(ValueError, match="no events of the group 'none'"):
        store.events.revoke("ann", "none")


def test_a_revoked_join_brings_the_sentences_back(store):
    work = controller(store)
    work.record(commands.join(work.session))
    (event,) = store.events.iterate()
    assert event.change.sentences == (Span(FIRST.start, SECOND.end),)
    store.events.revoke("ann", event.group)
    assert store.documents.get(UID).sentences == (FIRST, SECOND, THIRD)
    store.events.undo("ann")
    assert store.documents.get(UID).sentences == (Span(FIRST.start, SECOND.end), THIRD)


# ---------------------------------------------------------------------------------- passes


def test_a_silent_repeat_is_folded_apart_and_counts_only_against_the_first_time(store):
    first = controller(store)
    first.record(commands.accept(first.session))
    first.record(commands.note(first.session, "first"))
    first.record(commands.finish(first.session))
    before, done = held(store), store.annotators.progress("ann")
    again = controller(store, pass_number=1)
    assert again.session.judgements == {}
    assert again.session.is_undecided(FIRST)
    again.record(commands.reject(again.session))
    assert again.session.judgement.verdicts
    again.record(commands.note(again.session, "again"))
    assert held(store) == before
    assert store.annotators.progress("ann") == done
    repeat = held(store, pass_number=1)[FIRST]
    assert repeat.note == "again"
    assert list(repeat.verdicts.values()) == [Verdict.REJECTED]
    assert not repeat.finished
    assert [one.pass_number for one in store.history.readings()] == [0, 1]
    assert [one.pass_number for one in store.judgements.readings()] == [0]
    decisions = decision_history(store.events.iterate()).decisions
    assert {one.document for one in decisions} == {UID}
    assert len(decisions) == len(suggestions())
    again.undo()
    assert held(store, pass_number=1)[FIRST].note == ""
    assert held(store) == before
    store.rebuild()
    assert held(store) == before


# ---------------------------------------------------------------------------- what was shown


def test_what_was_on_show_is_known_for_every_annotation(store):
    work = controller(store)
    for phrase, label in (
        ("falsely described the dam", "verdict_false"),  # same label, overlapping words
        ("falsely described", "hedge"),  # another one
    ):
        work.session.selection = Selection(at(phrase))
        work.record(commands.put(work.session, label))
    work.go_to(2)
    work.session.selection = Selection(at("claims nothing"))
    work.record(commands.put(work.session, "claim"))
    work.go_to(0)
    work.session.selected_key = next(
        mark.key for mark in work.session.marks(FIRST) if mark.label == "implicature"
    )
    work.record(commands.accept(work.session))
    shown = {
        (one.label, str(one.origin)): one.on_show
        for judgement in held(store).values()
        for one in judgement.annotations.values()
    }
    assert shown == {
        ("verdict_false", "manual"): OnShow.SAME,
        ("hedge", "manual"): OnShow.OTHER,
        ("claim", "manual"): OnShow.NONE,
        ("implicature", "accepted"): OnShow.SAME,
    }


def test_in_a_blind_sentence_nothing_is_on_show_until_it_is_revealed(store):
    work = controller(store, settings=Settings(blind_share=1.0))
    assert work.session.is_blind(FIRST)
    work.session.selection = Selection(at("falsely described"))
    work.record(commands.put(work.session, "verdict_false"))
    work.record(commands.finish(work.session, shown=False))
    work.session.selected_key = next(
        mark.key for mark in work.session.marks(FIRST) if mark.label == "implicature"
    )
    work.record(commands.accept(work.session))
    shown = {one.label: one.on_show for one in held(store)[FIRST].annotations.values()}
    assert shown == {"verdict_false": OnShow.NONE, "implicature": OnShow.SAME}


# ---------------------------------------------------------------------------- the project


def test_roles_and_settings_are_events_with_the_tables_as_their_fold(store):
    store.annotators.enrol("bea", "lead")
    store.annotators.enrol("ann", "lead")
    store.annotators.enrol("ann")  # a lead stays lead
    store.annotators.enrol("gold", "gold")
    store.annotators.enrol("model", "machine")
    save_project_settings(store, 0.3, "source", actor="bea")
    store.project.record([Assign("ann", (UID,), "training"), LinkDocuments("b2:new", UID)])
    comment = Comment("ann", UID, FIRST, "Why?", sent_back=True)
    store.project.record([comment, Release((UID,))], actor="bea")
    state = store.project.state()
    roles = {"ann": "lead", "bea": "lead", "gold": "gold", "model": "machine"}
    assert state.roles == roles == {name: store.annotators.role(name) for name in roles}
    assert state.settings == {"blind_share": "0.3", "masked": "source"}
    assert store.settings.get("blind_share") == "0.3"
    assert store.annotators.people() == ["ann", "bea"]
    assert {one.actor for one in store.project.iterate()} == {"", "bea"}
    assert state.comments == [("bea", comment)]
    assert state.released == {UID}
    tables = (
        *("annotators", "settings", "document_assignments", "label_migrations"),
        *("document_links", "comments", "released_documents"),
    )
    before = [dump(store, table) for table in tables]
    assert all(before[-3:])
    assert dump(store, "document_assignments") == [("ann", UID, "training")]
    store.rebuild()
    assert [dump(store, table) for table in tables] == before


def dump(store, table):
    return sorted(store._database.execute(f"SELECT * FROM {table}").fetchall())


def test_nobody_takes_the_name_of_gold_or_of_a_machine(store):
    store.annotators.enrol("gold", "gold")
    with pytest.raises(StoreError, match="'gold' is taken by an annotator with the role gold"):
        store.annotators.enrol("gold")
    assert store.project.state().roles == {"ann": "annotator", "gold": "gold"}


def test_a_changed_guideline_is_a_step_in_the_chain_of_migrations(store):
    assert store.project.current_guideline() == ""
    for uid in ("g1", "g1", "g2"):
        store.project.follow_guideline(uid)
    assert store.project.current_guideline() == "g2"
    steps = [(one.old, one.new) for one in store.project.state().migrations]
    assert steps == [("", "g1"), ("g1", "g2")]


def test_an_undo_is_made_under_the_guideline_in_force_not_that_of_what_it_undoes(store):
    work = controller(store)
    work.label_set = work.session.label_set = replace(labels(), guideline="g1")
    work.record(commands.note(work.session, "x"))
    work.label_set = work.session.label_set = replace(labels(), guideline="g2")
    work.undo()
    assert [event.guideline for event in store.events.iterate()] == ["g1", "g2"]


def test_after_a_migration_old_decisions_are_read_in_the_new_words_and_stay_as_they_were(store):
    store.project.follow_guideline("g1")
    span, key = at("falsely described"), suggestions()[0].key
    made = Draft(UID, FIRST, Put("n1", "hedge", (span,), {}))
    rejected = Draft(UID, FIRST, Reject(key, "verdict_false.say@0000aaaa"))
    store.events.record("ann", [made], guideline="g1")
    store.events.record("ann", [rejected], guideline="g1")
    raw = dump(store, "events")
    labels_now = {"hedge": ("hedging",), key.label: ("wrong", "misleading")}
    store.migrate_labels(MigrateLabels("g1", "g2", labels_now), actor="ann")
    judgement = held(store)[FIRST]
    assert judgement.annotations["n1"].label == "hedging"
    assert judgement.annotations["n1"].guideline == "g1"
    parts = {SuggestionKey(key.start, key.end, name) for name in ("wrong", "misleading")}
    assert judgement.verdicts == dict.fromkeys(parts, Verdict.REJECTED)
    assert dump(store, "events") == raw
    store.events.record(
        "ann", [Draft(UID, FIRST, Put("n2", "hedging", (span,), {}))], guideline="g2"
    )
    assert held(store)[FIRST].annotations["n2"].label == "hedging"
    before = held(store)
    store.rebuild()
    assert held(store) == before


# ------------------------------------------------------------------------------- history

steps = st.lists(
    st.sampled_from(["accept", "reject", "note", "finish", "merge", "next", "undo", "redo"]),
    max_size=12,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps)
def test_as_of_a_moment_everything_is_as_it_was_held_then(tmp_path_factory, keys):
    with opened(tmp_path_factory.mktemp("as_of") / "a.db") as store:
        fill(store)
        work = controller(store)
        moments = []
        for key in keys:
            press(work, key)
            newest = max((event.at for event in store.events.iterate()), default="")
            moments.append((newest, readings(store.judgements.readings())))
        assert readings(store.history.readings()) == readings(store.judgements.readings())
        for moment, expected in moments:
            assert readings(store.history.readings(as_of=moment)) == expected


def press(work, key):
    session = work.session
    drafts = {
        "accept": lambda: commands.accept(session),
        "reject": lambda: commands.reject(session),
        "note": lambda: commands.note(session, f"note {session.changed}"),
        "finish": lambda: commands.finish(session),
        "merge": lambda: commands.join(session),
    }
    if key in drafts:
        work.record(drafts[key]())
    elif key == "next":
        work.step(1)
    else:
        getattr(work, key)()


def readings(found):
    return {
        (one.document.uid, one.annotator): (one.document.sentences, dict(one.judgements))
        for one in found
    }


def test_what_a_file_received_later_was_not_held_here_before(store, tmp_path):
    store.events.record("ann", [note("made here")])
    (first,) = store.events.iterate()
    store.close()
    raw = sqlite3.connect(tmp_path / "a.db")
    raw.execute(
        'INSERT INTO events (uid, "group", annotator_id, document_id, sentence_id, at, kind,'
        " payload, received_at) SELECT substr(uid, 1, 27) || 'x', 'other', annotator_id,"
        " document_id, sentence_id, '2020-01-01T00:00:00.000+00:00', kind,"
        " '{\"text\":\"made before, received after\"}', '2100-01-01T00:00:00.000+00:00' FROM events"
    )
    raw.commit()
    raw.close()
    with Store.open(tmp_path / "a.db") as again:
        (then,) = again.history.readings(as_of=first.at)
        (later,) = again.history.readings(as_of="2100-01-02")
    assert then.judgements[FIRST].note == "made here"
    assert later.judgements[FIRST].note == "made before, received after"


def test_a_snapshot_gives_the_same_whatever_comes_after(store):
    work = controller(store)
    work.record(commands.accept_all(work.session))
    made = store.history.create_snapshot("pilot")
    before = list(store.history.readings())
    work.record(commands.note(work.session, "later"))
    work.undo()
    work.undo()
    assert list(store.history.readings(snapshot="pilot")) == before
    assert list(store.history.readings()) != before
    assert store.history.snapshots() == [made]
    with pytest.raises(StoreError, match="a snapshot 'pilot' already"):
        store.history.create_snapshot("pilot")
    with pytest.raises(StoreError, match="no snapshot 'other'; there are: pilot"):
        list(store.history.readings(snapshot="other"))


def test_another_file_gives_a_snapshot_only_if_it_holds_all_its_events(store, tmp_path):
    store.events.record("ann", [note("x")])
    store.history.create_snapshot("pilot")
    row = store._database.execute("SELECT * FROM snapshots").fetchone()
    with Store.open(tmp_path / "b.db") as other:
        fill(other)
        with other.transaction():
            other._database.execute("INSERT INTO snapshots VALUES (?, ?, ?, ?)", row)
        with pytest.raises(
            StoreError, match="1 of the 1 events of the snapshot 'pilot' are not in"
        ):
            list(other.history.readings(snapshot="pilot"))


def test_the_hash_of_a_snapshot_depends_on_the_events_alone(store):
    store.events.record("ann", [note("x")])
    one = store.history.create_snapshot("one")
    two = store.history.create_snapshot("two")
    store.events.record("ann", [note("y")])
    three = store.history.create_snapshot("three")
    assert one.hash == two.hash != three.hash
    assert (one.events, three.events) == (1, 2)


def test_untouched_documents_have_no_reading(store):
    text = "One. Two."
    store.documents.add(Document("b2:two", text, {}, (), (Span(0, 4), Span(5, 9))))
    finish = Draft(UID, THIRD, Finish(finished=True, shown=True))
    store.events.record("ann", [finish])
    assert [one.document.uid for one in store.history.readings()] == [UID]
