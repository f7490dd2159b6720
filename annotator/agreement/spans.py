"""The spans of all coders, compared pair by pair and document by document.

Spans are compared in the units that both coders judged. Spans that one coder marked twice count
once. Everything that is counted is kept by pair and document, so that figures of labels, pairs and
documents, and intervals, are sums of the same counts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from annotator.agreement.figure import Ints, SampleSize
from annotator.agreement.span_matching import Matching, bounds
from annotator.agreement.units import Units
from annotator.model import Span

ANY = "*"
"""The name of the spans of all labels where labels are not compared."""


@dataclass(frozen=True, slots=True)
class CoderSpan:
    """A named span of one coder, and the units that it touches.

    name: the label, or the group of labels.
    fragments: the Spans; for a relation, which is matched exactly, both of its ends.
    """

    units: tuple[int, ...]
    name: str
    fragments: tuple[Any, ...]


@dataclass(frozen=True, slots=True, eq=False)
class CoderSpans:
    """The spans of all coders, and the units that each of them judged.

    judged: [coders, units]. documents: [units], numbered from 0.
    marked: for each coder, the spans by document.
    barred: by (coder, unit), the names that the coder could not give.
    """

    coders: tuple[str, ...]
    judged: NDArray[np.bool_]
    documents: Ints
    marked: Sequence[Mapping[int, Sequence[CoderSpan]]]
    barred: Mapping[tuple[int, int], frozenset[str]]


@dataclass(frozen=True, slots=True, eq=False)
class SpanCounts:
    """Counts of spans, as two tables.

    A row of the first for each pair of coders and document with units that both judged:
    pair: an index into pairs. document: numbered from 0. units: those that both judged.
    A row of the second for each name in such a place: cell: the row of the first table. name: an
    index into names. spans: of both together. matched: by matching, the number of matched pairs.
    coders: the number of coders that were compared. shared: units judged by two or more.
    """

    pairs: tuple[tuple[str, str], ...]
    names: tuple[str, ...]
    pair: Ints
    document: Ints
    units: Ints
    cell: Ints
    name: Ints
    spans: Ints
    matched: Mapping[Matching, Ints]
    size: SampleSize


def coder_spans(units: Units, names: Mapping[str, str]) -> CoderSpans:
    """Return the spans of every coder. names: of the labels compared, the name of each."""
    marked: list[defaultdict[int, list[CoderSpan]]] = [defaultdict(list) for _ in units.coders]
    for one in units.annotations:
        name = names.get(one.annotation.label)
        if name is not None:
            document = int(units.documents[one.units[0]])
            span = CoderSpan(one.units, name, one.annotation.fragments)
            marked[one.coder][document].append(span)
    barred = {
        place: frozenset(names[label] for label in labels if names.get(label) == label)
        for place, labels in units.barred.items()
    }
    return CoderSpans(units.coders, units.judged, units.documents, marked, barred)


def count(
    coder_spans: CoderSpans,
    names: Sequence[str],
    matchings: Sequence[Matching] = (Matching.EXACT, Matching.OVERLAP),
) -> SpanCounts:
    """Match the spans of every pair of coders in the units that both judged."""
    comparison = _Comparison(coder_spans, names, matchings)
    for document, coders in enumerate(_judged_by(coder_spans)):
        for one, other in combinations(coders, 2):
            comparison.add(document, one, other, coders[one] & coders[other])
    return comparison.counts()


def _judged_by(spans: CoderSpans) -> list[dict[int, frozenset[int]]]:
    """Return, for each document, the units that each coder judged of it."""
    found: list[defaultdict[int, list[int]]] = [
        defaultdict(list) for _ in range(int(spans.documents.max(initial=-1)) + 1)
    ]
    for coder, unit in zip(*np.nonzero(spans.judged), strict=True):
        found[spans.documents[unit]][int(coder)].append(int(unit))
    return [{coder: frozenset(places) for coder, places in document.items()} for document in found]


class _Marked(NamedTuple):
    """Spans of a coder in order, each once, and the unit that each is in."""

    spans: tuple[Any, ...]
    units: tuple[int, ...]


_NONE = _Marked((), ())


class _Comparison:
    """The counts while they are being made."""

    def __init__(
        self, spans: CoderSpans, names: Sequence[str], matchings: Sequence[Matching]
    ) -> None:
        self.spans = spans
        self.names = names
        self.places = {name: place for place, name in enumerate((*names, ANY))}
        self.matchings = matchings
        self.pairs: dict[tuple[int, int], int] = {}
        self.cells: list[tuple[int, int, int]] = []
        self.rows: list[tuple[int, ...]] = []
        self.some_blind = any(one.is_blind for one in matchings)
        self.held = cache(self._held)

    def add(self, document: int, one: int, other: int, shared: frozenset[int]) -> None:
        """Compare two coders in a document. shared: the units that both judged."""
        if not shared:
            return
        pair = self.pairs.setdefault((one, other), len(self.pairs))
        self.cells.append((pair, document, len(shared)))
        ours = self.held(document, one, shared, other if self.spans.barred else -1)
        theirs = self.held(document, other, shared, one if self.spans.barred else -1)
        for name in ours.keys() | theirs.keys():
            found = self._compare(name == ANY, ours.get(name, _NONE), theirs.get(name, _NONE))
            self.rows.append((len(self.cells) - 1, self.places[name], *found))

    def _held(
        self, document: int, coder: int, shared: frozenset[int], other: int
    ) -> Mapping[str, _Marked]:
        """Return the spans of a coder by name that touch shared units, and under ANY all of them.

        other: whom they are compared with, where some names could not be given; else -1.
        """
        found: dict[tuple[str, tuple[Any, ...]], int] = {}
        for span in self.spans.marked[coder].get(document, ()):
            touched = next((unit for unit in span.units if unit in shared), None)
            if touched is None or span.name not in self.places:
                continue
            if other >= 0 and span.name in self.spans.barred.get((other, touched), ()):
                continue
            found.setdefault((span.name, _plain(span.fragments)), touched)
        by_name: defaultdict[str, list[tuple[tuple[Any, ...], int]]] = defaultdict(list)
        for (name, fragments), unit in found.items():
            by_name[name].append((fragments, unit))
            if self.some_blind:
                by_name[ANY].append((fragments, unit))
        return {name: _marked(spans) for name, spans in by_name.items()}

    def _compare(self, blind: bool, ours: _Marked, theirs: _Marked) -> tuple[int, ...]:
        """Count spans and matches of one name in one document."""
        number = len(ours.spans) + len(theirs.spans)
        if not ours.spans or not theirs.spans:
            return (number, *(0 for _ in self.matchings))
        if ours == theirs:
            alike = len(ours.spans)
            return (number, *(alike if one.is_blind is blind else 0 for one in self.matchings))
        counts = (
            one.matches(ours.spans, theirs.spans, ours.units, theirs.units)
            if one.is_blind is blind
            else 0
            for one in self.matchings
        )
        return (number, *counts)

    def counts(self) -> SpanCounts:
        """Return the counts as arrays."""
        cells = np.array(self.cells, np.int64).reshape(-1, 3)
        width = 3 + len(self.matchings)
        rows = np.array(self.rows, np.int64).reshape(-1, width)
        coders = self.spans.coders
        return SpanCounts(
            pairs=tuple((coders[one], coders[other]) for one, other in self.pairs),
            names=(*self.names, ANY),
            pair=cells[:, 0],
            document=cells[:, 1],
            units=cells[:, 2],
            cell=rows[:, 0],
            name=rows[:, 1],
            spans=rows[:, 2],
            matched={one: rows[:, 3 + nth] for nth, one in enumerate(self.matchings)},
            size=_size(self.spans),
        )


def _plain(fragments: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return spans as plain numbers, and the ends of a relation as they are."""
    return bounds(fragments) if isinstance(fragments[0], Span) else fragments


def _marked(spans: list[tuple[tuple[Any, ...], int]]) -> _Marked:
    """Return spans in order, with the unit of each."""
    spans.sort()
    return _Marked(tuple(one for one, _ in spans), tuple(unit for _, unit in spans))


def _size(spans: CoderSpans) -> SampleSize:
    shared = spans.judged.sum(axis=0) > 1
    coders = int(spans.judged[:, shared].any(axis=1).sum())
    return SampleSize(int(shared.sum()), coders, len(np.unique(spans.documents[shared])))
