"""Canonical JSON, and content ids: hashes of values that are the same on every machine."""

from __future__ import annotations

import json
from hashlib import blake2b

PREFIX = "b2:"
"""Of every content id; another way to hash will have another prefix."""


def canonical_json(value: object) -> str:
    """Canonical JSON: equal values give equal texts. Raises ValueError for NaN and infinity."""
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )


def content_id(value: object) -> str:
    """The content id of a JSON value: 'b2:' and 32 hex digits.

    A 128-bit BLAKE2b hash (RFC 7693) of the UTF-8 bytes of its canonical JSON.
    """
    return PREFIX + blake2b(canonical_json(value).encode(), digest_size=16).hexdigest()
