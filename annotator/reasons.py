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
    Reason("wrong_words", "w", "other words than these were meant to match"),
    Reason("quoted", "q", "a source says so, not the text"),
    Reason("negated", "n", "it is denied here"),
    Reason("literal", "l", "it is meant literally"),
    Reason("other_label", "o", "another label fits"),
    Reason("duplicate", "d", "it is marked already"),
    Reason("too_weak", "t", "an ordinary phrase, too weak for the label"),
    OTHER,
)
"""In the order in which they are asked for."""

_BY_CODE = {reason.code: reason for reason in REASONS if reason is not OTHER}


def in_words(code: str) -> str:
    """What a stored reason says: a known code in words, anything else as it was typed."""
    reason = _BY_CODE.get(code)
    return reason.words if reason else code
