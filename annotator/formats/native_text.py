"""Quotes in records of the native format: without the text of others, and in another unit.

A published dataset may not always hold the texts. Its records then have offsets, and the length and
the hash of each text, by which it is found again (`annotator fill`).

A quote is an object with `start`, `end` and `text`, perhaps with more. Blocks have no `text`.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from typing import Any

from annotator.formats.offset_units import Offsets
from annotator.formats.protocols import OffsetUnit

_Json = dict[str, Any]
_Change = Callable[[_Json], _Json]

_PLACE = ("start", "end")
_ABOUT = {"text", "text_length", "text_sha256"}


def without_text(record: _Json) -> _Json:
    """Return the record of a document with null for its text, and without quotes.

    It gets `text_length`, in code points, and `text_sha256`, of the text in UTF-8.
    """
    text = record["text"]
    left = {"text": None, "text_length": len(text), "text_sha256": text_sha256(text)}
    kept = _changed(record, lambda quote: {key: quote[key] for key in quote if key != "text"})
    return {"document": kept["document"], **left, **_but(kept, _ABOUT)}


def with_text(record: _Json, text: str, offset_unit: OffsetUnit = OffsetUnit.CODE_POINT) -> _Json:
    """Return the record with its text and quotes, as it was before `without_text`.

    offset_unit: what offsets in the record count.
    Raises ValueError if it is another text, or a span ends outside of it.
    """
    if record["text_sha256"] != text_sha256(text):
        raise ValueError(f"this is not the text of {record['document']}")
    offsets = Offsets(text, offset_unit)

    def change(quote: _Json) -> _Json:
        start, end = (offsets.to_code_points(quote[key]) for key in _PLACE)
        if start is None or end is None or start >= end:
            raise ValueError(f"[{quote['start']}, {quote['end']}) is outside of the text")
        if "kind" in quote:  # a block
            return quote
        # The keys of attributes are sorted: `end` is before `start`, and `text` after both.
        place = {key: quote[key] for key in quote if key in _PLACE}
        return {**place, "text": text[start:end], **quote}

    filled = _changed(record, change)
    return {"document": filled["document"], "text": text, **_but(filled, _ABOUT)}


def in_unit(record: _Json, offset_unit: OffsetUnit) -> _Json:
    """Return the record of a document, with its text, with offsets in another unit."""
    if offset_unit is OffsetUnit.CODE_POINT:
        return record
    offsets = Offsets(record["text"], offset_unit)

    def change(quote: _Json) -> _Json:
        return {**quote, **{key: offsets.from_code_points(quote[key]) for key in _PLACE}}

    return _changed(record, change)


def text_sha256(text: str) -> str:
    """The SHA-256 of a text in UTF-8, in hexadecimal digits."""
    return sha256(text.encode()).hexdigest()


def _but(record: _Json, keys: set[str]) -> _Json:
    return {key: value for key, value in record.items() if key not in keys}


def _changed(record: _Json, change: _Change, *, exactly: bool = False) -> _Json:
    """Return a record with each quote and block in its values changed.

    exactly: only those without other keys, as attributes have them.
    """
    return {key: _inside(key, value, change, exactly=exactly) for key, value in record.items()}


def _inside(key: str, value: Any, change: _Change, *, exactly: bool) -> Any:
    """What is under a key, changed. Attributes may have any name, also `start` and `end`."""
    if key == "attributes" and not exactly and isinstance(value, dict):
        return _changed(value, change, exactly=True)
    return _value(value, change, exactly=exactly)


def _value(value: Any, change: _Change, *, exactly: bool) -> Any:
    if isinstance(value, list):
        return [_value(one, change, exactly=exactly) for one in value]
    if not isinstance(value, dict):
        return value
    found = _changed(value, change, exactly=exactly)
    return change(found) if _is_quote(found, exactly=exactly) else found


def _is_quote(value: _Json, *, exactly: bool) -> bool:
    is_place = type(value.get("start")) is int and type(value.get("end")) is int
    return is_place and (not exactly or value.keys() <= {*_PLACE, "text"})
