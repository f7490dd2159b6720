"""Regression test: what the current rules propose where people decided or annotated before."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from annotator.model import Annotation, Document, Span, Suggestion, SuggestionKey
from annotator.rule_quality.decisions import Decision, DecisionHistory, ManualAnnotation, Outcome
from annotator.rule_quality.estimates import Proportion, proportion


class RegressionStatus(StrEnum):
    """The match of the current rules at the place of a past decision or annotation.

    PROPOSED: the same span with the same label. AS_EDITED: the annotation that the person made of
    the suggestion. MOVED: another span that overlaps, with the same label. GONE: nothing.
    """

    PROPOSED = "proposed"
    AS_EDITED = "as edited"
    MOVED = "moved"
    GONE = "gone"


MANUAL = "manual"
"""The outcome of an annotation that no rule had proposed."""


@dataclass(frozen=True, slots=True)
class RegressionCase:
    """One past decision or manual annotation, compared with the current rules.

    rule: the id of the rule that was decided on. For a manual annotation, the id of the rule that
        proposes it now, or ''.
    now: what the current rules propose there, None for nothing.
    """

    document: str
    span: Span
    quote: str
    label: str
    annotator: str
    outcome: str
    rule: str
    status: RegressionStatus
    now: Suggestion | None


@dataclass(frozen=True, slots=True)
class RuleRegression:
    """The cases of one rule, counted by outcome and status.

    precision: of the decided suggestions that are still proposed unchanged, the share that was
        accepted without a change.
    """

    rule: str
    counts: Mapping[str, Mapping[str, int]]
    precision: Proportion


@dataclass(frozen=True, slots=True)
class RegressionResult:
    """The cases of all rules.

    rules: most decided first. total: all rules together.
    manual: for each label, how many manual annotations have each status.
    """

    rules: tuple[RuleRegression, ...]
    total: RuleRegression
    manual: Mapping[str, Mapping[str, int]]
    cases: tuple[RegressionCase, ...]

    def of(self, outcome: str, *statuses: RegressionStatus) -> list[RegressionCase]:
        """Return the cases with this outcome and one of these statuses."""
        return [one for one in self.cases if one.outcome == outcome and one.status in statuses]


def run_regression(
    found: DecisionHistory,
    proposed: Iterable[tuple[Document, Sequence[Suggestion]]],
    *,
    confidence: float = 0.95,
) -> RegressionResult:
    """Compare every decision and every manual annotation with the current rules.

    proposed: each document in question with the suggestions of the current rules for it.
    """
    decided: dict[str, list[Decision]] = defaultdict(list)
    for decision in found.decisions:
        if decision.outcome is not Outcome.UNDECIDED:
            decided[decision.document].append(decision)
    marked: dict[str, list[ManualAnnotation]] = defaultdict(list)
    for mark in found.manual:
        marked[mark.document].append(mark)
    cases: list[RegressionCase] = []
    for document, suggestions in proposed:
        now = {one.key: one for one in suggestions}
        cases += [_decided(document, one, now) for one in decided[document.uid]]
        cases += [_marked(document, one, now) for one in marked[document.uid]]
    return _counted(cases, confidence)


def _decided(
    document: Document, decision: Decision, now: Mapping[SuggestionKey, Suggestion]
) -> RegressionCase:
    status, suggestion = _fate(now, decision.span, decision.key[2])
    edited = decision.held if decision.outcome is Outcome.EDITED else None
    if edited is not None:
        made = now.get(SuggestionKey(edited.span.start, edited.span.end, edited.label))
        if made is not None and len(edited.fragments) == 1 and made.key != decision.key:
            status, suggestion = RegressionStatus.AS_EDITED, made
    return RegressionCase(
        document=document.uid,
        span=decision.span,
        quote=decision.span.of(document.text),
        label=decision.key[2],
        annotator=decision.annotator,
        outcome=decision.outcome,
        rule=decision.rule_id,
        status=status,
        now=suggestion,
    )


def _marked(
    document: Document, mark: ManualAnnotation, now: Mapping[SuggestionKey, Suggestion]
) -> RegressionCase:
    annotation = mark.annotation
    status, suggestion = _fate_of(annotation, now)
    return RegressionCase(
        document=document.uid,
        span=annotation.span,
        quote=annotation.span.of(document.text),
        label=annotation.label,
        annotator=mark.annotator,
        outcome=MANUAL,
        rule=suggestion.rule.rpartition("@")[0] if suggestion else "",
        status=status,
        now=suggestion,
    )


def _fate_of(
    annotation: Annotation, now: Mapping[SuggestionKey, Suggestion]
) -> tuple[RegressionStatus, Suggestion | None]:
    """Return the best status of its fragments. Rules never propose discontinuous annotations."""
    statuses = [_fate(now, part, annotation.label) for part in annotation.fragments]
    if len(statuses) == 1:
        return statuses[0]
    found = next((one for _, one in statuses if one), None)
    return (RegressionStatus.MOVED, found) if found else (RegressionStatus.GONE, None)


def _fate(
    now: Mapping[SuggestionKey, Suggestion], span: Span, label: str
) -> tuple[RegressionStatus, Suggestion | None]:
    same = now.get(SuggestionKey(span.start, span.end, label))
    if same:
        return RegressionStatus.PROPOSED, same
    near = (one for one in now.values() if one.label == label and one.span.overlaps(span))
    moved = next(near, None)
    return (RegressionStatus.MOVED, moved) if moved else (RegressionStatus.GONE, None)


def _counted(cases: Sequence[RegressionCase], confidence: float) -> RegressionResult:
    by_rule: dict[str, list[RegressionCase]] = defaultdict(list)
    manual: dict[str, Counter[str]] = defaultdict(Counter)
    for case in cases:
        if case.outcome == MANUAL:
            manual[case.label][case.status] += 1
        else:
            by_rule[case.rule].append(case)
    rules = [_rule(name, ours, confidence) for name, ours in by_rule.items()]
    rules.sort(key=lambda one: (-_size(one), one.rule))
    every = [case for ours in by_rule.values() for case in ours]
    return RegressionResult(
        rules=tuple(rules),
        total=_rule("all rules", every, confidence),
        manual={label: dict(counts) for label, counts in sorted(manual.items())},
        cases=tuple(cases),
    )


def _size(one: RuleRegression) -> int:
    return sum(number for counts in one.counts.values() for number in counts.values())


def _rule(name: str, cases: Sequence[RegressionCase], confidence: float) -> RuleRegression:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for case in cases:
        counts[case.outcome][case.status] += 1
    kept = dict(_proposed(counts))
    return RuleRegression(
        rule=name,
        counts={outcome: dict(statuses) for outcome, statuses in counts.items()},
        precision=proportion(
            kept.get(Outcome.ACCEPTED, 0),
            sum(kept.values()),
            confidence=confidence,
            empty="nothing decided is still proposed",
        ),
    )


def _proposed(counts: Mapping[str, Counter[str]]) -> Iterator[tuple[str, int]]:
    for outcome, statuses in counts.items():
        yield outcome, statuses[RegressionStatus.PROPOSED]
