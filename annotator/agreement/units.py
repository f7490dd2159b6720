"""Units, the sentences that coefficients compare, and the ratings that coders gave to them.

A unit is a sentence that at least one annotator finished. An annotator who did not finish it has no
value there, nor has one who cannot judge it; one who finished it without an annotation gave the
value "nothing": "not judged" is missing, "nothing here" is a value. An annotation counts for its
source sentence. Judgements of a document as a whole are no units. Ratings, the values by coder and
unit, are the input of every coefficient.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from annotator.agreement.coefficient import Ints, SampleSize
from annotator.agreement.span_f1 import CoderSpan, CoderSpans
from annotator.model import Judgement, Reading, Span

MISSING = -1
_PRESENCE = ("absent", "present")


@dataclass(frozen=True, slots=True, eq=False)
class Ratings:
    """A table of coders by units.

    values: [coders, units], each an index into names, MISSING where the coder skipped the unit.
    documents: [units], the document of each unit, numbered from 0.
    names: what the values are called.
    """

    coders: tuple[str, ...]
    names: tuple[str, ...]
    values: Ints
    documents: Ints

    @property
    def size(self) -> SampleSize:
        """The number of units, of coders that rated any, and of documents."""
        coders = int((self.values != MISSING).any(axis=1).sum())
        return SampleSize(self.values.shape[1], coders, len(np.unique(self.documents)))

    def pairable(self) -> Ratings:
        """Return only the units with two values or more, with documents renumbered from 0."""
        return self._only((self.values != MISSING).sum(axis=0) > 1)

    def pair(self, one: int, other: int) -> Ratings:
        """Return the ratings of two coders, for the units that both rated."""
        two = replace(
            self,
            coders=(self.coders[one], self.coders[other]),
            values=self.values[[one, other]],
        )
        return two.pairable()

    def pairs(self) -> list[tuple[int, int]]:
        """Return every pair of coders once, as indices."""
        return list(combinations(range(len(self.coders)), 2))

    def reason_undefined(self) -> str:
        """Return the reason why nothing can be compared, '' if something can."""
        rated = self.values != MISSING
        coders = int(rated.any(axis=1).sum()) if rated.size else 0
        if coders == 0:
            return "no data: no coder rated a unit"
        if coders == 1:
            return "one coder only: agreement needs two"
        if not (rated.sum(axis=0) > 1).any():
            return "no overlap: no unit was rated by two coders"
        return ""

    def reason_no_variation(self) -> str:
        """Return the reason why a coefficient of pairable ratings is undefined."""
        used = np.unique(self.values[self.values != MISSING])
        names = ", ".join(self.names[value] for value in used)
        return f"no variation: every value is {names!r}, so chance would agree as well"

    def _only(self, chosen: NDArray[np.bool_]) -> Ratings:
        documents = np.unique(self.documents[chosen], return_inverse=True)[1]
        return replace(
            self, values=self.values[:, chosen], documents=documents.astype(np.int64).reshape(-1)
        )


def ratings(
    rows: Sequence[Sequence[Hashable | None]],
    *,
    coders: Sequence[str] = (),
    documents: Sequence[int] = (),
) -> Ratings:
    """Return ratings from lists: a row for each coder, a column for each unit, None if missing.

    coders: their names; by default 1, 2, 3 ...
    documents: the document of each unit; by default every unit is in its own.
    """
    found = {value for row in rows for value in row if value is not None}
    names = sorted(found, key=str)
    codes = {value: code for code, value in enumerate(names)}
    units = len(rows[0]) if rows else 0
    table = [[MISSING if value is None else codes[value] for value in row] for row in rows]
    return Ratings(
        coders=tuple(coders) or tuple(str(number + 1) for number in range(len(rows))),
        names=tuple(map(str, names)),
        values=np.array(table, dtype=np.int64).reshape(len(rows), units),
        documents=np.array(list(documents) or range(units), dtype=np.int64),
    )


@dataclass(frozen=True, slots=True, eq=False)
class Units:
    """Every finished sentence, by the uid of its document, then in the order of the text.

    judgements: by (coder, unit), both as indices; absent if the coder did not finish it.
    documents: [units], numbered from 0.
    cannot_judge: by coder, the number of sentences that this coder cannot judge; 0 is left out.
    """

    coders: tuple[str, ...]
    documents: Ints
    judgements: dict[tuple[int, int], Judgement]
    cannot_judge: dict[str, int]

    @property
    def judged(self) -> NDArray[np.bool_]:
        """[coders, units]: True where the coder finished the unit."""
        table = np.zeros((len(self.coders), len(self.documents)), bool)
        if self.judgements:
            table[tuple(np.array(list(self.judgements)).T)] = True
        return table


def units(readings: Iterable[Reading]) -> Units:
    """Return the finished sentences of all readings.

    Raises ValueError if an annotator has two readings of one document.
    """
    unjudged: Counter[str] = Counter()
    finished = _finished(readings, unjudged)
    coders = tuple(
        sorted({name for names in finished.values() for one in names.values() for name in one})
    )
    places = {name: place for place, name in enumerate(coders)}
    documents: list[int] = []
    judgements: dict[tuple[int, int], Judgement] = {}
    for number, (_, sentences) in enumerate(sorted(finished.items())):
        for _, by_coder in sorted(sentences.items(), key=lambda item: item[0]):
            for name, judgement in sorted(by_coder.items(), key=lambda item: item[0]):
                judgements[places[name], len(documents)] = judgement
            documents.append(number)
    return Units(coders, np.array(documents, np.int64), judgements, dict(sorted(unjudged.items())))


_Finished = dict[str, dict[Span, dict[str, Judgement]]]


def _finished(readings: Iterable[Reading], unjudged: Counter[str]) -> _Finished:
    """Return the finished judgements by document, sentence and annotator.

    unjudged: counts the sentences that cannot be judged, by annotator.
    """
    found: _Finished = {}
    seen: set[tuple[str, str]] = set()
    for reading in readings:
        place = (reading.document.uid, reading.annotator)
        if place in seen:
            raise ValueError(f"two readings of one document by one annotator: {place}")
        seen.add(place)
        for sentence, judgement in reading.judgements.items():
            if sentence is not None and judgement.cannot_judge:
                unjudged[reading.annotator] += 1
            if sentence is not None and judgement.finished:
                by_sentence = found.setdefault(reading.document.uid, {})
                by_sentence.setdefault(sentence, {})[reading.annotator] = judgement
    return found


def presence(units: Units, labels: Sequence[str]) -> dict[str, Ratings]:
    """Return ratings for each label; their values are absent and present."""
    held: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for place, judgement in units.judgements.items():
        for label in {annotation.label for annotation in judgement.annotations.values()}:
            held[label].append(place)
    nothing = np.where(units.judged, 0, MISSING)
    found = {}
    for label in labels:
        values = nothing.copy()
        if held[label]:
            values[tuple(np.array(held[label]).T)] = 1
        found[label] = Ratings(units.coders, _PRESENCE, values, units.documents)
    return found


def label_sets(units: Units, labels: Sequence[str]) -> tuple[Ratings, tuple[frozenset[str], ...]]:
    """Return ratings whose values are label sets of units, and the set for each value."""
    wanted = frozenset(labels)
    codes: dict[frozenset[str], int] = {}
    values = np.full((len(units.coders), len(units.documents)), MISSING, np.int64)
    for place, judgement in units.judgements.items():
        given = wanted & {annotation.label for annotation in judgement.annotations.values()}
        values[place] = codes.setdefault(given, len(codes))
    names = tuple(" + ".join(sorted(given)) or "nothing" for given in codes)
    return Ratings(units.coders, names, values, units.documents), tuple(codes)


def coder_spans(units: Units) -> CoderSpans:
    """Return the spans of every coder, of all labels."""
    marked: list[defaultdict[int, list[CoderSpan]]] = [defaultdict(list) for _ in units.coders]
    for (coder, unit), judgement in units.judgements.items():
        spans = marked[coder][int(units.documents[unit])]
        for annotation in judgement.annotations.values():
            spans.append(CoderSpan(unit, annotation.label, annotation.fragments))
    return CoderSpans(units.coders, units.judged, units.documents, marked)


def left_out(units: Units, labels: Sequence[str]) -> dict[str, int]:
    """Return the number of annotations for each label not compared, most frequent first."""
    wanted = frozenset(labels)
    others = Counter(
        annotation.label
        for judgement in units.judgements.values()
        for annotation in judgement.annotations.values()
        if annotation.label not in wanted
    )
    return dict(sorted(others.items(), key=lambda item: (-item[1], item[0])))
