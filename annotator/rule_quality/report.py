"""The precision of each rule, the recall of all rules, and the time that suggestions save.

Recall is measured on what people annotated in blind sentences. Where suggestions are shown, people
annotate what is suggested, so recall measured there flatters the rules. In sentences finished
without suggestions on show, the annotations made until then are unprompted, and only those count.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from annotator.model import Annotation, Span
from annotator.rule_quality.decisions import (
    Decision,
    DecisionHistory,
    FinishedSentence,
    Outcome,
    TimedAction,
)
from annotator.rule_quality.estimates import (
    Estimate,
    Proportion,
    median_difference,
    median_estimate,
    proportion,
)

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


# ------------------------------------------------------------------------------- recall

NONE_BLIND = "none measured: no sentence was finished without suggestions on show"
_NONE_THERE = "nobody marked one in a blind sentence"
_NONE_PROPOSED = "the rules propose none in a blind sentence"


@dataclass(frozen=True, slots=True)
class RuleHit:
    """One place where one rule matches. rule: its id, without the version.

    proposed: it becomes a suggestion (of this rule, or of a better one for the same span).
    """

    rule: str
    label: str
    span: Span
    proposed: bool = True


@dataclass(frozen=True, slots=True)
class LabelRecall:
    """The share of the blind annotations of one label that the current rules find.

    found: a rule of the label matches a part of it. exact: a rule matches exactly its span.
    precision: of the places where the label would be proposed, the share that a person annotated.
    rules: how many annotations each rule finds, most first; one may be found by several.
    """

    label: str
    found: Proportion
    exact: Proportion
    precision: Proportion
    rules: dict[str, int]


@dataclass(frozen=True, slots=True)
class Recall:
    """The recall of all labels. sentences: blind ones times people. reason: why there is none."""

    sentences: int
    labels: tuple[LabelRecall, ...]
    total: LabelRecall
    reason: str = ""


@dataclass(slots=True)
class _RecallCounts:
    """Counts for one label. proposed: places where a rule matches; confirmed: those annotated."""

    marked: int = 0
    found: int = 0
    exact: int = 0
    proposed: int = 0
    confirmed: int = 0
    rules: Counter[str] = field(default_factory=Counter)


def measure_recall(
    blind: Sequence[FinishedSentence],
    hits_of: Callable[[str], Sequence[RuleHit]],
    *,
    confidence: float = 0.95,
) -> Recall:
    """Compare the annotations of blind sentences with the matches of the rules.

    hits_of: returns every match in a document, by its uid; called once for each document.
    """
    by_label: dict[str, _RecallCounts] = defaultdict(_RecallCounts)
    by_document: dict[str, list[FinishedSentence]] = defaultdict(list)
    for finished in blind:
        by_document[finished.document].append(finished)
    for uid, sentences in by_document.items():
        hits = hits_of(uid)
        for finished in sentences:
            _count(
                by_label,
                finished,
                [one for one in hits if _begins_in(one, finished.sentence)],
                hits,
            )
    labels = tuple(
        _label_recall(name, counts, confidence) for name, counts in sorted(by_label.items())
    )
    total = _label_recall("all labels", _sum(by_label), confidence)
    return Recall(len(blind), labels, total, "" if blind else NONE_BLIND)


def _count(
    by_label: Mapping[str, _RecallCounts],
    finished: FinishedSentence,
    here: Sequence[RuleHit],
    hits: Sequence[RuleHit],
) -> None:
    for annotation in finished.unprompted:
        counts = by_label[annotation.label]
        near = [one for one in hits if one.label == annotation.label and _on(one.span, annotation)]
        counts.marked += 1
        counts.found += bool(near)
        counts.exact += any((one.span,) == annotation.fragments for one in near)
        counts.rules.update({one.rule for one in near})
    for label, span in {(one.label, one.span) for one in here if one.proposed}:
        by_label[label].proposed += 1
        by_label[label].confirmed += any(
            one.label == label and _on(span, one) for one in finished.unprompted
        )


def _on(span: Span, annotation: Annotation) -> bool:
    return any(span.overlaps(part) for part in annotation.fragments)


def _begins_in(hit: RuleHit, sentence: Span | None) -> bool:
    return sentence is not None and sentence.start <= hit.span.start < sentence.end


def _label_recall(name: str, counts: _RecallCounts, confidence: float) -> LabelRecall:
    return LabelRecall(
        label=name,
        found=proportion(counts.found, counts.marked, confidence=confidence, empty=_NONE_THERE),
        exact=proportion(counts.exact, counts.marked, confidence=confidence, empty=_NONE_THERE),
        precision=proportion(
            counts.confirmed, counts.proposed, confidence=confidence, empty=_NONE_PROPOSED
        ),
        rules=dict(counts.rules.most_common()),
    )


def _sum(by_label: Mapping[str, _RecallCounts]) -> _RecallCounts:
    total = _RecallCounts()
    for counts in by_label.values():
        total.marked += counts.marked
        total.found += counts.found
        total.exact += counts.exact
        total.proposed += counts.proposed
        total.confirmed += counts.confirmed
        total.rules.update(counts.rules)
    return total
