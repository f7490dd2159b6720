"""Reports without a verb: according to Doe; Doe: “It rained”; Doe's claim that it rained."""

from __future__ import annotations

from annotator.attribution import function_words
from annotator.attribution.attribution_types import AttributionForm, Part, Range
from annotator.attribution.clauses import Clause
from annotator.attribution.reporting_verbs import VERBS, Ending, Frame
from annotator.attribution.sources import subject, subject_after
from annotator.attribution.veracity import judges

Found = tuple[int, Part, Range | None]
"""Where the cue begins, what it reports, who says it."""

_NOBODY = frozenset({"correction", "update", "updated", "note", "video", "photo", "read", "more"})
_LONGEST_SPEAKER = 6  # tokens before a colon
_OWNERS = frozenset({"his", "her", "their", "its", "my", "our", "your"})


def according_to(clause: Clause, at: int) -> Found | None:
    """It rained, according to Doe; according to Doe, it rained"""
    if clause.words[at + 1] != "to":
        return None
    first = at + 2
    end = _source_end(clause, first)
    edge = at - 1 if clause.words[at - 1] == "," else at
    content = [(clause.before(edge), edge)]
    if clause.words[end] == "," and end + 1 < len(clause):
        content.append((end + 1, clause.end(end + 1)))
    whole = tuple(part for part in content if part[0] < part[1])
    if end == first or not whole or _says(clause, edge - 1):
        return None
    return at, Part(AttributionForm.ACCORDING_TO, whole, first), (first, end)


def _says(clause: Clause, at: int) -> bool:
    """Whether a verb stands there whose report ends before it: Roe said, according to Doe."""
    verb = VERBS.get(clause.words[at])
    return (
        verb is not None and verb.ending in {Ending.PAST, Ending.S} and Frame.SAYING in verb.frames
    )


def _source_end(clause: Clause, first: int) -> int:
    """Where ends who something is according to."""
    at, relative = first, False
    while at < len(clause):
        relative = relative or clause.words[at] in {"who", "which", "that"}
        if at > first and not relative and clause.verbal(at):
            break
        apposed = clause.words[at] == "," and clause.words[at + 1] in {"a", "an", "who", "which"}
        if clause.marks(at) and clause.words[at] not in {"(", ")"} and not apposed:
            break
        at += 1
    return at


def colon(clause: Clause, at: int) -> Found | None:
    """Doe: “It rained.”"""
    if not 0 < at <= _LONGEST_SPEAKER or at + 1 >= len(clause) or clause.touching(at):
        return None
    if at + 1 not in clause.quoted or clause.words[at - 1] in _NOBODY:
        return None  # a dateline, a caption
    if not all(map(clause.capital, range(at))):
        return None
    return at, Part(AttributionForm.COLON, ((at + 1, len(clause)),), at + 1), (0, at)


def dash(clause: Clause, at: int) -> Found | None:
    """“It rained.” — Doe"""
    if at - 1 not in clause.quoted or not clause.capital(at + 1):
        return None
    end = subject_after(clause, at + 1)
    if end == at + 1:
        return None  # “It rained,” — “It snowed,” said Doe
    return at, Part(AttributionForm.QUOTATION, ((at - 1, at),), at + 1), (at + 1, end)


def noun(clause: Clause, at: int) -> Found | None:
    """Doe's (false) claim that it rained"""
    first = at + 2
    if clause.words[at + 1] != "that" or clause.marks(first) or clause.verbal(first):
        return None
    end = clause.object_end(first)
    if end <= first:
        return None
    source = _owner(clause, at)
    start = at
    while start > 0 and judges(clause.words[start - 1]):
        start -= 1
    start = start if source is None else source[1]
    return start, Part(AttributionForm.NOUN, ((first, end),), at + 1), source


def _owner(clause: Clause, at: int) -> Range | None:
    """Whose claim it is: his, Doe's."""
    for place in range(at - 1, max(-1, at - 5), -1):
        if clause.marks(place) or clause.verbal(place):
            return None
        if clause.words[place] in _OWNERS:
            return place, place + 1
        if clause.words[place].endswith(("'s", "s'")):
            return min(subject(clause, place), place), place + 1
        if clause.words[place] in function_words.DETERMINERS:
            return None
    return None
