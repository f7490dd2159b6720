"""Inflection: a word with ~ behind it stands for all its forms (toe~: toe, toes, toed, toeing)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import product
from math import prod
from typing import Any

from annotator.errors import AnnotatorError

_WORD = r"([^\W\d_](?:[\w'’-]*[^\W_])?)~"
_IN_PHRASE = re.compile(_WORD)
_IN_EXPRESSION = re.compile(rf"\\.|{_WORD}", re.DOTALL)

MOST = 20_000
"""Phrases that the forms of one phrase may unfold into."""


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
    parts = _IN_PHRASE.split(source)
    choices = [forms(part) if number % 2 else (part,) for number, part in enumerate(parts)]
    if prod(map(len, choices)) > MOST:
        raise AnnotatorError(
            f"the phrase {source!r} has more than {MOST:,} forms: mark fewer words with ~"
        )
    return tuple("".join(words) for words in product(*choices))


def expression(source: str) -> str:
    """A regular expression with each marked word as a group of its forms, longest first."""

    def alternatives(marked: re.Match[str]) -> str:
        if marked[1] is None:
            return marked[0]
        words = sorted(forms(marked[1]), key=len, reverse=True)
        return "(?:" + "|".join(map(re.escape, words)) + ")"

    return _IN_EXPRESSION.sub(alternatives, source)


def token(value: Any) -> Any:
    """A token pattern, or part of one, with the marked words of its texts unfolded."""
    match value:
        case str() if value.endswith("~"):
            return {"IN": list(forms(value[:-1]))}
        case dict():
            return {key: token(inner) for key, inner in value.items()}
        case list():
            return [one for inner in value for one in _unfolded(inner)]
        case _:
            return value


def _unfolded(value: Any) -> list[Any]:
    if isinstance(value, str) and value.endswith("~"):
        return list(forms(value[:-1]))
    return [token(value)]
