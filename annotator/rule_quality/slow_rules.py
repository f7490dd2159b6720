"""Slow rules: how the time of matching divides over rules, by running each alone.

Times differ from machine to machine and from minute to minute; shares of the same run do so much
less, and only shares are reported.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import median

from annotator.model import Document, LabelSet, Rule
from annotator.suggestions.rules.engine import Engine

TIMES = 3
"""Runs of each rule; the quickest counts."""

MOST_TIMES_THE_MEDIAN = 20
LEAST_SHARE = 0.25


@dataclass(frozen=True, slots=True)
class Cost:
    """share: of the time that all rules took, each alone. ratio: to the median rule's time."""

    share: float
    ratio: float

    @property
    def slow(self) -> bool:
        """Whether a rule takes much more than its part."""
        return self.ratio >= MOST_TIMES_THE_MEDIAN and self.share >= LEAST_SHARE


def costs(
    label_set: LabelSet,
    documents: Sequence[Document],
    clock: Callable[[], float],
    rules: Iterable[Rule],
) -> dict[str, Cost]:
    """What each of these rules costs, by its id, beyond a run without any.

    clock: seconds of processor time used so far.
    """
    nothing = _seconds(_only(label_set, None), documents, clock)
    beyond = {
        rule.id: max(0.0, _seconds(_only(label_set, rule), documents, clock) - nothing)
        for rule in rules
    }
    total = sum(beyond.values())
    usual = median(beyond.values()) if beyond else 0.0
    floor = total / 1000 / max(1, len(beyond))  # a median of 0 would make every rule slow
    return {
        name: Cost(spent / total if total else 0.0, spent / max(usual, floor) if total else 0.0)
        for name, spent in beyond.items()
    }


def _only(label_set: LabelSet, rule: Rule | None) -> LabelSet:
    """The label set with that one rule."""
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
    for _ in range(TIMES):
        began = clock()
        engine.suggest_all(documents)
        best = min(best, clock() - began)
    return best
