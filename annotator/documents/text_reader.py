"""Read a plain text file: one article, with optional front matter above it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from annotator.documents.article import Article
from annotator.documents.encoding import decode, unstorable
from annotator.documents.front_matter import FrontMatter, read_front_matter
from annotator.errors import Problem

_WRITE = "Write a text into it, or remove it."


def parse(path: Path, encoding: str | None) -> Iterator[Article | Problem]:
    """Read the article of a file. Its text is everything after the front matter, unchanged.

    Raises OSError, and NotTextError if the file is not text.
    """
    data = path.read_bytes()
    if not data:
        yield Problem(path, 0, "expected a text, found an empty file", _WRITE)
        return
    decoded = decode(data, encoding)
    front = read_front_matter(decoded.text)
    if not isinstance(front, FrontMatter):
        yield from (Problem(path, flaw.line, flaw.problem, flaw.fix) for flaw in front)
        return
    text = decoded.text[front.length :]
    if not text.strip():
        yield Problem(path, 0, "expected a text, found nothing but blanks", _WRITE)
        return
    for key, value in front.meta.items():
        flaw = unstorable(key + value)
        if flaw:
            yield Problem(path, 1, f"expected text for {key!r}, found {flaw}", "Remove it.")
            return
    yield Article(text, front.meta, path, front.lines + 1, decoded.encoding, decoded.detected)
