"""Article: a text as read from a file. build_document turns it into a document."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import chain
from pathlib import Path

from annotator.documents.blocks import split_into_blocks
from annotator.documents.paragraph_splitter import split_paragraph
from annotator.model import BlockForm, BlockKind, Document, Original
from annotator.sentences import RULE_SPLITTER, Splitter, document_language

MOST_BYTES = 100_000_000
"""Maximum size of one text. A file that holds several texts may be larger."""

_ESCAPES = ((b"\\", rb"\\"), (b'"', rb"\""), (b"\n", rb"\n"), (b"\r", rb"\r"), (b"\t", rb"\t"))
_RARE_ESCAPES = bytes(set(range(0x20)) - set(b"\n\r\t"))
_ID = "id"
_KEYS = frozenset({"title", "source", "url", "author", "date", "language"})


@dataclass(frozen=True, slots=True)
class Article:
    """A text with its metadata, as a reader found it in a file.

    line: where the text begins in its file, from 1. detected: True if the encoding was guessed.
    original: the source that the text was extracted from (an HTML page), None for plain text.
    marked: the number of U+FFFD in the text, if the file was read with bad bytes marked.
    forms: of the lines that a page has as quotations, captions and posts, by where they start.
    """

    text: str
    meta: Mapping[str, str]
    path: Path
    line: int
    encoding: str
    detected: bool
    original: Original | None = None
    marked: int = 0
    forms: Mapping[int, BlockForm] = field(default_factory=dict)

    @property
    def external_id(self) -> str:
        """The id that the file gives the text, '' for none: `id` in its metadata."""
        return self.meta.get(_ID, "")


def build_document(
    article: Article, splitter: Splitter = RULE_SPLITTER, *, language: str = ""
) -> Document:
    """Build a document: its content id, its blocks and the sentences of its paragraphs.

    language: its code, if it is known; '' finds it.
    """
    text = article.text
    blocks = split_into_blocks(text, title=article.meta.get("title", ""), forms=article.forms)
    language = language or document_language(text, article.meta)
    paragraphs = (block.span for block in blocks if block.kind is BlockKind.PARAGRAPH)
    found = chain.from_iterable(
        split_paragraph(text, each, splitter, language) for each in paragraphs
    )
    return Document(
        uid=document_uid(text),
        text=text,
        meta=dict(article.meta),
        blocks=blocks,
        sentences=tuple(found),
        splitter=splitter.reference,
    )


def document_uid(text: str) -> str:
    """The content id of a text: 'b2:' and 32 hex digits.

    A hash of the text alone: with other metadata, or from another file, it is the same document.
    """
    # The two empty strings were source and url before version 7: texts without them keep their uid.
    return "b2:" + blake2b(b'["","",%b]' % _as_json(text), digest_size=16).hexdigest()


def other_line_ends(text: str) -> Iterator[str]:
    """The same text with other line ends, and with up to two of them at its end."""
    lines = re.sub(r"\r\n?", "\n", text).rstrip("\n")
    for end in ("\n", "\r\n", "\r"):
        body = lines.replace("\n", end)
        yield from (found for found in (body, body + end, body + end * 2) if found != text)


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
