"""Read e-mail messages (.eml) and mailboxes (.mbox): the plain text of each, or else its HTML page.

Subject, From and Date become title, author and date. Attachments are not read; their names are
metadata.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from email import message_from_bytes, policy
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

from annotator.documents.article import MOST_BYTES, Article
from annotator.documents.encoding import Decoded, NotTextError, decode, unstorable
from annotator.documents.html_reader import MEDIA_TYPE
from annotator.documents.jsonl_reader import article_from_fields
from annotator.errors import Problem

MAILBOXES = (".mbox", ".mbx")
"""Suffixes of files with several messages."""
_FROM = re.compile(rb"From \S[^\r\n]* \d\d:\d\d[^\r\n]* \d{4}")
_QUOTED_FROM = re.compile(rb"^>(>*From )")
_HEADERS = {"subject": "title", "from": "author"}
_FIX = "Save the text of the message as .txt."
_NO_PARTS = "expected a message with a text, found none in it"


def parse(path: Path, encoding: str | None) -> Iterator[Article | Problem]:
    """Read the article of a message. Raises OSError, and NotTextError if it is not text.

    encoding: of a message that does not name its own.
    """
    yield _article(path.read_bytes(), path, 1, encoding)


def parse_mailbox(path: Path, encoding: str | None) -> Iterator[Article | Problem]:
    """Read the article of each message of a mailbox (mbox), or the problem with it by its number.

    Raises OSError. encoding: as for a message.
    """
    number = 0
    for number, (line, data) in enumerate(_messages(path), 1):
        try:
            found = _article(data, path, line, encoding)
        except NotTextError as error:
            found = Problem(path, line, str(error), error.fix)
        if isinstance(found, Problem):
            found = replace(found, problem=f"message {number}: {found.problem}")
        yield found
    if not number:
        problem = "expected a mailbox, whose messages begin with a line `From` and a date"
        yield Problem(path, 1, problem, _FIX)


def _messages(path: Path) -> Iterator[tuple[int, bytes]]:
    """The messages of a mailbox, and the line where each begins, from 1, below its line `From`.

    The blank line between messages belongs to none. Lines that begin with >From are given without
    the mark, which mail programs add (mboxrd).
    """
    lines: list[bytes] = []
    begins = length = 0
    is_blank = True
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            if is_blank and _FROM.match(line):
                if begins:
                    yield begins, b"".join(lines[:-1])
                begins, length, lines = number + 1, 0, []
            elif begins and length <= MOST_BYTES:  # _article refuses one that is longer
                lines.append(_QUOTED_FROM.sub(rb"\1", line))
                length += len(line)
            is_blank = not line.strip()
    if begins:
        yield begins, b"".join(lines)


def _article(data: bytes, path: Path, line: int, encoding: str | None) -> Article | Problem:
    """The article of a message that begins at a line of a file."""
    if len(data) > MOST_BYTES:
        return Problem(path, line, f"expected a message of at most {MOST_BYTES:,} bytes", _FIX)
    message = message_from_bytes(data, policy=policy.compat32)
    if not message.get("from") and not message.get("subject"):
        problem = "expected an e-mail with a `From` or a `Subject`, found none"
        return Problem(path, line, problem, _FIX)
    part = _part(message)
    if part is None:
        return Problem(path, 0 if line == 1 else line, _NO_PARTS, _FIX)
    decoded = _decoded(part, encoding)
    words = decoded.text.replace("\r\n", "\n")
    is_page = part.get_content_type() == MEDIA_TYPE
    text, page = (None, words) if is_page else (words, None)
    return article_from_fields(
        text,
        page,
        _meta(message),
        path=path,
        line=line - 1 + _line_below_headers(data),
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
    meta["attachments"] = ", ".join(_attachments(message))
    return {key: value for key, value in meta.items() if value}


def _attachments(message: Message) -> Iterator[str]:
    """The names of the files that a message brings, as far as they can be stored."""
    for part in message.walk():
        name = _words(part.get_filename())
        if name and not unstorable(name):
            yield name


def _words(header: Any) -> str:
    """A header as text: encoded words are decoded, line breaks are blanks."""
    written = str(header or "")
    with suppress(HeaderParseError, LookupError, ValueError):  # it stays as it is written
        written = str(make_header(decode_header(written)))
    return " ".join(written.split())
