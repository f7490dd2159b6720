"""The history of a rule: how its last suggestions were decided, as one annotator may see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from annotator.model import Span
from annotator.store import Store

if TYPE_CHECKING:
    from annotator.rule_quality.decisions import Decision
    from annotator.rule_quality.report import DecisionCounts

LATEST = 200
"""Only so many decisions of each person are read, the latest, so that it takes no time.

`annotator rules report` counts all.
"""
EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class Precedent:
    """An earlier decision, with its sentence's text. span: characters of that text."""

    decision: Decision
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class RuleRecord:
    """How the suggestions of a rule were decided: by the annotator, and by others.

    Others count only where the annotator has finished the sentence. most: the number of decisions
    of one person that were read at most. accepted, rejected: examples, the latest first.
    """

    mine: DecisionCounts
    others: DecisionCounts
    most: int
    accepted: Sequence[Precedent] = ()
    rejected: Sequence[Precedent] = ()


def rule_record(store: Store, annotator: str, rule: str) -> RuleRecord:
    """The record of a rule, by its id, as an annotator may see it."""
    from annotator.rule_quality.decisions import (  # noqa: PLC0415 - not at start
        Outcome,
        decision_history,
    )
    from annotator.rule_quality.report import count_decisions  # noqa: PLC0415

    found = decision_history(store.events.of_rule(annotator, rule, LATEST)).decisions
    newest = sorted((one for one in found if one.rule_id == rule), key=lambda one: one.event)[::-1]
    rejected = [one for one in newest if one.outcome is Outcome.REJECTED]
    accepted = [one for one in newest if one.outcome is not Outcome.REJECTED]
    return RuleRecord(
        mine=count_decisions(one for one in newest if one.annotator == annotator),
        others=count_decisions(one for one in newest if one.annotator != annotator),
        most=LATEST,
        accepted=[_precedent(store, one) for one in accepted[:EXAMPLES]],
        rejected=[_precedent(store, one) for one in rejected[:EXAMPLES]],
    )


def _precedent(store: Store, decision: Decision) -> Precedent:
    """A decision with the text of its sentence."""
    sentence = decision.sentence or decision.span
    start, end = min(sentence.start, decision.span.start), max(sentence.end, decision.span.end)
    text = store.documents.passage(decision.document, Span(start, end))
    return Precedent(decision, text, Span(decision.span.start - start, decision.span.end - start))
