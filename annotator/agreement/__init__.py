"""Inter-annotator agreement, in the terms of its literature: coders give values to units."""

from __future__ import annotations

from annotator.agreement.figure import Figure, Scope
from annotator.agreement.interval import Interval
from annotator.agreement.report import AgreementReport, agreement_report
from annotator.agreement.report_parts import LabelAgreement, OverallAgreement, PairAgreement
from annotator.agreement.report_text import table

__all__ = [
    "AgreementReport",
    "Figure",
    "Interval",
    "LabelAgreement",
    "OverallAgreement",
    "PairAgreement",
    "Scope",
    "agreement_report",
    "table",
]
