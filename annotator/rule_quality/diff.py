"""Compare the suggestions of two label files for the same documents."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from annotator.model import Document, Span, Suggestion, SuggestionKey
from annotator.rule_quality.decisions import DecisionHistory, Outcome
from annotator.rule_quality.regression import MANUAL

CONTEXT = 80
"""Characters shown before, and after, a span."""


class ChangeKind(StrEnum):
    """CHANGED: both files propose something at the same place, but not the same."""

    GAINED = "gained"
    LOST = "lost"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Change:
    """A suggestion before and after. differs: which of span, label, tier, attributes, rule."""

    old: Suggestion | None
    new: Suggestion | None
    differs: tuple[str, ...] = ()

    @property
    def kind(self) -> ChangeKind:
        """The kind of change."""
        if self.old is None:
            return ChangeKind.GAINED
        return ChangeKind.LOST if self.new is None else ChangeKind.CHANGED

    @property
    def suggestion(self) -> Suggestion:
        """The new suggestion, or the old one if it was lost."""
        one = self.new or self.old
        if one is None:
            raise ValueError("a change needs a suggestion")
        return one

    @property
    def rule(self) -> str:
        """The id of the rule that made the suggestion."""
        return rule_id(self.suggestion)


def rule_id(suggestion: Suggestion) -> str:
    """Return the id of the suggestion's rule, without the version."""
    return suggestion.rule.rpartition("@")[0] or suggestion.rule


def changes(old: Sequence[Suggestion], new: Sequence[Suggestion]) -> Iterator[Change]:
    """Yield the differences between two sets of suggestions for one document.

    Suggestions are paired by span and label first, then by overlap and rule, then by overlap and
    label. What has no partner was lost or gained.
    """
    after = {one.key: one for one in new}
    gone: list[Suggestion] = []
    for one in old:
        same = after.pop(one.key, None)
        if same is None:
            gone.append(one)
        elif _differing(one, same):
            yield Change(one, same, _differing(one, same))
    come = sorted(after.values(), key=lambda one: one.span.start)
    for alike in (_same_rule, _same_label):
        yield from _paired(gone, come, alike)
    yield from (Change(one, None) for one in gone)
    yield from (Change(None, one) for one in come)


def _differing(old: Suggestion, new: Suggestion) -> tuple[str, ...]:
    differs = {
        "span": old.span != new.span,
        "label": old.label != new.label,
        "tier": old.tier != new.tier,
        "attributes": dict(old.attributes) != dict(new.attributes),
        "rule": rule_id(old) != rule_id(new),
    }
    return tuple(name for name, different in differs.items() if different)


def _paired(
    gone: list[Suggestion],
    come: list[Suggestion],
    alike: Callable[[Suggestion, Suggestion], bool],
) -> Iterator[Change]:
    """Pair what overlaps and is alike, and remove it from both lists, which are in text order."""
    furthest = max((one.span.end - one.span.start for one in come), default=0)
    starts = [one.span.start for one in come]
    taken: set[int] = set()
    left: list[Suggestion] = []
    for old in gone:
        near = range(
            bisect_left(starts, old.span.start - furthest), bisect_left(starts, old.span.end)
        )
        fits = (
            at
            for at in near
            if at not in taken and come[at].span.overlaps(old.span) and alike(old, come[at])
        )
        found = next(fits, None)
        if found is None:
            left.append(old)
        else:
            taken.add(found)
            yield Change(old, come[found], _differing(old, come[found]))
    gone[:] = left
    come[:] = [one for at, one in enumerate(come) if at not in taken]


def _same_rule(old: Suggestion, new: Suggestion) -> bool:
    return rule_id(old) == rule_id(new)


def _same_label(old: Suggestion, new: Suggestion) -> bool:
    return old.label == new.label


# ------------------------------------------------------------------------------ counting


@dataclass(slots=True)
class RuleChanges:
    """The changes of one rule's suggestions, counted.

    differs: for those changed, what differs. decided: for those no longer proposed unchanged, how
    often people had accepted, edited, rejected them; under MANUAL, for how many of those gained
    there is a manual annotation. examples: the first few changes of each kind.
    """

    same: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    differs: Counter[str] = field(default_factory=Counter)
    decided: Counter[str] = field(default_factory=Counter)
    examples: list[tuple[Document, Change]] = field(default_factory=list)


class SuggestionDiff:
    """Counts changes, one document after the other, and keeps the first ones as examples."""

    def __init__(self, found: DecisionHistory, most_examples: int) -> None:
        self.rules: dict[str, RuleChanges] = defaultdict(RuleChanges)
        self.documents = 0
        self._most = most_examples
        self._decided: dict[str, dict[SuggestionKey, list[str]]] = defaultdict(
            lambda: defaultdict(list)
        )
        for decision in found.decisions:
            if decision.outcome is not Outcome.UNDECIDED:
                self._decided[decision.document][decision.key].append(decision.outcome)
        for mark in found.manual:
            span = mark.annotation.span
            key = SuggestionKey(span.start, span.end, mark.annotation.label)
            self._decided[mark.document][key].append(MANUAL)

    def add(self, document: Document, old: Sequence[Suggestion], new: Sequence[Suggestion]) -> None:
        """Count the changes in one document."""
        self.documents += 1
        found = list(changes(old, new))
        before = self._decided.get(document.uid, {})
        unchanged = Counter(map(rule_id, new))
        for change in found:
            counts = self.rules[change.rule]
            counts.kinds[change.kind] += 1
            counts.differs.update(change.differs)
            counts.decided.update(_decided_before(change, before))
            unchanged[change.rule] -= change.new is not None
            if sum(one.kind is change.kind for _, one in counts.examples) < self._most:
                counts.examples.append((document, change))
        for rule, number in unchanged.items():
            self.rules[rule].same += number


def _decided_before(change: Change, before: Mapping[SuggestionKey, Iterable[str]]) -> Iterator[str]:
    """Yield the decisions on a suggestion that was lost, or MANUAL for one gained."""
    old, new = change.old, change.new
    if old and (new is None or old.key != new.key):
        yield from (outcome for outcome in before.get(old.key, ()) if outcome != MANUAL)
    if new and old is None and MANUAL in before.get(new.key, ()):
        yield MANUAL


# -------------------------------------------------------------------------------- texts


def span_in_context(document: Document, span: Span) -> tuple[str, str, str]:
    """Return the words before a span in its sentence, the span's, and those after it.

    Longer than CONTEXT, they are cut at a blank and marked with "…".
    """
    sentence = next((one for one in document.sentences if one.contains(span)), None)
    around = sentence or Span(
        max(0, span.start - CONTEXT), min(len(document.text), span.end + CONTEXT)
    )
    before = document.text[around.start : span.start]
    after = document.text[span.end : around.end]
    if len(before) > CONTEXT:
        before = "…" + before[-CONTEXT:].partition(" ")[2]
    if len(after) > CONTEXT:
        after = after[:CONTEXT].rpartition(" ")[0] + "…"
    return before, span.of(document.text), after
