"""Split a text into blocks: its title, its paragraphs and boilerplate.

A block is a part of a document. Boilerplate stays in the text, at its offsets, but has no
sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from annotator.documents.boilerplate import closing_credit, is_boilerplate, is_byline, is_kicker
from annotator.documents.line_wrapping import LIST_MARK, paragraphs
from annotator.model import Block, BlockForm, BlockKind, Span

_LONGEST_TITLE = 200
_SITE = re.compile(r"\s([|»·]\s*[^|»·]{2,40}(?:\s[|»·]\s*[^|»·]{2,40})?)$")
_DASHED_SITE = re.compile(r"\s[-–—]\s[^-–—]{2,40}$")
_MARK = r"(?:\[\w{1,3}\]|[¹²³⁰-⁹†‡]|(?<!\*)\*|\((?:AP|AFP|Reuters|REUTERS|UPI|dpa|DPA)\))"
_ENDS_TEXT = re.compile(  # as a headline does not: a stop, a dash, an emoji, an address, a tag
    rf"(?:[.!?…:;,][\"'”’»«)\]\s]*(?:\s*{_MARK})*|\s*{_MARK}|[-–—]|[\u2600-\u27bf\U0001f000-\U0001faff]"
    r"[\ufe0f\u200d\U0001f3fb-\U0001f3ff]*|(?:https?://|www\.|pic\.twitter\.com/|[#@])\S+)$"
)


_QUOTED = re.compile(r">[ \t]?(?=[^\s>])")
_TABLE_ROW = re.compile(r"\|.*\|", re.DOTALL)


def split_into_blocks(
    text: str, *, title: str = "", forms: Mapping[int, BlockForm] | None = None
) -> tuple[Block, ...]:
    """Split a text into blocks, in order.

    Each line is a block; in a hard-wrapped text, the lines of a paragraph are one block. The
    first block that is not boilerplate is the title if it equals the given title; if none is
    given, if it is short, does not end like a sentence, is not the only one and no item of a list,
    or if a byline follows. A kicker above the title and the name of a site after a bar are
    boilerplate.

    A row of a table is boilerplate with that form. A line after `>` is a quotation. A line that
    ends with the credit of a picture is a caption, and the credit boilerplate.

    title: the title from the metadata, "" if there is none. forms: of the lines of a page, by
        where they start.
    """
    parts = paragraphs(text)
    lines = [part.of(text) for part in parts]
    found = [(forms or {}).get(part.start) for part in parts]
    tables = _table_rows(lines)
    kinds = [
        BlockKind.BOILERPLATE if number in tables or is_boilerplate(line) else BlockKind.PARAGRAPH
        for number, line in enumerate(lines)
    ]
    for number, part in enumerate(parts):
        if number in tables:
            found[number] = BlockForm.TABLE
        elif kinds[number] is BlockKind.PARAGRAPH and _is_quoted(text, part):
            found[number] = BlockForm.QUOTE
    closing = {
        number: credit
        for number, line in enumerate(lines)
        if kinds[number] is BlockKind.PARAGRAPH and (credit := closing_credit(line))
    }
    for number in closing:
        found[number] = found[number] or BlockForm.CAPTION
    title_at = _title_at(lines, kinds, title, found)
    blocks: list[Block] = []
    for number, each in enumerate(zip(parts, kinds, found, strict=True)):
        if number == title_at:
            blocks += _title_blocks(text, parts[number])
        elif number in closing:
            blocks += _caption_blocks(text, parts[number], closing[number], found[number])
        else:
            blocks.append(Block(*each))
    return tuple(blocks)


def _is_quoted(text: str, part: Span) -> bool:
    """Return True if a line begins with the mark of quoted mail, in the block or before it."""
    before = text[max(0, part.start - 3) : part.start].rstrip(" \t")
    return before.endswith(">") or _QUOTED.match(text, part.start) is not None


def _table_rows(lines: Sequence[str]) -> set[int]:
    """The numbers of the blocks that are rows of tables, `| a | b |`; one alone is none."""
    rows = [_TABLE_ROW.fullmatch(line.strip()) is not None for line in lines]
    beside = zip(rows, [False, *rows], [*rows[1:], False], strict=False)
    return {
        number
        for number, (row, before, after) in enumerate(beside)
        if row and (before or after or "\n" in lines[number])
    }


def _title_at(
    lines: Sequence[str],
    kinds: list[BlockKind],
    given: str,
    forms: Sequence[BlockForm | None],
) -> int | None:
    """The number of the block that is the title, if any. Marks a kicker above it as boilerplate."""
    is_text = [kind is BlockKind.PARAGRAPH for kind in kinds]
    texts = [number for number, text in enumerate(is_text) if text and not forms[number]]
    while len(texts) > 1 and is_kicker(lines[texts[0]]):
        kinds[texts.pop(0)] = BlockKind.BOILERPLATE
    if not texts:
        return None
    first, line = texts[0], lines[texts[0]]
    if given:
        return first if _names(line) & _names(given) else None
    if sum(is_text) == 1 or len(line) > _LONGEST_TITLE:
        return None
    if LIST_MARK.match(line) and first + 1 < len(lines) and LIST_MARK.match(lines[first + 1]):
        return None
    is_above_byline = first + 1 < len(lines) and is_byline(lines[first + 1])
    return first if is_above_byline or not _ENDS_TEXT.search(line) else None


def _names(title: str) -> set[str]:
    """A title, normalized, also without the name of a site at its end."""
    return {_normalized(site.sub("", title)) for site in (_SITE, _DASHED_SITE)} - {""}


def _normalized(title: str) -> str:
    """A title reduced to its words, in one case: copies differ in blanks and punctuation."""
    return re.sub(r"\W+", " ", title.replace("’", "'")).strip().casefold()


def _caption_blocks(text: str, line: Span, credit: int, form: BlockForm | None) -> Iterator[Block]:
    """The text of a caption, and as boilerplate the credit that begins at a place in its line."""
    words = line.of(text)[:credit].rstrip()
    yield Block(Span(line.start, line.start + len(words)), BlockKind.PARAGRAPH, form)
    yield Block(Span(line.start + credit, line.end), BlockKind.BOILERPLATE, form)


def _title_blocks(text: str, line: Span) -> Iterator[Block]:
    """The title as a block, and the name of a site after it as boilerplate."""
    site = _SITE.search(line.of(text))
    if site is None or not line.of(text)[: site.start()].strip():
        yield Block(line, BlockKind.TITLE)
        return
    name = line.of(text)[: site.start()].rstrip()
    yield Block(Span(line.start, line.start + len(name)), BlockKind.TITLE)
    yield Block(Span(line.start + site.start(1), line.end), BlockKind.BOILERPLATE)
