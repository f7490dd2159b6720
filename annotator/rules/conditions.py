"""What else must hold for a match to become a suggestion."""

from __future__ import annotations

import re
from functools import lru_cache

from annotator.model import Conditions, Span, Voice

_OPENING = " \t\n\r\u00a0\"'“”‘’«»„([—–-"


def holds(conditions: Conditions, text: str, sentence: Span, fired: Span, voice: Voice) -> bool:
    """Whether every condition of a rule holds for a match."""
    if conditions.voice and voice not in conditions.voice:
        return False
    before, after = text[sentence.start : fired.start], text[fired.end : sentence.end]
    if conditions.sentence_start and before.strip(_OPENING):
        return False
    return _neighbours(conditions, before, after) and _elsewhere(conditions, sentence.of(text))


def _neighbours(conditions: Conditions, before: str, after: str) -> bool:
    if conditions.followed_by and not _begins(after, conditions.followed_by):
        return False
    if conditions.preceded_by and not _ends(before, conditions.preceded_by):
        return False
    return not (
        _begins(after, conditions.not_followed_by) or _ends(before, conditions.not_preceded_by)
    )


def _elsewhere(conditions: Conditions, sentence: str) -> bool:
    if conditions.sentence_has and not _holds(sentence, conditions.sentence_has):
        return False
    return not _holds(sentence, conditions.sentence_lacks)


def _begins(text: str, phrases: tuple[str, ...]) -> bool:
    return bool(phrases) and bool(_words(phrases, r"\s*", r"(?!\w)").match(text))


def _ends(text: str, phrases: tuple[str, ...]) -> bool:
    return bool(phrases) and bool(_words(phrases, r"(?<!\w)", r"\s*$").search(text[-200:]))


def _holds(text: str, phrases: tuple[str, ...]) -> bool:
    return bool(phrases) and bool(_words(phrases, r"(?<!\w)", r"(?!\w)").search(text))


@lru_cache(maxsize=512)
def _words(phrases: tuple[str, ...], before: str, after: str) -> re.Pattern[str]:
    """Any of the phrases, as whole words, whatever the case; plain text, so linear to match."""
    escaped = "|".join(re.escape(one) for one in sorted(phrases, key=len, reverse=True))
    return re.compile(f"{before}(?:{escaped}){after}", re.IGNORECASE)
