"""HTML for notebooks: a document with its annotations, and tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from itertools import pairwise

from annotator.api.labelled_span import LabelledSpan
from annotator.safe_text import display

_MARK = "background:#fde9c9;color:#14181d;padding:0 .1em"


def document_html(title: str, text: str, marks: Sequence[LabelledSpan]) -> str:
    """The text with its annotations marked, and a table of them."""
    head = f"<h4>{_safe(title)}</h4>"
    body = f'<div style="white-space:pre-wrap;max-width:45em">{_marked(text, marks)}</div>'
    rows = [(one.label, one.text, one.by, one.origin) for one in marks]
    return head + body + (table_html(("label", "text", "by", "origin"), rows) if rows else "")


def table_html(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table with a row of heads."""
    lines = [_row("th", heads), *(_row("td", row) for row in rows)]
    return f"<table>{''.join(lines)}</table>"


def _marked(text: str, marks: Sequence[LabelledSpan]) -> str:
    """The text, cut where a fragment begins or ends; each piece names the labels that it has."""
    parts = [(start, end, mark) for mark in marks for start, end in mark.fragments]
    cuts = sorted({0, len(text), *(edge for start, end, _ in parts for edge in (start, end))})
    pieces = []
    for low, high in pairwise(cuts):
        over = [mark for start, end, mark in parts if start <= low and high <= end]
        piece = _safe(text[low:high])
        names = "; ".join(dict.fromkeys(f"{one.label} ({one.by})" for one in over))
        pieces.append(
            f'<mark style="{_MARK}" title="{_safe(names)}">{piece}</mark>' if over else piece
        )
    return "".join(pieces)


def _row(cell: str, texts: Sequence[str]) -> str:
    style = ' style="text-align:left"'
    return f"<tr>{''.join(f'<{cell}{style}>{_safe(text)}</{cell}>' for text in texts)}</tr>"


def _safe(text: str) -> str:
    """Text that is neither markup nor control characters; line ends stay."""
    return escape("\n".join(map(display, text.split("\n"))))
