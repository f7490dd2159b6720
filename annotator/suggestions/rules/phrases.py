"""Match phrases as spaCy's PhraseMatcher does, without tokenizing whole sentences.

spaCy splits a text at white space and tokenizes each stretch by itself. A phrase therefore matches
where one of its surfaces is in the text and the stretches around it have the right tokens. A
surface is a folded text that may be tokenized as the phrase.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise, product
from math import prod
from operator import add
from typing import Any

from annotator.nlp import pipelines
from annotator.suggestions.rules.literals import fold

MAX_SURFACES = 64
"""Surfaces of one phrase. One with more (a dozen hyphens) is matched as a token pattern."""

MAX_PHRASES_OF_PATTERN = 2_000
"""Phrases that a token pattern may be replaced with."""

_LONG = 200
"""Characters without white space before or after a phrase. With more of them the whole text is
tokenized, once for all its phrases."""
_REMEMBERED = 100_000

_Tokens = tuple[dict[int, int], tuple[str, ...]]
"""The number of the token that starts at a character, and the tokens in lower case."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase of a rule. words: its tokens in lower case."""

    rule: int
    words: tuple[str, ...]


def of_pattern(tokens: Sequence[Mapping[str, Any]]) -> tuple[tuple[str, ...], ...] | None:
    """The phrases, as words, that a token pattern is equivalent to; None if there are none.

    There are if each token is a word or one of several words, and optional at most.
    """
    choices = [_choices(token) for token in tokens]
    if not all(choices) or prod(map(len, choices)) > MAX_PHRASES_OF_PATTERN:
        return None
    worded = product(*choices)
    return tuple(tuple(word for word in words if word is not None) for words in worded)


def _choices(token: Mapping[str, Any]) -> list[str | None]:
    """The words that a token may be, and None if it is optional; [] for other tokens."""
    keys = [key for key in token if key != "OP"]
    if len(keys) != 1 or token.get("OP", "1") not in {"1", "?"}:
        return []
    key, value = keys[0], token[keys[0]]
    words = value["IN"] if isinstance(value, dict) and list(value) == ["IN"] else [value]
    if not words or not all(isinstance(word, str) and _same(key, word) for word in words):
        return []
    return [*words, None] if token.get("OP") == "?" else list(words)


def _same(key: str, word: str) -> bool:
    """Whether the token is the word in lower case whenever its key has this value."""
    if key == "LOWER":
        return word != "" and word == word.lower()
    return word != "" and key in {"ORTH", "TEXT"} and word == word.lower() == word.upper()


class StretchTokenizer:
    """Tokenizes stretches of text without white space, and remembers the tokens."""

    def __init__(self, pipeline: Any) -> None:
        self._tokenizer = pipeline.tokenizer
        self._known: dict[str, _Tokens] = {}
        self._whole: tuple[str, _Tokens] = ("", ({}, ()))
        special = pipelines.special_cases(pipeline)
        self._special = frozenset(special)
        self._touching = {
            (one.lower(), other.lower())
            for tokens in special.values()
            for one, other in pairwise(tokens)
        }

    def words(self, phrase: str) -> tuple[str, ...]:
        """The tokens of a phrase, in lower case."""
        stretches = phrase.split()
        if " ".join(stretches) != phrase:
            return self._tokenize_uncached(phrase)[1]  # some white space is a token
        if self._are_words(phrase, stretches):
            return tuple(phrase.lower().split())
        return tuple(chain.from_iterable(map(self._words_of, stretches)))

    def _words_of(self, stretch: str) -> tuple[str, ...]:
        """The tokens of a stretch, in lower case."""
        return (
            (stretch.lower(),)
            if self._are_words(stretch, [stretch])
            else self._tokenize(stretch)[1]
        )

    def _are_words(self, text: str, stretches: Sequence[str]) -> bool:
        """Whether all are ASCII letters, which are only split if they are a special case."""
        letters = text.isascii() and "".join(stretches).isalpha()
        return letters and self._special.isdisjoint(stretches)

    def surfaces(self, words: Sequence[str]) -> tuple[str, ...] | None:
        """Every folded text whose tokens may be these words; None if there are too many.

        Two words are separated by one blank, or touch: at a punctuation mark, or where the
        tokenizer splits a word (cannot, don't, 10km).
        """
        if "".join(words).isalpha() and self._touching.isdisjoint(pairwise(words)):
            return (fold(" ".join(words)),)
        touching = [self._may_touch(one, other) for one, other in pairwise(words)]
        if 2 ** touching.count(True) > MAX_SURFACES:
            return None
        folded = [fold(word) for word in words]
        joints = [("", " ") if may_touch else (" ",) for may_touch in touching]
        drawn = product([""], *joints)
        return tuple(dict.fromkeys("".join(map(add, one, folded)) for one in drawn))

    def are_tokens(self, text: str, start: int, end: int, words: tuple[str, ...]) -> bool:
        """Whether the tokens of text[start:end] are these words, in lower case."""
        low, high = start, end
        while low and start - low < _LONG and not text[low - 1].isspace():
            low -= 1
        while high < len(text) and high - end < _LONG and not text[high].isspace():
            high += 1
        if start - low == _LONG or high - end == _LONG:
            low, (places, lower) = 0, self._tokenize_whole(text)
        else:
            places, lower = self._tokenize(text[low:high])
        first = places.get(start - low)
        return first is not None and lower[first : first + len(words)] == words

    def _may_touch(self, one: str, other: str) -> bool:
        if (one, other) in self._touching:
            return True
        if one[-1].isalpha() and other[0].isalpha():
            return False  # letters are only split in special cases
        if not (one[-1].isalnum() and other[0].isalnum()):
            return True
        return self.words(one + other) == (one, other)

    def _tokenize(self, stretch: str) -> _Tokens:
        known = self._known.get(stretch)
        if known is None:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            known = self._known[stretch] = self._tokenize_uncached(stretch)
        return known

    def _tokenize_whole(self, text: str) -> _Tokens:
        if self._whole[0] is not text:
            self._whole = text, self._tokenize_uncached(text)
        return self._whole[1]

    def _tokenize_uncached(self, text: str) -> _Tokens:
        doc = self._tokenizer(text)
        return {token.idx: token.i for token in doc}, tuple(token.lower_ for token in doc)
