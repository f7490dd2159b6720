"""Quotations that go on after the sentence of their cue: “It rained,” Doe said. “It snowed, too.”

The quotations after the sentence belong to the same content, up to one that has a cue of its own
(“It snowed,” Roe said), words of the narrator or the end of the paragraph.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace

from annotator.attribution.attribution_types import Attribution, AttributionForm
from annotator.attribution.quotations import Quotation, QuotationKind, has_reporting_verb
from annotator.model import Span

_FORMS = frozenset({AttributionForm.QUOTATION, AttributionForm.COLON})
_STOPPED = re.compile(r"[.!?…][\"“”»’' ]*$")
_NEXT = re.compile(r"[^.!?…“\"\n]{0,60}")  # a short sentence, in which a cue may be
_BLANK = re.compile(r"[^\S\r\n]*")


def with_continuation(
    text: str, sentence: Span, found: Sequence[Attribution], quotations: Sequence[Quotation]
) -> tuple[Attribution, ...]:
    """The attributions of a sentence, the last quotation with what continues it.

    quotations: of the text, or at least those of the paragraph of the sentence.
    """
    number = _last_quotation(found)
    if number is None:
        return tuple(found)
    rest = tuple(_continuation(text, sentence.end, quotations))
    if not rest or rest[0].start < found[number].content[-1].end:
        return tuple(found)
    longer = replace(found[number], content=(*found[number].content, *rest))
    return (*found[:number], longer, *found[number + 1 :])


def _last_quotation(found: Sequence[Attribution]) -> int | None:
    """The index of the attribution whose source may go on; None if another source speaks last."""
    for number in range(len(found) - 1, -1, -1):
        one = found[number]
        if one.form in _FORMS:
            return number
        if one.source is not None and not (number and _is_inside(one.source, found[:number])):
            return None
    return None


def _is_inside(source: Span, others: Sequence[Attribution]) -> bool:
    """Return True for a source that is another one, or a part of it: said Doe, (who) ..."""
    return any(one.source is not None and one.source.contains(source) for one in others)


def _continuation(text: str, at: int, quotations: Sequence[Quotation]) -> Iterator[Span]:
    """The quotations that directly follow a position, without those with a cue of their own."""
    number = bisect_left(quotations, at, key=lambda quotation: quotation.span.start)
    runs_on = False
    for quotation in quotations[number:]:
        if quotation.depth > 1:
            continue
        if not runs_on and not _follows(text, at, quotation):
            return
        yield quotation.span
        at, runs_on = quotation.span.end, quotation.runs_on


def _follows(text: str, at: int, quotation: Quotation) -> bool:
    """Return True if a whole quotation follows a position and is a sentence of its own."""
    span = quotation.span
    blank = _BLANK.match(text, at, span.start)
    if blank is None or blank.end() < span.start or quotation.kind is QuotationKind.TITLE:
        return False
    if quotation.runs_on:
        return True
    stopped = _STOPPED.search(text, max(span.start, span.end - 4), span.end)
    if stopped is None:
        return False
    following = _NEXT.match(text, span.end)
    return following is None or not _has_cue(following.group().lstrip())


def _has_cue(words: str) -> bool:
    """Return True if the words after a quotation give it a source: she said; Doe said."""
    return words[:1].islower() or has_reporting_verb(" ".join(words.split()[:4]))
