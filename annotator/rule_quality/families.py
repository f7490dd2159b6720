"""Families: the phrases that one rule would stand for, as written or in all forms of a word."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from annotator.nlp import inflection
from annotator.rule_quality.ngrams import Gram


@dataclass(frozen=True, slots=True)
class Family:
    """source: the phrase as a rule has it, ~ behind an inflected word, … for an open one.

    grams: what it stands for.
    """

    source: str
    grams: frozenset[Gram]

    @property
    def open(self) -> bool:
        """Whether one of its words is any word."""
        return any(None in gram for gram in self.grams)


def families(seen: Mapping[Gram, int], fewest: int) -> list[Family]:
    """The families that were seen so often at least; a literal one for each such gram.

    An inflected family needs two of its forms seen, and may be seen often enough only together.
    """
    literal = [Family(_written(gram), frozenset([gram])) for gram in seen if seen[gram] >= fewest]
    variants: dict[tuple[Gram, int], set[Gram]] = defaultdict(set)
    for gram in seen:
        if None not in gram:
            for at, base in _bases(gram):
                variants[((*gram[:at], base, *gram[at + 1 :]), at)].add(gram)
    inflected = [
        _inflected(gram, at)
        for (gram, at), found in variants.items()
        if len(found) > 1 and sum(seen[one] for one in found) >= fewest
    ]
    return [*literal, *inflected]


def _bases(gram: Gram) -> Iterable[tuple[int, str]]:
    for at, word in enumerate(gram):
        base = base_of(word) if word else ""
        if base:
            yield at, base


def base_of(word: str) -> str:
    """The shortest form of a word, which stands for them all; '' where it does not.

    Nor for be, do, go: their forms have little in common, and are everywhere.
    """
    if not word.isalpha():
        return ""
    found = inflection.forms(word)
    base = min(found, key=lambda form: (len(form), form))
    return base if len(base) > 2 and base.isalpha() and word in inflection.forms(base) else ""


def _inflected(gram: Gram, at: int) -> Family:
    marked = [word or "" for word in gram]
    marked[at] += "~"
    source = " ".join(marked)
    forms = inflection.phrases(source)
    return Family(source, frozenset(tuple(form.split(" ")) for form in forms))


def _written(gram: Gram) -> str:
    return " ".join("…" if word is None else word for word in gram)
