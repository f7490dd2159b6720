"""JSON Lines: one object a line, `text` or `html` in each; other scalars are metadata."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from annotator.documents.article import MOST_BYTES, Article, meta_key
from annotator.documents.encoding import NotTextError, decode
from annotator.documents.fields import HTML, from_fields
from annotator.errors import Problem

SUFFIXES = (".jsonl", ".ndjson")
_FLAT = 'Write one flat JSON object on each line: {"text": "...", "source": "..."}'
_MOVE = "Save it as JSON in UTF-8, or move it elsewhere."
_MARK = b"\xef\xbb\xbf"


class _Written(str):
    """A number as it was written: 1.10 stays 1.10, and no number is too long."""

    __slots__ = ()


_DECODER = json.JSONDecoder(parse_int=_Written, parse_float=_Written, parse_constant=_Written)


def parse(path: Path, encoding: str | None) -> Iterator[Article | Problem]:
    """An article for each line; a line that is none is a problem of its own.

    Raises OSError, and NotTextError where the file is not text.
    """
    found = False
    for number, line, name in lines(path, encoding):
        if line.strip():
            found = True
            yield article(line, path, number, name)
    if not found:
        yield Problem(path, 0, "expected JSON objects, found an empty file", "Remove the file.")


def lines(path: Path, encoding: str | None) -> Iterator[tuple[int, str | bytes, str]]:
    """Number, line and encoding. UTF-8 comes as bytes, line by line, however long the file.

    Of a line longer than any text only the beginning comes, which is too long for `article`.
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
    """The lines, each no longer in memory than makes it too long."""
    while line := file.readline(MOST_BYTES + 1):
        end = line[-1:]
        while end != b"\n" and (rest := file.readline(MOST_BYTES)):
            end = rest[-1:]
        yield line


def article(
    line: str | bytes, path: Path, number: int, encoding: str, *, text_key: str = "text"
) -> Article | Problem:
    """The article of one line, or what is wrong with the line.

    text_key: where the text is; without it, `html` is a page that the text is taken out of.
    """
    record = _record(line, text_key)
    if isinstance(record, str):
        return Problem(path, number, record, _FLAT)
    meta = dict(_meta(record, text_key))
    text, page = record.get(text_key), record.get(HTML)
    return from_fields(text, page, meta, path=path, line=number, encoding=encoding)


def _record(line: str | bytes, text_key: str) -> dict[Any, Any] | str:
    """The object of one line with a text or a page, or what is wrong with the line."""
    if len(line) > MOST_BYTES:
        return f"expected a line of at most {MOST_BYTES:,} bytes"
    record: Any
    try:
        record = _DECODER.decode(line if isinstance(line, str) else line.decode("utf-8"))
    except UnicodeDecodeError as error:
        return f"expected UTF-8, found other bytes after {error.start:,}; --encoding names another"
    except json.JSONDecodeError as error:
        return f"expected a JSON object: {error.msg} at column {error.colno}"
    except RecursionError:
        return "expected a JSON object, found one nested too deep"
    if not isinstance(record, dict) or not _has_text(record, text_key):
        return f"expected an object with a `{text_key}` that is a string"
    return record


def _has_text(record: Mapping[str, Any], text_key: str) -> bool:
    """Whether there is a text or a page, and what there is of them is a string."""
    given = [record[key] for key in (text_key, HTML) if record.get(key) is not None]
    return bool(given) and all(type(one) is str for one in given)


def _meta(record: Mapping[str, Any], text_key: str) -> Iterator[tuple[str, str]]:
    """Scalars of a `meta` object, as Prodigy writes one, and of the record, as text."""
    nested = record.get("meta")
    for part in (nested if isinstance(nested, dict) else {}, record):
        for key, value in part.items():
            words = _words(value)
            if key not in {text_key, HTML} and words:
                yield meta_key(key), words


def _words(value: object) -> str:
    """A scalar, or a list of texts, as text; "" for anything else."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return ", ".join(value)
    return str(value) if isinstance(value, str) else ""
