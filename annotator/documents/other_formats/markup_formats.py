"""Formats of marked-up text: HTML, XML of annotation tools, LaTeX, e-mail, subtitles, SQL.

Every check is made for precision: prose that begins like one of these formats stays prose.
"""

from __future__ import annotations

import re

from annotator.documents.other_formats import catalogue
from annotator.documents.other_formats.catalogue import OtherFormat

# ------------------------------------------------------------------------------------ XML

_PROLOGUE = re.compile(
    r"\s*(?:<\?.*?\?>\s*|<!--.*?-->\s*|<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>\s*)*", re.S | re.I
)
_DECLARATION = re.compile(r"\s*(?:<\?xml\s|<!DOCTYPE\s)", re.I)
_ROOT = re.compile(r"<([A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)(?:\s[^<>]*|/)?>\s*(<[A-Za-z!?/])?")
_ROOTS = {
    "XMI": catalogue.UIMA_XMI,
    "GateDocument": catalogue.GATE,
    "TEI": catalogue.TEI,
    "CodeBook": catalogue.QDA_CODES,
    "typeSystemDescription": catalogue.UIMA_TYPES,
    "View": catalogue.LABEL_STUDIO_SETUP,
    "tt": catalogue.SUBTITLES,
    "svg": catalogue.IMAGE,
}
_BIOC = re.compile(r"<(?:passage|infon|key)\b")


def recognise_xml(text: str, suffix: str) -> OtherFormat | None:
    """The XML format that a text begins like; a page of XHTML is HTML.

    Without a declaration (`<?xml`), the first element must hold another one: `<photo> The ship`
    is prose.
    """
    if _PAGE.match(text):
        return catalogue.HTML
    start, declared = _after_prologue(text)
    root = _ROOT.match(text, start)
    if root is None:
        return catalogue.XML if declared else None
    nested = root[3] and root[2].lower() not in _ELEMENTS and suffix != _MARKDOWN
    if not declared and not nested:
        return None
    return _ROOTS.get(root[2]) or _by_content(root[2], text)


def _after_prologue(text: str) -> tuple[int, bool]:
    """(where the first element may begin, whether the text declares itself as XML)."""
    prologue = _PROLOGUE.match(text)
    return prologue.end() if prologue else 0, _DECLARATION.match(text) is not None


def _by_content(root: str, text: str) -> OtherFormat:
    """The format of a document whose root element has a name that others use too."""
    if root.lower() in {"html", "head", "body"}:
        return catalogue.HTML
    if root == "Project" and "urn:QDA-XML" in text:
        return catalogue.QDA_PROJECT
    if root == "collection" and _BIOC.search(text):
        return catalogue.BIOC
    return catalogue.XML


# ----------------------------------------------------------------------------------- HTML

_ELEMENTS = frozenset({
    "a", "abbr", "article", "aside", "b", "blockquote", "body", "br", "center", "div", "em",
    "figcaption", "figure", "font", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "head",
    "header", "hr", "html", "i", "iframe", "img", "li", "link", "main", "meta", "nav", "noscript",
    "ol", "p", "pre", "script", "section", "small", "span", "strong", "style", "sub", "sup",
    "table", "tbody", "td", "th", "thead", "title", "tr", "u", "ul",
})  # fmt: skip
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)((?:\s[^<>]*)?)/?>")
_PAGE = re.compile(r"(?>\s*<!--.*?-->)*\s*(?:<!DOCTYPE\s+html\b|<html[\s>])", re.I | re.S)
_FRONT_MATTER = re.compile(r"---[ \t]*\r?\n.*?^---[ \t]*\r?\n", re.S | re.M)
_MARKDOWN = ".md"  # may hold elements
_FEWEST_TAGS = 4
_LEAST_MARKED = 0.5  # of the lines that are not blank
_TYPICAL = 200  # characters of text for each tag in a page, at most


def recognise_html(text: str, suffix: str) -> OtherFormat | None:
    """HTML, if a text begins as a page, or if most of its lines have tags.

    Prose that mentions a tag, or has some left over, stays prose; so does Markdown with elements.
    """
    front = _FRONT_MATTER.match(text)
    body = text[front.end() :] if front else text
    if _PAGE.match(body):
        return catalogue.HTML
    return catalogue.HTML if suffix != _MARKDOWN and _is_marked_up(body) else None


def _is_marked_up(text: str) -> bool:
    """Return True if most lines begin or end with a tag, and elements are opened and closed."""
    tags = [tag for tag in _TAG.finditer(text) if tag[2].lower() in _ELEMENTS]
    closed = sum(tag[1] == "/" or tag[2].lower() == "br" for tag in tags)
    if len(tags) < _FEWEST_TAGS or len(tags) * _TYPICAL < len(text) or not closed:
        return False
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    marked = sum(line.startswith("<") or line.endswith(">") for line in lines)
    return marked >= _LEAST_MARKED * len(lines)


# --------------------------------------------------------------------------------- e-mail

_HEADER = re.compile(r"([A-Za-z][A-Za-z0-9-]*):[ \t]*(.*)")
_TECHNICAL = frozenset({
    "received", "return-path", "message-id", "mime-version", "content-type",
    "content-transfer-encoding", "delivered-to", "dkim-signature", "in-reply-to", "references",
    "reply-to", "list-id",
})  # fmt: skip
_WRITTEN = frozenset({"from", "to", "cc", "date", "sent", "subject"})
_MAILBOX_LINE = re.compile(
    r"From \S+ +(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
    r" [ \d]\d \d\d:\d\d:\d\d [^\n]{0,20}\d{4}[^\n]{0,40}\n"
)
_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}\.\w")


def recognise_mail(text: str) -> OtherFormat | None:
    """A message or a mailbox, by its headers: a line `From: ` alone, or a memo, is prose."""
    text = text.replace("\r\n", "\n")
    line = _MAILBOX_LINE.match(text)
    headers = _headers(text[line.end() :] if line else text)
    if line and headers:
        return catalogue.MAILBOX
    written = _WRITTEN & headers.keys()
    technical = [name for name in headers if name in _TECHNICAL or name.startswith("x-")]
    is_message = "from" in written and _ADDRESS.search(headers["from"])
    if (len(written) >= 2 and technical) or (is_message and len(written) >= 3):
        return catalogue.EMAIL
    return None


def _headers(text: str) -> dict[str, str]:
    """The headers at the top of a text, by name in lower case; empty if a line is no header."""
    headers: dict[str, str] = {}
    name = ""
    for line in text.split("\n"):
        header = _HEADER.fullmatch(line)
        if not line.strip():
            return headers
        if header:
            name = header[1].lower()
            headers[name] = header[2]
        elif not name or line[:1] not in {" ", "\t"}:
            return {}
    return headers


# -------------------------------------------------------------------------------- others

_TIME = r"(?:\d{1,2}:)?\d{1,2}:\d\d[.,]\d{1,3}"
_BEFORE_SQL = r"(?>\s|--[^\n]*\n|PRAGMA [^\n]*;|BEGIN[^\n]*;|SET [^\n]*;)*"
_BEGINNINGS: tuple[tuple[re.Pattern[str], OtherFormat], ...] = (
    (re.compile(rf"\s*\d+[ \t]*\r?\n{_TIME} *--> *{_TIME}"), catalogue.SUBTITLES),
    (
        re.compile(rf"WEBVTT(?:[ \t][^\n]*)?\r?\n.*?{_TIME} *--> *{_TIME}", re.S),
        catalogue.SUBTITLES,
    ),
    (re.compile(r"\s*\[Script Info\]\r?\n.*?^Dialogue:", re.S | re.M), catalogue.SUBTITLES),
    (re.compile(rf"\s*{_TIME},{_TIME}\r?\n"), catalogue.SUBTITLES),
    (re.compile(r"\s*(?:%[^\n]*\n\s*)*\\documentclass\b"), catalogue.LATEX),
    (re.compile(rf"{_BEFORE_SQL}(?:CREATE TABLE [^\n]*\(|INSERT INTO \S+ )"), catalogue.SQL),
    (re.compile(r"(?:T\d+\t\S+ \d+ \d+(?:;\d+ \d+)*\t|#\d+\t\w+ [TREAM]\d+\t)"), catalogue.BRAT),
)
_BRAT_SECTIONS = re.compile(r"^\[(?:entities|relations|events|attributes|spans)\][ \t]*\r?$", re.M)


def recognise_others(text: str) -> OtherFormat | None:
    """Subtitles, LaTeX, SQL, or brat's annotations and settings, by how a text begins."""
    for pattern, found in _BEGINNINGS:
        if pattern.match(text):
            return found
    if len(set(_BRAT_SECTIONS.findall(text))) >= 2:
        return catalogue.BRAT_SETUP
    return None
