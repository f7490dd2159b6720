"""What a verb reports behind itself: said that it rained; called the rain a flood."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache

from annotator.attribution import function_words
from annotator.attribution.attribution_types import AttributionForm, Cue, Part, Range
from annotator.attribution.clauses import Clause
from annotator.attribution.reporting_verbs import AMBIGUOUS, VERBS, Ending, Frame
from annotator.attribution.sources import subject, subject_after

_ASKING = frozenset({"ask", "wonder", "question", "explain", "inquire", "enquire"})
_NO_THAT = (
    function_words.ENDS | function_words.QUESTIONS | {":", "—"}
)  # end the search for a “that”
_MOMENTS = function_words.listed("way time day night morning evening week month year much")
_TELLING = function_words.listed(
    "tell inform assure remind warn convince persuade reassure promise"
)
_NAMING = frozenset(
    {"call", "dub", "label", "brand", "deem", "declare", "pronounce", "term"}
)  # called the rain a flood
_CLAIMED = function_words.listed("responsibility credit victory asylum benefits no yes nothing so")
_SAID_TO = function_words.listed(
    "say allege believe report think rumor rumour estimate claim fear know"
)  # the rain is said to be a flood


def behind(clause: Clause, cue: Cue) -> Part | None:
    """What a verb reports behind itself, None if nothing."""
    if cue.passive:
        return _passive(clause, cue)
    for read in _readers(cue.verb.frames):
        part = read(clause, cue, cue.at + 1)
        if part is not None:
            return _without_main_clause(clause, cue, part)
    return None


def _without_main_clause(clause: Clause, cue: Cue, part: Part) -> Part:
    """After saying that it rained, (Doe left): the comma ends what is reported there."""
    if not clause.fronted(cue.first):
        return part
    content = tuple((start, _comma(clause, start, end)) for start, end in part.content)
    return replace(part, content=content)


def _comma(clause: Clause, start: int, end: int) -> int:
    """The first comma in a range that joins no words of one sort, its end if there is none."""
    commas = (at for at in range(start + 1, end) if clause.words[at] == ",")
    return next((at for at in commas if not clause.joins(at)), end)


def addressee(clause: Clause, at: int) -> int:
    """Where whom one tells ends, who begins at a place; the place itself if there is nobody."""
    if clause.words[at] in function_words.OBJECTS and (
        clause.words[at] != "her" or _opens(clause, at + 1)
    ):
        return at + 1
    if clause.adverb(at) or clause.words[at] in function_words.TIMES:
        return at
    for place in range(at, min(at + 12, len(clause))):
        word = clause.words[place]
        if clause.marks(place) or word in function_words.QUESTIONS or word in {"that", "to"}:
            return place
        if place > at and _opens(clause, place):
            return place
    return at


def _opens(clause: Clause, at: int) -> bool:
    """Whether another noun phrase begins there: told reporters (the plant was safe)."""
    before = clause.words[at - 1]
    if before in function_words.PREPOSITIONS or before == "and":
        return False
    if clause.words[at] == "that" or clause.marks(at):
        return True
    if (
        clause.words[at] in function_words.SUBJECTS
        or clause.words[at] in function_words.DETERMINERS
    ):
        return True
    return (
        clause.capital(at)
        and not clause.capital(at - 1)
        and before not in function_words.DETERMINERS
    )


# ------------------------------------------------------------------------------ clauses


def _that(clause: Clause, cue: Cue, at: int) -> Part | None:
    """Said (on Monday) that it rained"""
    for place in range(at, min(at + 14, len(clause))):
        word = clause.words[place]
        if word == "that":
            return _that_clause(clause, cue, at, place)
        if word in _NO_THAT or place in clause.quoted or clause.verbal(place):
            return None
    return None


def _that_clause(clause: Clause, cue: Cue, at: int, that: int) -> Part | None:
    """The clause behind a "that", None where it is no such clause: the demands that come."""
    following = that + 1
    word = clause.words[following]
    if clause.marks(following) and following not in clause.quoted and word != ",":
        return None
    if word in function_words.VERBS or word in _MOMENTS:
        return None  # an interview that is on the air; said that day
    relative = clause.verbal(following) and not word.endswith(function_words.CONTRACTED)
    if relative and (that > cue.at + 1 or clause.words[cue.at] in AMBIGUOUS):
        return None
    if that > at and not _adverbial(clause, at):
        return None
    return _clause(clause, AttributionForm.THAT_CLAUSE, following, cue.at + 1)


def _adverbial(clause: Clause, at: int) -> bool:
    """Whether a time or a place begins there, or whom one speaks to: to reporters, on Monday."""
    word = clause.words[at]
    return (
        word in function_words.PREPOSITIONS
        or word in function_words.TIMES
        or clause.adverb(at)
        or word == ","
    )


def _question(clause: Clause, cue: Cue, at: int) -> Part | None:
    """Asked whether it rained"""
    asked = (
        function_words.QUESTIONS if cue.verb.name in _ASKING else {"how", "why", "what", "whether"}
    )
    if clause.words[at] not in asked:
        return None
    return _clause(clause, AttributionForm.QUESTION, at, cue.at + 1)


def _bare(clause: Clause, cue: Cue, at: int) -> Part | None:
    """Said (on Monday) it rained"""
    at = clause.past_times(at)
    if clause.words[at] in function_words.PREPOSITIONS and Frame.SAYING in cue.verb.frames:
        at = _past_adverbial(clause, at)
    if not _begins_clause(clause, at):
        return None
    end = clause.end(at)
    if end - at < 2 or not clause.finite(at, end, strict=cue.verb.name != "say"):
        return None
    return Part(AttributionForm.BARE_CLAUSE, ((at, end),), cue.at + 1)


def _past_adverbial(clause: Clause, at: int) -> int:
    """Behind a place or time, if a pronoun opens a clause there: said after the vote (he)."""
    for place in range(at + 1, min(at + 12, len(clause))):
        if clause.marks(place) or clause.verbal(place):
            break
        if clause.words[place] in {"he", "she", "they", "it", "there"}:
            return place
    return at


def _begins_clause(clause: Clause, at: int) -> bool:
    """Whether a clause without "that" may begin there."""
    word = clause.words[at]
    if (
        clause.marks(at)
        or word in function_words.AUXILIARIES
        or word in function_words.CONJUNCTIONS
    ):
        return False
    if word in function_words.QUESTIONS or word in _CLAIMED:
        return False
    if word == "about":
        return clause.words[at + 1][:1].isdigit()
    return word not in function_words.PREPOSITIONS


def _told(clause: Clause, cue: Cue, at: int) -> Part | None:
    """Told Doe (that) it rained"""
    end = addressee(clause, at)
    if end == at:
        return None
    part = _that(clause, cue, end) or _quotation(clause, cue, end) or _question(clause, cue, end)
    if (
        part is None
        and clause.words[end] not in function_words.PREPOSITIONS
        and cue.verb.name in _TELLING
    ):
        return _bare(clause, cue, end)
    return part


# --------------------------------------------------------------------------- quotations


def _quotation(clause: Clause, cue: Cue, at: int) -> Part | None:
    """Said (on Monday), “It rained”; said: It rained"""
    for place in range(at, min(at + 16, len(clause))):
        word = clause.words[place]
        if place in clause.quoted:
            led_in = place == at or clause.words[place - 1] in {",", ":"}
            return _spoken(clause, place, cue.at + 1) if led_in else None
        if word == ":" and _leads_in(clause, cue, place):
            return Part(AttributionForm.COLON, ((place + 1, clause.end(place + 1)),), cue.at + 1)
        if word in function_words.ENDS or word == "that" or word in function_words.SUBJECTS:
            return None
        if word == "," and place > at + 8 and place + 1 not in clause.quoted:
            return None
    return None


def _leads_in(clause: Clause, cue: Cue, colon: int) -> bool:
    """Whether what is said follows a colon: no address, no time of day."""
    if Frame.SAYING not in cue.verb.frames:
        return False
    return (
        colon + 1 < len(clause) and not clause.touching(colon) and clause.end(colon + 1) > colon + 1
    )


def _spoken(clause: Clause, place: int, cue_end: int) -> Part:
    """A quotation behind its verb, alone or as the beginning of a clause."""
    end = clause.end(place)
    if end == place + 1 or clause.whole(place):
        return Part(AttributionForm.QUOTATION, ((place, place + 1),), cue_end)
    return Part(AttributionForm.BARE_CLAUSE, ((place, end),), cue_end)


# ------------------------------------------------------------------------------ objects


def _as(clause: Clause, cue: Cue, at: int) -> Part | None:
    """Described the rain as a flood; called the rain a flood"""
    for place in range(at, min(at + 25, len(clause))):
        word = clause.words[place]
        if word == "as":
            if clause.words[place + 1] == "saying":
                return None  # which is a cue of its own
            return _two(clause, cue, (at, place), place + 1)
        if word in function_words.ENDS or word == ":" or (place > at and clause.verbal(place)):
            break
    return _called(clause, cue, at) if cue.verb.name in _NAMING else None


def _called(clause: Clause, cue: Cue, at: int) -> Part | None:
    """Called the rain a flood"""
    if clause.marks(at) or clause.words[at] in function_words.PREPOSITIONS:
        return None
    for place in range(at + 1, min(at + 12, len(clause))):
        if place in clause.quoted or clause.words[place] in {"a", "an"}:
            return _two(clause, cue, (at, place), place)
        if clause.marks(place):
            return None
    return None


def _of(clause: Clause, cue: Cue, at: int) -> Part | None:
    """Accused Doe of making rain"""
    for place in range(at + 1, min(at + 20, len(clause))):
        if clause.words[place] == "of" and clause.ing(place + 1):
            return _two(clause, cue, (at, place), place + 1)
    return None


def _two(clause: Clause, cue: Cue, thing: Range, start: int) -> Part | None:
    """What is called something, and what it is called, which begins at a place."""
    end = clause.end(start)
    if end <= start:
        return None
    content = (thing, (start, end)) if thing[0] < thing[1] else ((start, end),)
    return Part(AttributionForm.AS, content, cue.at + 1)


def _asked(clause: Clause, cue: Cue, at: int) -> Part | None:
    """Urged Doe to stay; called on Doe to stay"""
    if cue.verb.name == "call":
        if clause.words[at] not in {"on", "for"}:
            return None
        at += 1
    for place in range(at + 1, min(at + 10, len(clause))):
        if clause.words[place] == "to":
            return _clause(clause, AttributionForm.INFINITIVE, at, at)
        if clause.marks(place) or clause.verbal(place):
            return None
    return None


def _infinitive(clause: Clause, cue: Cue, at: int) -> Part | None:
    """Vowed to stay; but of “refused to say” the second is the cue"""
    del cue
    if clause.words[at] != "to" or clause.words[at + 1] in VERBS:
        return None
    return _clause(clause, AttributionForm.INFINITIVE, at, at)


def _object(clause: Clause, cue: Cue, at: int) -> Part | None:
    """Condemned the rain; called for rain"""
    group = {clause.words[place] for place in range(cue.first, cue.at)}
    if group & function_words.MODALS or "to" in group:
        return None
    if cue.verb.ending is Ending.ING and not group and clause.words[cue.first - 1] != ",":
        return None
    if cue.verb.particles:
        if clause.words[at] not in cue.verb.particles:
            return None
        at += 1
    word = clause.words[at]
    if (
        clause.marks(at)
        or word in function_words.PREPOSITIONS
        or word in function_words.SUBORDINATORS
    ):
        return None
    if word in function_words.TIMES:
        return None
    return Part(AttributionForm.OBJECT, ((at, max(clause.object_end(at), at + 1)),), at)


def _passive(clause: Clause, cue: Cue) -> Part | None:
    """Was accused of making rain; is said to rain; it was said that it rained"""
    at, verb = cue.at + 1, cue.verb
    if Frame.CLAUSE in verb.frames and clause.words[cue.first - 1] == "it":
        return _that(clause, cue, at)
    if clause.words[at] == "by":
        at = subject_after(clause, at + 1)
    fits = {
        "to": verb.name in _SAID_TO,
        "as": Frame.AS in verb.frames and clause.words[at + 1] != "saying",
        "of": Frame.OF in verb.frames,
    }
    end = clause.end(at)
    if not fits.get(clause.words[at]) or end - at < 2:
        return None
    start = subject(clause, cue.first)
    about = ((start, cue.first),) if start < cue.first else ()
    cue_end = at + 1 if at == cue.at + 1 else cue.at + 1
    return Part(AttributionForm.PASSIVE, (*about, (at + 1, end)), cue_end)


def _clause(clause: Clause, form: AttributionForm, start: int, cue_end: int) -> Part | None:
    """What reaches from a place to its clause's end."""
    end = clause.end(start)
    return Part(form, ((start, end),), cue_end) if end > start else None


_Reader = Callable[[Clause, Cue, int], Part | None]
_READERS: tuple[tuple[frozenset[Frame], _Reader], ...] = (
    (frozenset({Frame.CLAUSE}), _that),
    (frozenset({Frame.CLAUSE, Frame.QUOTE, Frame.SAYING}), _quotation),
    (frozenset({Frame.QUESTION}), _question),
    (frozenset({Frame.TOLD}), _told),
    (frozenset({Frame.AS}), _as),
    (frozenset({Frame.OF}), _of),
    (frozenset({Frame.INFINITIVE}), _infinitive),
    (frozenset({Frame.ASKED}), _asked),
    (frozenset({Frame.BARE}), _bare),
    (frozenset({Frame.OBJECT}), _object),
)


@cache
def _readers(frames: frozenset[Frame]) -> tuple[_Reader, ...]:
    """Who reads what may follow a verb, in the order they are asked."""
    return tuple(read for some, read in _READERS if some & frames)
