"""Regular expressions of rules: google-re2's, which match in time linear in the text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

import re2

SPAN = "span"
"""The name of the group that a suggestion marks, instead of the whole match."""

FoundSpans = tuple[int, int, int, int]
"""Start and end of the span to mark, and of the trigger, in characters of the sentence."""


@lru_cache(maxsize=4096)
def compiled(source: str, *, ignore_case: bool = True) -> Any:
    """Compile an expression, case-insensitive unless it contains (?-i).

    ignore_case: False compiles almost twice as fast, for checks that do not match.
    Raises re2.error if re2 refuses it.
    """
    options = re2.Options()
    options.case_sensitive = not ignore_case
    options.log_errors = False
    return re2.compile(source, options)


def refusal(source: str, *, ignore_case: bool = True) -> str | None:
    """The reason why an expression is refused, or None: by re2, or as it matches the empty text."""
    try:
        expression = compiled(source, ignore_case=ignore_case)
    except re2.error as error:
        reason = error.args[0] if error.args else "no reason given"
        return reason.decode() if isinstance(reason, bytes) else str(reason)
    except UnicodeEncodeError:
        return "it contains half a character (a lone surrogate)"
    return "it matches the empty text" if expression.search("") else None


def finder(source: str) -> Callable[[str], Iterator[FoundSpans]]:
    """A function that finds an expression in a text."""
    expression = compiled(source)
    marked = expression.groupindex.get(SPAN, 0)

    def find(text: str) -> Iterator[FoundSpans]:
        for match in expression.finditer(text):
            low, high = match.span(marked)
            start, end = match.span()
            if low < high:
                yield low, high, start, end

    return find
