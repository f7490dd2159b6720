"""Selecting words: hint letters, parts of a sentence, moving the ends of a selection.

All functions are pure; all offsets are those of the document's text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from math import ceil
from unicodedata import category

from annotator.model import Span

HINT_KEYS = "asdfghjklqwertyuiopzxcvbnmASDFGHJKLQWERTYUIOPZXCVBNM"
"""The letters of hints: home row first, so that fingers travel least in short sentences.

No digits: one of them labels the word that was named first.
"""


_OPENING = "“‘«„([{"
_BRACKETS = {"(": ")", "[": "]", "{": "}"}
_PAIRS = {**_BRACKETS, "“": "”", "«": "»", '"': '"'}
_PAUSE = re.compile(
    r"""[,;:](?=[\s"'”’»)\]}]|\Z)  # not in 1,000 or 10:30
      | [—―] | --+ | (?<=\s)[–-](?=\s)  # not in well-known or 2010–2014""",
    re.VERBOSE,
)


@cache
def _word_pattern() -> re.Pattern[str]:
    """Matches a word, or a punctuation mark, with its combining characters."""
    mark = _combining()
    return re.compile(rf"[^\W_](?:['’.\-&]?[^\W_]|[{mark}])*%?|[^\w\s][{mark}]*|_+")


@cache
def _combining_pattern() -> re.Pattern[str]:
    return re.compile(f"[{_combining()}]")


def _combining() -> str:
    """All characters that join the one before them, as ranges of a regular expression."""
    return rf"{_accents()}\ufe00-\ufe0f\u200d\U0001f3fb-\U0001f3ff"


@cache
def _accents() -> str:
    """The combining characters, as ranges of a regular expression."""
    marks = [code for code in range(0x300, 0x2100) if category(chr(code))[0] == "M"]
    starts = [code for code, before in zip(marks, [0, *marks], strict=False) if code > before + 1]
    ends = [code for code, after in zip(marks, [*marks[1:], 0], strict=True) if code + 1 != after]
    return "".join(f"{chr(low)}-{chr(high)}" for low, high in zip(starts, ends, strict=True))


@dataclass(frozen=True, slots=True)
class Selection:
    """The words being selected.

    at_start: True if moves act on the start, False for the end.
    editing: the uid of the annotation whose bounds these will be; '' for a new one.
    kept: its other fragments, in the order in which they were selected.
    """

    span: Span
    at_start: bool = False
    editing: str = ""
    kept: tuple[Span, ...] = ()

    @property
    def parts(self) -> tuple[Span, ...]:
        """All fragments; the last is the active one."""
        return (*self.kept, self.span)


@lru_cache(maxsize=512)
def words(text: str, within: Span) -> tuple[Span, ...]:
    """The words and punctuation marks of a span of text, in order, each mark a word of its own."""
    return tuple(
        Span(*found.span()) for found in _word_pattern().finditer(text, within.start, within.end)
    )


def hints(text: str, *stretches: Span) -> dict[str, Span]:
    """A hint for each word: one letter for the nearest words, two for the rest.

    stretches: disjoint, the nearest first. No hint begins another one. Punctuation marks get no
    hint, nor do words beyond the 2,704th.
    """
    targets = [word for stretch in stretches for word in _named(text, stretch)]
    return dict(zip(_sequences(len(targets)), targets, strict=False))


def _sequences(count: int) -> list[str]:
    """Hints for so many words, as few as possible of them two letters long."""
    keys = len(HINT_KEYS)
    single = keys - min(keys, ceil(max(0, count - keys) / (keys - 1)))
    pairs = (first + second for first in HINT_KEYS[single:] for second in HINT_KEYS)
    return [*HINT_KEYS[:single], *pairs]


def _named(text: str, within: Span) -> list[Span]:
    """The words that are not punctuation marks."""
    return [word for word in words(text, within) if text[word.start].isalnum()]


# ------------------------------------------------------------------ fragments


def fragments(text: str, selection: Selection) -> tuple[Span, ...]:
    """The selected fragments in the order of the text, trimmed; those that touch are joined."""
    joined: list[Span] = []
    for part in sorted(trimmed(text, one) for one in selection.parts):
        if joined and not text[joined[-1].end : part.start].strip():
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, part.end))
        else:
            joined.append(part)
    return tuple(joined)


def keep_fragment(selection: Selection) -> Selection:
    """Keep the active fragment, so that another may be selected."""
    return replace(selection, kept=selection.parts)


def drop_fragment(selection: Selection) -> Selection | None:
    """Drop the active fragment; the one kept last becomes active. None if there is no other."""
    if not selection.kept:
        return None
    return replace(selection, span=selection.kept[-1], kept=selection.kept[:-1], at_start=False)


def next_fragment(selection: Selection) -> Selection:
    """Make the next fragment active; wraps around."""
    first, *rest = selection.parts
    return replace(selection, span=first, kept=tuple(rest), at_start=False)


# ------------------------------------------------------------------ moves


def swap_ends(selection: Selection) -> Selection:
    """Make the next moves act on the other end."""
    return replace(selection, at_start=not selection.at_start)


def move_by_word(text: str, within: Span, selection: Selection, step: int) -> Selection:
    """Move the active end by a word, forward (1) or back (-1); at least one word stays."""
    cells = words(text, within)
    span = selection.span
    if selection.at_start:
        stops = [word.start for word in cells if word.start < span.end]
        return _with(selection, start=_neighbour(stops, span.start, step))
    stops = [word.end for word in cells if word.end > span.start]
    return _with(selection, end=_neighbour(stops, span.end, step))


def move_by_character(
    text: str, within: Span, selection: Selection, step: int, *, at_start: bool
) -> Selection:
    """Move one end by a character; a base letter with its combining marks is one character."""
    here = selection.span.start if at_start else selection.span.end
    there = _next_character(text, here, step)
    if not within.start <= there <= within.end:
        return selection
    return _with(selection, start=there) if at_start else _with(selection, end=there)


def extend_by_word(text: str, within: Span, selection: Selection, step: int) -> Selection:
    """Extend by a word at the end (1) or at the start (-1)."""
    moved = move_by_word(text, within, replace(selection, at_start=step < 0), step)
    return replace(moved, at_start=selection.at_start)


def brackets_at(text: str, within: Span, near: int) -> Span | None:
    """The innermost brackets around an offset, else the first after it, with the brackets."""
    pairs = _pairs(text, within, _BRACKETS)
    round_it = [pair for pair in pairs if pair.start <= near < pair.end]
    if round_it:
        return max(round_it, key=lambda pair: pair.start)
    return next((pair for pair in sorted(pairs) if pair.start >= near), None)


def clauses(text: str, within: Span) -> tuple[Span, ...]:
    """The parts between commas, semicolons, colons and dashes, each without outer punctuation."""
    pauses = [found.span() for found in _PAUSE.finditer(text, within.start, within.end)]
    starts = [within.start, *(end for _, end in pauses)]
    ends = [*(start for start, _ in pauses), within.end]
    stretches = [Span(low, high) for low, high in zip(starts, ends, strict=True) if low < high]
    return tuple(
        found for found in (without_outer_punctuation(text, one) for one in stretches) if found
    )


def clause_at(text: str, within: Span, near: int) -> Span | None:
    """The clause at an offset, else the one after it, else the first."""
    found = clauses(text, within)
    return next((one for one in found if one.end > near), next(iter(found), None))


def without_outer_punctuation(text: str, span: Span) -> Span | None:
    """From the first word to the last, without outer punctuation; None if there is no word.

    A bracket or quotation mark stays if its partner is inside.
    """
    named = _named(text, span)
    if not named:
        return None
    words_only = Span(named[0].start, named[-1].end)
    pairs = [pair for pair in _pairs(text, span, _PAIRS) if pair.overlaps(words_only)]
    opens = [pair.start for pair in pairs if pair.end <= words_only.end]
    closes = [pair.end for pair in pairs if pair.start >= words_only.start]
    return Span(min([words_only.start, *opens]), max([words_only.end, *closes]))


def snap_to_words(text: str, within: Span, span: Span) -> Span | None:
    """From the first to the last word that a span touches; None if it touches none."""
    touched = [word for word in words(text, within) if word.overlaps(span)]
    return Span(touched[0].start, touched[-1].end) if touched else None


def start_with_opening_marks(text: str, within: Span, word: Span) -> int:
    """Where a sentence that begins with a word begins: at the opening marks before it."""
    at = word.start
    while at > within.start and not (text[at - 1].isalnum() or text[at - 1].isspace()):
        at -= 1
    if at == within.start or text[at - 1].isspace():
        return at
    marks = text[at : word.start]  # they follow a word: the last of them may still open
    return word.start - (len(marks) - len(marks.rstrip(_OPENING)))


def trimmed(text: str, span: Span) -> Span:
    """The span without the white space at its ends; unchanged if it is all white space."""
    quote = span.of(text)
    kept = quote.strip()
    if not kept:
        return span
    start = span.start + len(quote) - len(quote.lstrip())
    return Span(start, start + len(kept))


def _pairs(text: str, within: Span, marks: Mapping[str, str]) -> list[Span]:
    """The spans from opening to closing marks; unpaired marks are skipped."""
    found: list[Span] = []
    opened: list[tuple[str, int]] = []
    for place in range(within.start, within.end):
        mark = text[place]
        if opened and mark == opened[-1][0]:
            found.append(Span(opened.pop()[1], place + 1))
        elif mark in marks:
            opened.append((marks[mark], place))
    return found


def _neighbour(stops: list[int], here: int, step: int) -> int:
    """The next of the stops after (or before) here; here itself if there is none."""
    if step > 0:
        return next((stop for stop in stops if stop > here), here)
    return next((stop for stop in reversed(stops) if stop < here), here)


def _next_character(text: str, place: int, step: int) -> int:
    place += step
    while 0 < place < len(text) and _splits_a_character(text, place):
        place += step
    return place


def _splits_a_character(text: str, place: int) -> bool:
    return bool(_combining_pattern().match(text[place])) or text[place - 1] == "\u200d"


def _with(selection: Selection, *, start: int | None = None, end: int | None = None) -> Selection:
    """The selection with another end; unchanged if nothing would be left of it."""
    low = selection.span.start if start is None else start
    high = selection.span.end if end is None else end
    return replace(selection, span=Span(low, high)) if 0 <= low < high else selection
