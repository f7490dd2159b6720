"""Find slow rules by running each rule alone.

Times differ between machines and from minute to minute. Shares within one run differ much less,
so only shares are reported.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import median

from annotator.model import Document, LabelSet, Rule
from annotator.suggestions.rules.engine import Engine

RUNS = 3
"""Runs of each rule; the quickest counts."""

MOST_TIMES_THE_MEDIAN = 20
LEAST_SHARE = 0.25


@dataclass(frozen=True, slots=True)
class RuleCost:
    """The time of one rule, relative to others.

    share: of the time that all rules took, each alone. ratio: to the median rule's time.
    """

    share: float
    ratio: float

    @property
    def slow(self) -> bool:
        """True if the rule takes much more time than others."""
        return self.ratio >= MOST_TIMES_THE_MEDIAN and self.share >= LEAST_SHARE


def costs(
    label_set: LabelSet,
    documents: Sequence[Document],
    clock: Callable[[], float],
    rules: Iterable[Rule],
) -> dict[str, RuleCost]:
    """Measure the cost of each of these rules, by its id, beyond a run without rules.

    clock: returns the seconds of processor time used so far.
    """
    without_rules = _seconds(_only(label_set, None), documents, clock)
    beyond = {
        rule.id: max(0.0, _seconds(_only(label_set, rule), documents, clock) - without_rules)
        for rule in rules
    }
    total = sum(beyond.values())
    usual = median(beyond.values()) if beyond else 0.0
    floor = total / 1000 / max(1, len(beyond))  # a median of 0 would make every rule slow
    return {
        name: RuleCost(spent / total if total else 0.0, spent / max(usual, floor) if total else 0.0)
        for name, spent in beyond.items()
    }


def _only(label_set: LabelSet, rule: Rule | None) -> LabelSet:
    """Return the label set with that one rule, or with none."""
    return replace(
        label_set,
        labels=tuple(
            replace(label, rules=(rule,) if rule and rule.label == label.name else ())
            for label in label_set.labels
        ),
    )


def _seconds(
    label_set: LabelSet, documents: Sequence[Document], clock: Callable[[], float]
) -> float:
    engine = Engine(label_set)
    best = float("inf")
    for _ in range(RUNS):
        began = clock()
        engine.suggest_all(documents)
        best = min(best, clock() - began)
    return best
