"""Read the lines of a file of the native format as JSON objects, or say what is wrong with them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

from annotator.errors import AnnotatorError, DataError, Problem

Json = Mapping[str, Any]
_Value = TypeVar("_Value")

EXPORT_AGAIN = "Export it again, or correct the line; docs/native-format.md describes the format."
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_MARK = b"\xef\xbb\xbf"
_NAMES = {
    dict: "an object",
    list: "a list",
    str: "a text",
    int: "a whole number",
    bool: "true or false",
}


class MalformedError(Exception):
    """A line does not have the structure of the format."""


RawLine = tuple[int, str | MalformedError]
"""A line with its number, or the problem that it is no text."""


def raw_lines(path: Path) -> Iterator[RawLine]:
    """Yield the lines of a file, at least one.

    Raises AnnotatorError if the file cannot be read, DataError if it is empty.
    """
    number = 0
    try:
        with path.open("rb") as file:
            for number, line in enumerate(file, 1):
                yield number, _decoded(line.removeprefix(_MARK) if number == 1 else line)
    except OSError as error:
        raise AnnotatorError(f"cannot read {path}: {error.strerror}") from error
    if not number:
        raise DataError(Problem(path, 0, "expected a head line, the file is empty", EXPORT_AGAIN))


def _decoded(line: bytes) -> str | MalformedError:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError as error:
        return MalformedError(f"expected UTF-8 text, byte {error.start + 1} of the line is none")


def json_of(raw: str | MalformedError) -> Json:
    """Return the object in a line. Raises MalformedError if there is none."""
    if isinstance(raw, MalformedError):
        raise raw
    return typed(strict_json(raw), dict, "the line")


def strict_json(raw: str) -> Any:
    """Return a value that can be stored. Raises MalformedError if there is none."""
    try:
        record = json.loads(raw, parse_constant=_no_number)
    except ValueError as error:
        raise MalformedError(f"expected one JSON object: {error}") from error
    except RecursionError as error:
        raise MalformedError("expected one JSON object, this one is nested too deeply") from error
    if _SURROGATE.search(raw) and not _is_text(record):
        raise MalformedError("expected text, got half of a pair of surrogates")
    return record


def _is_text(record: object) -> bool:
    try:
        json.dumps(record, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is no number in JSON")


def typed(value: object, kind: type[_Value], name: str) -> _Value:
    """Return the value if it is of that JSON type; true is no number here."""
    if type(value) is not kind:
        raise MalformedError(f"expected {name} to be {_NAMES[kind]}, got {short(value)}")
    return value


def get(record: Json, key: str, kind: type[_Value]) -> _Value:
    """Return the value of a key. Raises MalformedError if it is missing or of another type."""
    if key not in record:
        raise MalformedError(f"expected {key!r}, it is missing")
    value = record[key]
    return value if type(value) is kind else typed(value, kind, repr(key))


def short(value: object) -> str:
    """Return a value as messages show it, cut after 40 characters."""
    text = repr(value)
    return text if len(text) <= 40 else text[:39] + "…"
