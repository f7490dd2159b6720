"""Split a paragraph into sentences, whether or not a program has wrapped its lines."""

from __future__ import annotations

import re
from bisect import bisect_right

from annotator.model import Span
from annotator.sentences import Splitter

_LINE_BREAK = re.compile(r"[ \t]*[\r\n][\s>]*")  # with the marks of quoted mail
_UNSPACED = re.compile(r"[\u3000-\u30ff\u3400-\u9fff\uff01-\uff60]{2}")
_HYPHEN = re.compile(r"\w-\Z")


def split_paragraph(
    text: str, paragraph: Span, splitter: Splitter, language: str
) -> tuple[Span, ...]:
    """The sentences of a paragraph. One that was wrapped is split as it was before.

    language: of the document, its code.
    """
    words = paragraph.of(text)
    if "\n" not in words and "\r" not in words:
        return splitter.split(text, paragraph, language)
    line, shifts = _unwrapped(words)
    joins = [join for join, _ in shifts]

    def place(at: int) -> int:
        number = bisect_right(joins, at)
        return paragraph.start + at + (shifts[number - 1][1] if number else 0)

    sentences = splitter.split(line, Span(0, len(line)), language)
    return tuple(Span(place(one.start), place(one.end - 1) + 1) for one in sentences)


def _unwrapped(words: str) -> tuple[str, list[tuple[int, int]]]:
    """The lines of a paragraph as one line, and where they were joined.

    Between two lines is one blank, and nothing after a hyphen or between characters of a script
    without blanks. Of each join: the place of the second line in the new line, and how much
    further on it is in the paragraph.
    """
    parts: list[str] = []
    shifts: list[tuple[int, int]] = []
    length, start = 0, 0
    for match in _LINE_BREAK.finditer(words):
        part = words[start : match.start()]
        around = words[match.start() - 1 : match.start()] + words[match.end() : match.end() + 1]
        part += "" if _UNSPACED.match(around) or _HYPHEN.search(part) else " "
        parts.append(part)
        length += len(part)
        start = match.end()
        shifts.append((length, start - length))
    return "".join(parts) + words[start:], shifts
