"""Folding: text in which letters that any matcher takes for the same look the same."""

from __future__ import annotations

LONG_S = "\u017f"
KELVIN = "\u212a"
LONGER_IN_LOWER_CASE = "\u0130"
"""The only character whose lower case has two: no folding of it is right for every matcher."""


def fold(text: str) -> str:
    """Lower case, of the same length, so that offsets hold.

    Python lower-cases a final sigma by its neighbours, and re2 without regard to case takes the long s
    for an s (its Kelvin sign is a k in lower case already): both are made one letter.
    """
    if text.isascii():
        return text.lower()
    lower = text.replace(LONGER_IN_LOWER_CASE, "i").lower()
    return lower.replace(LONG_S, "s").replace("\u03c2", "\u03c3")


def encode_folded(text: str, *, letters: bool) -> bytes:
    """The folded text in UTF-8.

    letters: False leaves letters as they are whose fold has a case and is not ASCII, and the one
    that is LONGER_IN_LOWER_CASE, which is three times as fast; right where none is looked for.
    """
    if letters:
        return fold(text).encode()
    return text.replace(LONG_S, "s").replace(KELVIN, "k").encode().lower()


def has_cased(text: str) -> bool:
    """Whether a character that has a case and is not ASCII is in a text."""
    if text.isascii():
        return False
    return any(char.lower() != char.upper() for char in text if not char.isascii())
