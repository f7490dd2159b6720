"""Cues that are not verbs: according to Doe; Doe: “It rained”; Doe's claim that it rained."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from annotator.attribution import function_words
from annotator.attribution.adjective_cues import ADJECTIVES, adjective_cue
from annotator.attribution.attribution_types import AttributionForm, ReportedContent, TokenRange
from annotator.attribution.parsed_sentence import ParsedSentence
from annotator.attribution.reporting_verbs import (
    AMBIGUOUS,
    REPORTING_NOUNS,
    REPORTING_VERBS,
    Ending,
    Frame,
)
from annotator.attribution.sources import main_subject, subject_end, subject_start
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
_JOINS = frozenset({",", "and"})  # Doe, Roe and Poe: “We agree”
_ON = frozenset({"on", "to", "about", "in"})  # Doe on the dam: “It leaks”
_LONGEST_HEADLINE_SPEAKER = 2  # tokens: Ann Doe: Ferry Will Sink
_APPOSITION = frozenset({"a", "an", "who", "which"})  # after a comma
_SHORTEST_HEADLINE = 2  # tokens
_LONGEST_SPEAKER = 6  # tokens before a colon
_TRANSITIVE = frozenset(REPORTING_VERBS) | frozenset(  # the claim that Doe made, denied
    {"made", "makes", "filed", "issued", "signed", "published", "released", "got", "received"}
)
_RELATIVE_ENDS = (  # a claim that I want no part of; not: a claim that he lied
    _TRANSITIVE - {"knew", "know", "lied", "lie", "agreed"} | function_words.PREPOSITIONS
)
_AFTER_PARTICIPLE = frozenset({"by", "in", "from", "at", "on"})
_SUPPORT = function_words.word_set(  # verbs whose subject is the source of their object
    """made makes make making express expressed expresses expressing voice voiced voices voicing
    raise raised raises raising repeat repeated repeats repeating reached issued issues offered
    offers offer has have had holds held spread spreads"""
)
_THOUGHTS = function_words.word_set(  # that nobody has, unless the text says who
    """idea conclusion consensus conviction assumption hypothesis impression view opinion bet guess
    confidence optimism pessimism skepticism scepticism"""
)
_NO = frozenset({"no", "any", "little", "without", "if", "at"})  # no hint that; angry at claims
_IS = frozenset({"is", "was", "remains"})
_LONGEST_SOURCE = 10  # tokens
_LONGEST_OBJECT = 5  # tokens between a verb and the noun of speech
_OPINIONS = function_words.word_set(
    "view opinion estimate estimates account accounts words telling"
)
_BEFORE_OPINION = frozenset({"in", "by", "on"})
_LONGEST_OPINION = 6  # tokens: in the (old and sad) words of
_BEFORE_DETERMINER = (
    function_words.DETERMINERS
    | function_words.SUBJECTS
    | function_words.PREPOSITIONS
    | function_words.SUBORDINATORS
)
_OPENS_ADVERBIAL = function_words.SUBORDINATORS | function_words.PREPOSITIONS | {"to"}
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
    """Doe: “It rained.”; Doe on rain: “It rained.”; “It rained”: Doe; Doe: rain expected."""
    if not 0 < at <= _LONGEST_SPEAKER or at + 1 >= len(sentence) or sentence.touches_next(at):
        return None
    if at == 1 and 0 in sentence.quoted:
        return _speaker_after(sentence, at)
    if not _NOT_SPEAKERS.isdisjoint({sentence.words[at - 1], sentence.words[0]}):
        return None  # a dateline, a caption
    headline = at <= _LONGEST_HEADLINE_SPEAKER and sentence.in_title_case
    topic = next((one for one in range(1, at) if sentence.words[one] in _ON), at)
    end = topic if at + 2 == len(sentence) else at
    named = all(sentence.is_capitalized(one) or sentence.words[one] in _JOINS for one in range(end))
    if not named or not (
        at + 1 in sentence.quoted or headline or sentence.is_headline_speaker(0, end)
    ):
        return None
    return at, ReportedContent(AttributionForm.COLON, ((at + 1, len(sentence)),), at + 1), (0, end)


def _speaker_after(sentence: ParsedSentence, at: int) -> NonverbalCue | None:
    """“It rained”: Doe."""
    last = len(sentence)
    end = next((one for one in range(at + 2, last) if sentence.words[one] in _ON), last)
    named = all(map(sentence.is_capitalized, range(at + 1, end)))
    if not named or end - at - 1 > _LONGEST_SPEAKER or sentence.words[at + 1] in _NOT_SPEAKERS:
        return None
    return at, ReportedContent(AttributionForm.COLON, ((0, at),), at + 1), (at + 1, end)


def dash_cue(sentence: ParsedSentence, at: int) -> NonverbalCue | None:
    """“It rained.” — Doe; Rain expected — Doe."""
    if at - 1 not in sentence.quoted:
        return _headline_speaker_after(sentence, at)
    if not sentence.is_capitalized(at + 1):
        return None
    end = subject_end(sentence, at + 1)
    if end == at + 1:
        return None  # “It rained,” — “It snowed,” said Doe
    return at, ReportedContent(AttributionForm.QUOTATION, ((at - 1, at),), at + 1), (at + 1, end)


def _headline_speaker_after(sentence: ParsedSentence, at: int) -> NonverbalCue | None:
    """Rain expected — Doe."""
    first, end = at + 1, len(sentence)
    named = all(map(sentence.is_capitalized, range(first, min(end, first + _LONGEST_SPEAKER))))
    if at < _SHORTEST_HEADLINE or not named or not sentence.is_headline_speaker(first, end):
        return None
    return at, ReportedContent(AttributionForm.COLON, ((0, at),), first), (first, end)


def opinion_cue(sentence: ParsedSentence, at: int) -> NonverbalCue | None:
    """In Doe's view, it rained; by one estimate, it rained; in the words of Doe, it rained."""
    before = _opinion_start(sentence, at)
    if before is None:
        return None
    end, source = at + 1, _possessor(sentence, at)
    if sentence.words[end] == "of":
        end = _source_end(sentence, at + 2)
        source = (at + 2, end)
    first, cue_end = (at, at + 1) if source else (before, before + 1)
    content = [(0, before - 1)] if before > 1 else []
    if sentence.words[end] == "," and end + 1 < len(sentence):
        content.append((end + 1, sentence.clause_end(end + 1)))
    if sentence.words[end] not in {",", ""} or not content:
        return None
    reported = ReportedContent(AttributionForm.ACCORDING_TO, tuple(content), cue_end)
    return first, reported, source or (before + 1, end)


def _opinion_start(sentence: ParsedSentence, at: int) -> int | None:
    """The preposition before a noun of opinion: (in) her view; None if it opens no aside."""
    for place in range(at - 1, max(-1, at - _LONGEST_OPINION), -1):
        if sentence.words[place] in _BEFORE_OPINION:
            opens = place == 0 or sentence.words[place - 1] in {",", "and", "but"}
            return place if opens and place < at - 1 else None
        if sentence.is_mark(place):
            return None
    return None


def noun_cue(sentence: ParsedSentence, at: int) -> NonverbalCue | None:
    """Doe's (false) claim that it rained; the claim by Doe that it rained; his bet is that."""
    if sentence.words[at] in _OPINIONS:
        opinion = opinion_cue(sentence, at)
        if opinion is not None:
            return opinion
    that = _that_after(sentence, at)
    first = that + 1
    if sentence.words[that] != "that" or sentence.is_mark(first) or _is_relative(sentence, first):
        return None
    if sentence.words[that - 1] in _IS or sentence.words[first] in _OPENS_ADVERBIAL:
        end = sentence.clause_end(first)
    else:
        end = sentence.object_end(first)
    if not sentence.has_finite_verb(first, end):
        end = sentence.clause_end(first)
    if sentence.words[that - 1] not in _IS:
        end = _before_second_verb(sentence, first, end)
    if end <= first or _ends_in_relative(sentence, end):
        return None
    by = sentence.words[at + 1] in {"by", "from"} and that > at + 1
    source = (at + 2, that) if by else _possessor(sentence, at)
    start = at
    while start > 0 and is_veracity_word(sentence.words[start - 1]):
        start -= 1
    start = source[1] if source is not None and source[1] <= at else start
    source = source or _subject_of_support(sentence, start)
    if source is None and (_is_apposed(sentence, start) or _is_nobodys(sentence, start, at)):
        return None
    return start, ReportedContent(AttributionForm.NOUN, ((first, end),), at + 1), source


def _is_apposed(sentence: ParsedSentence, noun: int) -> bool:
    """Return True for a noun that restates what was said: called it a farce, a belief that ..."""
    at = noun - 1
    while sentence.is_adverb(at):
        at -= 1
    return sentence.words[at] in {"a", "an"} and sentence.words[at - 1] in {",", "—"}


def _is_nobodys(sentence: ParsedSentence, start: int, at: int) -> bool:
    """Return True for a noun that reports nothing without a source: the idea, no hint, if claims.

    start, at: where the noun begins, with words on its truth, and the noun.
    """
    before = start - 1
    while before > 0 and (sentence.is_adverb(before) or sentence.words[before] == "the"):
        before -= 1
    return sentence.words[at] in _THOUGHTS or sentence.words[before] in _NO


def _ends_in_relative(sentence: ParsedSentence, end: int) -> bool:
    """Return True if a verb without its object ends a clause: a claim that Doe made."""
    last = sentence.words[end - 1]
    if last not in _RELATIVE_ENDS:
        return False
    modifiers = 1 + (last in AMBIGUOUS)  # on its (nightly) show
    return not any(map(_opens_noun_phrase, sentence.words[max(0, end - 1 - modifiers) : end - 1]))


def _opens_noun_phrase(word: str) -> bool:
    return word in function_words.DETERMINERS or word.endswith(("'s", "s'"))


def _is_relative(sentence: ParsedSentence, first: int) -> bool:
    """Return True if a verb follows “that”: claims that were made, views that pose a risk."""
    word = sentence.words[first]
    if sentence.is_finite_verb(first):
        return True
    if word in _BEFORE_DETERMINER or sentence.is_capitalized(first) or sentence.is_adverb(first):
        return sentence.is_adverb(first) and sentence.is_finite_verb(first + 1)
    return sentence.words[first + 1] in function_words.DETERMINERS - {"one", "all"}


def _that_after(sentence: ParsedSentence, at: int) -> int:
    """Where “that” follows a noun, after its source or a verb: the claim by Doe, is (that)."""
    if sentence.words[at + 1] in _IS:
        return at + 2
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
            if sentence.words[first] == "to":
                return main_subject(sentence, first)
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
            start = min(subject_start(sentence, place), place)
            verbs = (at for at in range(place - 1, start, -1) if _is_tensed(sentence.words[at]))
            return next((at + 1 for at in verbs), start), place + 1
        if sentence.words[place] in function_words.DETERMINERS:
            return None
    return None


def _is_tensed(word: str) -> bool:
    """Return True for a verb that a name follows: condemned (Doe's claim)."""
    verb = REPORTING_VERBS.get(word)
    return verb is not None and word not in AMBIGUOUS and verb.ending in {Ending.PAST, Ending.S}


CUES: Mapping[str, Callable[[ParsedSentence, int], NonverbalCue | None]] = {
    **dict.fromkeys(ADJECTIVES, adjective_cue),
    **dict.fromkeys(_OPINIONS, opinion_cue),
    **dict.fromkeys(REPORTING_NOUNS, noun_cue),
    "according": according_to_cue,
}
