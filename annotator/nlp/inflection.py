"""Inflection: a word marked with ~ stands for all its forms (toe~: toe, toes, toed, toeing)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import product
from math import prod
from typing import Any

from annotator.errors import AnnotatorError

MARKER = "~"

_RUN = r"(?P<word>[^\W\d_][\w'’-]*+)(?P<sign>~?)"
WORD_IN_PHRASE = re.compile(_RUN)
WORD_IN_REGEX = re.compile(
    r"\\Q.*?(?:\\E|$)"  # quoted text
    r"|\\(?:[xpP]\{[^}]*\}|x[0-9A-Fa-f]{2}|[pP]?.)"  # an escape
    r"|\[\^?\]?(?:\\.|[^\]\\])*+\]"  # a class of characters
    rf"|{_RUN}",
    re.DOTALL,
)
"""These match the words of a phrase or a regular expression, and the parts without words.

`marked_word` returns the word of a match if it is marked with ~.
"""

MAX_PHRASES = 20_000
"""Maximum number of phrases that one phrase may expand to."""


def marked_word(found: re.Match[str]) -> str:
    """The word of a match if it is marked with ~, else ''."""
    word = found["word"] or ""
    return word if word and found["sign"] and word[-1].isalnum() else ""


@lru_cache(maxsize=8192)
def inflected_forms(word: str) -> tuple[str, ...]:
    """The word itself, then its other forms, in lower case.

    From lemminflect's dictionary; a word that is not in it gets the regular endings of a verb
    and of a noun. A word that is a form of another lemma (said~) gets the forms of that lemma too.
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


def is_known_word(word: str) -> bool:
    """Whether a word is in lemminflect's dictionary or in spaCy's list of function words."""
    import lemminflect  # noqa: PLC0415 - loads spaCy
    from spacy.lang.en.stop_words import STOP_WORDS  # noqa: PLC0415 - slow to load

    return word.lower() in STOP_WORDS or bool(lemminflect.getAllLemmas(word.lower()))


def _flat(by_tag: dict[str, Any]) -> Iterator[str]:
    for words in by_tag.values():
        yield from words


def expand_phrase(source: str) -> tuple[str, ...]:
    """Every phrase that a phrase with marked words stands for.

    Raises AnnotatorError if there are more than MAX_PHRASES.
    """
    if MARKER not in source:
        return (source,)
    choices: list[tuple[str, ...]] = []
    end = 0
    for found in WORD_IN_PHRASE.finditer(source):
        if word := marked_word(found):
            choices += [(source[end : found.start()],), inflected_forms(word)]
            end = found.end()
    choices.append((source[end:],))
    if prod(map(len, choices)) > MAX_PHRASES:
        raise AnnotatorError(
            f"the phrase {source!r} has more than {MAX_PHRASES:,} forms: mark fewer words with ~"
        )
    return tuple("".join(words) for words in product(*choices))


def expand_regex(source: str) -> str:
    """Replace each marked word of a regular expression with a group of its forms, longest first."""

    def alternatives(found: re.Match[str]) -> str:
        word = marked_word(found)
        if not word:
            return found[0]
        words = sorted(inflected_forms(word), key=len, reverse=True)
        return "(?:" + "|".join(map(re.escape, words)) + ")"

    return WORD_IN_REGEX.sub(alternatives, source)


def expand_token_pattern(value: Any) -> Any:
    """Replace each marked word of a token pattern, or of a part of one, with its forms."""
    match value:
        case str() if word := _only_word(value):
            return {"IN": list(inflected_forms(word))}
        case dict():
            return {key: expand_token_pattern(inner) for key, inner in value.items()}
        case list():
            return [one for inner in value for one in _expand_item(inner)]
        case _:
            return value


def _expand_item(value: Any) -> list[Any]:
    word = _only_word(value) if isinstance(value, str) else ""
    return list(inflected_forms(word)) if word else [expand_token_pattern(value)]


def _only_word(text: str) -> str:
    """The marked word that a text consists of, '' if the text is anything else."""
    found = WORD_IN_PHRASE.fullmatch(text)
    return marked_word(found) if found else ""
