"""Why a suggestion was wrong: a few stable words that are stored, each on one key.

The words go into events and reports and never change; what they say on screen may.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason to reject. code: as it is stored. words: what it says. key: what picks it."""

    code: str
    key: str
    words: str


OTHER = Reason("other", "x", "another reason: type it")

REASONS = (
    Reason("wrong_words", "w", "not the words that are meant"),
    Reason("quoted", "q", "a source says it, not the text"),
    Reason("negated", "n", "denied here"),
    Reason("literal", "l", "meant literally"),
    Reason("other_label", "o", "another label fits"),
    Reason("duplicate", "d", "marked already"),
    Reason("too_weak", "t", "too weak, an ordinary phrase"),
    OTHER,
)
"""In the order in which they are asked for."""

_BY_CODE = {reason.code: reason for reason in REASONS if reason is not OTHER}


def in_words(code: str) -> str:
    """What a stored reason says: a known code in words, anything else as it was typed."""
    reason = _BY_CODE.get(code)
    return reason.words if reason else code
