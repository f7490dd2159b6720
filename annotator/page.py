"""What of a page is title, what is article text, and what came along as page furniture.

Furniture is marked, never taken out: share prompts, credits, forms and links keep their place
in the text, and nobody steps through them. Offsets are those of the text as it was read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from annotator.model import Block, BlockKind, Span

LONGEST_TITLE = 160
LONGEST_FURNITURE = 160

_LINE = re.compile(r"[^\r\n]+")
_SITE = re.compile(r"\s([|·»]\s*[^|·»\r\n]{2,40})$")
_SENTENCE_END = re.compile(r"[.!?…:;,—–-][\"'”’)\]]*$")

_WHOLE_LINES = (
    "spread the love",
    "source(?: link| url)?",
    "leave a (?:comment|reply)",
    r"(?:view |load |all )*comments?(?: \(?\d+\)?)?",
    r"\d+ comments?",
    "advertise?ment",
    "sponsored(?: content)?",
    "(?:most read|trending|print|e-?mail|share|tweet|back to top)",
    r"all rights reserved\.?",
    "skip to (?:main )?content",
    "recommended(?: for you)?",
    "related(?: (?:articles?|stories|story|posts?|content))?",
    r"share (?:this|on|via)\b.{0,60}",
    r".{0,40}\b\d+ min(?:ute)?s? read",
)
_OPENINGS = (
    r"(?:read|see|watch) (?:more|also|next)\s*[:»>]",
    r"(?:related|tags?)\s*:",
    r"filed under\b",
    r"posted (?:in|by|on)\b",
    r"sign up (?:for|to)\b",
    r"subscribe (?:to|now|today)\b",
    r"(?:follow|join) us (?:on|at)\b",
    r"click here\b",
    r"(?:photos?|images?|pictures?|photographs?)(?: by| credit)?\s*:",
    r"(?:photo|image|photograph) by\b",
    r"(?:©|\(c\)|copyright\b)",
    r"(?:previous|next) (?:post|article|story)\b",
    r"story continues below\b",
    "<!--",
    r"https?://\S+$",
)
_FURNITURE = re.compile(
    rf"\W*(?:(?:{'|'.join(_WHOLE_LINES)})\W*$|(?:{'|'.join(_OPENINGS)}))", re.IGNORECASE
)
_BYLINE = re.compile(r"[Bb][Yy] (?:[A-ZÀ-ÞŁŚŠŽČĆĐ][\w.’'-]*(?:, | and | )?){2,8}(?:[,|].{0,60})?$")


def lay_out(text: str, *, title: str = "") -> tuple[Block, ...]:
    """The blocks of a page, in order.

    title: the one given with the text, if any; the first line is a title too where it is short
    and does not end as a sentence does. A site's name behind a bar at the title's end is
    furniture. Lines that a program wrapped at some width are one paragraph.
    """
    lines = [_trimmed(text, *found.span()) for found in _LINE.finditer(text)]
    lines = [line for line in lines if line is not None]
    blocks: list[Block] = []
    if lines and _is_title(lines[0].of(text), title):
        blocks.extend(_title(text, lines.pop(0)))
    for part in _joined(text, lines):
        kind = BlockKind.FURNITURE if _is_furniture(part.of(text)) else BlockKind.PARAGRAPH
        blocks.append(Block(part, kind))
    return tuple(blocks)


def _trimmed(text: str, start: int, end: int) -> Span | None:
    """The line without white space at its ends; None if there is nothing else."""
    line = text[start:end]
    if not line.strip():
        return None
    return Span(start + len(line) - len(line.lstrip()), start + len(line.rstrip()))


def _is_title(line: str, given: str) -> bool:
    bare = _SITE.sub("", line).strip()
    if given and bare == given.strip():
        return True
    return len(line) <= LONGEST_TITLE and not _SENTENCE_END.search(bare) and not _is_furniture(line)


def _title(text: str, line: Span) -> Iterator[Block]:
    site = _SITE.search(line.of(text))
    if site is None:
        yield Block(line, BlockKind.TITLE)
        return
    bar = line.start + site.start(1)
    bare = _trimmed(text, line.start, bar)
    if bare:
        yield Block(bare, BlockKind.TITLE)
    yield Block(Span(bar, line.end), BlockKind.FURNITURE)


def _is_furniture(part: str) -> bool:
    if len(part) > LONGEST_FURNITURE:
        return False
    return bool(_FURNITURE.match(part) or _BYLINE.match(part))


def _joined(text: str, lines: Sequence[Span]) -> Iterator[Span]:
    """One span a paragraph: the lines themselves, or runs of them where they were wrapped."""
    if not _is_wrapped(text, lines):
        yield from lines
        return
    start = None
    for line, following in pairwise([*lines, None]):
        start = line.start if start is None else start
        if following is None or _blank_between(text, line, following) or _ends_run(text, line):
            yield Span(start, line.end)
            start = None


def _ends_run(text: str, line: Span) -> bool:
    """Whether a line stands alone among wrapped ones: furniture is never a part of a paragraph."""
    return _is_furniture(line.of(text))


def _blank_between(text: str, line: Span, following: Span) -> bool:
    between = text[line.end : following.start].replace("\r\n", "\n").replace("\r", "\n")
    return between.count("\n") > 1


def _is_wrapped(text: str, lines: Sequence[Span]) -> bool:
    """Whether lines were broken at a width: many are long, none is very long, few end sentences.

    And blank lines stand between paragraphs: most neighbouring lines have none between them.
    """
    long = [line for line in lines if line.end - line.start > 45]
    if len(lines) < 8 or len(long) < 0.6 * len(lines):
        return False
    if max(line.end - line.start for line in lines) > 100:
        return False
    ended = sum(bool(_SENTENCE_END.search(line.of(text))) for line in long)
    joined = sum(not _blank_between(text, *pair) for pair in pairwise(lines))
    return ended < 0.5 * len(long) and joined > 0.5 * len(lines)
