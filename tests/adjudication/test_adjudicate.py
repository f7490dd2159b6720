"""A lead settles what annotators differ about: every kind of it, each way, and back again."""

from __future__ import annotations

import pytest

from annotator.adjudication.document import ItemState
from annotator.adjudication.policy import Policy
from annotator.annotations.events import Delete, JoinSentences, Put, SplitSentence
from annotator.annotations.project_events import Assign, SetRole, Unassign
from annotator.errors import AnnotatorError, ChangedElsewhere, StoreError
from annotator.model import SettledAs, Span
from annotator.store import Store
from annotator.store.adjudication_queue import QueueFilter
from tests.helpers.adjudicated import Study

PEOPLE = ("ann", "bea", "cy")


@pytest.fixture
def study(tmp_path):
    made = Study(tmp_path, PEOPLE)
    yield made
    made.store.close()


def kinds(work):
    return [[*map(str, one.item.kinds)] for one in work.sentence.items]


def states(work):
    return [str(one.state) for one in work.sentence.items]


# ------------------------------------------------------------------------------ finding


def label(study):
    study.put("ann", "hedge", "falsely described")
    study.put("bea", "hedge", "falsely described")
    study.put("cy", "verdict_false", "falsely described")


def bounds(study):
    study.put("ann", "hedge", "falsely described")
    study.put("bea", "hedge", "falsely described")
    study.put("cy", "hedge", "described")


def missed(study):
    study.put("cy", "hedge", "falsely described")


def voice(study):
    for name, value in zip(PEOPLE, ("narrator", "narrator", "source"), strict=True):
        study.put(name, "hedge", "falsely described", voice=value)


def attribute(study):
    for name, value in zip(PEOPLE, ("weak", "weak", "strong"), strict=True):
        study.put(name, "hedge", "falsely described", strength=value)


def relation(study):
    for name in PEOPLE:
        ends = study.put(name, "hedge", "falsely described"), study.put(name, "claim", "the dam")
        if name != "cy":
            study.relate(name, *ends)


def discontinuous(study):
    study.put("ann", "hedge", "falsely", "the dam")
    study.put("bea", "hedge", "falsely", "the dam")
    study.put("cy", "hedge", "falsely")


def stacked(study):
    for name in PEOPLE:
        study.put(name, "hedge", "falsely described the dam")
        study.put(name, "hedge", "described" if name == "cy" else "falsely described")


DISAGREEMENTS = {
    label: [["label"]],
    bounds: [["bounds"]],
    missed: [["missed"]],
    voice: [["voice"]],
    attribute: [["attribute"]],
    relation: [[], [], ["relation"]],
    discontinuous: [["bounds"]],
    stacked: [[], ["bounds"]],
}
"""Each with what is found, in the order of the text."""


@pytest.mark.parametrize("planted", DISAGREEMENTS, ids=lambda one: one.__name__)
def test_each_kind_of_disagreement_is_found_and_typed(study, planted):
    planted(study)
    study.finish(*PEOPLE)
    work = study.adjudication()
    assert work.open_first()
    assert sorted(kinds(work)) == sorted(DISAGREEMENTS[planted])
    assert sum(bool(one.item.kinds) for one in work.sentence.items) == 1
    assert work.status.item.kinds
    assert work.counts().disagreements == 1


def test_the_same_words_filed_under_two_sentences_are_no_disagreement(study):
    for name, sentence in (("ann", 0), ("bea", 1)):
        span = study.span("Moro. “We deny")
        study.record(name, study.document.sentences[sentence], Put(name, "hedge", (span,), {}))
    for sentence in (0, 1):
        study.finish("ann", "bea", sentence=sentence)
    work = study.adjudication()
    assert not work.open_first()
    assert work.counts().sentences == 0


def test_what_one_person_alone_finished_is_nothing_to_adjudicate(study):
    study.put("ann", "hedge", "falsely described")
    study.finish("ann")
    assert not study.adjudication().open_first()


def test_gold_and_machines_are_not_compared(study):
    study.store.annotators.enrol("model", "machine")
    study.put("model", "hedge", "described")
    study.finish("model", "ann", "bea")
    assert not study.adjudication().open_first()


# ------------------------------------------------------------------------------ documents


def give_document(study, name, label, **values):
    span = Span(0, len(study.document.text))
    study.record(name, None, Put(f"{name}-{label}", label, (span,), values))


def test_labels_of_a_document_are_settled_with_its_first_sentence(study):
    for name in PEOPLE:
        study.finish(name, sentence=0)
        study.finish(name, sentence=1)
        study.finish(name, sentence=2)
    give_document(study, "ann", "verdict_false")
    give_document(study, "bea", "verdict_false")
    for name in PEOPLE:
        give_document(study, name, "claim", sure=1 if name == "ann" else 2)
    work = study.adjudication()
    work.open_first()
    assert work.sentence.sentence == study.document.sentences[0]
    assert kinds(work) == [["attribute"], ["missed"]]
    work.take_majority()
    work.take(letter(work, "cy"))
    held = work.queue.gold(study.document.uid)
    (one,) = held[None].annotations.values()
    assert (one.label, dict(one.attributes)) == ("claim", {"sure": 2})
    assert held[study.document.sentences[0]].finished
    assert work.counts().disagreements == 0
    while work.undo():
        pass
    assert not any(one.annotations for one in work.queue.gold(study.document.uid).values())


def test_who_neither_labelled_a_document_nor_finished_it_has_no_say_in_its_labels(study):
    study.finish(*PEOPLE, sentence=0)
    give_document(study, "ann", "claim")
    assert not study.adjudication().open_first()


# ------------------------------------------------------------------------------ deciding


def letter(work, name):
    return work.letters[name]


@pytest.mark.parametrize("planted", DISAGREEMENTS, ids=lambda one: one.__name__)
@pytest.mark.parametrize("name", PEOPLE)
def test_gold_holds_what_was_taken_of_an_annotator(study, planted, name):
    planted(study)
    study.finish(*PEOPLE)
    before = study.dump()
    work = study.adjudication()
    work.open_first()
    work.take(letter(work, name))
    assert study.held() == study.held(name)
    gold = work.queue.gold(study.document.uid)[study.document.sentences[0]]
    theirs = study.store.judgements.of_document(name, study.document.uid)
    assert len(gold.relations) == len(theirs[study.document.sentences[0]].relations)
    assert gold.finished
    assert not work.queue.next(QueueFilter())
    assert study.dump() == before


@pytest.mark.parametrize("planted", DISAGREEMENTS, ids=lambda one: one.__name__)
def test_the_majority_is_what_two_of_three_hold(study, planted):
    planted(study)
    study.finish(*PEOPLE)
    work = study.adjudication()
    work.open_first()
    work.take_majority()
    assert study.held() == study.held("ann")
    settled = work.queue.settlements(study.document.uid)
    assert [one.settled_as for one in settled if one.kinds] == [SettledAs.MAJORITY]
    assert next(one for one in settled if one.kinds).taken_from == ("ann", "bea")


def test_the_union_has_all_words_and_all_labels(study):
    study.put("ann", "hedge", "falsely")
    study.put("bea", "hedge", "falsely described")
    study.put("cy", "claim", "described the dam")
    study.finish(*PEOPLE)
    work = study.adjudication()
    work.open_first()
    work.take_union()
    assert study.held() == {
        ("hedge", ("falsely described",)),
        ("claim", ("described the dam",)),
    }


def test_nothing_is_a_result_and_not_the_same_as_not_settled(study):
    missed(study)
    study.finish(*PEOPLE)
    work = study.adjudication()
    work.open_first()
    assert study.document.sentences[0] not in work.queue.gold(study.document.uid)
    work.take_nothing()
    assert study.held() == set()
    assert work.queue.gold(study.document.uid)[study.document.sentences[0]].finished
    assert states(work) == ["settled"]


def test_a_whole_version_settles_all_that_is_open(study):
    label(study)
    study.put("bea", "claim", "apparent dig")
    study.finish(*PEOPLE)
    work = study.adjudication()
    work.open_first()
    work.take_sentence(letter(work, "bea"))
    assert study.held() == study.held("bea")
    assert work.counts().disagreements == 0


def test_what_nobody_differs_about_goes_into_gold_with_the_last_disagreement(study):
    missed(study)
    for name in PEOPLE:
        study.put(name, "claim", "apparent dig")
    study.finish(*PEOPLE)
    work = study.adjudication()
    work.open_first()
    work.take_nothing()
    assert study.held() == {("claim", ("apparent dig",))}
    ways = {one.settled_as for one in work.queue.settlements(study.document.uid)}
    assert ways == {SettledAs.NOTHING, SettledAs.UNANIMOUS}


def test_a_settlement_names_what_was_held_and_the_last_event_it_saw(study):
    bounds(study)
    study.finish(*PEOPLE)
    work = study.adjudication()
    work.open_first()
    last = {name: study.store.events.newest(name) for name in PEOPLE}
    work.take(letter(work, "cy"))
    (one,) = work.queue.settlements(study.document.uid)
    assert one.seen == last
    assert {name: held.fragments[0] for name, held in one.held.items()} == {
        "ann": study.span("falsely described"),
        "bea": study.span("falsely described"),
        "cy": study.span("described"),
    }
    assert (one.actor, one.taken_from, one.kinds) == ("lea", ("cy",), ("bounds",))


def test_without_a_majority_or_a_union_a_sentence_says_so(study):
    for name, value in zip(PEOPLE, "xyz", strict=True):
        study.put(name, "hedge", "falsely described", strength=value)
    study.finish(*PEOPLE)
    work = study.adjudication()
    work.open_first()
    with pytest.raises(AnnotatorError, match="no version is that of most: 1 to 1 to 1"):
        work.take_majority()
    with pytest.raises(AnnotatorError, match="no union"):
        work.take_union()
    with pytest.raises(AnnotatorError, match="no annotator Z"):
        work.take("z")


def test_a_relation_waits_until_both_its_ends_are_in_gold(study):
    for name in ("ann", "bea"):
        head = study.put(name, "hedge", "falsely described")
        tail = study.put(name, "claim", "the dam" if name == "ann" else "dam")
        if name == "ann":
            study.relate(name, head, tail)
    study.finish("ann", "bea")
    work = study.adjudication()
    work.open_first()
    assert states(work) == ["agreed", "open", "waits"]
    work.take(letter(work, "ann"))
    assert states(work)[1:] == ["settled", "open"]
    assert not work.sentence.is_finished
    work.take(letter(work, "ann"))
    assert work.sentence.is_finished
    gold = work.queue.gold(study.document.uid)[study.document.sentences[0]]
    (related,) = gold.relations.values()
    by_label = {one.label: uid for uid, one in gold.annotations.items()}
    assert related.ends == (by_label["hedge"], by_label["claim"])


# ------------------------------------------------------------------------------ afterwards


def test_undo_goes_back_to_nothing_one_key_press_at_a_time(study):
    label(study)
    study.put("bea", "claim", "apparent dig")
    study.finish(*PEOPLE)
    work = study.adjudication()
    work.open_first()
    before = work.counts()
    work.take_majority()
    middle = work.counts()
    work.take_nothing()
    work.explain("slip", "look again")
    (settled,) = [one for one in work.queue.settlements(study.document.uid) if one.why]
    assert (settled.why, settled.note) == ("slip", "look again")
    assert work.undo()
    assert not any(one.why for one in work.queue.settlements(study.document.uid))
    assert work.undo()
    assert work.counts() == middle
    assert work.undo()
    assert work.counts() == before
    assert study.held() == set()
    assert work.undo() == ""
    assert work.redo()
    assert work.counts() == middle


def test_gold_is_stale_once_an_annotator_holds_something_else(study):
    bounds(study)
    study.finish(*PEOPLE)
    work = study.adjudication()
    work.open_first()
    work.take_majority()
    study.put("bea", "hedge", "described the dam", uid=last_annotation(study, "bea"))
    later = study.adjudication()
    assert later.open_first()
    assert states(later) == ["changed"]
    later.keep_gold()
    assert states(later) == ["settled"]
    assert study.held() == {("hedge", ("falsely described",))}
    assert later.counts().disagreements == 0


def last_annotation(study, name):
    held = study.store.judgements.of_document(name, study.document.uid)
    return next(iter(held[study.document.sentences[0]].annotations))


def test_gold_is_not_stale_where_a_new_annotator_holds_what_is_in_gold(study):
    bounds(study)
    study.finish(*PEOPLE)
    work = study.adjudication()
    work.open_first()
    work.take_majority()
    study.store.annotators.enrol("dov")
    study.put("dov", "hedge", "falsely described")
    study.finish("dov")
    assert not study.adjudication().open_first()
    study.store.annotators.enrol("eve")
    study.put("eve", "hedge", "falsely")
    study.finish("eve")
    assert study.adjudication().open_first()


def test_gold_is_stale_where_everybody_deleted_what_it_was_taken_from(study):
    for name in PEOPLE:
        study.put(name, "hedge", "falsely described" if name != "cy" else "described")
    study.finish(*PEOPLE)
    work = study.adjudication()
    work.open_first()
    work.take_majority()
    for name in PEOPLE:
        change = Delete(last_annotation(study, name))
        study.record(name, study.document.sentences[0], change)
    later = study.adjudication()
    assert later.open_first()
    assert states(later) == ["changed"]
    later.take_nothing()
    assert study.held() == set()
    assert later.counts().disagreements == 0


def test_two_leads_who_differ_are_a_disagreement_of_their_own(study):
    bounds(study)
    study.finish(*PEOPLE)
    one = study.adjudication("lea")
    one.open_first()
    one.take(letter(one, "cy"))
    other = study.adjudication("lou")
    assert not other.open_first()
    other.open(study.document.uid, study.document.sentences[0])
    other.take(letter(other, "ann"))
    assert states(other) == ["leads"]
    again = study.adjudication("lea")
    assert again.open_first()
    assert [each.actor for each in again.status.settlements] == ["lea", "lou"]
    again.take(letter(again, "ann"))
    assert states(again) == ["settled"]
    assert study.held() == study.held("ann")
    assert len(study.store.judgements.of_document("gold", study.document.uid)) == 1


def test_a_lead_does_not_undo_what_another_lead_settled(study):
    bounds(study)
    study.finish(*PEOPLE)
    one, other = study.adjudication("lea"), study.adjudication("lou")
    one.open_first()
    one.take_majority()
    assert other.undo() == ""
    assert study.held() == study.held("ann")


def test_what_an_annotator_changed_meanwhile_is_shown_before_it_is_settled(study, tmp_path):
    bounds(study)
    study.finish(*PEOPLE)
    work = study.adjudication()
    work.open_first()
    with Store.open(tmp_path / "a.db") as elsewhere:
        mine, study.store = study.store, elsewhere
        study.put("cy", "hedge", "falsely", uid=last_annotation(study, "cy"))
        study.store = mine
    with pytest.raises(ChangedElsewhere, match="an annotator has changed this document"):
        work.take_majority()
    assert study.held() == set()
    work.take(letter(work, "cy"))
    assert study.held() == {("hedge", ("falsely",))}


# ------------------------------------------------------------------------------ the queue


def test_the_worst_sentence_comes_first_and_filters_hold(study):
    study.put("cy", "claim", "We deny it")
    study.finish(*PEOPLE, sentence=1)
    label(study)
    study.put("bea", "claim", "apparent dig")
    study.finish(*PEOPLE)
    work = study.adjudication()
    work.open_first()
    assert work.sentence.sentence == study.document.sentences[0]
    assert work.next_sentence()
    assert work.sentence.sentence == study.document.sentences[1]
    assert work.previous_sentence()
    assert work.sentence.sentence == study.document.sentences[0]

    def found(**wanted):
        one = study.store.adjudication.next(QueueFilter(**wanted))
        return one and study.document.sentences.index(one.sentence)

    assert found(label="verdict_false") == 0
    assert found(kind="label") == 0
    assert found(kind="voice") is None
    assert found(pair=("cy", "ann")) == 0
    assert found(pair=("ann", "bea"), kind="missed") == 0
    assert found(document="b2:none") is None
    assert found(by_document=True) == 0
    assert found(batch="first") is None


def test_the_queue_is_the_same_after_a_rebuild_and_when_compared_anew(study):
    label(study)
    study.finish(*PEOPLE)
    work = study.adjudication()
    work.open_first()
    work.take_majority()
    rows = study.store._database.execute("SELECT * FROM adjudication_queue").fetchall()
    study.store.rebuild()
    assert study.store.adjudication.documents_to_compare() == 1
    study.adjudication()
    assert study.store._database.execute("SELECT * FROM adjudication_queue").fetchall() == rows


def test_a_label_that_is_not_there_any_more_can_be_settled(study):
    study.put("ann", "gone_label", "falsely described")
    study.finish("ann", "bea")
    work = study.adjudication()
    work.open_first()
    assert "gone_label" in work.take(letter(work, "ann"))
    assert study.held() == {("gone_label", ("falsely described",))}


def test_letters_are_shuffled_for_each_sentence_and_stay_the_same(study):
    orders = set()
    for sentence in range(3):
        words = ("falsely described", "We deny it", "The readout")[sentence]
        study.put("ann", "hedge", words)
        study.finish(*PEOPLE, sentence=sentence)
    work = study.adjudication()
    for sentence in study.document.sentences:
        work.open(study.document.uid, sentence)
        assert sorted(work.letters.values()) == ["A", "B", "C"]
        assert work.letters == work.letters
        orders.add(tuple(work.letters))
    assert len(orders) > 1


def test_states_are_named_for_the_screen():
    assert {one.value for one in ItemState} == {
        *("agreed", "open", "settled", "changed", "leads", "waits")
    }


# ------------------------------------------------------------------------------ boundaries


def test_what_was_settled_stays_settled_and_can_be_settled_again_after_a_join_and_a_split(study):
    first, second, _ = study.document.sentences
    bounds(study)
    study.put("ann", "claim", "deny it")
    study.put("bea", "claim", "We deny it")
    for sentence in (0, 1):
        study.finish(*PEOPLE, sentence=sentence)
    work = study.adjudication()
    work.open(study.document.uid, first)
    work.take_majority()
    work.open(study.document.uid, second)
    work.take(letter(work, "bea"))
    assert work.counts().disagreements == 0

    joined = Span(first.start, second.end)
    study.record("ann", second, JoinSentences(second.start, (joined,)))
    later = study.adjudication()
    assert later.counts().sentences == 0
    later.open(study.document.uid, joined)
    assert states(later) == ["settled", "settled"]
    later.select(1)
    later.take(letter(later, "ann"))
    later.open(study.document.uid, joined)
    later.take(letter(later, "cy"))
    assert gold_words(study) == {"described", "deny it"}
    assert later.undo()
    assert gold_words(study) == {"falsely described", "deny it"}

    study.record("ann", joined, SplitSentence(second.start, (first, second)))
    again = study.adjudication()
    assert again.counts().sentences == 0
    again.open(study.document.uid, second)
    again.take_nothing()
    assert gold_words(study) == {"falsely described"}


def gold_words(study):
    held = study.store.adjudication.gold(study.document.uid).values()
    return {made.span.of(study.document.text) for one in held for made in one.annotations.values()}


def test_who_comes_new_or_becomes_lead_leaves_the_queue_as_it_is(study):
    label(study)
    study.finish(*PEOPLE)
    study.adjudication()
    queue = study.store.adjudication
    study.store.annotators.enrol("dov")
    study.store.annotators.enrol("ann", "lead")
    study.store.annotators.enrol("model", "machine")
    study.store.project.follow_guideline("b2:other")
    queue.look_again()
    assert queue.documents_to_compare() == 0
    assert queue.counts(QueueFilter()).disagreements == 1
    study.store.project.record([SetRole("cy", "machine")])
    queue.look_again()
    assert queue.documents_to_compare() == 1
    study.adjudication()
    assert queue.counts(QueueFilter()).disagreements == 0


# ------------------------------------------------------------------------------ faults


def test_what_could_not_be_stored_is_not_shown_as_settled(study, monkeypatch):
    label(study)
    study.finish(*PEOPLE)
    work = study.adjudication()
    work.open_first()
    before = work.counts(), states(work)
    refresh = work.queue.refresh

    def fail(*given, **named):
        refresh(*given, **named)
        raise StoreError("the disk is full")

    monkeypatch.setattr(work.queue, "refresh", fail)
    with pytest.raises(StoreError, match="not recorded: the disk is full"):
        work.take_majority()
    monkeypatch.undo()
    assert (work.counts(), states(work)) == before
    assert study.held() == set()
    work.take_majority()
    assert states(work) == ["settled"]


def test_documents_that_could_not_be_compared_now_are_compared_later(study, monkeypatch):
    label(study)
    study.finish(*PEOPLE)
    queue = study.store.adjudication

    def fail(*_):
        raise StoreError("another program writes")

    monkeypatch.setattr(queue, "_remember", fail)
    with pytest.raises(StoreError):
        queue.compare(8)
    monkeypatch.undo()
    assert queue.documents_to_compare() == 1
    assert queue.counts(QueueFilter()).disagreements == 0
    queue.compare(8)
    assert queue.counts(QueueFilter()).disagreements == 1


def test_a_policy_leaves_alone_what_a_lead_decided(study):
    bounds(study)
    study.finish(*PEOPLE)
    work = study.adjudication()
    work.open_first()
    work.take(letter(work, "cy"))
    study.put("bea", "hedge", "falsely", uid=last_annotation(study, "bea"))
    study.put("cy", "hedge", "falsely", uid=last_annotation(study, "cy"))
    later = study.adjudication()
    later.open_first()
    (one,) = later.sentence.open_items
    assert one.state == "changed"
    assert Policy(0.6).decide(one) is None


def test_two_leads_who_settled_what_nobody_holds_any_more_are_one_item(study):
    bounds(study)
    study.finish(*PEOPLE)
    one, other = study.adjudication("lea"), study.adjudication("lou")
    one.open_first()
    one.take(letter(one, "cy"))
    other.open(study.document.uid, study.document.sentences[0])
    other.take(letter(other, "cy"))
    for name in PEOPLE:
        study.record(name, study.document.sentences[0], Delete(last_annotation(study, name)))
    later = study.adjudication()
    later.open_first()
    assert states(later) == ["changed"]


def test_documents_that_become_training_leave_the_queue_and_come_back(study):
    label(study)
    study.finish(*PEOPLE)
    assert study.adjudication().counts().disagreements == 1
    study.store.project.record([Assign("cy", (study.document.uid,), "first")])
    assert study.adjudication().counts().disagreements == 1
    study.store.project.record([Assign("cy", (study.document.uid,), "training")])
    study.store.adjudication.look_again()
    assert study.adjudication().counts().disagreements == 0
    study.store.project.record([Unassign("cy", (study.document.uid,))])
    study.store.adjudication.look_again()
    assert study.adjudication().counts().disagreements == 1
