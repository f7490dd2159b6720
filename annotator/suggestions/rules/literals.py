"""Literals: what must stand in a text, in any case, for a rule to match there.

Wrong answers are possible on one side only: a set may be too weak (the rule is then tried on
more sentences than it must), never too strong.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Mapping, Sequence
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

from annotator.suggestions.rules.folding import fold

Needs = tuple[frozenset[str], ...]
"""For each set: one of its literals, folded, is in every text that matches."""

_OPTIONAL = ("?", "*", "!", "{0", "{,")
_TEXT_KEYS = ("LOWER", "ORTH", "TEXT")
_ONCE_OR_MORE = (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT)
_GROUPS = (codes.SUBPATTERN, codes.ATOMIC_GROUP)
_WIDTHLESS = (codes.AT, codes.ASSERT, codes.ASSERT_NOT)


def of_expression(source: str) -> Needs:
    """The literals of a regular expression, re2's or Python's; () where none can be told.

    Python's parser reads it. What re2 reads otherwise makes Python stumble, or is optional in
    Python's reading, except for named classes, which are looked for.
    """
    if "[:" in source:
        return ()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of a future in which [[ might mean something
            tree = parser.parse(source)
    except (re.error, OverflowError, RecursionError):
        return ()
    return tuple(_in_sequence(tree))


def of_pattern(tokens: Sequence[Mapping[str, Any]]) -> Needs:
    """The literals of a spaCy token pattern, one set for each token that must be there."""
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
    """The sets of what follows each other: runs of characters, and what must be in between."""
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
    """Grows with how rare a set is likely to be: longer words are rarer, and so are fewer."""
    return min(map(len, literals)), -len(literals)


def _usable(sets: Iterable[frozenset[str]]) -> list[frozenset[str]]:
    return [one for one in sets if one and all(one)]


def _core(literal: str) -> str:
    """The literal folded, or the longest part of it that no matcher folds in its own way.

    spaCy, Python and re2 agree on ASCII letters and on what has no case at all.
    """
    folded = fold(literal)
    if all(char.isascii() or not char.isalpha() for char in folded):
        return folded
    return max(re.findall(r"[\x00-\x7f]+", folded), key=len, default="")
