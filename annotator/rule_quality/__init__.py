"""The rulebook: what human decisions, examples and a corpus say about the rules.

Computation only: events, documents and engines are handed in; the command line does the rest.
"""

from annotator.rule_quality.decisions import Act, Decision, History, Outcome, history
from annotator.rule_quality.recall import Hit, Recall, recall
from annotator.rule_quality.regression import Fate, Retrial, retrial
from annotator.rule_quality.report import Record, Report, report

__all__ = [
    "Act",
    "Decision",
    "Fate",
    "History",
    "Hit",
    "Outcome",
    "Recall",
    "Record",
    "Report",
    "Retrial",
    "history",
    "recall",
    "report",
    "retrial",
]
