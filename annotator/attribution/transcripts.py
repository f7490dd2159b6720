"""Turns: who speaks in a transcript or an interview, from the labels at the starts of its lines.

ANN DOE: It leaks. / HOST: Since when? / Q: Why? / A: I do not know. / Doe – No. A speaker goes on,
over paragraphs, until the next label. A text needs two labels, and a sign that they are speakers:
one comes again (Ann Doe, then Doe), is Q or A, or names a part in a conversation.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from annotator.attribution.attribution_types import Attribution, AttributionForm, AttributionKind
from annotator.attribution.function_words import word_set
from annotator.model import Span

_LABEL = re.compile(
    r"""[ \t"“*_>]{0,5}  (?:[\[(]?\d{1,2}(?::\d\d){1,2}[\])]?[ ]+)?  [\[*_]{0,3}  (?P<name>
        (?P<letter>[QA])(?=\d{0,2}(?:[.:]|[ ][–—][ ]))
        | (?P<capitals>[A-Z][A-Z.'’-]+(?:,?[ ][A-Z][A-Z.'’-]*){0,5})(?=\]?(?:[ ]\([^)\n]{1,40}\))?:)
        | [A-Z][\w.'’-]*(?:[ ][A-Z][\w.'’-]*){0,3}
            (?=\]?(?:[ ]\([^)\n]{1,40}\))?[*_]{0,3}(?::|[ ][–—][ ]))
        ) \d{0,2}\]?(?:[ ]\([^)\n]{1,40}\))?[*_]{0,3}(?:[.:]|[ ][–—](?=[ ]))[*_]{0,3}(?=\s)""",
    re.VERBOSE,
)
_DIRECTION = re.compile(r"^[ \t]*(?:\([^()\n]*\)|\[[^\[\]\n]*\])[ \t]*$", re.MULTILINE)
_LINE_END = re.compile(r"\n(?=[ \t\"“*_>\[(\dA-Z])")  # before a line that a label may open
_LINE = re.compile(r"^[^\S\n]*\S", re.MULTILINE)
_PARTS = word_set(
    """host moderator anchor interviewer announcer narrator reporter questioner question answer
    speaker audience unidentified male female man woman crowd clerk judge witness caller"""
)
_NOT_SPEAKERS = word_set(
    """re update updated correction note breaking exclusive watch read more where when what who why
    how cost price date time place venue tickets info contact photo video source sources tip live
    related subject from to cc sent transcript summary related warning photos credit verdict claim
    headline fact facts copyright editor's editors bottom"""
)


@dataclass(frozen=True, slots=True)
class Turn:
    """What one speaker says until the next label.

    speaker: the label without its colon. content: from the label on, over paragraphs.
    """

    speaker: Span
    content: Span


def turns(text: str) -> tuple[Turn, ...]:
    """The turns of a text, in order; empty for a text that is not a transcript."""
    labels = [one for one in _labels(text) if not _is_excluded(one["name"])]
    if "Q" not in {one["letter"] for one in labels}:  # "A. Smith", or a list: a), A.
        labels = [one for one in labels if one["letter"] != "A"]
    strong = [one for one in labels if one["letter"] or one["capitals"] or _is_part(one["name"])]
    if not _are_speakers([one["name"] for one in strong]):
        strong = []
        counted = Counter(one["name"].split()[-1] for one in labels)  # Ann Doe is Doe
        if min((times for _, times in counted.most_common(2)), default=0) < 2 or len(counted) < 2:
            return ()
    first = (strong or labels)[0].start()
    return tuple(_turns(text, [one for one in labels if one.start() >= first]))


def turn_at(position: int, every: Sequence[Turn]) -> Turn | None:
    """The turn whose content includes a position; None between turns and in labels."""
    number = bisect_right(every, position, key=lambda turn: turn.content.start) - 1
    if number < 0 or position >= every[number].content.end:
        return None
    return every[number]


def labelled_turn(text: str, sentence: Span, every: Sequence[Turn]) -> Attribution | None:
    """The attribution of a turn to its label, if the sentence has the label: Doe: It leaks.

    Its content ends with the paragraph of the label.
    """
    number = bisect_left(every, sentence.start, key=lambda turn: turn.speaker.start)
    if number == len(every) or every[number].speaker.start >= sentence.end:
        return None
    speaker, content = every[number].speaker, every[number].content
    lines = content.of(text).split("\n")
    end = content.start + len(lines[0].rstrip())
    return Attribution(
        kind=AttributionKind.DIRECT,
        cue=_sign(text, speaker, content),
        source=speaker,
        content=(Span(content.start, end),),
        form=AttributionForm.COLON,
        named=True,
    )


def _sign(text: str, speaker: Span, content: Span) -> Span:
    """The colon, or the stop of “Q.”, between a label and its turn."""
    sign = next(at for at in range(content.start - 1, speaker.end - 1, -1) if text[at] in ":.–—")
    return Span(sign, sign + 1)


def _labels(text: str) -> Iterator[re.Match[str]]:
    """What may be a label at the start of a line."""
    starts = [0, *(found.end() for found in _LINE_END.finditer(text))]
    return (label for start in starts if (label := _LABEL.match(text, start)))


def _is_excluded(name: str) -> bool:
    return not _NOT_SPEAKERS.isdisjoint(name.lower().replace(",", "").split())


def _is_part(name: str) -> bool:
    """Return True for a part in a conversation: Host, The witness."""
    return not _PARTS.isdisjoint(name.lower().split())


def _are_speakers(names: Sequence[str]) -> bool:
    """Return True for labels that are not only places or headings: Ann Doe, Doe; Q, A; Host."""
    if len(names) < 2:
        return False
    words = [set(name.lower().replace(",", "").split()) for name in names]
    counted = Counter(word for some in words for word in some)
    if {"Q", "A"}.issubset(names) or counted.most_common(1)[0][1] > 1:
        return True
    return not _PARTS.isdisjoint(counted)


def _turns(text: str, labels: Sequence[re.Match[str]]) -> Iterator[Turn]:
    """The turns that start with labels, without stage directions: (CROSSTALK)."""
    ends = [one.start() for one in labels[1:]]
    for label, following in zip(labels, [*ends, _end(text, labels)], strict=True):
        speaker = Span(*label.span("name"))
        start = label.end()
        for direction in [*_DIRECTION.finditer(text, start, following), None]:
            end = direction.start() if direction else following
            words = text[start:end].strip().rstrip("*_")
            if words:
                start = text.index(words, start)
                yield Turn(speaker, Span(start, start + len(words)))
            start = direction.end() if direction else end


def _end(text: str, labels: Sequence[re.Match[str]]) -> int:
    """Where the last turn ends: with the text if most of its lines are labelled, else its line."""
    lines = len(_LINE.findall(text, labels[0].start()))
    if len(labels) * 2 >= lines:
        return len(text)
    found = text.find("\n", labels[-1].end() + 1)
    return len(text) if found < 0 else found
