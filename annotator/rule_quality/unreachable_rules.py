"""Find unreachable rules: their conditions exclude each other, so that nothing can ever match.

Only the rule is examined, no text. A rule that is found is unreachable for certain, except for a
source's quotation inside scare quotes, which are the narrator's words. Not every unreachable rule
is found.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from annotator.model import Conditions, Rule, RuleForm, Voice
from annotator.nlp import inflection
from annotator.suggestions.rules.conditions import negated

_SAID = frozenset({"full", "partial"})  # kinds of quotation whose words are a source's


def contradictions(rule: Rule) -> Iterator[str]:
    """Yield the reasons why a rule can never match, one sentence each."""
    conditions = rule.conditions
    yield from _neighbours(conditions)
    yield from _edges(conditions)
    yield from _negation(conditions)
    yield from _voices(rule)
    yield from _own_words(rule)


def _neighbours(conditions: Conditions) -> Iterator[str]:
    pairs: list[tuple[str, str, Callable[[str, str], bool]]] = [
        ("followed_by", "not_followed_by", _begins),
        ("preceded_by", "not_preceded_by", _ends),
        ("sentence_has", "sentence_lacks", _has),
    ]
    for wanted, excluded, clashes in pairs:
        asked = _forms(getattr(conditions, wanted))
        barred = _forms(getattr(conditions, excluded))
        if asked and all(any(clashes(one, other) for other in barred) for one in asked):
            yield f"{excluded} excludes everything that {wanted} asks for"


def _edges(conditions: Conditions) -> Iterator[str]:
    """Nothing comes before what opens a sentence, or after what closes it."""
    if conditions.sentence_start and _all_worded(conditions.preceded_by):
        yield "it must open the sentence, and preceded_by asks for words before it"
    if conditions.sentence_end and _all_worded(conditions.followed_by):
        yield "it must close the sentence, and followed_by asks for words after it"


def _negation(conditions: Conditions) -> Iterator[str]:
    if conditions.negated is True and conditions.sentence_start:
        yield "it must be negated, and open the sentence, so no negation can come before it"
    asked = _forms(conditions.preceded_by)
    if conditions.negated is False and asked and all(map(negated, asked)):
        yield "it must not be negated, and preceded_by asks for a negation"


def _voices(rule: Rule) -> Iterator[str]:
    voice, quotation = rule.conditions.voice, rule.conditions.quotation
    source = not voice or Voice.SOURCE_DIRECT in voice
    if quotation and _SAID.issuperset(quotation) and not source:
        yield "quotation asks for a source's words, and voice leaves source_direct out"
    if rule.form is RuleForm.SPEECH and _SAID.issuperset(rule.sources) and not source:
        yield "this kind of speech is a source's words, and voice leaves source_direct out"


def _own_words(rule: Rule) -> Iterator[str]:
    barred = _forms(rule.conditions.sentence_lacks)
    if rule.form is RuleForm.PHRASE and rule.sources and barred:
        phrases = _forms(rule.sources)
        if all(any(_has(phrase, one) for one in barred) for phrase in phrases):
            yield "sentence_lacks excludes the words of its own phrases"


# -------------------------------------------------------------------------------- words


def _forms(phrases: Sequence[str]) -> tuple[str, ...]:
    """Return phrases in lower case, each word marked with ~ in all its forms."""
    return tuple(form.lower() for phrase in phrases for form in inflection.expand_phrase(phrase))


def _all_worded(phrases: Sequence[str]) -> bool:
    return bool(phrases) and all(re.search(r"\w", phrase) for phrase in phrases)


def _begins(phrase: str, other: str) -> bool:
    """Return True if every text that begins with a phrase also begins with the other."""
    return re.match(rf"{re.escape(other)}(?!\w)", phrase) is not None


def _ends(phrase: str, other: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(other)}$", phrase) is not None


def _has(phrase: str, other: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(other)}(?!\w)", phrase) is not None
