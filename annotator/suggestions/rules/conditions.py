"""Check the conditions under which a match becomes a suggestion."""

from __future__ import annotations

import re
from functools import lru_cache

from annotator.model import Conditions, Span
from annotator.nlp import inflection
from annotator.suggestions.rules.match_context import MatchContext

_NONE = Conditions()
_NEAR = 200  # characters before and after a match that are searched for its neighbours
_OPENING = " \t\n\r\u00a0\"'“”‘’«»„([—–-"
_CLOSING = " \t\n\r\u00a0\"'“”‘’»)].!?…"
_NEGATION = re.compile(
    r"(?:\b(?:not|never|no|nobody|none|nothing|neither|nor|cannot|without|hardly|scarcely)\b"
    r"|n[’']t\b)((?:\s+[^\s,;:.!?—–]+){0,5})\s*$",
    re.IGNORECASE,
)
_NEW_CLAUSE = re.compile(
    r"\b(?:but|yet|though|although|because|which|who|if|that)\b", re.IGNORECASE
)


def conditions_hold(
    conditions: Conditions, context: MatchContext, sentence: Span, trigger: Span
) -> bool:
    """Whether all conditions of a rule, except voice, hold for a match. Cheap ones come first."""
    if conditions == _NONE:
        return True
    if not _around(conditions, context.text, sentence, trigger):
        return False
    if conditions.quotation and not context.inside(trigger, conditions.quotation):
        return False
    if conditions.lead and not context.in_lead(trigger):
        return False
    if conditions.speaker and context.speaker(trigger, sentence) not in conditions.speaker:
        return False
    return _elsewhere(conditions, context, sentence)


def _around(conditions: Conditions, text: str, sentence: Span, trigger: Span) -> bool:
    before = text[max(sentence.start, trigger.start - _NEAR) : trigger.start]
    after = text[trigger.end : min(sentence.end, trigger.end + _NEAR)]
    if conditions.sentence_start and before.strip(_OPENING):
        return False
    if conditions.sentence_end and after.strip(_CLOSING):
        return False
    if conditions.negated is not None and conditions.negated != negated(before):
        return False
    return _neighbours(conditions, before, after)


def negated(before: str) -> bool:
    """Whether the words after this text are negated: by a word up to five words before them, with
    no new clause in between. After NegEx (Chapman and others, 2001), whose window is five words.
    """
    found = _NEGATION.search(before[-100:])
    return found is not None and not _NEW_CLAUSE.search(found[1])


def _neighbours(conditions: Conditions, before: str, after: str) -> bool:
    if conditions.followed_by and not _begins(after, conditions.followed_by):
        return False
    if conditions.preceded_by and not _ends(before, conditions.preceded_by):
        return False
    return not (
        _begins(after, conditions.not_followed_by) or _ends(before, conditions.not_preceded_by)
    )


def _elsewhere(conditions: Conditions, context: MatchContext, sentence: Span) -> bool:
    if conditions.sentence_has and not _has(context, sentence, conditions.sentence_has):
        return False
    return not (conditions.sentence_lacks and _has(context, sentence, conditions.sentence_lacks))


def _has(context: MatchContext, sentence: Span, phrases: tuple[str, ...]) -> bool:
    """Whether one of the phrases is in a sentence. The answer is kept in the context."""
    key = (sentence, phrases)
    if key not in context.has:
        words = _words(phrases, r"(?<!\w)", r"(?!\w)")
        found = words.search(context.text, sentence.start, sentence.end)
        context.has[key] = found is not None
    return context.has[key]


def _begins(text: str, phrases: tuple[str, ...]) -> bool:
    return bool(phrases) and bool(_words(phrases, r"\s*", r"(?!\w)").match(text))


def _ends(text: str, phrases: tuple[str, ...]) -> bool:
    return bool(phrases) and bool(_words(phrases, r"(?<!\w)", r"\s*$").search(text))


@lru_cache(maxsize=512)
def _words(phrases: tuple[str, ...], before: str, after: str) -> re.Pattern[str]:
    """Any of the phrases as whole words, case-insensitive. Plain text matches in linear time."""
    expanded = {form for phrase in phrases for form in inflection.expand_phrase(phrase)}
    escaped = "|".join(re.escape(one) for one in sorted(expanded, key=len, reverse=True))
    return re.compile(f"{before}(?:{escaped}){after}", re.IGNORECASE)
