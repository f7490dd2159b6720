"""Which labels are confused, and in what one annotator differs from the others.

A habit is a share that is larger for one annotator than between the others: of giving one label
where others give another, of other bounds, of not marking what others mark, of marking what
others do not. It is named only if the difference is clear, with an interval that is widened for
the number of shares that were looked at (Bonferroni), so that at most one study in twenty names
a habit that nobody has.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from itertools import combinations

import numpy as np

from annotator.agreement.differences import pair_annotations
from annotator.agreement.figure import Floats, Ints
from annotator.agreement.name_numbers import NO_NAME, Numbers, groups, table
from annotator.agreement.share_difference import ShareDifference, difference_of_shares
from annotator.model import Annotation, Reading

FEWEST = 5
"""Times that a share is looked at from on: below, one annotator may differ by accident."""

_FALSE_HABITS = 0.05


class HabitKind(StrEnum):
    """SWAPS: another label on the same words. BOUNDS: the same label on other words. MISSES:
    nothing where another marked. ADDS: a mark where another has nothing.
    """

    SWAPS = "swaps"
    BOUNDS = "bounds"
    MISSES = "misses"
    ADDS = "adds"


@dataclass(frozen=True, slots=True)
class Confusion:
    """Words that two annotators marked with different labels.

    labels: the two, in order of names. times: how often, over pairs of annotators.
    marked: how often both of a pair marked the same words and one of them gave one of the labels.
    """

    labels: tuple[str, str]
    times: int
    marked: int

    @property
    def share(self) -> float:
        """Of the words that were marked so, those on which the two labels met."""
        return self.times / self.marked


@dataclass(frozen=True, slots=True)
class Habit:
    """What one annotator does more often than the others.

    label: that others give; '' for all labels. instead: that this annotator gives; '' if none.
    times, of: how often this annotator does it, of the times it was possible.
    others: the share between the other annotators. difference: to that share.
    start, end: for other bounds, by how many characters the marks of this annotator begin and end
        later than those of others, on average; negative: earlier.
    """

    kind: HabitKind
    annotator: str
    label: str
    instead: str
    times: int
    of: int
    others: float
    difference: ShareDifference
    start: float = 0.0
    end: float = 0.0

    @property
    def share(self) -> float:
        """How often this annotator does it, of the times it was possible."""
        return self.times / self.of


@dataclass(frozen=True, slots=True)
class HabitReport:
    """confusions: most frequent first. habits: the clear ones, largest difference first.

    reason: why no habits could be looked for; '' if they were.
    """

    confusions: tuple[Confusion, ...]
    habits: tuple[Habit, ...]
    reason: str


class _What(IntEnum):
    """What a row of counts is of.

    POSSIBLE: how often something could be done. DONE: how often it was. MET: labels on the same
    words, in order of names. START, END: characters by which marks of the first begin and end
    later than those of the other, summed over marks with the same label.
    """

    POSSIBLE = 0
    DONE = 1
    MET = 2
    START = 3
    END = 4


_KINDS = tuple(HabitKind)
COLUMNS = ("document", "what", "kind", "label", "instead", "who", "other", "number")
"""The columns of counts; NO_NAME where a habit has no label, or none instead."""


def habit_report(documents: Iterable[Sequence[Reading]], labels: Collection[str]) -> HabitReport:
    """Look for confused labels and habits.

    documents: for each document its readings, one of each annotator.
    """
    people: Numbers[str] = Numbers()
    names: Numbers[str] = Numbers()
    rows = (
        (number, *row)
        for number, readings in enumerate(documents)
        for row in habit_rows(readings, labels, people, names)
    )
    return habit_report_of(table(rows, len(COLUMNS)), people.names, names.names)


def habit_rows(
    readings: Sequence[Reading],
    labels: Collection[str],
    people: Numbers[str],
    names: Numbers[str],
) -> list[tuple[int, ...]]:
    """Count what every two annotators of a document made of the same words.

    people, names: the numbers of annotators and labels. Rows are without the document.
    """
    counts: Counter[tuple[int, ...]] = Counter()
    for one, other in combinations(sorted(readings, key=lambda each: each.annotator), 2):
        pair = people.of(one.annotator), people.of(other.annotator)
        for pairing in pair_annotations(one, other, labels):
            mine, theirs = pairing.made
            if mine and theirs:
                met = sorted((mine.label, theirs.label))
                counts[_What.MET, 0, *map(names.of, met), *pair] += 1
            _count(counts, pair, mine, theirs, names)
            _count(counts, pair[::-1], theirs, mine, names)
    return [(*key, number) for key, number in counts.items()]


def _count(
    counts: Counter[tuple[int, ...]],
    pair: tuple[int, ...],
    mine: Annotation | None,
    theirs: Annotation | None,
    names: Numbers[str],
) -> None:
    """Count from the view of the first of the pair."""

    def count(kind: HabitKind, label: int, instead: int, *, done: bool) -> None:
        number = _KINDS.index(kind)
        counts[_What.POSSIBLE, number, label, NO_NAME, *pair] += 1
        if done:
            counts[_What.DONE, number, label, instead, *pair] += 1

    if theirs:
        count(HabitKind.MISSES, NO_NAME, NO_NAME, done=mine is None)
    if mine:
        count(HabitKind.ADDS, NO_NAME, NO_NAME, done=theirs is None)
    if mine and theirs:
        swapped = mine.label != theirs.label
        count(HabitKind.SWAPS, names.of(theirs.label), names.of(mine.label), done=swapped)
        if not swapped:
            moved = mine.fragments != theirs.fragments
            count(HabitKind.BOUNDS, NO_NAME, NO_NAME, done=moved)
            key = (0, NO_NAME, NO_NAME, *pair)
            counts[_What.START, *key] += mine.span.start - theirs.span.start
            counts[_What.END, *key] += mine.span.end - theirs.span.end


def habit_report_of(rows: Ints, people: Sequence[str], labels: Sequence[str]) -> HabitReport:
    """Look for confused labels and habits in what was counted.

    rows: of all documents, as in COLUMNS. people, labels: the names by number.
    """
    counts = _Counts(rows, people, labels)
    reason = (
        "" if len(counts.used) > 2 else "a habit of one annotator needs two others to compare with"
    )
    return HabitReport(
        confusions=tuple(_confusions(counts)),
        habits=() if reason else tuple(_habits(counts)),
        reason=reason,
    )


_Key = tuple[HabitKind, str, str]


class _Counts:
    """Counts over pairs of annotators.

    used: those who were compared, by name. of, done: rows of the document, the first and the
    other of a pair, and a number; by what was possible, and by what was done.
    """

    def __init__(self, rows: Ints, people: Sequence[str], labels: Sequence[str]) -> None:
        self.rows = rows
        used = np.unique(rows[:, 5:7]).tolist()
        self.used = sorted(people[number] for number in used)
        self._labels = labels
        places = {name: place for place, name in enumerate(self.used)}
        self._places = np.full(len(people), -1)
        self._places[used] = [places[people[number]] for number in used]
        self.of = {(kind, label): held for (kind, label, _), held in self._by_key(_What.POSSIBLE)}
        self.done = dict(self._by_key(_What.DONE))

    def _by_key(self, what: _What) -> Iterator[tuple[_Key, Ints]]:
        for (kind, label, instead), rows in groups(self.only(what), (2, 3, 4)):
            key = (_KINDS[kind], self.name(label), self.name(instead))
            yield key, np.column_stack([rows[:, 0], self._places[rows[:, 5:7]], rows[:, 7]])

    def name(self, label: int) -> str:
        """The label with a number, '' for none."""
        return "" if label == NO_NAME else self._labels[label]

    def only(self, what: _What) -> Ints:
        """The rows of one sort."""
        return np.asarray(self.rows[self.rows[:, 1] == what])

    def shift(self, what: _What, place: int) -> float:
        """The mean shift of the marks of an annotator."""
        rows = self.only(what)
        number = self.of[HabitKind.BOUNDS, ""]
        total = rows[self._places[rows[:, 5]] == place, 7].sum()
        return float(total / number[number[:, 1] == place, 3].sum())


def _confusions(counts: _Counts) -> Iterator[Confusion]:
    met = {
        (counts.name(one), counts.name(other)): int(rows[:, 7].sum())
        for (one, other), rows in groups(counts.only(_What.MET), (3, 4))
    }
    differ = [(pair, times) for pair, times in met.items() if pair[0] != pair[1]]
    for pair, times in sorted(differ, key=lambda item: (-item[1], item[0])):
        marked = sum(number for others, number in met.items() if {*pair} & {*others})
        yield Confusion(pair, times, marked)


def _habits(counts: _Counts) -> list[Habit]:
    """The clear habits, largest difference first."""
    possible = []
    for key in sorted(counts.done):
        held = _by_annotator(counts, key)
        mine = held.sum(axis=0)[:, 1]
        possible += [
            (key, place, held[:, place])
            for place in range(len(counts.used))
            if mine[place, 1] >= FEWEST and mine[place, 0]
        ]
    level = 1 - _FALSE_HABITS / max(1, len(possible))
    found = (_habit(counts, *each, level) for each in possible)
    return sorted(
        (one for one in found if one),
        key=lambda one: (-one.difference.value, one.annotator, one.kind, one.label),
    )


def _by_annotator(counts: _Counts, key: _Key) -> Floats:
    """[documents, annotators, others or this annotator, done or possible].

    What others do in a pair with an annotator is in neither group.
    """
    of = counts.of[key[:2]]
    documents = np.unique(of[:, 0])
    shape = (len(documents), len(counts.used))
    found = np.zeros((*shape, 2, 2))
    for kind, rows in enumerate((counts.done[key], of)):
        row = np.searchsorted(documents, rows[:, 0])
        who, other = (
            np.bincount(row * shape[1] + rows[:, column], rows[:, 3], found[..., 0, 0].size)
            for column in (1, 2)
        )
        every = np.bincount(row, rows[:, 3], shape[0])
        found[..., 0, kind] = every[:, None] - (who + other).reshape(shape)
        found[..., 1, kind] = who.reshape(shape)
    return found


def _habit(counts: _Counts, key: _Key, place: int, held: Floats, level: float) -> Habit | None:
    """The habit of an annotator, None if there is none. held: [documents, 2, 2]."""
    kind, label, instead = key
    (done, every), (mine, mine_of) = held.sum(axis=0).tolist()
    held = held[held[..., 1].any(axis=1)]
    if len(held) < 2 or not every:
        return None
    difference = difference_of_shares(held[:, None], level)
    if difference.interval.low <= 0:
        return None
    start, end = (0.0, 0.0)
    if kind is HabitKind.BOUNDS:
        start, end = counts.shift(_What.START, place), counts.shift(_What.END, place)
    name = counts.used[place]
    return Habit(
        kind, name, label, instead, int(mine), int(mine_of), done / every, difference, start, end
    )
