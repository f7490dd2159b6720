"""Folding: text in which letters that any matcher takes for the same look the same."""

from __future__ import annotations

LONGER_IN_LOWER_CASE = "\u0130"
"""The only character whose lower case has two: no folding of it is right for every matcher."""


def fold(text: str) -> str:
    """Lower case, of the same length, so that offsets hold.

    Python lower-cases a final sigma by its neighbours, and re2, deaf to case, takes the long s
    for an s (its Kelvin sign is a k in lower case already): both are made one letter.
    """
    if text.isascii():
        return text.lower()
    lower = text.replace(LONGER_IN_LOWER_CASE, "i").lower()
    return lower.replace("\u017f", "s").replace("\u03c2", "\u03c3")
