"""The report: how each rule's suggestions fared, what the rules miss, what they save."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from annotator.rule_quality.decisions import Act, Decision, History, Outcome
from annotator.rule_quality.medians import Estimate, difference, middle
from annotator.rule_quality.proportion import Proportion, proportion
from annotator.rule_quality.recall import Recall

_NONE_DECIDED = "nobody decided one"


@dataclass(frozen=True, slots=True)
class Record:
    """How the suggestions of one rule fared.

    rule: id@version, or the id alone for all its versions together.
    shown: suggestions times people who saw them; the sum of the next four.
    reasons: how often each was given for a rejection; '' is none given.
    precision: accepted as they were, of those decided. useful: accepted or edited, of those.
    saved: milliseconds that accepting them saved, see Time.
    versions: the same for each version, where this is the sum of several.
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
    versions: tuple[Record, ...] = ()


@dataclass(frozen=True, slots=True)
class Time:
    """Milliseconds, medians over all rules and people asked for.

    accepting: from the decision before (or the sentence's coming into view) to the accept.
    by_hand: the same to a new mark's label, choosing its words included.
    apart: by_hand less accepting. saved: that times the suggestions accepted as they were.
    rejecting: the same to a rejection; spent_rejecting: that times the rejections.
    net: saved less spent_rejecting. What was edited or passed over is in neither.
    """

    accepting: Estimate
    by_hand: Estimate
    rejecting: Estimate
    apart: Estimate
    saved: Estimate
    spent_rejecting: Estimate
    net: Estimate


@dataclass(frozen=True, slots=True)
class Report:
    """All records, most decided first within the order of the label set."""

    annotators: tuple[str, ...]
    confidence: float
    records: tuple[Record, ...]
    total: Record
    recall: Recall
    time: Time
    notes: tuple[str, ...] = field(default=())

    def as_dict(self) -> dict[str, Any]:
        """Plain dicts, lists and numbers, ready for JSON; keys are the names of the fields."""
        return asdict(self)


def report(
    found: History,
    recall: Recall,
    *,
    annotators: Sequence[str] = (),
    confidence: float = 0.95,
) -> Report:
    """How every rule that was shown fared, and what the rules miss and save."""
    time = _time(found, confidence)
    by_rule: dict[str, list[Decision]] = defaultdict(list)
    for decision in found.decisions:
        by_rule[decision.rule_id].append(decision)
    records = [_with_versions(name, ours, time) for name, ours in by_rule.items()]
    records.sort(key=lambda one: (one.label, -one.precision.of, -one.shown, one.rule))
    total = _record("all rules", found.decisions, time, label="")
    return Report(
        annotators=tuple(annotators),
        confidence=confidence,
        records=tuple(records),
        total=total,
        recall=recall,
        time=time,
        notes=tuple(_notes(total)),
    )


def _with_versions(rule_id: str, decisions: Sequence[Decision], time: Time) -> Record:
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
    time: Time,
    *,
    label: str | None = None,
    versions: tuple[Record, ...] = (),
) -> Record:
    outcomes = Counter(decision.outcome for decision in decisions)
    reasons = Counter(one.reason for one in decisions if one.outcome is Outcome.REJECTED)
    accepted, edited = outcomes[Outcome.ACCEPTED], outcomes[Outcome.EDITED]
    decided = accepted + edited + outcomes[Outcome.REJECTED]
    confidence = time.apart.confidence
    return Record(
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


def _time(found: History, confidence: float) -> Time:
    accepting = found.times[Act.ACCEPT], "accepts with a known time"
    by_hand = found.times[Act.BY_HAND], "marks put by hand with a known time"
    rejecting = found.times[Act.REJECT], "rejections with a known time"
    outcomes = Counter(decision.outcome for decision in found.decisions)
    apart = difference(by_hand, accepting, confidence=confidence)
    refusal = middle(*rejecting, confidence=confidence)
    saved = apart.times(outcomes[Outcome.ACCEPTED])
    spent = refusal.times(outcomes[Outcome.REJECTED])
    if not outcomes[Outcome.REJECTED]:
        spent = Estimate(0.0, 0.0, 0.0, confidence)
    return Time(
        accepting=middle(*accepting, confidence=confidence),
        by_hand=middle(*by_hand, confidence=confidence),
        rejecting=refusal,
        apart=apart,
        saved=saved,
        spent_rejecting=spent,
        net=saved.less(spent),
    )


def _notes(total: Record) -> Iterable[str]:
    """What to bear in mind when reading the numbers."""
    if total.undecided > total.precision.of:
        yield (
            f"{total.undecided:,} of {total.shown:,} suggestions shown were passed over without"
            " a decision: precision speaks of the others only"
        )
