"""Other formats: name a file that is not plain text, HTML or our JSON Lines, before it is read.

A table, a file of another tool, or an e-mail is no prose: its names of columns, tags and headers
would become sentences. The content decides, then the suffix. A text that only begins like one of
these formats is prose.
"""

from __future__ import annotations

import codecs
from pathlib import Path

from annotator.documents.other_formats import binary_formats, markup_formats
from annotator.documents.other_formats.catalogue import SUFFIXES, OtherFormat, by_suffix
from annotator.documents.other_formats.json_formats import annotated_record, recognise_json
from annotator.documents.other_formats.table_formats import recognise_table, recognise_tokens

__all__ = ["HEAD_BYTES", "SUFFIXES", "OtherFormat", "annotated_record", "by_suffix", "recognise"]

HEAD_BYTES = 65_536
"""How much of a file is looked at."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before the shorter mark that it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_PAGES = frozenset({".html", ".htm", ".xhtml"})


def recognise(path: Path, head: bytes, encoding: str | None = None) -> OtherFormat | None:
    """The format that a file has and that is not read; None for texts, pages and JSON Lines.

    head: the first HEAD_BYTES of the file, or all of it. encoding: of the file, if it is known.
    """
    suffix = path.suffix.lower()
    binary = binary_formats.recognise(head, suffix)
    if binary or suffix in _PAGES or not head.strip():
        return binary
    text, cut = _decoded(head, encoding), len(head) >= HEAD_BYTES
    found = (
        recognise_json(text, suffix, cut=cut)
        or markup_formats.recognise_xml(text, suffix)
        or markup_formats.recognise_html(text, suffix)
        or markup_formats.recognise_mail(text)
        or markup_formats.recognise_others(text)
        or recognise_tokens(text, cut=cut)
        or recognise_table(text, cut=cut)
    )
    return found or by_suffix(suffix)


def _decoded(head: bytes, encoding: str | None) -> str:
    """The text of the head, with replacement characters for what cannot be decoded."""
    for mark, named in _MARKS:
        if head.startswith(mark):
            return head[len(mark) :].decode(named, "replace")
    if encoding is None and b"\x00" in head[:4]:
        encoding = "utf-16-be" if head[:1] == b"\x00" else "utf-16-le"
    try:
        return head.decode(encoding or "utf-8", "replace").removeprefix("\ufeff")
    except (LookupError, UnicodeError):
        return ""  # the reader reports it
