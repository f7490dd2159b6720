"""Inter-annotator agreement, in the terms of its literature: coders give values to units."""

from __future__ import annotations

from annotator.agreement.figure import Figure, Scope
from annotator.agreement.interval import Interval
from annotator.agreement.methods import methods
from annotator.agreement.report import AgreementReport, agreement_report
from annotator.agreement.report_parts import LabelAgreement, OverallAgreement, PairAgreement
from annotator.agreement.report_text import WIDTH, table
from annotator.agreement.study import Advice, StudyReport, study_report
from annotator.agreement.study_text import caution_lines, study_lines

__all__ = [
    "WIDTH",
    "Advice",
    "AgreementReport",
    "Figure",
    "Interval",
    "LabelAgreement",
    "OverallAgreement",
    "PairAgreement",
    "Scope",
    "StudyReport",
    "agreement_report",
    "caution_lines",
    "methods",
    "study_lines",
    "study_report",
    "table",
]
