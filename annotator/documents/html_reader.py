"""HTML pages: the article's text and metadata as trafilatura finds them; the page itself is kept.

The text that comes out is the text of the document from then on: offsets count in it. Pages are
hostile: what no article has, in bytes or in tags, is refused before it is looked at, so that the
time a page takes is bounded.
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
from annotator.documents.encoding import Decoded, NotTextError, decode, unstorable
from annotator.errors import Problem
from annotator.model import Original

MEDIA_TYPE = "text/html"
MOST_BYTES = 20_000_000  # a page with its pictures inside
MOST_TAGS = 100_000  # seconds of work; an article has some thousands
_HEAD = 4096
_CHARSET = re.compile(rb"""<meta[^>]{1,200}?charset\s{0,9}=\s{0,9}["']?([\w.:-]{2,40})""", re.I)
_AS_BROWSERS_DO = {"iso8859-1": "cp1252", "ascii": "cp1252"}
_META = {"title": "title", "author": "author", "date": "date", "url": "url", "sitename": "source"}
_NOTHING = "Save the article's text as .txt, or move the page elsewhere."
_TOO_MUCH = "Save the article's text as .txt."
_TALKERS = ("trafilatura", "htmldate", "courlan", "justext")
_MODE: dict[str, Any] = {
    "fast": True,
    "include_comments": False,
    "with_metadata": True,
    "date_extraction_params": {"extensive_search": False, "original_date": True},
}


SUFFIXES = (".html", ".htm", ".xhtml")


def parse(path: Path, encoding: str | None) -> Iterator[Article | Problem]:
    """The one article of a page. Raises OSError, and NotTextError where the bytes are no text."""
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
    text, meta = found
    original = Original(data, MEDIA_TYPE, extractor())
    yield Article(text, meta, path, 1, decoded.encoding, decoded.detected, original)


def extract(page: str) -> tuple[str, dict[str, str]] | str:
    """(text, metadata) of a page, or what is wrong with it, in words.

    Metadata are title, author, date, url and source where the page tells them, media_type and
    extractor.
    """
    if len(page) > MOST_BYTES or page.count("<") > MOST_TAGS:
        return f"expected a page of at most {MOST_BYTES:,} characters and {MOST_TAGS:,} tags"
    try:
        found = _trafilatura().bare_extraction(page, **_MODE)
    except AssertionError:  # of lxml, where all of a page is to be dropped: <svg></html>
        found = None
    text = (found.text or "") if found is not None else ""
    if not text.strip():
        return "expected a page with an article, found none in it"
    meta = {key: str(getattr(found, name) or "").strip() for name, key in _META.items()}
    meta |= {"media_type": MEDIA_TYPE, "extractor": extractor()}
    flaw = unstorable(text + "".join(meta.values()))
    if flaw:
        return f"expected text, found {flaw}"
    return text, {key: value for key, value in meta.items() if value}


@cache
def extractor() -> str:
    """The program that takes texts out of pages, with its version."""
    return f"trafilatura {version('trafilatura')}"


@cache
def _trafilatura() -> Any:
    """The package, told not to talk: what it says would show the page raw in a terminal."""
    import trafilatura  # noqa: PLC0415 - slow, and only pages need it

    for name in _TALKERS:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    return trafilatura


def _decode(data: bytes, encoding: str | None) -> Decoded:
    """As any text, but a page that is not UTF-8 may say what it is instead."""
    said = None if encoding else _said(data)
    if said is None or data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        return decode(data, encoding)
    try:
        return decode(data, "utf-8")
    except NotTextError:
        pass
    try:
        return decode(data, said)
    except NotTextError:
        return decode(data)


def _said(data: bytes) -> str | None:
    """The encoding that a page says it is in, as browsers read it; None if it says none we know."""
    found = _CHARSET.search(data[:_HEAD])
    if found is None:
        return None
    try:
        name = codecs.lookup(found[1].decode("ascii")).name
    except LookupError:
        return None
    return _AS_BROWSERS_DO.get(name, name)
