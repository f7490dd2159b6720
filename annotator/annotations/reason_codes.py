"""Reasons to reject a suggestion, and why a sentence cannot be judged: codes, each on one key.

The codes are stored in events and exports and never change; the words on the screen may.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason. code: as stored. key: that chooses it. words: as shown."""

    code: str
    key: str
    words: str


OTHER = Reason("other", "x", "another reason: type it")

REJECT_REASONS = (
    Reason("wrong_words", "w", "not the words that are meant"),
    Reason("quoted", "q", "a source says it, not the text"),
    Reason("negated", "n", "denied here"),
    Reason("literal", "l", "meant literally"),
    Reason("other_label", "o", "another label fits"),
    Reason("duplicate", "d", "marked already"),
    Reason("too_weak", "t", "too weak, an ordinary phrase"),
    OTHER,
)
"""In the order in which they are shown."""

CANNOT_JUDGE_REASONS = (
    Reason("unclear_language", "u", "unclear language"),
    Reason("missing_context", "c", "missing context"),
    Reason("not_news", "n", "not news text"),
    OTHER,
)
"""In the order in which they are shown."""

_BY_CODE = {one.code: one for one in (*REJECT_REASONS, *CANNOT_JUDGE_REASONS) if one is not OTHER}


def in_words(code: str) -> str:
    """The words for a stored reason: of a known code, else as it was typed."""
    reason = _BY_CODE.get(code)
    return reason.words if reason else code
