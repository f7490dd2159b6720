"""What each document adds to the figures of a study: tables of whole numbers, document by document.

Counting a document takes milliseconds, adding it to the others takes microseconds, and a document
needs to be counted again only when something was recorded in it. Every table has the number of the
document in its first column; names of people, labels and sets of labels are numbers, too.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np

from annotator.agreement import habits, reference, suggestion_pull
from annotator.agreement.differences import DifferenceKind, differences
from annotator.agreement.figure import Floats, Ints
from annotator.agreement.name_numbers import NO_NAME, Numbers, groups, table
from annotator.agreement.span_matching import Matching
from annotator.agreement.spans import coder_spans, count
from annotator.agreement.suggestion_pull import answers, assisted_readings, blind_readings
from annotator.agreement.units import Barred, Units, nothing_barred, units
from annotator.model import AnnotatedDocument, Origin, Reading, Span, Suggestion

KINDS = ("all", "blind", "assisted")
"""The sentences that figures are of; tables have their places."""

FIRST = {
    "votes": ("document", "unit", "coder", "barred", *KINDS),
    "spans": ("document", "kind", "one", "other", "units", "spans", "exact", "overlap"),
}
"""The columns of the tables of the figures.

votes: a row for each sentence and annotator who finished it; the sets of labels that could not be
    given there, and that were given: of all annotations, and as they count in blind and assisted
    sentences, -1 where the sentence is not of that kind.
spans: a row for each kind of sentence and two annotators; the sentences that both finished, the
    spans of both, and the matched pairs.
"""

SECOND = {
    "differences": ("document", "start", "end", "one", "other", "kind", "label", "other_label"),
    "habits": habits.COLUMNS,
    "references": reference.COLUMNS,
    "answers": suggestion_pull.COLUMNS,
    "made": ("document", "annotator", "accepted", "annotations"),
}
"""The columns of the tables that say where and why people differ.

differences: a row for each, with the sentence that it is filed under.
made: annotations in finished sentences, and how many of them are accepted suggestions.
"""

COLUMNS = {**FIRST, **SECOND}

DIFFERENCE_KINDS = tuple(DifferenceKind)

Tables = Mapping[str, Ints]
"""Rows by the name of their table; their first column is the document."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The numbers of everything that tables name. A set of labels is a sorted tuple of them.

    words: everything else, such as days, groups of labels and values of attributes.
    """

    documents: Numbers[str]
    people: Numbers[str]
    labels: Numbers[str]
    sets: Numbers[tuple[str, ...]]
    words: Numbers[str]

    @classmethod
    def new(cls) -> Vocabulary:
        """Return one in which the empty set has number 0."""
        return cls(Numbers(), Numbers(), Numbers(), Numbers([()]), Numbers())

    def as_json(self) -> str:
        """Return the names."""
        held = (self.documents, self.people, self.labels, self.sets, self.words)
        return json.dumps([one.names for one in held], ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Vocabulary:
        """Return what `as_json` was of. Raises ValueError or TypeError for anything else."""
        documents, people, labels, sets, words = json.loads(text)
        return cls(
            Numbers(map(str, documents)),
            Numbers(map(str, people)),
            Numbers(map(str, labels)),
            Numbers(tuple(map(str, one)) for one in sets),
            Numbers(map(str, words)),
        )


class Table:
    """The rows of one table, in the order of documents. Their columns are contiguous in memory.

    Rows that were put are joined with the others when all are asked for.
    """

    def __init__(self, rows: Ints | Floats) -> None:
        self._columns = np.ascontiguousarray(rows.T)
        self._new: dict[int, Ints | Floats] = {}  # by document

    @property
    def rows(self) -> Ints:
        """All rows."""
        if self._new:
            self._join()
        return np.asarray(self._columns.T)

    def of(self, document: int) -> Ints:
        """Return the rows of a document."""
        if document in self._new:
            return np.asarray(self._new[document])
        start, end = self._range(document)
        return np.asarray(self._columns[:, start:end].T)

    def put(self, documents: Collection[int], rows: Ints | Floats) -> None:
        """Put rows, in the order of documents, in the place of those that these documents had."""
        if len(documents) > 1 and not self._columns.size and not self._new:
            self._columns = np.ascontiguousarray(rows.T)
            return
        ordered = sorted(documents)
        cuts = np.searchsorted(rows[:, 0], ordered[1:])
        self._new.update(zip(ordered, np.split(rows, cuts), strict=True))

    def _join(self) -> None:
        if len(self._new) == 1:
            ((document, rows),) = self._new.items()
            start, end = self._range(document)
            parts = [self._columns[:, :start], rows.T, self._columns[:, end:]]
            self._columns = np.concatenate(parts, axis=1)
        else:
            kept = self._columns[:, ~np.isin(self._columns[0], list(self._new))]
            joined = np.concatenate([kept, *(rows.T for rows in self._new.values())], axis=1)
            self._columns = joined.take(np.argsort(joined[0], kind="stable"), axis=1)
        self._new = {}

    def _range(self, document: int) -> tuple[int, int]:
        documents = self._columns[0]
        wanted = np.array((document, document + 1), documents.dtype)  # of another type is slow
        start, end = documents.searchsorted(wanted).tolist()
        return start, end


Key = tuple[int, ...]


class SplitTable:
    """A table in parts, by what some columns hold, such as two annotators."""

    def __init__(self, columns: Sequence[int]) -> None:
        self._columns = columns
        self._parts: dict[Key, Table] = {}

    def __iter__(self) -> Iterator[Key]:
        return (key for key, table in self._parts.items() if len(table.rows))

    def part(self, key: Key) -> Ints | None:
        """Return the rows of a part, in the order of documents; None if there are none."""
        found = self._parts.get(key)
        return found.rows if found and len(found.rows) else None

    def put(self, documents: Collection[int], rows: Ints | Floats) -> set[Key]:
        """Put rows in the place of those that these documents had; returns the changed parts."""
        new = dict(groups(rows, self._columns))
        changed = set()
        for key in {*self._parts, *new}:
            table = self._parts.setdefault(key, Table(rows[:0]))
            mine = new.get(key, rows[:0])
            if len(documents) == 1 and np.array_equal(table.of(*documents), mine):
                continue
            table.put(documents, mine)
            changed.add(key)
        return changed

    def rows(self, columns: int) -> Ints:
        """Return all rows, part by part. columns: their number."""
        every = [table.rows for table in self._parts.values()]
        return np.concatenate(every) if every else np.zeros((0, columns), np.int32)

    def restore(self, rows: Ints) -> None:
        """Take over what `rows` returned."""
        keys = rows[:, list(self._columns)]
        starts = np.flatnonzero((np.diff(keys, axis=0) != 0).any(axis=1)) + 1
        parts = [part for part in np.split(rows, starts) if len(part)]
        self._parts = {
            tuple(part[0, list(self._columns)].astype(int).tolist()): Table(part) for part in parts
        }


# ---------------------------------------------------------------------------- counting


@dataclass(frozen=True, slots=True)
class Counting:
    """Counts documents.

    people: the annotators to compare. gold: the readers of the gold layer. labels: to compare.
    barred: as for `units`. on_show: as for `answers`.
    groups: of labels, the labels of each. document_labels: labels of documents to compare.
    others: readers of the gold layer and machines, to compare people with.
    version: of the guideline, as for `PartsOf`, '' for that of today.
    """

    vocabulary: Vocabulary
    people: Collection[str]
    gold: Collection[str]
    labels: Sequence[str]
    barred: Barred = nothing_barred
    on_show: Callable[[Suggestion], bool] = lambda _: True
    groups: Mapping[str, Sequence[str]] = field(default_factory=dict)
    document_labels: Collection[str] = ()
    others: Collection[str] = ()
    version: Callable[[str, str, Span], str] = lambda _annotator, _document, _sentence: ""

    def figures(self, document: AnnotatedDocument) -> dict[str, Ints]:
        """Return the rows of the tables of FIRST."""
        found = self.views(self.first_pass(document, self.people))
        spans = (row for kind, one in enumerate(found) for row in self._spans(kind, one))
        return self._tables(document, {"votes": self._votes(found), "spans": spans})

    def reasons(self, document: AnnotatedDocument) -> dict[str, Ints]:
        """Return the rows of the tables of SECOND."""
        names = self.vocabulary
        readings = self.first_pass(document, self.people)
        every = [*readings, *self.first_pass(document, self.gold)]
        references = [
            *reference.gold_rows(every, self.gold, self.labels, names.people),
            *reference.consensus_rows(readings, self.labels, names.people),
        ]
        asked = AnnotatedDocument(
            document.document, suggestions=document.suggestions, readings=tuple(readings)
        )
        answered = answers([asked], self.on_show)
        return self._tables(
            document,
            {
                "differences": self._differences(readings),
                "habits": habits.habit_rows(readings, self.labels, names.people, names.labels),
                "references": references,
                "answers": suggestion_pull.answer_rows(answered, names.people, names.labels),
                "made": _made(readings, names.people),
            },
        )

    def _tables(
        self, document: AnnotatedDocument, rows: Mapping[str, Iterable[tuple[int, ...]]]
    ) -> dict[str, Ints]:
        number = self.vocabulary.documents.of(document.document.uid)
        return {
            name: table([(number, *row) for row in held], len(COLUMNS[name]))
            for name, held in rows.items()
        }

    def views(self, readings: Sequence[Reading]) -> list[Units]:
        """Return the sentences of each kind."""
        views = (readings, list(blind_readings(readings)), list(assisted_readings(readings)))
        return [units(view, self.barred) for view in views]

    def first_pass(self, document: AnnotatedDocument, names: Collection[str]) -> list[Reading]:
        """Return the readings of some people, without silent repeats."""
        return [one for one in document.readings if one.annotator in names and not one.pass_number]

    def _votes(self, found: Sequence[Units]) -> Iterator[tuple[int, ...]]:
        every = found[0]
        number = self.vocabulary.people.of
        places = {sentence: unit for unit, sentence in enumerate(every.sentences)}
        given = [self._given(one) for one in found]
        for coder, unit in sorted(every.judgements, key=lambda place: place[::-1]):
            name, sentence = every.coders[coder], every.sentences[unit]
            barred = self.set_of(every.barred.get((coder, unit), frozenset()))
            sets = [held.get((name, sentence), -1) for held in given]
            yield (places[sentence], number(name), barred, *sets)

    def _given(self, found: Units) -> dict[tuple[str, Span], int]:
        """Return the set of labels of each annotator who finished a sentence."""
        held: dict[tuple[int, int], set[str]] = {place: set() for place in found.judgements}
        for one in found.annotations:
            for unit in one.units:
                held[one.coder, unit].add(one.annotation.label)
        return {
            (found.coders[coder], found.sentences[unit]): self.set_of(given)
            for (coder, unit), given in held.items()
        }

    def set_of(self, labels: Collection[str]) -> int:
        """Return the number of a set of labels, of those that are compared."""
        if not labels:
            return 0
        return self.vocabulary.sets.of(tuple(sorted(set(labels) & set(self.labels))))

    def set_of_document(self, labels: Collection[str]) -> int:
        """Return the number of a set of labels of a document."""
        return self.vocabulary.sets.of(tuple(sorted(set(labels) & set(self.document_labels))))

    def _spans(self, kind: int, found: Units) -> Iterator[tuple[int, ...]]:
        compared = coder_spans(found, {label: label for label in self.labels})
        counts = count(compared, self.labels)
        size = len(counts.pair)
        sums = [
            np.bincount(counts.cell, column, size).astype(int).tolist()
            for column in (
                counts.spans,
                counts.matched[Matching.EXACT],
                counts.matched[Matching.OVERLAP],
            )
        ]
        for cell, pair in enumerate(counts.pair.tolist()):
            one, other = map(self.vocabulary.people.of, counts.pairs[pair])
            shared = int(counts.units[cell])
            yield (kind, one, other, shared, *(column[cell] for column in sums))

    def _differences(self, readings: Sequence[Reading]) -> Iterator[tuple[int, ...]]:
        vocabulary = self.vocabulary
        label = vocabulary.labels.of
        for one, other in combinations(readings, 2):
            names = vocabulary.people.of(one.annotator), vocabulary.people.of(other.annotator)
            for each in differences(one, other, self.labels):
                labels = [label(name) if name else NO_NAME for name in each.labels]
                kind = DIFFERENCE_KINDS.index(each.kind)
                yield (each.sentence.start, each.sentence.end, *names, kind, *labels)


def _made(readings: Iterable[Reading], people: Numbers[str]) -> Iterator[tuple[int, int, int]]:
    """Count accepted suggestions, and annotations, in finished sentences of each annotator."""
    for reading in readings:
        made = [
            one.origin
            for judgement in reading.judgements.values()
            for one in (judgement.annotations.values() if judgement.finished else ())
        ]
        yield people.of(reading.annotator), made.count(Origin.ACCEPTED), len(made)
