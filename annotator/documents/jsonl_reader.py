"""Read JSON Lines: one object per line, with `text` or `html`; other scalars are metadata."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from annotator.documents.article import MOST_BYTES, Article, meta_key
from annotator.documents.encoding import NotTextError, decode, unstorable
from annotator.documents.html_reader import MEDIA_TYPE, extract, extractor
from annotator.documents.other_formats import annotated_record
from annotator.errors import Problem
from annotator.model import BlockForm, Original

SUFFIXES = (".jsonl", ".ndjson")
TEXT_KEY = "text"
HTML_KEY = "html"
"""The name of the field that holds an HTML page."""
_FLAT = 'Write one flat JSON object on each line: {"text": "...", "source": "..."}'
_MOVE = "Save it as JSON in UTF-8, or move it elsewhere."
_MARK = b"\xef\xbb\xbf"


class _NumberText(str):
    """A number as written: 1.10 stays 1.10, and a number may have any length."""

    __slots__ = ()


DECODER = json.JSONDecoder(
    parse_int=_NumberText, parse_float=_NumberText, parse_constant=_NumberText
)


def parse(path: Path, encoding: str | None) -> Iterator[Article | Problem]:
    """Read an article from each line. Yields a Problem for each line that is not an article.

    The first line with annotations is the last that is read.
    Raises OSError, and NotTextError if the file is not text.
    """
    found = False
    for number, line, name in lines(path, encoding):
        if not line.strip():
            continue
        found = True
        record = _record(line, TEXT_KEY)
        labelled = None if isinstance(record, str) else labelled_problem(record, path, number)
        yield labelled or _article(record, path, number, name, TEXT_KEY)
        if labelled:
            return
    if not found:
        yield Problem(path, 0, "expected JSON objects, found an empty file", "Remove the file.")


def labelled_problem(
    record: Mapping[str, Any], path: Path, number: int, kind: str = "JSON Lines"
) -> Problem | None:
    """The problem with a record that holds annotations; None if there are none in it."""
    found = annotated_record(record, kind)
    if found is None:
        return None
    return Problem(path, number, f"expected texts alone, found {found.name}", found.fix)


def lines(path: Path, encoding: str | None) -> Iterator[tuple[int, str | bytes, str]]:
    """(number, line, encoding) for each line. UTF-8 is read as bytes, one line at a time.

    A line that is longer than MOST_BYTES is cut, but stays too long for `read_line`.
    """
    with path.open("rb") as file:
        head = file.read(4)
        if encoding or b"\x00" in head or head[:2] in {b"\xff\xfe", b"\xfe\xff"}:
            decoded = decode(head + file.read(), encoding)
            found: Iterable[str | bytes] = decoded.text.split("\n")
            name = decoded.encoding
        else:
            file.seek(len(_MARK) if head.startswith(_MARK) else 0)
            found, name = _bounded(file), "utf-8"
        for number, line in enumerate(found, 1):
            if isinstance(line, bytes) and b"\x00" in line:
                raise NotTextError("expected text, found zero bytes, as in a binary file", _MOVE)
            yield number, line, name


def _bounded(file: BinaryIO) -> Iterator[bytes]:
    """The lines of a file, each cut right after MOST_BYTES."""
    while line := file.readline(MOST_BYTES + 1):
        end = line[-1:]
        while end != b"\n" and (rest := file.readline(MOST_BYTES)):
            end = rest[-1:]
        yield line


def read_line(
    line: str | bytes, path: Path, number: int, encoding: str, *, text_key: str = TEXT_KEY
) -> Article | Problem:
    """The article of one line, or the problem with the line.

    text_key: the name of the field with the text. If a line has no text, it is extracted from
        the page in `html`.
    """
    return _article(_record(line, text_key), path, number, encoding, text_key)


def _article(
    record: dict[Any, Any] | str, path: Path, number: int, encoding: str, text_key: str
) -> Article | Problem:
    """The article of a record, or the problem that was found instead of one."""
    if isinstance(record, str):
        return Problem(path, number, record, _FLAT)
    return article_from_record(record, path, number, encoding, text_key)


def article_from_record(
    record: Mapping[str, Any],
    path: Path,
    number: int,
    encoding: str,
    text_key: str,
    *,
    detected: bool = False,
) -> Article | Problem:
    """The article of a record that has a text or a page, or the problem with it."""
    meta = dict(_meta(record, text_key))
    text, page = record.get(text_key), record.get(HTML_KEY)
    return article_from_fields(
        text, page, meta, path=path, line=number, encoding=encoding, detected=detected
    )


def _record(line: str | bytes, text_key: str) -> dict[Any, Any] | str:
    """The object of a line if it has a text or a page, else an error message."""
    if len(line) > MOST_BYTES:
        return f"expected a line of at most {MOST_BYTES:,} bytes"
    record: Any
    try:
        record = DECODER.decode(line if isinstance(line, str) else line.decode("utf-8"))
    except UnicodeDecodeError as error:
        return f"expected UTF-8, found other bytes after {error.start:,}; --encoding names another"
    except json.JSONDecodeError as error:
        return f"expected a JSON object: {error.msg} at column {error.colno}"
    except RecursionError:
        return "expected a JSON object, found one nested too deep"
    if not isinstance(record, dict) or not has_text(record, text_key):
        return f"expected an object with a `{text_key}` that is a string"
    return record


def has_text(record: Mapping[str, Any], text_key: str) -> bool:
    """Return True if a record has a text or a page, and both are strings where given."""
    given = [record[key] for key in (text_key, HTML_KEY) if record.get(key) is not None]
    return bool(given) and all(type(one) is str for one in given)


def _meta(record: Mapping[str, Any], text_key: str) -> Iterator[tuple[str, str]]:
    """The scalars of the record, and of its `meta` object as written by Prodigy, as text."""
    nested = record.get("meta")
    for part in (nested if isinstance(nested, dict) else {}, record):
        for key, value in part.items():
            words = _words(value)
            if key not in {text_key, HTML_KEY} and words:
                yield meta_key(key), words


def _words(value: object) -> str:
    """A scalar or a list of strings as text; "" for any other value."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return ", ".join(value)
    return str(value) if isinstance(value, str) else ""


def article_from_fields(
    text: str | None,
    page: str | None,
    meta: Mapping[str, str],
    *,
    path: Path,
    line: int,
    encoding: str = "utf-8",
    detected: bool = False,
) -> Article | Problem:
    """The article of one record of a table or of JSON Lines, or the problem with it.

    text: None to extract the text from the page. meta: overrides the metadata of the page.
    line: the line or row of path, from 1. detected: True if the encoding was guessed.
    """
    for name, value in (*meta.items(), ("text", text or ""), (HTML_KEY, page or "")):
        flaw = unstorable(name) or unstorable(value)
        if flaw:
            return Problem(path, line, f"expected text in {name!a}, found {flaw}", "Remove it.")
    given = "" if text is not None else extractor()
    forms: Mapping[int, BlockForm] = {}
    if text is None and page is not None:
        found = extract(page)
        if isinstance(found, str):
            return Problem(path, line, found, "Give its text as `text`, or remove the line.")
        text, page_meta, forms = found
        meta = {**page_meta, **meta}
    if text is None or not text.strip():
        return Problem(path, line, "expected a text, found nothing but blanks", "Remove the line.")
    original = None if page is None else Original(page.encode(), MEDIA_TYPE, given)
    return Article(text, meta, path, line, encoding, detected, original, forms=forms)
