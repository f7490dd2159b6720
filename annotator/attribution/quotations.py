"""Find the quotations of a text, paragraph by paragraph.

A quotation that runs over several paragraphs opens each of them with a mark and closes only the
last.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from annotator.attribution.quotation_marks import Opening, opening, read
from annotator.attribution.quotation_types import Kinds, Quotation, QuotationKind
from annotator.model import Span


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


def may_continue_quotation(text: str, paragraph: Span) -> bool:
    """Whether a quotation of the paragraph before may go on in this one: it opens with a mark."""
    return opening(text, paragraph) is not Opening.NO_MARK


def _told(
    text: str, paragraph: Span, marked: list[Quotation], *, running: bool
) -> Iterator[Quotation]:
    """The quotations of one paragraph with their kinds; a running one goes on with the first."""
    kinds = Kinds(text, paragraph, marked)
    for number, one in enumerate(marked):
        directly_follows = running and number == 0
        kind = QuotationKind.FULL if directly_follows else kinds.of(one)
        yield Quotation(one.span, kind, one.depth, one.closed, one.runs_on)
