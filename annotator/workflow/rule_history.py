"""Looking back: how a rule's suggestions were decided so far, as one annotator may know it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from annotator.model import Span
from annotator.store import Store

if TYPE_CHECKING:
    from annotator.rule_quality.decisions import Decision
    from annotator.rule_quality.count_decisions import DecisionCounts

MOST = 200
"""Decisions of each person that are looked back on, the last ones: it must be there at once.

`annotator rules report` counts all.
"""
CASES = 3


@dataclass(frozen=True, slots=True)
class Precedent:
    """A case that was decided before. text: its sentence's; span: characters of that text."""

    decision: Decision
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Record:
    """How a rule fared: as the annotator decided, and others where the annotator has finished.

    most: how many decisions of one person are looked back on. accepted, rejected: last ones first.
    """

    mine: DecisionCounts
    others: DecisionCounts
    most: int
    accepted: Sequence[Precedent] = ()
    rejected: Sequence[Precedent] = ()


def record(store: Store, annotator: str, rule: str) -> Record:
    """How a rule (by its id) fared. Others count only where the annotator has finished."""
    from annotator.rule_quality.decisions import Outcome, decision_history  # noqa: PLC0415 - not at start
    from annotator.rule_quality.count_decisions import count_decisions  # noqa: PLC0415

    found = decision_history(store.events_on_rule(annotator, rule, MOST)).decisions
    newest = sorted((one for one in found if one.rule_id == rule), key=lambda one: one.event)[::-1]
    rejected = [one for one in newest if one.outcome is Outcome.REJECTED]
    accepted = [one for one in newest if one.outcome is not Outcome.REJECTED]
    return Record(
        mine=count_decisions(one for one in newest if one.annotator == annotator),
        others=count_decisions(one for one in newest if one.annotator != annotator),
        most=MOST,
        accepted=[_precedent(store, one) for one in accepted[:CASES]],
        rejected=[_precedent(store, one) for one in rejected[:CASES]],
    )


def _precedent(store: Store, decision: Decision) -> Precedent:
    """A decision with the sentence that it was of."""
    home = decision.sentence or decision.span
    start, end = min(home.start, decision.span.start), max(home.end, decision.span.end)
    text = store.passage(decision.document, Span(start, end))
    return Precedent(decision, text, Span(decision.span.start - start, decision.span.end - start))
