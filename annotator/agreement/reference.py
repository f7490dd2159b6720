"""Each annotator against a reference: the gold layer, or what most of the others marked.

Precision is the share of the annotator's spans that the reference has, recall the share of the
reference's spans that the annotator has: the same label on words that overlap, one to one. The
consensus of the others has what more than half of those who finished a sentence marked, and is
taken where two or more of them did; the annotator is never part of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from annotator.agreement.differences import (
    best_assignment,
    common_characters,
    finished_sentences,
    pair_annotations,
)
from annotator.agreement.figure import (
    Coefficient,
    Figure,
    Floats,
    JackknifeEstimate,
    SampleSize,
    Scope,
    figure,
    quotient,
)
from annotator.agreement.interval import Evidence, Scale
from annotator.model import Annotation, Judgement, Reading, Span

PRECISION = Coefficient(
    "precision", "precision of spans, a character in common and same label, one to one"
)
RECALL = Coefficient("recall", "recall of spans, a character in common and same label, one to one")
F1 = Coefficient("f1", "F1 of spans, a character in common and same label, one to one")

CONSENSUS = "consensus of the others"

_NO_SPANS = "no spans in sentences that both finished"


@dataclass(frozen=True, slots=True)
class AgainstReference:
    """One annotator against a reference: how much of what was marked is right, and was found."""

    annotator: str
    reference: str
    precision: Figure
    recall: Figure
    f1: Figure


def against_gold(
    documents: Iterable[Sequence[Reading]],
    gold: Collection[str],
    labels: Collection[str],
    *,
    confidence: float = 0.95,
) -> tuple[AgainstReference, ...]:
    """Compare each annotator with each reader of the gold layer, in order of names.

    documents: for each document its readings. gold: the names of the readers of the gold layer.
    """
    counts = _MatchCounts(labels)
    for number, readings in enumerate(documents):
        references = [one for one in readings if one.annotator in gold]
        for one in readings:
            for reference in references if one.annotator not in gold else ():
                counts.add(number, one, reference)
    return counts.results(confidence)


def against_consensus(
    documents: Iterable[Sequence[Reading]],
    labels: Collection[str],
    *,
    confidence: float = 0.95,
) -> tuple[AgainstReference, ...]:
    """Compare each annotator with the consensus of the others, in order of names."""
    counts = _MatchCounts(labels)
    for number, readings in enumerate(documents):
        for one in readings:
            others = [each for each in readings if each.annotator != one.annotator]
            if len(others) > 1:
                counts.add(number, one, consensus(others, labels))
    return counts.results(confidence)


# --------------------------------------------------------------------------- consensus


def consensus(readings: Sequence[Reading], labels: Collection[str]) -> Reading:
    """The reading that has what more than half of those who finished a sentence marked.

    readings: of one document, two or more. Sentences that one of them finished are left open.
    Of the spans of a label that belong together, the most frequent one is taken, else the first.
    """
    judges = Counter(
        sentence
        for reading in readings
        for sentence, judgement in reading.judgements.items()
        if sentence is not None and judgement.finished
    )
    kept: dict[Span | None, dict[str, Annotation]] = {
        sentence: {} for sentence, number in judges.items() if number > 1
    }
    for sentence, marks in _marks_that_belong_together(readings, labels):
        if sentence in kept and 2 * len(marks) > judges[sentence]:
            chosen, _ = Counter(one.fragments for one in marks).most_common(1)[0]
            uid = f"{len(kept[sentence])}"
            kept[sentence][uid] = replace(marks[0], uid=uid, fragments=chosen)
    judgements: dict[Span | None, Judgement] = {
        sentence: Judgement(made, finished=True) for sentence, made in kept.items()
    }
    return Reading(readings[0].document, CONSENSUS, judgements)


def _marks_that_belong_together(
    readings: Sequence[Reading], labels: Collection[str]
) -> list[tuple[Span, list[Annotation]]]:
    """Annotations of one label that overlap, at most one of each annotator, and their sentence."""
    groups: dict[str, list[tuple[Span, list[Annotation]]]] = {}
    for reading in sorted(readings, key=lambda one: one.annotator):
        mine: dict[str, list[tuple[Span, Annotation]]] = {}
        for sentence, judgement in reading.judgements.items():
            for made in judgement.annotations.values() if judgement.finished else ():
                if sentence is not None and made.label in labels:
                    mine.setdefault(made.label, []).append((sentence, made))
        for label, marks in mine.items():
            _join(groups.setdefault(label, []), sorted(marks, key=lambda one: one[1].span))
    return [group for found in groups.values() for group in found]


def _join(
    groups: list[tuple[Span, list[Annotation]]], marks: Sequence[tuple[Span, Annotation]]
) -> None:
    """Add each mark of one annotator to the group that it overlaps most, or as a new one."""
    scores = [
        [
            sum(common_characters(made.fragments, one.fragments) for one in group) / len(group)
            for _, group in groups
        ]
        for _, made in marks
    ]
    places = dict(best_assignment(scores)) if groups else {}
    for row, (sentence, made) in enumerate(marks):
        if row in places:
            groups[places[row]][1].append(made)
        else:
            groups.append((sentence, [made]))


# ------------------------------------------------------------------------------ figures


class _MatchCounts:
    """Matches, spans of the annotator and of the reference, by both names and document."""

    def __init__(self, labels: Collection[str]) -> None:
        self._labels = labels
        self._cells: dict[tuple[str, str], dict[int, list[int]]] = {}
        self._units: Counter[tuple[str, str]] = Counter()

    def add(self, document: int, one: Reading, reference: Reading) -> None:
        """Count the spans of one document."""
        names = (one.annotator, reference.annotator)
        both = finished_sentences(one) & finished_sentences(reference)
        if not both:
            return
        self._units[names] += len(both)
        cell = self._cells.setdefault(names, {}).setdefault(document, [0, 0, 0])
        for pairing in pair_annotations(one, reference, self._labels):
            mine, theirs = pairing.made
            cell[0] += mine is not None and theirs is not None and mine.label == theirs.label
            cell[1] += mine is not None
            cell[2] += theirs is not None

    def results(self, confidence: float) -> tuple[AgainstReference, ...]:
        """The figures, in order of names."""
        return tuple(self._result(names, confidence) for names in sorted(self._cells))

    def _result(self, names: tuple[str, str], confidence: float) -> AgainstReference:
        matched, mine, theirs = np.array(list(self._cells[names].values()), dtype=np.float64).T
        size = SampleSize(self._units[names], 2, len(matched))

        def share(coefficient: Coefficient, hits: Floats, every: Floats) -> Figure:
            estimate = share_estimate(hits[every > 0], every[every > 0], marked=coefficient is F1)
            scope = Scope("spans", coders=names)
            return figure(
                coefficient, scope, estimate, size, otherwise=_NO_SPANS, confidence=confidence
            )

        return AgainstReference(
            *names,
            precision=share(PRECISION, matched, mine),
            recall=share(RECALL, matched, theirs),
            f1=share(F1, 2 * matched, mine + theirs),
        )


def share_estimate(hits: Floats, every: Floats, *, marked: bool) -> JackknifeEstimate:
    """A share of spans, with what its interval rests on. marked: it is an F1."""
    value = float(quotient(hits.sum(), every.sum()))
    without = quotient(hits.sum() - hits, every.sum() - every)
    units = every - hits / 2 if marked else every
    evidence = Evidence(units, every, Scale(1.0, marked=marked), "there are spans")
    return JackknifeEstimate(value, value, without, evidence)
