"""Read subtitles (SRT, WebVTT): the words of all cues; numbers, times and settings are dropped.

Cues are joined by a blank, because sentences run over them. A dash or `>>` at the start of a line
is another speaker, and begins a paragraph. A line that the next cue repeats is read once.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path

from annotator.documents.article import Article
from annotator.documents.encoding import decode
from annotator.errors import Problem

_CUE = re.compile(
    r"[ \t]*(?:\d+:)?\d{1,2}:\d\d[.,]\d{1,3}[ \t]*-->[ \t]*(?:\d+:)?\d{1,2}:\d\d[.,]\d"
)
_MARK_UP = re.compile(r"</?[A-Za-z0-9][^<>\n]*>|\{\\[^{}\n]*\}")
_SPEAKER = re.compile(r"(?:[-–—‐][ \t]?|(?:>>|&gt;&gt;)[ \t]?)(?=\S)")
_NO_CUES = "Save the spoken text as .txt."


def parse(path: Path, encoding: str | None) -> Iterator[Article | Problem]:
    """Read the article of a file of subtitles.

    Raises OSError, and NotTextError if the file is not text.
    """
    decoded = decode(path.read_bytes(), encoding)
    lines = list(_spoken(decoded.text))
    if not lines:
        yield Problem(path, 0, "expected subtitles, found no cue with a time and words", _NO_CUES)
        return
    first, _ = lines[0]
    text = _joined([words for _, words in lines])
    yield Article(text, {}, path, first, decoded.encoding, decoded.detected)


def _spoken(text: str) -> Iterator[tuple[int, str]]:
    """Yield (line of the file, words) of each line of a cue."""
    is_cue = False
    for number, line in enumerate(re.split(r"\r\n?|\n", text), 1):
        if _CUE.match(line):
            is_cue = True
        elif not line.strip():
            is_cue = False
        elif is_cue:
            words = " ".join(html.unescape(_MARK_UP.sub("", line)).split())
            if words:
                yield number, words


def _joined(lines: list[str]) -> str:
    """The lines as one text, a paragraph for each speaker that is marked."""
    text, before = "", ""
    for line in lines:
        speaker = _SPEAKER.match(line)
        words = line[speaker.end() :] if speaker else line
        if words == before:
            continue
        between = "\n\n" if speaker else " "
        text += (between if text else "") + words
        before = words
    return text + "\n"
