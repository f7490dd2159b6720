"""Paragraphs, fields and columns for the texts in dialogs.

Widths are cells. Functions return lines; their text must be safe to show (annotator.safe_text).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich.cells import cell_len, set_cell_size
from textual.content import Content

HEAD = "bold $accent"
FAINT = "$context"
MARKED = "bold underline $accent"

Lines = list[Content]


def heading(text: str) -> Lines:
    """A heading, with a blank line before it."""
    return [Content(""), Content.styled(text, HEAD)]


def hang(text: Content, width: int, lead: str = "", look: str = FAINT) -> Lines:
    """A paragraph broken into lines; those after the first are indented by the lead's width."""
    room = max(8, width - cell_len(lead))
    blank = " " * cell_len(lead)
    lines = text.wrap(room) or [Content("")]
    leads = [Content.styled(lead, look), *(Content(blank) for _ in lines[1:])]
    return [Content.assemble(before, line) for before, line in zip(leads, lines, strict=True)]


def fields(pairs: Iterable[tuple[str, Content]], width: int) -> Lines:
    """Named values, one below the other; a name that repeats is written once."""
    listed = list(pairs)
    column = max((cell_len(name) for name, _ in listed), default=0) + 3
    lines: Lines = []
    before = None
    for name, value in listed:
        lead = f"  {name if name != before else ''}"
        lines += hang(value, width, set_cell_size(lead, column + 1))
        before = name
    return lines


def beside(blocks: Sequence[Lines], width: int, gap: int = 3) -> Lines:
    """Blocks in two columns of about the same height; no block is divided."""
    heights = [len(block) for block in blocks]
    cuts = range(1, len(blocks) + 1)
    cut = min(cuts, key=lambda at: max(sum(heights[:at]), sum(heights[at:])))
    left, right = _joined(blocks[:cut]), _joined(blocks[cut:])
    room = (width - gap) // 2
    rows = max(len(left), len(right))
    left += [Content("")] * (rows - len(left))
    right += [Content("")] * (rows - len(right))
    return [
        Content.assemble(one, " " * (max(0, room - one.cell_length) + gap), other)
        for one, other in zip(left, right, strict=True)
    ]


def _joined(blocks: Iterable[Lines]) -> Lines:
    return [line for block in blocks for line in block]


def excerpt(text: str, start: int, end: int, most: int) -> tuple[int, int]:
    """Characters [low, high) of a text that contain [start, end), at most about `most`."""
    if len(text) <= most:
        return 0, len(text)
    room = max(0, most - (end - start)) // 2
    low, high = max(0, start - room), min(len(text), start + most - room, max(end, start) + most)
    return low, high


def quotation(text: str, marks: Iterable[tuple[int, int]], most: int = 360) -> Content:
    """A passage in quotation marks, cut around its marked spans where it is long.

    marks: characters [start, end) of the text; at least one.
    """
    found = sorted(marks)
    low, high = excerpt(text, found[0][0], found[-1][1], most)
    before, after = "…" if low else "", "…" if high < len(text) else ""
    content = Content(f"“{before}{text[low:high]}{after}”")
    shift = 1 + len(before) - low
    for start, end in found:
        content = content.stylize(MARKED, max(start, low) + shift, min(end, high) + shift)
    return content


def joined(lines: Iterable[Content]) -> Content:
    """Join lines into one text."""
    return Content("\n").join(lines)


def each(lines: Iterable[Lines]) -> Iterator[Content]:
    """The lines of several paragraphs, one after another."""
    for paragraph in lines:
        yield from paragraph
