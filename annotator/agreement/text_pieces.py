"""Pieces of text as units: characters and tokens, each with the labels that every coder gave to it.

Krippendorff's alpha of characters or tokens counts how much text two coders marked alike, whatever
the number of spans. Characters that no edge of a span parts have equal values, so they are one
segment with their number as its weight: the cost is that of the spans, not of the text. A token, a
run of characters without a blank, has a label if a span of the label has a character of it. Only
text in sentences that a coder finished counts for that coder.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from annotator.agreement.ratings import MISSING, Ratings, packed
from annotator.agreement.spans import CoderSpan, CoderSpans
from annotator.agreement.units import PRESENCE, UnitAnnotation, Units
from annotator.model import Span

_TOKEN = re.compile(r"\S+")

_Pieces = Sequence[Span]


Sets = tuple[frozenset[str], ...]
"""The set of labels for each value of ratings."""


def characters(units: Units, labels: Collection[str]) -> tuple[Ratings, Sets]:
    """Return ratings of segments, weighted by their characters, and the labels of each value."""
    return _ratings(units, labels, by_tokens=False)


def tokens(units: Units, labels: Collection[str]) -> tuple[Ratings, Sets]:
    """Return ratings of tokens, and the labels of each value."""
    return _ratings(units, labels, by_tokens=True)


def with_label(ratings: Ratings, sets: Sets, label: str) -> Ratings:
    """Return ratings of whether a label is in the sets."""
    has = np.array([label in one for one in sets])
    values = np.where(ratings.rated, has[np.maximum(ratings.values, 0)], MISSING)
    return replace(ratings, names=PRESENCE, values=values.astype(np.int64))


def _ratings(units: Units, labels: Collection[str], *, by_tokens: bool) -> tuple[Ratings, Sets]:
    marked = _by_unit(units, labels)
    codes: dict[frozenset[str], int] = {frozenset(): 0}
    columns: list[list[tuple[int, int]]] = []
    weights: list[int] = []
    documents: list[int] = []
    judges = _judges(units)
    for unit, sentence in enumerate(units.sentences):
        document = int(units.documents[unit])
        own = marked.get(unit, ())
        if len(judges[unit]) < 2:
            continue
        pieces = (
            [
                Span(sentence.start + one.start(), sentence.start + one.end())
                for one in _TOKEN.finditer(sentence.of(units.texts[document]))
            ]
            if by_tokens
            else _segments(sentence, own)
        )
        for place, held in enumerate(_labels(pieces, own)):
            columns.append(
                [
                    (coder, codes.setdefault(frozenset(held.get(coder, ())), len(codes)))
                    for coder in judges[unit]
                ]
            )
            weights.append(1 if by_tokens else pieces[place].end - pieces[place].start)
            documents.append(document)
    values = np.full((len(units.coders), len(columns)), MISSING, np.int64)
    for place, column in enumerate(columns):
        for coder, code in column:
            values[coder, place] = code
    names = tuple(" + ".join(sorted(one)) or "nothing" for one in codes)
    weight = None if by_tokens else np.array(weights, np.float64)
    found = Ratings(units.coders, names, values, np.array(documents, np.int64), weight)
    return packed(found), tuple(codes)


def _by_unit(units: Units, labels: Collection[str]) -> Mapping[int, list[UnitAnnotation]]:
    found: defaultdict[int, list[UnitAnnotation]] = defaultdict(list)
    for one in units.annotations:
        if one.annotation.label in labels:
            for unit in one.units:
                found[unit].append(one)
    return found


def _judges(units: Units) -> Sequence[Sequence[int]]:
    found: list[list[int]] = [[] for _ in units.sentences]
    for coder, unit in sorted(units.judgements):
        found[unit].append(coder)
    return found


def _segments(sentence: Span, marked: Sequence[UnitAnnotation]) -> list[Span]:
    """Cut a sentence at the edges of all spans."""
    edges = {sentence.start, sentence.end}
    for one in marked:
        for fragment in one.annotation.fragments:
            edges |= {fragment.start, fragment.end}
    inside = sorted(edge for edge in edges if sentence.start <= edge <= sentence.end)
    return [Span(*pair) for pair in pairwise(inside)]


def _labels(pieces: _Pieces, marked: Sequence[UnitAnnotation]) -> Iterator[Mapping[int, set[str]]]:
    """Yield, for each piece, the labels that coders gave to a character of it, by coder."""
    found: list[defaultdict[int, set[str]]] = [defaultdict(set) for _ in pieces]
    ends = [piece.end for piece in pieces]
    for one in marked:
        for fragment in one.annotation.fragments:
            place = bisect_right(ends, fragment.start)
            while place < len(pieces) and pieces[place].start < fragment.end:
                found[place][one.coder].add(one.annotation.label)
                place += 1
    yield from found


def token_spans(units: Units, spans: CoderSpans) -> CoderSpans:
    """Return every span as the tokens that it has a character of, each a span of its own."""
    pieces = [
        [Span(one.start(), one.end()) for one in _TOKEN.finditer(text)] for text in units.texts
    ]
    ends = [[piece.end for piece in own] for own in pieces]

    def split(document: int, span: CoderSpan) -> Iterator[CoderSpan]:
        for fragment in span.fragments:
            place = bisect_right(ends[document], fragment.start)
            while place < len(ends[document]) and pieces[document][place].start < fragment.end:
                yield CoderSpan(span.units, span.name, (pieces[document][place],))
                place += 1

    marked = [
        {
            document: [token for span in held for token in split(document, span)]
            for document, held in by_document.items()
        }
        for by_document in spans.marked
    ]
    return CoderSpans(spans.coders, spans.judged, spans.documents, marked, spans.barred)
