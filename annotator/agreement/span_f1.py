"""Pairwise F1 of spans: how often the spans of one coder match spans of another.

F1 = 2 * matched / (spans of one + spans of the other), the same from both sides: Hripcsak &
Rothschild 2005, "Agreement, the F-measure, and reliability in information retrieval". Chance
is not taken into account, because the number of spans that could have been marked is unknown.

Spans match only under the same label. *Exact*: the same fragments. *Overlap*: at least one
character in common; every span matches one other at most, and the largest such matching counts,
so that the order of coders does not matter. Spans that one coder marked twice count once. Several
pairs of coders are pooled: the counts are summed, then divided.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from annotator.agreement.coefficient import (
    Coefficient,
    Ints,
    JackknifeEstimate,
    SampleSize,
    defined,
    quotient,
    undefined,
)
from annotator.model import Span

EXACT = "span F1, same characters and label, pooled over pairs of coders"
OVERLAP = "span F1, a character in common and same label, one to one, pooled over pairs of coders"

Fragments = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class CoderSpan:
    """A labelled span of one coder, and the unit that it is filed under."""

    unit: int
    label: str
    fragments: Fragments


@dataclass(frozen=True, slots=True, eq=False)
class CoderSpans:
    """The spans of all coders, and the units that each of them judged.

    judged: [coders, units]. documents: [units], numbered from 0.
    marked: for each coder, the spans by document.
    """

    coders: tuple[str, ...]
    judged: NDArray[np.bool_]
    documents: Ints
    marked: Sequence[Mapping[int, Sequence[CoderSpan]]]


@dataclass(frozen=True, slots=True, eq=False)
class SpanCounts:
    """Counts of spans for each pair of coders: [pairs, documents, labels] each.

    exact, overlap: matches. spans: those of both coders together.
    units: [pairs, documents], the number of units that both judged.
    """

    pairs: tuple[tuple[str, str], ...]
    labels: tuple[str, ...]
    units: Ints
    exact: Ints
    overlap: Ints
    spans: Ints
    size: SampleSize


def count(coder_spans: CoderSpans, labels: Sequence[str]) -> SpanCounts:
    """Match the spans of every pair of coders in the units that both judged."""
    pairs = list(combinations(range(len(coder_spans.coders)), 2))
    documents = int(coder_spans.documents.max(initial=-1)) + 1
    units = np.zeros((len(pairs), documents), np.int64)
    table = np.zeros((3, len(pairs), documents, len(labels)), np.int64)
    places = {label: place for place, label in enumerate(labels)}
    for number, (one, other) in enumerate(pairs):
        both = coder_spans.judged[one] & coder_spans.judged[other]
        units[number] = np.bincount(coder_spans.documents[both], minlength=documents)
        for document in coder_spans.marked[one].keys() | coder_spans.marked[other].keys():
            ours = _by_label(coder_spans.marked[one].get(document, ()), both)
            theirs = _by_label(coder_spans.marked[other].get(document, ()), both)
            for label in places.keys() & (ours.keys() | theirs.keys()):
                cell = (slice(None), number, document, places[label])
                table[cell] = _compare(ours[label], theirs[label])
    names = tuple((coder_spans.coders[one], coder_spans.coders[other]) for one, other in pairs)
    return SpanCounts(names, tuple(labels), units, table[0], table[1], table[2], _size(coder_spans))


def _compare(ours: set[Fragments], theirs: set[Fragments]) -> tuple[int, int, int]:
    """Count exact matches, overlap matches and spans of one label in one document."""
    return len(ours & theirs), matched(ours, theirs), len(ours) + len(theirs)


def f1(
    counts: SpanCounts,
    *,
    overlap: bool = False,
    label: str | None = None,
    pair: tuple[str, str] | None = None,
    confidence: float = 0.95,
) -> Coefficient:
    """Return F1 of one label or all, for one pair or all; undefined if nobody marked a span."""
    formula = OVERLAP if overlap else EXACT
    chosen = slice(None) if pair is None else slice(*_one(counts.pairs.index(pair)))
    kinds = slice(None) if label is None else slice(*_one(counts.labels.index(label)))
    compared = counts.units[chosen].sum(axis=0) > 0
    if not compared.any():
        return undefined(formula, "no unit was judged by two coders")
    hits = (counts.overlap if overlap else counts.exact)[chosen, compared, kinds].sum(axis=(0, 2))
    spans = counts.spans[chosen, compared, kinds].sum(axis=(0, 2))
    value = float(quotient(2 * hits.sum(), spans.sum()))
    without = quotient(2 * (hits.sum() - hits), spans.sum() - spans)
    size = counts.size
    if pair is not None:
        size = SampleSize(int(counts.units[chosen].sum()), 2, int(compared.sum()))
    estimate = JackknifeEstimate(value, value, without, low=0.0)
    otherwise = "no spans: no coder marked any in the units judged by two"
    return defined(formula, estimate, size, otherwise=otherwise, confidence=confidence)


def _one(place: int) -> tuple[int, int]:
    return (place, place + 1)


def _size(coder_spans: CoderSpans) -> SampleSize:
    shared = coder_spans.judged.sum(axis=0) > 1
    coders = int(coder_spans.judged[:, shared].any(axis=1).sum())
    return SampleSize(int(shared.sum()), coders, len(np.unique(coder_spans.documents[shared])))


def _by_label(
    marked: Iterable[CoderSpan], both: NDArray[np.bool_]
) -> defaultdict[str, set[Fragments]]:
    """Return the spans in units that both coders judged."""
    found: defaultdict[str, set[Fragments]] = defaultdict(set)
    for one in marked:
        if both[one.unit]:
            found[one.label].add(one.fragments)
    return found


# ---------------------------------------------------------------------------- matching


def matched(ours: Iterable[Fragments], theirs: Iterable[Fragments]) -> int:
    """Return the size of the largest one-to-one matching of spans that share a character.

    Augmenting paths (Berge 1957; Kuhn 1955), after a first pass in the order of the text.
    """
    left, right = sorted(ours), sorted(theirs)
    matching = _Matching(_overlapping(left, right))
    return sum(matching.augment(start) for start in range(len(left)))


def _overlapping(left: Sequence[Fragments], right: Sequence[Fragments]) -> list[list[int]]:
    """Return, for each span on the left, the indices of those on the right that overlap it."""
    found: list[list[int]] = []
    active: list[int] = []
    coming = 0
    for fragments in left:
        start, end = fragments[0].start, fragments[-1].end
        while coming < len(right) and right[coming][0].start < end:
            active.append(coming)
            coming += 1
        active = [place for place in active if right[place][-1].end > start]
        found.append([place for place in active if _share(fragments, right[place])])
    return found


def _share(ours: Fragments, theirs: Fragments) -> bool:
    return any(one.overlaps(other) for one in ours for other in theirs)


class _Matching:
    """A matching of left with right indices. neighbours: for each left, the rights that fit."""

    def __init__(self, neighbours: Sequence[Sequence[int]]) -> None:
        self.neighbours = neighbours
        self.left_of: dict[int, int] = {}
        self.right_of: dict[int, int] = {}

    def augment(self, start: int) -> bool:
        """Match start with a neighbour, rematching others if necessary; False if impossible."""
        came_from: dict[int, int] = {}
        queue = deque([start])
        while queue:
            left = queue.popleft()
            for right in self.neighbours[left]:
                if right in came_from:
                    continue
                came_from[right] = left
                if right not in self.left_of:
                    self._flip(right, came_from)
                    return True
                queue.append(self.left_of[right])
        return False

    def _flip(self, end: int, came_from: Mapping[int, int]) -> None:
        """Match along the path to end: each left index gets the right one that follows it."""
        right: int | None = end
        while right is not None:
            left = came_from[right]
            before = self.right_of.get(left)
            self.left_of[right], self.right_of[left] = left, right
            right = before
