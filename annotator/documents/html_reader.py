"""Read HTML pages: trafilatura extracts text and metadata; the page itself is kept.

The extracted text is the text of the document: offsets count in it. Pages may be hostile, so
a page that is too large in bytes or in tags is refused before it is parsed; this bounds the time
a page takes.
"""

from __future__ import annotations

import codecs
import logging
import re
from collections.abc import Iterator
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from annotator.documents.article import Article
from annotator.documents.encoding import (
    Decoded,
    NotTextError,
    check_nearly_utf_8,
    decode,
    unstorable,
)
from annotator.documents.html_repair import needs_repair, read_signs, repair
from annotator.errors import Problem
from annotator.model import BlockForm, Original

MEDIA_TYPE = "text/html"
MOST_BYTES = 20_000_000  # a page with its pictures inside
MOST_TAGS = 100_000  # takes seconds; an article has some thousands
_HEAD = 4096
_CHARSET = re.compile(rb"""<meta[^>]{1,200}?charset\s{0,9}=\s{0,9}["']?([\w.:-]{2,40})""", re.I)
_LANGUAGE = re.compile(r"""<html[^>]{0,500}?\blang\s{0,9}=\s{0,9}["']?([A-Za-z-]{2,20})""", re.I)
_BROWSER_ALIASES = {"iso8859-1": "cp1252", "ascii": "cp1252"}
_META = {"title": "title", "author": "author", "date": "date", "url": "url", "sitename": "source"}
_NOTHING = "Save the article's text as .txt, or move the page elsewhere."
_TOO_MUCH = "Save the article's text as .txt."
_LOGGERS = ("trafilatura", "htmldate", "courlan", "justext")
_MODE: dict[str, Any] = {
    "fast": True,
    "include_comments": False,
    "with_metadata": True,
    "date_extraction_params": {"extensive_search": False, "original_date": True},
}


SUFFIXES = (".html", ".htm", ".xhtml")


def parse(path: Path, encoding: str | None) -> Iterator[Article | Problem]:
    """Read the article of a page. Raises OSError, and NotTextError if the bytes are not text."""
    if path.stat().st_size > MOST_BYTES:
        yield Problem(path, 0, f"expected a page of at most {MOST_BYTES:,} bytes", _TOO_MUCH)
        return
    data = path.read_bytes()
    if not data.strip():
        yield Problem(path, 0, "expected a page, found an empty file", _NOTHING)
        return
    decoded = _decode(data, encoding)
    found = extract(decoded.text)
    if isinstance(found, str):
        yield Problem(path, 0, found, _NOTHING)
        return
    text, meta, forms = found
    original = Original(data, MEDIA_TYPE, extractor())
    encoding, detected = decoded.encoding, decoded.detected
    yield Article(text, meta, path, 1, encoding, detected, original, forms=forms)


def extract(page: str) -> tuple[str, dict[str, str], dict[int, BlockForm]] | str:
    """(text, metadata, forms of lines by where they start) of a page, or an error message.

    The metadata are title, author, date, url, source and language if the page has them, and always
    media_type and extractor.
    """
    if len(page) > MOST_BYTES or page.count("<") > MOST_TAGS:
        return f"expected a page of at most {MOST_BYTES:,} characters and {MOST_TAGS:,} tags"
    repaired, is_signed = _repaired(page)
    try:
        found = _trafilatura().bare_extraction(repaired, **_MODE)
    except AssertionError:  # from lxml, if all of the page is to be dropped: <svg></html>
        found = None
    text = (found.text or "") if found is not None else ""
    text, forms = read_signs(text) if is_signed else (text, {})
    if not text.strip():
        return "expected a page with an article, found none in it"
    meta = {key: str(getattr(found, name) or "").strip() for name, key in _META.items()}
    language = _LANGUAGE.search(page[:_HEAD])
    meta["language"] = language[1] if language else ""
    meta |= {"media_type": MEDIA_TYPE, "extractor": extractor()}
    flaw = unstorable(text + "".join(meta.values()))
    if flaw:
        return f"expected text, found {flaw}"
    return text, {key: value for key, value in meta.items() if value}, forms


def _repaired(page: str) -> tuple[Any, bool]:
    """The page, or its tree if words would be lost or glued; True if lines have signs."""
    if not needs_repair(page):
        return page, False
    from trafilatura import load_html  # noqa: PLC0415 - slow, and only pages need it

    tree = load_html(page)
    return (page, False) if tree is None else (tree, repair(tree))


@cache
def extractor() -> str:
    """Name and version of the library that extracts texts from pages."""
    return f"trafilatura {version('trafilatura')}"


@cache
def _trafilatura() -> Any:
    """Trafilatura with its loggers silenced: they would print raw pages to the terminal."""
    import trafilatura  # noqa: PLC0415 - slow, and only pages need it

    for name in _LOGGERS:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    return trafilatura


def _decode(data: bytes, encoding: str | None) -> Decoded:
    """Decode a page: like other text, but a page that is not UTF-8 may declare its encoding."""
    declared = None if encoding else _declared(data)
    if declared is None or data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        return decode(data, encoding)
    try:
        return decode(data, "utf-8")
    except NotTextError:
        pass
    check_nearly_utf_8(data)
    try:
        return decode(data, declared)
    except NotTextError:
        return decode(data)


def _declared(data: bytes) -> str | None:
    """The encoding that a page declares, as browsers read it; None if none or unknown."""
    found = _CHARSET.search(data[:_HEAD])
    if found is None:
        return None
    try:
        name = codecs.lookup(found[1].decode("ascii")).name
    except LookupError:
        return None
    return _BROWSER_ALIASES.get(name, name)
