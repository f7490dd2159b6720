"""Read e-mail messages (.eml): the plain text of the message, or else its HTML page.

Subject, From and Date become title, author and date. Attachments are not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from email import message_from_bytes, policy
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

from annotator.documents.article import Article
from annotator.documents.encoding import Decoded, NotTextError, decode
from annotator.documents.html_reader import MEDIA_TYPE
from annotator.documents.jsonl_reader import article_from_fields
from annotator.errors import Problem

_HEADERS = {"subject": "title", "from": "author"}
_FIX = "Save the text of the message as .txt."
_NO_PARTS = "expected a message with a text, found none in it"


def parse(path: Path, encoding: str | None) -> Iterator[Article | Problem]:
    """Read the article of a message. Raises OSError, and NotTextError if it is not text.

    encoding: of a message that does not name its own.
    """
    data = path.read_bytes()
    message = message_from_bytes(data, policy=policy.compat32)
    if not message.get("from") and not message.get("subject"):
        yield Problem(path, 1, "expected an e-mail with a `From` or a `Subject`, found none", _FIX)
        return
    part = _part(message)
    if part is None:
        yield Problem(path, 0, _NO_PARTS, _FIX)
        return
    decoded = _decoded(part, encoding)
    words = decoded.text.replace("\r\n", "\n")
    is_page = part.get_content_type() == MEDIA_TYPE
    text, page = (None, words) if is_page else (words, None)
    yield article_from_fields(
        text,
        page,
        _meta(message),
        path=path,
        line=_line_below_headers(data),
        encoding=decoded.encoding,
        detected=decoded.detected,
    )


def _line_below_headers(data: bytes) -> int:
    """The line, from 1, below the first blank one."""
    blank = re.search(rb"\r?\n\r?\n", data)
    return 1 + data.count(b"\n", 0, blank.end()) if blank else 1


def _part(message: Message) -> Any:
    """The part of a message with its text: the first plain one, else the first page."""
    parts = [part for part in message.walk() if part.get_content_disposition() != "attachment"]
    for kind in ("text/plain", MEDIA_TYPE):
        for part in parts:
            if part.get_content_type() == kind and part.get_payload(decode=True):
                return part
    return None


def _decoded(part: Any, encoding: str | None) -> Decoded:
    """The text of a part: in the encoding that it names, if it is so encoded."""
    content = part.get_payload(decode=True)
    charset = part.get_content_charset()
    try:
        return decode(content, charset) if charset else decode(content, encoding)
    except NotTextError:
        return decode(content, encoding)


def _meta(message: Message) -> dict[str, str]:
    meta = {key: _words(message.get(name)) for name, key in _HEADERS.items()}
    try:
        meta["date"] = parsedate_to_datetime(str(message.get("date"))).isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        meta["date"] = _words(message.get("date"))
    return {key: value for key, value in meta.items() if value}


def _words(header: Any) -> str:
    """A header as text: encoded words are decoded, line breaks are blanks."""
    written = str(header or "")
    with suppress(HeaderParseError, LookupError, ValueError):  # it stays as it is written
        written = str(make_header(decode_header(written)))
    return " ".join(written.split())
