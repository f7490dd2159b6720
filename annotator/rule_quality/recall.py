"""The recall of the rules, measured on what people annotated in blind sentences.

Where suggestions are shown, people annotate what is suggested, so recall measured there flatters
the rules. In sentences finished without suggestions on show, the annotations made until then are
unprompted, and only those count.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from annotator.model import Annotation, Span
from annotator.rule_quality.estimates import Proportion, proportion
from annotator.rule_quality.finished_sentences import FinishedSentence

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
    labels = tuple(_label(name, counts, confidence) for name, counts in sorted(by_label.items()))
    total = _label("all labels", _sum(by_label), confidence)
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


def _label(name: str, counts: _RecallCounts, confidence: float) -> LabelRecall:
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
