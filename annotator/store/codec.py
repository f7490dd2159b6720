"""Between the values of annotator.model and what a row can hold."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from annotator.model import Span


def to_json(value: object) -> str:
    """Canonical: equal values give equal texts. Refuses NaN and infinity with ValueError."""
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )


def from_json(text: str) -> Any:
    """What to_json was given, with lists for tuples."""
    return json.loads(text)


def spans_to_json(spans: Iterable[Span]) -> str:
    """[[start, end], ...]."""
    return to_json([[span.start, span.end] for span in spans])


def spans_from_json(text: str) -> tuple[Span, ...]:
    """The spans that spans_to_json was given."""
    return tuple(Span(start, end) for start, end in from_json(text))


def span_of(start: int | None, end: int | None) -> Span | None:
    """The span of two columns that may be empty."""
    return None if start is None or end is None else Span(start, end)
