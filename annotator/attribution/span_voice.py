"""The voice of a span: the narrator, a source, or both."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter

from annotator.attribution.attribution_types import Attribution
from annotator.attribution.quotations import Quotation, QuotationKind
from annotator.attribution.transcripts import Turn, turn_at
from annotator.model import Span, Voice

_START = attrgetter("span.start")
_SOURCES = frozenset({QuotationKind.FULL, QuotationKind.PARTIAL})


def voice_of(
    span: Span,
    quotations: Sequence[Quotation],
    attributions: Iterable[Attribution] = (),
    turns: Sequence[Turn] = (),
) -> Voice:
    """Return who speaks in a span: a source in quotations and reported content, else the narrator.

    The narrator also speaks in scare quotes, in titles of works, and in the cue and the source of
    an attribution. A span that crosses the boundary of a quotation is MIXED. Quotation marks belong
    to the quotation, and so does the text between two paragraphs of a quotation that runs on.

    quotations: of the text, in the order of annotator.attribution.quotations.
    attributions: of the sentences of the span. Without them, indirect speech counts as the
        narrator's.
    turns: of the text if it is a transcript. A turn is all its speaker's.
    """
    turn = turn_at(span.start, turns)
    if turn is not None and turn.content.contains(span):
        return Voice.SOURCE_DIRECT
    quoted = list(_source_quotations(span, quotations))
    if not quoted:
        return _voice_without_quotation(span, attributions)
    inside = quoted[0].span.start <= span.start and span.end <= quoted[-1].span.end
    whole = inside and all(quotation.runs_on for quotation in quoted[:-1])
    return Voice.SOURCE_DIRECT if whole else Voice.MIXED


def _voice_without_quotation(span: Span, attributions: Iterable[Attribution]) -> Voice:
    """Return who speaks outside quotations: a source in attributed content, else the narrator.

    A span with a part of a cue and not all of the content is the narrator's: “denied the” in “Doe
    denied the dam had leaked”.
    """
    parts = [
        part
        for attribution in attributions
        if not attribution.cue.overlaps(span) or span.contains(attribution.content[-1])
        for part in attribution.source_wording
        if part.overlaps(span)
    ]
    if not parts:
        return Voice.NARRATOR
    whole = any(part.contains(span) for part in parts)
    return Voice.SOURCE_INDIRECT if whole else Voice.MIXED


def _source_quotations(span: Span, quotations: Sequence[Quotation]) -> Iterator[Quotation]:
    """The outermost quotations of a source that overlap a span, in order."""
    if not quotations:
        return
    at = bisect_left(quotations, span.start, key=_START)
    while at and (at == len(quotations) or quotations[at].span.start > span.start):
        at -= 1  # to the last quotation that begins before the span
    while at and quotations[at].depth > 1:
        at -= 1  # to the outermost one around it
    for number in range(at, len(quotations)):  # islice would iterate over all before them
        quotation = quotations[number]
        if quotation.span.start >= span.end:
            return
        if quotation.depth == 1 and quotation.kind in _SOURCES and span.overlaps(quotation.span):
            yield quotation
