"""Grams: runs of words of a sentence, as they are and with one word left open."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

LONGEST = 5
"""Words of a gram."""

OPENED = (3, 4)
"""Lengths of grams in which one inner word may be open."""

Gram = tuple[str | None, ...]
"""Words in lower case; None is any word."""

_WORD = re.compile(r"\w+(?:['’-]\w+)*")
_PLAIN = re.compile(r"[a-z]+")


@dataclass(frozen=True, slots=True)
class Word:
    """A word in lower case, and where it stands in its text."""

    text: str
    start: int
    end: int


def words(text: str) -> list[Word]:
    """The words of a text, a hyphen or an apostrophe inside them being a part."""
    return [Word(one[0].lower(), one.start(), one.end()) for one in _WORD.finditer(text)]


def grams(text: str) -> Iterator[tuple[Gram, int, int]]:
    """Every gram with its start and end. Words follow each other after a single blank only,
    as a phrase of a rule does not match across anything else.
    """
    found = words(text)
    joined = [text[one.end : other.start] == " " for one, other in pairwise(found)]
    for first, word in enumerate(found):
        run: list[str] = []
        for last in range(first, min(first + LONGEST, len(found))):
            if last > first and not joined[last - 1]:
                break
            run.append(found[last].text)
            yield tuple(run), word.start, found[last].end
            if len(run) in OPENED and _PLAIN.fullmatch(run[0]) and _PLAIN.fullmatch(run[-1]):
                for opened in opened_grams(run):
                    yield opened, word.start, found[last].end


def opened_grams(run: list[str]) -> Iterator[Gram]:
    """The gram with each of its inner words left open in turn; all others must be plain."""
    for at in range(1, len(run) - 1):
        rest = [*run[:at], *run[at + 1 :]]
        if all(map(_PLAIN.fullmatch, rest)):
            yield (*run[:at], None, *run[at + 1 :])
