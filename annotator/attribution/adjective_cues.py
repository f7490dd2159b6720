"""Adjectives that report what somebody thinks: Doe is sure that it rained, wary of the rain."""

from __future__ import annotations

from annotator.attribution import function_words
from annotator.attribution.attribution_types import (
    ABOUT,
    AttributionForm,
    ReportedContent,
    TokenRange,
)
from annotator.attribution.function_words import word_set
from annotator.attribution.parsed_sentence import ParsedSentence
from annotator.attribution.reported_content import object_end, predicate_end
from annotator.attribution.sources import before_aside, subject_start

_SURE = word_set("adamant afraid aware certain confident convinced hopeful sure unsure")
_THAT = _SURE | word_set(
    """clear concerned delighted disappointed doubtful emphatic fearful glad grateful optimistic
    pessimistic proud sceptical skeptical sorry surprised worried"""
)
_PREPOSITIONS = {
    "about": word_set(
        """adamant ambivalent anxious bullish concerned coy dubious emphatic enthusiastic excited
        nervous optimistic passionate pessimistic sceptical skeptical unsure upset vague worried"""
    ),
    "of": word_set(
        """afraid appreciative certain complimentary contemptuous critical dismissive distrustful
        fearful fond mindful proud sceptical skeptical supportive suspicious tired wary"""
    ),
    "to": word_set("opposed sympathetic"),
    "on": word_set("bearish bullish keen"),
}
_WILLING = word_set(
    """anxious committed content desperate determined eager happy hesitant keen loath prepared ready
    reluctant unwilling willing"""
)
_ROLES = word_set(
    """admirer advocate backer champion critic defender detractor fan foe opponent opponents
    proponent proponents sceptic skeptic supporter supporters critics"""
)
ADJECTIVES = _THAT.union(_WILLING, _ROLES, {"against"}, *_PREPOSITIONS.values())
_BE = function_words.BE | word_set(
    """appear appeared appears became become becomes feel feels felt grew grow grows remain remained
    remains seem seemed seems sound sounded sounds"""
)
_DEGREES = frozenset({"more", "most", "less", "as"})
_MADE = word_set("make makes made making")
_OPEN = word_set("whether if how why what")
_NOBODY = word_set("it there nobody none neither nothing")
_NEGATIONS = word_set("not never no n't")
_LONGEST_DEGREE = 6  # tokens: has been (a loud and very early) critic


def adjective_cue(
    sentence: ParsedSentence, at: int
) -> tuple[int, ReportedContent, TokenRange | None] | None:
    """Doe is confident that it rained; Doe has been critical of the rain."""
    reported = _content(sentence, at)
    verb = None if reported is None else _verb_before(sentence, at)
    if reported is None or verb is None:
        return None
    first = sentence.verb_group_start(verb)
    source = _source(sentence, first, verb)
    if source is None or sentence.words[source[0]] in _NOBODY:
        return None
    negated = not _NEGATIONS.isdisjoint(sentence.words[first:at]) or any(
        word.endswith("n't") for word in sentence.words[first:at]
    )
    if negated and reported.form not in ABOUT:
        return None  # not sure that it rained
    return max(first, source[1]), reported, source


def _content(sentence: ParsedSentence, at: int) -> ReportedContent | None:
    """What follows an adjective: that it rained, it rained, whether it rained, of the rain."""
    word, after, first = sentence.words[at], sentence.words[at + 1], at + 2
    if word == "against" and not sentence.is_mark(at + 1):
        content = (at + 1, object_end(sentence, at + 1))
        return ReportedContent(AttributionForm.OBJECT, (content,), at + 1)
    if sentence.is_mark(at + 1) or sentence.is_mark(first):
        return None
    if word in _PREPOSITIONS.get(after, ()) or (after == "of" and word in _ROLES):
        content = (first, object_end(sentence, first))
        return ReportedContent(AttributionForm.OBJECT, (content,), first)
    if word in _WILLING and after == "to":
        content = (at + 1, predicate_end(sentence, at + 1))
        return ReportedContent(AttributionForm.INFINITIVE, (content,), at + 1)
    if word in _THAT and after == "that":
        content = (first, sentence.clause_end(first))
        return ReportedContent(AttributionForm.THAT_CLAUSE, (content,), at + 1)
    return _bare_content(sentence, at) if word in _SURE else None


def _bare_content(sentence: ParsedSentence, at: int) -> ReportedContent | None:
    """A clause without “that” after an adjective: sure it rained, sure whether it rained."""
    content = (at + 1, sentence.clause_end(at + 1))
    if sentence.words[at + 1] in _OPEN:
        return ReportedContent(AttributionForm.QUESTION, (content,), at + 1)
    if sentence.words[at + 1] not in function_words.PERSONS | function_words.DETERMINERS:
        return None
    if not sentence.has_finite_verb(*content, strict=True):
        return None
    return ReportedContent(AttributionForm.BARE_CLAUSE, (content,), at + 1)


def _verb_before(sentence: ParsedSentence, at: int) -> int | None:
    """The verb that an adjective completes: (is) very confident; he(’s) sure; (made) it clear."""
    clear = sentence.words[at] == "clear"
    for place in range(at - 1, max(-1, at - 1 - _LONGEST_DEGREE), -1):
        word = sentence.words[place]
        if word in _BE or _is_contracted(word) or (clear and word in _MADE):
            return place
        role = sentence.words[at] in _ROLES and not (
            sentence.is_mark(place) or word in function_words.PREPOSITIONS
        )
        between = role or sentence.is_adverb(place) or word in _DEGREES or (clear and word == "it")
        if not between:
            return None
    return None


def _is_contracted(word: str) -> bool:
    """Return True for he's, they're."""
    subject, apostrophe, verb = word.partition("'")
    return bool(apostrophe) and verb in {"s", "re", "m"} and subject in function_words.PERSONS


def _source(sentence: ParsedSentence, first: int, verb: int) -> TokenRange | None:
    """The subject of a verb group; a contracted pronoun is the subject itself."""
    if _is_contracted(sentence.words[verb]):
        return verb, verb + 1
    if sentence.words[first - 1] in {"who", "which"}:
        return first - 1, first
    end = before_aside(sentence, first)
    start = subject_start(sentence, end)
    return (start, end) if start < end else None
