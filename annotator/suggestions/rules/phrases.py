"""Phrases: every way to write one that spaCy's PhraseMatcher finds, and whether it stands here.

spaCy cuts a text at white space and makes tokens of each stretch by itself. So a phrase is found
where its surface stands in the text and the stretches it touches have the right tokens.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise, product
from math import prod
from operator import add
from typing import Any

from annotator.suggestions.rules.folding import fold

MOST_SURFACES = 64
"""Ways to write one phrase; a phrase with more (a dozen hyphens) is matched as a token pattern."""

MOST_OF_PATTERN = 2_000
"""Phrases that a token pattern may stand for and be matched as these."""

_LONG = 200
"""A stretch without white space may have so many characters on either side of a phrase and be
looked at by itself; beside a longer one the whole text is cut, once for all its phrases."""
_REMEMBERED = 100_000

_Cut = tuple[dict[int, int], tuple[str, ...]]
"""Which token begins at a character, and the tokens in lower case."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase of a rule. words: its tokens in lower case."""

    rule: int
    words: tuple[str, ...]


def of_pattern(tokens: Sequence[Mapping[str, Any]]) -> tuple[tuple[str, ...], ...] | None:
    """The phrases, by their words, that a token pattern stands for; None if it says more.

    It says no more where each token is a word or one of several, and may be left out at most.
    """
    choices = [_choices(token) for token in tokens]
    if not all(choices) or prod(map(len, choices)) > MOST_OF_PATTERN:
        return None
    worded = product(*choices)
    return tuple(tuple(word for word in words if word is not None) for words in worded)


def _choices(token: Mapping[str, Any]) -> list[str | None]:
    """The words that a token may be, and None where it may be left out; [] for other tokens."""
    keys = [key for key in token if key != "OP"]
    if len(keys) != 1 or token.get("OP", "1") not in {"1", "?"}:
        return []
    key, value = keys[0], token[keys[0]]
    words = value["IN"] if isinstance(value, dict) and list(value) == ["IN"] else [value]
    if not words or not all(isinstance(word, str) and _same(key, word) for word in words):
        return []
    return [*words, None] if token.get("OP") == "?" else list(words)


def _same(key: str, word: str) -> bool:
    """Whether a token whose key has this value is one that is this word in lower case."""
    if key == "LOWER":
        return word != "" and word == word.lower()
    return word != "" and key in {"ORTH", "TEXT"} and word == word.lower() == word.upper()


class Tokens:
    """What spaCy's tokenizer makes of stretches of text without white space."""

    def __init__(self, pipeline: Any) -> None:
        from spacy.attrs import ORTH  # noqa: PLC0415 - the pipeline has loaded spaCy

        self._tokenizer = pipeline.tokenizer
        self._known: dict[str, _Cut] = {}
        self._whole: tuple[str, _Cut] = ("", ({}, ()))
        self._special = frozenset(self._tokenizer.rules)
        self._touching = {
            (one[ORTH].lower(), other[ORTH].lower())
            for pieces in self._tokenizer.rules.values()
            for one, other in pairwise(pieces)
        }

    def words(self, phrase: str) -> tuple[str, ...]:
        """The tokens of a phrase, in lower case."""
        stretches = phrase.split()
        if " ".join(stretches) != phrase:
            return self._cut_anew(phrase)[1]  # white space that is a token too
        if self._are_words(phrase, stretches):
            return tuple(phrase.lower().split())
        return tuple(chain.from_iterable(map(self._words_of, stretches)))

    def _words_of(self, stretch: str) -> tuple[str, ...]:
        """The tokens of a stretch."""
        return (stretch.lower(),) if self._are_words(stretch, [stretch]) else self._cut(stretch)[1]

    def _are_words(self, text: str, stretches: Sequence[str]) -> bool:
        """Whether all are ASCII letters, which are cut only where they are a special case."""
        letters = text.isascii() and "".join(stretches).isalpha()
        return letters and self._special.isdisjoint(stretches)

    def surfaces(self, words: Sequence[str]) -> tuple[str, ...] | None:
        """Every folded text whose tokens may be these words; None where there are too many.

        Neighbours are one blank apart, or touch: at a mark, or where the tokenizer cuts a word
        (cannot, don't, 10km).
        """
        if "".join(words).isalpha() and self._touching.isdisjoint(pairwise(words)):
            return (fold(" ".join(words)),)
        touching = [self._may_touch(one, other) for one, other in pairwise(words)]
        if 2 ** touching.count(True) > MOST_SURFACES:
            return None
        folded = [fold(word) for word in words]
        joints = [("", " ") if may_touch else (" ",) for may_touch in touching]
        drawn = product([""], *joints)
        return tuple(dict.fromkeys("".join(map(add, one, folded)) for one in drawn))

    def stand(self, text: str, start: int, end: int, words: tuple[str, ...]) -> bool:
        """Whether text[start:end] is cut into just these words, in lower case."""
        low, high = start, end
        while low and start - low < _LONG and not text[low - 1].isspace():
            low -= 1
        while high < len(text) and high - end < _LONG and not text[high].isspace():
            high += 1
        if start - low == _LONG or high - end == _LONG:
            low, (places, lower) = 0, self._cut_whole(text)
        else:
            places, lower = self._cut(text[low:high])
        first = places.get(start - low)
        return first is not None and lower[first : first + len(words)] == words

    def _may_touch(self, one: str, other: str) -> bool:
        if (one, other) in self._touching:
            return True
        if one[-1].isalpha() and other[0].isalpha():
            return False  # between letters only a special case cuts
        if not (one[-1].isalnum() and other[0].isalnum()):
            return True
        return self.words(one + other) == (one, other)

    def _cut(self, stretch: str) -> _Cut:
        known = self._known.get(stretch)
        if known is None:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            known = self._known[stretch] = self._cut_anew(stretch)
        return known

    def _cut_whole(self, text: str) -> _Cut:
        if self._whole[0] is not text:
            self._whole = text, self._cut_anew(text)
        return self._whole[1]

    def _cut_anew(self, text: str) -> _Cut:
        doc = self._tokenizer(text)
        return {token.idx: token.i for token in doc}, tuple(token.lower_ for token in doc)
