"""Change the tree of a page where the extractor would lose words of its text, or glue them.

A quotation in `<q>` gets its quotation marks, a number in `<sup>` is written with raised digits,
the time that begins a paragraph of a live blog gets one of its own, a table that lays out a page is
no table, and a body with paragraphs and lists is put into an article. Block quotes, posts and
captions get signs, which `read_signs` takes out of the extracted text again.
All of it takes time in proportion to the size of the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from annotator.documents.boilerplate import is_boilerplate
from annotator.model import BlockForm

_CHANGED = re.compile(
    r"<(?:q|sup|table|[uod]l|blockquote|figcaption)\b|caption"
    r"|<p[^>]*>\s*<(?:strong|b|time|span)\b[^>]*>[^<]{0,20}\d",
    re.IGNORECASE,
)
_BOLD = frozenset({"strong", "b", "time", "span"})
_CLOCK = re.compile(r"\d[:.]\d\d|\d ?[ap]\.?m\b|\bago\b", re.IGNORECASE)
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_QUOTES = frozenset('“”‘„«»"')
_MARKS = (("“", "”"), ("‘", "’"))  # outside, and in another quotation
_TEXTS = ("p", "h1", "h2", "h3")
_CELLS = frozenset({"table", "tbody", "thead", "tfoot", "tr", "td", "th"})
_LISTS = frozenset({"ul", "ol", "dl"})
_FRAMES = ("article", "main")
_MOST = 0.9  # of the characters in paragraphs and lists
_LONG_TEXT = 50  # characters of a paragraph in a cell: of no figure and of no name
_LONG_CELL = 200  # characters without white space: of no figure and of no name


def needs_repair(page: str) -> bool:
    """Return True if a page has an element that `repair` may change."""
    return _CHANGED.search(page) is not None


def repair(tree: Any) -> bool:
    """Change the tree of a page, of lxml, in place. True if lines have signs for `read_signs`."""
    quotations = list(tree.iter("q"))
    nested = {inner for outer in quotations for inner in outer.iterchildren("q")}
    for quotation in quotations:
        _quote(quotation, _MARKS[quotation in nested])
    for raised in list(tree.iter("sup")):
        words = "".join(raised.itertext()).strip()
        if words.isdigit():
            for part in list(raised):
                raised.remove(part)
            raised.text, raised.tag = words.translate(_RAISED), "span"
        elif raised.find(".//a") is not None and words.isalpha():
            for part in list(raised):
                raised.remove(part)
            raised.text, raised.tag = f"[{words}]", "span"
    for paragraph in list(tree.iter("p")):
        _part_time(paragraph)
    is_signed = _sign_forms(tree)
    _remove_layout_tables(tree)
    body = tree.find("body")
    if body is not None and next(tree.iter(*_FRAMES), None) is None:
        _frame(_holder(body))
    return is_signed


# ----------------------------------------------------------------------- forms of lines

FORM_SIGNS = {
    BlockForm.QUOTE: "\u2ff0",
    BlockForm.POST: "\u2ff1",
    BlockForm.CAPTION: "\u2ff2",
}
"""A sign of its own for each form: printable, so that the extractor keeps it, and in no news."""
_FORMS = {sign: form for form, sign in FORM_SIGNS.items()}
_SIGN = re.compile(f"[{''.join(_FORMS)}]")
_POST = re.compile(
    r"\b(?:twitter|tweet|instagram|tiktok|bluesky|mastodon|fb-|reddit|threads|telegram)",
    re.IGNORECASE,
)
_CAPTION = re.compile(r"(?:^|[\s_-])caption(?:[\s_-]|text|$)", re.IGNORECASE)
_SOURCES = frozenset({"cite", "footer"})
_LINES = frozenset({"p", "li", "div", "section", "footer", "cite", *(f"h{n}" for n in range(1, 7))})


def _sign_forms(tree: Any) -> bool:
    """Put a sign before each line of a quotation, a caption or a post.

    False, and no change, if the page has such signs itself.
    """
    if any(_SIGN.search(words) for words in tree.itertext()):
        return False
    for quotation in list(tree.iter("blockquote")):
        is_post = _POST.search(quotation.get("class") or "") is not None
        _sign(quotation, FORM_SIGNS[BlockForm.POST if is_post else BlockForm.QUOTE])
    for caption in _captions(tree):
        _move_caption(caption)
    return True


def read_signs(text: str) -> tuple[str, dict[int, BlockForm]]:
    """(text without signs, the forms of its lines by where they start)."""
    forms: dict[int, BlockForm] = {}
    lines: list[str] = []
    start = 0
    for line in text.split("\n"):
        sign = _SIGN.search(line)
        if sign:
            line = _SIGN.sub("", line)  # noqa: PLW2901 - from here on without
            forms[start + len(line) - len(line.lstrip())] = _FORMS[sign[0]]
        lines.append(line)
        start += len(line) + 1
    return "\n".join(lines), forms


def _sign(block: Any, sign: str) -> None:
    """Put a sign before each line of a block. The source below a quotation is a line of its own."""
    for last in block[-1:]:
        if last.tag in _SOURCES and not (last.tail or "").strip():
            last.tag = "p"
    parts = [one for one in block.iter(*_LINES) if one is not block]
    if not parts or (block.text or "").strip():
        parts.append(block)
    for part in parts:
        part.text = sign + (part.text or "").lstrip()
    for part in [one for one in block.iter("br", *_LINES) if one is not block]:
        if (part.tail or "").strip():
            part.tail = sign + part.tail.lstrip()


def _captions(tree: Any) -> list[Any]:
    """The captions of pictures, outermost first; not those of links to other pages."""
    found = list(tree.iter("figcaption"))
    found += [
        one
        for one in tree.iter("p", "div", "span")
        if _CAPTION.search(one.get("class") or "") and not one.findall(".//p")
    ]
    inside = {part for one in found for part in one.iterdescendants()}
    alone = [one for one in found if one not in inside]
    return [one for one in alone if next(one.iterancestors("a"), None) is None]


def _move_caption(caption: Any) -> None:
    """Make a caption a paragraph below its figure, which the extractor leaves out."""
    words = " ".join("".join(caption.itertext()).split())
    if not words:
        return
    paragraph = caption.makeelement("p")
    paragraph.text = FORM_SIGNS[BlockForm.CAPTION] + words
    holders = [
        one
        for one in caption.iterancestors("figure", "div")
        if one.tag == "figure" or _CAPTION.search(one.get("class") or "")
    ]
    if holders:
        holders[-1].addnext(paragraph)
        caption.getparent().remove(caption)
    else:
        paragraph.tail = caption.tail
        caption.getparent().replace(caption, paragraph)


# ------------------------------------------------------------------------------- repairs


def _quote(quotation: Any, marks: tuple[str, str]) -> None:
    """Write the quotation marks of `<q>`, unless it has some, and leave its words in their line."""
    before, after = marks
    quotation.tag = "span"
    if "".join(quotation.itertext()).lstrip()[:1] in _QUOTES:
        return
    quotation.text = before + (quotation.text or "")
    if len(quotation):
        quotation[-1].tail = (quotation[-1].tail or "") + after
    else:
        quotation.text += after


def _part_time(paragraph: Any) -> None:
    """Put the time that a paragraph of a live blog begins with, in bold, into one of its own."""
    first = next(iter(paragraph), None)
    if first is None or first.tag not in _BOLD or (paragraph.text or "").strip():
        return
    words = "".join(first.itertext()).strip(" :–-")
    if _CLOCK.search(words) and is_boilerplate(words) and (first.tail or "").strip():
        time = paragraph.makeelement("p")
        time.text = words
        paragraph.addprevious(time)
        paragraph.text = first.tail.lstrip(" :–-")
        paragraph.remove(first)


def _remove_layout_tables(tree: Any) -> None:
    """Turn the tables with paragraphs or headings into blocks, without their cells of links."""
    layout = _tables_of_texts(tree)
    for cell in [one for one in tree.iter("td", "th") if _table(one) in layout]:
        if _is_navigation(cell):
            cell.clear()
    for part in [one for one in tree.iter(*_CELLS) if one in layout or _table(one) in layout]:
        part.tag = "div"


def _tables_of_texts(tree: Any) -> set[Any]:
    """The tables that hold a paragraph, a heading, or a cell as long as a paragraph."""
    found: set[Any] = set()
    long_cells = [one for one in tree.iter("td") if _letters([one]) > _LONG_CELL]
    texts = [one for one in tree.iter(*_TEXTS) if one.tag != "p" or _letters([one]) > _LONG_TEXT]
    for text in [*texts, *long_cells]:
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


def _holder(body: Any) -> Any:
    """The part of a page that has nearly all of its paragraphs and lists itself, else the body."""
    texts = [*body.iter("p"), *(one for one in body.iter("li") if one.find(".//p") is None)]
    texts = [one for one in texts if not _is_navigation(one)]
    own = max(body.iter("body", "div", "section"), key=_own_letters)
    return own if _own_letters(own) >= _MOST * _letters(texts) else body


def _own_letters(part: Any) -> int:
    """The number of characters in the paragraphs and lists that a part has itself."""
    return _letters(one for one in part if one.tag == "p" or one.tag in _LISTS)


def _frame(body: Any) -> None:
    """Put a body that has paragraphs and lists itself into one article, without lists of links.

    body: that of the page, or the part with most of its paragraphs and lists.
    """
    kinds = {part.tag for part in body}
    if "p" not in kinds or kinds.isdisjoint(_LISTS):
        return
    for part in [one for one in body if one.tag in _LISTS and _is_navigation(one)]:
        part.clear()
    article = body.makeelement("article")
    article.text, body.text = body.text, None
    article.extend(list(body))
    body.append(article)
