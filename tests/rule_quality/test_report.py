"""Proportions, medians, decision histories and the report on rules."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.annotations import commands
from annotator.annotations.events import Event, EventKind, Reject
from annotator.annotations.fold import standing
from annotator.annotations.selection import Selection
from annotator.model import Annotation, Origin, Span, SuggestionKey
from annotator.rule_quality import (
    Outcome,
    RuleHit,
    decision_history,
    measure_recall,
    rule_report,
)
from annotator.rule_quality.decisions import DELETED, FinishedSentence, TimedAction, durations
from annotator.rule_quality.estimates import (
    Estimate,
    median_difference,
    median_estimate,
    proportion,
    standard_error,
)
from tests.helpers.events import event_of
from tests.helpers.memory_store import MemoryStore, at

# Newcombe 1998, table I, method 3 (Wilson's score interval without continuity correction).
NEWCOMBE = [
    (81, 263, 0.2553, 0.3662),
    (15, 148, 0.0624, 0.1605),
    (0, 20, 0.0, 0.1611),
    (1, 29, 0.0061, 0.1718),
]


@pytest.mark.parametrize(("hits", "of", "low", "high"), NEWCOMBE)
def test_the_interval_of_a_share_is_the_published_one(hits, of, low, high):
    found = proportion(hits, of)
    assert (found.low, found.high) == pytest.approx((low, high), abs=5e-5)


@given(st.integers(1, 5000).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_a_share_lies_in_its_interval_and_the_other_share_in_the_mirrored_one(case):
    hits, of = case
    found, other = proportion(hits, of), proportion(of - hits, of)
    assert 0 <= found.low <= found.value <= found.high <= 1
    assert (1 - other.high, 1 - other.low) == pytest.approx((found.low, found.high))


def test_a_share_of_nothing_has_a_reason_and_no_number():
    found = proportion(0, 0, empty="nobody was asked")
    assert (found.value, found.low, found.high) == (None, None, None)
    assert found.reason == "nobody was asked"


def test_more_hits_than_cases_are_refused():
    with pytest.raises(ValueError, match="no proportion"):
        proportion(3, 2)


def test_the_standard_error_of_a_median_is_the_published_one():
    # The example of ci.median in the R package statpsych, by D. G. Bonett.
    values = [30, 20, 15, 10, 10, 60, 20, 25, 20, 30, 10, 5, 50, 40, 20, 10, 0, 20, 50]
    assert standard_error(values) == pytest.approx(4.270922, abs=1e-6)


@given(st.lists(st.floats(0, 1e6), min_size=5, max_size=60))
def test_a_median_lies_in_its_interval_and_moves_with_the_values(values):
    found, moved = (
        median_estimate(values, "x"),
        median_estimate([value + 7 for value in values], "x"),
    )
    assert found.low <= found.value <= found.high
    assert moved.value == pytest.approx(found.value + 7)


def test_a_median_of_thousands_needs_no_huge_numbers():
    values = [float(number % 997) for number in range(5_000)]
    assert 0 < standard_error(values) < 20


def test_too_few_times_are_a_reason():
    found = median_difference(([1.0] * 4, "marks"), ([1.0] * 5, "accepts"))
    assert found == Estimate(None, None, None, 0.95, "4 marks, at least 5 are needed")
    assert found.times(3) == found
    assert Estimate(1, 0, 2, 0.95).minus(found) == found


def test_differences_of_estimates_add_their_variances():
    found = Estimate(10, 7, 13, 0.95).minus(Estimate(1, -3, 5, 0.95))
    assert (found.value, found.low, found.high) == (9, 4, 14)


# ---------------------------------------------------------------------------- decisions


def outcomes(log):
    return {
        decision.key[2]: (decision.outcome, decision.reason)
        for decision in decision_history(log.events).decisions
    }


def test_accepts_and_rejections_are_decisions_with_rule_and_reason():
    log = MemoryStore()
    log.record(commands.accept(log.session))
    log.record(commands.reject(log.session, "too weak"))
    found = decision_history(log.events)
    assert outcomes(log) == {
        "verdict_false": (Outcome.ACCEPTED, ""),
        "implicature": (Outcome.REJECTED, "too weak"),
    }
    assert [one.rule_id for one in found.decisions] == ["verdict_false.say", "implicature.dig"]
    assert found.manual == []


def test_what_was_undone_does_not_count():
    log = MemoryStore()
    events = log.record(commands.accept(log.session))
    first = events[0]
    undo = event_of(
        "999990",
        "undo",
        {"group": first.group},
        document=first.document,
        sentence=first.sentence,
        at="2026-01-01T00:00:00Z",
    )
    assert list(standing([*log.events, undo])) == []
    assert decision_history([*log.events, undo]).decisions == []


def test_another_span_is_an_edit_and_back_again_is_none():
    log = MemoryStore()
    log.record(commands.accept(log.session))
    log.session.select_next_mark(-1)
    whole = log.session.selected_mark.span
    log.session.edit_bounds()
    log.session.select_span(at("described"))
    log.record(commands.put_bounds(log.session))
    assert outcomes(log)["verdict_false"][0] is Outcome.EDITED
    log.session.edit_bounds()
    log.session.select_span(whole)
    log.record(commands.put_bounds(log.session))
    assert outcomes(log)["verdict_false"][0] is Outcome.ACCEPTED


def test_another_value_is_an_edit_and_a_value_for_an_open_attribute_is_none():
    log = MemoryStore()
    log.record(commands.set_value(log.session, log.session.selected_mark, "confidence", 3))
    assert outcomes(log)["verdict_false"][0] is Outcome.ACCEPTED
    log.session.select_next_mark(-1)
    log.record(commands.set_value(log.session, log.session.selected_mark, "voice", "source_direct"))
    assert outcomes(log)["verdict_false"][0] is Outcome.EDITED


def test_an_edited_annotation_that_was_deleted_counts_as_rejected():
    log = MemoryStore()
    log.record(commands.put(log.session, "hedge"))
    log.session.select_next_mark(-1)
    log.record(commands.reject(log.session))
    assert outcomes(log)["verdict_false"] == (Outcome.REJECTED, DELETED)


def test_a_suggestion_on_show_that_was_skipped_is_undecided():
    log = MemoryStore()
    log.record(commands.reject(log.session))
    log.record(commands.finish(log.session))
    assert outcomes(log)["implicature"][0] is Outcome.UNDECIDED
    assert [one.blind for one in decision_history(log.events).finished] == [False]


def test_a_manual_annotation_with_the_same_span_and_label_counts_as_accepted():
    log = MemoryStore()
    log.session.selection = Selection(at("falsely described"))
    log.record(commands.put(log.session, "verdict_false"))
    log.record(commands.finish(log.session))
    found = decision_history(log.events)
    assert outcomes(log)["verdict_false"][0] is Outcome.ACCEPTED
    assert found.manual == []


def test_an_own_annotation_is_manual_and_a_sentence_without_suggestions_is_blind():
    log = MemoryStore()
    log.session.suggestions = ()
    log.session.selection = Selection(at("an apparent dig"))
    log.record(commands.put(log.session, "implicature"))
    log.record(commands.finish(log.session, shown=False))
    found = decision_history(log.events)
    assert [one.annotation.span for one in found.manual] == [at("an apparent dig")]
    assert [one.blind for one in found.finished] == [True]


def test_what_is_accepted_after_a_blind_sentence_was_finished_is_not_unprompted():
    log = MemoryStore()
    log.session.blind_share = 1.0
    log.session.selection = Selection(at("an apparent dig"))
    log.record(commands.put(log.session, "implicature"))
    log.record(commands.finish(log.session, shown=False))
    log.session.select_suggestion(log.session.missed(log.session.sentence)[0])
    log.record(commands.accept(log.session))
    (judged,) = decision_history(log.events).finished
    assert [one.label for one in judged.annotations] == ["implicature", "verdict_false"]
    assert judged.blind
    assert [one.label for one in judged.unprompted] == ["implicature"]
    log.record(commands.reopen(log.session))
    log.record(commands.reject(log.session))
    log.record(commands.finish(log.session))
    assert [one.label for one in decision_history(log.events).finished[0].unprompted] == [
        "implicature"
    ]
    assert decision_history(log.events).finished[0].blind


def test_an_annotation_made_or_deleted_after_a_blind_finish_does_not_change_recall():
    events = [
        done("1", EventKind.PUT, FIRST, PUT),
        finish("2", FIRST),
        done("3", EventKind.DELETE, FIRST, {"annotation": "n1"}),
        done("4", EventKind.PUT, FIRST, {**PUT, "annotation": "n2"}),
    ]
    (judged,) = decision_history(events).finished
    assert [one.uid for one in judged.annotations] == ["n2"]
    found = measure_recall([judged], lambda _: [RuleHit("hedge.may", "hedge", Span(2, 5))])
    assert [one.uid for one in judged.unprompted] == ["n1"]
    assert (found.total.found.hits, found.total.found.of) == (1, 1)


def test_a_sentence_first_finished_with_suggestions_on_show_is_never_blind():
    events = [
        finish("1", FIRST, shown=True),
        finish("2", FIRST, finished=False),
        finish("3", FIRST),
    ]
    assert [one.blind for one in decision_history(events).finished] == [False]
    parts = [finish("1", FIRST, shown=True), finish("2", BOTH)]
    assert [one.blind for one in decision_history(parts).finished] == [False]


def test_only_the_people_asked_for_count():
    log = MemoryStore()
    log.record(commands.accept(log.session))
    assert decision_history(log.events, ["bea"]).decisions == []


@given(st.randoms())
def test_events_may_come_in_any_order(chance):
    log = MemoryStore()
    log.record(commands.accept(log.session))
    log.record(commands.reject(log.session, "too weak"))
    log.record(commands.finish(log.session))
    shuffled = list(log.events)
    chance.shuffle(shuffled)
    assert decision_history(shuffled).decisions == decision_history(log.events).decisions


# ------------------------------------------------------- sentences merged and split since


def done(uid, kind, sentence, payload):
    return event_of(
        uid, kind, payload, document="b2:paper", sentence=sentence, at="2026-01-01T00:00:00Z"
    )


FIRST, SECOND, BOTH = Span(0, 10), Span(11, 20), Span(0, 20)
PUT = {
    "annotation": "n1", "label": "hedge", "fragments": [[2, 5]], "attributes": {}, "label_set": "l",
}  # fmt: skip


def finish(uid, sentence, *, finished=True, shown=False):
    payload = {"finished": finished, "shown": shown, "suggestions": []}
    return done(uid, EventKind.FINISH, sentence, payload)


def test_what_is_deleted_from_a_joined_sentence_is_gone():
    events = [
        done("1", EventKind.PUT, FIRST, PUT),
        done("2", EventKind.JOIN, FIRST, {"at": 11}),
        done("3", EventKind.DELETE, BOTH, {"annotation": "n1"}),
    ]
    assert [one.annotation.uid for one in decision_history(events[:2]).manual] == ["n1"]
    assert decision_history(events).manual == []


def test_a_sentence_finished_again_after_joining_counts_once_with_all_its_annotations():
    events = [
        done("1", EventKind.PUT, FIRST, PUT),
        finish("2", FIRST),
        finish("3", SECOND),
        finish("4", BOTH),
    ]
    (judged,) = decision_history(events).finished
    assert (judged.sentence, judged.blind) == (BOTH, True)
    assert [one.uid for one in judged.annotations] == ["n1"]


def test_a_joined_sentence_that_was_reopened_is_not_finished():
    assert decision_history([finish("1", FIRST), finish("2", BOTH, finished=False)]).finished == []
    (left,) = decision_history([finish("1", BOTH), finish("2", FIRST), finish("3", FIRST)]).finished
    assert left.sentence == FIRST


# --------------------------------------------------------------------------- durations


def press(uid, at_second, milliseconds, group=""):
    return Event(
        uid, group or uid, "ann", f"2026-01-01T00:{at_second // 60:02}:{at_second % 60:02}+00:00",
        milliseconds, "b2:paper", None, Reject(SuggestionKey(0, 1, "hedge"), "hedge.may@1"),
    )  # fmt: skip


def test_a_decision_takes_as_long_as_passed_since_the_one_before():
    events = [press("1", 2, 2000), press("2", 5, 5000), press("3", 5, 5000, group="2")]
    assert list(durations(events)) == [("1", 2000), ("2", 3000)]


def test_a_sentence_seen_again_starts_again():
    later = [press("1", 2, 2000), press("2", 600, 5000), press("3", 900, 900)]
    assert [spent for _, spent in durations(later)] == [2000, 5000, 900]


def test_an_unknown_time_is_left_out():
    assert list(durations([press("1", 2, None), press("2", 3, 700)])) == [("2", 700)]


# ------------------------------------------------------------------------------ report


def blind(*spans, label="implicature"):
    notes = tuple(
        Annotation(str(number), label, (span,), {}, Origin.MANUAL)
        for number, span in enumerate(spans)
    )
    return FinishedSentence("ann", "b2:paper", Span(0, 200), (), blind=True, unprompted=notes)


def test_recall_is_the_share_of_blind_marks_that_the_rules_find():
    hits = [
        RuleHit("implicature.dig", "implicature", Span(5, 20)),
        RuleHit("implicature.old", "implicature", Span(8, 12), proposed=False),
        RuleHit("implicature.dig", "implicature", Span(60, 70)),
        RuleHit("claim.said", "claim", Span(30, 40)),
    ]
    found = measure_recall([blind(Span(0, 10), Span(30, 40), Span(60, 70))], lambda _: hits)
    (claim, dig) = found.labels
    assert (dig.found.hits, dig.found.of, dig.exact.hits) == (2, 3, 1)
    assert (dig.precision.hits, dig.precision.of) == (2, 2)
    assert dig.rules == {"implicature.dig": 2, "implicature.old": 1}
    assert (claim.found.of, claim.precision.hits, claim.precision.of) == (0, 0, 1)
    assert found.total.found.of == 3


def test_without_blind_sentences_recall_is_a_reason_and_never_a_number():
    found = measure_recall([], lambda _: [])
    assert found.reason.startswith("none measured")
    assert found.total.found.value is None


def test_the_report_of_nothing_has_reasons_and_no_nan():
    text = json.dumps(
        rule_report(decision_history([]), measure_recall([], lambda _: [])).as_dict(),
        allow_nan=False,
    )
    assert "NaN" not in text
    assert "nobody decided one" in text


def test_the_report_counts_versions_apart_and_together():
    log = MemoryStore()
    log.record(commands.accept(log.session))
    log.record(commands.reject(log.session, "too weak"))
    log.record(commands.finish(log.session))
    older = [
        replace(
            event,
            annotator="bea",
            milliseconds=None,
            change=replace(event.change, rule="verdict_false.say@0000cccc"),
        )
        for event in log.events[:1]
    ]
    found = rule_report(decision_history([*log.events, *older]), measure_recall([], lambda _: []))
    dig, false = found.records
    assert (dig.rule, dig.rejected, dig.reasons) == (
        "implicature.dig@0000bbbb", 1, {"too weak": 1},
    )  # fmt: skip
    assert (false.rule, false.accepted, false.shown) == ("verdict_false.say", 2, 2)
    assert [one.rule for one in false.versions] == [
        "verdict_false.say@0000aaaa",
        "verdict_false.say@0000cccc",
    ]
    assert (found.total.precision.hits, found.total.precision.of) == (2, 3)


def test_every_suggestion_shown_has_exactly_one_outcome():
    log = MemoryStore()
    log.record(commands.accept(log.session))
    log.record(commands.finish(log.session))
    total = rule_report(decision_history(log.events), measure_recall([], lambda _: [])).total
    assert total.shown == total.accepted + total.edited + total.rejected + total.undecided == 2


def test_time_saved_is_the_difference_of_medians_times_what_was_accepted():
    found = decision_history([])
    found.times[TimedAction.ACCEPT] = [1000.0, 1100, 900, 1000, 1000, 1000]
    found.times[TimedAction.MANUAL] = [5000.0, 5200, 4800, 5000, 5000, 5000]
    log = MemoryStore()
    log.record(commands.accept_all(log.session))
    found.decisions = decision_history(log.events).decisions
    time = rule_report(found, measure_recall([], lambda _: [])).time
    assert time.apart.value == 4000
    assert time.saved.value == 8000
    assert time.saved.low < 8000 < time.saved.high
    assert time.net.value == 8000
    assert math.isfinite(time.net.low)
