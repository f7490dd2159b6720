"""Split a text into blocks: its title, its paragraphs and boilerplate.

A block is a part of a document. Boilerplate stays in the text, at its offsets, but has no
sentences. Lines end at LF, CR and CR LF only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise, zip_longest

from annotator.documents.boilerplate import is_boilerplate
from annotator.model import Block, BlockKind, Span

_LONGEST_TITLE = 200
_NARROWEST, _WIDEST = 50, 120  # characters per line of a hard-wrapped text
_SITE = re.compile(r"\s([|»·]\s*[^|»·\r\n]{2,40}(?:\s[|»·]\s*[^|»·\r\n]{2,40})?)$")
_SENTENCE_END = re.compile(r"[.!?…:;,][\"'”’)\]]*$")


def split_into_blocks(text: str, *, title: str = "") -> tuple[Block, ...]:
    """Split a text into blocks, in order.

    Each line is a block; in a hard-wrapped text, the lines of a paragraph are one block. The
    first block that is not boilerplate is the title if it equals the given title, or if it is
    short, does not end like a sentence and is not the only one. The name of a site after a bar
    at the end of the title is boilerplate.

    title: the title from the metadata, "" if there is none.
    """
    parts = _paragraphs(text)
    boilerplate = [is_boilerplate(part.of(text)) for part in parts]
    kinds = {True: BlockKind.BOILERPLATE, False: BlockKind.PARAGRAPH}
    blocks = [Block(part, kinds[mark]) for part, mark in zip(parts, boilerplate, strict=True)]
    if False in boilerplate:
        first = boilerplate.index(False)
        if _is_title(parts[first].of(text), title, alone=boilerplate.count(False) == 1):
            blocks[first : first + 1] = _title_blocks(text, parts[first])
    return tuple(blocks)


def _is_title(line: str, given: str, *, alone: bool) -> bool:
    """Return True if the first line of the text is its title. alone: there is no other line."""
    if given and _normalized(given) in {_normalized(line), _normalized(_SITE.sub("", line))}:
        return True
    return not alone and len(line) <= _LONGEST_TITLE and not _SENTENCE_END.search(line)


def _normalized(title: str) -> str:
    """A title reduced to its words, in one case: copies differ in blanks and punctuation."""
    return re.sub(r"\W+", " ", title.replace("’", "'")).strip().casefold()


def _title_blocks(text: str, line: Span) -> Iterator[Block]:
    """The title as a block, and the name of a site after it as boilerplate."""
    site = _SITE.search(line.of(text))
    if site is None or not line.of(text)[: site.start()].strip():
        yield Block(line, BlockKind.TITLE)
        return
    name = line.of(text)[: site.start()].rstrip()
    yield Block(Span(line.start, line.start + len(name)), BlockKind.TITLE)
    yield Block(Span(line.start + site.start(1), line.end), BlockKind.BOILERPLATE)


# -------------------------------------------------------------------------------- lines


def _paragraphs(text: str) -> Sequence[Span]:
    """One span per paragraph: a line, or the joined lines of a hard-wrapped paragraph."""
    lines = list(_lines(text))
    width = _wrap_width(text, lines)
    return list(_joined(text, lines, width)) if width else lines


def _joined(text: str, lines: Sequence[Span], width: int) -> Iterator[Span]:
    """The paragraphs of a text that is hard-wrapped at a width."""
    start = None
    for line, following in zip_longest(lines, lines[1:]):
        start = line.start if start is None else start
        if not (following and _continues(text, line, following, width)):
            yield Span(start, line.end)
            start = None


def _lines(text: str) -> Iterator[Span]:
    """The lines that are not blank, without white space at either end."""
    start = 0
    for line in text.replace("\r", "\n").split("\n"):  # in CR LF, a blank one between the two
        end = start + len(line)
        words = line.lstrip()
        if words:
            yield Span(end - len(words), start + len(line.rstrip()))
        start = end + 1


def _wrap_width(text: str, lines: Sequence[Span]) -> int:
    """The width that a text is hard-wrapped at; 0 if it is not.

    A text is hard-wrapped if, for three in four lines, the first word of the next line does not
    fit on the line.
    """
    width = 0
    for line in lines:
        length = line.end - line.start
        if length > width and " " in line.of(text):
            width = length
            if width > _WIDEST:
                return 0
    neighbours = [pair for pair in pairwise(lines) if not _blank_between(text, *pair)]
    if width < _NARROWEST or len(neighbours) < 3:
        return 0
    full = sum(_is_full(text, line, following, width) for line, following in neighbours)
    return width if full >= 0.75 * len(neighbours) else 0


def _is_full(text: str, line: Span, following: Span, width: int) -> bool:
    """Return True if the first word of the next line does not fit on this line."""
    word = following.of(text).split(maxsplit=1)[0]
    return line.end - line.start + 1 + len(word) > width


def _continues(text: str, line: Span, following: Span, width: int) -> bool:
    """Return True if a hard-wrapped line and the next line belong to one paragraph."""
    if _blank_between(text, line, following):
        return False
    if is_boilerplate(line.of(text)) or is_boilerplate(following.of(text)):
        return False
    if _is_full(text, line, following, width):
        return True
    return line.end - line.start > width / 2 and not _SENTENCE_END.search(line.of(text))


def _blank_between(text: str, line: Span, following: Span) -> bool:
    """Return True if there is a blank line between two lines."""
    between = text[line.end : following.start].replace("\r\n", "\n").replace("\r", "\n")
    return between.count("\n") > 1
