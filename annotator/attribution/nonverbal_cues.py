"""Cues that are not verbs: according to Doe; Doe: “It rained”; Doe's claim that it rained."""

from __future__ import annotations

from annotator.attribution import function_words
from annotator.attribution.attribution_types import AttributionForm, ReportedContent, TokenRange
from annotator.attribution.parsed_sentence import ParsedSentence
from annotator.attribution.reporting_verbs import REPORTING_VERBS, Ending, Frame
from annotator.attribution.sources import subject_end, subject_start
from annotator.attribution.veracity import is_veracity_word

NonverbalCue = tuple[int, ReportedContent, TokenRange | None]
"""(first token of the cue, its content, its source)."""

_NOT_SPEAKERS = function_words.word_set(  # words before a colon
    """correction corrections update updated note video videos photo photos read more re fwd fw
    watch listen see subject title headline caption credit source related breaking exclusive
    opinion analysis review quote factbox live explainer poll topic theme motto slogan song book
    film question answer verdict claim fact conclusion summary result what why how who when where
    here this that"""
)
_APPOSITION = frozenset({"a", "an", "who", "which"})  # after a comma
_LONGEST_SPEAKER = 6  # tokens before a colon
_TRANSITIVE = frozenset(REPORTING_VERBS) | frozenset(  # the claim that Doe made, denied
    {"made", "makes", "filed", "issued", "signed", "published", "released", "got", "received"}
)
_RELATIVE_ENDS = _TRANSITIVE | function_words.PREPOSITIONS  # a claim that I want no part of
_AFTER_PARTICIPLE = frozenset({"by", "in", "from", "at", "on"})
_SUPPORT = function_words.word_set(  # verbs whose subject is the source of their object
    """made makes make making express expressed expresses expressing voice voiced voices voicing
    raise raised raises raising repeat repeated repeats repeating reached issued issues offered
    offers offer has have had holds held spread spreads"""
)
_LONGEST_SOURCE = 10  # tokens
_LONGEST_OBJECT = 5  # tokens between a verb and the noun of speech
_POSSESSIVES = frozenset({"his", "her", "their", "its", "my", "our", "your"})


def according_to_cue(sentence: ParsedSentence, at: int) -> NonverbalCue | None:
    """It rained, according to Doe; according to Doe, it rained."""
    if sentence.words[at + 1] != "to":
        return None
    first = at + 2
    end = _source_end(sentence, first)
    edge = at - 1 if sentence.words[at - 1] == "," else at
    content = [(sentence.clause_start(edge), edge)]
    if sentence.words[end] == "," and end + 1 < len(sentence):
        content.append((end + 1, sentence.clause_end(end + 1)))
    whole = tuple(part for part in content if part[0] < part[1])
    if end == first or not whole or _is_reporting_verb(sentence, edge - 1):
        return None
    return at, ReportedContent(AttributionForm.ACCORDING_TO, whole, first), (first, end)


def _is_reporting_verb(sentence: ParsedSentence, at: int) -> bool:
    """Return True for a verb with its content before it: Roe said, according to Doe."""
    verb = REPORTING_VERBS.get(sentence.words[at])
    return (
        verb is not None
        and verb.ending in {Ending.PAST, Ending.S}
        and Frame.PARENTHETICAL in verb.frames
    )


def _source_end(sentence: ParsedSentence, first: int) -> int:
    """The position where the source after “according to” ends."""
    at, relative = first, False
    while at < len(sentence):
        relative = relative or sentence.words[at] in {"who", "which", "that"}
        if at > first and not relative and sentence.is_finite_verb(at):
            break
        apposed = sentence.words[at] == "," and sentence.words[at + 1] in _APPOSITION
        if sentence.is_mark(at) and sentence.words[at] not in {"(", ")"} and not apposed:
            break
        at += 1
    return at


def colon_cue(sentence: ParsedSentence, at: int) -> NonverbalCue | None:
    """Doe: “It rained.”"""
    if not 0 < at <= _LONGEST_SPEAKER or at + 1 >= len(sentence) or sentence.touches_next(at):
        return None
    if at + 1 not in sentence.quoted or sentence.words[at - 1] in _NOT_SPEAKERS:
        return None  # a dateline, a caption
    if not all(map(sentence.is_capitalized, range(at))) or sentence.words[0] in _NOT_SPEAKERS:
        return None
    return at, ReportedContent(AttributionForm.COLON, ((at + 1, len(sentence)),), at + 1), (0, at)


def dash_cue(sentence: ParsedSentence, at: int) -> NonverbalCue | None:
    """“It rained.” — Doe."""
    if at - 1 not in sentence.quoted or not sentence.is_capitalized(at + 1):
        return None
    end = subject_end(sentence, at + 1)
    if end == at + 1:
        return None  # “It rained,” — “It snowed,” said Doe
    return at, ReportedContent(AttributionForm.QUOTATION, ((at - 1, at),), at + 1), (at + 1, end)


def noun_cue(sentence: ParsedSentence, at: int) -> NonverbalCue | None:
    """Doe's (false) claim that it rained; the claim by Doe that it rained."""
    that = _that_after(sentence, at)
    first = that + 1
    if sentence.words[that] != "that" or sentence.is_mark(first) or sentence.is_finite_verb(first):
        return None
    end = sentence.object_end(first)
    if not sentence.has_finite_verb(first, end):
        end = sentence.clause_end(first)
    end = _before_second_verb(sentence, first, end)
    if end <= first or sentence.words[end - 1] in _RELATIVE_ENDS:
        return None
    source = (at + 2, that) if that > at + 1 else _possessor(sentence, at)
    start = at
    while start > 0 and is_veracity_word(sentence.words[start - 1]):
        start -= 1
    start = source[1] if source is not None and source[1] <= at else start
    source = source or _subject_of_support(sentence, start)
    return start, ReportedContent(AttributionForm.NOUN, ((first, end),), at + 1), source


def _that_after(sentence: ParsedSentence, at: int) -> int:
    """Where “that” follows a noun, after its source if it has one: the claim by Doe (that)."""
    if sentence.words[at + 1] not in {"by", "from"}:
        return at + 1
    for place in range(at + 3, at + _LONGEST_SOURCE):
        if sentence.words[place] == "that" or sentence.is_mark(place):
            return place
    return at + 1


def _subject_of_support(sentence: ParsedSentence, noun: int) -> TokenRange | None:
    """The subject of the verb that a noun completes: (Doe) made the claim, has voiced fears."""
    for at in range(noun - 1, max(0, noun - _LONGEST_OBJECT), -1):
        if sentence.is_mark(at) or sentence.words[at] in function_words.PREPOSITIONS:
            return None
        if sentence.words[at] in _SUPPORT:
            first = sentence.verb_group_start(at)
            start = subject_start(sentence, first)
            return (start, first) if start < first else None
    return None


def _before_second_verb(sentence: ParsedSentence, first: int, end: int) -> int:
    """The end of a clause in a subject: the claim that (the dam is safe) was repeated."""
    seen = False
    for at in range(first + 1, end):
        word = sentence.words[at]
        if word in function_words.SUBORDINATORS or word == ",":
            seen = False
        elif sentence.is_finite_verb(at) and not _in_verb_group(sentence, at - 1):
            participle = word.endswith("ed") and sentence.words[at + 1] in _AFTER_PARTICIPLE
            if seen and not participle:
                return at
            seen = seen or not participle
    return end


def _in_verb_group(sentence: ParsedSentence, at: int) -> bool:
    """Return True if a token, or the one before an adverb, is an auxiliary."""
    while sentence.is_adverb(at):
        at -= 1
    return sentence.words[at] in function_words.AUXILIARIES


def _possessor(sentence: ParsedSentence, at: int) -> TokenRange | None:
    """The possessor of a noun: his, Doe's."""
    for place in range(at - 1, max(-1, at - 5), -1):
        if sentence.is_mark(place) or sentence.is_finite_verb(place):
            return None
        if sentence.words[place] in _POSSESSIVES:
            return place, place + 1
        if sentence.words[place].endswith(("'s", "s'")):
            return min(subject_start(sentence, place), place), place + 1
        if sentence.words[place] in function_words.DETERMINERS:
            return None
    return None
