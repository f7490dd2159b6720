"""Mining: phrases that stand in marks people made on their own, and seldom elsewhere.

For each label, grams are counted inside the marks that no rule proposes today, and in the rest
of the finished sentences. What is commoner inside by G2 becomes a candidate, best first, as long
as it finds marks that better ones do not. Selection is done again without each fold of the
documents, so that the fold can tell how a candidate does on texts that had no part in choosing it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from annotator.rule_quality.families import Family, families
from annotator.rule_quality.loglikelihood import CERTAIN, g2
from annotator.rule_quality.ngrams import Gram, grams
from annotator.rule_quality.passages import Marked, Passage

Counts = Counter[int]
"""How often in each fold."""


@dataclass(frozen=True, slots=True)
class Settings:
    """fewest: marks, of two documents or more, without which nothing is proposed.

    precision: the share of its places that must be in those marks. folds: how many parts the
    documents are divided into. most: candidates for a label.
    """

    fewest: int = 3
    precision: float = 0.5
    folds: int = 5
    most: int = 10


@dataclass(frozen=True, slots=True)
class Candidate:
    """A family worth a rule of a label.

    marks: how many of the label's missed marks have it. strength: G2 on all documents.
    selected: the folds that would have been left out when it is chosen all the same.
    """

    label: str
    family: Family
    marks: int
    documents: int
    strength: float
    selected: frozenset[int]


@dataclass(frozen=True, slots=True)
class Mined:
    """What was found for one label. missed: its marks that no rule proposes, by their words."""

    label: str
    missed: Counter[str]
    documents: int
    candidates: tuple[Candidate, ...]


@dataclass(slots=True)
class _Inside:
    """What stands in the missed marks of one label."""

    counts: dict[Gram, Counts] = field(default_factory=lambda: defaultdict(Counter))
    marks: dict[Gram, set[int]] = field(default_factory=lambda: defaultdict(set))
    documents: dict[Gram, set[str]] = field(default_factory=lambda: defaultdict(set))
    places: dict[int, Counts] = field(default_factory=lambda: defaultdict(Counter))
    texts: Counter[str] = field(default_factory=Counter)
    homes: set[str] = field(default_factory=set)
    number: int = 0


@dataclass(slots=True)
class _All:
    """What stands in all finished sentences, and how much of it touches marks of each label."""

    counts: dict[Gram, Counts] = field(default_factory=lambda: defaultdict(Counter))
    touching: dict[tuple[str, Gram], Counts] = field(default_factory=lambda: defaultdict(Counter))
    places: dict[int, Counts] = field(default_factory=lambda: defaultdict(Counter))
    marked: dict[tuple[str, int], Counts] = field(default_factory=lambda: defaultdict(Counter))


def mine(
    found: Sequence[Passage],
    fold_of: Mapping[str, int],
    settings: Settings = Settings(),
    progress: Callable[[Sequence[Passage]], Iterable[Passage]] = lambda passages: passages,
) -> list[Mined]:
    """Candidates for every label with missed marks, most missed marks first."""
    inside = _inside(found, fold_of)
    wanted = {
        label: families({gram: one.total() for gram, one in here.counts.items()}, settings.fewest)
        for label, here in inside.items()
    }
    everywhere = _everywhere(progress(found), wanted, fold_of)
    mined = [
        _mined(_Scale(label, here, everywhere), wanted[label], settings, fold_of)
        for label, here in inside.items()
    ]
    return sorted(mined, key=lambda one: (-one.missed.total(), one.label))


def _inside(found: Iterable[Passage], fold_of: Mapping[str, int]) -> dict[str, _Inside]:
    inside: dict[str, _Inside] = defaultdict(_Inside)
    for passage in found:
        for mark in passage.marks:
            if mark.missed:
                _add(inside[mark.label], passage, mark, fold_of[passage.document])
    return inside


def _add(here: _Inside, passage: Passage, mark: Marked, fold: int) -> None:
    offset = passage.sentence.start
    text = passage.text[max(0, mark.span.start - offset) : max(0, mark.span.end - offset)]
    here.number += 1
    here.texts[" ".join(text.split()).lower()] += 1
    here.homes.add(passage.document)
    for gram, *_ in grams(text):
        here.counts[gram][fold] += 1
        here.marks[gram].add(here.number)
        here.documents[gram].add(passage.document)
        if None not in gram:
            here.places[len(gram)][fold] += 1


def _everywhere(
    found: Iterable[Passage], wanted: Mapping[str, Sequence[Family]], fold_of: Mapping[str, int]
) -> _All:
    labels: dict[Gram, list[str]] = defaultdict(list)
    for label, ours in wanted.items():
        for gram in {gram for family in ours for gram in family.grams}:
            labels[gram].append(label)
    everywhere = _All()
    for passage in found:
        fold, offset = fold_of[passage.document], passage.sentence.start
        for gram, start, end in grams(passage.text):
            if None not in gram:
                everywhere.places[len(gram)][fold] += 1
            if gram in labels:
                everywhere.counts[gram][fold] += 1
            if passage.marks:
                _touch(everywhere, passage, (gram, start + offset, end + offset), fold, labels)
    return everywhere


def _touch(
    everywhere: _All,
    passage: Passage,
    at: tuple[Gram, int, int],
    fold: int,
    labels: Mapping[Gram, Sequence[str]],
) -> None:
    """Count a gram for each label that has a mark on a part of it."""
    gram, start, end = at
    touched = {one.label for one in passage.marks if one.span.start < end and start < one.span.end}
    for label in touched:
        if None not in gram:
            everywhere.marked[(label, len(gram))][fold] += 1
        if label in labels.get(gram, ()):
            everywhere.touching[(label, gram)][fold] += 1


# ------------------------------------------------------------------------------ choosing


class _Scale:
    """Weighs families of one label, on all documents or without a fold."""

    def __init__(self, label: str, inside: _Inside, everywhere: _All) -> None:
        self.label, self.inside, self._all = label, inside, everywhere

    def strength(self, family: Family, without: int | None = None) -> float:
        """G2 of a family, leaving one fold out."""
        length = len(next(iter(family.grams)))
        places = _left(self.inside.places.get(length), without)
        marked = _left(self._all.marked.get((self.label, length)), without)
        rest = _left(self._all.places.get(length), without) - marked
        return g2(self.seen(family, without), places, self.elsewhere(family, without), rest)

    def elsewhere(self, family: Family, without: int | None = None) -> int:
        """How often a family stands where nothing is marked with the label."""
        total = sum(_left(self._all.counts.get(gram), without) for gram in family.grams)
        touching = (self._all.touching.get((self.label, gram)) for gram in family.grams)
        return total - sum(_left(counts, without) for counts in touching)

    def good(self, family: Family, settings: Settings, without: int | None = None) -> bool:
        """Whether it is seen often enough, is telling, and mostly right, leaving one fold out."""
        seen, elsewhere = self.seen(family, without), self.elsewhere(family, without)
        if seen < settings.fewest or seen < settings.precision * (seen + elsewhere):
            return False
        return self.strength(family, without) >= CERTAIN

    def seen(self, family: Family, without: int | None = None) -> int:
        """How often a family stands in missed marks, leaving one fold out."""
        return sum(_left(self.inside.counts.get(gram), without) for gram in family.grams)

    def documents(self, family: Family) -> set[str]:
        """The documents of those marks."""
        return {uid for gram in family.grams for uid in self.inside.documents.get(gram, ())}

    def marks(self, family: Family) -> set[int]:
        """The numbers of those marks."""
        return {one for gram in family.grams for one in self.inside.marks.get(gram, ())}


def _left(counts: Counts | None, without: int | None) -> int:
    if counts is None:
        return 0
    return counts.total() - (counts[without] if without is not None else 0)


def _mined(
    scale: _Scale,
    wanted: Sequence[Family],
    settings: Settings,
    fold_of: Mapping[str, int],
) -> Mined:
    strong = [
        (scale.strength(family), family)
        for family in wanted
        if scale.good(family, settings) and len(scale.documents(family)) > 1
    ]
    strong.sort(key=lambda one: (-one[0], -len(next(iter(one[1].grams))), one[1].source))
    chosen: list[Candidate] = []
    covered: set[int] = set()
    for strength, family in strong:
        marks = scale.marks(family)
        if len(marks - covered) >= settings.fewest and len(chosen) < settings.most:
            covered |= marks
            selected = _selected(scale, family, settings, fold_of)
            documents = len(scale.documents(family))
            chosen.append(Candidate(scale.label, family, len(marks), documents, strength, selected))
    inside = scale.inside
    return Mined(scale.label, inside.texts, len(inside.homes), tuple(chosen))


def _selected(
    scale: _Scale, family: Family, settings: Settings, fold_of: Mapping[str, int]
) -> frozenset[int]:
    """The folds without which the family is still chosen; none where all documents are one fold."""
    documents = scale.documents(family)
    numbers = set(fold_of.values())
    return frozenset(
        fold
        for fold in (numbers if len(numbers) > 1 else ())
        if scale.good(family, settings, fold) and sum(fold_of[uid] != fold for uid in documents) > 1
    )
