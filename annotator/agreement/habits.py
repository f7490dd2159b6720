"""Which labels are confused, and in what one annotator differs from the others.

A habit is a share that is larger for one annotator than between the others: of giving one label
where others give another, of other bounds, of not marking what others mark, of marking what
others do not. It is named only if the difference is clear, with an interval that is widened for
the number of shares that were looked at (Bonferroni), so that at most one study in twenty names
a habit that nobody has.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import combinations

import numpy as np

from annotator.agreement.differences import Pairing, pair_annotations
from annotator.agreement.figure import Floats
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


def habit_report(documents: Iterable[Sequence[Reading]], labels: Collection[str]) -> HabitReport:
    """Look for confused labels and habits.

    documents: for each document its readings, one of each annotator.
    """
    counts = _PairCounts()
    for number, readings in enumerate(documents):
        for one, other in combinations(sorted(readings, key=lambda each: each.annotator), 2):
            for pairing in pair_annotations(one, other, labels):
                counts.add(number, (one.annotator, other.annotator), pairing)
    names = sorted({name for pair in counts.pairs for name in pair})
    reason = "" if len(names) > 2 else "a habit of one annotator needs two others to compare with"
    return HabitReport(
        confusions=tuple(_confusions(counts)),
        habits=() if reason else tuple(_habits(counts, names)),
        reason=reason,
    )


_Key = tuple[HabitKind, str, str]
_Cell = tuple[int, str, str]


@dataclass(slots=True)
class _PairCounts:
    """Counts over pairs of annotators.

    confused: by pair of labels, different or not.
    of: by what was possible, then by document and the two annotators, the one who did it first.
    times: what was done, likewise. shifts: of bounds, by the annotator.
    """

    pairs: set[tuple[str, str]] = field(default_factory=set)
    confused: Counter[tuple[str, str]] = field(default_factory=Counter)
    of: defaultdict[tuple[HabitKind, str], Counter[_Cell]] = field(
        default_factory=lambda: defaultdict(Counter)
    )
    times: defaultdict[_Key, Counter[_Cell]] = field(default_factory=lambda: defaultdict(Counter))
    shifts: defaultdict[str, list[tuple[int, int]]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def add(self, document: int, pair: tuple[str, str], pairing: Pairing) -> None:
        """Count what two annotators made of the same words."""
        self.pairs.add(pair)
        one, other = pairing.made
        if one and other:
            self.confused[min(one.label, other.label), max(one.label, other.label)] += 1
        self._add(document, pair, one, other)
        self._add(document, (pair[1], pair[0]), other, one)

    def _add(
        self,
        document: int,
        pair: tuple[str, str],
        mine: Annotation | None,
        theirs: Annotation | None,
    ) -> None:
        """Count from the view of the first of the pair."""
        cell = (document, *pair)
        if theirs:
            self._count(HabitKind.MISSES, "", "", cell, done=mine is None)
        if mine:
            self._count(HabitKind.ADDS, "", "", cell, done=theirs is None)
        if mine and theirs:
            swapped = mine.label != theirs.label
            self._count(HabitKind.SWAPS, theirs.label, mine.label, cell, done=swapped)
            if not swapped:
                moved = mine.fragments != theirs.fragments
                self._count(HabitKind.BOUNDS, "", "", cell, done=moved)
                start = mine.span.start - theirs.span.start
                self.shifts[pair[0]].append((start, mine.span.end - theirs.span.end))

    def _count(self, kind: HabitKind, label: str, instead: str, cell: _Cell, *, done: bool) -> None:
        self.of[kind, label][cell] += 1
        if done:
            self.times[kind, label, instead][cell] += 1


def _confusions(counts: _PairCounts) -> Iterator[Confusion]:
    met = [(pair, times) for pair, times in counts.confused.items() if pair[0] != pair[1]]
    for pair, times in sorted(met, key=lambda item: (-item[1], item[0])):
        marked = sum(number for others, number in counts.confused.items() if {*pair} & {*others})
        yield Confusion(pair, times, marked)


def _habits(counts: _PairCounts, names: Sequence[str]) -> list[Habit]:
    """The clear habits, largest difference first."""
    possible = []
    for key in sorted(counts.times):
        table = _by_annotator(counts, key, names)
        mine = table.sum(axis=0)[:, 1]
        possible += [
            (key, name, table[:, place])
            for place, name in enumerate(names)
            if mine[place, 1] >= FEWEST and mine[place, 0]
        ]
    level = 1 - _FALSE_HABITS / max(1, len(possible))
    found = (_habit(counts, *each, level) for each in possible)
    return sorted(
        (one for one in found if one),
        key=lambda one: (-one.difference.value, one.annotator, one.kind, one.label),
    )


def _by_annotator(counts: _PairCounts, key: _Key, names: Sequence[str]) -> Floats:
    """[documents, annotators, others or this annotator, done or possible].

    What others do in a pair with an annotator is in neither group.
    """
    places = {name: place for place, name in enumerate(names)}
    of = counts.of[key[:2]]
    rows = {document: row for row, document in enumerate(sorted({cell[0] for cell in of}))}
    table = np.zeros((len(rows), len(names), 2, 2))
    for kind, cells in enumerate((counts.times[key], of)):
        for (document, who, other), number in cells.items():
            row = table[rows[document], :, :, kind]
            row[:, 0] += number
            row[[places[who], places[other]], 0] -= number
            row[places[who], 1] += number
    return table


def _habit(counts: _PairCounts, key: _Key, name: str, table: Floats, level: float) -> Habit | None:
    """The habit of an annotator, None if there is none. table: [documents, 2, 2]."""
    kind, label, instead = key
    (done, every), (mine, mine_of) = table.sum(axis=0).tolist()
    table = table[table[..., 1].any(axis=1)]
    if len(table) < 2 or not every:
        return None
    difference = difference_of_shares(table[:, None], level)
    if difference.interval.low <= 0:
        return None
    start, end = (0.0, 0.0)
    if kind is HabitKind.BOUNDS:
        start, end = np.mean(counts.shifts[name], axis=0).tolist()
    return Habit(
        kind, name, label, instead, int(mine), int(mine_of), done / every, difference, start, end
    )
