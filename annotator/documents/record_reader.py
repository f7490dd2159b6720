"""Read tables (CSV, TSV) and JSON arrays: a row or an object is an article, the rest metadata.

The text is in the column `text`, or in the first of the other names in TEXT_KEYS; a page is in
`html`. The first record with annotations is the last that is read.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from annotator.documents.article import Article, meta_key
from annotator.documents.encoding import Decoded, decode
from annotator.documents.jsonl_reader import (
    DECODER,
    HTML_KEY,
    TEXT_KEY,
    article_from_record,
    has_text,
    labelled_problem,
)
from annotator.errors import Problem

TEXT_KEYS = (TEXT_KEY, "full_text", "article_text", "body", "content")
"""The names of a column or key of texts, the first that is there."""
_SPREADSHEET_LINE = re.compile(r"\Asep=.(?=[\r\n])")
_FIRST_LINE = re.compile(r"\A[\r\n]*([^\r\n]*)")
_DELIMITERS = "\t,;|"
_NAME = f"Name the column of the texts `{TEXT_KEY}`, or save the texts as .txt files."
_CELLS = "Put cells that hold a delimiter, a line break or a quotation mark in quotation marks."
_ARRAY = 'Write one array of flat objects: [{"text": "...", "source": "..."}]'

_Found = tuple[int, dict[str, Any] | Problem]
"""A line of the file, and the record or the problem that begins there."""


def _articles(
    path: Path, records: Iterator[_Found], decoded: Decoded, kind: str
) -> Iterator[Article | Problem]:
    """Yield the article of each record, up to the first with annotations."""
    for line, record in records:
        if isinstance(record, Problem):
            yield record
            continue
        labelled = labelled_problem(record, path, line, kind)
        if labelled:
            yield labelled
            return
        key = text_key(record) or TEXT_KEY
        yield article_from_record(
            record, path, line, decoded.encoding, key, detected=decoded.detected
        )


def text_key(names: Iterable[str]) -> str | None:
    """The key of the text, as written; None if there is none."""
    lower = {name.lower(): name for name in names}
    return next((lower[key] for key in TEXT_KEYS if key in lower), None)


# --------------------------------------------------------------------------- CSV and TSV


def parse_table(path: Path, encoding: str | None) -> Iterator[Article | Problem]:
    """Read an article from each row. Yields a Problem for each row that is not an article.

    Raises OSError, and NotTextError if the file is not text.
    """
    decoded = decode(path.read_bytes(), encoding)
    text = _SPREADSHEET_LINE.sub("", decoded.text)
    names, delimiter = _header(_FIRST_LINE.findall(text)[0])
    if not _has_texts(names):
        found = ", ".join(names)[:200]
        yield Problem(path, 1, f"expected a column `{TEXT_KEY}`, found {found}", _NAME)
    elif len(set(names)) < len(names):
        fix = "Rename the columns, so that each has its own name."
        yield Problem(path, 1, "expected names of columns that differ", fix)
    else:
        rows = _rows(path, text, delimiter, names)
        yield from _articles(path, rows, decoded, "a table")


def _header(line: str) -> tuple[list[str], str]:
    """(names of columns, delimiter): the delimiter that leaves a column of texts, else a comma."""
    for delimiter in _DELIMITERS:
        names = _names(line, delimiter)
        if _has_texts(names):
            return names, delimiter
    return _names(line, ","), ","


def _names(line: str, delimiter: str) -> list[str]:
    return [
        meta_key(name) for name in next(csv.reader([line.rstrip("\r")], delimiter=delimiter), [])
    ]


def _has_texts(names: list[str]) -> bool:
    return text_key(names) is not None or HTML_KEY in names


def _rows(path: Path, text: str, delimiter: str, names: list[str]) -> Iterator[_Found]:
    """Yield the records below the first row. A row is named by its first line."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    first = 1
    try:
        for row in reader:
            line, first = first, reader.line_num + 1
            is_header = [meta_key(cell) for cell in row] == names
            if is_header or not any(map(str.strip, row)):
                continue
            if len(row) == len(names):
                yield line, {name: cell for name, cell in zip(names, row, strict=True) if cell}
                continue
            problem = f"expected {len(names)} cells, as in the first row, found {len(row)}"
            yield line, Problem(path, line, problem, _CELLS)
    except csv.Error as error:
        yield first, Problem(path, first, f"expected a row of a table: {error}", _CELLS)


# ----------------------------------------------------------------------------------- JSON


def parse_json(path: Path, encoding: str | None) -> Iterator[Article | Problem]:
    """Read an article from each object of an array, or from the one object of the file.

    Raises OSError, and NotTextError if the file is not text.
    """
    decoded = decode(path.read_bytes(), encoding)
    found = False
    for each in _articles(path, _objects(path, decoded.text), decoded, "JSON"):
        found = True
        yield each
    if not found:
        yield Problem(path, 0, "expected objects, found an empty array", "Remove the file.")


def _objects(path: Path, text: str) -> Iterator[_Found]:
    """Yield the objects of an array one at a time, each with the line where it begins."""
    at, line, seen = _skip(text, 0), 1, 0
    is_array = text.startswith("[", at)
    at = _skip(text, at + 1) if is_array else at
    while at < len(text) and not text.startswith("]", at):
        line, seen = line + text.count("\n", seen, at), at
        try:
            value, at = DECODER.raw_decode(text, at)
        except json.JSONDecodeError as error:
            problem = f"expected JSON: {error.msg} at column {error.colno}"
            yield error.lineno, Problem(path, error.lineno, problem, _ARRAY)
            return
        except RecursionError:
            yield line, Problem(path, line, "expected flat objects, found deep nesting", _ARRAY)
            return
        yield line, _checked(value, path, line)
        at = _skip(text, at)
        at = _skip(text, at + 1) if text.startswith(",", at) else at
    end = _skip(text, at + 1) if is_array else at
    if end < len(text):
        line += text.count("\n", seen, end)
        yield line, Problem(path, line, "expected nothing below the end of the array", _ARRAY)


def _checked(value: Any, path: Path, line: int) -> dict[str, Any] | Problem:
    """A value as a record, or the problem with it."""
    key = (text_key(value) or TEXT_KEY) if isinstance(value, dict) else TEXT_KEY
    if isinstance(value, dict) and has_text(value, key):
        return value
    return Problem(path, line, f"expected an object with a `{TEXT_KEY}` that is a string", _ARRAY)


def _skip(text: str, at: int) -> int:
    """The position of the first character after white space."""
    while at < len(text) and text[at] in " \t\r\n":
        at += 1
    return at
