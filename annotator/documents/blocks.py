"""Split a text into blocks: its title, its paragraphs and boilerplate.

A block is a part of a document. Boilerplate stays in the text, at its offsets, but has no
sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from annotator.documents.boilerplate import is_boilerplate
from annotator.documents.line_wrapping import paragraphs
from annotator.model import Block, BlockKind, Span

_LONGEST_TITLE = 200
_SITE = re.compile(r"\s([|»·]\s*[^|»·]{2,40}(?:\s[|»·]\s*[^|»·]{2,40})?)$")
_SENTENCE_END = re.compile(r"[.!?…:;,][\"'”’)\]]*$")


def split_into_blocks(text: str, *, title: str = "") -> tuple[Block, ...]:
    """Split a text into blocks, in order.

    Each line is a block; in a hard-wrapped text, the lines of a paragraph are one block. The
    first block that is not boilerplate is the title if it equals the given title, or if it is
    short, does not end like a sentence and is not the only one. The name of a site after a bar
    at the end of the title is boilerplate.

    title: the title from the metadata, "" if there is none.
    """
    parts = paragraphs(text)
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
