"""N-grams of sentences, and the families of n-grams that one mined rule would match."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from annotator.nlp import inflection

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
