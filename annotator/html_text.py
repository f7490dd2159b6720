"""HTML for notebooks: text with marked parts, and tables. Text from a corpus stays text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from itertools import pairwise

from annotator.safe_text import display

_MARK = "background:#fde9c9;color:#14181d;padding:0 .1em"
_LEFT = ' style="text-align:left"'


def safe_html(text: str) -> str:
    """Text that is neither markup nor control characters; line ends stay."""
    return escape("\n".join(map(display, text.split("\n"))))


def marked_html(text: str, parts: Sequence[tuple[int, int, str]]) -> str:
    """A text with some parts marked.

    parts: (start, end, name), which may overlap. The text is cut where one begins or ends; each
        piece has the names of the parts that it is in as its title.
    """
    cuts = sorted({0, len(text), *(edge for start, end, _ in parts for edge in (start, end))})
    pieces = []
    for low, high in pairwise(cuts):
        names = dict.fromkeys(name for start, end, name in parts if start <= low and high <= end)
        piece = safe_html(text[low:high])
        if names:
            title = safe_html("; ".join(names))
            piece = f'<mark style="{_MARK}" title="{title}">{piece}</mark>'
        pieces.append(piece)
    return f'<div style="white-space:pre-wrap;max-width:45em">{"".join(pieces)}</div>'


def table_html(caption: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table with a caption and a row of heads."""
    lines = [_row("th", heads), *(_row("td", row) for row in rows)]
    return f"<table><caption{_LEFT}>{safe_html(caption)}</caption>{''.join(lines)}</table>"


def _row(cell: str, texts: Sequence[str]) -> str:
    return f"<tr>{''.join(f'<{cell}{_LEFT}>{safe_html(text)}</{cell}>' for text in texts)}</tr>"
