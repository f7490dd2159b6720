"""JSON Lines: one object a line, `text` in each; other scalars are metadata."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from annotator.corpus.article import Article
from annotator.corpus.decode import Decoded
from annotator.errors import Problem

_SURROGATE = re.compile("[\ud800-\udfff]")
_DEEP = "Write one flat JSON object on each line, with a `text`."


def parse(decoded: Decoded, path: Path) -> Iterator[Article | Problem]:
    """An article for each line; a line that is none is a problem of its own."""
    found = False
    for number, line in enumerate(decoded.text.split("\n"), 1):
        if line.strip():
            found = True
            yield _article(line, number, decoded, path)
    if not found:
        yield Problem(path, 0, "expected JSON objects, found nothing", "Remove the file.")


def _article(line: str, number: int, decoded: Decoded, path: Path) -> Article | Problem:
    try:
        record = json.loads(line)
    except json.JSONDecodeError as error:
        return Problem(path, number, f"no JSON: {error.msg} at column {error.colno}", _DEEP)
    except RecursionError:
        return Problem(path, number, "JSON nested too deep", _DEEP)
    if not isinstance(record, dict) or not isinstance(record.get("text"), str):
        return Problem(path, number, "expected an object with a `text` that is a string", _DEEP)
    text = record["text"]
    if not text.strip():
        return Problem(path, number, "the text is empty", "Remove the line.")
    meta = dict(_meta(record))
    wrong = _unstorable([text, *meta.values(), *meta])
    if wrong:
        return Problem(path, number, wrong, "Remove such characters from the line.")
    return Article(text, meta, path, number, decoded.encoding, decoded.detected)


def _meta(record: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Scalars of the record, and of a `meta` object in it, as text."""
    nested = record.get("meta")
    for source in (record, nested if isinstance(nested, dict) else {}):
        for key, value in source.items():
            if key != "text" and isinstance(value, str | int | float):
                yield key, value if isinstance(value, str) else json.dumps(value)


def _unstorable(texts: list[str]) -> str:
    """What is wrong with characters that no database and no UTF-8 file can hold; '' if nothing."""
    for text in texts:
        if "\x00" in text:
            return "a NUL character (\\u0000) in the text or its metadata"
        if _SURROGATE.search(text):
            return "half a character (a lone surrogate, \\ud800 to \\udfff)"
    return ""
