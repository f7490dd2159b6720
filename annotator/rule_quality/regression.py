"""The retrial: what the rules of today would have proposed where people decided and marked."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from annotator.model import Annotation, Document, Span, Suggestion, SuggestionKey
from annotator.rule_quality.decisions import ByHand, Decision, History, Outcome
from annotator.rule_quality.proportion import Proportion, proportion


class Fate(StrEnum):
    """What the rules of today make of a place that somebody decided or marked.

    PROPOSED: the same words with the same label. AS_EDITED: what the person made of it.
    MOVED: other words that overlap it, with the same label. GONE: nothing.
    """

    PROPOSED = "proposed"
    AS_EDITED = "as edited"
    MOVED = "moved"
    GONE = "gone"


BY_HAND = "by hand"
"""What stands for the outcome of a mark that no rule had proposed."""


@dataclass(frozen=True, slots=True)
class Case:
    """One decision, or one mark put by hand, tried again.

    rule: the id of the rule that was decided on; the one that finds it now, '' for none, where
        it was put by hand. now: what is proposed there today, None for nothing.
    """

    document: str
    span: Span
    quote: str
    label: str
    annotator: str
    outcome: str
    rule: str
    fate: Fate
    now: Suggestion | None


@dataclass(frozen=True, slots=True)
class RuleRetrial:
    """The cases of one rule, counted by outcome and fate.

    precision: of what it proposed, was decided, and is still proposed to the letter, the share
        accepted as it was.
    """

    rule: str
    counts: Mapping[str, Mapping[str, int]]
    precision: Proportion


@dataclass(frozen=True, slots=True)
class Retrial:
    """rules: most decided first. by_hand: for each label, marks by fate. total: all rules."""

    rules: tuple[RuleRetrial, ...]
    total: RuleRetrial
    by_hand: Mapping[str, Mapping[str, int]]
    cases: tuple[Case, ...]

    def of(self, outcome: str, *fates: Fate) -> list[Case]:
        """The cases of one outcome and of these fates."""
        return [one for one in self.cases if one.outcome == outcome and one.fate in fates]


def retrial(
    found: History,
    proposed: Iterable[tuple[Document, Sequence[Suggestion]]],
    *,
    confidence: float = 0.95,
) -> Retrial:
    """Try every decision and every mark put by hand again.

    proposed: each document in question with what the rules of today propose there.
    """
    decided: dict[str, list[Decision]] = defaultdict(list)
    for decision in found.decisions:
        if decision.outcome is not Outcome.UNDECIDED:
            decided[decision.document].append(decision)
    marked: dict[str, list[ByHand]] = defaultdict(list)
    for mark in found.by_hand:
        marked[mark.document].append(mark)
    cases: list[Case] = []
    for document, suggestions in proposed:
        now = {one.key: one for one in suggestions}
        cases += [_decided(document, one, now) for one in decided[document.uid]]
        cases += [_marked(document, one, now) for one in marked[document.uid]]
    return _counted(cases, confidence)


def _decided(
    document: Document, decision: Decision, now: Mapping[SuggestionKey, Suggestion]
) -> Case:
    fate, suggestion = _fate(now, decision.span, decision.key[2])
    edited = decision.held if decision.outcome is Outcome.EDITED else None
    if edited is not None:
        made = now.get((edited.span.start, edited.span.end, edited.label))
        if made is not None and len(edited.fragments) == 1 and made.key != decision.key:
            fate, suggestion = Fate.AS_EDITED, made
    return Case(
        document=document.uid,
        span=decision.span,
        quote=decision.span.of(document.text),
        label=decision.key[2],
        annotator=decision.annotator,
        outcome=decision.outcome,
        rule=decision.rule_id,
        fate=fate,
        now=suggestion,
    )


def _marked(document: Document, mark: ByHand, now: Mapping[SuggestionKey, Suggestion]) -> Case:
    annotation = mark.annotation
    fate, suggestion = _fate_of(annotation, now)
    return Case(
        document=document.uid,
        span=annotation.span,
        quote=annotation.span.of(document.text),
        label=annotation.label,
        annotator=mark.annotator,
        outcome=BY_HAND,
        rule=suggestion.rule.rpartition("@")[0] if suggestion else "",
        fate=fate,
        now=suggestion,
    )


def _fate_of(
    annotation: Annotation, now: Mapping[SuggestionKey, Suggestion]
) -> tuple[Fate, Suggestion | None]:
    """The best fate of its fragments; a discontinuous mark is never proposed to the letter."""
    fates = [_fate(now, part, annotation.label) for part in annotation.fragments]
    if len(fates) == 1:
        return fates[0]
    found = next((one for _, one in fates if one), None)
    return (Fate.MOVED, found) if found else (Fate.GONE, None)


def _fate(
    now: Mapping[SuggestionKey, Suggestion], span: Span, label: str
) -> tuple[Fate, Suggestion | None]:
    same = now.get((span.start, span.end, label))
    if same:
        return Fate.PROPOSED, same
    near = (one for one in now.values() if one.label == label and one.span.overlaps(span))
    moved = next(near, None)
    return (Fate.MOVED, moved) if moved else (Fate.GONE, None)


def _counted(cases: Sequence[Case], confidence: float) -> Retrial:
    by_rule: dict[str, list[Case]] = defaultdict(list)
    by_hand: dict[str, Counter[str]] = defaultdict(Counter)
    for case in cases:
        if case.outcome == BY_HAND:
            by_hand[case.label][case.fate] += 1
        else:
            by_rule[case.rule].append(case)
    rules = [_rule(name, ours, confidence) for name, ours in by_rule.items()]
    rules.sort(key=lambda one: (-_size(one), one.rule))
    every = [case for ours in by_rule.values() for case in ours]
    return Retrial(
        rules=tuple(rules),
        total=_rule("all rules", every, confidence),
        by_hand={label: dict(counts) for label, counts in sorted(by_hand.items())},
        cases=tuple(cases),
    )


def _size(one: RuleRetrial) -> int:
    return sum(number for counts in one.counts.values() for number in counts.values())


def _rule(name: str, cases: Sequence[Case], confidence: float) -> RuleRetrial:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for case in cases:
        counts[case.outcome][case.fate] += 1
    kept = dict(_proposed(counts))
    return RuleRetrial(
        rule=name,
        counts={outcome: dict(fates) for outcome, fates in counts.items()},
        precision=proportion(
            kept.get(Outcome.ACCEPTED, 0),
            sum(kept.values()),
            confidence=confidence,
            empty="nothing decided is still proposed",
        ),
    )


def _proposed(counts: Mapping[str, Counter[str]]) -> Iterator[tuple[str, int]]:
    for outcome, fates in counts.items():
        yield outcome, fates[Fate.PROPOSED]
