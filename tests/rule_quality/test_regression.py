"""Past decisions compared with the current rules, and two label files compared."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.annotations import commands
from annotator.annotations.selection import Selection
from annotator.model import Span, Suggestion, Tier, Voice
from annotator.rule_quality import RegressionStatus, decision_history, run_regression
from annotator.rule_quality.diff import Change, ChangeKind, SuggestionDiff, changes, span_in_context
from tests.helpers.memory_store import MemoryStore, at, example_document, suggestions
from tests.rule_quality.test_check import GOOD, HEAD, documents
from tests.test_journey import annotator


def suggestion(span, label="implicature", rule="implicature.dig@0000bbbb", tier=Tier.HIGH):
    return Suggestion(span, label, rule, tier, Voice.NARRATOR)


def compared(log, *now):
    return run_regression(decision_history(log.events), [(example_document(), now)])


def statuses(result):
    return [(one.outcome, one.label, one.status) for one in result.cases]


def test_what_was_decided_is_still_proposed_or_gone():
    log = MemoryStore()
    log.record(commands.accept(log.session))
    log.record(commands.reject(log.session))
    result = compared(log, *suggestions())
    assert statuses(result) == [
        ("accepted", "verdict_false", RegressionStatus.PROPOSED),
        ("rejected", "implicature", RegressionStatus.PROPOSED),
    ]
    assert (result.total.precision.hits, result.total.precision.of) == (1, 2)
    none = compared(log)
    assert [one.status for one in none.cases] == [RegressionStatus.GONE, RegressionStatus.GONE]
    assert none.total.precision.value is None


def test_other_words_that_overlap_are_moved():
    log = MemoryStore()
    log.session.select_next_mark(1)
    log.record(commands.accept(log.session))
    (case,) = compared(log, suggestion(at("an apparent dig"))).cases
    assert (case.status, case.quote, case.now.span) == (
        RegressionStatus.MOVED, "in an apparent dig at", at("an apparent dig"),
    )  # fmt: skip


def test_an_edited_suggestion_may_now_be_proposed_as_edited():
    log = MemoryStore()
    log.session.select_next_mark(1)
    log.session.edit_bounds()
    log.session.select_span(at("an apparent dig"))
    log.record(commands.put_bounds(log.session))
    (case,) = compared(log, suggestion(at("an apparent dig"))).cases
    assert (case.outcome, case.status) == ("edited", RegressionStatus.AS_EDITED)
    (case,) = compared(log, *suggestions()).cases
    assert (case.outcome, case.status) == ("edited", RegressionStatus.PROPOSED)


def test_manual_annotations_are_found_in_full_in_part_or_not():
    log = MemoryStore()
    log.session.selection = Selection(at("Tevik"))
    log.record(commands.put(log.session, "hedge"))
    span = at("Tevik")
    for now, status in [
        ([suggestion(span, "hedge", "hedge.x@0")], RegressionStatus.PROPOSED),
        (
            [suggestion(Span(span.start, span.end + 8), "hedge", "hedge.x@0")],
            RegressionStatus.MOVED,
        ),
        ([suggestion(span, "claim", "claim.x@0")], RegressionStatus.GONE),
    ]:
        result = compared(log, *now)
        assert statuses(result) == [("manual", "hedge", status)]
        assert result.manual == {"hedge": {status: 1}}
        assert result.rules == ()


def test_undecided_suggestions_are_not_compared():
    log = MemoryStore()
    log.record(commands.finish(log.session))
    assert compared(log, *suggestions()).cases == ()


def test_the_context_of_a_span_is_cut_at_blanks():
    (document,) = documents("word " * 100 + "here" + " word" * 100)
    before, inside, after = span_in_context(document, Span(500, 504))
    assert inside == "here"
    assert before.startswith("…word")
    assert after.endswith("word…")
    assert len(before) <= 82


# ----------------------------------------------------------------------------- changes

SPANS = st.tuples(st.integers(0, 40), st.integers(1, 6)).map(lambda at: Span(at[0], sum(at)))
SUGGESTIONS = st.lists(
    st.builds(
        suggestion,
        SPANS,
        st.sampled_from(["a", "b"]),
        st.sampled_from(["a.x@1", "a.x@2", "b.y@1"]),
        st.sampled_from(list(Tier)),
    ),
    unique_by=lambda one: one.key,
    max_size=8,
).map(lambda found: sorted(found, key=lambda one: one.key))


@given(SUGGESTIONS)
def test_nothing_differs_from_itself(found):
    assert list(changes(found, found)) == []


@given(SUGGESTIONS, SUGGESTIONS)
def test_every_suggestion_is_the_same_or_in_exactly_one_change(old, new):
    found = list(changes(old, new))
    before = [one.old.key for one in found if one.old]
    after = [one.new.key for one in found if one.new]
    assert len(set(before)) == len(before)
    assert len(set(after)) == len(after)
    same_before = {one.key for one in old} - set(before)
    assert same_before == {one.key for one in new} - set(after)


@given(SUGGESTIONS, SUGGESTIONS)
def test_gains_minus_losses_are_the_difference_in_number(old, new):
    kinds = [one.kind for one in changes(old, new)]
    assert kinds.count(ChangeKind.GAINED) - kinds.count(ChangeKind.LOST) == len(new) - len(old)


def test_another_version_of_a_rule_that_proposes_the_same_changes_nothing():
    one = suggestion(Span(0, 5))
    assert list(changes([one], [replace(one, rule="implicature.dig@ffff")])) == []


def test_a_change_names_what_differs():
    old = suggestion(Span(0, 5))
    (wider,) = changes([old], [suggestion(Span(0, 9), tier=Tier.LOW)])
    assert (wider.kind, wider.differs) == (ChangeKind.CHANGED, ("span", "tier"))
    (other,) = changes([old], [replace(old, attributes={"kind": "dig"})])
    assert other.differs == ("attributes",)
    (label,) = changes([old], [replace(old, label="hedge")])
    assert label.differs == ("label",)


def test_a_change_without_suggestions_is_refused():
    with pytest.raises(ValueError, match="needs a suggestion"):
        _ = Change(None, None).suggestion


def test_the_diff_counts_the_decisions_on_lost_suggestions():
    log = MemoryStore()
    log.record(commands.accept(log.session))
    log.record(commands.reject(log.session))
    log.session.selection = Selection(at("Tevik"))
    log.record(commands.put(log.session, "hedge"))
    comparison = SuggestionDiff(decision_history(log.events), 1)
    comparison.add(
        example_document(), suggestions(), [suggestion(at("Tevik"), "hedge", "hedge.x@0")]
    )
    decided = {rule: dict(tally.decided) for rule, tally in comparison.rules.items()}
    assert decided == {
        "verdict_false.say": {"accepted": 1},
        "implicature.dig": {"rejected": 1},
        "hedge.x": {"manual": 1},
    }
    assert comparison.rules["hedge.x"].kinds == {ChangeKind.GAINED: 1}
    assert comparison.rules["hedge.x"].same == 0


# ----------------------------------------------------------------------------- commands


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A project with one rule, and one annotator who accepted its suggestion in one text."""
    from annotator.annotations.session import Session
    from annotator.labels import load
    from annotator.store import Store

    folder = tmp_path_factory.mktemp("project")
    (folder / "labels.yaml").write_text(HEAD + GOOD, "utf-8")
    (folder / "a.txt").write_text("Title\n\nIt was a brutal \x1b[31m day. It rained.\n", "utf-8")
    annotator("import", "a.txt", folder=folder)
    annotator("suggest", folder=folder)
    label_set = load(folder / "labels.yaml")
    with Store.open(folder / "annotations.db") as store:
        store.annotators.enrol("ann")
        (uid,) = store.documents.uids()
        session = Session(
            store.documents.get(uid),
            label_set,
            store.suggestions.of_document(uid),
            {},
            lambda: "n1",
        )
        store.events.record("ann", commands.accept(session), milliseconds=900)
    return folder


def test_the_test_command_passes_while_accepted_suggestions_are_made(project):
    done = annotator("rules", "test", folder=project)
    assert "2 examples run, 0 failed; 0 accepted suggestions no longer proposed" in done.stderr
    printed = json.loads(annotator("rules", "test", "--json", folder=project).stdout)
    (case,) = printed["cases"]
    assert (case["quote"], case["fate"], case["outcome"]) == ("brutal", "proposed", "accepted")


def test_json_for_programs_has_no_raw_control_characters(project):
    printed = annotator("rules", "diff", "labels.yaml", "labels.yaml", "--json", folder=project)
    assert printed.stdout.isascii()


def test_the_test_command_fails_once_one_is_missed_or_an_example_does_not_hold(project, tmp_path):
    (tmp_path / "annotations.db").write_bytes((project / "annotations.db").read_bytes())
    labels = tmp_path / "labels.yaml"
    labels.write_text(HEAD + GOOD.replace("brutal", "cruel"), "utf-8")
    done = annotator("rules", "test", folder=tmp_path, code=1)
    assert "Accepted, and no longer proposed: 1" in done.stdout
    assert "“brutal” loaded loaded.brutal (ann)" in done.stdout
    annotator("rules", "test", "--allow-missed", "1", folder=tmp_path)
    labels.write_text(HEAD + GOOD.replace("[[brutal]]", "[[savage]]"), "utf-8")
    done = annotator("rules", "test", folder=tmp_path, code=1)
    assert "labels.yaml:12: rule loaded.brutal: expected “savage”" in done.stdout


def test_the_test_command_runs_the_examples_where_there_is_no_database(tmp_path):
    (tmp_path / "labels.yaml").write_text(HEAD + GOOD, "utf-8")
    done = annotator("rules", "test", folder=tmp_path)
    assert "no decisions yet" in done.stdout
    assert json.loads(annotator("rules", "test", "--json", folder=tmp_path).stdout)["cases"] == []


def test_the_diff_command_shows_what_is_lost_and_who_had_accepted_it(project, tmp_path):
    new = tmp_path / "new.yaml"
    new.write_text(HEAD + GOOD.replace("brutal", "day"), "utf-8")
    done = annotator("rules", "diff", "labels.yaml", str(new), folder=project)
    assert "- It was a [[brutal]] ␛[31m day." in done.stdout
    assert "\x1b" not in done.stdout
    printed = json.loads(
        annotator("rules", "diff", "labels.yaml", str(new), "--json", folder=project).stdout
    )
    lost = printed["rules"]["loaded.brutal"]
    assert (lost["lost"], lost["decided"]) == (1, {"accepted": 1})
    assert printed["rules"]["loaded.day"]["gained"] == 1
    same = annotator("rules", "diff", "labels.yaml", "labels.yaml", folder=project)
    assert "no suggestion differs in 1 document" in same.stdout


def test_the_diff_command_names_the_mistakes_of_either_file(project, tmp_path):
    (tmp_path / "bad.yaml").write_text("name: x\nlabels:\n  - nam: y\n", "utf-8")
    bad = str(tmp_path / "bad.yaml")
    assert (
        "bad.yaml:3"
        in annotator("rules", "diff", "labels.yaml", bad, folder=project, code=1).stderr
    )


def test_the_report_command_reads_the_same_decisions(project):
    printed = json.loads(annotator("rules", "report", "--json", folder=project).stdout)
    assert printed["total"]["accepted"] == 1
    assert "none measured" in annotator("rules", "report", folder=project).stdout
    none = annotator("rules", "report", "--by", "bea", folder=project, code=1).stderr
    assert "there is no annotator 'bea'" in none


@pytest.mark.parametrize("name", ["test", "report", "mine"])
def test_the_log_is_read_once_and_each_document_at_most_three_times(project, monkeypatch, name):
    from collections import Counter

    from click.testing import CliRunner

    from annotator.cli import main
    from annotator.store.documents import Documents
    from annotator.store.recorder import Events

    read: Counter[str] = Counter()
    iterate, get = Events.iterate, Documents.get

    def counted_events(events, annotator=None):
        read["log"] += 1
        return iterate(events, annotator)

    def counted_document(documents, uid):
        read[uid] += 1
        return get(documents, uid)

    monkeypatch.setattr(Events, "iterate", counted_events)
    monkeypatch.setattr(Documents, "get", counted_document)
    done = CliRunner().invoke(main, ["--project", str(project), "rules", name])
    assert done.exit_code == 0, done.output
    assert read.pop("log") == 1
    assert all(times <= 3 for times in read.values())
