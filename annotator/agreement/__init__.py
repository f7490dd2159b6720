"""Inter-annotator agreement, in the words of its literature: coders give values to units."""

from __future__ import annotations

from annotator.agreement.coefficient import Coefficient
from annotator.agreement.intervals import Interval
from annotator.agreement.report import LabelAgreement, Overall, PairAgreement, Report, report
from annotator.agreement.text_table import table

__all__ = [
    "Coefficient",
    "Interval",
    "LabelAgreement",
    "Overall",
    "PairAgreement",
    "Report",
    "report",
    "table",
]
