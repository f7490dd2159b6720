"""The rulebook: what human decisions, examples and a corpus say about the rules.

Computation only: events, documents and engines are handed in; the command line does the rest.
"""

from annotator.rulebook.decisions import Act, Decision, History, Outcome, history
from annotator.rulebook.recall import Hit, Recall, recall
from annotator.rulebook.report import Record, Report, report
from annotator.rulebook.retrial import Fate, Retrial, retrial

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
