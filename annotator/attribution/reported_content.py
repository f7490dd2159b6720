"""Reported content: the complement after a reporting verb, or what is before the verb.

Doe said that it rained; Doe called the rain a flood. Each pattern of complement is one function;
the docstring of a pattern is its example. Content before the verb is called preposed: “It rained,”
said Doe; It rained, Doe said.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache

from annotator.attribution import function_words
from annotator.attribution.attribution_types import (
    AttributionForm,
    ReportedContent,
    TokenRange,
    VerbCue,
)
from annotator.attribution.parsed_sentence import ParsedSentence
from annotator.attribution.reporting_verbs import (
    AMBIGUOUS,
    REPORTING_VERBS,
    UNCHANGED,
    Ending,
    Frame,
)
from annotator.attribution.sources import before_aside, subject_end, subject_start

_ASKING = frozenset({"ask", "wonder", "question", "explain", "inquire", "enquire"})
_NO_THAT = (  # end the search for a “that”
    function_words.ENDS | function_words.QUESTIONS | {":", "—"}
)
_TIME_NOUNS = function_words.word_set("way time day night morning evening week month year much")
_BARE_ADDRESSEE = function_words.word_set(
    "tell inform assure remind warn convince persuade reassure promise"
)
_LONGEST_ADVERBIAL = 14  # tokens between a verb and “that”
_LONGEST_LEAD = 16  # tokens between a verb and its quotation
_LONGEST_ASIDE = 16  # tokens
_APPOSED = frozenset({"a", "an", "the", "who", "whose", "of"})
_TENSED = frozenset({Ending.PAST, Ending.S})
_UNTENSED = frozenset({Ending.BASE, Ending.ING})
_SHORT_FORMS = frozenset({AttributionForm.AS, AttributionForm.OBJECT, AttributionForm.INFINITIVE})
_CLAUSES = frozenset({AttributionForm.THAT_CLAUSE, AttributionForm.BARE_CLAUSE})
_SINGULAR = frozenset({"it", "he", "she"})
_SINGULAR_VERBS = frozenset({"is", "was", "has", "does", "isn't", "wasn't", "hasn't", "doesn't"})
_BEFORE_INFINITIVE = function_words.MODALS | {"to", "do", "does", "doesn't", "didn't", "did"}
_AFTER_PARTICIPLE = frozenset({"about", "by", "of", "if", "whether", "how", "why", "what"})
_NO_CONTENT = frozenset({"comment", "respond", "speak", "talk", "support", "vote", "debate"})
_NOT_JUDGED = frozenset(  # found by Doe, released by Doe
    {"find", "show", "issue", "offer", "release", "tie", "link", "block", "address", "document"}
    | {"decide", "identify", "promote"}
)
_PLURALS = frozenset({"people", "men", "women", "police", "they", "we"})
_JUDGING = frozenset(
    {
        "criticize",
        "criticise",
        "condemn",
        "praise",
        "mock",
        "ridicule",
        "denounce",
        "fault",
        "assail",
    }
)
_ASKED = frozenset({"whether", "if", "how", "why", "what", "when", "where", "who"})
_NAMING = frozenset(  # called the rain a flood
    {"call", "dub", "label", "brand", "deem", "declare", "pronounce", "term"}
)
_NARRATES_TIME = function_words.word_set(
    "since when while before until because amid although though if despite during but — ;"
)
_AFTER_PARTICLE = frozenset({"at", "on", "against", "with", "of", "about"})  # lashed out at
_MAY_END_OBJECT = _NARRATES_TIME | {",", "and", "or", "on", "in", "at", "as"}
_MAY_END_PREDICATE = frozenset({"and", "but", "—", "so"})
_EXAMPLES = frozenset({"including", "such", "like"})
_LONGEST_LISTED = 8  # tokens
_OPENS_CLAUSE = (
    function_words.SUBORDINATORS
    | function_words.SUBJECTS
    | function_words.PREPOSITIONS
    | {"then", "instead"}
)
_OPENS_ADVERBIAL = _OPENS_CLAUSE | function_words.TIMES
_ITS = frozenset({"his", "her", "its", "their"})
_LONGEST_OCCASION = 5  # tokens
_PREPOSITIONS = function_words.PREPOSITIONS
_LONGEST_SUBJECT = 6  # tokens
_OCCASIONS = function_words.word_set(
    """address blog broadcast column conference court debate diatribe ebook email essay facebook
    filing forum hearing interview interviews letter meeting memo op-ed podcast post rally
    remarks ruling speech speeches statement television testimony tirade tweet tweets twitter
    video"""
)
_RELATIVES = frozenset({"who", "which", "that", "what", "whom"})
_ABOUT = frozenset({"about", "on", "over"})
_NO_QUOTATION = function_words.ENDS | {"that"}  # end the search for a quotation
_NO_ABOUT = function_words.QUESTIONS | {"that", "to", "for", "if"}  # end the search for it
_NEGATIONS = frozenset({"not", "never"})
_NAMED = frozenset({"it", "him", "them", "me", "us", "this", "that", "himself", "herself"})
_ADJECTIVES = ("ous", "ful", "less", "ible", "able", "ated", "fair", "false", "wrong", "ive")
_NOT_CLAUSES = function_words.word_set("responsibility credit victory asylum benefits yes")
_WITH_VERB = frozenset({"no", "nothing", "so"})  # said no decision was made; not: said no
_NEVER_OBJECTS = (
    function_words.AUXILIARIES - {"being", "having"}
    | function_words.PERSONS
    | function_words.PREPOSITIONS
    | function_words.FINITE_VERBS
)
_NOT_AFTER_DETERMINER = (
    function_words.AUXILIARIES | function_words.SUBJECTS | function_words.DETERMINERS
)
_NO_INFINITIVES = _NOT_AFTER_DETERMINER - {"be", "have", "do"}
_SAID_TO = function_words.word_set(  # the rain is said to be a flood
    "say allege believe report think rumor rumour estimate claim fear know"
)


def complement(sentence: ParsedSentence, cue: VerbCue) -> ReportedContent | None:
    """The content after a reporting verb; None if there is none."""
    if cue.passive:
        return _passive(sentence, cue)
    if cue.verb.needs_particle and cue.verb.particles.isdisjoint(sentence.words):
        return None  # took the letter; not: took aim at the letter
    for pattern in _patterns(cue.verb.frames):
        reported = pattern(sentence, cue, cue.at + 1)
        if reported is not None:
            return _without_main_clause(sentence, cue, _before_same_form(sentence, cue, reported))
    return None


def _before_same_form(
    sentence: ParsedSentence, cue: VerbCue, reported: ReportedContent
) -> ReportedContent:
    """End content before what the source also does: They call it a flood (and describe it)."""
    if cue.verb.ending not in _UNTENSED:
        return reported
    start, end = reported.ranges[-1]
    if "and" not in sentence.words[start:end]:
        return reported
    if reported.form in _CLAUSES and cue.verb.ending is Ending.BASE:
        return replace(reported, ranges=((start, _before_plural_verb(sentence, start, end)),))
    if reported.form not in _SHORT_FORMS:
        return reported
    for at in range(start + 1, end):
        verb = REPORTING_VERBS.get(sentence.words[at]) if sentence.words[at - 1] == "and" else None
        if verb and verb.ending is cue.verb.ending and sentence.words[at] not in AMBIGUOUS:
            return replace(reported, ranges=(*reported.ranges[:-1], (start, at - 1)))
    return reported


def _before_plural_verb(sentence: ParsedSentence, start: int, end: int) -> int:
    """The end of a clause before what its source does too: They say it leaks (and call it unsafe).

    The subject of the clause is singular, so that the second verb cannot be its own.
    """
    for at in range(start + 2, end - 1):
        if sentence.words[at] != "and":
            continue
        clause = sentence.words[start:at]
        if not (clause[0] in _SINGULAR or not _SINGULAR_VERBS.isdisjoint(clause)):
            return end
        if not _BEFORE_INFINITIVE.isdisjoint(clause):
            return end  # it will leak and call for repair
        word = sentence.words[at + 1]
        verb = None if word in UNCHANGED else REPORTING_VERBS.get(word)
        is_verb = word not in AMBIGUOUS or sentence.words[at + 2] in _NAMED
        if verb and verb.ending is Ending.BASE and is_verb:
            return at - (sentence.words[at - 1] == ",")
    return end


def _without_main_clause(
    sentence: ParsedSentence, cue: VerbCue, reported: ReportedContent
) -> ReportedContent:
    """End the content of a fronted clause at its comma: After saying it rained, (Doe left)."""
    if "," not in sentence.words[reported.ranges[0][0] : reported.ranges[-1][1]]:
        return reported
    if not (sentence.is_fronted(cue.first) or _is_parenthetical(sentence, cue)):
        return reported
    ranges = tuple((start, _first_comma(sentence, start, end)) for start, end in reported.ranges)
    return replace(reported, ranges=ranges)


def _is_parenthetical(sentence: ParsedSentence, cue: VerbCue) -> bool:
    """Return True in a clause that a comma closes: Doe, who said (it rained), left."""
    relative = sentence.words[cue.first - 1] in {"who", "which"}
    before = sentence.words[cue.first - 1 - relative]
    return before == "," and (relative or cue.verb.ending is Ending.PAST)


def _first_comma(sentence: ParsedSentence, start: int, end: int) -> int:
    """The first comma in a range that does not coordinate words; the end if there is none."""
    commas = (at for at in range(start + 1, end) if sentence.words[at] == ",")
    return next((at for at in commas if not sentence.is_coordinating(at)), end)


def addressee_end(sentence: ParsedSentence, at: int) -> int:
    """The end of an addressee that begins at a token; the token itself if there is none."""
    if sentence.words[at] in function_words.OBJECTS and (
        sentence.words[at] != "her" or _noun_phrase_begins(sentence, at + 1)
    ):
        return at + 1
    if sentence.is_adverb(at) or sentence.words[at] in function_words.TIMES:
        return at
    for place in range(at, min(at + 12, len(sentence))):
        word = sentence.words[place]
        if sentence.is_mark(place) or word in function_words.QUESTIONS or word in {"that", "to"}:
            return place
        if place > at and _noun_phrase_begins(sentence, place):
            return place
    return at


def _noun_phrase_begins(sentence: ParsedSentence, at: int) -> bool:
    """Return True if another noun phrase begins here: told reporters (the plant was safe)."""
    before = sentence.words[at - 1]
    if before in function_words.PREPOSITIONS or before == "and":
        return False
    if sentence.words[at] == "that" or sentence.is_mark(at):
        return True
    if (
        sentence.words[at] in function_words.SUBJECTS
        or sentence.words[at] in function_words.DETERMINERS
    ):
        return True
    return (
        sentence.is_capitalized(at)
        and not sentence.is_capitalized(at - 1)
        and before not in function_words.DETERMINERS
    )


# ------------------------------------------------------------------------------ clauses


def _that_clause(sentence: ParsedSentence, cue: VerbCue, at: int) -> ReportedContent | None:
    """Said (on Monday) that it rained."""
    if "that" not in sentence.words[at : at + _LONGEST_ADVERBIAL]:
        return None
    for place in range(at, min(at + _LONGEST_ADVERBIAL, len(sentence))):
        word = sentence.words[place]
        if word == "that":
            return _after_that(sentence, cue, at, place)
        apposed = word == "," and sentence.words[place + 1] in {"a", "an"}
        if word in _NO_THAT or place in sentence.quoted or apposed:
            return None
        if sentence.is_finite_verb(place) and not _is_in_aside(sentence, at, place):
            return None
    return None


def _is_in_aside(sentence: ParsedSentence, first: int, place: int) -> bool:
    """Return True for a verb in commas: warned, as did the mayor, that it rained."""
    if sentence.words[first] != "," or sentence.words[first + 1] != "as":
        return False
    return sentence.words.index(",", first + 1) > place if "," in sentence.words[place:] else False


def _after_that(
    sentence: ParsedSentence, cue: VerbCue, at: int, that: int
) -> ReportedContent | None:
    """The clause after “that”; None for a relative clause: the demands that come."""
    following = that + 1
    word = sentence.words[following]
    if sentence.is_mark(following) and following not in sentence.quoted and word != ",":
        return None
    if sentence.is_mark(following + 1) and following not in sentence.quoted and that > at:
        return None  # ask yourself that question
    if word in function_words.FINITE_VERBS or word in _TIME_NOUNS:
        return None  # an interview that is on the air; said that day
    relative = sentence.is_finite_verb(following) and not word.endswith(function_words.CONTRACTED)
    if relative and (that > cue.at + 1 or sentence.words[cue.at] in AMBIGUOUS):
        return None
    if that > at and not _is_adverbial(sentence, at):
        return None
    return _content_from(sentence, AttributionForm.THAT_CLAUSE, following, cue.at + 1)


def _is_adverbial(sentence: ParsedSentence, at: int) -> bool:
    """Return True if a time, a place or an addressee begins here: to reporters, on Monday."""
    word = sentence.words[at]
    return (
        word in function_words.PREPOSITIONS
        or word in function_words.TIMES
        or sentence.is_adverb(at)
        or word == ","
    )


def _question_clause(sentence: ParsedSentence, cue: VerbCue, at: int) -> ReportedContent | None:
    """Asked whether it rained."""
    asked = (
        function_words.QUESTIONS if cue.verb.lemma in _ASKING else {"how", "why", "what", "whether"}
    )
    if sentence.words[at] not in asked:
        return None
    return _content_from(sentence, AttributionForm.QUESTION, at, cue.at + 1)


def _bare_clause(sentence: ParsedSentence, cue: VerbCue, at: int) -> ReportedContent | None:
    """Said (on Monday) it rained."""
    at = sentence.skip_times(at)
    if sentence.words[at] in function_words.PREPOSITIONS and Frame.PARENTHETICAL in cue.verb.frames:
        at = _skip_adverbial(sentence, at)
    if not _begins_clause(sentence, at):
        return None
    end = sentence.clause_end(at)
    strict = cue.verb.lemma != "say" or sentence.words[at] in _WITH_VERB
    if end - at < 2 or not sentence.has_finite_verb(at, end, strict=strict):
        return None
    return ReportedContent(AttributionForm.BARE_CLAUSE, ((at, end),), cue.at + 1)


def _skip_adverbial(sentence: ParsedSentence, at: int) -> int:
    """Skip a time or place before a clause that opens with a pronoun: said after the vote (he)."""
    for place in range(at + 1, min(at + 12, len(sentence))):
        if sentence.is_mark(place) or sentence.is_finite_verb(place):
            break
        if sentence.words[place] in {"he", "she", "they", "it", "there"}:
            return place
    return at


def _begins_clause(sentence: ParsedSentence, at: int) -> bool:
    """Return True if a clause without “that” can begin here."""
    word = sentence.words[at]
    if (
        sentence.is_mark(at)
        or word in function_words.AUXILIARIES
        or word in function_words.CONJUNCTIONS
    ):
        return False
    if word in function_words.QUESTIONS or word in _NOT_CLAUSES:
        return False
    if word == "about":
        return sentence.words[at + 1][:1].isdigit()
    return word not in function_words.PREPOSITIONS


def _addressed(sentence: ParsedSentence, cue: VerbCue, at: int) -> ReportedContent | None:
    """Told Doe (that) it rained."""
    end = addressee_end(sentence, at)
    if end == at:
        return None
    reported = (
        _that_clause(sentence, cue, end)
        or _quotation(sentence, cue, end)
        or _question_clause(sentence, cue, end)
    )
    if (
        reported is None
        and sentence.words[end] not in function_words.PREPOSITIONS
        and cue.verb.lemma in _BARE_ADDRESSEE
    ):
        return _bare_clause(sentence, cue, end)
    return reported


def _about(sentence: ParsedSentence, cue: VerbCue, at: int) -> ReportedContent | None:
    """Asked Doe about the rain; talked to Doe about it."""
    if _ABOUT.isdisjoint(sentence.words[at : at + _LONGEST_ADVERBIAL]):
        return None
    at += sentence.words[at] in {"to", "with"} and Frame.ADDRESSEE not in cue.verb.frames
    if sentence.is_mark(at) or sentence.words[at] in function_words.PREPOSITIONS:
        return None
    for place in range(at + 1, min(at + _LONGEST_ADVERBIAL, len(sentence))):
        is_time = sentence.words[place + 1] in function_words.TIMES
        if sentence.words[place] in _ABOUT and not is_time and _begins_object(sentence, place + 1):
            content = (place + 1, object_end(sentence, place + 1))
            return ReportedContent(AttributionForm.OBJECT, (content,), cue.at + 1)
        if sentence.is_mark(place) or sentence.is_finite_verb(place):
            return None
        if sentence.words[place] in _NO_ABOUT:
            return None
    return None


# --------------------------------------------------------------------------- quotations


def _quotation(sentence: ParsedSentence, cue: VerbCue, at: int) -> ReportedContent | None:
    """Said (on Monday), “It rained”; said: It rained."""
    if not sentence.quoted and ":" not in sentence.words[at : at + _LONGEST_LEAD]:
        return None
    for place in range(at, min(at + _LONGEST_LEAD, len(sentence))):
        word = sentence.words[place]
        if place in sentence.quoted:
            led_in = place == at or sentence.words[place - 1] in {",", ":"}
            return _quotation_or_clause(sentence, place, cue.at + 1) if led_in else None
        if word == ":" and _introduces_content(sentence, cue, place):
            return ReportedContent(
                AttributionForm.COLON, ((place + 1, sentence.clause_end(place + 1)),), cue.at + 1
            )
        second = place > at and _is_second_cue(sentence, place)
        if second or word in _NO_QUOTATION or word in function_words.SUBJECTS:
            return None
        if word == "," and place > at + 8 and place + 1 not in sentence.quoted:
            return None
    return None


def _is_second_cue(sentence: ParsedSentence, at: int) -> bool:
    """Return True for the verb that a quotation belongs to: what he knew, Doe (said), “It”."""
    verb = REPORTING_VERBS.get(sentence.words[at])
    if verb is None or verb.ending not in _TENSED or Frame.PARENTHETICAL not in verb.frames:
        return False
    return at + 1 in sentence.quoted or sentence.words[at + 1] in {",", ":"}


def _introduces_content(sentence: ParsedSentence, cue: VerbCue, colon: int) -> bool:
    """Return True if content follows a colon, not a part of an address or of a time of day."""
    if Frame.PARENTHETICAL not in cue.verb.frames:
        return False
    return (
        colon + 1 < len(sentence)
        and not sentence.touches_next(colon)
        and sentence.clause_end(colon + 1) > colon + 1
    )


def _quotation_or_clause(sentence: ParsedSentence, place: int, cue_end: int) -> ReportedContent:
    """A quotation after its verb, alone or at the beginning of a clause."""
    end = sentence.clause_end(place)
    if end == place + 1 or sentence.is_full_quotation(place):
        return ReportedContent(AttributionForm.QUOTATION, ((place, place + 1),), cue_end)
    return ReportedContent(AttributionForm.BARE_CLAUSE, ((place, end),), cue_end)


# ------------------------------------------------------------------------------ objects


def _as(sentence: ParsedSentence, cue: VerbCue, at: int) -> ReportedContent | None:
    """Described the rain as a flood; called the rain a flood."""
    for place in range(at, min(at + 25, len(sentence))):
        word = sentence.words[place]
        if word == "as" and sentence.words[place - 1] != "such":
            if sentence.words[place + 1] == "saying":
                return None  # “saying” is a cue itself
            return _thing_and_description(sentence, cue, (at, place), place + 1)
        second = word == "and" and sentence.words[place + 1] in REPORTING_VERBS
        if second or word in function_words.ENDS or word == ":":
            break
        if place > at and sentence.is_finite_verb(place):
            break
    return _naming(sentence, cue, at) if cue.verb.lemma in _NAMING else None


def _naming(sentence: ParsedSentence, cue: VerbCue, at: int) -> ReportedContent | None:
    """Called the rain a flood; called it dangerous; called the rain “bad”."""
    if sentence.is_mark(at) or sentence.words[at] in function_words.PREPOSITIONS:
        return None
    if sentence.words[at] in _NAMED and not _ends_name(sentence, at + 1):
        return _thing_and_description(sentence, cue, (at, at + 1), at + 1)
    for place in range(at + 1, min(at + 25, len(sentence))):
        if place in sentence.quoted or sentence.words[place] in {"a", "an"}:
            return _thing_and_description(sentence, cue, (at, place), place)
        if sentence.is_mark(place):
            return None
        if sentence.words[place].endswith(_ADJECTIVES) and _ends_name(sentence, place + 1):
            return _thing_and_description(sentence, cue, (at, place), place)
    return None


def _ends_name(sentence: ParsedSentence, at: int) -> bool:
    """Return True if nothing that names a thing begins at a token."""
    word = sentence.words[at]
    return (
        (sentence.is_mark(at) and at not in sentence.quoted)
        or word in function_words.PREPOSITIONS
        or word in function_words.SUBORDINATORS
        or word in function_words.TIMES
        or sentence.is_adverb(at)
    )


def _of(sentence: ParsedSentence, cue: VerbCue, at: int) -> ReportedContent | None:
    """Accused Doe of making rain."""
    for place in range(at + 1, min(at + 20, len(sentence))):
        if sentence.words[place] == "of" and sentence.is_participle(place + 1):
            return _thing_and_description(sentence, cue, (at, place), place + 1)
    return None


def _thing_and_description(
    sentence: ParsedSentence, cue: VerbCue, thing: TokenRange, start: int
) -> ReportedContent | None:
    """Content in two ranges: a thing, and its description from a token on."""
    end = predicate_end(sentence, start) if start < len(sentence) else start
    if end <= start:
        return None
    ranges = (thing, (start, end)) if thing[0] < thing[1] else ((start, end),)
    return ReportedContent(AttributionForm.AS, ranges, cue.at + 1)


def _addressee_infinitive(
    sentence: ParsedSentence, cue: VerbCue, at: int
) -> ReportedContent | None:
    """Urged Doe to stay; called on Doe to stay."""
    if cue.verb.lemma == "call":
        if sentence.words[at] not in {"on", "for"}:
            return None
        at += 1
    for place in range(at + 1, min(at + 10, len(sentence))):
        if sentence.words[place] == "to":
            content = (at, predicate_end(sentence, at))
            return ReportedContent(AttributionForm.INFINITIVE, (content,), at)
        if sentence.is_mark(place) or sentence.is_finite_verb(place):
            return None
    return None


def _infinitive(sentence: ParsedSentence, cue: VerbCue, at: int) -> ReportedContent | None:
    """Vowed (in May not) to stay. In “refused to say” the second verb is the cue."""
    del cue
    to = _infinitive_start(sentence, at)
    if to < 0 or (sentence.words[to] == "to" and _reports(sentence, to + 1)):
        return None
    return ReportedContent(AttributionForm.INFINITIVE, ((to, predicate_end(sentence, to)),), at)


def predicate_end(sentence: ParsedSentence, first: int) -> int:
    """The end of a predicate: before what the subject did next, and what the narrator adds."""
    end = sentence.clause_end(first)
    for at in range(first + 1, end):
        word = sentence.words[at]
        if word not in _MAY_END_PREDICATE:
            continue
        joins = word in {"and", "but"} and (
            _is_second_verb(sentence, at + 1) or _begins_other_clause(sentence, at + 1)
        )
        comments = word == "—" or (word == "so" and sentence.is_capitalized(at + 1))
        if joins or comments:
            return at - (sentence.words[at - 1] == ",")
    return end


def _infinitive_start(sentence: ParsedSentence, at: int) -> int:
    """Where an infinitive begins, after times and places if there are any; -1 if there is none."""
    if sentence.words[at] == "to":
        is_verb = sentence.words[at + 1] not in _NO_INFINITIVES
        return at if is_verb and not sentence.is_capitalized(at + 1) else -1
    adverbial = sentence.words[at] in function_words.PREPOSITIONS
    last = at + _LONGEST_ADVERBIAL if adverbial or sentence.skip_times(at) > at else at + 1
    for place in range(at, min(last, len(sentence))):
        word = sentence.words[place]
        if word == "to" or (word in _NEGATIONS and sentence.words[place + 1] == "to"):
            is_verb = sentence.words[place + 1] not in _NO_INFINITIVES
            return place if is_verb and not sentence.is_capitalized(place + 1) else -1
        if sentence.is_mark(place) or sentence.is_finite_verb(place):
            return -1
    return -1


def _reports(sentence: ParsedSentence, at: int) -> bool:
    """Return True for an infinitive that is a cue itself: refused to say when; not: to comment."""
    verb = REPORTING_VERBS.get(sentence.words[at])
    if verb is None or verb.lemma in _NO_CONTENT:
        return False
    return not verb.particles or len(verb.frames) > 1 or sentence.words[at + 1] in verb.particles


def _object(sentence: ParsedSentence, cue: VerbCue, at: int) -> ReportedContent | None:
    """Condemned the rain; called (on Monday) for rain; denounced what it calls “a flood”."""
    if cue.verb.particles:
        at = sentence.skip_times(at) if sentence.words[at] not in cue.verb.particles else at
        if sentence.words[at] not in cue.verb.particles:
            return None
        at += 1 + (sentence.words[at + 1] in _AFTER_PARTICLE)
    if not _begins_object(sentence, at) or sentence.words[at] in function_words.TIMES:
        return None
    end = object_end(sentence, at)
    return ReportedContent(AttributionForm.OBJECT, ((at, end), *_reason(sentence, end)), at)


def _reason(sentence: ParsedSentence, end: int) -> tuple[TokenRange, ...]:
    """What somebody is judged for, after a time or a place: praised Doe on Monday (for leaving)."""
    if sentence.is_mark(end):
        return ()
    for at in range(end + 1, end + _LONGEST_OCCASION):
        word = sentence.words[at]
        if word == "for" and (sentence.is_participle(at + 1) or sentence.words[at + 1] in _ITS):
            return ((at, object_end(sentence, at)),)
        if sentence.is_mark(at) or sentence.is_finite_verb(at):
            return ()
    return ()


def object_end(sentence: ParsedSentence, first: int) -> int:
    """The end of an object: before what the narrator adds on when, where and what came next."""
    at, end, words = first + 1, max(sentence.clause_end(first), first + 1), sentence.words
    while at < end:
        word = words[at]
        if word in _MAY_END_OBJECT and _ends_object(sentence, at):
            break
        at = sentence.closing_bracket(at) + 1 if word == "(" else at + 1
    return min(at, end)


def _ends_object(sentence: ParsedSentence, at: int) -> bool:
    """Return True if the words from a token on do not belong to the object before it."""
    word, following = sentence.words[at], sentence.words[at + 1]
    if word == ",":
        return not sentence.is_coordinating(at) and _adds_clause(sentence, at + 1)
    if word in {"and", "or"}:
        return _is_second_verb(sentence, at + 1) or _begins_other_clause(sentence, at + 1)
    if word in {"on", "in", "at"}:
        return following in function_words.TIMES or _is_occasion(sentence, at + 1)
    if word == "as":
        return following in function_words.PERSONS or sentence.is_capitalized(at + 1)
    return word in _NARRATES_TIME


def _adds_clause(sentence: ParsedSentence, first: int) -> bool:
    """Return True if a clause or an adverbial follows a comma, not more of a list or a name."""
    word = sentence.words[first]
    if word in _EXAMPLES:
        return False
    if sentence.is_mark(first) or word in _OPENS_CLAUSE or word.endswith("ing"):
        return True
    for at in range(first, min(first + _LONGEST_LISTED, len(sentence))):
        if sentence.words[at] == ",":
            return False
        if sentence.is_finite_verb(at) or sentence.words[at] in function_words.AUXILIARIES:
            return True
    return False


def _is_second_verb(sentence: ParsedSentence, at: int) -> bool:
    """Return True if a token begins what the subject did next: the rain and (then left)."""
    at += sentence.is_adverb(at)
    verb = REPORTING_VERBS.get(sentence.words[at])
    tensed = verb is not None and verb.ending in _TENSED and sentence.words[at] not in AMBIGUOUS
    return tensed or sentence.is_finite_verb(at) or sentence.words[at] in function_words.AUXILIARIES


def _begins_other_clause(sentence: ParsedSentence, first: int) -> bool:
    """Return True if another subject and its verb begin here: the rain, and (the dam broke)."""
    if sentence.words[first] in function_words.PERSONS:
        return True
    if sentence.words[first] not in function_words.DETERMINERS and not sentence.is_capitalized(
        first
    ):
        return False
    for at in range(first + 1, first + _LONGEST_SUBJECT):
        word = sentence.words[at]
        if word in function_words.AUXILIARIES or sentence.is_finite_verb(at):
            before = sentence.words[at - 1]
            relative = before.endswith("s") and sentence.words[at - 2].endswith("s")
            participle = before.endswith("ly") or sentence.words[at + 1] in _PREPOSITIONS
            return not (relative or participle)  # the words people use, the widely held view
        if sentence.is_mark(at) or word in _OPENS_CLAUSE:
            return False
    return False


def _is_occasion(sentence: ParsedSentence, first: int) -> bool:
    """Return True for words that name when or where it was said: a speech in Korrund, a tweet."""
    for at in range(first, first + _LONGEST_OCCASION):
        if sentence.words[at] in _OCCASIONS:
            return True
        if sentence.is_mark(at) or sentence.words[at] in function_words.PREPOSITIONS:
            return False
    return False


def _begins_object(sentence: ParsedSentence, at: int) -> bool:
    """Return True if an object can begin at a token; before a finite verb, it was a noun."""
    word = sentence.words[at]
    if at in sentence.quoted:
        return True
    if sentence.is_mark(at) or word in _NEVER_OBJECTS:
        return False
    if word not in function_words.SUBORDINATORS:
        return True
    following = at + 1
    if word == "what":
        return True
    return word == "that" and not (
        sentence.is_mark(following)
        or sentence.is_finite_verb(following)
        or sentence.words[following] in _NOT_AFTER_DETERMINER
    )


def _passive(sentence: ParsedSentence, cue: VerbCue) -> ReportedContent | None:
    """Was accused of making rain; is said to rain; it was said that it rained.

    Was condemned by Doe.
    """
    at, verb = cue.at + 1, cue.verb
    if Frame.THAT_CLAUSE in verb.frames and sentence.words[cue.first - 1] == "it":
        return _that_clause(sentence, cue, at)
    if Frame.QUESTION in verb.frames and sentence.words[at] in _ASKED:
        return _content_from(sentence, AttributionForm.QUESTION, at, at)
    if verb.lemma in _NAMING and (at in sentence.quoted or sentence.words[at] in {"a", "an"}):
        return _named_thing(sentence, cue, at)
    by_agent = sentence.words[at] == "by" and not sentence.is_participle(at + 1)
    if by_agent:
        at = subject_end(sentence, at + 1)
    fits = {
        "to": verb.lemma in _SAID_TO or verb.lemma == "expect",
        "as": Frame.AS in verb.frames and sentence.words[at + 1] != "saying",
        "of": Frame.OF in verb.frames,
        "for": verb.lemma in _JUDGING,
    }
    end = sentence.clause_end(at)
    subject = before_aside(sentence, cue.first)
    start = subject_start(sentence, subject)
    about = ((start, subject),) if start < subject else ()
    if not fits.get(sentence.words[at]) or end - at < 2:
        judged = by_agent and Frame.OBJECT in verb.frames and verb.lemma not in _NOT_JUDGED
        return (
            ReportedContent(AttributionForm.OBJECT, about, cue.at + 1) if judged and about else None
        )
    cue_end = at + 1 if at == cue.at + 1 else cue.at + 1
    if sentence.words[at] == "for" or verb.lemma == "expect":  # nobody says that it is so
        return ReportedContent(AttributionForm.OBJECT, (*about, (at, end)), cue.at + 1)
    return ReportedContent(AttributionForm.PASSIVE, (*about, (at + 1, end)), cue_end)


def _named_thing(sentence: ParsedSentence, cue: VerbCue, at: int) -> ReportedContent:
    """Doe was called a liar (by Roe)."""
    subject = before_aside(sentence, cue.first)
    start = subject_start(sentence, subject)
    about = ((start, subject),) if start < subject else ()
    end = sentence.clause_end(at)
    end = next((one for one in range(at + 1, end) if sentence.words[one] in {"by", ","}), end)
    return ReportedContent(AttributionForm.PASSIVE, (*about, (at, end)), cue.at + 1)


def _content_from(
    sentence: ParsedSentence, form: AttributionForm, start: int, cue_end: int
) -> ReportedContent | None:
    """Content from a token to the end of its clause; None if it is empty."""
    end = sentence.clause_end(start)
    return ReportedContent(form, ((start, end),), cue_end) if end > start else None


_Pattern = Callable[[ParsedSentence, VerbCue, int], ReportedContent | None]
_PATTERNS: tuple[tuple[frozenset[Frame], _Pattern], ...] = (
    (frozenset({Frame.THAT_CLAUSE}), _that_clause),
    (frozenset({Frame.THAT_CLAUSE, Frame.QUOTATION, Frame.PARENTHETICAL}), _quotation),
    (frozenset({Frame.QUESTION}), _question_clause),
    (frozenset({Frame.ADDRESSEE}), _addressed),
    (frozenset({Frame.AS}), _as),
    (frozenset({Frame.OF}), _of),
    (frozenset({Frame.INFINITIVE}), _infinitive),
    (frozenset({Frame.ADDRESSEE_INFINITIVE}), _addressee_infinitive),
    (frozenset({Frame.BARE_CLAUSE}), _bare_clause),
    (frozenset({Frame.ABOUT}), _about),
    (frozenset({Frame.OBJECT}), _object),
)


@cache
def _patterns(frames: frozenset[Frame]) -> tuple[_Pattern, ...]:
    """The patterns that can follow a verb, in the order they are tried."""
    return tuple(pattern for some, pattern in _PATTERNS if some & frames)


# ---------------------------------------------------------------------- before the verb


_PREPOSED_FRAMES = frozenset(
    {Frame.PARENTHETICAL, Frame.QUOTATION, Frame.THAT_CLAUSE, Frame.ADDRESSEE}
)


def follows_quotation(sentence: ParsedSentence, cue: VerbCue, source: TokenRange | None) -> bool:
    """Return True if a verb and its subject come right after a quotation."""
    return _ends_quotation(sentence, _preposed_end(sentence, cue, source) - 1)


def preposed_content(
    sentence: ParsedSentence, cue: VerbCue, source: TokenRange | None
) -> tuple[ReportedContent, TokenRange | None] | None:
    """(content before a verb, source); None if there is no such content.

    source: the subject before the verb, None if there is none.
    """
    if cue.verb.frames.isdisjoint(_PREPOSED_FRAMES):
        return None
    edge = _preposed_end(sentence, cue, source)
    if not _ends_quotation(sentence, edge - 1):
        return None if source is None else _preposed_clause(sentence, cue, source, edge)
    following = cue.at + 1
    if source is None and _is_participle(sentence, cue):
        return None
    if source is None:
        end = subject_end(sentence, following)
        source = (following, end) if end > following else None
        following = max(end, following)
    elif cue.verb.lemma == "quote":
        source = _person_quoted(sentence, following) or source
    first = edge - 1 if sentence.is_capitalized(edge - 1) else sentence.clause_start(edge - 1)
    content = ((first, edge), *_continuation(sentence, following))
    return ReportedContent(AttributionForm.QUOTATION, content, cue.at + 1), source


def _person_quoted(sentence: ParsedSentence, first: int) -> TokenRange | None:
    """The speaker whom a source quotes: “It rained,” Roe quoted (Doe) as saying."""
    for at in range(first + 1, first + _LONGEST_LISTED):
        if sentence.words[at] == "as" and sentence.words[at + 1] == "saying":
            return first, at
        if sentence.is_mark(at):
            return None
    return None


def _is_participle(sentence: ParsedSentence, cue: VerbCue) -> bool:
    """Return True for a participle that belongs to what follows: “No,” asked about it, Doe said."""
    if cue.verb.ending is Ending.ING and cue.first == cue.at:
        return True
    return cue.verb.ending is Ending.PAST and sentence.words[cue.at + 1] in _AFTER_PARTICIPLE


def around_inverted(
    sentence: ParsedSentence, cue: VerbCue
) -> tuple[ReportedContent, TokenRange | None] | None:
    """The ferry, says Doe, is new."""
    so = sentence.words[cue.at - 1] == "so"
    before = cue.at - 1 - so
    if sentence.words[before] != ",":
        return None
    start = cue.at + 1
    if (
        cue.first < cue.at - so
        or cue.verb.ending is Ending.ING
        or not _begins_name(sentence, start)
    ):
        return None
    if Frame.PARENTHETICAL not in cue.verb.frames:
        return None
    end = _end_of_aside(sentence, start)
    if cue.verb.ending is Ending.BASE and not _is_plural(sentence, start, end):
        return None
    first = sentence.clause_start(before)
    if end == start or sentence.words[end] not in {",", ""} or first == before:
        return None
    rest = (end + 1, sentence.clause_end(end + 1))
    content = ((first, before), *([rest] if rest[0] < rest[1] <= len(sentence) else []))
    years = (at for at in range(start + 1, end) if sentence.words[at - 1 : at] == ["in"])
    year = next((at - 1 for at in years if sentence.words[at].isdigit()), end)
    return ReportedContent(AttributionForm.BARE_CLAUSE, content, start), (start, year)


def puts_it(sentence: ParsedSentence, cue: VerbCue) -> bool:
    """Return True for a verb that reports with its object only: as Doe put it."""
    return cue.verb.lemma == "put" and sentence.words[cue.at + 1] == "it"


def around_aside(
    sentence: ParsedSentence, cue: VerbCue, source: TokenRange
) -> ReportedContent | None:
    """It leaks, as Doe noted; As Doe pointed out, it leaks."""
    edge = source[0] - 1
    alone = (
        edge == 0 or sentence.words[edge - 1] in {",", "—"} or sentence.words[0] in {"but", "and"}
    )
    if not alone or not (Frame.PARENTHETICAL in cue.verb.frames or puts_it(sentence, cue)):
        return None
    following = cue.at + 1 + (sentence.words[cue.at + 1] in {"out", "it"})
    if Frame.ADDRESSEE in cue.verb.frames:
        following = addressee_end(sentence, following)
    following = sentence.skip_times(following)
    if not (sentence.is_mark(following) or sentence.words[following] in {"in", "at", "on"}):
        return None
    while not sentence.is_mark(following):
        following += 1
    before = (sentence.clause_start(max(0, edge - 1)), max(0, edge - 1))
    after = (following + 1, sentence.clause_end(following + 1))
    content = (before, after) if sentence.words[following] == "," else (before,)
    ranges = tuple(part for part in content if part[0] < part[1] <= len(sentence))
    return ReportedContent(AttributionForm.BARE_CLAUSE, ranges, cue.at + 1) if ranges else None


def relative_content(
    sentence: ParsedSentence, cue: VerbCue, source: TokenRange | None
) -> ReportedContent | None:
    """The rain, which Doe said was a flood."""
    if source is None or sentence.words[source[0] - 1] not in _RELATIVES:
        return None
    at, relative = cue.at + 1, source[0] - 1
    if sentence.words[relative - 1] in {"(", "["}:
        return None
    if Frame.BARE_CLAUSE not in cue.verb.frames and Frame.PARENTHETICAL not in cue.verb.frames:
        return None
    if not sentence.is_finite_verb(at) and sentence.words[at] not in function_words.AUXILIARIES:
        return None
    end = _first_comma(sentence, at, sentence.clause_end(at))
    content = ((relative, relative + 1), (at, end))
    return ReportedContent(AttributionForm.BARE_CLAUSE, content, at)


def _is_plural(sentence: ParsedSentence, start: int, end: int) -> bool:
    """Return True for a subject of “say”: say its owners, say Doe and Roe."""
    some = sentence.words[start:end]
    return bool(some) and ("and" in some or some[-1].endswith("s") or some[-1] in _PLURALS)


def around_source(
    sentence: ParsedSentence, source: TokenRange | None, reported: ReportedContent
) -> ReportedContent:
    """The tax, Doe said, “is a joke”: a quotation with the words that it goes on from."""
    quoted = reported.ranges[0][0]
    edge = 0 if source is None else source[0] - 1
    goes_on = reported.form is AttributionForm.QUOTATION and not sentence.is_capitalized(quoted)
    if edge < 1 or not goes_on or sentence.words[edge] != "," or sentence.words[quoted - 1] != ",":
        return reported
    first = sentence.clause_start(edge)
    if first == edge or sentence.words[first] in _OPENS_ADVERBIAL:
        return reported
    if sentence.opens_fronted(first) or sentence.is_adverb(first) or edge > quoted:
        return reported
    return replace(reported, ranges=((first, edge), *reported.ranges))


def _begins_name(sentence: ParsedSentence, at: int) -> bool:
    """Return True if a name or a noun phrase begins at a token."""
    word = sentence.words[at]
    if (
        sentence.is_capitalized(at)
        or word in function_words.DETERMINERS
        or word in function_words.PERSONS
    ):
        return True
    ends = sentence.words[at + 1] in {",", ""} and word not in _OPENS_CLAUSE
    return ends and (word.endswith("s") or word in _PLURALS)


def _end_of_aside(sentence: ParsedSentence, start: int) -> int:
    """The comma after a name in an aside, behind its apposition if it has one."""
    end = start
    while not sentence.is_mark(end):
        end += 1
    if sentence.words[end] == "," and sentence.words[end + 1] in _APPOSED:
        after = sentence.words[end + 1 : end + _LONGEST_ASIDE]
        if "," in after:
            return end + 1 + after.index(",")
        apposed = not sentence.has_finite_verb(end + 1, len(sentence))
        return len(sentence) if apposed else end  # It rained, said Doe, the mayor
    return end


def _preposed_clause(
    sentence: ParsedSentence, cue: VerbCue, source: TokenRange, edge: int
) -> tuple[ReportedContent, TokenRange | None] | None:
    """It rained, Doe said; It rained, Doe said, and it snowed."""
    if Frame.PARENTHETICAL not in cue.verb.frames or edge == source[0]:
        return None
    if sentence.words[source[0]] in {"who", "which", "that"}:
        return None
    following = cue.at + 1 + (sentence.words[cue.at + 1] == "out")
    if Frame.ADDRESSEE in cue.verb.frames:
        following = addressee_end(sentence, following)
    following = _adverbial_end(sentence, following)
    first = sentence.clause_start(edge)
    if first == edge:
        return None
    rest: tuple[TokenRange, ...] = ()
    if sentence.words[following] == "," and following + 1 < len(sentence):
        rest = ((following + 1, sentence.clause_end(following + 1)),)
        rest = rest if rest[0][0] < rest[0][1] and not _is_cue(sentence, following + 1) else ()
    fronted = sentence.opens_fronted(first) and "," not in sentence.words[first:edge]
    if not rest and (fronted or not _is_clause(sentence, first, edge, following)):
        return None  # Asked how long it took, Doe said a year
    return ReportedContent(AttributionForm.BARE_CLAUSE, ((first, edge), *rest), cue.at + 1), source


def _is_cue(sentence: ParsedSentence, at: int) -> bool:
    """Return True for a participle that reports: It rained, Doe said, (adding that)."""
    verb = REPORTING_VERBS.get(sentence.words[at])
    return verb is not None and verb.ending is Ending.ING


def _adverbial_end(sentence: ParsedSentence, at: int) -> int:
    """The comma after a time or a place: Doe said (earlier in the hearing), was; else a token."""
    end = sentence.skip_times(at)
    if sentence.words[end] not in function_words.PREPOSITIONS:
        return end
    for place in range(end, min(end + _LONGEST_ADVERBIAL, len(sentence))):
        if sentence.words[place] == ",":
            return place
        if sentence.is_mark(place) or sentence.is_finite_verb(place):
            break
    return end


def _is_clause(sentence: ParsedSentence, first: int, end: int, following: int) -> bool:
    """Return True for a range with a verb, or before a cue at the end of its sentence."""
    if sentence.has_finite_verb(first, end):
        return True
    opening = sentence.words[first]
    if first - 1 in sentence.quoted and sentence.is_participle(first):
        return False  # “No,” answering the question, Doe said
    fragment = opening in function_words.PREPOSITIONS or opening in function_words.SUBORDINATORS
    return sentence.skip_times(following) == len(sentence) and end - first > 1 and not fragment


def _continuation(sentence: ParsedSentence, following: int) -> tuple[TokenRange, ...]:
    """The rest of a quotation that is interrupted by its attribution."""
    for at in range(following, len(sentence)):
        if at in sentence.quoted and sentence.words[at - 1] in {",", "but", "and"}:
            return ((at, at + 1),)
    return ()


def _preposed_end(sentence: ParsedSentence, cue: VerbCue, source: TokenRange | None) -> int:
    """The position where the words before a verb and its subject end, without a comma between."""
    start = source[0] if source else cue.first
    return start - 1 if sentence.words[start - 1] in {",", "—"} else start


def _ends_quotation(sentence: ParsedSentence, at: int) -> bool:
    """Return True for a quotation that ends with, or is followed by, a stop, comma or dash."""
    if at not in sentence.quoted:
        return False
    return sentence.ends_in_stop(at) or sentence.words[at + 1] in {",", "—"}
