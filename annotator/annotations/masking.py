"""Masking: what of a document's metadata annotators are not told, so that it cannot sway them.

The text itself is never masked: an outlet named in it, or a title that stands in it, is read.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

MASKED = "masked"
_IMPLIED = {"source": ("url",)}
"""What tells of a masked key, and is masked with it."""


def hidden(masked: Collection[str]) -> frozenset[str]:
    """The masked keys, and those that would give them away."""
    return frozenset(masked).union(*(_IMPLIED.get(key, ()) for key in masked))


def title(given: str, number: int, masked: Collection[str]) -> str:
    """What a document is called: by its number, counted from 1, where titles are masked."""
    return f"document {number}" if "title" in masked else given


def shown(meta: Mapping[str, str], masked: Collection[str]) -> dict[str, str]:
    """Metadata as an annotator may see it."""
    secret = hidden(masked)
    return {key: MASKED if key in secret else value for key, value in meta.items() if value}
