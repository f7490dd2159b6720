"""Article: a text as read from a file. build_document turns it into a document."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from itertools import chain
from pathlib import Path

from annotator.documents.blocks import split_into_blocks
from annotator.model import BlockKind, Document, Original
from annotator.sentences import Splitter
from annotator.sentences.rule_splitter import split_sentences

MOST_BYTES = 100_000_000
"""Maximum size of one text. A file that holds several texts may be larger."""

_ESCAPES = ((b"\\", rb"\\"), (b'"', rb"\""), (b"\n", rb"\n"), (b"\r", rb"\r"), (b"\t", rb"\t"))
_RARE_ESCAPES = bytes(set(range(0x20)) - set(b"\n\r\t"))
_KEYS = frozenset({"title", "source", "url", "author", "date", "language"})


@dataclass(frozen=True, slots=True)
class Article:
    """A text with its metadata, as a reader found it in a file.

    line: where the text begins in its file, from 1. detected: True if the encoding was guessed.
    original: the source that the text was extracted from (an HTML page), None for plain text.
    """

    text: str
    meta: Mapping[str, str]
    path: Path
    line: int
    encoding: str
    detected: bool
    original: Original | None = None


def build_document(article: Article, split: Splitter = split_sentences) -> Document:
    """Build a document: its content id, its blocks and its sentences.

    split: splits one paragraph into sentences, see annotator.sentences.
    """
    text = article.text
    blocks = split_into_blocks(text, title=article.meta.get("title", ""))
    paragraphs = (block.span for block in blocks if block.kind is BlockKind.PARAGRAPH)
    sentences = tuple(chain.from_iterable(split(text, paragraph) for paragraph in paragraphs))
    uid = document_uid(text, article.meta)
    return Document(uid, text, dict(article.meta), blocks, sentences)


def document_uid(text: str, meta: Mapping[str, str]) -> str:
    """The content id of a document: 'b2:' and 32 hex digits.

    A hash of the text, its source and its url: the same wire story at two outlets is two
    documents, and a file that was moved is still the same document.
    """
    key = b",".join(map(_as_json, (meta.get("source", ""), meta.get("url", ""), text)))
    return "b2:" + blake2b(b"[%b]" % key, digest_size=16).hexdigest()


def _as_json(text: str) -> bytes:
    """The UTF-8 bytes of json.dumps(text, ensure_ascii=False), in a quarter of the time."""
    written = text.encode()
    if len(written.translate(None, _RARE_ESCAPES)) < len(written):
        return json.dumps(text, ensure_ascii=False).encode()
    for character, escape in _ESCAPES:
        written = written.replace(character, escape)
    return b'"%b"' % written


def meta_key(written: str) -> str:
    """A metadata key in its standard form: known keys in lower case, others as written."""
    lower = written.strip().lower()
    return lower if lower in _KEYS else written.strip()
