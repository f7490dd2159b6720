"""What a quotation is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from annotator.model import Span


class QuotationKind(StrEnum):
    """What marks of quotation are for."""

    FULL = "full"  # a source's whole utterance: “We will not go,” she said
    PARTIAL = "partial"  # a source's words inside the narrator's sentence: called it “a sad day”
    SCARE = "scare"  # the narrator's own words, held at a distance: so-called “experts”
    TITLE = "title"  # the name of a work: the film “The Long Road”


@dataclass(frozen=True, slots=True)
class Quotation:
    """A stretch of text in marks of quotation, marks included.

    depth: 1 is outermost. closed: False where the closing mark is lost; the quotation then
        ends with its paragraph. runs_on: it continues in the next paragraph's first quotation.
    """

    span: Span
    kind: QuotationKind
    depth: int = 1
    closed: bool = True
    runs_on: bool = False
