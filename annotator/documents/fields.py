"""A record of a table or of JSON Lines: a text, or a page to take one out of, and metadata."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from annotator.documents.article import Article
from annotator.documents.encoding import unstorable
from annotator.documents.html_reader import MEDIA_TYPE, extract, extractor
from annotator.errors import Problem
from annotator.model import Original

HTML = "html"
"""What a field with a page is called."""


def from_fields(
    text: str | None,
    page: str | None,
    meta: Mapping[str, str],
    *,
    path: Path,
    line: int,
    encoding: str = "utf-8",
) -> Article | Problem:
    """The article of one record, or what is wrong with it.

    text: None where it is to be taken out of the page. What meta says goes before what the page
    says. line: the line or row of path, from 1.
    """
    for name, value in (*meta.items(), ("text", text or ""), (HTML, page or "")):
        flaw = unstorable(name) or unstorable(value)
        if flaw:
            return Problem(path, line, f"expected text in {name!a}, found {flaw}", "Remove it.")
    given = "" if text is not None else extractor()
    if text is None and page is not None:
        found = extract(page)
        if isinstance(found, str):
            return Problem(path, line, found, "Give its text as `text`, or remove the line.")
        text, told = found
        meta = {**told, **meta}
    if text is None or not text.strip():
        return Problem(path, line, "expected a text, found nothing but blanks", "Remove the line.")
    original = None if page is None else Original(page.encode(), MEDIA_TYPE, given)
    return Article(text, meta, path, line, encoding, detected=False, original=original)
