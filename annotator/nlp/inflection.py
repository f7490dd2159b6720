"""Inflection: a word with ~ behind it stands for all its forms (toe~: toe, toes, toed, toeing)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import product
from math import prod
from typing import Any

from annotator.errors import AnnotatorError

SIGN = "~"

_RUN = r"(?P<word>[^\W\d_][\w'’-]*+)(?P<sign>~?)"
PHRASE = re.compile(_RUN)
EXPRESSION = re.compile(
    r"\\Q.*?(?:\\E|$)"  # quoted text
    r"|\\(?:[xpP]\{[^}]*\}|x[0-9A-Fa-f]{2}|[pP]?.)"  # an escape
    r"|\[\^?\]?(?:\\.|[^\]\\])*+\]"  # a class of characters
    rf"|{_RUN}",
    re.DOTALL,
)
"""The words of a phrase or expression, and what holds no words; `word_of` tells marked ones."""

MOST = 20_000
"""Phrases that the forms of one phrase may unfold into."""


def word_of(found: re.Match[str]) -> str:
    """The word of a match that stands for all its forms; '' where none does."""
    word = found["word"] or ""
    return word if word and found["sign"] and word[-1].isalnum() else ""


@lru_cache(maxsize=8192)
def forms(word: str) -> tuple[str, ...]:
    """The word itself, then its other forms, in lower case.

    From lemminflect's dictionary; for a word that is not in it, by the regular endings of a
    verb and of a noun. A form of another lemma (said~) stands for the forms of that lemma too.
    """
    import lemminflect  # noqa: PLC0415 - loads spaCy

    word = word.lower()
    found = {word: None}
    for lemma in [word, *_flat(lemminflect.getAllLemmas(word))]:
        found |= dict.fromkeys(_flat(lemminflect.getAllInflections(lemma)))
    if len(found) == 1:
        for kind in ("VERB", "NOUN"):
            found |= dict.fromkeys(_flat(lemminflect.getAllInflectionsOOV(word, kind)))
    return tuple(found)


def _flat(by_tag: dict[str, Any]) -> Iterator[str]:
    for words in by_tag.values():
        yield from words


def phrases(source: str) -> tuple[str, ...]:
    """Every phrase that one with marked words stands for.

    Raises AnnotatorError if there are more than MOST.
    """
    if SIGN not in source:
        return (source,)
    choices: list[tuple[str, ...]] = []
    end = 0
    for found in PHRASE.finditer(source):
        if word := word_of(found):
            choices += [(source[end : found.start()],), forms(word)]
            end = found.end()
    choices.append((source[end:],))
    if prod(map(len, choices)) > MOST:
        raise AnnotatorError(
            f"the phrase {source!r} has more than {MOST:,} forms: mark fewer words with ~"
        )
    return tuple("".join(words) for words in product(*choices))


def expression(source: str) -> str:
    """A regular expression with each marked word as a group of its forms, longest first."""

    def alternatives(found: re.Match[str]) -> str:
        word = word_of(found)
        if not word:
            return found[0]
        words = sorted(forms(word), key=len, reverse=True)
        return "(?:" + "|".join(map(re.escape, words)) + ")"

    return EXPRESSION.sub(alternatives, source)


def token(value: Any) -> Any:
    """A token pattern, or part of one, with the marked words of its texts unfolded."""
    match value:
        case str() if word := _whole(value):
            return {"IN": list(forms(word))}
        case dict():
            return {key: token(inner) for key, inner in value.items()}
        case list():
            return [one for inner in value for one in _unfolded(inner)]
        case _:
            return value


def _unfolded(value: Any) -> list[Any]:
    word = _whole(value) if isinstance(value, str) else ""
    return list(forms(word)) if word else [token(value)]


def _whole(text: str) -> str:
    """The marked word that is all of a text, '' where it is another."""
    found = PHRASE.fullmatch(text)
    return word_of(found) if found else ""
