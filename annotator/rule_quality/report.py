"""The precision of each rule, the recall of all rules, and the time that suggestions save."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from annotator.rule_quality.decisions import Decision, DecisionHistory, Outcome, TimedAction
from annotator.rule_quality.estimates import (
    Estimate,
    Proportion,
    median_difference,
    median_estimate,
    proportion,
)
from annotator.rule_quality.recall import Recall

_NONE_DECIDED = "nobody decided one"


@dataclass(frozen=True, slots=True)
class DecisionCounts:
    """The decisions on one rule's suggestions, counted.

    reasons: (reason given for rejections, how often), most frequent first, without ''.
    precision: accepted without a change, of all three.
    """

    accepted: int
    edited: int
    rejected: int
    reasons: tuple[tuple[str, int], ...]
    precision: Proportion


def count_decisions(decisions: Iterable[Decision]) -> DecisionCounts:
    """Count decisions by outcome. Undecided suggestions are not counted."""
    listed = list(decisions)
    outcomes = Counter(one.outcome for one in listed)
    accepted, edited = outcomes[Outcome.ACCEPTED], outcomes[Outcome.EDITED]
    rejected = outcomes[Outcome.REJECTED]
    reasons = Counter(
        one.reason for one in listed if one.outcome is Outcome.REJECTED and one.reason
    )
    share = proportion(accepted, accepted + edited + rejected, empty="none yet")
    return DecisionCounts(accepted, edited, rejected, tuple(reasons.most_common()), share)


# -------------------------------------------------------------------------- the report


@dataclass(frozen=True, slots=True)
class RulePrecision:
    """The decisions on the suggestions of one rule, with its precision.

    rule: id@version, or the id alone for all its versions together.
    shown: suggestions times people who saw them; the sum of the next four.
    reasons: how often each was given for a rejection; '' for no reason.
    precision: accepted without a change, of those decided. useful: accepted or edited, of those.
    saved: milliseconds saved by accepting them, see TimeSaved.
    versions: a record for each version, if there are several.
    """

    rule: str
    label: str
    shown: int
    accepted: int
    edited: int
    rejected: int
    undecided: int
    reasons: dict[str, int]
    precision: Proportion
    useful: Proportion
    saved: Estimate
    versions: tuple[RulePrecision, ...] = ()


@dataclass(frozen=True, slots=True)
class TimeSaved:
    """Time that suggestions save, in milliseconds, over all rules and the people asked for.

    accepting, manual, rejecting: medians from the decision before, or from when the sentence came
        into view, until a suggestion was accepted, a manual annotation made (selecting its words
        included), or a suggestion rejected.
    apart: manual minus accepting. saved: apart times the suggestions accepted without a change.
    spent_rejecting: rejecting times the rejections. net: saved minus spent_rejecting.
    Suggestions that were edited or left undecided count in neither.
    """

    accepting: Estimate
    manual: Estimate
    rejecting: Estimate
    apart: Estimate
    saved: Estimate
    spent_rejecting: Estimate
    net: Estimate


@dataclass(frozen=True, slots=True)
class RuleReport:
    """The records of all rules, by label, most decided first, with recall and time saved."""

    annotators: tuple[str, ...]
    confidence: float
    records: tuple[RulePrecision, ...]
    total: RulePrecision
    recall: Recall
    time: TimeSaved
    notes: tuple[str, ...] = field(default=())

    def as_dict(self) -> dict[str, Any]:
        """Return dicts, lists and numbers for JSON; the keys are the names of the fields."""
        return asdict(self)


def rule_report(
    found: DecisionHistory,
    recall: Recall,
    *,
    annotators: Sequence[str] = (),
    confidence: float = 0.95,
) -> RuleReport:
    """Summarize the decisions on every rule that was shown, with recall and time saved."""
    time = _time(found, confidence)
    by_rule: dict[str, list[Decision]] = defaultdict(list)
    for decision in found.decisions:
        by_rule[decision.rule_id].append(decision)
    records = [_with_versions(name, ours, time) for name, ours in by_rule.items()]
    records.sort(key=lambda one: (one.label, -one.precision.of, -one.shown, one.rule))
    total = _record("all rules", found.decisions, time, label="")
    return RuleReport(
        annotators=tuple(annotators),
        confidence=confidence,
        records=tuple(records),
        total=total,
        recall=recall,
        time=time,
        notes=tuple(_notes(total)),
    )


def _with_versions(rule_id: str, decisions: Sequence[Decision], time: TimeSaved) -> RulePrecision:
    versions: dict[str, list[Decision]] = defaultdict(list)
    for decision in decisions:
        versions[decision.rule].append(decision)
    each = [_record(reference, ours, time) for reference, ours in sorted(versions.items())]
    if len(each) == 1:
        return each[0]
    return _record(rule_id, decisions, time, versions=tuple(each))


def _record(
    rule: str,
    decisions: Sequence[Decision],
    time: TimeSaved,
    *,
    label: str | None = None,
    versions: tuple[RulePrecision, ...] = (),
) -> RulePrecision:
    outcomes = Counter(decision.outcome for decision in decisions)
    reasons = Counter(one.reason for one in decisions if one.outcome is Outcome.REJECTED)
    accepted, edited = outcomes[Outcome.ACCEPTED], outcomes[Outcome.EDITED]
    decided = accepted + edited + outcomes[Outcome.REJECTED]
    confidence = time.apart.confidence
    return RulePrecision(
        rule=rule,
        label=decisions[0].key[2] if label is None else label,
        shown=len(decisions),
        accepted=accepted,
        edited=edited,
        rejected=outcomes[Outcome.REJECTED],
        undecided=outcomes[Outcome.UNDECIDED],
        reasons=dict(reasons.most_common()),
        precision=proportion(accepted, decided, confidence=confidence, empty=_NONE_DECIDED),
        useful=proportion(accepted + edited, decided, confidence=confidence, empty=_NONE_DECIDED),
        saved=time.apart.times(accepted),
        versions=versions,
    )


def _time(found: DecisionHistory, confidence: float) -> TimeSaved:
    accepting = found.times[TimedAction.ACCEPT], "accepts with a known time"
    manual = found.times[TimedAction.MANUAL], "manual annotations with a known time"
    rejecting = found.times[TimedAction.REJECT], "rejections with a known time"
    outcomes = Counter(decision.outcome for decision in found.decisions)
    apart = median_difference(manual, accepting, confidence=confidence)
    refusal = median_estimate(*rejecting, confidence=confidence)
    saved = apart.times(outcomes[Outcome.ACCEPTED])
    spent = refusal.times(outcomes[Outcome.REJECTED])
    if not outcomes[Outcome.REJECTED]:
        spent = Estimate(0.0, 0.0, 0.0, confidence)
    return TimeSaved(
        accepting=median_estimate(*accepting, confidence=confidence),
        manual=median_estimate(*manual, confidence=confidence),
        rejecting=refusal,
        apart=apart,
        saved=saved,
        spent_rejecting=spent,
        net=saved.minus(spent),
    )


def _notes(total: RulePrecision) -> Iterable[str]:
    """Yield cautions for reading the numbers."""
    if total.undecided > total.precision.of:
        yield (
            f"{total.undecided:,} of {total.shown:,} suggestions shown were left without a"
            " decision: precision counts only the others"
        )
