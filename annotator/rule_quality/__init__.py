"""Measure, test, compare and mine rules, from people's decisions, rule examples and documents.

Nothing here reads or writes files: events, documents and engines are arguments.
"""

from annotator.rule_quality.decisions import Decision, DecisionHistory, Outcome, decision_history
from annotator.rule_quality.regression import RegressionResult, RegressionStatus, run_regression
from annotator.rule_quality.report import (
    Recall,
    RuleHit,
    RulePrecision,
    RuleReport,
    measure_recall,
    rule_report,
)

__all__ = [
    "Decision",
    "DecisionHistory",
    "Outcome",
    "Recall",
    "RegressionResult",
    "RegressionStatus",
    "RuleHit",
    "RulePrecision",
    "RuleReport",
    "decision_history",
    "measure_recall",
    "rule_report",
    "run_regression",
]
