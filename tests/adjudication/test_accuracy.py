"""Accuracy on gold questions: what is asked, what is right, how sure that is, and who sees it."""

from __future__ import annotations

import json
import random
from dataclasses import replace

import pytest
from click.testing import CliRunner

from annotator.adjudication.accuracy import Answers, accuracies
from annotator.annotations.events import Draft, Finish, Put, Settle, SettledAs
from annotator.annotations.project_events import Release
from annotator.api.project_accuracy import AccuracyFilter, below_bound, project_accuracy
from annotator.api.question_settings import (
    QuestionSettings,
    question_settings,
    set_question_settings,
)
from annotator.cli import main
from annotator.errors import AnnotatorError
from annotator.model import Annotation, Document, Judgement, Origin, Reading, Span
from annotator.store import Store
from tests.helpers.gold_study import GoldStudy, short_document
from tests.helpers.paths import ROOT

LABELS = ("hedge", "claim")


@pytest.fixture
def study(tmp_path):
    made = GoldStudy(tmp_path)
    yield made
    made.store.close()


def asked(study, name="ann", **wanted):
    """(right, asked) of all labels and batches; None if nothing was asked."""
    found = project_accuracy(study.store, LABELS, AccuracyFilter(**wanted))
    return next(
        ((x.right, x.asked) for x in found if (x.annotator, x.label, x.batch) == (name, "", "")),
        None,
    )


# -------------------------------------------------------------------------------- asked


def settle(study, *held, document=0, sentence=0):
    """Let the lead settle something that these people held."""
    one = study.documents[document]
    change = Settle(
        about=("u",), kinds=(), held=dict.fromkeys(held), seen={}, settled_as=SettledAs.NOTHING,
        taken_from=held, made=(), gold=(),
    )  # fmt: skip
    place = one.sentences[sentence]
    study.store.events.record("gold", [Draft(one.uid, place, change)], actor="lea")


def test_a_sentence_that_gold_was_taken_from_is_no_question(study):
    study.judge("ann", 0, 0, "hedge")
    settle(study, "ann", "bea")
    study.judge("gold", 0, 0, "hedge")
    assert asked(study) is None


def test_nothing_that_all_had_marked_is_no_question_in_a_document_that_was_adjudicated(study):
    study.judge("ann", 0, 1)
    settle(study, "ann", "bea", sentence=0)
    study.judge("gold", 0, 1)
    assert asked(study) is None


def test_who_came_after_gold_was_asked_though_a_lead_looked_at_it_again(study):
    settle(study, "bea")
    study.judge("gold", 0, 0, "hedge")
    study.judge("ann", 0, 0, "claim")
    settle(study, "ann", "bea")
    assert asked(study) == (0, 1)


def test_who_is_in_no_settlement_was_asked_before_or_after(study):
    study.judge("ann", 0, 0, "hedge")
    settle(study, "bea")
    study.judge("gold", 0, 0, "hedge")
    assert asked(study) == (1, 1)


def test_gold_without_settlements_was_taken_from_nobody(study):
    study.judge("ann", 0, 0, "hedge")
    study.judge("ann", 0, 1)
    study.judge("gold", 0, 0, "claim")
    study.judge("gold", 0, 1)
    assert asked(study) == (1, 2)


@pytest.mark.parametrize("finished", [(True, False), (False, True)])
def test_only_what_both_finished_is_a_question(study, finished):
    study.judge("gold", 0, 0, "hedge", finished=finished[0])
    study.judge("ann", 0, 0, "hedge", finished=finished[1])
    assert asked(study) is None


# -------------------------------------------------------------------------------- right


@pytest.mark.parametrize(
    ("gold", "given", "right"),
    [
        (["hedge"], ["hedge"], 1),
        ([], [], 1),
        (["hedge"], ["claim"], 0),
        (["hedge"], [], 0),
        ([], ["hedge"], 0),
        (["hedge"], ["hedge", "claim"], 0),
        (["hedge", "claim"], ["claim", "hedge"], 1),
    ],
)
def test_an_answer_is_right_with_all_labels_of_gold_and_no_other(study, gold, given, right):
    study.judge("gold", 0, 0, *gold)
    study.judge("ann", 0, 0, *given)
    assert asked(study) == (right, 1)


def test_figures_of_a_label_count_the_sentences_with_it(study):
    for place, (gold, given) in enumerate(
        [(["hedge"], ["hedge"]), (["hedge"], []), (["claim"], ["hedge"]), ([], [])]
    ):
        study.judge("gold", 0, place, *gold)
        study.judge("ann", 0, place, *given)
    found = {one.label: one for one in project_accuracy(study.store, LABELS)}
    assert (found[""].right, found[""].asked) == (2, 4)
    assert (found["hedge"].right, found["hedge"].asked) == (1, 3)
    assert (found["claim"].right, found["claim"].asked) == (0, 1)
    assert found["hedge"].precision.value == pytest.approx(1 / 2)
    assert found["hedge"].recall.value == pytest.approx(1 / 2)
    assert found["claim"].precision.value is None
    assert found["claim"].recall.value == 0


def test_a_batch_has_figures_of_its_own(study):
    study.assign("ann", 0, batch="week 1")
    for document in (0, 1):
        study.judge("gold", document, 0, "hedge")
    study.judge("ann", 0, 0, "hedge")
    study.judge("ann", 1, 0, "claim")
    found = {
        x.batch: (x.right, x.asked) for x in project_accuracy(study.store, LABELS) if not x.label
    }
    assert found == {"": (1, 2), "week 1": (1, 1)}
    assert asked(study, batch="week 1") == (1, 1)


# -------------------------------------------------------------------------- before gold was seen


def correct(study):
    """Let ann take over gold's label after the first answer was wrong."""
    study.clear("ann", 0, 0)
    study.judge("ann", 0, 0, "hedge")


def test_in_training_the_first_answer_counts(study):
    study.judge("gold", 0, 0, "hedge")
    study.assign("ann", 0)
    study.judge("ann", 0, 0, "claim")
    correct(study)
    assert asked(study) == (0, 1)


def test_in_a_released_document_counts_what_was_held_at_the_release(study):
    study.judge("gold", 0, 0, "hedge")
    study.judge("ann", 0, 0, "claim")
    correct(study)
    study.release(0)
    assert asked(study) == (1, 1)
    study.clear("ann", 0, 0)
    assert asked(study) == (1, 1)
    study.judge("bea", 0, 0, "claim")
    study.clear("bea", 0, 0)
    assert asked(study, "bea") == (0, 1)


def test_elsewhere_the_last_answer_counts(study):
    study.judge("gold", 0, 0, "hedge")
    study.judge("ann", 0, 0, "claim")
    correct(study)
    assert asked(study) == (1, 1)


# ------------------------------------------------------------------------------ intervals


def answered(chance: float, documents: int, each: int, seed: int, spread=0.08):
    """The answers of somebody who is right with this chance, more in some documents than others."""
    rng = random.Random(seed)
    for number in range(documents):
        ease = min(1.0, max(0.0, rng.gauss(chance, spread)))
        spans = [Span(10 * place, 10 * place + 9) for place in range(each)]
        gold, mine = {}, {}
        for span in spans:
            is_right = rng.random() < ease
            gold[span] = judged(span, "hedge")
            mine[span] = judged(span, "hedge" if is_right else "claim")
        document = Document(f"{number}", "")
        answers = Answers(Reading(document, "ann", mine), frozenset(spans))
        yield Reading(document, "gold", gold), [answers]


def judged(span: Span, label: str) -> Judgement:
    one = Annotation(f"{span.start}{label}", label, (span,), {}, Origin.MANUAL)
    return Judgement({one.uid: one}, finished=True)


@pytest.mark.parametrize(("documents", "each"), [(40, 1), (10, 6), (3, 8), (1, 20)])
def test_intervals_contain_the_truth_of_a_simulated_annotator(documents, each):
    runs, held = 200, 0
    for seed in range(runs):
        every = accuracies(answered(0.8, documents, each, seed), LABELS)[0]
        bounds = every.share.interval
        assert bounds.low <= every.right / every.asked <= bounds.high
        held += bounds.low <= 0.8 <= bounds.high
    assert held >= 0.92 * runs


def test_more_questions_make_the_interval_narrower():
    few, many = (
        accuracies(answered(0.8, count, 4, 1), LABELS)[0].share.interval for count in (8, 80)
    )
    assert many.high - many.low < few.high - few.low


def test_all_right_is_no_certainty():
    bounds = accuracies(answered(1.0, 4, 3, 5, spread=0), LABELS)[0].share.interval
    assert bounds.high == pytest.approx(1)
    assert bounds.low < 0.95


# ---------------------------------------------------------------------------------- bound


def test_below_the_bound_is_who_answers_enough_questions_wrong(study):
    wanted = replace(QuestionSettings(), gold_bound=0.8)
    for document in range(2):
        for sentence in range(3):
            study.judge("gold", document, sentence, "hedge")
    for document, sentence in ((0, 0), (0, 1), (0, 2), (1, 0)):
        study.judge("ann", document, sentence, "claim")
        study.judge("bea", document, sentence, "hedge")
    assert below_bound(study.store, LABELS) == []
    set_question_settings(study.store, wanted, actor="lea")
    assert below_bound(study.store, LABELS) == []  # four questions are too few
    for name, label in (("ann", "claim"), ("bea", "hedge")):
        study.judge(name, 1, 1, label)
    assert [one.annotator for one in below_bound(study.store, LABELS)] == ["ann"]


# ------------------------------------------------------------------------------- settings


def test_only_a_lead_sets_how_many_questions_there_are(study):
    wanted = QuestionSettings(gold_share=0.1, repeat_after=50)
    with pytest.raises(AnnotatorError, match="ann may not set how many gold questions"):
        set_question_settings(study.store, wanted, actor="ann")
    assert question_settings(study.store) == QuestionSettings()
    set_question_settings(study.store, wanted, actor="lea")
    assert question_settings(study.store) == wanted
    study.store.rebuild()
    assert question_settings(study.store) == wanted


@pytest.mark.parametrize(
    ("name", "value"), [("gold_share", "x"), ("repeat_share", "1.5"), ("repeat_after", "0")]
)
def test_a_setting_that_is_none_of_ours_names_the_command_that_sets_it(study, name, value):
    study.store.settings.set(name, value)
    with pytest.raises(AnnotatorError, match="`annotator questions`"):
        question_settings(study.store)


# -------------------------------------------------------------------------------- command


@pytest.fixture
def folder(study, tmp_path):
    (tmp_path / "labels.yaml").write_bytes((ROOT / "labels.yaml").read_bytes())
    for document in range(3):
        study.judge("gold", document, 0, "hedge")
        study.judge("ann", document, 0, "hedge" if document else "implicature")
        study.judge("bea", document, 0, "hedge")
    study.store.close()
    return tmp_path


def run(folder, *words, name="lea", code=0):
    done = CliRunner().invoke(main, ["-p", str(folder), "-a", name, *words])
    assert done.exit_code == code, (done.output, done.exception)
    return done


def test_the_command_prints_everybody_for_a_lead(folder):
    lines = run(folder, "accuracy").stdout.splitlines()
    assert "2/3" in lines[lines.index("ann") + 1]
    assert "3/3" in lines[lines.index("bea") + 1]
    found = json.loads(run(folder, "accuracy", "--json", "--by", "ann").stdout)
    assert [(x["label"], x["right"], x["asked"]) for x in found] == [
        ("", 2, 3), ("hedge", 2, 3), ("implicature", 0, 1),
    ]  # fmt: skip
    found = json.loads(run(folder, "accuracy", "--json", "--label", "implicature").stdout)
    assert {x["label"] for x in found} == {"", "implicature"}


def test_annotators_see_what_is_released_or_training_alone_and_only_their_own(folder):
    refused = run(folder, "accuracy", name="ann", code=1)
    assert "there are no gold questions" in str(refused.exception)
    with Store.open(folder / "annotations.db") as store:
        store.project.record([Release(("b2:0001",))], actor="lea")
    found = json.loads(run(folder, "accuracy", "--json", name="ann").stdout)
    assert {x["annotator"] for x in found} == {"ann"}
    assert found[0]["asked"] == 1


def test_the_command_names_who_is_below_the_bound_to_leads(folder):
    for _ in range(2):
        run(folder, "questions", "--bound", "0.9")
    said = run(folder, "accuracy").stdout
    assert "below" not in said  # three questions are too few
    with_more(folder)
    said = run(folder, "accuracy").stdout
    assert said.startswith("ann is right in 2 of 5 gold questions (0.40 [")
    assert "below the bound of 90%" in said


def with_more(folder):
    with Store.open(folder / "annotations.db") as store:
        for number in range(2):
            one = short_document(number, 4)
            where = one.sentences[1]
            put = Put("g1", "hedge", (Span(where.start, where.end - 1),), {})
            done = Draft(one.uid, where, Finish(finished=True, shown=True))
            store.events.record("gold", [Draft(one.uid, where, put), done], actor="lea")
            store.events.record("ann", [done])


def test_the_settings_are_printed_and_only_for_leads(folder):
    said = run(folder, "questions", "--gold", "0.05", "--repeat", "0.1").stdout
    assert "gold questions   after 5% of the finished sentences" in said
    assert "silent repeats   after 10% of the finished sentences, 200 sentences later" in said
    refused = run(folder, "questions", name="ann", code=1)
    assert "ann may not see or set these: ask a lead" in str(refused.exception)


def test_training_is_assigned_to_people_of_the_project(folder):
    said = run(folder, "train", "0000", "b2:0001", "--for", "ann", "--for", "bea").stderr
    assert "2 documents assigned to ann, bea as training, in the batch training" in said
    refused = run(folder, "train", "0000", "--for", "anne", code=1)
    assert "there is no annotator 'anne'" in str(refused.exception)
    refused = run(folder, "train", "0000", "--for", "ann", name="bea", code=1)
    assert "bea may not assign training" in str(refused.exception)
