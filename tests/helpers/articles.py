"""Files for the readers of documents, and the articles in them."""

from __future__ import annotations

from pathlib import Path

from annotator.documents import Article, read_articles


def written(folder: Path, name: str, content: str | bytes) -> Path:
    """A file with this content."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def articles(path: Path, **how) -> list[Article]:
    """The articles of a file, which has no problems. how: options of read_articles."""
    found = list(read_articles(path, **how))
    assert all(isinstance(each, Article) for each in found), found
    return found
