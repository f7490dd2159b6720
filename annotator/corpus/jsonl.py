"""JSON Lines: one object a line, `text` in each; other scalars are metadata."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from annotator.corpus.article import Article, meta_key
from annotator.corpus.decode import NotTextError, decode, unstorable
from annotator.errors import Problem

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
    for number, line, name in _lines(path, encoding):
        if line.strip():
            found = True
            yield _article(line, path, number, name)
    if not found:
        yield Problem(path, 0, "expected JSON objects, found an empty file", "Remove the file.")


def _lines(path: Path, encoding: str | None) -> Iterator[tuple[int, str | bytes, str]]:
    """Number, line and encoding. UTF-8 comes as bytes, line by line, however long the file."""
    with path.open("rb") as file:
        head = file.read(4)
        if encoding or b"\x00" in head or head[:2] in {b"\xff\xfe", b"\xfe\xff"}:
            decoded = decode(head + file.read(), encoding)
            lines: Iterable[str | bytes] = decoded.text.split("\n")
            name = decoded.encoding
        else:
            file.seek(len(_MARK) if head.startswith(_MARK) else 0)
            lines, name = file, "utf-8"
        for number, line in enumerate(lines, 1):
            if isinstance(line, bytes) and b"\x00" in line:
                raise NotTextError("expected text, found zero bytes, as in a binary file", _MOVE)
            yield number, line, name


def _article(line: str | bytes, path: Path, number: int, encoding: str) -> Article | Problem:
    """The article of one line, or what is wrong with the line."""
    record = _record(line)
    if isinstance(record, str):
        return Problem(path, number, record, _FLAT)
    text = record["text"]
    if not text.strip():
        return Problem(
            path, number, "expected a text, found nothing but blanks", "Remove the line."
        )
    meta = dict(_meta(record))
    for name, value in {**meta, "text": text}.items():
        flaw = unstorable(name) or unstorable(value)
        if flaw:
            return Problem(path, number, f"expected text in {name!a}, found {flaw}", "Remove it.")
    return Article(text, meta, path, number, encoding, detected=False)


def _record(line: str | bytes) -> dict[str, Any] | str:
    """The object of one line, its `text` a string, or what is wrong with the line."""
    try:
        record = _DECODER.decode(line if isinstance(line, str) else line.decode("utf-8"))
    except UnicodeDecodeError as error:
        return f"expected UTF-8, found other bytes after {error.start:,}; --encoding names another"
    except json.JSONDecodeError as error:
        return f"expected a JSON object: {error.msg} at column {error.colno}"
    except RecursionError:
        return "expected a JSON object, found one nested too deep"
    if not isinstance(record, dict) or type(record.get("text")) is not str:
        return "expected an object with a `text` that is a string"
    return record


def _meta(record: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Scalars of a `meta` object, as Prodigy writes one, and of the record, as text."""
    nested = record.get("meta")
    for part in (nested if isinstance(nested, dict) else {}, record):
        for key, value in part.items():
            words = _words(value)
            if key != "text" and words:
                yield meta_key(key), words


def _words(value: object) -> str:
    """A scalar, or a list of texts, as text; "" for anything else."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return ", ".join(value)
    return str(value) if isinstance(value, str) else ""
