"""Why annotators differed: the reasons that leads gave, counted by label, rule, kind and annotator.

A settled disagreement counts once, as it was settled last. A version was not taken if gold does not
hold exactly that: of a union or of what a lead wrote, often nobody's was.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from annotator.annotations.reason_codes import OTHER, SETTLE_REASONS
from annotator.model import Settlement

GAP = "guideline_gap"
RULE_WRONG = "rule_wrong"
NO_REASON = ""
"""The code of a settlement without a reason."""

CODES = (*(one.code for one in SETTLE_REASONS), NO_REASON)
"""The codes that reasons are counted by, in the order in which they are shown."""


class Grouping(StrEnum):
    """What reasons are counted by.

    LABEL: the labels that annotators gave or gold has; a disagreement about two counts for both.
    RULE: the rules that proposed what was not taken. KIND: of the disagreement. ANNOTATOR: those
    whose version was not taken.
    """

    LABEL = "label"
    RULE = "rule"
    KIND = "kind"
    ANNOTATOR = "annotator"


@dataclass(frozen=True, slots=True)
class SettledDisagreement:
    """A disagreement as it was settled last.

    rules: by annotator, the id of the rule that proposed what they held, where one did.
    """

    document: str
    settlement: Settlement
    rules: Mapping[str, str] = field(default_factory=dict)

    @property
    def reason(self) -> str:
        """Its code; that of other reasons for one that was typed, '' for none."""
        why = self.settlement.why
        return why if why in CODES else OTHER.code

    @property
    def labels(self) -> set[str]:
        """The labels that annotators gave or gold has; of relations, their kinds."""
        contents = [*self.settlement.held.values(), *self.settlement.made]
        return {one.label for one in contents if one}

    @property
    def not_taken(self) -> list[str]:
        """The annotators who hold something else than gold, which may be nothing."""
        return [one for one in self.settlement.held if one not in self.settlement.taken_from]


@dataclass(frozen=True, slots=True)
class ReasonRow:
    """The reasons of one label, rule, kind or annotator.

    reasons: how often by code, of all `counted` disagreements. of: the disagreements in which it
    took part: of a rule or annotator, also those in which its version was taken.
    """

    name: str
    reasons: Mapping[str, int]
    of: int

    @property
    def counted(self) -> int:
        """The number of disagreements whose reasons are counted."""
        return sum(self.reasons.values())

    @property
    def explained(self) -> int:
        """How many of them have a reason."""
        return self.counted - self.reasons.get(NO_REASON, 0)


def settled_disagreements(
    document: str,
    settlements: Sequence[Settlement],
    rules: Mapping[str, tuple[str, str]],
) -> list[SettledDisagreement]:
    """Return the disagreements of a document that are settled, each as it was settled last.

    settlements: oldest first. rules: by the uid of an annotation, its annotator and the reference
    of the rule that proposed it.
    """
    found: list[SettledDisagreement] = []
    seen: set[str] = set()
    for one in reversed(settlements):
        if seen.isdisjoint(one.about) and one.kinds:
            known = [rules[uid] for uid in one.about if uid in rules]
            proposed = {name: rule.partition("@")[0] for name, rule in known}
            found.append(SettledDisagreement(document, one, proposed))
        seen |= one.about
    return found[::-1]


def count_reasons(found: Iterable[SettledDisagreement], by: Grouping) -> list[ReasonRow]:
    """Count reasons, those with most disagreements first.

    Of rules and annotators only disagreements in which their version was not taken are counted.
    """
    took_part, names = _OF_GROUPING[by]
    counts: dict[str, Counter[str]] = {}
    of: Counter[str] = Counter()
    for one in found:
        of.update(took_part(one))
        for name in names(one):
            counts.setdefault(name, Counter())[one.reason] += 1
    rows = [
        ReasonRow(name, {code: counts.get(name, Counter())[code] for code in CODES}, of[name])
        for name in of
    ]
    return sorted(rows, key=lambda row: (-row.counted, -row.of, row.name))


def _labels(one: SettledDisagreement) -> set[str]:
    return one.labels


def _kinds(one: SettledDisagreement) -> set[str]:
    return set(one.settlement.kinds)


def _annotators(one: SettledDisagreement) -> set[str]:
    return set(one.settlement.held)


def _annotators_not_taken(one: SettledDisagreement) -> set[str]:
    return set(one.not_taken)


def _rules(one: SettledDisagreement) -> set[str]:
    return set(one.rules.values())


def _rules_not_taken(one: SettledDisagreement) -> set[str]:
    return {one.rules[name] for name in one.not_taken if name in one.rules}


_Names = Callable[[SettledDisagreement], set[str]]

_OF_GROUPING: Mapping[Grouping, tuple[_Names, _Names]] = {
    Grouping.LABEL: (_labels, _labels),
    Grouping.RULE: (_rules, _rules_not_taken),
    Grouping.KIND: (_kinds, _kinds),
    Grouping.ANNOTATOR: (_annotators, _annotators_not_taken),
}
"""By grouping: whose disagreement one is, and for whom its reason is counted."""


def most_often(rows: Iterable[ReasonRow], code: str) -> ReasonRow | None:
    """The row with most of a reason, of several the one with the greater share; None without."""
    found = [one for one in rows if one.reasons[code]]
    return min(
        found,
        key=lambda one: (-one.reasons[code], -one.reasons[code] / one.counted, one.name),
        default=None,
    )


def noted(found: Iterable[SettledDisagreement]) -> Iterator[SettledDisagreement]:
    """Yield those that a lead wrote a note about."""
    return (one for one in found if one.settlement.note.strip())
