"""Literals: strings that a text must contain, in any case, for a rule to match.

A set of literals may be too weak, so that a rule is tried on more sentences than necessary. It is
never too strong. Texts and literals are compared after folding, which makes letters equal that any
of the matchers considers equal.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Mapping, Sequence
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

LONG_S = "\u017f"
KELVIN = "\u212a"
LONGER_IN_LOWER_CASE = "\u0130"
"""The only character whose lower case has two characters: no folding suits every matcher."""

RequiredLiterals = tuple[frozenset[str], ...]
"""Sets of folded literals. Every text that matches contains at least one literal of each set."""

_OPTIONAL = ("?", "*", "!", "{0", "{,")
_TEXT_KEYS = ("LOWER", "ORTH", "TEXT")
_ONCE_OR_MORE = (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT)
_GROUPS = (codes.SUBPATTERN, codes.ATOMIC_GROUP)
_WIDTHLESS = (codes.AT, codes.ASSERT, codes.ASSERT_NOT)


def of_expression(source: str) -> RequiredLiterals:
    """The literals of a regular expression of re2 or Python; () if none are certain.

    Python's parser is used. Syntax that re2 reads differently is an error in Python or optional in
    Python's reading, except for named classes, which are excluded here.
    """
    if "[:" in source:
        return ()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about [[, which may get a meaning in future
            tree = parser.parse(source)
    except (re.error, OverflowError, RecursionError):
        return ()
    return tuple(_in_sequence(tree))


def of_pattern(tokens: Sequence[Mapping[str, Any]]) -> RequiredLiterals:
    """The literals of a token pattern, a set for each required token."""
    sets: list[frozenset[str]] = []
    for token in tokens:
        if not str(token.get("OP", "1")).startswith(_OPTIONAL):
            for key in _TEXT_KEYS:
                sets += _in_value(token.get(key))
    return tuple(sets)


def _in_value(value: object) -> Iterable[frozenset[str]]:
    if isinstance(value, str):
        words = [value]
    elif isinstance(value, dict) and isinstance(value.get("IN"), list):
        words = value["IN"]
    elif isinstance(value, dict) and isinstance(value.get("REGEX"), str):
        return of_expression(value["REGEX"])
    else:
        return ()
    return _usable([frozenset(map(_core, words))])


def _in_sequence(nodes: Iterable[tuple[Any, Any]]) -> list[frozenset[str]]:
    """The sets of a sequence: of its runs of characters, and of the nodes between them."""
    sets: list[frozenset[str]] = []
    run = ""
    for code, value in nodes:
        if code is codes.LITERAL:
            run += chr(value)
        elif code not in _WIDTHLESS:
            sets.append(frozenset({_core(run)}))
            run = ""
            sets += _in_node(code, value)
    sets.append(frozenset({_core(run)}))
    return _usable(sets)


def _in_node(code: Any, value: Any) -> list[frozenset[str]]:
    if code is codes.SUBPATTERN:
        return _in_sequence(value[-1])
    if code is codes.ATOMIC_GROUP:
        return _in_sequence(value)
    if code in _ONCE_OR_MORE and value[0] >= 1:
        return _in_sequence(value[2])
    if code is codes.BRANCH:
        branches = [_in_sequence(branch) for branch in value[1]]
        rarest = [max(branch, key=rarity) for branch in branches if branch]
        return [frozenset().union(*rarest)] if len(rarest) == len(branches) else []
    return []


def rarity(literals: frozenset[str]) -> tuple[int, int]:
    """A sort key: larger for sets that are probably rarer, with longer and fewer literals."""
    return min(map(len, literals)), -len(literals)


def _usable(sets: Iterable[frozenset[str]]) -> list[frozenset[str]]:
    return [one for one in sets if one and all(one)]


def _core(literal: str) -> str:
    """The folded literal, or the longest part of it that all matchers fold in the same way.

    spaCy, Python and re2 agree on ASCII letters and on characters without case.
    """
    folded = fold(literal)
    if all(char.isascii() or not char.isalpha() for char in folded):
        return folded
    return max(re.findall(r"[\x00-\x7f]+", folded), key=len, default="")


def fold(text: str) -> str:
    """The text in lower case, with the same length.

    Python lower-cases a final sigma by its neighbours, so both sigmas become one letter. re2, when
    case-insensitive, matches the long s as an s, so it becomes an s; Python lower-cases re2's other
    such letter, the Kelvin sign, to k.
    """
    if text.isascii():
        return text.lower()
    lower = text.replace(LONGER_IN_LOWER_CASE, "i").lower()
    return lower.replace(LONG_S, "s").replace("\u03c2", "\u03c3")


def encode_folded(text: str, *, letters: bool) -> bytes:
    """The folded text in UTF-8.

    letters: False does not fold letters outside ASCII and LONGER_IN_LOWER_CASE. This is three times
        as fast, and correct if no literal contains such letters.
    """
    if letters:
        return fold(text).encode()
    return text.replace(LONG_S, "s").replace(KELVIN, "k").encode().lower()


def has_cased(text: str) -> bool:
    """Whether a text contains a character outside ASCII that has a case."""
    if text.isascii():
        return False
    return any(char.lower() != char.upper() for char in text if not char.isascii())
