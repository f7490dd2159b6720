"""Formats that are not text, by their first bytes.

The signatures are those of https://www.garykessler.net/library/file_sigs.html and of the formats'
own specifications. A signature that a text could begin with counts only before control characters.
"""

from __future__ import annotations

import re
import zlib

from annotator.documents.other_formats import catalogue
from annotator.documents.other_formats.catalogue import OtherFormat

_SIGNATURES: tuple[tuple[bytes, OtherFormat], ...] = (
    (rb"%PDF-\d\.\d", catalogue.PDF),
    (rb"\{\\rtf\d?[\\ {]", catalogue.RTF),
    (rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", catalogue.OLD_OFFICE),
    (rb"SQLite format 3\x00", catalogue.SQLITE),
    (rb"\x1f\x8b\x08|BZh[1-9]1AY&SY|\xfd7zXZ\x00|\x28\xb5\x2f\xfd|7z\xbc\xaf", catalogue.ARCHIVE),
    (rb"Rar!\x1a\x07|.{257}ustar[\x00 ]", catalogue.ARCHIVE),
    (
        rb"\xff\xd8\xff|\x89PNG\r\n|II\*\x00|MM\x00\*|RIFF.{4}WEBP|\x00...ftyp(?:hei|avif)",
        catalogue.IMAGE,
    ),
    (rb"OggS\x00|\x1aE\xdf\xa3|RIFF.{4}(?:WAVE|AVI )|\x00...ftyp", catalogue.AUDIO),
    (rb"ARROW1\x00\x00", catalogue.ARROW),
    (rb"\x80[\x02-\x05][\x95\]}(c]|\x93NUMPY|\x89HDF\r\n", catalogue.DATA),
)
_WEAK_SIGNATURES: tuple[tuple[bytes, OtherFormat], ...] = (
    (rb"PAR1", catalogue.PARQUET),
    (rb"GIF8[79]a|BM.{4}\x00\x00\x00\x00", catalogue.IMAGE),
    (rb"ID3|fLaC|\xff[\xfb\xf3\xf2]", catalogue.AUDIO),
)
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f]")
_SEEN = 64  # bytes in which a binary file has a control character
_PACKED = re.compile(rb"PK(?:\x03\x04|\x05\x06|\x07\x08)")
_PARTS: tuple[tuple[bytes, OtherFormat], ...] = (  # names of files in a zip archive
    (rb"mimetypeapplication/epub", catalogue.EPUB),
    (rb"mimetypeapplication/vnd\.oasis", catalogue.OPEN_DOCUMENT),
    (rb"project\.qde", catalogue.QDA_PROJECT),
    (rb"annotation_ser/|exportedproject", catalogue.INCEPTION),
    (rb"word/\w", catalogue.WORD),
    (rb"xl/\w", catalogue.EXCEL),
    (rb"ppt/\w", catalogue.SLIDES),
)
_MOST_UNPACKED = 4096
_MARKS = b"\xef\xbb\xbf \t\r\n"


def recognise(head: bytes, suffix: str) -> OtherFormat | None:
    """The binary format that a file begins like; None if there is none.

    suffix: decides what a packed archive is if the first names in it do not.
    """
    start = (
        head.lstrip(_MARKS) if head[:16].lstrip(_MARKS).startswith((b"%PDF", b"{\\rtf")) else head
    )
    if _PACKED.match(head):
        return _archive(head, suffix)
    signatures = _SIGNATURES + (_WEAK_SIGNATURES if _CONTROL.search(head[:_SEEN]) else ())
    for pattern, found in signatures:
        if re.match(pattern, start, re.DOTALL):
            return found
    return catalogue.DOCBIN if _is_docbin(head) else None


def _archive(head: bytes, suffix: str) -> OtherFormat:
    """What a zip archive holds: by its suffix if that says it, else by the names of its files."""
    known = catalogue.SUFFIXES.get(suffix.lower())
    if known is catalogue.QDA_PROJECT:
        return known  # the texts in it may be Word documents
    for pattern, found in _PARTS:
        if re.search(pattern, head):
            return found
    return known or catalogue.ARCHIVE


def _is_docbin(head: bytes) -> bool:
    """Return True for documents of spaCy: a map of MessagePack, compressed."""
    try:
        start = zlib.decompressobj().decompress(head, _MOST_UNPACKED)
    except zlib.error:
        return False
    return b"attrs" in start and b"tokens" in start
