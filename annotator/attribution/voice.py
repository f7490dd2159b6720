"""Who speaks in a span: the narrator, a source, or both."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from annotator.attribution.attribution_types import Attribution
from annotator.attribution.quotation_types import Quotation, QuotationKind
from annotator.model import Span, Voice

_SOURCES = frozenset({QuotationKind.FULL, QuotationKind.PARTIAL})


def voice_of(
    span: Span, quotations: Sequence[Quotation], attributions: Iterable[Attribution] = ()
) -> Voice:
    """Who speaks in a span: a source in a quotation or in what is reported, else the narrator.

    Words in marks that quote nobody (SCARE, TITLE) are the narrator's, and so are the cue and
    the source of a report. A span that straddles an edge is MIXED; the marks belong to the
    quotation, and so does what lies between two paragraphs of one quotation that runs on.

    quotations: as annotator.attribution.quotations gives them.
    reports: of the sentences that span is in, as annotator.attribution.attributions gives them; without
        them what is reported without marks is the narrator's.
    """
    quoted = list(_quoting(span, quotations))
    if not quoted:
        return _reported(span, attributions)
    reaches = quoted[0].span.start <= span.start and span.end <= quoted[-1].span.end
    whole = reaches and all(quotation.runs_on for quotation in quoted[:-1])
    return Voice.SOURCE_DIRECT if whole else Voice.MIXED


def _reported(span: Span, attributions: Iterable[Attribution]) -> Voice:
    """Who speaks where no marks are: the source inside what is reported, else the narrator.

    A span that holds a cue, or a part of one, and not all of what it reports is about the
    reporting: “denied the” of “Doe denied the dam had leaked” is the narrator's.
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


def _quoting(span: Span, quotations: Sequence[Quotation]) -> Iterator[Quotation]:
    """The outermost quotations of a source that share a character with span, in order."""
    at = bisect_left(quotations, span.start, key=lambda quotation: quotation.span.start)
    while at and (at == len(quotations) or quotations[at].span.start > span.start):
        at -= 1  # to the last one that begins before the span
    while at and quotations[at].depth > 1:
        at -= 1  # to the one it is inside of
    for number in range(at, len(quotations)):  # islice would run through all before them
        quotation = quotations[number]
        if quotation.span.start >= span.end:
            return
        if quotation.depth == 1 and quotation.kind in _SOURCES and span.overlaps(quotation.span):
            yield quotation
