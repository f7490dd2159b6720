"""Regular expressions whose time is linear in the text: google-re2's, and what it refuses."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import re2

SPAN = "span"
"""The named group that is the suggestion's span, where it is not the whole match."""

TRIGGER = "trigger"
"""The named group that made the rule fire, where it is not the whole match."""


@lru_cache(maxsize=4096)
def compiled(source: str, *, ignore_case: bool = True) -> Any:
    """The expression, case-insensitive unless it says (?-i). Raises re2.error where refused.

    ignore_case: False compiles almost twice as fast, for a check that never matches.
    """
    options = re2.Options()
    options.case_sensitive = not ignore_case
    options.log_errors = False
    return re2.compile(source, options)


def refusal(source: str, *, ignore_case: bool = True) -> str | None:
    """Why an expression cannot be used, or None: re2 takes only what it matches in linear time."""
    try:
        expression = compiled(source, ignore_case=ignore_case)
    except re2.error as error:
        reason = error.args[0] if error.args else "no reason given"
        return reason.decode() if isinstance(reason, bytes) else str(reason)
    except UnicodeEncodeError:
        return "it holds half a character (a lone surrogate)"
    return "it matches the empty text" if expression.search("") else None


def groups(source: str) -> tuple[str, ...]:
    """The names of an accepted expression's groups, in order."""
    named: dict[str, int] = compiled(source).groupindex
    return tuple(sorted(named, key=named.__getitem__))
