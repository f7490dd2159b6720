"""Units, the sentences that coders compare, and what each coder gave to them.

A unit is a sentence that at least one annotator finished. An annotator who did not finish it has no
value there, nor has one who cannot judge it; one who finished it without an annotation gave the
value "nothing": "not judged" is missing, "nothing here" is a value. An annotation counts for every
sentence that it has a character of, wherever it is filed: two people who mark the same words across
two sentences agree, even if one filed them under the first and the other under the second. A label
that a coder could not give yet, because it was added after the sentence was finished, is missing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from annotator.agreement.figure import Ints
from annotator.agreement.ratings import MISSING, Ratings
from annotator.model import Annotation, Judgement, Reading, Span

_FEW_CODERS = 16
PRESENCE = ("absent", "present")

Barred = Callable[[Reading, Span], frozenset[str]]
"""The labels that could not be given to a finished sentence when it was finished."""


@dataclass(frozen=True, slots=True)
class UnitAnnotation:
    """An annotation of a coder, and the units that it touches and that this coder judged."""

    coder: int
    units: tuple[int, ...]
    annotation: Annotation


@dataclass(frozen=True, slots=True, eq=False)
class Units:
    """Every finished sentence, by the uid of its document, then in the order of the text.

    documents: [units], numbered from 0. sentences: [units]. uids, texts: of the documents.
    judgements: by (coder, unit), both as indices; absent if the coder did not finish it.
    annotations: of the finished sentences, in the order of documents and coders.
    barred: by (coder, unit), the labels that the coder could not give; absent for none.
    cannot_judge: by coder, the number of sentences that this coder cannot judge; 0 is left out.
    table: [rows, units], the coder in each row, MISSING where there is none: with few coders a
        row for each, with many only as many as judged one unit.
    """

    coders: tuple[str, ...]
    documents: Ints
    sentences: tuple[Span, ...]
    uids: tuple[str, ...]
    texts: tuple[str, ...]
    judgements: Mapping[tuple[int, int], Judgement]
    annotations: tuple[UnitAnnotation, ...]
    barred: Mapping[tuple[int, int], frozenset[str]]
    cannot_judge: Mapping[str, int]
    table: Ints = field(init=False)
    _rows: Mapping[tuple[int, int], int] = field(init=False)

    def __post_init__(self) -> None:
        table, rows = _table(self.judgements, len(self.coders), len(self.documents))
        object.__setattr__(self, "table", table)
        object.__setattr__(self, "_rows", rows)

    def row(self, coder: int, unit: int) -> int:
        """Return the row of the table in which a coder has the value of a unit."""
        return self._rows[coder, unit] if self._rows else coder

    def ratings(self, names: tuple[str, ...], values: Ints) -> Ratings:
        """Return ratings. values: in the shape of the table."""
        who = np.maximum(self.table, 0) if self._rows else None
        return Ratings(self.coders, names, values, self.documents, who=who)

    @property
    def judged(self) -> NDArray[np.bool_]:
        """[coders, units]: True where the coder finished the unit."""
        table = np.zeros((len(self.coders), len(self.documents)), bool)
        if self.judgements:
            table[tuple(np.array(list(self.judgements)).T)] = True
        return table


def _table(
    places: Iterable[tuple[int, int]], coders: int, units: int
) -> tuple[Ints, dict[tuple[int, int], int]]:
    """Return the table, and the row of each (coder, unit), {} if that is the coder."""
    if coders <= _FEW_CODERS:
        table = np.full((coders, units), MISSING, np.int64)
        for coder, unit in places:
            table[coder, unit] = coder
        return table, {}
    filled: Counter[int] = Counter()
    rows: dict[tuple[int, int], int] = {}
    for coder, unit in sorted(places):
        rows[coder, unit] = filled[unit]
        filled[unit] += 1
    table = np.full((max(filled.values(), default=0), units), MISSING, np.int64)
    for (coder, unit), row in rows.items():
        table[row, unit] = coder
    return table, rows


def nothing_barred(_reading: Reading, _sentence: Span) -> frozenset[str]:
    """Return no label: every label could be given everywhere."""
    return frozenset()


def units(readings: Iterable[Reading], barred: Barred = nothing_barred) -> Units:
    """Return the finished sentences of all readings.

    Raises ValueError if an annotator has two readings of one document.
    """
    by_document = _by_document(readings)
    everybody = [reading for document in by_document.values() for reading in document]
    unjudged = Counter(
        reading.annotator
        for reading in everybody
        for sentence, judgement in reading.judgements.items()
        if sentence is not None and judgement.cannot_judge
    )
    coders = tuple(sorted({one.annotator for one in everybody if any(_finished(one))}))
    places = {name: place for place, name in enumerate(coders)}
    documents: list[int] = []
    sentences: list[Span] = []
    uids: list[str] = []
    texts: list[str] = []
    judgements: dict[tuple[int, int], Judgement] = {}
    annotations: list[UnitAnnotation] = []
    without: dict[tuple[int, int], frozenset[str]] = {}
    for uid, found in sorted(by_document.items()):
        known = sorted({sentence for one in found for sentence, _ in _finished(one)})
        if not known:
            continue
        numbers = {sentence: len(sentences) + nth for nth, sentence in enumerate(known)}
        sentences += known
        documents += [len(texts)] * len(known)
        uids.append(uid)
        texts.append(found[0].document.text)
        for reading in sorted(found, key=lambda one: one.annotator):
            coder = places.get(reading.annotator, -1)
            own = {sentence: numbers[sentence] for sentence, _ in _finished(reading)}
            for sentence, judgement in _finished(reading):
                judgements[coder, own[sentence]] = judgement
                if labels := barred(reading, sentence):
                    without[coder, own[sentence]] = labels
            annotations += _annotations(reading, coder, own)
    return Units(
        coders=coders,
        documents=np.array(documents, np.int64),
        sentences=tuple(sentences),
        uids=tuple(uids),
        texts=tuple(texts),
        judgements=judgements,
        annotations=tuple(annotations),
        barred=without,
        cannot_judge=dict(sorted(unjudged.items())),
    )


def _by_document(readings: Iterable[Reading]) -> dict[str, list[Reading]]:
    found: defaultdict[str, list[Reading]] = defaultdict(list)
    seen: set[tuple[str, str]] = set()
    for reading in readings:
        place = (reading.document.uid, reading.annotator)
        if place in seen:
            raise ValueError(f"two readings of one document by one annotator: {place}")
        seen.add(place)
        found[reading.document.uid].append(reading)
    return found


def _finished(reading: Reading) -> Iterator[tuple[Span, Judgement]]:
    for sentence, judgement in reading.judgements.items():
        if sentence is not None and judgement.finished:
            yield sentence, judgement


def _annotations(reading: Reading, coder: int, own: Mapping[Span, int]) -> Iterator[UnitAnnotation]:
    """Yield the annotations of a reading. own: the units that this coder judged."""
    for sentence, judgement in _finished(reading):
        for annotation in judgement.annotations.values():
            touched: tuple[int, ...] = (own[sentence],)
            if not sentence.contains(annotation.span):
                touched = _touched(annotation, own) or touched
            yield UnitAnnotation(coder, touched, annotation)


def _touched(annotation: Annotation, own: Mapping[Span, int]) -> tuple[int, ...]:
    """Return the units that an annotation has a character of."""
    return tuple(
        sorted(
            unit
            for sentence, unit in own.items()
            if any(map(sentence.overlaps, annotation.fragments))
        )
    )


# -------------------------------------------------------------------- ratings of sentences


def presence(units: Units, names: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, Ratings]]:
    """Yield ratings for each name; their values are absent and present.

    names: the labels of each name: a label alone, or the labels of a group.
    """
    held: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for one in units.annotations:
        held[one.annotation.label] += [(units.row(one.coder, unit), unit) for unit in one.units]
    nothing = np.where(units.table >= 0, 0, MISSING).astype(np.int8)
    for name, labels in names.items():
        values = nothing.copy()
        for (coder, unit), barred in units.barred.items():
            if barred.issuperset(labels):
                values[units.row(coder, unit), unit] = MISSING
        places = [place for label in labels for place in held[label]]
        if places:
            values[tuple(np.array(places).T)] = 1
        yield name, units.ratings(PRESENCE, values)


def label_sets(units: Units, labels: Sequence[str]) -> tuple[Ratings, tuple[frozenset[str], ...]]:
    """Return ratings whose values are label sets of units, and the set for each value, in order.

    Of a unit, only the labels count that everybody who judged it could give.
    """
    wanted = frozenset(labels)
    given: defaultdict[tuple[int, int], set[str]] = defaultdict(set)
    for one in units.annotations:
        for unit in one.units:
            given[one.coder, unit].add(one.annotation.label)
    missing: defaultdict[int, set[str]] = defaultdict(set)
    for (_, unit), barred in units.barred.items():
        missing[unit] |= barred
    codes: dict[frozenset[str], int] = {}
    values = np.full(units.table.shape, MISSING, np.int64)
    for coder, unit in units.judgements:
        held = frozenset((wanted & given[coder, unit]) - missing[unit])
        values[units.row(coder, unit), unit] = codes.setdefault(held, len(codes))
    sets = sorted(codes, key=sorted)
    places = np.zeros(len(codes) + 1, np.int64)
    places[[*map(codes.__getitem__, sets), MISSING]] = [*range(len(sets)), MISSING]
    return units.ratings(tuple(map(set_name, sets)), places[values]), tuple(sets)


def set_name(labels: Iterable[str]) -> str:
    """Return what a set of labels is called."""
    return " + ".join(sorted(labels)) or "nothing"


def left_out(units: Units, labels: Sequence[str]) -> dict[str, int]:
    """Return the number of annotations for each label not compared, most frequent first."""
    wanted = frozenset(labels)
    others = Counter(
        one.annotation.label for one in units.annotations if one.annotation.label not in wanted
    )
    return dict(sorted(others.items(), key=lambda item: (-item[1], item[0])))
