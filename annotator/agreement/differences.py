"""The differences between two annotators of one document: what was missed, bounds, labels, values.

Annotations of the two are matched one to one within a document, not a sentence: words that are
filed under two sentences can be the same. The matching is the best one as a whole: first as many
of the same label and words as there are, then the same label on overlapping words, then other
labels on overlapping words, each by how much they overlap.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from typing import Protocol

from annotator.model import Annotation, Judgement, Reading, Relation, Span

VOICE = "voice"
"""The attribute that has a kind of difference of its own."""


class DifferenceKind(StrEnum):
    """The ways in which two annotators differ.

    MISSED: only one marked something there. BOUNDS: the same label on other words. LABEL: another
    label on words that overlap. VOICE, ATTRIBUTE: other values of the same label there. RELATION:
    only one related the two annotations that both made.
    """

    MISSED = "missed"
    BOUNDS = "bounds"
    LABEL = "label"
    VOICE = "voice"
    ATTRIBUTE = "attribute"
    RELATION = "relation"


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference between two annotators.

    document: its uid. sentence: that of the annotation, of the first annotator if both have one.
    annotators: the two. made: what each marked, None if nothing.
    detail: the name of the attribute, or the kind of the relation; '' for other kinds.
    """

    kind: DifferenceKind
    document: str
    sentence: Span
    annotators: tuple[str, str]
    made: tuple[Annotation | None, Annotation | None]
    detail: str = ""

    @property
    def labels(self) -> tuple[str, str]:
        """The label of each; '' for none."""
        one, other = self.made
        return (one.label if one else "", other.label if other else "")


@dataclass(frozen=True, slots=True)
class Pairing:
    """Annotations of two annotators that are about the same, or one that nobody else made."""

    sentence: Span
    made: tuple[Annotation | None, Annotation | None]


def differences(one: Reading, other: Reading, labels: Collection[str]) -> Iterator[Difference]:
    """Yield how two readings of a document differ in the sentences that both finished.

    labels: those that are compared.
    """
    pairings = list(pair_annotations(one, other, labels))
    names = (one.annotator, other.annotator)
    for pairing in pairings:
        for kind, detail in _kinds(pairing.made):
            yield Difference(kind, one.document.uid, pairing.sentence, names, pairing.made, detail)
    yield from _relation_differences(one, other, pairings)


class DifferenceOfTwo(Protocol):
    """A difference, without what the two marked: a `Difference` is one."""

    @property
    def kind(self) -> DifferenceKind:
        """In what they differ."""

    @property
    def annotators(self) -> tuple[str, str]:
        """The two."""

    @property
    def labels(self) -> tuple[str, str]:
        """The label of each; '' for none."""


@dataclass(frozen=True, slots=True)
class DifferentSentence:
    """A sentence in which annotators differ.

    title: of its document. text: of the sentence. made: what each of the compared annotators
    marked there. differences: between every two of them.
    """

    title: str
    text: str
    span: Span
    made: Mapping[str, Sequence[Annotation]]
    differences: Sequence[DifferenceOfTwo]


@dataclass(frozen=True, slots=True)
class SentenceDifferences(DifferentSentence):
    """A sentence in which annotators differ, with what the two of each difference marked."""

    differences: Sequence[Difference]


def sentence_differences(
    documents: Iterable[Sequence[Reading]], labels: Collection[str]
) -> list[SentenceDifferences]:
    """Return the sentences in which annotators differ, most differences first.

    documents: for each document its readings, one of each annotator.
    """
    found = []
    for readings in documents:
        by_sentence: defaultdict[Span, list[Difference]] = defaultdict(list)
        for one, other in combinations(readings, 2):
            for difference in differences(one, other, labels):
                by_sentence[difference.sentence].append(difference)
        for span, different in by_sentence.items():
            document = readings[0].document
            made = marks_in(readings, span, labels)
            text = span.of(document.text)
            found.append(SentenceDifferences(document.title, text, span, made, different))
    return sorted(found, key=lambda one: -len(one.differences))


def marks_in(
    readings: Iterable[Reading], sentence: Span, labels: Collection[str]
) -> dict[str, list[Annotation]]:
    """Return what each annotator who finished a sentence marked there."""
    return {
        one.annotator: [each for each in held.annotations.values() if each.label in labels]
        for one in readings
        if (held := one.judgements.get(sentence)) and held.finished
    }


def pair_annotations(one: Reading, other: Reading, labels: Collection[str]) -> Iterator[Pairing]:
    """Yield every annotation in sentences that both finished, with its counterpart, in order."""
    both = finished_sentences(one) & finished_sentences(other)
    ours, theirs = _annotations(one, labels), _annotations(other, labels)
    partners = match([made for _, made in ours], [made for _, made in theirs])
    taken = {place for place in partners if place is not None}
    found = []
    for (sentence, made), partner in zip(ours, partners, strict=True):
        counterpart = None if partner is None else theirs[partner]
        filed_under = {sentence} if counterpart is None else {sentence, counterpart[0]}
        if filed_under & both:
            found.append(Pairing(sentence, (made, counterpart[1] if counterpart else None)))
    found += [
        Pairing(sentence, (None, made))
        for place, (sentence, made) in enumerate(theirs)
        if place not in taken and sentence in both
    ]
    yield from sorted(found, key=_place)


def _place(pairing: Pairing) -> tuple[int, int, str]:
    made = next(one for one in pairing.made if one)
    return made.span.start, made.span.end, made.label


def finished_sentences(reading: Reading) -> set[Span]:
    """The sentences that an annotator finished."""
    return {
        sentence
        for sentence, judgement in reading.judgements.items()
        if sentence is not None and judgement.finished
    }


def _annotations(reading: Reading, labels: Collection[str]) -> list[tuple[Span, Annotation]]:
    """The annotations in finished sentences, in the order of the text, each with its sentence."""
    found = [
        (sentence, made)
        for sentence, judgement in reading.judgements.items()
        if sentence is not None and judgement.finished
        for made in judgement.annotations.values()
        if made.label in labels
    ]
    return sorted(found, key=lambda item: (item[1].span, item[1].label, item[1].uid))


def _kinds(
    made: tuple[Annotation | None, Annotation | None],
) -> Iterator[tuple[DifferenceKind, str]]:
    """Yield the kinds of difference of two annotations about the same, with the detail."""
    one, other = made
    if one is None or other is None:
        yield DifferenceKind.MISSED, ""
        return
    if one.label != other.label:
        yield DifferenceKind.LABEL, ""
        return
    if one.fragments != other.fragments:
        yield DifferenceKind.BOUNDS, ""
    for name in sorted({*one.attributes, *other.attributes}):
        if one.attributes.get(name) != other.attributes.get(name):
            yield DifferenceKind.VOICE if name == VOICE else DifferenceKind.ATTRIBUTE, name


# ---------------------------------------------------------------------------- matching


@dataclass(frozen=True, slots=True)
class MatchWeights:
    """What is added for the same label, and what equal annotations count, among so many.

    As many equal ones as there are weigh more than any number of others, and so on.
    """

    same_label: float
    equal: float


def match(ours: Sequence[Annotation], theirs: Sequence[Annotation]) -> list[int | None]:
    """For each of our annotations the place of its counterpart in theirs, None if it has none."""
    return assign_overlapping(
        [made.span for made in ours],
        [made.span for made in theirs],
        lambda one, other, scale: likeness(ours[one], theirs[other], scale),
    )


def assign_overlapping(
    ours: Sequence[Span],
    theirs: Sequence[Span],
    score: Callable[[int, int, MatchWeights], float],
) -> list[int | None]:
    """For each of our extents the place of its counterpart in theirs, None if it has none.

    score: how well the two at these places go together; 0 for not at all. Only those that
    overlap, directly or through others, are asked about.
    """
    partners: list[int | None] = [None] * len(ours)
    for one, other in _overlapping_groups(ours, theirs):
        most = min(len(one), len(other))
        same_label = 2.0 * most + 1
        scale = MatchWeights(same_label, (same_label + 1) * most + 1)
        scores = [[score(place, each, scale) for each in other] for place in one]
        for row, column in best_assignment(scores):
            partners[one[row]] = other[column]
    return partners


def _overlapping_groups(
    ours: Sequence[Span], theirs: Sequence[Span]
) -> Iterator[tuple[list[int], list[int]]]:
    """Yield the places of extents that overlap, directly or through others."""
    marked = [(span, 0, place) for place, span in enumerate(ours)]
    marked += [(span, 1, place) for place, span in enumerate(theirs)]
    group: tuple[list[int], list[int]] = ([], [])
    end = 0
    for span, side, place in sorted(marked):
        if span.start >= end:
            if all(group):
                yield group
            group = ([], [])
        group[side].append(place)
        end = max(end, span.end)
    if all(group):
        yield group


def likeness(one: Annotation, other: Annotation, scale: MatchWeights) -> float:
    """0 without a common character; up to 1, more for the same label; scale.equal if equal."""
    common = common_characters(one.fragments, other.fragments)
    if not common:
        return 0.0
    if one.label == other.label and one.fragments == other.fragments:
        return scale.equal
    union = _length(one.fragments) + _length(other.fragments) - common
    return (scale.same_label if one.label == other.label else 1.0) + common / union


def _length(fragments: Iterable[Span]) -> int:
    return sum(one.end - one.start for one in fragments)


def common_characters(ours: Iterable[Span], theirs: Sequence[Span]) -> int:
    """The number of characters in both."""
    return sum(
        max(0, min(one.end, other.end) - max(one.start, other.start))
        for one in ours
        for other in theirs
    )


def best_assignment(scores: Sequence[Sequence[float]]) -> list[tuple[int, int]]:
    """The rows and columns of the one-to-one assignment with the largest sum of scores.

    Scores of 0 or less are left unassigned. By shortest augmenting paths, as in Jonker & Volgenant
    1987, "A shortest augmenting path algorithm for dense and sparse linear assignment problems",
    Computing 38. O(n^3).
    """
    size = max(len(scores), len(scores[0]))
    costs = [[-max(0.0, one) for one in row] + [0.0] * (size - len(row)) for row in scores]
    costs += [[0.0] * size for _ in range(size - len(scores))]
    row_of = _assign(costs)
    return [
        (row, column)
        for column, row in enumerate(row_of)
        if row < len(scores) and column < len(scores[0]) and scores[row][column] > 0
    ]


def _assign(costs: Sequence[Sequence[float]]) -> list[int]:
    """The row of each column in the cheapest assignment of a square matrix."""
    size = len(costs)
    of_rows, of_columns = [0.0] * size, [0.0] * (size + 1)
    row_of = [-1] * (size + 1)  # the last column is where a path starts
    for row in range(size):
        row_of[size] = row
        column, before = _cheapest_path(costs, row_of, of_rows, of_columns)
        while column != size:
            row_of[column] = row_of[before[column]]
            column = before[column]
    return row_of[:size]


def _cheapest_path(
    costs: Sequence[Sequence[float]],
    row_of: Sequence[int],
    of_rows: list[float],
    of_columns: list[float],
) -> tuple[int, list[int]]:
    """The free column that a path from the last one reaches, and the column before each.

    of_rows, of_columns: the dual prices, which are changed.
    """
    size = len(costs)
    least, before = [math.inf] * size, [size] * size
    done, column = {size}, size
    while True:
        row = row_of[column]
        for place in range(size):
            cost = costs[row][place] - of_rows[row] - of_columns[place]
            if place not in done and cost < least[place]:
                least[place], before[place] = cost, column
        column = min((place for place in range(size) if place not in done), key=least.__getitem__)
        step = least[column]
        for place in done:
            of_rows[row_of[place]] += step
            of_columns[place] -= step
        least = [cost if place in done else cost - step for place, cost in enumerate(least)]
        if row_of[column] < 0:
            return column, before
        done.add(column)


# --------------------------------------------------------------------------- relations


def _relation_differences(
    one: Reading, other: Reading, pairings: Sequence[Pairing]
) -> Iterator[Difference]:
    """Yield relations that only one made between annotations that both made."""
    known = {
        side: {pairing.made[side].uid: pairing for pairing in pairings if all(pairing.made)}  # type: ignore[union-attr]
        for side in (0, 1)
    }
    ours = _related(one.judgements, known[0])
    theirs = _related(other.judgements, known[1])
    names = (one.annotator, other.annotator)
    for kind, head, tail in sorted(ours.keys() ^ theirs.keys(), key=str):
        pairing = {**theirs, **ours}[kind, head, tail]
        made = (
            pairing.made[0] if (kind, head, tail) in ours else None,
            pairing.made[1] if (kind, head, tail) in theirs else None,
        )
        yield Difference(
            DifferenceKind.RELATION, one.document.uid, pairing.sentence, names, made, kind
        )


_Related = tuple[str, int, int]


def _related(
    judgements: Mapping[Span | None, Judgement], known: Mapping[str, Pairing]
) -> dict[_Related, Pairing]:
    """The relations between known annotations: kind and ends, with the pairing of the head."""
    places = {uid: number for number, uid in enumerate(known)}
    relations: Iterable[Relation] = (
        relation for judgement in judgements.values() for relation in judgement.relations.values()
    )
    return {
        (each.kind, places[each.head], places[each.tail]): known[each.head]
        for each in relations
        if each.head in known and each.tail in known
    }
