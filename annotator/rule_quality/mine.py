"""Mine candidates for new rules: phrases frequent in manual annotations and rare elsewhere.

For each label, n-grams are counted inside the manual annotations that no current rule proposes
("missed marks"), and in the other finished sentences. Phrases that are more frequent inside by G2
become candidates, best first, as long as each finds marks that better ones do not. The selection
is repeated without each fold of the documents, so that the fold can measure the precision of a
candidate on documents that had no part in choosing it.

G2 is the log-likelihood ratio of a table of two by two: T. Dunning 1993, "Accurate methods for the
statistics of surprise and coincidence", Computational Linguistics 19(1). Unlike chi square it holds
for rare phrases.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import log

from annotator.nlp import inflection
from annotator.rule_quality.decisions import AnnotatedSentence, MarkedSpan

FoldCounts = Counter[int]
"""Counts for each fold."""

CERTAIN = 15.13
"""G2 above which p < 0.0001. It is the threshold for comparing corpora word by word, with thousands
of tests at once, of P. Rayson, D. Berridge and B. Francis 2004, "Extending the Cochran rule for the
comparison of word frequencies between corpora"."""

MAX_WORDS = 5
"""Words of the longest n-gram."""

GAP_LENGTHS = (3, 4)
"""Lengths of n-grams in which one inner word may be any word."""

NGram = tuple[str | None, ...]
"""Words in lower case; None is any word."""

_WORD = re.compile(r"\w+(?:['’-]\w+)*")
_PLAIN = re.compile(r"[a-z]+")


# ------------------------------------------------------------------------------ n-grams


@dataclass(frozen=True, slots=True)
class TextWord:
    """A word in lower case, with its offsets in its text."""

    text: str
    start: int
    end: int


def words(text: str) -> list[TextWord]:
    """Return the words of a text. A hyphen or an apostrophe inside a word is part of it."""
    return [TextWord(one[0].lower(), one.start(), one.end()) for one in _WORD.finditer(text)]


def ngrams(text: str) -> Iterator[tuple[NGram, int, int]]:
    """Yield every n-gram with its start and end.

    Words of an n-gram are separated by exactly one blank, because a phrase of a rule does not
    match across anything else.
    """
    found = words(text)
    joined = [text[one.end : other.start] == " " for one, other in pairwise(found)]
    for first, word in enumerate(found):
        run: list[str] = []
        for last in range(first, min(first + MAX_WORDS, len(found))):
            if last > first and not joined[last - 1]:
                break
            run.append(found[last].text)
            yield tuple(run), word.start, found[last].end
            if len(run) in GAP_LENGTHS and _PLAIN.fullmatch(run[0]) and _PLAIN.fullmatch(run[-1]):
                for with_gap in ngrams_with_gap(run):
                    yield with_gap, word.start, found[last].end


def ngrams_with_gap(run: list[str]) -> Iterator[NGram]:
    """Yield the n-gram with each inner word replaced by None; all others must be plain."""
    for at in range(1, len(run) - 1):
        rest = [*run[:at], *run[at + 1 :]]
        if all(map(_PLAIN.fullmatch, rest)):
            yield (*run[:at], None, *run[at + 1 :])


# ----------------------------------------------------------------------------- families


@dataclass(frozen=True, slots=True)
class PhraseFamily:
    """The n-grams that one phrase of a rule matches.

    source: the phrase as a rule has it, ~ after a word in all its forms, … for any word.
    """

    source: str
    ngrams: frozenset[NGram]

    @property
    def open(self) -> bool:
        """True if one of its words is any word."""
        return any(None in ngram for ngram in self.ngrams)


def phrase_families(seen: Mapping[NGram, int], fewest: int) -> list[PhraseFamily]:
    """Return the families that were seen at least so often.

    seen: how often each n-gram was. There is a literal family for each n-gram that is frequent
    enough, and one with a word in all its forms where two forms or more were seen and are frequent
    enough together.
    """
    literal = [
        PhraseFamily(_written(ngram), frozenset([ngram])) for ngram in seen if seen[ngram] >= fewest
    ]
    variants: dict[tuple[NGram, int], set[NGram]] = defaultdict(set)
    for ngram in seen:
        if None not in ngram:
            for at, base in _bases(ngram):
                variants[((*ngram[:at], base, *ngram[at + 1 :]), at)].add(ngram)
    inflected = [
        _inflected(ngram, at)
        for (ngram, at), found in variants.items()
        if len(found) > 1 and sum(seen[one] for one in found) >= fewest
    ]
    return [*literal, *inflected]


def _bases(ngram: NGram) -> Iterable[tuple[int, str]]:
    for at, word in enumerate(ngram):
        base = base_of(word) if word else ""
        if base:
            yield at, base


def base_of(word: str) -> str:
    """Return the shortest form of a word, if its forms can be derived from it, else ''.

    Returns '' for be, do and go too: their forms have little in common, and are everywhere.
    """
    if not word.isalpha():
        return ""
    found = inflection.inflected_forms(word)
    base = min(found, key=lambda form: (len(form), form))
    return (
        base
        if len(base) > 2 and base.isalpha() and word in inflection.inflected_forms(base)
        else ""
    )


def _inflected(ngram: NGram, at: int) -> PhraseFamily:
    marked = [word or "" for word in ngram]
    marked[at] += "~"
    source = " ".join(marked)
    forms = inflection.expand_phrase(source)
    return PhraseFamily(source, frozenset(tuple(form.split(" ")) for form in forms))


def _written(ngram: NGram) -> str:
    return " ".join("…" if word is None else word for word in ngram)


# ------------------------------------------------------------------------------- mining


@dataclass(frozen=True, slots=True)
class MiningSettings:
    """Settings of the search for candidates.

    fewest: missed marks, of two documents or more, that a candidate must occur in.
    precision: the share of a candidate's occurrences that must be in missed marks.
    folds: parts that the documents are dealt into. most: candidates for each label.
    """

    fewest: int = 3
    precision: float = 0.5
    folds: int = 5
    most: int = 10


@dataclass(frozen=True, slots=True)
class RuleCandidate:
    """A phrase family that may become a rule of a label.

    marks: missed marks of the label that it occurs in. strength: G2 on all documents.
    selected: the folds without which it is still selected.
    """

    label: str
    family: PhraseFamily
    marks: int
    documents: int
    strength: float
    selected: frozenset[int]


@dataclass(frozen=True, slots=True)
class MinedLabel:
    """The missed marks of one label, by their words, and the candidates for rules."""

    label: str
    missed: Counter[str]
    documents: int
    candidates: tuple[RuleCandidate, ...]


@dataclass(slots=True)
class _Inside:
    """Counts in the missed marks of one label. places: of n-grams of each length."""

    counts: dict[NGram, FoldCounts] = field(default_factory=lambda: defaultdict(Counter))
    marks: dict[NGram, set[int]] = field(default_factory=lambda: defaultdict(set))
    documents: dict[NGram, set[str]] = field(default_factory=lambda: defaultdict(set))
    places: dict[int, FoldCounts] = field(default_factory=lambda: defaultdict(Counter))
    texts: Counter[str] = field(default_factory=Counter)
    uids: set[str] = field(default_factory=set)
    number: int = 0


@dataclass(slots=True)
class _Everywhere:
    """Counts in all finished sentences, and in those parts that overlap marks of each label."""

    counts: dict[NGram, FoldCounts] = field(default_factory=lambda: defaultdict(Counter))
    touching: dict[tuple[str, NGram], FoldCounts] = field(
        default_factory=lambda: defaultdict(Counter)
    )
    places: dict[int, FoldCounts] = field(default_factory=lambda: defaultdict(Counter))
    marked: dict[tuple[str, int], FoldCounts] = field(default_factory=lambda: defaultdict(Counter))


def mine(
    found: Sequence[AnnotatedSentence],
    fold_of: Mapping[str, int],
    settings: MiningSettings = MiningSettings(),
    progress: Callable[[Sequence[AnnotatedSentence]], Iterable[AnnotatedSentence]] = lambda items: (
        items
    ),
) -> list[MinedLabel]:
    """Return the candidates for every label with missed marks, most missed marks first.

    fold_of: the fold of each document, by its uid.
    """
    inside = _inside(found, fold_of)
    wanted = {
        label: phrase_families(
            {ngram: one.total() for ngram, one in here.counts.items()}, settings.fewest
        )
        for label, here in inside.items()
    }
    everywhere = _everywhere(progress(found), wanted, fold_of)
    mined = [
        _mined(_FamilyScores(label, here, everywhere), wanted[label], settings, fold_of)
        for label, here in inside.items()
    ]
    return sorted(mined, key=lambda one: (-one.missed.total(), one.label))


def _inside(found: Iterable[AnnotatedSentence], fold_of: Mapping[str, int]) -> dict[str, _Inside]:
    inside: dict[str, _Inside] = defaultdict(_Inside)
    for sentence in found:
        for mark in sentence.marks:
            if mark.missed:
                _add(inside[mark.label], sentence, mark, fold_of[sentence.document])
    return inside


def _add(here: _Inside, sentence: AnnotatedSentence, mark: MarkedSpan, fold: int) -> None:
    offset = sentence.sentence.start
    text = sentence.text[max(0, mark.span.start - offset) : max(0, mark.span.end - offset)]
    here.number += 1
    here.texts[" ".join(text.split()).lower()] += 1
    here.uids.add(sentence.document)
    for ngram, *_ in ngrams(text):
        here.counts[ngram][fold] += 1
        here.marks[ngram].add(here.number)
        here.documents[ngram].add(sentence.document)
        if None not in ngram:
            here.places[len(ngram)][fold] += 1


def _everywhere(
    found: Iterable[AnnotatedSentence],
    wanted: Mapping[str, Sequence[PhraseFamily]],
    fold_of: Mapping[str, int],
) -> _Everywhere:
    labels: dict[NGram, list[str]] = defaultdict(list)
    for label, ours in wanted.items():
        for ngram in {ngram for family in ours for ngram in family.ngrams}:
            labels[ngram].append(label)
    everywhere = _Everywhere()
    for sentence in found:
        fold, offset = fold_of[sentence.document], sentence.sentence.start
        for ngram, start, end in ngrams(sentence.text):
            if None not in ngram:
                everywhere.places[len(ngram)][fold] += 1
            if ngram in labels:
                everywhere.counts[ngram][fold] += 1
            if sentence.marks:
                _touch(everywhere, sentence, (ngram, start + offset, end + offset), fold, labels)
    return everywhere


def _touch(
    everywhere: _Everywhere,
    sentence: AnnotatedSentence,
    at: tuple[NGram, int, int],
    fold: int,
    labels: Mapping[NGram, Sequence[str]],
) -> None:
    """Count an n-gram for each label with a mark that overlaps it."""
    ngram, start, end = at
    touched = {one.label for one in sentence.marks if one.span.start < end and start < one.span.end}
    for label in touched:
        if None not in ngram:
            everywhere.marked[(label, len(ngram))][fold] += 1
        if label in labels.get(ngram, ()):
            everywhere.touching[(label, ngram)][fold] += 1


# ------------------------------------------------------------------------------ choosing


class _FamilyScores:
    """Weighs phrase families for one label, on all documents or without one fold."""

    def __init__(self, label: str, inside: _Inside, everywhere: _Everywhere) -> None:
        self.label, self.inside, self._all = label, inside, everywhere

    def strength(self, family: PhraseFamily, without: int | None = None) -> float:
        """Return G2 of a family, without one fold."""
        length = len(next(iter(family.ngrams)))
        places = _left(self.inside.places.get(length), without)
        marked = _left(self._all.marked.get((self.label, length)), without)
        rest = _left(self._all.places.get(length), without) - marked
        return g2(self.seen(family, without), places, self.elsewhere(family, without), rest)

    def elsewhere(self, family: PhraseFamily, without: int | None = None) -> int:
        """Count a family's occurrences that overlap no mark of the label."""
        total = sum(_left(self._all.counts.get(ngram), without) for ngram in family.ngrams)
        touching = (self._all.touching.get((self.label, ngram)) for ngram in family.ngrams)
        return total - sum(_left(counts, without) for counts in touching)

    def good(
        self, family: PhraseFamily, settings: MiningSettings, without: int | None = None
    ) -> bool:
        """Return True if a family is frequent, significant and precise enough, without one fold."""
        seen, elsewhere = self.seen(family, without), self.elsewhere(family, without)
        if seen < settings.fewest or seen < settings.precision * (seen + elsewhere):
            return False
        return self.strength(family, without) >= CERTAIN

    def seen(self, family: PhraseFamily, without: int | None = None) -> int:
        """Count a family's occurrences in missed marks, without one fold."""
        return sum(_left(self.inside.counts.get(ngram), without) for ngram in family.ngrams)

    def documents(self, family: PhraseFamily) -> set[str]:
        """Return the uids of the documents of those marks."""
        return {uid for ngram in family.ngrams for uid in self.inside.documents.get(ngram, ())}

    def marks(self, family: PhraseFamily) -> set[int]:
        """Return the numbers of those marks."""
        return {one for ngram in family.ngrams for one in self.inside.marks.get(ngram, ())}


def _left(counts: FoldCounts | None, without: int | None) -> int:
    if counts is None:
        return 0
    return counts.total() - (counts[without] if without is not None else 0)


def _mined(
    scores: _FamilyScores,
    wanted: Sequence[PhraseFamily],
    settings: MiningSettings,
    fold_of: Mapping[str, int],
) -> MinedLabel:
    strong = [
        (scores.strength(family), family)
        for family in wanted
        if scores.good(family, settings) and len(scores.documents(family)) > 1
    ]
    strong.sort(key=lambda one: (-one[0], -len(next(iter(one[1].ngrams))), one[1].source))
    chosen: list[RuleCandidate] = []
    covered: set[int] = set()
    for strength, family in strong:
        marks = scores.marks(family)
        if len(marks - covered) >= settings.fewest and len(chosen) < settings.most:
            covered |= marks
            selected = _selected(scores, family, settings, fold_of)
            documents = len(scores.documents(family))
            chosen.append(
                RuleCandidate(scores.label, family, len(marks), documents, strength, selected)
            )
    inside = scores.inside
    return MinedLabel(scores.label, inside.texts, len(inside.uids), tuple(chosen))


def _selected(
    scores: _FamilyScores,
    family: PhraseFamily,
    settings: MiningSettings,
    fold_of: Mapping[str, int],
) -> frozenset[int]:
    """Return the folds without which the family is still selected; none if there is one fold."""
    documents = scores.documents(family)
    numbers = set(fold_of.values())
    return frozenset(
        fold
        for fold in (numbers if len(numbers) > 1 else ())
        if scores.good(family, settings, fold)
        and sum(fold_of[uid] != fold for uid in documents) > 1
    )


# ----------------------------------------------------------------------- log-likelihood


def g2(inside: int, places_inside: int, outside: int, places_outside: int) -> float:
    """Return G2: above 0 if a phrase is more frequent inside than outside, below 0 if it is rarer.

    inside, outside: occurrences. places_inside, places_outside: where it could occur.
    """
    if not places_inside or not places_outside:
        return 0.0
    rows = (
        (inside, places_inside - inside, places_inside),
        (outside, places_outside - outside, places_outside),
    )
    total = places_inside + places_outside
    columns = (inside + outside, total - inside - outside)
    found = 0.0
    for *cells, places in rows:
        for cell, column in zip(cells, columns, strict=True):
            if cell:
                found += cell * log(cell * total / (places * column))
    sign = 1 if inside * places_outside >= outside * places_inside else -1
    return sign * max(0.0, 2 * found)
