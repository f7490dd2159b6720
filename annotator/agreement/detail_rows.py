"""What each document adds to the report of a study, beyond what the screen shows.

As in `document_tables`, every table has the number of the document in its first column.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from annotator.agreement.compared_work import (
    LABEL_MATCHINGS,
    group_counts,
    relation_counts,
    span_counts,
)
from annotator.agreement.document_tables import KINDS, Counting
from annotator.agreement.figure import Ints
from annotator.agreement.name_numbers import NO_NAME, table
from annotator.agreement.other_layers import (
    document_sets,
    relations,
    shared_spans,
)
from annotator.agreement.span_matching import Matching
from annotator.agreement.spans import ANY, SpanCounts
from annotator.agreement.units import Units, label_sets, units
from annotator.model import AnnotatedDocument, Reading

APART = len(KINDS)
"""The kind of what people and others, who are none, are compared in."""

LABEL, GROUP, RELATION = range(3)
"""What the name of a match is of. NO_NAME is any label."""

DETAILS = {
    "finished": ("document", "unit", "coder", "day", "version"),
    "last": ("document", "coder", "time"),
    "cells": ("document", "kind", "one", "other", "units"),
    "matches": ("document", "kind", "one", "other", "sort", "name", "spans", *LABEL_MATCHINGS),
    "counts": ("document", "kind", "coder", "sort", "name", "number"),
    "attributes": ("document", "kind", "coder", "label", "span", "place", "name", "value"),
    "document votes": ("document", "coder", "set"),
    "apart": ("document", "unit", "coder", "set"),
    "repeats": ("document", "unit", "coder", "pass", "set"),
}
"""The columns of the tables of the report; words are numbers of the vocabulary.

finished: a row for each vote, the words of the day on which the sentence was finished, and of the
    guideline if it was an earlier one, else NO_NAME.
last: the word of when a coder finished the last sentence of the document.
cells: two coders and the sentences that both finished; of the kind APART, a person and another.
matches: in a cell, the spans of both, and the matched pairs by the ways of matching.
counts: the sentences that a coder cannot judge (sort UNJUDGED); annotations that are not compared,
    by label (LABEL); relations, by kind (RELATION).
attributes: a row for each span of a label that two coders marked or more, and coder: its number,
    and its place among the spans of this coder. One more for each attribute, with its value.
document votes: sets of labels of the document, of those who judged it as a whole.
apart: votes of people and others, in documents that others finished a sentence of.
repeats: votes of those who judged sentences again, after a row without a unit; pass 0 is the first.
"""

UNJUDGED = -1


def pass_name(number: int) -> str:
    """Return what a pass is called as a coder."""
    return f"pass {number}"


_Rows = Iterator[tuple[int, ...]]


def detail_rows(counting: Counting, document: AnnotatedDocument) -> dict[str, Ints]:
    """Return the rows of the tables of DETAILS."""
    return _Details(counting, document).tables()


class _Details:
    """Counts one document."""

    def __init__(self, counting: Counting, document: AnnotatedDocument) -> None:
        self._counting = counting
        self._document = document
        self._number = counting.vocabulary.documents.of(document.document.uid)
        self._person = counting.vocabulary.people.of
        self._word = counting.vocabulary.words.of
        self._readings = counting.first_pass(document, counting.people)
        self._others = counting.first_pass(document, counting.others)

    def tables(self) -> dict[str, Ints]:
        """Return the rows by table."""
        views = self._counting.views(self._readings)
        joined = self._joined()
        rows: dict[str, Iterable[tuple[int, ...]]] = {
            "finished": self._finished(views[0]),
            "last": self._last(),
            "counts": (row for kind, one in enumerate(views) for row in self._counts(kind, one)),
            "attributes": (
                row for kind, one in enumerate(views) for row in self._attributes(kind, one)
            ),
            "document votes": self._document_votes(),
            "apart": self._apart(joined),
            "repeats": self._repeats(),
        }
        cells, matches = zip(*self._compared(views, joined), strict=True)
        found = {
            name: table([(self._number, *row) for row in held], len(DETAILS[name]))
            for name, held in rows.items()
        }
        return {**found, "cells": np.concatenate(cells), "matches": np.concatenate(matches)}

    def _joined(self) -> Units | None:
        """The sentences of people and others together; None if others finished none."""
        found = units([*self._readings, *self._others]) if self._others else None
        names = {one.annotator for one in self._others}
        return found if found and not names.isdisjoint(found.coders) else None

    # ------------------------------------------------------------------------- votes

    def _finished(self, every: Units) -> _Rows:
        uid, version = self._document.document.uid, self._counting.version
        for (coder, unit), judgement in every.judgements.items():
            name, sentence = every.coders[coder], every.sentences[unit]
            earlier = version(name, uid, sentence)
            day = self._word(judgement.finished_at[:10])
            yield (unit, self._person(name), day, self._word(earlier) if earlier else NO_NAME)

    def _last(self) -> _Rows:
        for one in self._readings:
            times = [
                judgement.finished_at
                for sentence, judgement in one.judgements.items()
                if sentence is not None and judgement.finished
            ]
            if times:
                yield (self._person(one.annotator), self._word(max(times)))

    def _apart(self, joined: Units | None) -> _Rows:
        for unit, coder, held in self._given(joined) if joined else ():
            yield (unit, self._person(coder), held)

    def _given(self, found: Units) -> Iterator[tuple[int, str, int]]:
        """Yield the unit, coder and number of the set of labels of each vote."""
        sets, names = label_sets(found, self._counting.labels)
        number = [self._counting.set_of(one) for one in names]
        for coder, unit in found.judgements:
            value = int(sets.values[found.row(coder, unit), unit])
            yield unit, found.coders[coder], number[value]

    def _repeats(self) -> _Rows:
        by_person: defaultdict[str, list[Reading]] = defaultdict(list)
        for one in self._document.readings:
            if one.annotator in self._counting.people:
                by_person[one.annotator].append(one)
        for name, readings in by_person.items():
            if all(one.pass_number == 0 for one in readings):
                continue
            number = {pass_name(one.pass_number): one.pass_number for one in readings}
            named = (replace(one, annotator=pass_name(one.pass_number)) for one in readings)
            yield (NO_NAME, self._person(name), NO_NAME, NO_NAME)
            for unit, coder, held in self._given(units(named)):
                yield (unit, self._person(name), number[coder], held)

    def _document_votes(self) -> _Rows:
        for name, given in document_sets(self._readings) if self._counting.document_labels else ():
            yield (self._person(name), self._counting.set_of_document(given))

    # -------------------------------------------------------------- spans and relations

    def _compared(
        self, views: Sequence[Units], joined: Units | None
    ) -> Iterator[tuple[Ints, Ints]]:
        """Yield rows of cells and of matches."""
        labels, groups = self._counting.labels, self._counting.groups
        for kind, found in enumerate(views):
            counts = span_counts(found, labels)
            yield self._cells(kind, counts), self._matches(kind, LABEL, counts)
            nothing = self._cells(kind, counts)[:0]
            if groups:
                yield nothing, self._matches(kind, GROUP, group_counts(found, groups))
            yield nothing, self._matches(kind, RELATION, relation_counts(found))
        if joined:
            counts = span_counts(joined, labels, (Matching.EXACT, Matching.OVERLAP))
            cells, matches = self._cells(APART, counts), self._matches(APART, LABEL, counts)
            others = [self._person(one.annotator) for one in self._others]
            for_one = (np.isin(rows[:, 2:4], others).sum(axis=1) == 1 for rows in (cells, matches))
            yield tuple(rows[one] for rows, one in zip((cells, matches), for_one, strict=True))

    def _cells(self, kind: int, counts: SpanCounts) -> Ints:
        size = len(counts.pair)
        columns = [np.full(size, self._number), np.full(size, kind), *self._pairs(counts).T]
        return np.column_stack([*columns, counts.units]).astype(np.int32)

    def _pairs(self, counts: SpanCounts) -> Ints:
        """[cells, 2]: the numbers of the coders."""
        numbers = [[self._person(one), self._person(other)] for one, other in counts.pairs]
        return np.array(numbers, np.int64).reshape(-1, 2)[counts.pair]

    def _matches(self, kind: int, sort: int, counts: SpanCounts) -> Ints:
        size = len(counts.cell)
        names = [NO_NAME if name == ANY else self._word(name) for name in counts.names]
        columns = [
            np.full(size, self._number),
            np.full(size, kind),
            *self._pairs(counts)[counts.cell].T,
            np.full(size, sort),
            np.array(names, np.int64)[counts.name],
            counts.spans,
            *(counts.matched.get(one, np.zeros(size)) for one in LABEL_MATCHINGS),
        ]
        return np.column_stack(columns).astype(np.int32)

    def _counts(self, kind: int, found: Units) -> _Rows:
        number: Counter[tuple[int, ...]] = Counter()
        labels = set(self._counting.labels)
        for one in found.annotations:
            if one.annotation.label not in labels:
                coder = self._person(found.coders[one.coder])
                number[coder, LABEL, self._word(one.annotation.label)] += 1
        for coder_place, held in enumerate(relations(found).marked):
            coder = self._person(found.coders[coder_place])
            for spans in held.values():
                number.update((coder, RELATION, self._word(one.name)) for one in spans)
        for name, unjudged in found.cannot_judge.items():
            number[self._person(name), UNJUDGED, NO_NAME] = unjudged
        for key, times in number.items():
            yield (kind, *key, times)

    def _attributes(self, kind: int, found: Units) -> _Rows:
        of_labels = [one for one in shared_spans(found) if one.label in self._counting.labels]
        for span, one in enumerate(of_labels):
            for coder, values in one.values().items():
                of = (self._person(found.coders[coder]), self._word(one.label), span)
                row = (kind, *of, one.places[coder])
                yield (*row, NO_NAME, NO_NAME)
                for name, value in values.items():
                    yield (*row, self._word(name), self._word(value))
