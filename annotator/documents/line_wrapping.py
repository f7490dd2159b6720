"""Find the paragraphs of a text: a line each, or the lines that a program wrapped at a width.

A program that wraps a paragraph breaks a line where the next word does not fit. Two neighbouring
lines therefore say between which bounds the width must be, and in a wrapped text most of them
agree on one width. Lines end at LF, CR and CR LF only. The marks of quoted mail (>) at the
beginning of lines belong to no paragraph.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

from annotator.documents.boilerplate import is_boilerplate
from annotator.model import Span

SENTENCE_END = re.compile(r"[.!?…:。！？｡؟۔।॥։።။][\"'”’»)\]」』）】]*$")
"""The end of a line that a sentence may end with."""

_NARROWEST, _WIDEST = 36, 140  # characters per line of a wrapped text
_MOST = 0.75  # of the pairs of lines agree on the width
_INDENT = 2  # characters
_FEW = 3  # pairs: fewer have to break a sentence
_LINE = re.compile(r"()([ \t]*)([^\r\n]*)(?:\r\n|\r|\n|\Z)")
_QUOTED_LINE = re.compile(r"((?:>[ ]?(?=>))*>?) ?([ \t]*)([^\r\n]*)(?:\r\n|\r|\n|\Z)")
_QUOTED = re.compile(r"^>[^\r\n]*(?:\r\n|\r|\n)>", re.MULTILINE)
_TAB = 8
_UNSPACED = "\u3040-\u30ff\u3400-\u9fff"
_WIDE = re.compile(f"[{_UNSPACED}\u3000-\u303f\uff01-\uff60\uac00-\ud7af]")
_FIRST_SIGN = re.compile(
    f"[“‘「『（【《]?[{_UNSPACED}][、。，！？」』）ー]?"
)  # a line may break before it
_LINES_OF_SENTENCE = 4
_NARROW_BREAK = re.compile(r"[a-zß-ÿа-яёά-ώա-և]\n[a-zß-ÿа-яёά-ώա-և]|[、，のをはがにへで的]\n\w")
_ENDS_SENTENCE = re.compile(r"[.!?…;։。！？]$")
_FIRST_WORD = re.compile(r"[^ \t]*")
_RULE = re.compile(r"[-=*_~#•·—–\s]{3,}")
LIST_MARK = re.compile(r"(?:[-–—•*·▪‣◦⁃+]|\(?(?:\d{1,3}[.)]{1,2}|[^\W\d_]\)|[a-z]\.))[ \t]")
"""The mark that begins an item of a list."""

_LOWER_LINE = re.compile(rf"{LIST_MARK.pattern}|\S*[:/@]")  # b) or an address or a key
_LABEL = re.compile(r"(?:[QA]|[A-Z][\w.’'-]*(?: [A-Z(][\w.’')-]*){0,5}):[ \t]")
_UNFINISHED = re.compile(  # the last words of a line, where a sentence cannot end
    r"(?:[,–—(\[“‘„«「『（、，；،؛のをはがにへで的-]|\b(?:a|an|the|of|to|in|on|at|by|for|from|with|and|or|but|as|that|who|which"
    r"|his|her|its|their|our|my|is|was|were|are|be|been|has|had|have|than|into|after|before))$",
    re.IGNORECASE,
)


class _TextLine(NamedTuple):
    """A line that is not blank.

    words: without the marks of a quotation. width, indent: in characters, with tabs as wide as
    eight; narrow: the same width with tabs as wide as one, as some programs count them.
    blank: the blank lines above it.
    """

    span: Span
    words: str
    width: int
    narrow: int
    indent: int
    blank: int


class _LinePair(NamedTuple):
    """Two neighbouring lines. low, high: if both were wrapped, the width is between these.

    breaks: True if the break is inside a sentence. goes_on: True if the second line says so by its
    lower case.
    """

    low: int
    high: int
    breaks: bool
    goes_on: bool = False

    def fits(self, width: int) -> bool:
        """Return True if the first word of the second line did not fit on the first."""
        return self.low <= width <= self.high


def paragraphs(text: str) -> list[Span]:
    """The paragraphs of a text, in order, without white space at either end."""
    lines = list(_lines(text))
    pairs = [_pair(*two) for two in pairwise(lines)]
    lines = _parted_by_indents(lines, pairs)
    blank = _double_spacing(lines, pairs)
    groups = list(_groups(lines, blank))
    if len(groups) == len(lines):
        return [line.span for line in lines]
    if _indented_after_first(lines, groups):
        lines = [line._replace(indent=0) for line in lines]
    widths = sorted(line.narrow for line in lines)
    inside = [pair for start, end in groups for pair in pairs[start : end - 1]]
    common = _frequent_width(inside, widths)
    found: list[Span] = []
    for start, end in groups:
        among = pairs[start : end - 1]
        if 2 <= end - start <= _LINES_OF_SENTENCE and _is_one_sentence(lines[start:end]):
            found.append(Span(lines[start].span.start, lines[end - 1].span.end))
            continue
        width = common
        if not any(pair.fits(width) for pair in among):
            width = _width_of_group(lines[start:end], among, widths)
        found += _joined(lines[start:end], among, width, widths[-1])
    return found


def _lines(text: str) -> Iterator[_TextLine]:
    """The lines that are not blank."""
    blank = depth = 0
    expression = _QUOTED_LINE if _QUOTED.search(text) else _LINE
    for match in expression.finditer(text):
        start, end = match.span(3)
        words = text[start:end].strip()
        if not words:
            blank += 1
            continue
        start += len(text[start:end]) - len(text[start:end].lstrip())
        marks, blanks = match.group(1, 2)
        narrow = len(blanks) + _columns(words)
        indent, width = len(blanks), narrow
        if "\t" in blanks or "\t" in words:
            indent = len(blanks.expandtabs(_TAB))
            width = indent + _columns(words.expandtabs(_TAB))
        blank = blank if len(marks) == depth else max(blank, 2)
        yield _TextLine(Span(start, start + len(words)), words, width, narrow, indent, blank)
        blank, depth = 0, len(marks)


def _columns(words: str) -> int:
    """The width of words: Chinese, Japanese and Korean characters are as wide as two."""
    return len(words) if words.isascii() else len(words) + len(_WIDE.findall(words))


def _pair(line: _TextLine, following: _TextLine) -> _LinePair:
    breaks = _breaks(line.words, following.words)
    if sign := _FIRST_SIGN.match(following.words):
        length = _columns(sign.group())
        low = max(line.narrow, following.narrow) - 2  # a stop may stand beyond the margin
        return _LinePair(low, line.width + length + 2, breaks)
    word = _FIRST_WORD.match(following.words)
    length = word.end() if word else 0
    is_word = length == len(following.words)  # a long address may be wider than the text
    low = line.narrow if is_word else max(line.narrow, following.narrow)
    goes_on = breaks and following.words[0].islower() and not _LOWER_LINE.match(following.words)
    return _LinePair(low, line.width + length, breaks, goes_on)


def _breaks(line: str, following: str) -> bool:
    """Return True if a line ends inside a sentence that goes on in the next line."""
    if SENTENCE_END.search(line):
        return False
    return following[0].islower() or _UNFINISHED.search(line) is not None


# ---------------------------------------------------------------------------------- width


def _width(pairs: Sequence[_LinePair]) -> int:
    """The width that lines are wrapped at; 0 if they are not.

    They are if most pairs agree on a width; fewer than three pairs, or a text that has lists too,
    if most of those agree whose break is inside a sentence.
    """
    width = _common_width(pairs, [1] * len(pairs))
    fitting = [pair for pair in pairs if pair.fits(width)]
    if width and len(fitting) >= max(_FEW, _MOST * len(pairs)):
        return width
    width = _common_width(pairs, [len(pairs) + 1 if pair.breaks else 1 for pair in pairs])
    broken = [pair for pair in pairs if pair.breaks]
    fitting = [pair for pair in broken if pair.fits(width)]
    agreed = sum(pair.fits(width) for pair in pairs)
    if fitting and len(fitting) >= _MOST * len(broken) and agreed >= len(pairs) / 3:
        return width
    return 0


def _common_width(pairs: Sequence[_LinePair], weights: Sequence[int]) -> int:
    """The width that most pairs agree on, each counted by its weight; 0 if there is none."""
    changes: Counter[int] = Counter()
    for pair, weight in zip(pairs, weights, strict=True):
        low, high = max(pair.low, _NARROWEST), min(pair.high, _WIDEST)
        if low <= high:
            changes[low] += weight
            changes[high + 1] -= weight
    widths = sorted(changes)
    agreeing = list(accumulate(changes[width] for width in widths))
    return widths[agreeing.index(max(agreeing))] if agreeing else 0


def _frequent_width(pairs: Sequence[_LinePair], widths: Sequence[int]) -> int:
    """The width that lines are wrapped at; 0 if more lines of the text are wider than agree on it.

    widths: of all lines of the text, sorted.
    """
    width = _width(pairs)
    wide = len(widths) - bisect_right(widths, width)
    return width if wide <= 1 + sum(pair.fits(width) for pair in pairs) / 2 else 0


def _width_of_group(
    lines: Sequence[_TextLine], pairs: Sequence[_LinePair], widths: Sequence[int]
) -> int:
    """The width of lines without a blank line between them that have one of their own."""
    if len(pairs) >= _FEW:
        return _width(pairs)
    ends = [SENTENCE_END.search(line.words) is not None for line in lines]
    if ends == [False] * len(pairs) + [True]:  # one sentence
        pairs = [pair._replace(breaks=True) for pair in pairs]
    return _frequent_width(pairs, widths)


def _parted_by_indents(lines: list[_TextLine], pairs: Sequence[_LinePair]) -> list[_TextLine]:
    """The lines, with blank ones above those that are indented if these begin paragraphs.

    They do not in a list or a quotation whose lines are all indented: most breaks above them are
    inside a sentence. All lines may have a blank one above them.
    """
    least = min((line.indent for line in lines), default=0) + _INDENT
    gap = Counter(line.blank for line in lines[1:]).most_common(1)
    indented = [
        pair
        for pair, line in zip(pairs, lines[1:], strict=False)
        if line.indent >= least and line.blank <= min(gap[0][0], 1)
    ]
    if len(indented) < 2 or sum(pair.breaks for pair in indented) > (1 - _MOST) * len(indented):
        return lines
    return [line._replace(blank=2) if line.indent >= least else line for line in lines]


def _is_one_sentence(lines: Sequence[_TextLine]) -> bool:
    """Return True for a sentence on a few lines, however narrow.

    It begins with a capital, goes on in lower case, and only its last line ends with a stop.
    """
    first = lines[0].words[0]
    if not first.isalpha() or first.islower() or not _ENDS_SENTENCE.search(lines[-1].words):
        return False
    return all(
        _NARROW_BREAK.fullmatch(f"{line.words[-1]}\n{following.words[0]}")
        for line, following in pairwise(lines)
    )


def _indented_after_first(lines: Sequence[_TextLine], groups: Sequence[tuple[int, int]]) -> bool:
    """Return True if all lines but the first of each group are indented."""
    return any(end - start > 2 for start, end in groups) and all(
        line.indent >= lines[start].indent + _INDENT
        for start, end in groups
        for line in lines[start + 1 : end]
    )


def _double_spacing(lines: Sequence[_TextLine], pairs: Sequence[_LinePair]) -> int:
    """1 if every other line of a wrapped text is blank, else 0.

    Many of its breaks are inside a sentence; between paragraphs few are.
    """
    gaps = Counter(min(line.blank, 2) for line in lines[1:])
    spaced = [pair for pair, line in zip(pairs, lines[1:], strict=False) if line.blank == 1]
    broken = [pair for pair in spaced if pair.breaks]
    widths = sorted(line.narrow for line in lines)
    fits_widest = [pair.goes_on and pair.fits(widths[-1]) for pair in broken]
    if not gaps[0] and broken and all(fits_widest) and _NARROWEST <= widths[-1] <= _WIDEST:
        return 1
    if len(broken) < max(1 if gaps[2] > 1 else 2, len(spaced) / 5, 4 * gaps[0]):
        return 0
    return int(_frequent_width(spaced, widths) > 0)


# ----------------------------------------------------------------------------- paragraphs


def _groups(lines: Sequence[_TextLine], blank: int) -> Iterator[tuple[int, int]]:
    """[start, end) of the lines without more than so many blank lines between them."""
    start = 0
    for number in range(1, len(lines) + 1):
        if number == len(lines) or lines[number].blank > blank:
            yield start, number
            start = number


def _joined(
    lines: Sequence[_TextLine], pairs: Sequence[_LinePair], width: int, widest: int
) -> Iterator[Span]:
    """The paragraphs among lines without a blank line between them, wrapped at a width.

    If they are at none, a sentence goes on in lower case where a line is as wide as the widest.
    """
    first = 0
    for number, pair in enumerate(pairs):
        around = lines[first], lines[number], lines[number + 1], pair
        goes_on = pair.goes_on and _NARROWEST <= widest <= _WIDEST and pair.fits(widest)
        if not (_continues(*around, width) if width else goes_on):
            yield Span(lines[first].span.start, lines[number].span.end)
            first = number + 1
    yield Span(lines[first].span.start, lines[-1].span.end)


def _continues(
    first: _TextLine, line: _TextLine, following: _TextLine, pair: _LinePair, width: int
) -> bool:
    """Return True if two neighbouring lines of a wrapped text belong to one paragraph.

    first: the line where the paragraph begins.
    """
    is_full = pair.low <= width <= pair.high + 1  # two blanks between sentences
    if not (is_full or (pair.breaks and line.width > width / 2)):
        return False
    if _RULE.fullmatch(line.words) or _RULE.fullmatch(following.words):
        return False
    if LIST_MARK.match(following.words) and (
        LIST_MARK.match(first.words) or line.words.endswith(":")
    ):
        return False
    if SENTENCE_END.search(line.words):
        is_turn = _LABEL.match(following.words) and _LABEL.match(first.words)
        is_prompt = following.blank and is_boilerplate(following.words)  # below a paragraph
        return not (is_turn or is_prompt or following.indent >= line.indent + _INDENT)
    if first is line and not pair.breaks and is_boilerplate(line.words):
        return is_boilerplate(f"{line.words} {following.words}")
    return True
