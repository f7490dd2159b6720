"""Change the tree of a page where the extractor would lose words of its text, or glue them.

A quotation in `<q>` gets its quotation marks, a number in `<sup>` is written with raised digits, a
table that lays out a page is no table, and a body with paragraphs and lists is put into an article.
All of it takes time in proportion to the size of the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

_CHANGED = re.compile(r"<(?:q|sup|table|[uod]l)\b", re.IGNORECASE)
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_MARKS = (("“", "”"), ("‘", "’"))  # outside, and in another quotation
_TEXTS = ("p", "h1", "h2", "h3")
_CELLS = frozenset({"table", "tbody", "thead", "tfoot", "tr", "td", "th"})
_LISTS = frozenset({"ul", "ol", "dl"})
_FRAMES = ("article", "main")


def needs_repair(page: str) -> bool:
    """Return True if a page has an element that `repair` may change."""
    return _CHANGED.search(page) is not None


def repair(tree: Any) -> None:
    """Change the tree of a page, of lxml, in place."""
    quotations = list(tree.iter("q"))
    nested = {inner for outer in quotations for inner in outer.iterchildren("q")}
    for quotation in quotations:
        _quote(quotation, _MARKS[quotation in nested])
    for raised in list(tree.iter("sup")):
        if (raised.text or "").strip().isdigit() and not len(raised):
            raised.text = raised.text.translate(_RAISED)
            raised.tag = "span"
    _remove_layout_tables(tree)
    body = tree.find("body")
    if body is not None and next(tree.iter(*_FRAMES), None) is None:
        _frame(body)


def _quote(quotation: Any, marks: tuple[str, str]) -> None:
    """Write the quotation marks of `<q>`, and leave its words in their line."""
    before, after = marks
    quotation.tag = "span"
    quotation.text = before + (quotation.text or "")
    if len(quotation):
        quotation[-1].tail = (quotation[-1].tail or "") + after
    else:
        quotation.text += after


def _remove_layout_tables(tree: Any) -> None:
    """Turn the tables with paragraphs or headings into blocks, without their cells of links."""
    layout = _tables_of_texts(tree)
    for cell in [one for one in tree.iter("td", "th") if _table(one) in layout]:
        if _is_navigation(cell):
            cell.clear()
    for part in [one for one in tree.iter(*_CELLS) if one in layout or _table(one) in layout]:
        part.tag = "div"


def _tables_of_texts(tree: Any) -> set[Any]:
    """The tables that hold a paragraph or a heading."""
    found: set[Any] = set()
    for text in tree.iter(*_TEXTS):
        for table in text.iterancestors("table"):
            if table in found:
                break
            found.add(table)
    return found


def _table(part: Any) -> Any:
    return next(part.iterancestors("table"), None)


def _is_navigation(part: Any) -> bool:
    """Return True if all words of a cell or a list are in links."""
    if part.find(".//table") is not None:
        return False
    return _letters([part]) == _letters(part.iter("a"))


def _letters(parts: Iterable[Any]) -> int:
    """The number of characters in parts, without white space."""
    return sum(len("".join("".join(part.itertext()).split())) for part in parts)


def _frame(body: Any) -> None:
    """Put a body that has paragraphs and lists itself into one article, without lists of links."""
    kinds = {part.tag for part in body}
    if "p" not in kinds or kinds.isdisjoint(_LISTS):
        return
    for part in [one for one in body if one.tag in _LISTS and _is_navigation(one)]:
        part.clear()
    article = body.makeelement("article")
    article.text, body.text = body.text, None
    article.extend(list(body))
    body.append(article)
