"""Attribution: find quotations, reported speech and their sources, and the claims in them.

Quotations are read from marks of quotation, paragraph by paragraph; reported speech ("Doe said
that ...") is found sentence by sentence from lists of words, without a language model.
"""

from annotator.attribution.attribution_types import Attribution, AttributionForm, AttributionKind
from annotator.attribution.attributions import attributions
from annotator.attribution.quotations import (
    Quotation,
    QuotationKind,
    may_continue_quotation,
    quotations,
)
from annotator.attribution.span_voice import voice_of
from annotator.attribution.transcripts import Turn, turns

__all__ = [
    "Attribution",
    "AttributionForm",
    "AttributionKind",
    "Quotation",
    "QuotationKind",
    "Turn",
    "attributions",
    "may_continue_quotation",
    "quotations",
    "turns",
    "voice_of",
]
