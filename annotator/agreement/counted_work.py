"""What an agreement report is computed from, put together from what was counted by document.

It is what `work_of_readings` returns: the same ratings, and the same counts of spans.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from annotator.agreement.compared_work import LABEL_MATCHINGS, ComparedWork, SetRatings
from annotator.agreement.detail_rows import APART, GROUP, LABEL, RELATION, UNJUDGED, pass_name
from annotator.agreement.document_tables import KINDS
from annotator.agreement.figure import Ints, SampleSize
from annotator.agreement.name_numbers import NO_NAME, Numbers, groups
from annotator.agreement.other_layers import attribute_ratings, presence_of_votes
from annotator.agreement.ratings import MISSING, Ratings, from_votes
from annotator.agreement.sentence_sums import counted_sets
from annotator.agreement.spans import ANY, SpanCounts
from annotator.agreement.study_tables import StudyTables
from annotator.agreement.units import PRESENCE, set_name

_EVERY = KINDS.index("all")


class CountedRows:
    """The rows of tables, in the order of the uids of documents, with numbers that follow names.

    uids, people, words: in order; tables have their places.
    """

    def __init__(self, tables: StudyTables) -> None:
        names = tables.vocabulary
        self._tables = tables
        self.labels: Sequence[str] = names.labels.names
        self.sets = names.sets
        self.uids, self._documents = _ordered(names.documents)
        self.people, self._people = _ordered(names.people)
        self.words, self._words = _ordered(names.words)
        self._known: dict[str, Ints] = {}

    def of(self, name: str, *, people: Sequence[int] = (), words: Sequence[int] = ()) -> Ints:
        """Return the rows of a table. people, words: the columns that have their numbers."""
        if name not in self._known:
            rows = np.array(self._tables.rows(name))
            rows[:, 0] = self._documents[rows[:, 0]]
            for column in people:
                rows[:, column] = self._people[rows[:, column]]
            for column in words:
                rows[:, column] = self._words[rows[:, column]]
            if (np.diff(rows[:, 0]) < 0).any():
                rows = rows[np.argsort(rows[:, 0], kind="stable")]
            self._known[name] = rows
        return self._known[name]

    @property
    def votes(self) -> Ints:
        """The rows of votes: by document, unit and coder."""
        return self.of("votes", people=(2,))


def _ordered(numbers: Numbers[str]) -> tuple[list[str], Ints]:
    """Return names in order, and the place of each number; NO_NAME stays what it is."""
    order = sorted(range(len(numbers)), key=numbers.names.__getitem__)
    places = np.full(len(order) + 1, NO_NAME, np.int32)
    places[order] = np.arange(len(order))
    return [numbers.names[one] for one in order], places


@dataclass(frozen=True, eq=False)
class SentenceVotes:
    """Votes on sentences: one for each coder who judged a unit.

    coders: those with a vote, by name. documents: [units], places among the uids.
    coder, unit: of each vote, as indices. given, counted, barred: sets of labels, by number: what
    was given, with only those labels that everybody could give, and that could not be given.
    """

    coders: tuple[str, ...]
    documents: Ints
    coder: Ints
    unit: Ints
    given: Ints
    counted: Ints
    barred: Ints
    sets: Numbers[tuple[str, ...]] = field(repr=False)

    @classmethod
    def of(cls, rows: Ints, names: Sequence[str], sets: Numbers[tuple[str, ...]]) -> SentenceVotes:
        """rows: document, unit, coder, barred and given, in order. names: of coders."""
        first = np.ones(len(rows), bool)
        first[1:] = (np.diff(rows[:, :2], axis=0) != 0).any(axis=1)
        unit = np.cumsum(first) - 1
        used, coder = np.unique(rows[:, 2], return_inverse=True)
        barred, given = rows[:, 3], rows[:, 4]
        return cls(
            coders=tuple(names[one] for one in used.tolist()),
            documents=rows[first, 0],
            coder=coder.reshape(-1),
            unit=unit,
            given=given,
            counted=counted_sets(given, barred, unit, sets),
            barred=barred,
            sets=sets,
        )

    @cached_property
    def used_documents(self) -> Ints:
        """The documents that have units, in order."""
        return np.unique(self.documents)

    @cached_property
    def numbered(self) -> Ints:
        """[units]: documents, numbered from 0."""
        return np.searchsorted(self.used_documents, self.documents)

    def set_ratings(self) -> SetRatings:
        """Return ratings with sets of labels, and the set of each value."""
        used, codes = np.unique(self.counted, return_inverse=True)
        names = [self.sets.names[one] for one in used.tolist()]
        order = sorted(range(len(names)), key=names.__getitem__)
        rank = np.zeros(len(names), np.int64)
        rank[order] = np.arange(len(names))
        held = [names[one] for one in order]
        ratings = self._ratings([set_name(one) for one in held], rank[codes.reshape(-1)])
        return ratings, tuple(map(frozenset, held))

    def _ratings(self, names: Sequence[str], values: Ints) -> Ratings:
        columns = (self.coder, self.unit, values)
        return from_votes(self.coders, names, columns, self.numbered)

    def presence(self, names: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, Ratings]]:
        """Yield ratings for each name; values are absent and present."""
        given = self._given
        barred = self._ratings([*map(set_name, self.sets.names)], self.barred).values
        for name, labels in names.items():
            wanted = set(labels)
            has = [not wanted.isdisjoint(held) for held in self.sets.names]
            values = np.array([*has, MISSING], np.int8)[given.values]
            if self.barred.any():
                every = np.array([wanted.issubset(held) for held in self.sets.names])
                values[(given.values != MISSING) & every[barred] & (values != 1)] = MISSING
            yield name, Ratings(self.coders, PRESENCE, values, given.documents, who=given.who)

    @cached_property
    def _given(self) -> Ratings:
        return self._ratings([*map(set_name, self.sets.names)], self.given)

    def finished(self) -> dict[str, int]:
        """Return the number of units of each coder."""
        number = np.bincount(self.coder, minlength=len(self.coders)).tolist()
        return dict(zip(self.coders, number, strict=True))


@dataclass(frozen=True, slots=True)
class WhatIsCompared:
    """labels, groups (of labels), document_labels: as for `agreement_report`."""

    labels: Sequence[str]
    groups: Mapping[str, Sequence[str]]
    document_labels: Sequence[str]


def counted_work(rows: CountedRows, what: WhatIsCompared, kind: int) -> ComparedWork:
    """Return the work of one of KINDS. Labels of documents and others are compared in all alone."""
    return _Work(rows, what, kind).work()


def votes_of_kind(rows: CountedRows, kind: int) -> SentenceVotes:
    """Return the votes of one of KINDS."""
    votes = rows.votes
    chosen = votes[votes[:, 4 + kind] >= 0]
    return SentenceVotes.of(chosen[:, [0, 1, 2, 3, 4 + kind]], rows.people, rows.sets)


class _Work:
    def __init__(self, rows: CountedRows, what: WhatIsCompared, kind: int) -> None:
        self._rows, self._what, self._kind = rows, what, kind
        self._votes = votes_of_kind(rows, kind)
        counts = rows.of("counts", people=(2,), words=(4,))
        self._counts = counts[counts[:, 1] == kind]

    def work(self) -> ComparedWork:
        what, votes = self._what, self._votes
        sets = votes.set_ratings()
        size = sets[0].pairable().size
        cells = _SpanCells(self._rows, self._kind, votes.used_documents, size)
        is_every = self._kind == _EVERY
        return ComparedWork(
            finished=votes.finished(),
            cannot_judge=self._cannot_judge(),
            sets=sets,
            presence=votes.presence,
            spans=cells.counts(LABEL, what.labels),
            groups=cells.counts(GROUP, list(what.groups)) if what.groups else None,
            document_labels=self._document_labels() if is_every else {},
            attributes=self._attributes(),
            relations=cells.counts(RELATION, self._relation_kinds()),
            apart=self._apart() if is_every else None,
            left_out=self._left_out(),
        )

    def _sums(self, sort: int, column: int) -> Iterator[tuple[int, int]]:
        """Yield what a column of counts has, in order, and the sum of the numbers."""
        chosen = self._counts[self._counts[:, 3] == sort]
        for (place,), rows in groups(chosen, (column,)):
            yield place, int(rows[:, 5].sum())

    def _cannot_judge(self) -> dict[str, int]:
        return {self._rows.people[place]: number for place, number in self._sums(UNJUDGED, 2)}

    def _left_out(self) -> dict[str, int]:
        found = [(self._rows.words[place], number) for place, number in self._sums(LABEL, 4)]
        return dict(sorted(found, key=lambda item: (-item[1], item[0])))

    def _relation_kinds(self) -> list[str]:
        return [self._rows.words[place] for place, _ in self._sums(RELATION, 4)]

    def _document_labels(self) -> dict[str, Ratings]:
        rows = self._rows
        votes = [
            (rows.uids[document], rows.people[coder], rows.sets.names[held])
            for document, coder, held in rows.of("document votes", people=(1,)).tolist()
        ]
        return presence_of_votes(votes, self._what.document_labels)

    def _attributes(self) -> dict[tuple[str, str], Ratings]:
        found = {}
        coders = self._votes.coders
        for label, spans in sorted(self._shared_spans().items()):
            documents = self._votes.used_documents.searchsorted([one.document for one in spans])
            values = [one.values for one in spans]
            for name, ratings in attribute_ratings(coders, values, documents.tolist()):
                found[label, name] = ratings
        return found

    def _shared_spans(self) -> dict[str, list[_SharedSpan]]:
        """Spans by label, in the order of their first annotations."""
        rows = self._rows.of("attributes", people=(2,), words=(3, 6, 7))
        rows = rows[rows[:, 1] == self._kind]
        rows = rows[np.lexsort((rows[:, 5], rows[:, 0]))]  # by document and place
        words, people = self._rows.words, self._rows.people
        coder_of = {name: place for place, name in enumerate(self._votes.coders)}
        found: dict[tuple[int, int], _SharedSpan] = {}
        for document, _, coder, label, span, _, name, value in rows.tolist():
            one = found.setdefault(
                (document, span), _SharedSpan(document, words[label], defaultdict(dict))
            )
            values = one.values[coder_of[people[coder]]]
            if name != NO_NAME:
                values[words[name]] = words[value]
        by_label: defaultdict[str, list[_SharedSpan]] = defaultdict(list)
        for one in found.values():
            by_label[one.label].append(one)
        return by_label

    def _apart(self) -> tuple[SetRatings, SpanCounts, set[str]] | None:
        joined = self._rows.of("apart", people=(2,))
        if not len(joined):
            return None
        votes = self._rows.votes[:, [0, 1, 2, 4]]
        alone = votes[~np.isin(votes[:, 0], joined[:, 0])]
        every = np.concatenate([alone, joined])
        every = every[np.lexsort((every[:, 2], every[:, 1], every[:, 0]))]
        nothing_barred = np.insert(every, 3, 0, axis=1)
        found = SentenceVotes.of(nothing_barred, self._rows.people, self._rows.sets)
        sets = found.set_ratings()
        size = sets[0].pairable().size
        cells = _SpanCells(self._rows, APART, found.used_documents, size)
        people = {self._rows.people[one] for one in np.unique(votes[:, 2]).tolist()}
        counts = cells.counts(LABEL, self._what.labels)
        return sets, counts, set(found.coders) - people


@dataclass(frozen=True, slots=True)
class _SharedSpan:
    """document: its place. values: by coder, the values of attributes."""

    document: int
    label: str
    values: defaultdict[int, dict[str, str]]


class _SpanCells:
    """Counts of spans of one kind. documents: those that have units, in order."""

    def __init__(self, rows: CountedRows, kind: int, documents: Ints, size: SampleSize) -> None:
        self._rows, self._kind, self._documents, self._size = rows, kind, documents, size
        cells = rows.of("cells", people=(2, 3))
        cells = cells[cells[:, 1] == kind]
        keys = self._keys(cells)
        order = np.argsort(keys)
        self._cells, self._ordered = cells[order], keys[order]

    def _keys(self, rows: Ints) -> Ints:
        """Numbers in the order of documents and pairs of people."""
        document, _, one, other = rows[:, :4].astype(np.int64).T
        people = len(self._rows.people)
        return np.asarray((document * people + one) * people + other)

    def counts(self, sort: int, names: Sequence[str]) -> SpanCounts:
        """Return the counts of some names."""
        rows = self._rows.of("matches", people=(2, 3), words=(5,))
        rows = rows[(rows[:, 1] == self._kind) & (rows[:, 4] == sort)]
        place_of = {name: place for place, name in enumerate(names)}
        places = [place_of.get(word, MISSING) for word in self._rows.words]
        name = np.array([*places, len(names)], np.int64)[rows[:, 5]]  # NO_NAME is the last
        rows, name = rows[name != MISSING], name[name != MISSING]
        cells, (pairs, pair) = self._cells, self._pairs()
        return SpanCounts(
            pairs=pairs,
            names=(*names, ANY),
            pair=pair,
            document=np.searchsorted(self._documents, cells[:, 0]),
            units=cells[:, 4].astype(np.int64),
            cell=np.searchsorted(self._ordered, self._keys(rows)),
            name=name,
            spans=rows[:, 6].astype(np.int64),
            matched={
                one: rows[:, 7 + nth].astype(np.int64) for nth, one in enumerate(LABEL_MATCHINGS)
            },
            size=self._size,
        )

    def _pairs(self) -> tuple[tuple[tuple[str, str], ...], Ints]:
        """Return the pairs of people in the order of their first cells, and the pair of each."""
        people = self._rows.people
        keys = self._cells[:, 2].astype(np.int64) * len(people) + self._cells[:, 3]
        used, first, place = np.unique(keys, return_index=True, return_inverse=True)
        order = np.argsort(first)
        rank = np.empty(len(used), np.int64)
        rank[order] = np.arange(len(used))
        pairs = tuple(
            (people[key // len(people)], people[key % len(people)]) for key in used[order]
        )
        return pairs, rank[place.reshape(-1)]


# --------------------------------------------------------------------- sentences once more


def repeated_sentences(rows: CountedRows) -> Iterator[tuple[str, Ratings]]:
    """Yield people who judged sentences again, with ratings whose coders are the passes."""
    for (person,), every in groups(rows.of("repeats", people=(2,)), (2,)):
        held = every[every[:, 1] != NO_NAME]
        numbers = np.unique(held[:, 3]).tolist()
        names = sorted(map(pass_name, numbers))
        place_of = {one: names.index(pass_name(one)) for one in numbers}
        place = np.array([place_of[one] for one in held[:, 3].tolist()], np.int64)
        nothing_barred = np.zeros(len(held), np.int64)
        votes = np.column_stack([held[:, :2], place, nothing_barred, held[:, 4]])
        votes = votes[np.lexsort((votes[:, 2], votes[:, 1], votes[:, 0]))]
        yield rows.people[person], SentenceVotes.of(votes, names, rows.sets).set_ratings()[0]
