"""Check the regular expressions of token patterns (REGEX), which spaCy runs with Python's `re`.

`re` may take exponential time. Accepted are only expressions that are fast on any token. The
measure is the maximum number of ways to match at one position, computed from the parsed expression.

- Repeated groups are refused, except `(...)?`: their ways multiply with every repetition.
- One *, + or {n,} is accepted if nothing after it can fail, or if the expression starts with ^:
  the time is then linear in the length of the token.
- The ways of all other choices (a?, {2,5}, a|b) multiply to MAX_WAYS at most.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Sequence
from importlib import import_module
from typing import Any

from annotator.suggestions.rules.regexes import refusal

MAX_WAYS = 500

MAX_LENGTH = 2_000
"""Characters of one expression."""

_UNBOUNDED = 1_000
_REPEATS = ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT")
_SINGLE = ("LITERAL", "NOT_LITERAL", "ANY", "IN")

Item = tuple[Any, Any]
"""An operator of the parsed expression, and its argument."""


class _RefusedRegexError(Exception):
    """The expression is refused; the message is the reason."""


def refused(source: str) -> str | None:
    """The reason why an expression is refused for tokens, or None."""
    if len(source) > MAX_LENGTH:
        return f"it is longer than {MAX_LENGTH:,} characters"
    said = refusal(source)
    if said:
        return said
    try:
        _check(source)
    except (re.error, Warning) as error:
        return f"Python's re says: {error}"
    except (RecursionError, OverflowError):
        return "it is nested too deeply"
    except _RefusedRegexError as error:
        return str(error)
    return None


def _check(source: str) -> None:
    """Parse and weigh an expression.

    Raises re.error, Warning, RecursionError, OverflowError or _RefusedError.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # its meaning will change in a later Python
        flags = re.compile(source).flags
    items = list(import_module("re._parser").parse(source))
    _weigh(items, _anchored(items, flags))


def _weigh(items: Sequence[Item], anchored: bool) -> None:
    """Raise _RefusedError if the expression may be slow."""
    found = _Weight()
    ways = found.of(items)
    if found.unbounded > 1:
        raise _RefusedRegexError("more than one * or + may be extremely slow")
    if found.unbounded and not anchored and not _ends_unbounded(items):
        raise _RefusedRegexError("a * or + with more after it needs ^ at the start")
    if ways > MAX_WAYS:
        raise _RefusedRegexError(
            f"it has {ways:,} ways to match, and at most {MAX_WAYS:,} are allowed"
        )


def _anchored(items: Sequence[Item], flags: int) -> bool:
    """Whether it can match only at the start."""
    first = str(items[0][1]) if items and str(items[0][0]) == "AT" else ""
    return first == "AT_BEGINNING_STRING" or (first == "AT_BEGINNING" and not flags & re.MULTILINE)


def _ends_unbounded(items: Sequence[Item]) -> bool:
    """Whether it ends with an unbounded repeat, after which nothing can fail."""
    operator, argument = items[-1]
    if str(operator) == "SUBPATTERN":
        return _ends_unbounded(list(argument[-1]))
    return str(operator) in _REPEATS and argument[1] >= _UNBOUNDED


class _Weight:
    """Counts the ways to match and the unbounded repeats."""

    def __init__(self) -> None:
        self.unbounded = 0

    def of(self, items: Sequence[Item]) -> int:
        ways = 1
        for operator, argument in items:
            ways *= self._one(str(operator), argument)
        return ways

    def _one(self, operator: str, argument: Any) -> int:
        if operator in (*_SINGLE, "AT"):
            return 1
        if operator == "SUBPATTERN":
            return self.of(argument[-1])
        if operator == "BRANCH":
            return sum(self.of(branch) for branch in argument[1])
        if operator in _REPEATS:
            return self._repeat(*argument)
        raise _RefusedRegexError(f"{operator.lower().replace('_', ' ')} is not allowed")

    def _repeat(self, low: int, high: int, what: Sequence[Item]) -> int:
        if high == 1:
            return self.of(what) + (low == 0)
        if len(what) != 1 or str(what[0][0]) not in _SINGLE:
            raise _RefusedRegexError("a repeated group may be extremely slow")
        if high >= _UNBOUNDED:
            self.unbounded += 1
            return 1
        return int(high) - int(low) + 1
