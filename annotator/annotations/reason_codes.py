"""Reasons to reject a suggestion, and why people differed: codes, each on one key.

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

SETTLE_REASONS = (
    Reason("slip", "1", "slip"),
    Reason("guideline_gap", "2", "guideline gap"),
    Reason("ambiguous_text", "3", "ambiguous text"),
    Reason("borderline", "4", "borderline case"),
    Reason("opinions_differ", "5", "opinions differ"),
    Reason("rule_wrong", "6", "rule is wrong"),
    Reason("other", "7", "other: type it"),
)
"""Why annotators differed, in the order in which they are shown; a lead says so."""

_BY_CODE = {
    one.code: one
    for one in (*REJECT_REASONS, *CANNOT_JUDGE_REASONS, *SETTLE_REASONS)
    if one.code != OTHER.code
}


def in_words(code: str) -> str:
    """The words for a stored reason: of a known code, else as it was typed."""
    reason = _BY_CODE.get(code)
    return reason.words if reason else code
