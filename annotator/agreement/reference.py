"""Each annotator against a reference: the gold layer, or what most of the others marked.

Precision is the share of the annotator's spans that the reference has, recall the share of the
reference's spans that the annotator has: the same label on words that overlap, one to one. The
consensus of the others has what more than half of those who finished a sentence marked, and is
taken where two or more of them did; the annotator is never part of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
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
    Ints,
    JackknifeEstimate,
    SampleSize,
    Scope,
    figure,
    quotient,
)
from annotator.agreement.interval import Evidence, Scale
from annotator.agreement.name_numbers import Numbers, groups, table
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
    return _figures(
        documents, lambda held, people: gold_rows(held, gold, labels, people), confidence
    )


def against_consensus(
    documents: Iterable[Sequence[Reading]],
    labels: Collection[str],
    *,
    confidence: float = 0.95,
) -> tuple[AgainstReference, ...]:
    """Compare each annotator with the consensus of the others, in order of names."""
    return _figures(
        documents, lambda held, people: consensus_rows(held, labels, people), confidence
    )


COLUMNS = ("document", "annotator", "reference", "units", "matched", "mine", "theirs")
"""The columns of counts: sentences that both finished, spans that match, spans of each."""


def gold_rows(
    readings: Sequence[Reading],
    gold: Collection[str],
    labels: Collection[str],
    people: Numbers[str],
) -> Iterator[tuple[int, ...]]:
    """Count the spans of a document for each annotator and each reader of the gold layer.

    people: the numbers of annotators. Rows are without the document.
    """
    references = [one for one in readings if one.annotator in gold]
    for one in readings:
        for reference in references if one.annotator not in gold else ():
            yield from _row(one, reference, labels, people)


def consensus_rows(
    readings: Sequence[Reading], labels: Collection[str], people: Numbers[str]
) -> Iterator[tuple[int, ...]]:
    """Count the spans of a document for each annotator and the consensus of the others."""
    for one in readings:
        others = [each for each in readings if each.annotator != one.annotator]
        if len(others) > 1:
            yield from _row(one, consensus(others, labels), labels, people)


def _row(
    one: Reading, reference: Reading, labels: Collection[str], people: Numbers[str]
) -> Iterator[tuple[int, ...]]:
    both = finished_sentences(one) & finished_sentences(reference)
    if not both:
        return
    matched = mine = theirs = 0
    for pairing in pair_annotations(one, reference, labels):
        ours, other = pairing.made
        matched += ours is not None and other is not None and ours.label == other.label
        mine += ours is not None
        theirs += other is not None
    names = people.of(one.annotator), people.of(reference.annotator)
    yield (*names, len(both), matched, mine, theirs)


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


def _figures(
    documents: Iterable[Sequence[Reading]],
    rows_of: Callable[[Sequence[Reading], Numbers[str]], Iterator[tuple[int, ...]]],
    confidence: float,
) -> tuple[AgainstReference, ...]:
    people: Numbers[str] = Numbers()
    rows = (
        (number, *row)
        for number, readings in enumerate(documents)
        for row in rows_of(readings, people)
    )
    return against_references(table(rows, len(COLUMNS)), people.names, confidence=confidence)


def against_references(
    rows: Ints, people: Sequence[str], *, confidence: float = 0.95
) -> tuple[AgainstReference, ...]:
    """Compare annotators with references by what was counted, in order of names.

    rows: of all documents, as in COLUMNS. people: the names by number.
    """
    found = (
        _against((people[one], people[other]), held, confidence)
        for (one, other), held in groups(rows, (1, 2))
    )
    return tuple(sorted(found, key=lambda one: (one.annotator, one.reference)))


def _against(names: tuple[str, str], rows: Ints, confidence: float) -> AgainstReference:
    matched, mine, theirs = rows[:, 4:].T.astype(np.float64)
    size = SampleSize(int(rows[:, 3].sum()), 2, len(rows))

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
