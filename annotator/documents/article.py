"""An article as a file gave it, and the document that is made of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from itertools import chain
from pathlib import Path

from annotator.documents.blocks import lay_out
from annotator.model import BlockKind, Document, Original, Span
from annotator.sentences.splitter import split as by_rules

MOST_BYTES = 100_000_000
"""No text is longer; a file of several texts may be."""

_ESCAPES = ((b"\\", rb"\\"), (b'"', rb"\""), (b"\n", rb"\n"), (b"\r", rb"\r"), (b"\t", rb"\t"))
_SELDOM_ESCAPED = bytes(set(range(0x20)) - set(b"\n\r\t"))
_KEYS = frozenset({"title", "source", "url", "author", "date", "language"})


@dataclass(frozen=True, slots=True)
class Article:
    """One text with its metadata, and where it came from.

    line: where it begins in its file, from 1. detected: the encoding was guessed, not known.
    original: what the text was taken out of, where the file holds something else than text.
    """

    text: str
    meta: Mapping[str, str]
    path: Path
    line: int
    encoding: str
    detected: bool
    original: Original | None = None


def compose(
    article: Article, split: Callable[[str, Span], tuple[Span, ...]] = by_rules
) -> Document:
    """The document: content id, blocks, sentences.

    split: from a text and a paragraph to its sentences, see annotator.sentences.spacy_splitter.
    """
    text = article.text
    blocks = lay_out(text, title=article.meta.get("title", ""))
    paragraphs = (block.span for block in blocks if block.kind is BlockKind.PARAGRAPH)
    sentences = tuple(chain.from_iterable(split(text, paragraph) for paragraph in paragraphs))
    uid = document_uid(text, article.meta)
    return Document(uid, text, dict(article.meta), blocks, sentences)


def document_uid(text: str, meta: Mapping[str, str]) -> str:
    """'b2:' and 32 hex digits of the text and where it was published.

    The same wire story at two outlets is two documents; a moved file is still the same one.
    """
    key = b",".join(map(_as_json, (meta.get("source", ""), meta.get("url", ""), text)))
    return "b2:" + blake2b(b"[%b]" % key, digest_size=16).hexdigest()


def _as_json(text: str) -> bytes:
    """json.dumps(text, ensure_ascii=False) in UTF-8, in a quarter of the time."""
    written = text.encode()
    if len(written.translate(None, _SELDOM_ESCAPED)) < len(written):
        return json.dumps(text, ensure_ascii=False).encode()
    for character, escape in _ESCAPES:
        written = written.replace(character, escape)
    return b'"%b"' % written


def meta_key(written: str) -> str:
    """The key of metadata as we call it: ours in lower case, others as they were written."""
    lower = written.strip().lower()
    return lower if lower in _KEYS else written.strip()
