"""Sums over the sentences of each document, from which alpha and kappa follow.

They are those that `alpha` and `kappa` make of ratings, but kept by document, so that a document
that changed is subtracted and added again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from annotator.agreement.document_tables import KINDS
from annotator.agreement.figure import Floats, Ints
from annotator.agreement.name_numbers import Numbers
from annotator.agreement.ratings import Ratings, from_votes
from annotator.agreement.units import set_name

TOTALS = ("units", "values", "observed")
PRESENCE = ("less units", "less values", "present", "observed", "marked", "both", "positive")
"""What is summed for each name of a label or group.

less units, less values: sentences that two judged, and values in them, that do not count because
    the label could not be given. present: values with the label. observed: the disagreement of a
    sentence times its values. marked, both: the share of pairs of annotators of whom one, or both,
    gave it. positive: sentences in which somebody did.
"""


@dataclass(frozen=True, slots=True, eq=False)
class SentenceSums:
    """Sums by document. Kinds are those of KINDS: all, blind and assisted sentences.

    totals: [kinds, TOTALS, documents], of sets of labels. presence: [kinds, names, PRESENCE,
        documents].
    sets: rows of document, kind, set, how often it was given, and the share of pairs who both did.
    pairs: rows of document, two annotators, set, how often each gave it, and both.
    judges: rows of document, kind, annotator, and the sentences finished.
    """

    totals: Floats
    presence: Floats
    sets: Floats
    pairs: Ints
    judges: Ints


class NamedLabels:
    """Which sets of labels have a label of a name, and which all of them: [names, sets]."""

    def __init__(self, names: Sequence[Sequence[str]]) -> None:
        """names: the labels of each name."""
        self._names = [frozenset(labels) for labels in names]
        self.some = np.zeros((len(names), 0), bool)
        self.every = np.zeros((len(names), 0), bool)

    def learn(self, sets: Sequence[tuple[str, ...]]) -> None:
        """Look at the sets that are new."""
        new = [frozenset(held) for held in sets[self.some.shape[1] :]]
        if new:
            some = [[bool(one & held) for held in new] for one in self._names]
            every = [[one <= held for held in new] for one in self._names]
            shape = (len(self._names), len(new))
            self.some = np.hstack([self.some, np.array(some, bool).reshape(shape)])
            self.every = np.hstack([self.every, np.array(every, bool).reshape(shape)])


def sentence_sums(
    votes: Ints,
    documents: Ints,
    labels: NamedLabels,
    sets: Numbers[tuple[str, ...]],
) -> SentenceSums:
    """Sum votes by document.

    votes: rows in the order of documents and units, as `document_tables` has them. documents: the
    numbers of those that sums are for, in order. labels: of the names to sum for.
    """
    return _Summing(votes, documents, labels, sets).sums()


class _Units:
    """Votes by unit. first: the rows in which a unit begins. unit: of each row.

    given: the sets by kind. counted: those sets with only the labels that everybody could give.
    """

    def __init__(self, votes: Ints, sets: Numbers[tuple[str, ...]]) -> None:
        self.coder, self.barred = votes[:, 2], votes[:, 3]
        self.first = np.ones(len(votes), bool)
        self.first[1:] = (np.diff(votes[:, :2], axis=0) != 0).any(axis=1)
        self.unit = np.cumsum(self.first) - 1
        self.given = votes[:, 4:].T
        self.counted = [counted_sets(one, self.barred, self.unit, sets) for one in self.given]


def counted_sets(given: Ints, barred: Ints, unit: Ints, sets: Numbers[tuple[str, ...]]) -> Ints:
    """Return sets with only the labels that everybody who judged the unit could give.

    given, barred: the number of a set for each vote, negative for no vote. unit: of each vote.
    """
    rated = given >= 0
    some = np.unique(unit[rated & (barred > 0)])
    if not len(some):
        return given
    found = given.copy()
    rows = np.flatnonzero(rated & np.isin(unit, some))
    missing: dict[int, set[str]] = {}
    for row in rows.tolist():
        missing.setdefault(int(unit[row]), set()).update(sets.names[barred[row]])
    for row in rows.tolist():
        lost = missing[int(unit[row])]
        held = sets.names[given[row]]
        found[row] = sets.of(tuple(label for label in held if label not in lost))
    return found


class _Summing(_Units):
    def __init__(
        self,
        votes: Ints,
        documents: Ints,
        labels: NamedLabels,
        sets: Numbers[tuple[str, ...]],
    ) -> None:
        super().__init__(votes, sets)
        self.documents = documents
        self.document = np.searchsorted(documents, votes[self.first, 0])
        labels.learn(sets.names)
        self.labels = labels
        self.kinds = len(sets)

    def sums(self) -> SentenceSums:
        many = len(self.documents)
        totals = np.zeros((len(KINDS), len(TOTALS), many))
        presence = np.zeros((len(KINDS), len(self.labels.some), len(PRESENCE), many))
        sets = []
        for kind in range(len(KINDS)):
            rated = self.given[kind] >= 0
            number = np.bincount(self.unit[rated], minlength=len(self.document))
            totals[kind], rows = self._of_sets(kind, rated, number)
            sets.append(rows)
            used = np.unique(np.concatenate([self.given[kind][rated], self.barred[rated]]))
            concerned = self.labels.some[:, used].any(axis=1)
            for name in np.flatnonzero(concerned).tolist():  # all others are zero
                presence[kind, name] = self._of_name(kind, name, rated, number)
        every = np.concatenate(sets)
        rows = every[np.argsort(every[:, 0], kind="stable")]
        return SentenceSums(totals, presence, rows, self._pairs(), self._judges())

    def _by_document(self, units: Ints, amounts: Floats | Ints | None = None) -> Floats:
        return np.asarray(
            np.bincount(self.document[units], amounts, len(self.documents)), np.float64
        )

    def _of_sets(self, kind: int, rated: NDArray[np.bool_], number: Ints) -> tuple[Floats, Floats]:
        """The totals [TOTALS, documents], and the rows of sets."""
        paired = np.flatnonzero(number > 1)
        chosen = rated & (number[self.unit] > 1)
        keys, times = np.unique(
            self.unit[chosen] * self.kinds_of(kind) + self.counted[kind][chosen],
            return_counts=True,
        )
        unit, held = np.divmod(keys, self.kinds_of(kind))
        coders = number[unit]
        both = times * (times - 1) / (coders * (coders - 1))
        agreed = np.bincount(unit, both, len(number))[paired]
        totals = np.stack(
            [
                self._by_document(paired),
                self._by_document(paired, number[paired]),
                self._by_document(paired, number[paired] * (1 - agreed)),
            ]
        )
        place, inverse = np.unique(
            self.document[unit] * self.kinds_of(kind) + held, return_inverse=True
        )
        inverse = inverse.reshape(-1)
        document, value = np.divmod(place, self.kinds_of(kind))
        rows = np.column_stack(
            [
                self.documents[document],
                np.full(len(place), kind),
                value,
                np.bincount(inverse, times, len(place)),
                np.bincount(inverse, both, len(place)),
            ]
        )
        return totals, rows.astype(np.float64)

    def kinds_of(self, kind: int) -> int:
        """One more than the largest number of a set."""
        return max(self.kinds, int(self.counted[kind].max(initial=0)) + 1)

    def _of_name(self, kind: int, name: int, rated: NDArray[np.bool_], number: Ints) -> Floats:
        """[PRESENCE, documents]."""
        has = rated & self.labels.some[name][self.given[kind]]
        barred = rated & self.labels.every[name][self.barred] & ~has
        found = np.zeros((len(PRESENCE), len(self.documents)))
        if barred.any():
            own = number - np.bincount(self.unit[barred], minlength=len(number))
            before, after = np.flatnonzero(number > 1), np.flatnonzero(own > 1)
            found[0] = self._by_document(before) - self._by_document(after)
            found[1] = self._by_document(before, number[before]) - self._by_document(
                after, own[after]
            )
            number = own
        present = np.bincount(self.unit[has], minlength=len(number))
        units = np.flatnonzero((present > 0) & (number > 1))
        of, there = number[units], present[units]
        pairs = of * (of - 1)
        found[2] = self._by_document(units, there)
        found[3] = self._by_document(units, 2 * there * (of - there) / pairs * of)
        found[4] = self._by_document(units, 1 - (of - there) * (of - there - 1) / pairs)
        found[5] = self._by_document(units, there * (there - 1) / pairs)
        found[6] = self._by_document(units)
        return found

    def _pairs(self) -> Ints:
        """The rows of pairs of annotators."""
        kinds, people = self.kinds_of(0), int(self.coder.max(initial=0)) + 1
        keys: list[Ints] = []
        equal: list[Ints] = []
        sets = self.counted[0].astype(np.int64)
        coder = self.coder.astype(np.int64)
        for step in range(1, int(np.bincount(self.unit).max(initial=0))):
            left = np.flatnonzero(self.unit[step:] == self.unit[:-step])
            right = left + step
            ordered = coder[left] < coder[right]
            one, other = np.where(ordered, left, right), np.where(ordered, right, left)
            place = (self.document[self.unit[left]] * people + coder[one]) * people + coder[other]
            keys += [place * kinds + sets[one], place * kinds + sets[other]]
            equal.append(sets[one] == sets[other])
        if not keys:
            return np.zeros((0, 7), np.int32)
        ours, theirs, alike = (np.concatenate(part) for part in (keys[::2], keys[1::2], equal))
        found, inverse = np.unique(np.concatenate([ours, theirs]), return_inverse=True)
        mine, their = inverse.reshape(2, -1)
        place, held = np.divmod(found, kinds)
        place, other = np.divmod(place, people)
        document, one = np.divmod(place, people)
        size = len(found)
        return np.column_stack(
            [
                self.documents[document],
                one,
                other,
                held,
                np.bincount(mine, minlength=size),
                np.bincount(their, minlength=size),
                np.bincount(mine, alike, size),
            ]
        ).astype(np.int32)

    def _judges(self) -> Ints:
        people, parts = int(self.coder.max(initial=0)) + 1, []
        for kind in range(len(KINDS)):
            rated = self.given[kind] >= 0
            keys = self.document[self.unit[rated]] * people + self.coder[rated]
            found, number = np.unique(keys, return_counts=True)
            document, coder = np.divmod(found, people)
            columns = [self.documents[document], np.full(len(found), kind), coder, number]
            parts.append(np.column_stack(columns))
        rows = np.concatenate(parts)
        return rows[np.argsort(rows[:, 0], kind="stable")].astype(np.int32)


def set_ratings(
    votes: Ints, people: Sequence[str], sets: Numbers[tuple[str, ...]]
) -> tuple[Ratings, tuple[frozenset[str], ...]]:
    """Return ratings of sentences with their sets of labels, and the set of each value.

    votes: rows in the order of documents and units. people: by number.
    """
    units = _Units(votes, sets)
    used, codes = np.unique(units.counted[0], return_inverse=True)
    held = [sets.names[one] for one in used.tolist()]
    documents = np.unique(votes[units.first, 0], return_inverse=True)[1].reshape(-1)
    columns = (units.coder, units.unit, codes.reshape(-1))
    ratings = from_votes(people, [set_name(one) for one in held], columns, documents)
    return ratings, tuple(map(frozenset, held))
