"""REGEX in a token pattern: spaCy runs it by Python's `re`, whose time may explode.

Let through is only what is certain to end soon, however long the token. The parsed expression
is weighed: how many ways there are to match at one place, at the most.

- A repeated group is refused, but for `(...)?`: its ways multiply with every turn.
- One * or + (or {n,}) is let through if nothing follows that could fail after it, or if the
  expression is bound to the start by ^: time is then linear in the token.
- All other choices (a?, {2,5}, a|b) multiply to MOST_WAYS at most.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Sequence
from importlib import import_module
from typing import Any

from annotator.suggestions.rules.expressions import refusal

MOST_WAYS = 500

LONGEST = 2_000
"""Characters of one expression."""

_ENDLESS = 1_000
_REPEATS = ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT")
_SINGLE = ("LITERAL", "NOT_LITERAL", "ANY", "IN")

Item = tuple[Any, Any]
"""An operator of the parsed expression, and what it is about."""


class _RefusedError(Exception):
    """Says why."""


def refused(source: str) -> str | None:
    """Why an expression cannot be used on tokens, or None."""
    if len(source) > LONGEST:
        return f"it is longer than {LONGEST:,} characters"
    said = refusal(source)
    if said:
        return said
    try:
        _try(source)
    except (re.error, Warning) as error:
        return f"Python's re says: {error}"
    except (RecursionError, OverflowError):
        return "it is nested too deeply"
    except _RefusedError as error:
        return str(error)
    return None


def _try(source: str) -> None:
    """Raises whatever there is to say against it."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # what will mean something else one day is no rule
        flags = re.compile(source).flags
    items = list(import_module("re._parser").parse(source))
    _weigh(items, _anchored(items, flags))


def _weigh(items: Sequence[Item], anchored: bool) -> None:
    """Raises _RefusedError for what may take long."""
    found = _Weight()
    ways = found.of(items)
    if found.endless > 1:
        raise _RefusedError("more than one * or + may take for ever")
    if found.endless and not anchored and not _ends_endless(items):
        raise _RefusedError("a * or + with more behind it needs ^ in front")
    if ways > MOST_WAYS:
        raise _RefusedError(f"it has {ways:,} ways to match, and at most {MOST_WAYS:,} are tried")


def _anchored(items: Sequence[Item], flags: int) -> bool:
    """Whether it can only match at the start."""
    first = str(items[0][1]) if items and str(items[0][0]) == "AT" else ""
    return first == "AT_BEGINNING_STRING" or (first == "AT_BEGINNING" and not flags & re.MULTILINE)


def _ends_endless(items: Sequence[Item]) -> bool:
    """Whether the last thing is a * or +: then nothing can fail behind it."""
    operator, argument = items[-1]
    if str(operator) == "SUBPATTERN":
        return _ends_endless(list(argument[-1]))
    return str(operator) in _REPEATS and argument[1] >= _ENDLESS


class _Weight:
    """Counts the ways to match, and the repeats without an end."""

    def __init__(self) -> None:
        self.endless = 0

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
        raise _RefusedError(f"{operator.lower().replace('_', ' ')} is not let through")

    def _repeat(self, low: int, high: int, what: Sequence[Item]) -> int:
        if high == 1:
            return self.of(what) + (low == 0)
        if len(what) != 1 or str(what[0][0]) not in _SINGLE:
            raise _RefusedError("a repeated group may take for ever")
        if high >= _ENDLESS:
            self.endless += 1
            return 1
        return int(high) - int(low) + 1
