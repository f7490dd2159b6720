"""Selecting a span by keyboard: words, hint letters, and the moves of a selection's ends.

All functions are pure; all offsets are those of the document's text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from annotator.model import Span

HINT_KEYS = "asdfghjklqwertyuiopzxcvbnmASDFGHJKLQWERTYUIOPZXCVBNM1234567890"
"""What hints are made of: home row first, so that short sentences cost the least travel."""

_WORD = re.compile(r"[^\W_]+(?:['’.\-&][^\W_]+)*%?|[^\w\s]|_+")
_JOINED = re.compile(r"[\u0300-\u036f\ufe00-\ufe0f\u200d\u20d0-\u20ff\U0001f3fb-\U0001f3ff]")
_OPENING = "“‘«„([{"
_BRACKETS = {"(": ")", "[": "]", "{": "}"}


@dataclass(frozen=True, slots=True)
class Selection:
    """A span being chosen.

    at_start: which end the word and character moves act on.
    editing: the uid of the annotation whose bounds these will be; '' for a new one.
    """

    span: Span
    at_start: bool = False
    editing: str = ""


@lru_cache(maxsize=512)
def words(text: str, within: Span) -> tuple[Span, ...]:
    """The words and marks of a stretch of text, in order. A mark is a word of its own."""
    return tuple(Span(*found.span()) for found in _WORD.finditer(text, within.start, within.end))


def hints(text: str, within: Span) -> dict[str, Span]:
    """A short key sequence for each word: one key up to 62 words, else two.

    No sequence begins another one. Marks get no hint: words are what people mark.
    """
    targets = [word for word in words(text, within) if text[word.start].isalnum()]
    if len(targets) <= len(HINT_KEYS):
        return dict(zip(HINT_KEYS, targets, strict=False))
    pairs = (first + second for first in HINT_KEYS for second in HINT_KEYS)
    return dict(zip(pairs, targets, strict=False))


def swap(selection: Selection) -> Selection:
    """Let the next moves act on the other end."""
    return replace(selection, at_start=not selection.at_start)


def by_word(text: str, within: Span, selection: Selection, step: int) -> Selection:
    """Move the active end one word on (step 1) or back (step -1), keeping one word at least."""
    cells = words(text, within)
    span = selection.span
    if selection.at_start:
        stops = [word.start for word in cells if word.start < span.end]
        return _with(selection, start=_neighbour(stops, span.start, step))
    stops = [word.end for word in cells if word.end > span.start]
    return _with(selection, end=_neighbour(stops, span.end, step))


def by_character(
    text: str, within: Span, selection: Selection, step: int, *, at_start: bool
) -> Selection:
    """Move one end by one character; a base letter and its marks are one character."""
    here = selection.span.start if at_start else selection.span.end
    there = _next_character(text, here, step)
    if not within.start <= there <= within.end:
        return selection
    return _with(selection, start=there) if at_start else _with(selection, end=there)


def grown(text: str, within: Span, selection: Selection, step: int) -> Selection:
    """One word more: at the end (step 1) or at the start (step -1)."""
    moved = by_word(text, within, replace(selection, at_start=step < 0), step)
    return replace(moved, at_start=selection.at_start)


def bracketed(text: str, within: Span, near: int) -> Span | None:
    """The innermost pair of brackets round `near`, else the first pair after it, marks included."""
    pairs = _pairs(text, within)
    round_it = [pair for pair in pairs if pair.start <= near < pair.end]
    if round_it:
        return max(round_it, key=lambda pair: pair.start)
    return next((pair for pair in sorted(pairs) if pair.start >= near), None)


def opening(text: str, within: Span, word: Span) -> int:
    """Where a sentence that begins with a word begins: at the marks that open before it."""
    at = word.start
    while at > within.start and not (text[at - 1].isalnum() or text[at - 1].isspace()):
        at -= 1
    if at == within.start or text[at - 1].isspace():
        return at
    marks = text[at : word.start]  # they follow a word: the last of them may still open
    return word.start - (len(marks) - len(marks.rstrip(_OPENING)))


def trimmed(text: str, span: Span) -> Span:
    """The span without the white space at its ends; unchanged if it is nothing else."""
    quote = span.of(text)
    kept = quote.strip()
    if not kept:
        return span
    start = span.start + len(quote) - len(quote.lstrip())
    return Span(start, start + len(kept))


def _pairs(text: str, within: Span) -> list[Span]:
    found: list[Span] = []
    opened: list[tuple[str, int]] = []
    for place in range(within.start, within.end):
        mark = text[place]
        if mark in _BRACKETS:
            opened.append((_BRACKETS[mark], place))
        elif opened and mark == opened[-1][0]:
            found.append(Span(opened.pop()[1], place + 1))
    return found


def _neighbour(stops: list[int], here: int, step: int) -> int:
    """The next stop after (or before) here; here itself where there is none."""
    if step > 0:
        return next((stop for stop in stops if stop > here), here)
    return next((stop for stop in reversed(stops) if stop < here), here)


def _next_character(text: str, place: int, step: int) -> int:
    place += step
    while 0 < place < len(text) and _splits_a_character(text, place):
        place += step
    return place


def _splits_a_character(text: str, place: int) -> bool:
    return bool(_JOINED.match(text[place])) or text[place - 1] == "\u200d"


def _with(selection: Selection, *, start: int | None = None, end: int | None = None) -> Selection:
    """The selection with another end, or as it was where nothing would be left of it."""
    low = selection.span.start if start is None else start
    high = selection.span.end if end is None else end
    return replace(selection, span=Span(low, high)) if 0 <= low < high else selection
