"""Canonical JSON, and content ids: hashes of values that are the same on every machine."""

from __future__ import annotations

import json
from hashlib import blake2b

_canonical = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
).encode

PREFIX = "b2:"
"""Of every content id; another way to hash will have another prefix."""


def canonical_json(value: object) -> str:
    """Canonical JSON: equal values give equal texts. Raises ValueError for NaN and infinity."""
    return _canonical(value)


def content_id(value: object) -> str:
    """The content id of a JSON value: that of its canonical JSON."""
    return text_id(canonical_json(value))


def text_id(text: str) -> str:
    """The content id of a text: 'b2:' and 32 hex digits.

    A 128-bit BLAKE2b hash (RFC 7693) of its UTF-8 bytes.
    """
    return PREFIX + blake2b(text.encode(), digest_size=16).hexdigest()
