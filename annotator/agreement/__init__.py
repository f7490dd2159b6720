"""Inter-annotator agreement, in the terms of its literature: coders give values to units."""

from __future__ import annotations

from annotator.agreement.coefficient import Coefficient, Interval
from annotator.agreement.report import (
    AgreementReport,
    LabelAgreement,
    OverallAgreement,
    PairAgreement,
    agreement_report,
    table,
)

__all__ = [
    "AgreementReport",
    "Coefficient",
    "Interval",
    "LabelAgreement",
    "OverallAgreement",
    "PairAgreement",
    "agreement_report",
    "table",
]
