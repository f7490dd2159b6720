"""Find the quotations of a text, paragraph by paragraph, with their kinds.

A quotation that runs over several paragraphs opens each of them with a mark and closes only the
last.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from annotator.attribution.quotation_marks import (
    ParagraphOpening,
    paragraph_opening,
    read_quotations,
)
from annotator.attribution.quotation_types import Quotation, QuotationClassifier, QuotationKind
from annotator.model import Span


def quotations(text: str, paragraphs: Sequence[Span]) -> tuple[Quotation, ...]:
    """Find every quotation in the paragraphs, in order of their starts, outer before inner.

    A quotation that runs over several paragraphs gives one Quotation in each.

    paragraphs: in the order of the text. Boilerplate between them does not interrupt a quotation.
    """
    found: list[Quotation] = []
    running = False
    opens = [paragraph_opening(text, paragraph) for paragraph in paragraphs[1:]]
    for paragraph, opens_next in zip(paragraphs, [*opens, ParagraphOpening.NO_MARK], strict=False):
        marked = read_quotations(text, paragraph, opens_next=opens_next)
        if marked:
            found += _with_kinds(text, paragraph, marked, running=running)
        running = any(quotation.runs_on for quotation in marked)
    return tuple(found)


def may_continue_quotation(text: str, paragraph: Span) -> bool:
    """Return True if a paragraph opens with a mark, so that it may continue a quotation."""
    return paragraph_opening(text, paragraph) is not ParagraphOpening.NO_MARK


def _with_kinds(
    text: str, paragraph: Span, marked: list[Quotation], *, running: bool
) -> Iterator[Quotation]:
    """The quotations of a paragraph with their kinds. running: the first continues another."""
    classifier = QuotationClassifier(text, paragraph, marked)
    for number, one in enumerate(marked):
        continues = running and number == 0
        kind = QuotationKind.FULL if continues else classifier.kind_of(one)
        yield Quotation(one.span, kind, one.depth, one.closed, one.runs_on)
