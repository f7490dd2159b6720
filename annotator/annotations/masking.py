"""Masking: metadata of documents that annotators do not see, so that it cannot influence them.

The text itself is never masked: an outlet named in it, or a title that is part of it, is shown.
A module of its own, though short: it is what a project's `--mask` means, wherever titles and
metadata are shown.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

MASKED = "masked"
_IMPLIED = {"source": ("url",)}
"""Keys that would reveal a masked key, and are masked with it."""


def hidden(masked: Collection[str]) -> frozenset[str]:
    """The masked keys, and those that would reveal them."""
    return frozenset(masked).union(*(_IMPLIED.get(key, ()) for key in masked))


def title(given: str, number: int, masked: Collection[str]) -> str:
    """The title of a document; its number, counted from 1, where titles are masked."""
    return f"document {number}" if "title" in masked else given


def shown(meta: Mapping[str, str], masked: Collection[str]) -> dict[str, str]:
    """The metadata as an annotator may see it."""
    secret = hidden(masked)
    return {key: MASKED if key in secret else value for key, value in meta.items() if value}
