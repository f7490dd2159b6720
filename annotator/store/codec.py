"""Conversions between the values of annotator.model and the columns of the database."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from annotator.canonical_json import canonical_json
from annotator.errors import StoreError
from annotator.model import Block, BlockForm, BlockKind, Span
from annotator.old_words import block_kind

_DAMAGED = (
    "the project's database is damaged, a value in it cannot be read: put a backup in its place."
)

_decode = json.JSONDecoder().raw_decode
"""Half the time of json.loads for short values: it looks for no white space around them."""

to_json = canonical_json
"""The text of a value in a column."""


def from_json(text: str) -> Any:
    """The value that to_json was given, with lists for tuples.

    Raises StoreError for anything else: nobody but to_json writes here.
    """
    try:
        value, end = _decode(text)
    except ValueError as error:
        raise StoreError(_DAMAGED) from error
    if end < len(text):
        raise StoreError(_DAMAGED)
    return value


def spans_to_json(spans: Iterable[Span]) -> str:
    """[[start, end], ...]."""
    return to_json([[span.start, span.end] for span in spans])


def spans_from_json(text: str) -> tuple[Span, ...]:
    """The spans that spans_to_json was given. Raises StoreError for anything else."""
    found = from_json(text)
    try:
        return tuple(Span(start, end) for start, end in found)
    except (ValueError, TypeError) as error:
        raise StoreError(_DAMAGED) from error


def blocks_to_json(blocks: Iterable[Block]) -> str:
    """[[start, end, kind], ...], with the form as a fourth value where there is one."""
    return to_json(
        [
            [one.span.start, one.span.end, one.kind, *([one.form] if one.form else [])]
            for one in blocks
        ]
    )


def blocks_from_json(text: str) -> tuple[Block, ...]:
    """The blocks that blocks_to_json was given; kinds may be words of an earlier version.

    Raises StoreError for anything else.
    """
    found = from_json(text)
    try:
        return tuple(
            Block(Span(start, end), BlockKind(block_kind(kind)), *map(BlockForm, form))
            for start, end, kind, *form in found
        )
    except (ValueError, TypeError) as error:
        raise StoreError(_DAMAGED) from error


def span_or_none(start: int | None, end: int | None) -> Span | None:
    """The span of two columns that may be NULL."""
    return None if start is None or end is None else Span(start, end)


def iso_time(seconds: float) -> str:
    """Seconds since 1970 as UTC, ISO 8601, to the millisecond."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds")
