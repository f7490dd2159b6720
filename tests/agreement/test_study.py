"""The report of a study with planted habits names each of them, in words, and counts all parts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotator.agreement import (
    agreement_report,
    breakdown,
    caution_lines,
    study_lines,
    study_report,
)
from annotator.agreement.breakdown import PartsOf, documents_needed
from annotator.agreement.reference import CONSENSUS, consensus
from annotator.agreement.study_html import page
from annotator.agreement.units import nothing_barred
from annotator.model import (
    AnnotatedDocument,
    Annotation,
    Document,
    Judgement,
    Origin,
    Reading,
    Span,
)
from tests.helpers.memory_store import labels
from tests.helpers.simulated_study import LABELS, PEOPLE, documents

SENTENCE = Span(0, 40)
DOCUMENT = Document("d", "Abcd efgh ijkl mnop qrst uvwx yzab cdef.", {}, (), (SENTENCE,))


@pytest.fixture(scope="module")
def held():
    return list(documents())


def report_of(held, people=PEOPLE, gold=(), barred=nothing_barred, **how):
    def compare(readings):
        return agreement_report(readings, LABELS, barred=barred)

    first = [each for one in held for each in one.readings if not each.pass_number]
    every = compare([each for each in first if each.annotator in people])
    return study_report(
        held,
        people,
        gold,
        LABELS,
        every=every,
        compare=compare,
        on_show=lambda _: True,
        barred=barred,
        **how,
    )


@pytest.fixture(scope="module")
def report(held):
    return report_of(held)


def test_each_planted_habit_is_named_with_its_annotator(report):
    lines = "\n".join([*caution_lines(report), *study_lines(report, {})])
    assert "dee gives loaded_language where others give distancing_verb" in lines
    assert "eli sets other bounds" in lines
    assert "begins where others do and ends" in lines
    assert report.pull.named == ("flo",)
    assert "Suggestions change clearly what flo marks." in report.cautions
    assert {habit.annotator for habit in report.habits.habits} == {"dee", "eli"}


def test_texts_have_the_titles_of_labels_and_figures_their_names(held):
    titles = {name: f"{name.replace('_', ' ').title()}!" for name in LABELS}
    report = report_of(held, titles=titles)
    lines = "\n".join(study_lines(report, {}))
    html = page(report, [], {}, name="ferries", made="")
    for text in (lines, html):
        assert "dee gives Loaded Language! where others give Distancing Verb!" in text
        assert not any(name in text for name in LABELS)
    assert {one.scope.name for one in report.figures()} >= set(LABELS)


def test_a_title_that_two_labels_have_is_shown_with_the_name():
    one, other, third = labels().labels[:3]
    same = replace(labels(), labels=(one, replace(other, title=one.title), third))
    assert same.titles() == {
        one.name: f"{one.title} ({one.name})",
        other.name: f"{one.title} ({other.name})",
        third.name: third.title,
    }


def test_the_label_to_fix_is_named_with_what_to_do(report):
    (first,) = report.advice
    assert set(first.labels) == {"loaded_language", "distancing_verb"}
    assert first.action == "talk to dee about it"
    assert 0.05 < first.gain < 1 - report.all.overall.alpha.value


def test_blind_and_assisted_sentences_are_all_sentences(report):
    assert report.blind.units + report.assisted.units == report.all.units
    scopes = {str(one.scope).split(",")[0] for one in report.figures()}
    assert {"sentences", "blind sentences", "assisted sentences", "blind spans"} <= scopes


def test_parts_are_parts_of_the_whole(report):
    parts = report.breakdown
    assert sum(one.units for one in parts.documents) == report.all.units
    assert sum(one.units for one in parts.dates) == report.all.units
    assert sum(one.disagreement for one in parts.documents) == pytest.approx(1)
    assert [one.name for one in parts.dates] == [f"2026-{month:02}" for month in range(1, 7)]
    assert parts.growing[-1].value == report.all.overall.alpha.value
    assert [one.documents for one in parts.growing] == sorted(
        one.documents for one in parts.growing
    )
    assert {one.name for one in parts.without_annotator} == set(PEOPLE)


def test_a_label_that_could_not_be_given_is_missing_in_the_parts_too(held):
    late = {one.document.uid for one in held[::2]}

    def barred(reading, _sentence):
        return frozenset({"hedge"} if reading.document.uid in late else ())

    found = report_of(held, barred=barred)
    assert found.all.overall.alpha.value != report_of(held).all.overall.alpha.value
    assert found.breakdown.growing[-1].value == found.all.overall.alpha.value


def test_the_version_of_the_guideline_that_worked_is_above_the_other(held):
    """Under the first one eli left out every second mark; sentences of both are in neither."""
    old = {one.document.uid for one in held[::2]}
    worse = [
        replace(one, readings=tuple(map(_half_of_eli, one.readings)))
        if one.document.uid in old
        else one
        for one in held
    ]
    mixed = held[1].document.uid

    def version(annotator, document, _sentence):
        return "1" if document in old or (document == mixed and annotator == "dee") else "2"

    found = report_of(worse, parts_of=PartsOf(version=version)).breakdown
    first, second = found.versions
    assert (first.name, second.name) == ("1", "2")
    assert first.units + second.units == sum(
        one.units for one in found.documents if one.name != mixed
    )
    assert first.difference.value < 0 < second.difference.value
    assert first.difference.is_clear
    assert second.alpha.value > first.alpha.value
    assert found.batches == ()


def _half_of_eli(reading):
    if reading.annotator != "eli":
        return reading
    judgements = {}
    for sentence, judgement in reading.judgements.items():
        kept = dict(list(judgement.annotations.items())[::2])
        kept = kept if sentence and sentence.start % 2 else {}
        judgements[sentence] = replace(judgement, annotations=kept)
    return replace(reading, judgements=judgements)


def test_batches_are_parts_and_documents_of_none_are_in_the_rest_alone(held, report):
    batches = {one.document.uid: f"b{number % 2}" for number, one in enumerate(held[:30])}
    found = report_of(held, parts_of=PartsOf(batch=lambda uid: batches.get(uid, "")))
    assert [one.name for one in found.breakdown.batches] == ["b0", "b1"]
    by_document = {one.name: one.units for one in report.breakdown.documents}
    expected = sum(by_document[uid] for uid in batches)
    assert sum(one.units for one in found.breakdown.batches) == expected < report.all.units
    lines = "\n".join(study_lines(found, {}))
    assert "By batch: alpha, and its difference from the others" in lines
    assert "By version" not in lines


def test_of_many_documents_those_with_most_disagreement_are_compared_with_the_rest(
    held, report, monkeypatch
):
    monkeypatch.setattr(breakdown, "MOST_DIFFERENCES", 5)
    found = report_of(held).breakdown.documents
    assert found[:5] == report.breakdown.documents[:5]
    assert {one.difference for one in found[5:]} == {None}
    assert [one.alpha for one in found] == [one.alpha for one in report.breakdown.documents]


@pytest.mark.parametrize("reach", [0.01, 0.02, 0.03])
def test_more_documents_narrow_the_interval_to_what_was_asked(report, reach):
    alpha = report.all.overall.alpha
    half = (alpha.interval.high - alpha.interval.low) / 2
    needed = alpha.documents + documents_needed(alpha, reach)
    assert half * (alpha.documents / needed) ** 0.5 <= reach
    assert half * (alpha.documents / (needed - 1)) ** 0.5 > reach
    assert documents_needed(alpha, 0.5) == 0


def test_gold_is_a_reference_and_no_annotator(held):
    """The gold layer has the work of one annotator: that one is always right."""
    with_gold = [
        replace(
            one,
            readings=(
                *one.readings,
                *(
                    replace(each, annotator="gold")
                    for each in one.readings
                    if each.annotator == "dee"
                ),
            ),
        )
        for one in held
    ]
    found = report_of(with_gold, gold=("gold",))
    dee, eli, _ = found.gold
    assert (dee.annotator, dee.reference) == ("dee", "gold")
    assert dee.precision.value == dee.recall.value == dee.f1.value == 1
    assert eli.f1.value < 0.9
    assert eli.precision.interval.low < eli.precision.value < eli.precision.interval.high
    assert "gold" not in found.all.finished


def test_repeats_are_compared_with_the_first_pass(held):
    again = [
        replace(
            one,
            readings=(*one.readings, *(replace(each, pass_number=1) for each in one.readings[:1])),
        )
        for one in held
    ]
    (figure,) = report_of(again).again
    assert figure.scope.coders == ("dee", "dee")
    assert figure.value == 1
    assert report_of(again).all.finished == report_of(held).all.finished


def test_accepting_everything_without_a_blind_sentence_is_cautioned_against(held):
    def primed(reading):
        judgements = {
            sentence: replace(
                judgement,
                shown=True,
                annotations={
                    uid: replace(one, origin=Origin.ACCEPTED)
                    for uid, one in judgement.annotations.items()
                },
            )
            for sentence, judgement in reading.judgements.items()
        }
        return replace(reading, judgements=judgements)

    every = [replace(one, readings=tuple(map(primed, one.readings))) for one in held[:5]]
    (caution,) = [one for one in report_of(every).cautions if "accepted suggestions" in one]
    assert "100%" in caution
    assert "--blind 0.2" in caution


def test_nothing_is_said_of_nothing():
    found = report_of([AnnotatedDocument(DOCUMENT)])
    assert study_lines(found, {}) == caution_lines(found) == []


# --------------------------------------------------------------------------- consensus


def marked(name, *spans, label="hedge", finished=True):
    made = {
        f"{name}{start}": Annotation(
            f"{name}{start}", label, (Span(start, end),), {}, Origin.MANUAL
        )
        for start, end in spans
    }
    return Reading(DOCUMENT, name, {SENTENCE: Judgement(made, finished=finished)})


@pytest.mark.parametrize(
    ("readings", "expected"),
    [
        ([marked("a", (0, 4)), marked("b", (0, 4))], [(0, 4)]),
        ([marked("a", (0, 4)), marked("b")], []),
        ([marked("a", (0, 4)), marked("b", (0, 9)), marked("c", (0, 9))], [(0, 9)]),
        ([marked("a", (0, 4)), marked("b", (0, 4), label="denial")], []),
        ([marked("a", (0, 4)), marked("b", (5, 9)), marked("c")], []),
        # one annotator with two marks counts once
        ([marked("a", (0, 2), (3, 4)), marked("b", (0, 4)), marked("c"), marked("d")], []),
        ([marked("a", (0, 4)), marked("b", (0, 4)), marked("c", (0, 4), finished=False)], [(0, 4)]),
    ],
)
def test_the_consensus_is_what_more_than_half_marked(readings, expected):
    found = consensus(readings, LABELS)
    assert found.annotator == CONSENSUS
    spans = [one.span for one in found.judgements[SENTENCE].annotations.values()]
    assert [(one.start, one.end) for one in spans] == expected


def test_a_sentence_that_one_finished_has_no_consensus():
    found = consensus([marked("a", (0, 4)), marked("b", finished=False)], LABELS)
    assert SENTENCE not in found.judgements
