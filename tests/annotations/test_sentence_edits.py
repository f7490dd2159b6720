"""Sentences that people merge and split: nothing is lost, whatever the order, and undo undoes."""

from __future__ import annotations

import random
from dataclasses import replace
from functools import partial
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator import formats
from annotator.agreement.units import units
from annotator.annotations import commands
from annotator.annotations.events import EventKind
from annotator.annotations.fold import fold
from annotator.annotations.sentence_edits import edited_sentences, fold_document
from annotator.annotations.session import Session
from annotator.api import Project, ProjectFolder
from annotator.formats import native
from annotator.model import Document, Reading, Span
from annotator.rule_quality.decisions import Outcome, decision_history
from annotator.store import Bookmark, Store
from tests.helpers.datasets import readings_of
from tests.helpers.events import draft_of, event_of
from tests.helpers.memory_store import at, example_document, labels, suggestions
from tests.helpers.suggestion_runs import put_suggestions

FIRST, SECOND, THIRD = example_document().sentences
BOTH = Span(FIRST.start, SECOND.end)
PEOPLE = ("ann", "bea")


def event(number, kind, payload, sentence=FIRST, annotator="ann"):
    uid = f"{number:04d}"
    return event_of(
        uid, kind, payload, document=example_document().uid, sentence=sentence, annotator=annotator
    )


def merge(number, where=SECOND.start, **more):
    return event(number, EventKind.JOIN, {"at": where}, **more)


def split(number, where, **more):
    return event(number, EventKind.SPLIT, {"at": where}, **more)


def undo(number, group, **more):
    return event(number, EventKind.UNDO, {"group": f"{group:04d}"}, **more)


def finish(number, sentence, finished=True, shown=True):
    payload = {"finished": finished, "shown": shown, "suggestions": []}
    return event(number, EventKind.FINISH, payload, sentence)


def note(number, text, sentence):
    return event(number, EventKind.NOTE, {"text": text}, sentence)


def put(number, phrase, sentence):
    span = at(phrase)
    payload = {
        "annotation": f"n{number}", "label": "hedge", "fragments": [[span.start, span.end]],
        "attributes": {}, "label_set": "b2:labels",
    }  # fmt: skip
    return event(number, EventKind.PUT, payload, sentence)


def now(*events):
    return edited_sentences(example_document().text, example_document().sentences, events)


def held(*events, sentences=(BOTH, THIRD)):
    document = Document(
        example_document().uid, example_document().text, {}, example_document().blocks, sentences
    )
    return fold_document(events, document)


# ------------------------------------------------------------------------------- borders


def test_a_merge_removes_a_boundary_and_a_split_adds_one():
    word = at("and we always").start - 1
    assert now() == example_document().sentences
    assert now(merge(1)) == (BOTH, THIRD)
    assert now(merge(1), split(2, SECOND.start)) == example_document().sentences
    assert now(split(1, word)) == (
        FIRST,
        Span(SECOND.start, word - 1),
        Span(word, SECOND.end),
        THIRD,
    )
    assert now(merge(1), split(2, word)) == (
        Span(FIRST.start, word - 1),
        Span(word, SECOND.end),
        THIRD,
    )


def test_each_border_is_by_itself_so_that_undoing_one_leaves_the_others():
    word = at("“and we").start
    by_bea = split(2, word, sentence=BOTH, annotator="bea")
    assert now(merge(1), by_bea, undo(3, 1)) == now(split(1, word))


def test_what_two_people_merge_stays_merged_until_both_take_it_back():
    twice = [merge(1), merge(2, annotator="bea")]
    assert now(*twice, undo(3, 1)) == (BOTH, THIRD)
    assert now(*twice, undo(3, 1), undo(4, 2)) == example_document().sentences


def test_boundaries_where_no_sentence_can_begin_do_no_harm():
    blank = SECOND.start - 1
    assert (
        now(split(1, blank), split(2, FIRST.start), split(3, 10_000))
        == example_document().sentences
    )
    assert now(merge(1, FIRST.start), merge(2, 10_000)) == example_document().sentences


# ---------------------------------------------------------------------------- judgements


def test_annotations_of_both_sentences_are_held_of_the_merged_one():
    done = [put(1, "falsely", FIRST), put(2, "deny", SECOND), merge(3), put(4, "he said", BOTH)]
    assert set(held(*done)[BOTH].annotations) == {"n1", "n2", "n4"}


def test_what_was_made_of_the_merged_one_goes_where_it_begins_once_it_is_split():
    done = [merge(1), put(2, "deny", BOTH), put(3, "falsely", BOTH)]
    again = held(*done, sentences=example_document().sentences)
    assert (set(again[FIRST].annotations), set(again[SECOND].annotations)) == ({"n3"}, {"n2"})


def test_an_answer_given_after_the_merge_reaches_the_annotation_made_before():
    answer = {"annotation": "n1", "name": "kind", "value": "dig"}
    done = [put(1, "deny", SECOND), merge(2), event(3, EventKind.SET, answer, BOTH)]
    assert held(*done)[BOTH].annotations["n1"].attributes == {"kind": "dig"}
    gone = event(4, EventKind.DELETE, {"annotation": "n1"}, BOTH)
    assert held(*done, gone)[BOTH].annotations == {}


def test_notes_are_joined_and_the_next_note_replaces_them():
    done = [note(1, "one", FIRST), note(2, "two", SECOND), merge(3)]
    assert held(*done)[BOTH].note == "one; two"
    assert held(*done, note(4, "both", BOTH))[BOTH].note == "both"
    assert held(*done, note(4, "", BOTH))[BOTH].note == ""


def test_a_flag_of_either_is_a_flag_of_both_and_is_taken_away_as_one():
    flag = event(1, EventKind.FLAG, {"flagged": True}, SECOND)
    assert held(flag, merge(2))[BOTH].flagged
    gone = event(3, EventKind.FLAG, {"flagged": False}, BOTH)
    assert not held(flag, merge(2), gone)[BOTH].flagged


def test_a_merged_sentence_is_finished_if_all_its_text_was():
    assert not held(finish(1, FIRST), merge(2))[BOTH].finished
    assert held(finish(1, FIRST), finish(2, SECOND), merge(3))[BOTH].finished
    assert held(merge(1), finish(2, BOTH))[BOTH].finished


def test_the_last_word_on_a_sentence_counts():
    done = [finish(1, FIRST), finish(2, SECOND), merge(3), finish(4, BOTH, finished=False)]
    assert not held(*done)[BOTH].finished
    apart = held(*done, sentences=example_document().sentences)
    assert not apart[FIRST].finished
    one_again = held(*done, finish(5, FIRST), sentences=example_document().sentences)
    assert (one_again[FIRST].finished, one_again[SECOND].finished) == (True, False)


def test_both_halves_of_a_finished_sentence_are_finished_and_blind_only_if_all_was():
    done = [merge(1), finish(2, BOTH, shown=False)]
    apart = held(*done, sentences=example_document().sentences)
    assert [apart[one].finished for one in (FIRST, SECOND)] == [True, True]
    assert [apart[one].shown for one in (FIRST, SECOND)] == [False, False]
    mixed = [finish(1, FIRST, shown=False), finish(2, SECOND, shown=True), merge(3)]
    assert held(*mixed)[BOTH].shown


# ----------------------------------------------------------------------------- the store


def linked():
    """The suggestions of the paper, the first of which frames the second."""
    first, second = suggestions()
    return replace(first, frames=second.key), second


def project(folder):
    store = Store.open(folder / "a.db")
    store.label_sets.put(labels())
    store.documents.add(example_document())
    put_suggestions(store, example_document().uid, linked())
    for name in PEOPLE:
        store.annotators.enrol(name)
    return store


class Person:
    """An annotator with a document open, who looks again before each key press."""

    def __init__(self, store, name, uids):
        self.store, self.name, self.uids = store, name, uids

    def session(self, place, selected_key=None):
        uid = example_document().uid
        session = Session(
            self.store.documents.get(uid), labels(), self.store.suggestions.of_document(uid),
            self.store.judgements.of_document(self.name, uid),
            lambda: f"{self.name}{next(self.uids)}",
            source_sentences=self.store.judgements.source_sentences(self.name, uid),
        )  # fmt: skip
        session.go_to(place % len(session.document.sentences))
        session.selected_key = selected_key or session.selected_key
        return session

    def do(self, key, place):
        session = self.session(place)
        here = session.sentence
        text = session.document.text
        if key == "u":
            self.store.events.undo(self.name)
            return
        if key == "U":
            self.store.events.redo(self.name)
            return
        if key == "p":
            middle = min(here.end - 1, here.start + 1 + place)
            session.select_span(Span(middle, middle + 1))
        drafts = {
            "+": partial(commands.join, session),
            "|": lambda: commands.split(session, text.find(" ", here.start + 3 * place)),
            "p": lambda: commands.put(session, "hedge"),
            "a": partial(commands.accept, session),
            "x": partial(commands.reject, session),
            "f": partial(commands.flag, session),
            "F": partial(commands.finish, session),
            "R": partial(commands.reopen, session),
            "t": lambda: (
                commands.set_value(session, session.selected_mark, "kind", "dig")
                if session.selected_mark
                else []
            ),
            "c": lambda: commands.note(
                session, f"{session.judgement.note} {self.name}{place}".strip()
            ),
        }[key]()
        self.store.events.record(self.name, drafts)


def check(store):
    """What must hold at any moment."""
    document = store.documents.get(example_document().uid)
    everything = list(store.events.iterate())
    assert document.sentences == edited_sentences(
        example_document().text, example_document().sentences, everything
    )
    assert store.documents.summaries("ann")[0].sentences == len(document.sentences)
    for name in PEOPLE:
        events = list(store.events.iterate(name))
        judgements = store.judgements.of_document(name, document.uid)
        assert set(judgements) == set(fold_document(events, document))
        reported = {
            source_sentence: one
            for source_sentence, one in fold_document(events, document).items()
            if one != UNTOUCHED
        }
        assert {
            source_sentence: one for source_sentence, one in judgements.items() if one != UNTOUCHED
        } == reported
        assert set(judgements) <= {None, *document.sentences}
        uids = [uid for one in judgements.values() for uid in one.annotations]
        assert sorted(uids) == sorted(fold(events).annotations)
        links = [uid for one in judgements.values() for uid in one.relations]
        assert sorted(links) == sorted(fold(events).relations)
        done = {
            source_sentence
            for source_sentence, one in judgements.items()
            if source_sentence and one.finished
        }
        progress = store.annotators.progress(name)
        assert (progress.finished, progress.total) == (len(done), len(document.sentences))
        assert store.documents.summaries(name)[0].finished == len(done)
        assert queue(store, name) == [one for one in document.sentences if one not in done]


UNTOUCHED = fold([])


def queue(store, name):
    """The sentences that are to be judged, in the order they come."""
    found = []
    place = store.queue.next_unfinished(name)
    while place is not None and place[1] not in found:
        found.append(place[1])
        place = store.queue.next_unfinished(name, after=place)
    return found


KEYS = st.tuples(st.sampled_from(PEOPLE), st.sampled_from("+++|||paxfFFRtcuuU"), st.integers(0, 5))


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(st.lists(KEYS, max_size=16))
def test_whatever_two_people_do_nothing_is_lost_and_a_rebuild_gives_the_same(
    tmp_path_factory, keys
):
    with project(tmp_path_factory.mktemp("segments")) as store:
        uids = count()
        people = {name: Person(store, name, uids) for name in PEOPLE}
        for name, key, place in keys:
            people[name].do(key, place)
            check(store)
        before = [store.judgements.reading(name, example_document().uid) for name in PEOPLE]
        progress = [store.annotators.progress(name) for name in PEOPLE]
        store.rebuild()
        assert [store.annotators.progress(name) for name in PEOPLE] == progress
        assert [
            _bare(store.judgements.reading(name, example_document().uid)) for name in PEOPLE
        ] == list(map(_bare, before))
        check(store)
        for name in PEOPLE:
            while store.events.undo(name).targets:
                pass
        check(store)
        assert store.documents.sentences(example_document().uid) == example_document().sentences
        for name in PEOPLE:
            assert all(
                one == UNTOUCHED
                for one in store.judgements.of_document(name, example_document().uid).values()
            )


def _bare(reading):
    """A reading without what was never touched."""
    kept = {
        source_sentence: one
        for source_sentence, one in reading.judgements.items()
        if one != UNTOUCHED
    }
    return Reading(reading.document, reading.annotator, kept)


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(st.lists(KEYS.filter(lambda key: key[1] not in "+|"), max_size=14))
def test_where_no_boundary_changed_a_document_is_the_fold_of_each_sentence(tmp_path_factory, keys):
    with project(tmp_path_factory.mktemp("segments")) as store:
        uids = count()
        for name, key, place in keys:
            Person(store, name, uids).do(key, place)
        for name in PEOPLE:
            folded = fold_document(
                store.events.iterate(name), store.documents.get(example_document().uid)
            )
            assert store.judgements.of_document(name, example_document().uid) == folded


@pytest.mark.parametrize("seed", range(5))
def test_events_give_the_same_sentences_and_judgements_in_any_order(seed):
    events = [
        merge(1), put(2, "falsely", BOTH), note(3, "x", BOTH), split(4, at("in an").start),
        finish(5, FIRST), undo(6, 1), note(7, "y", SECOND), finish(8, SECOND),
    ]  # fmt: skip
    shuffled = random.Random(seed).sample(events, len(events))
    assert now(*shuffled) == now(*events)
    assert held(*shuffled, sentences=now(*events)) == held(*events, sentences=now(*events))


def test_suggestions_stay_and_the_rules_are_due_again(tmp_path):
    with project(tmp_path) as store:
        Person(store, "ann", count()).do("+", 0)
        assert store.suggestions.of_document(example_document().uid) == linked()
        assert store.suggestions.pending("rules", "") == [example_document().uid]


def test_who_joins_later_gets_the_current_sentences_and_new_documents_too(tmp_path):
    with project(tmp_path) as store:
        store.documents.add(Document("b2:more", "One more.", {}, (), (Span(0, 9),)))
        Person(store, "ann", count()).do("+", 0)
        for name in ("ann", "cid"):
            store.annotators.enrol(name)
            assert store.annotators.progress(name).total == 3
            assert store.queue.next_unfinished(name, after=(example_document().uid, THIRD)) == (
                "b2:more",
                Span(0, 9),
            )
        assert queue(store, "cid")[:2] == [BOTH, THIRD]


def test_a_place_and_a_finish_of_a_sentence_that_is_gone_still_count(tmp_path):
    with project(tmp_path) as store:
        store.annotators.set_bookmark("bea", Bookmark(example_document().uid, SECOND))
        Person(store, "ann", count()).do("+", 0)
        assert store.annotators.bookmark("bea") == Bookmark(example_document().uid, SECOND)
        for sentence in (FIRST, SECOND):
            store.events.record("bea", [_finish_of(sentence)])
        assert store.judgements.of_document("bea", example_document().uid)[BOTH].finished
        assert store.annotators.progress("bea").finished == 1


def _finish_of(sentence):

    payload = {"finished": True, "shown": True, "suggestions": []}
    return draft_of(EventKind.FINISH, example_document().uid, sentence, payload)


def test_what_is_said_of_an_annotation_after_a_merge_is_filed_where_it_was_made(tmp_path):
    with project(tmp_path) as store:
        ann = Person(store, "ann", count())
        ann.do("a", 0)
        ann.do("+", 1)
        ann.do("+", 0)
        session = ann.session(0)
        session.select_next_mark(-1)
        assert session.selected_mark.annotation
        store.events.record(
            "ann", commands.set_value(session, session.selected_mark, "confidence", 2)
        )
        store.events.record(
            "ann", commands.reject(ann.session(0, selected_key=session.selected_key))
        )
        *_, answer, gone, refused = store.events.iterate("ann")
        assert {one.sentence for one in (answer, gone, refused)} == {FIRST}
        assert store.judgements.of_document("ann", example_document().uid)[BOTH].annotations == {}


def test_a_report_lists_each_suggestion_once_though_sentences_were_merged(tmp_path):
    with project(tmp_path) as store:
        ann = Person(store, "ann", count())
        for key in "a+F":
            ann.do(key, 0)
        decisions = decision_history(store.events.iterate()).decisions
        assert [(one.key[2], one.outcome) for one in decisions] == [
            ("verdict_false", Outcome.ACCEPTED),
            ("implicature", Outcome.UNDECIDED),
        ]


def test_exports_and_agreement_see_the_sentences_there_are_now(tmp_path):
    with project(tmp_path) as store:
        ann, bea = (Person(store, name, count()) for name in PEOPLE)
        for key, place in [("a", 0), ("F", 0), ("F", 1)]:
            bea.do(key, place)
        for key in "+pF":
            ann.do(key, 0)
        readings = list(store.judgements.readings())
        path = tmp_path / "all.jsonl"
        formats.write_atomically(path, native.lines(store.datasets.read()))
    compared = units(readings)
    assert compared.coders == PEOPLE
    assert len(compared.documents) == 1
    assert readings_of(formats.read(path)) == readings
    assert [one.document.sentences for one in readings] == [(BOTH, THIRD)] * 2


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(st.lists(KEYS, max_size=16), st.lists(KEYS, max_size=6))
def test_whatever_two_people_did_can_be_imported_and_worked_on(tmp_path_factory, keys, later):
    folder = tmp_path_factory.mktemp("imports")
    file = folder / "all.jsonl"
    with project(folder) as store:
        people = {name: Person(store, name, count()) for name in PEOPLE}
        for name, key, place in keys:
            people[name].do(key, place)
        before = "".join(native.lines(store.datasets.read()))
        file.write_text(before, "utf-8")
    with Store.open(folder / "b.db") as store:
        Project(ProjectFolder(folder), store).import_annotations(file)
        assert "".join(native.lines(store.datasets.read())) == before
        uids = count(1_000)
        people = {name: Person(store, name, uids) for name in PEOPLE}
        for name, key, place in later:
            people[name].do(key, place)
        after = "".join(native.lines(store.datasets.read()))
        store.rebuild()
        assert "".join(native.lines(store.datasets.read())) == after
        Project(ProjectFolder(folder), store).import_annotations(file)
        assert "".join(native.lines(store.datasets.read())) == after
