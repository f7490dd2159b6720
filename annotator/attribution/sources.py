"""Where in a sentence the subject of a verb begins and ends: Doe, the mayor of Korrund, said."""

from __future__ import annotations

from annotator.attribution import function_words
from annotator.attribution.clauses import Clause
from annotator.attribution.reporting_verbs import AMBIGUOUS, VERBS, Ending, Frame

_LONGEST = 45  # tokens
_COMMAS = 3  # in a subject behind its verb: said Doe, the mayor, who ...
_THINGS = frozenset({"this", "these", "those"})  # may stand before a noun
_ALONE = function_words.SUBJECTS - _THINGS
_ASIDE = (
    function_words.SUBORDINATORS - {"who", "whose", "and"}
    | function_words.SUBJECTS - {"who"}
    | function_words.PREPOSITIONS
    | frozenset(VERBS)
)
_LEAVES = (
    function_words.listed("in on at during after before when while as about")
    | function_words.TIMES - {"of", "this", "last"}
    | function_words.SUBORDINATORS - {"and"}
)
_NOUNS = frozenset({"work", "help", "support", "set"})  # more often than verbs
_BRACKETS = frozenset("()")


def subject(clause: Clause, end: int) -> int:
    """Where the subject begins that ends before a place; the place itself if there is none."""
    last = clause.words[end - 1]
    if last in function_words.CONJUNCTIONS:
        return end
    first = end
    if last == "," and end > 2:
        opening = _opening_comma(clause, end - 1)
        if opening is None:
            return end
        first = opening
    elif last == ")":
        first = _opening_bracket(clause, end - 1)
    start = _noun_phrase(clause, first)
    return start if start < first else end


def subject_after(clause: Clause, first: int) -> int:
    """Where a subject ends that begins at a place: said (Doe, the mayor of Korrund)."""
    at, commas = first, 0
    while at < min(len(clause), first + _LONGEST):
        if clause.words[at] == "," and commas < _COMMAS and _apposed(clause, at + 1):
            commas += 1
        elif clause.marks(at) and clause.words[at] not in _BRACKETS:
            break
        elif at > first and not commas and clause.words[at] in _LEAVES:
            break
        at += 1
    return at - (clause.words[at - 1] == ",")


def _apposed(clause: Clause, at: int) -> bool:
    """Whether what stands behind a comma may say who somebody is: Doe, (the mayor)."""
    return not (clause.marks(at) or clause.adverb(at) or clause.words[at] in _ASIDE)


def _opening_comma(clause: Clause, closing: int) -> int | None:
    """The comma that opens what another one closes: Doe, the mayor, said."""
    for at in range(closing - 1, max(0, closing - _LONGEST), -1):
        if at in clause.quoted or clause.words[at] in {";", "—", ":"}:
            return None
        if clause.words[at] == "," and not clause.joins(at):
            return at
    return None


def _opening_bracket(clause: Clause, closing: int) -> int:
    for at in range(closing - 1, max(-1, closing - 8), -1):
        if clause.words[at] == "(":
            return at
    return closing


def _noun_phrase(clause: Clause, end: int) -> int:
    """Where a noun phrase begins that ends before a place."""
    if clause.words[end - 1] in _ALONE:
        return end - 1
    at = end
    while at > max(0, end - _LONGEST) and not _bounds(clause, at - 1):
        at -= 1
    return _trimmed(clause, at, end)


def _bounds(clause: Clause, at: int) -> bool:
    """Whether a phrase begins behind a place: at a mark, a conjunction, a verb."""
    word = clause.words[at]
    if clause.marks(at) and word not in _BRACKETS:
        return True
    if word in function_words.AUXILIARIES or word in _ALONE:
        return True
    if word in function_words.SUBORDINATORS:
        return not _in_phrase(clause, at)
    verb = None if word in AMBIGUOUS else VERBS.get(word)
    if verb is None or verb.ending is Ending.ING:
        return word in function_words.VERBS and word not in _NOUNS
    return Frame.SAYING in verb.frames and clause.words[at - 1] not in function_words.DETERMINERS


def _in_phrase(clause: Clause, at: int) -> bool:
    """Whether a word that may join clauses joins words here: Doe and Roe."""
    word = clause.words[at]
    if word in {"and", "or"}:
        return not clause.verbal(at - 1) and clause.words[at + 1] not in function_words.SUBJECTS
    return word in {"before", "after", "than"} and not clause.capital(at)


def _trimmed(clause: Clause, first: int, end: int) -> int:
    """A phrase without what comes before its noun: (On Monday) the mayor."""
    at = first
    while at < end and (
        clause.adverb(at)
        or clause.words[at] == ")"
        or clause.words[at] in function_words.CONJUNCTIONS
    ):
        at += 1
    if clause.words[at] not in function_words.PREPOSITIONS:
        return at
    starts = (place for place in range(end - 1, at, -1) if _starts_phrase(clause, place))
    return next(starts, end)


def _starts_phrase(clause: Clause, at: int) -> bool:
    """Whether a noun phrase may begin there, and none that belongs to a preposition."""
    before = clause.words[at - 1]
    if (
        before in function_words.PREPOSITIONS
        or before in function_words.DETERMINERS
        or before.endswith("'s")
    ):
        return False
    if clause.words[at] in function_words.DETERMINERS:
        return True
    return clause.capital(at) and not clause.capital(at - 1) and before not in {"and", "&"}
