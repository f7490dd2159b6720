"""Read the objects of a file of JSON or JSON Lines, each with its line.

A file holds an array of objects, one object over several lines, or an object in each line. Lines
are read one at a time, and any of them again by its place; other files are loaded as a whole.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from annotator.documents.article import MOST_BYTES
from annotator.documents.encoding import NotTextError, decode
from annotator.errors import AnnotatorError, DataError, Problem
from annotator.formats.native import unbroken

Json = Mapping[str, Any]

_MARK = b"\xef\xbb\xbf"
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_BLANK = " \t\r\n"
_BLANKS = re.compile(rf"[{_BLANK}]*")
_HEAD = 262_144
_MOST_SEEN = 50
_CORRECT = "Correct the line, or export the file again."


def json_line(record: Json) -> str:
    """Return a record as one line of JSON Lines."""
    return unbroken(json.dumps(record, ensure_ascii=False, allow_nan=False)) + "\n"


@dataclass(frozen=True, slots=True)
class JsonRecord:
    """An object of a file, or what is wrong instead of it.

    number: of the line in which it begins, from 1. place: for JsonFile.at. value: empty if there
    is a problem.
    """

    number: int
    place: int
    value: Json
    problem: str = ""


class _BrokenError(ValueError):
    """A piece of text that is no JSON object; the message says what was expected.

    position: of the fault in the text.
    """

    def __init__(self, message: str, position: int = 0) -> None:
        super().__init__(message)
        self.position = position


def _null(_name: str) -> None:
    """NaN and Infinity, which JSON has not: what pandas writes for a missing number."""


_DECODER = json.JSONDecoder(parse_constant=_null)


class JsonFile:
    """A file of JSON objects. Iterating gives them in order.

    Raises AnnotatorError if it cannot be read, DataError if it is empty or not text.
    """

    def __init__(self, path: Path, encoding: str = "") -> None:
        """encoding: '' is UTF-8, or UTF-16 and UTF-32 if they begin with their mark."""
        self.path = path
        self._elements: list[JsonRecord] | None = None
        self._lines: Callable[[], Iterator[tuple[int, int, bytes | str]]]
        self._open: BinaryIO | None = None
        self._text = _decoded_text(path, encoding)
        self._lines = self._lines_of_file if self._text is None else self._lines_of_text
        if not self._has_lines():
            text = self._text if self._text is not None else _whole_text(path)
            self._text, self._elements = None, list(_elements(text))

    def __iter__(self) -> Iterator[JsonRecord]:
        if self._elements is not None:
            yield from self._elements
            return
        for number, place, line in self._lines():
            if line.strip():
                yield _record(number, place, line)

    def at(self, record: JsonRecord) -> JsonRecord:
        """Read a record again, of which only its number and place are known."""
        if self._elements is not None:
            return self._elements[record.place]
        if self._text is not None:
            end = self._text.find("\n", record.place)
            line = self._text[record.place : end if end >= 0 else None]
            return _record(record.number, record.place, line)
        if self._open is None:
            self._open = self.path.open("rb")
        self._open.seek(record.place)
        return _record(record.number, record.place, self._open.readline(MOST_BYTES + 1))

    def close(self) -> None:
        """Close the file."""
        if self._open is not None:
            self._open.close()
            self._open = None

    def _has_lines(self) -> bool:
        """Return True if there is an object in each line, though the first may be broken."""
        lines = (line.strip() for _, _, line in self._lines())
        found = (
            line if isinstance(line, str) else line.decode("utf-8", "replace") for line in lines
        )
        begun = filter(None, found)
        first = next(begun, "")
        if not first:
            raise DataError(
                Problem(self.path, 0, "expected JSON, the file is empty", "Export it again.")
            )
        if first.startswith("["):
            return False
        try:
            _object(first)
        except _BrokenError:
            return next(begun, "").startswith("{")
        return True

    def _lines_of_file(self) -> Iterator[tuple[int, int, bytes | str]]:
        with self.path.open("rb") as file:
            if file.read(len(_MARK)) != _MARK:
                file.seek(0)
            place, number = file.tell(), 1
            while line := file.readline(MOST_BYTES + 1):
                yield number, place, line
                while line[-1:] != b"\n" and (line := file.readline(MOST_BYTES)):
                    pass  # the rest of a line that is too long
                place, number = file.tell(), number + 1

    def _lines_of_text(self) -> Iterator[tuple[int, int, bytes | str]]:
        place = 0
        for number, line in enumerate((self._text or "").split("\n"), 1):
            yield number, place, line
            place += len(line) + 1


def _decoded_text(path: Path, encoding: str) -> str | None:
    """The text of a file in another encoding than UTF-8; None for UTF-8."""
    try:
        with path.open("rb") as file:
            head = file.read(4)
            if not encoding and not head.startswith(_WIDE_MARKS):
                return None
            return decode(head + file.read(), encoding or None).text
    except OSError as error:
        raise AnnotatorError(f"cannot read {path}: {error.strerror}") from error
    except NotTextError as error:
        raise DataError(Problem(path, 0, str(error), error.fix)) from None


def _whole_text(path: Path) -> str:
    data = path.read_bytes().removeprefix(_MARK)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise DataError(Problem(path, line, _not_utf_8(error), _CORRECT)) from None


def _not_utf_8(error: UnicodeDecodeError) -> str:
    return f"expected UTF-8, found other bytes after {error.start:,}; --encoding names another"


def _record(number: int, place: int, line: bytes | str) -> JsonRecord:
    if len(line) > MOST_BYTES:
        problem = f"expected a line of at most {MOST_BYTES:,} bytes"
        return JsonRecord(number, place, {}, problem)
    try:
        text = line if isinstance(line, str) else line.decode("utf-8")
        return JsonRecord(number, place, _object(text.strip(_BLANK)))
    except UnicodeDecodeError as error:
        return JsonRecord(number, place, {}, _not_utf_8(error))
    except _BrokenError as error:
        return JsonRecord(number, place, {}, str(error))


def _object(text: str) -> Json:
    value, end = _value_at(text, 0)
    if end < len(text):
        raise _BrokenError("expected one JSON object in the line, found more after it", end)
    return value


def _value_at(text: str, start: int) -> tuple[Json, int]:
    """The object that begins at a position, and where it ends. Raises _BrokenError."""
    try:
        value, end = _DECODER.raw_decode(text, start)
    except json.JSONDecodeError as error:
        message = f"expected a JSON object: {error.msg} at column {error.colno}"
        raise _BrokenError(message, error.pos) from None
    except RecursionError:
        raise _BrokenError("expected a JSON object, found one nested too deep", start) from None
    except ValueError as error:  # a number of too many digits
        raise _BrokenError(f"expected a JSON object: {error}", start) from None
    if not isinstance(value, dict):
        raise _BrokenError("expected a JSON object, found another value", start)
    if _SURROGATE.search(text, start, end) and not _is_text(value):
        raise _BrokenError("expected text, found half of a pair of surrogates", start)
    return value, end


def _is_text(value: object) -> bool:
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


def _elements(text: str) -> Iterator[JsonRecord]:
    """The objects of an array, or of a text of one or more; the last one may be a problem."""
    at = _after_blanks(text, 0)
    is_array = text.startswith("[", at)
    at = _after_blanks(text, at + is_array)
    number, counted, place = 1, 0, 0
    while at < len(text) and not (is_array and text[at] == "]"):
        try:
            value, end = _value_at(text, at)
        except _BrokenError as error:
            fault = max(error.position, at)
            number += text.count("\n", counted, fault)
            yield JsonRecord(number, place, {}, str(error))
            return
        number, counted = number + text.count("\n", counted, at), at
        yield JsonRecord(number, place, value)
        place += 1
        at = _after_blanks(text, end)
        if is_array and text.startswith(",", at):
            at = _after_blanks(text, at + 1)
        elif is_array and not text.startswith("]", at):
            number += text.count("\n", counted, at)
            yield JsonRecord(number, place, {}, "expected , or ] after an object of the array")
            return
    if is_array and at >= len(text):
        number += text.count("\n", counted)
        yield JsonRecord(number, place, {}, "expected ] at the end of the array")
    elif is_array and (rest := _after_blanks(text, at + 1)) < len(text):
        number += text.count("\n", counted, rest)
        yield JsonRecord(number, place, {}, "expected nothing after the end of the array")


def _after_blanks(text: str, at: int) -> int:
    found = _BLANKS.match(text, at)
    return found.end() if found else at


# --------------------------------------------------------------------------- recognition


def first_records(path: Path) -> list[Json]:
    """Return the first objects of a file, as far as it is read for this; none if it has none.

    An object that is too long is given by its keys alone, all with the value None.
    """
    if not path.is_file():
        return []
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if head.startswith(_WIDE_MARKS):
        text = head[: len(head) // 4 * 4].decode("utf-16", "replace")
    else:
        text = head.removeprefix(_MARK).decode("utf-8", "replace")
    at = _after_blanks(text, 0)
    if not text.startswith(("{", "["), at):
        return []
    at = _after_blanks(text, at + text.startswith("[", at))
    found: list[Json] = []
    while text.startswith("{", at) and len(found) < _MOST_SEEN:
        try:
            value, end = _value_at(text, at)
        except _BrokenError:
            if not found and len(head) == _HEAD:
                found.append(dict.fromkeys(re.findall(r'"([^"\\]{1,60})"\s*:', text[at:])))
            break
        found.append(value)
        at = _after_blanks(text, end)
        at = _after_blanks(text, at + text.startswith(",", at))
    return found
