"""Voice: which words are a source's, in marks of quotation or reported without them.

The convention that a quotation running over paragraphs opens each of them with a mark, and
closes only the last, is followed. Indirect speech ("Doe said that ...") is found sentence by
sentence, by its words alone (annotator.attribution.extractor).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from annotator.attribution.assertions import states
from annotator.attribution.attribution import Report, ReportForm, ReportKind
from annotator.attribution.extractor import reports
from annotator.attribution.quotation import Quotation, QuotationKind
from annotator.attribution.quotation_marks import Opening, opening, read
from annotator.attribution.quotation_types import Kinds
from annotator.model import Span, Voice

__all__ = [
    "Quotation",
    "QuotationKind",
    "Report",
    "ReportForm",
    "ReportKind",
    "may_go_on",
    "quotations",
    "reports",
    "states",
    "voice_of",
]

_SOURCES = frozenset({QuotationKind.FULL, QuotationKind.PARTIAL})


def quotations(text: str, paragraphs: Sequence[Span]) -> tuple[Quotation, ...]:
    """Every quotation in the paragraphs, by where it starts, outer before inner.

    paragraphs: in the order of the text; what lies between them (furniture) does not
        interrupt a quotation. One running over paragraphs is one Quotation in each.
    """
    found: list[Quotation] = []
    running = False
    opens = [opening(text, paragraph) for paragraph in paragraphs[1:]]
    for paragraph, opens_next in zip(paragraphs, [*opens, Opening.NO_MARK], strict=False):
        marked = read(text, paragraph, opens_next=opens_next)
        if marked:
            found += _told(text, paragraph, marked, running=running)
        running = any(quotation.runs_on for quotation in marked)
    return tuple(found)


def may_go_on(text: str, paragraph: Span) -> bool:
    """Whether a quotation of the paragraph before may go on in this one: it opens with a mark."""
    return opening(text, paragraph) is not Opening.NO_MARK


def _told(
    text: str, paragraph: Span, marked: list[Quotation], *, running: bool
) -> Iterator[Quotation]:
    """The quotations of one paragraph with their kinds; a running one goes on with the first."""
    kinds = Kinds(text, paragraph, marked)
    for number, one in enumerate(marked):
        goes_on = running and number == 0
        kind = QuotationKind.FULL if goes_on else kinds.of(one)
        yield Quotation(one.span, kind, one.depth, one.closed, one.runs_on)


def voice_of(span: Span, quotations: Sequence[Quotation], reports: Iterable[Report] = ()) -> Voice:
    """Who speaks in a span: a source in a quotation or in what is reported, else the narrator.

    Words in marks that quote nobody (SCARE, TITLE) are the narrator's, and so are the cue and
    the source of a report. A span that straddles an edge is MIXED; the marks belong to the
    quotation, and so does what lies between two paragraphs of one quotation that runs on.

    quotations: as annotator.attribution.quotations gives them.
    reports: of the sentences that span is in, as annotator.attribution.extractor gives them; without
        them what is reported without marks is the narrator's.
    """
    quoted = list(_quoting(span, quotations))
    if not quoted:
        return _reported(span, reports)
    reaches = quoted[0].span.start <= span.start and span.end <= quoted[-1].span.end
    whole = reaches and all(quotation.runs_on for quotation in quoted[:-1])
    return Voice.SOURCE_DIRECT if whole else Voice.MIXED


def _reported(span: Span, reports: Iterable[Report]) -> Voice:
    """Who speaks where no marks are: the source inside what is reported, else the narrator.

    A span that holds a cue, or a part of one, and not all of what it reports is about the
    reporting: “denied the” of “Doe denied the dam had leaked” is the narrator's.
    """
    parts = [
        part
        for report in reports
        if not report.cue.overlaps(span) or span.contains(report.content[-1])
        for part in report.worded
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
