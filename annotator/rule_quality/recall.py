"""Recall from blind sentences: what people marked there unprompted, and the rules would have found.

Where suggestions are shown, people mark what is suggested: recall measured there flatters the
rules. Sentences finished without any on show do not: only what was marked until then counts.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from annotator.model import Annotation, Span
from annotator.rule_quality.decisions import Judged
from annotator.rule_quality.proportion import Proportion, proportion

NONE_BLIND = "none measured: no sentence was finished without suggestions on show"
_NONE_THERE = "nobody marked one in a blind sentence"
_NONE_PROPOSED = "the rules propose none in a blind sentence"


@dataclass(frozen=True, slots=True)
class Hit:
    """One place where one rule fires: rule by its id, no version.

    proposed: it becomes a suggestion (of this rule, or of a better one for the same words).
    """

    rule: str
    label: str
    span: Span
    proposed: bool = True


@dataclass(frozen=True, slots=True)
class LabelRecall:
    """How far the rules of today find what people marked blind with one label.

    found: a rule of the label fires on a part of it. exact: on exactly its words.
    precision: of the places where the label would have been proposed, those that a person marked.
    rules: how many of the marks each rule finds, most first; a mark may be found by several.
    """

    label: str
    found: Proportion
    exact: Proportion
    precision: Proportion
    rules: dict[str, int]


@dataclass(frozen=True, slots=True)
class Recall:
    """sentences: blind ones times people. reason: why there is nothing, '' otherwise."""

    sentences: int
    labels: tuple[LabelRecall, ...]
    total: LabelRecall
    reason: str = ""


@dataclass(slots=True)
class _Tally:
    """Counts of one label. proposed, confirmed: places where a rule fires; those with a mark."""

    marked: int = 0
    found: int = 0
    exact: int = 0
    proposed: int = 0
    confirmed: int = 0
    rules: Counter[str] = field(default_factory=Counter)


def recall(
    blind: Sequence[Judged],
    hits_of: Callable[[str], Sequence[Hit]],
    *,
    confidence: float = 0.95,
) -> Recall:
    """Compare blind sentences with what the rules say of their documents.

    hits_of: every place where a rule fires in a document, by its uid; asked once each.
    """
    tallies: dict[str, _Tally] = defaultdict(_Tally)
    by_document: dict[str, list[Judged]] = defaultdict(list)
    for judged in blind:
        by_document[judged.document].append(judged)
    for uid, sentences in by_document.items():
        hits = hits_of(uid)
        for judged in sentences:
            _count(tallies, judged, [one for one in hits if _begins_in(one, judged.sentence)], hits)
    labels = tuple(_label(name, tally, confidence) for name, tally in sorted(tallies.items()))
    total = _label("all labels", _sum(tallies), confidence)
    return Recall(len(blind), labels, total, "" if blind else NONE_BLIND)


def _count(
    tallies: Mapping[str, _Tally], judged: Judged, here: Sequence[Hit], hits: Sequence[Hit]
) -> None:
    for annotation in judged.unprompted:
        tally = tallies[annotation.label]
        near = [one for one in hits if one.label == annotation.label and _on(one.span, annotation)]
        tally.marked += 1
        tally.found += bool(near)
        tally.exact += any((one.span,) == annotation.fragments for one in near)
        tally.rules.update({one.rule for one in near})
    for label, span in {(one.label, one.span) for one in here if one.proposed}:
        tallies[label].proposed += 1
        tallies[label].confirmed += any(
            one.label == label and _on(span, one) for one in judged.unprompted
        )


def _on(span: Span, annotation: Annotation) -> bool:
    return any(span.overlaps(part) for part in annotation.fragments)


def _begins_in(hit: Hit, sentence: Span | None) -> bool:
    return sentence is not None and sentence.start <= hit.span.start < sentence.end


def _label(name: str, tally: _Tally, confidence: float) -> LabelRecall:
    return LabelRecall(
        label=name,
        found=proportion(tally.found, tally.marked, confidence=confidence, empty=_NONE_THERE),
        exact=proportion(tally.exact, tally.marked, confidence=confidence, empty=_NONE_THERE),
        precision=proportion(
            tally.confirmed, tally.proposed, confidence=confidence, empty=_NONE_PROPOSED
        ),
        rules=dict(tally.rules.most_common()),
    )


def _sum(tallies: Mapping[str, _Tally]) -> _Tally:
    total = _Tally()
    for tally in tallies.values():
        total.marked += tally.marked
        total.found += tally.found
        total.exact += tally.exact
        total.proposed += tally.proposed
        total.confirmed += tally.confirmed
        total.rules.update(tally.rules)
    return total
