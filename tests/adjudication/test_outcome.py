"""What became of an annotator's work: every kind, with reasons, and only to who may see it."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.adjudication.outcome import OutcomeKind, gold_questions, outcomes
from annotator.annotations.events import Draft, Finish, Flag, Note
from annotator.annotations.project_events import Assign, Comment
from annotator.cli import main
from annotator.errors import AnnotatorError
from annotator.model import Reading, Span
from annotator.rule_quality.estimates import proportion
from annotator.workflow.comments import send_comment
from annotator.workflow.outcome import outcome_report
from annotator.workflow.release import release
from tests.helpers.adjudicated import Study
from tests.helpers.memory_store import example_document
from tests.helpers.paths import ROOT

UID = example_document().uid


@pytest.fixture
def study(tmp_path):
    """In the first sentence, one of ann's annotations of each kind; settled as bea has it."""
    made = Study(tmp_path, ("ann", "bea"))
    made.put("ann", "hedge", "Tevik", uid="kept")
    made.put("bea", "hedge", "Tevik")
    made.put("ann", "hedge", "falsely", uid="bounds")
    made.put("bea", "hedge", "falsely described")
    made.put("ann", "hedge", "the dam", uid="label")
    made.put("bea", "implicature", "the dam")
    made.put("ann", "hedge", "apparent", uid="values", voice="narrator")
    made.put("bea", "hedge", "apparent", voice="source_direct")
    made.put("ann", "hedge", "dig", uid="not_in_gold")
    made.put("bea", "implicature", "Moro", uid="not_yours")
    made.finish("ann", "bea")
    yield made
    made.store.close()


def settle(study, name="bea", *, why="", note=""):
    """Settle everything as somebody has it."""
    work = study.adjudication()
    work.open(UID, study.document.sentences[0])
    letter = next(letter for one, letter in work.letters.items() if one == name)
    while work.status and work.status.is_open:
        uids = work.status.item.uids
        work.take(letter)
        if why and "bounds" in uids:
            work.explain(why=why, note=note)
        work.select_open()


def released(study):
    return release(study.store, [UID], actor="lea")


def found(study, name="ann", viewer=""):
    return outcome_report(study.store, name, viewer=viewer or name)


def run(study, name, *words):
    folder = study.store.path.parent
    if not (folder / "annotations.db").exists():
        (folder / "annotations.db").symlink_to("a.db")
        shutil.copy(ROOT / "labels.yaml", folder)
    return CliRunner().invoke(main, ["-p", f"{folder}", "-a", name, *words])


# -------------------------------------------------------------------------------- kinds


def test_every_kind_of_outcome_is_shown_with_the_reason_of_the_lead(study):
    settle(study, why="guideline_gap", note="The whole phrase.")
    released(study)
    report = found(study)
    kinds = {one.yours.uid if one.yours else "not_yours": one.kind for one in report.outcomes}
    assert kinds == {str(kind): kind for kind in OutcomeKind}
    shown = {one.kind: (one.why, one.note) for one in report.changed}
    assert shown.pop(OutcomeKind.BOUNDS) == ("guideline_gap", "The whole phrase.")
    assert set(shown.values()) == {("", "")}
    assert report.total == 5
    shares = {one.kind: one.share for one in report.counts}
    assert shares[OutcomeKind.KEPT] == proportion(1, 5)
    assert shares[OutcomeKind.NOT_YOURS] is None
    assert sum(share.hits for share in shares.values() if share) == report.total
    assert [report.words(one) for one in report.changed] == [
        "falsely", "the dam", "apparent", "dig", "Moro",
    ]  # fmt: skip


def test_who_was_followed_in_everything_has_kept_everything(study):
    settle(study)
    released(study)
    report = found(study, "bea")
    assert {one.kind for one in report.outcomes} == {OutcomeKind.KEPT}
    assert report.changed == []


def test_nothing_is_shown_before_it_is_released_and_only_to_the_annotator_and_leads(study):
    settle(study)
    assert found(study).documents == {}
    released(study)
    assert found(study).total == found(study, viewer="lea").total == 5
    with pytest.raises(AnnotatorError, match="the outcome of ann is shown to ann and leads only"):
        found(study, viewer="bea")
    study.store.rebuild()
    assert found(study).total == 5


def test_a_sentence_that_is_open_for_either_is_not_shown(study):
    study.put("ann", "hedge", "claims", uid="third")
    study.finish("ann", sentence=2)  # gold has not finished that one
    settle(study)
    released(study)
    assert "third" not in {one.yours.uid for one in found(study).outcomes if one.yours}
    comment = Comment("ann", UID, study.document.sentences[0], "again?", sent_back=True)
    send_comment(study.store, comment, actor="lea")
    assert found(study).documents == {}
    study.finish("ann")
    assert found(study).total == 5


# ---------------------------------------------------------------------- questions, repeats


def test_sentences_that_gold_had_finished_first_are_never_shown(study):
    settle(study)
    released(study)
    study.store.annotators.enrol("cy")
    study.put("cy", "hedge", "Tevik")
    study.finish("cy")
    assert found(study, "cy").documents == {}
    assert found(study, "cy").outcomes == []
    assert found(study).total == 5


def test_silent_repeats_are_never_shown(study):
    settle(study)
    released(study)
    before = found(study).outcomes
    for change in (Flag(True), Note("again")):
        study.store.events.record("ann", [replace(_draft(study), change=change)], pass_number=1)
    assert found(study).outcomes == before


def _draft(study):
    return Draft(UID, study.document.sentences[0], Finish(True, True))


@given(st.data())
def test_questions_are_the_sentences_that_gold_finished_first(data):
    spans = [Span(at, at + 4) for at in range(0, 20, 5)]
    uids = st.dictionaries(st.sampled_from(spans), st.text("abc", min_size=1, max_size=3))
    yours, gold = data.draw(uids), data.draw(uids)
    expected = {one for one in spans if one in gold and gold[one] < yours.get(one, "~")}
    assert gold_questions(spans, yours, gold) == expected
    joined = Span(0, 9)  # of two sentences, the first event on either counts
    first = {name: [held[one] for one in spans[:2] if one in held] for name, held in
             (("yours", yours), ("gold", gold))}  # fmt: skip
    is_question = min(first["gold"], default="~") < min(first["yours"], default="~")
    assert (joined in gold_questions([joined], yours, gold)) == is_question


# ------------------------------------------------------------------------------ the sum

WORDS = ("Tevik", "falsely", "falsely described", "described the dam", "apparent dig", "Moro")
MARKS = st.sets(st.tuples(st.sampled_from(WORDS), st.sampled_from(["hedge", "implicature"])))


@settings(max_examples=40, deadline=None)
@given(MARKS, MARKS, st.sampled_from(["ann", "bea"]))
def test_every_annotation_of_a_sentence_has_one_outcome(tmp_path_factory, ours, theirs, taken):
    study = Study(tmp_path_factory.mktemp("outcome"), ("ann", "bea"))
    with study.store:
        for name, marks in (("ann", ours), ("bea", theirs)):
            for words, label in sorted(marks):
                study.put(name, label, words)
        study.finish("ann", "bea")
        settle(study, taken)
        for name in ("ann", "bea"):
            held = study.store.judgements.of_document(name, UID)
            gold = study.store.judgements.of_document("gold", UID)
            both = Reading(study.document, name, held), Reading(study.document, "gold", gold)
            found = outcomes(*both, study.store.adjudication.settlements(UID))
            first = study.document.sentences[0]
            if first not in gold or not gold[first].finished:
                assert found == []
                continue
            yours = [one.yours.uid for one in found if one.yours]
            settled = [one.gold.uid for one in found if one.gold]
            assert sorted(yours) == sorted(held[first].annotations)
            assert sorted(settled) == sorted(gold[first].annotations)
            if name == taken:
                assert all(one.kind is OutcomeKind.KEPT for one in found)


# ----------------------------------------------------------------------------- commands


def test_release_names_what_is_not_settled_and_releases_nothing_then(study):
    refused = run(study, "lea", "release", UID[:7])
    assert isinstance(refused.exception, AnnotatorError)
    assert "gold has finished no sentence of it" in refused.stderr
    everything = run(study, "lea", "release", "--all")
    assert (everything.stdout, everything.stderr) == ("", "no document is settled yet\n")
    settle(study)
    study.put("ann", "hedge", "Moro", uid="later")  # disputed again
    refused = run(study, "lea", "release", UID[:7])
    assert "1 sentence is not settled yet" in refused.stderr
    assert study.store.releases.documents() == {}
    everything = run(study, "lea", "release", "--all", "--json")
    assert json.loads(everything.stdout)["refused"][0]["document"] == UID
    assert everything.exit_code == 0


def test_release_by_batch_with_a_dry_run_first_and_once_only(study):
    settle(study)
    study.store.project.record([Assign("ann", (UID,), "pilot")], actor="lea")
    unknown = run(study, "lea", "release", "--batch", "pilt")
    assert "Did you mean 'pilot'?" in str(unknown.exception)
    tried = run(study, "lea", "release", "--batch", "pilot", "--dry-run")
    assert tried.stdout == f"would be released: Dam talks stall  {UID}\n"
    assert study.store.releases.documents() == {}
    assert "ann may not release documents" in str(run(study, "ann", "release", "--all").exception)
    assert run(study, "lea", "release").exit_code == 2
    assert run(study, "lea", "release", "--all", UID).exit_code == 2
    done = run(study, "lea", "release", "--batch", "pilot")
    assert done.stdout == f"released: Dam talks stall  {UID}\n"
    again = run(study, "lea", "release", "--all")
    assert again.stdout == f"released before: Dam talks stall  {UID}\n"
    kinds = [one.change.kind for one in study.store.project.iterate()]
    assert kinds.count("release") == 1


def test_the_outcome_is_printed_with_intervals_and_reasons(study):
    settle(study, why="guideline_gap", note="The \x1b[1mwhole phrase.")
    nothing = run(study, "ann", "outcome")
    assert (nothing.exit_code, nothing.stdout) == (0, "")
    assert "nothing of your work is released yet" in nothing.stderr
    released(study)
    shown = run(study, "ann", "outcome").stdout.splitlines()
    assert shown == [
        "kept as they are         1  20 % [4, 62]",
        "bounds changed           1  20 % [4, 62]",
        "label changed            1  20 % [4, 62]",
        "values changed           1  20 % [4, 62]",
        "not in gold              1  20 % [4, 62]",
        "in gold, not yours       1",
        "5 annotations by ann in 1 released document",
        "",
        f"Dam talks stall  {UID}",
        "    1  “falsely”",
        "       hedge -> other bounds: “falsely described”",
        "       reason: guideline gap",
        "       note: The ␛[1mwhole phrase.",
        "    1  “the dam”",
        "       hedge -> implied meaning",
        "    1  “apparent”",
        "       hedge -> other values: voice source_direct, not narrator",
        "    1  “dig”",
        "       hedge -> nothing",
        "    1  “Moro”",
        "       nothing -> implied meaning",
    ]
    assert run(study, "lea", "outcome", "--by", "ann").stdout.splitlines() == shown
    assert "shown to ann and leads only" in str(
        run(study, "bea", "outcome", "--by", "ann").exception
    )
    assert "Did you mean 'ann'?" in str(run(study, "lea", "outcome", "--by", "an").exception)


def test_the_outcome_as_json(study):
    settle(study)
    released(study)
    report = json.loads(run(study, "ann", "outcome", "--json").stdout)
    assert (report["annotator"], report["documents"], report["annotations"]) == ("ann", [UID], 5)
    assert [one["outcome"] for one in report["changed"]] == [
        "bounds", "label", "values", "not_in_gold", "not_yours",
    ]  # fmt: skip
    assert report["changed"][0]["gold"]["text"] == "falsely described"
    assert report["changed"][-1]["yours"] is None
    assert report["counts"][0]["low"] == pytest.approx(proportion(1, 5).low)
