"""The pull of suggestions: what counts as blind, the difference, and who is named."""

from __future__ import annotations

import random

import numpy as np
import pytest

from annotator.agreement.suggestion_pull import (
    FEWEST,
    Answer,
    answers,
    assisted_readings,
    blind_readings,
    pull_report,
)
from annotator.model import (
    AnnotatedDocument,
    Annotation,
    Document,
    Judgement,
    OnShow,
    Origin,
    Reading,
    Relation,
    Span,
    Suggestion,
    Tier,
    Voice,
)

SENTENCE = Span(0, 20)
DOCUMENT = Document("d", "He falsely claimed it. He left.", {}, (), (SENTENCE, Span(23, 31)))


def suggestion(start=3, end=18, label="false", tier=Tier.HIGH):
    return Suggestion(Span(start, end), label, "r@1", tier, Voice.NARRATOR)


def annotation(uid="a", start=5, end=10, label="false", on_show=OnShow.NONE):
    return Annotation(uid, label, (Span(start, end),), {}, Origin.MANUAL, on_show=on_show)


def judgement(*made, shown=False, finished=True, relations=()):
    return Judgement(
        {one.uid: one for one in made},
        {one.uid: one for one in relations},
        finished=finished,
        shown=shown,
    )


def answered(one, suggestions=None, pass_number=0):
    suggestions = suggestions or (suggestion(),)
    reading = Reading(DOCUMENT, "ann", {SENTENCE: one}, pass_number)
    document = AnnotatedDocument(DOCUMENT, suggestions=suggestions, readings=(reading,))
    return [(answer.shown, answer.given) for answer in answers([document], lambda _: True)]


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (judgement(), [(False, False)]),
        (judgement(shown=True), [(True, False)]),
        (judgement(annotation()), [(False, True)]),
        (judgement(annotation(on_show=OnShow.SAME), shown=True), [(True, True)]),
        # made once the suggestions of the finished blind sentence had come up
        (judgement(annotation(on_show=OnShow.SAME)), [(False, False)]),
        (judgement(annotation(on_show=OnShow.OTHER)), [(False, False)]),
        (judgement(annotation(), annotation("b", on_show=OnShow.SAME)), [(False, True)]),
        (judgement(annotation(on_show=OnShow.UNKNOWN)), []),
        (judgement(annotation(on_show=OnShow.UNKNOWN), shown=True), [(True, True)]),
        (judgement(annotation(label="loaded")), [(False, False)]),
        (judgement(annotation(start=18, end=20)), [(False, False)]),
        (judgement(annotation(start=17, end=20)), [(False, True)]),
        (judgement(annotation(), finished=False), []),
    ],
)
def test_only_what_was_made_with_nothing_on_show_counts_as_blind(one, expected):
    assert answered(one) == expected


def test_a_label_that_is_suggested_twice_in_a_sentence_is_one_answer():
    assert answered(judgement(annotation()), (suggestion(), suggestion(3, 9))) == [(False, True)]
    assert answered(judgement(), (suggestion(), suggestion(label="loaded"))) == [(False, False)] * 2


def test_repeats_and_suggestions_that_are_never_on_show_are_left_out():
    assert answered(judgement(), pass_number=1) == []
    reading = Reading(DOCUMENT, "ann", {SENTENCE: judgement(), None: judgement()})
    hidden = suggestion(label="loaded", tier=Tier.LOW)
    document = AnnotatedDocument(DOCUMENT, suggestions=(suggestion(), hidden), readings=(reading,))
    found = answers([document], lambda one: one.tier is not Tier.LOW)
    assert [one.label for one in found] == ["false"]


def made(given_shown, shown, given_blind, blind, *, annotator="ann", label="false", documents=20):
    """Answers spread over documents at random."""
    draw = random.Random(1)
    for on_show, given, of in ((True, given_shown, shown), (False, given_blind, blind)):
        for rank, number in enumerate(draw.sample(range(of), of)):
            yield Answer(f"d{number % documents}", annotator, label, on_show, rank < given)


def test_the_difference_is_that_of_the_shares():
    found = pull_report(made(60, 80, 10, 20))
    one = found.overall
    assert (one.given_shown, one.suggested_shown) == (60, 80)
    assert (one.given_blind, one.suggested_blind) == (10, 20)
    assert one.difference == pytest.approx(0.25)
    assert one.interval.low < 0.25 < one.interval.high
    assert one.documents == 20
    assert found.by_annotator[0].difference == found.by_label[0].difference == one.difference


def test_annotators_and_labels_who_differ_are_no_pull():
    """Shares differ between labels, and so does how often they are blind: Simpson's paradox."""
    found = [
        *made(90, 100, 18, 20, label="often"),
        *made(2, 20, 10, 100, label="seldom"),
    ]
    one = pull_report(found).overall
    assert one.given_shown / one.suggested_shown - one.given_blind / one.suggested_blind > 0.5
    assert one.difference == pytest.approx(0)
    assert not one.is_clear


def test_who_is_pulled_is_named():
    found = [
        *made(150, 200, 60, 100, annotator="calm"),
        *made(190, 200, 40, 100, annotator="primed"),
    ]
    assert pull_report(found).named == ("primed",)
    assert pull_report(found).overall.is_clear


@pytest.mark.parametrize(
    ("found", "reason"),
    [
        ([], "no suggested label in a blind sentence"),
        (list(made(1, 20, 0, 0)), "no suggested label in a blind sentence"),
        (list(made(0, 0, 3, 20)), "no suggested label where suggestions were on show"),
        (list(made(9, 20, 3, FEWEST - 1)), f"fewer than {FEWEST} suggested labels"),
        (list(made(9, 20, 3, 20, documents=1)), "an interval needs two documents"),
        (
            [*made(9, 20, 0, 0), *made(0, 0, 3, 20, annotator="bea")],
            "no annotator was suggested a label both",
        ),
    ],
)
def test_where_there_is_no_difference_there_is_a_reason(found, reason):
    one = pull_report(found).overall
    assert one.difference is None
    assert one.interval is None
    assert one.reason.startswith(reason)
    assert not one.is_clear


def test_shares_of_nothing_and_all_have_an_interval_with_a_width():
    one = pull_report(made(20, 20, 0, 20)).overall
    assert one.difference == 1
    assert 0.5 < one.interval.low < 1
    assert one.interval.high == 1


def test_answers_of_one_document_are_alike_so_the_interval_is_wider():
    draw = np.random.default_rng(1)
    alone, together = [], []
    for number in range(400):
        shown, given = bool(number % 2), bool(draw.random() < 0.5)
        alone.append(Answer(f"d{number}", "ann", "false", shown, given))
    for number in range(40):
        shown, given = bool(number % 2), bool(draw.random() < 0.5)
        together += [Answer(f"d{number}", "ann", "false", shown, given)] * 10
    widths = [
        one.interval.high - one.interval.low
        for one in (pull_report(found).overall for found in (alone, together))
    ]
    assert widths[1] > 2 * widths[0]


def test_readings_of_blind_and_of_assisted_sentences():
    other = Span(23, 31)
    relation = Relation("r", "frames", "a", "b")
    blind = judgement(annotation("a"), annotation("b", on_show=OnShow.SAME), relations=[relation])
    reading = Reading(
        DOCUMENT, "ann", {SENTENCE: blind, other: judgement(annotation("c"), shown=True)}
    )
    (found,) = blind_readings([reading])
    assert {key: list(one.annotations) for key, one in found.judgements.items()} == {
        SENTENCE: ["a"]
    }
    assert not found.judgements[SENTENCE].relations
    (found,) = assisted_readings([reading])
    assert {key: list(one.annotations) for key, one in found.judgements.items()} == {other: ["c"]}


def test_an_open_sentence_or_one_with_unknown_surroundings_is_in_neither():
    unknown = judgement(annotation(on_show=OnShow.UNKNOWN))
    open_one = judgement(annotation("b"), finished=False)
    reading = Reading(DOCUMENT, "ann", {SENTENCE: unknown, Span(23, 31): open_one})
    for split in (blind_readings, assisted_readings):
        (found,) = split([reading])
        assert not found.judgements
