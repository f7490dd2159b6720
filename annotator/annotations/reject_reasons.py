"""Reasons to reject a suggestion: stable codes that are stored, each on one key.

The codes go into events and reports and never change; the words on the screen may.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RejectReason:
    """A reason to reject. code: as stored. key: that chooses it. words: as shown."""

    code: str
    key: str
    words: str


OTHER = RejectReason("other", "x", "another reason: type it")

REASONS = (
    RejectReason("wrong_words", "w", "not the words that are meant"),
    RejectReason("quoted", "q", "a source says it, not the text"),
    RejectReason("negated", "n", "denied here"),
    RejectReason("literal", "l", "meant literally"),
    RejectReason("other_label", "o", "another label fits"),
    RejectReason("duplicate", "d", "marked already"),
    RejectReason("too_weak", "t", "too weak, an ordinary phrase"),
    OTHER,
)
"""In the order in which they are shown."""

_BY_CODE = {reason.code: reason for reason in REASONS if reason is not OTHER}


def in_words(code: str) -> str:
    """The words for a stored reason: of a known code, else as it was typed."""
    reason = _BY_CODE.get(code)
    return reason.words if reason else code
