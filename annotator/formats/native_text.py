"""Records of the native format without the text of others, and with the text put back.

A published dataset may not always hold the texts. Its records then have offsets, and the length and
the hash of each text, by which it is found again (`annotator fill`).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from hashlib import sha256
from typing import Any

from annotator.model import Span

_Json = dict[str, Any]

_PLACE = {"start", "end"}
_NO_QUOTES = frozenset({"document", "meta", "blocks", "sources", "earlier_versions", "suggesters"})
"""Keys of a document that hold no quoted span."""


def without_text(record: _Json) -> _Json:
    """Return the record of a document with null for its text, and without quotes.

    It gets `text_length`, in code points, and `text_sha256`, of the text in UTF-8.
    """
    text = record["text"]
    left = {
        "text": None,
        "text_length": len(text),
        "text_sha256": text_sha256(text),
    }
    found: _Json = {}
    for key, value in record.items():
        found |= left if key == "text" else {key: _unquoted(value) if _may_quote(key) else value}
    return found


def with_text(record: _Json, text: str) -> _Json:
    """Return the record with its text and quotes, as it was before `without_text`.

    Raises ValueError if it is another text, or a span ends outside of it.
    """
    if record["text_sha256"] != text_sha256(text):
        raise ValueError(f"this is not the text of {record['document']}")
    found: _Json = {}
    for key, value in record.items():
        if key == "text":
            found["text"] = text
        elif key not in {"text_length", "text_sha256"}:
            found[key] = _quoted(value, text) if _may_quote(key) else value
    return found


def text_sha256(text: str) -> str:
    """The SHA-256 of a text in UTF-8, in hexadecimal digits."""
    return sha256(text.encode()).hexdigest()


def _may_quote(key: str) -> bool:
    return key not in _NO_QUOTES


def _unquoted(value: Any, *, exactly: bool = False) -> Any:
    """The value without quotes. exactly: only from spans without other keys, as attributes have."""
    if isinstance(value, list):
        return [_unquoted(one, exactly=exactly) for one in value]
    if not isinstance(value, dict):
        return value
    if "text" in value and _is_span(value, 3 if exactly else None):
        value = {key: one for key, one in value.items() if key != "text"}
    return {key: _inside(key, one, _unquoted, exactly=exactly) for key, one in value.items()}


def _quoted(value: Any, text: str, *, exactly: bool = False) -> Any:
    """The value with quotes, each after the start and the end of its span."""
    if isinstance(value, list):
        return [_quoted(one, text, exactly=exactly) for one in value]
    if not isinstance(value, dict):
        return value
    found: _Json = {}
    is_span = _is_span(value, 2 if exactly else None)
    for key, one in value.items():
        found[key] = _inside(key, one, partial(_quoted, text=text), exactly=exactly)
        if is_span and key in _PLACE and found.keys() >= _PLACE:
            found["text"] = _quote(value, text)
    return found


def _inside(key: str, value: Any, change: Callable[..., Any], *, exactly: bool) -> Any:
    """What is under a key, changed. Attributes may have any name, also `start` and `end`."""
    if key == "attributes" and not exactly and isinstance(value, dict):
        return {name: change(one, exactly=True) for name, one in value.items()}
    return change(value, exactly=exactly)


def _is_span(value: _Json, keys: int | None) -> bool:
    is_place = type(value.get("start")) is int and type(value.get("end")) is int
    return is_place and keys in {None, len(value)}


def _quote(value: _Json, text: str) -> str:
    if not 0 <= value["start"] < value["end"] <= len(text):
        raise ValueError(f"[{value['start']}, {value['end']}) is outside of the text")
    return Span(value["start"], value["end"]).of(text)
