"""What counts: spans across sentences, labels added later, weights, gold, names, other layers."""

import time

import numpy as np
import pytest

from annotator.agreement import agreement_report, table
from annotator.agreement.kappa import pairwise
from annotator.agreement.ratings import MISSING, Ratings, packed
from annotator.agreement.report import same_names
from annotator.model import Annotation, Document, Judgement, Origin, Reading, Relation, Span
from tests.agreement.test_agreement import NOTHING, document, judgement, reading

ACROSS = ("claim", 5, 15)


def of(report, label):
    return next(one for one in report.labels if one.label == label)


def test_an_identical_span_filed_under_two_sentences_agrees_everywhere():
    found = agreement_report(
        [
            reading("ada", judgement(ACROSS), NOTHING, NOTHING),
            reading("bob", NOTHING, judgement(ACROSS), NOTHING),
        ],
        ["claim"],
    )
    claim = of(found, "claim")
    assert found.overall.percent.value == claim.percent.value == claim.alpha.value == 1.0
    assert claim.positive == 2  # both sentences have it
    assert claim.f1_exact.value == found.overall.f1_label.value == 1.0


def test_a_span_across_a_sentence_that_only_one_finished_is_compared_in_the_other():
    found = agreement_report(
        [
            reading("ada", judgement(ACROSS), NOTHING),
            reading("bob", None, judgement(ACROSS)),
        ],
        ["claim"],
    )
    assert (found.units, of(found, "claim").positive) == (1, 1)
    assert found.overall.f1_exact.value == 1.0


def test_a_coder_who_finished_two_sentences_does_not_move_the_mean_of_the_others():
    mark = judgement(("claim", 0, 5))
    held = [
        judgement(("claim", 10 * nth, 10 * nth + 5)) if nth % 2 else NOTHING for nth in range(40)
    ]
    other = [held[nth] if nth % 5 else NOTHING for nth in range(40)]

    def read(name, *judgements):
        sentences = tuple(Span(10 * one, 10 * one + 10) for one in range(40))
        place = Document("b2:0", "x" * 400, sentences=sentences)
        pairs = zip(sentences, judgements, strict=False)
        return Reading(place, name, dict(pairs))

    two = agreement_report([read("ada", *held), read("bob", *other)], ["claim"])
    three = agreement_report(
        [read("ada", *held), read("bob", *other), read("cyd", mark, NOTHING)], ["claim"]
    )
    alone = next(one for one in three.overall.pairs if {one.one, one.other} == {"ada", "cyd"})
    assert alone.kappa.value < 0  # the pair itself disagrees
    plain = np.mean([one.kappa.value for one in three.overall.pairs])
    assert plain < 0
    weighted = (40 * two.overall.kappa.value + 2 * alone.kappa.value * 2) / 44
    assert three.overall.kappa.value == pytest.approx(weighted)
    assert "weighted by the units they share" in three.overall.kappa.formula
    assert "A mean over pairs weighs each pair by the sentences that the two share." in table(three)


def test_a_label_added_later_is_missing_where_it_could_not_be_given():
    early = {("ada", 0), ("ada", 1)}

    def barred(reading, sentence):
        place = (reading.annotator, sentence.start // 10)
        return frozenset({"new"}) if place in early else frozenset()

    new = judgement(("new", 0, 5), ("claim", 6, 9))
    readings = [
        reading("ada", judgement(("claim", 6, 9)), NOTHING, judgement(("new", 20, 25)), NOTHING),
        reading("bob", new, NOTHING, judgement(("new", 20, 25)), NOTHING),
    ]
    found = agreement_report(readings, ["new", "claim"], barred=barred)
    assert (of(found, "new").alpha.units, of(found, "new").alpha.value) == (2, 1.0)
    assert of(found, "claim").alpha.units == 4
    assert found.overall.percent.value == 1.0  # of the labels that both could give
    assert of(found, "new").f1_exact.value == 1.0
    before = agreement_report(readings, ["new", "claim"])
    assert (of(before, "new").alpha.units, before.overall.percent.value) == (4, 0.75)
    assert of(before, "new").f1_exact.value == pytest.approx(2 / 3)


def test_gold_and_machines_are_shown_apart():
    marked = judgement(("claim", 0, 5))
    people = [reading("ada", marked, NOTHING), reading("bob", marked, NOTHING)]
    gold = [reading("gold", NOTHING, judgement(("claim", 10, 15)))]
    found = agreement_report(people, ["claim"], apart=gold)
    assert found.finished == {"ada": 2, "bob": 2}
    assert found.overall.percent.value == 1.0
    assert [(one.one, one.other) for one in found.apart] == [("ada", "gold"), ("bob", "gold")]
    assert [one.kappa.value for one in found.apart] == [-1.0, -1.0]
    assert any(line.startswith("Gold and machines, apart from people") for line in table(found))


def test_names_that_differ_in_case_alone_are_asked_about():
    assert same_names(["ada", "Bob", "bob", "b ob", "cyd"]) == (
        "Are 'Bob' and 'bob' and 'b ob' one person? They are counted as 3.",
    )
    found = agreement_report([reading("Ann", NOTHING), reading("ann", NOTHING)], ["claim"])
    assert found.questions == ("Are 'Ann' and 'ann' one person? They are counted as 2.",)
    assert found.questions[0] in table(found)


def test_groups_of_labels_are_compared_whatever_the_label_in_the_group():
    found = agreement_report(
        [
            reading("ada", judgement(("hedge", 0, 5)), NOTHING, NOTHING),
            reading("bob", judgement(("denial", 0, 5)), NOTHING, NOTHING),
        ],
        ["hedge", "denial"],
        groups={"stance": ["hedge", "denial"]},
    )
    (stance,) = found.groups
    assert (stance.alpha.value, stance.f1_exact.value) == (1.0, 1.0)
    assert of(found, "hedge").f1_exact.value == 0.0
    assert str(stance.alpha.scope) == "sentences, group stance"
    assert found.overall.f1_boundary.value == found.overall.f1_partial.value == 1.0


def test_documents_have_labels_for_who_finished_them():
    def read(name, number, *, labels=(), sentences=4):
        whole = {
            str(nth): Annotation(str(nth), label, (Span(0, 40),), {}, Origin.MANUAL)
            for nth, label in enumerate(labels)
        }
        held = dict.fromkeys(document().sentences[:sentences], NOTHING)
        held[None] = Judgement(annotations=whole)
        return Reading(document(number), name, held)

    found = agreement_report(
        [
            read("ada", 0, labels=["satire"]),
            read("bob", 0, labels=["satire"], sentences=0),
            read("ada", 1),
            read("bob", 1),
            read("ada", 2),
            read("bob", 2, sentences=3),
        ],
        ["claim"],
        document_labels=["satire"],
    )
    by_name = {one.coefficient: one for one in found.document_labels}
    assert (by_name["alpha"].value, by_name["alpha"].units) == (1.0, 2)
    assert str(by_name["alpha"].scope) == "documents, label satire"


def test_attributes_are_compared_where_both_marked_the_span():
    def read(name, *values):
        held = {}
        for nth, value in enumerate(values):
            values_of = {} if value is None else {"strength": value}
            one = Annotation(
                "a", "claim", (Span(10 * nth, 10 * nth + 5),), values_of, Origin.MANUAL
            )
            held[Span(10 * nth, 10 * nth + 10)] = Judgement(annotations={"a": one}, finished=True)
        return Reading(document(), name, held)

    found = agreement_report(
        [read("ada", "high", "low", None), read("bob", "high", "low", "low")], ["claim"]
    )
    share, chance = found.attributes
    assert (share.coefficient, share.value, share.units) == ("percent", pytest.approx(2 / 3), 3)
    assert str(chance.scope) == "attributes, attribute claim.strength"
    alone = reading("cyd", judgement(("claim", 1, 5)))
    again = agreement_report([read("ada", "high"), alone], ["claim"])
    assert again.attributes == ()


def test_relations_agree_if_kind_and_ends_do():
    def read(name, kind, tail):
        marks = {
            "h": Annotation("h", "device", (Span(0, 3),), {}, Origin.MANUAL),
            "t": Annotation("t", "claim", (tail,), {}, Origin.MANUAL),
        }
        one = Judgement(
            annotations=marks, relations={"r": Relation("r", kind, "h", "t")}, finished=True
        )
        return Reading(document(), name, {Span(0, 10): one})

    def f1(first, second):
        found = agreement_report([first, second], ["claim", "device"])
        return {str(one.scope): one.value for one in found.relations}

    same = f1(read("ada", "frames", Span(4, 8)), read("bob", "frames", Span(4, 8)))
    assert same == {"relations": 1.0, "relations, kind frames": 1.0}
    assert (
        f1(read("ada", "frames", Span(4, 8)), read("bob", "frames", Span(4, 7)))["relations"] == 0.0
    )
    kinds = f1(read("ada", "frames", Span(4, 8)), read("bob", "repeats", Span(4, 8)))
    assert set(kinds.values()) == {0.0}


def test_a_thousand_coders_are_compared_in_seconds():
    """Each finished 20 of 4,000 sentences; the figures are those of a table with a row for each."""
    random = np.random.default_rng(1)
    sentences = tuple(Span(10 * one, 10 * one + 10) for one in range(20))
    documents = [Document(f"b2:{nth:03}", "x" * 200, sentences=sentences) for nth in range(200)]
    readings = []
    for coder in range(1000):
        marked = random.random(20) < 0.2
        held = {
            one: judgement(("claim", one.start, one.start + 5)) if mark else NOTHING
            for one, mark in zip(sentences, marked, strict=True)
        }
        readings.append(Reading(documents[coder % 200], f"coder {coder:04}", held))
    started = time.process_time()
    found = agreement_report(readings, ["claim"])
    spent = time.process_time() - started
    assert (found.units, len(found.finished)) == (4000, 1000)
    assert len(found.overall.pairs) == 190
    assert found.overall.pairs_left_out == 1000 * 999 // 2 - 190
    assert abs(found.overall.alpha.value) < 0.05
    assert spent < 60  # a pair at a time would take minutes


def test_many_coders_in_few_rows_give_the_same_figures():
    random = np.random.default_rng(2)
    values = random.integers(0, 3, (20, 60))
    values[random.random(values.shape) < 0.8] = MISSING
    wide = Ratings(tuple("abcdefghijklmnopqrst"), ("x", "y", "z"), values, np.arange(60) // 6)
    narrow = packed(wide)
    assert len(narrow.values) < 20
    assert narrow.size == wide.size
    ours, theirs = (
        {one.scope.coders: (one.value, one.units) for one in pairwise(held)}
        for held in (wide, narrow)
    )
    assert ours == theirs
