"""Changes: how the suggestions of two label files differ on the same texts."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from annotator.model import Document, Suggestion, SuggestionKey
from annotator.rule_quality.decisions import History, Outcome
from annotator.rule_quality.regression import BY_HAND


class Kind(StrEnum):
    """CHANGED: both propose something for the same words, but not the same."""

    GAINED = "gained"
    LOST = "lost"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Change:
    """One suggestion before and after. differs: which of span, label, tier, attributes, rule."""

    old: Suggestion | None
    new: Suggestion | None
    differs: tuple[str, ...] = ()

    @property
    def kind(self) -> Kind:
        """What happened to it."""
        if self.old is None:
            return Kind.GAINED
        return Kind.LOST if self.new is None else Kind.CHANGED

    @property
    def suggestion(self) -> Suggestion:
        """The newer of the two that is there."""
        one = self.new or self.old
        if one is None:
            raise ValueError("a change needs a suggestion")
        return one

    @property
    def rule(self) -> str:
        """The id of the rule that made it: the newer one's."""
        return rule_id(self.suggestion)


def rule_id(suggestion: Suggestion) -> str:
    """The id of its rule, without the version."""
    return suggestion.rule.rpartition("@")[0] or suggestion.rule


def changes(old: Sequence[Suggestion], new: Sequence[Suggestion]) -> Iterator[Change]:
    """What differs between two sets of suggestions for one document.

    A suggestion for the same words and label is the same one; then one that overlaps, of the
    same rule; then one that overlaps, with the same label. What is left was lost or gained.
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
    """Pair what overlaps and is alike, and take it off both lists, which are in text order."""
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
class Tally:
    """How one rule's suggestions changed.

    differs: what was different, of those changed. decided: of what is no longer proposed to the
    letter, how often people had accepted, edited, rejected it; under BY_HAND, how many of those
    gained somebody had marked by hand. examples: the first few changes of each kind.
    """

    same: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    differs: Counter[str] = field(default_factory=Counter)
    decided: Counter[str] = field(default_factory=Counter)
    examples: list[tuple[Document, Change]] = field(default_factory=list)


class Comparison:
    """Counts the changes of one document after the other; keeps only the first as examples."""

    def __init__(self, found: History, most_examples: int) -> None:
        self.tallies: dict[str, Tally] = defaultdict(Tally)
        self.documents = 0
        self._most = most_examples
        self._said: dict[str, dict[SuggestionKey, list[str]]] = defaultdict(
            lambda: defaultdict(list)
        )
        for decision in found.decisions:
            if decision.outcome is not Outcome.UNDECIDED:
                self._said[decision.document][decision.key].append(decision.outcome)
        for mark in found.by_hand:
            key = (mark.annotation.span.start, mark.annotation.span.end, mark.annotation.label)
            self._said[mark.document][key].append(BY_HAND)

    def add(self, document: Document, old: Sequence[Suggestion], new: Sequence[Suggestion]) -> None:
        """Compare what two label files propose for a document."""
        self.documents += 1
        found = list(changes(old, new))
        said = self._said.get(document.uid, {})
        unchanged = Counter(map(rule_id, new))
        for change in found:
            tally = self.tallies[change.rule]
            tally.kinds[change.kind] += 1
            tally.differs.update(change.differs)
            tally.decided.update(_decided(change, said))
            unchanged[change.rule] -= change.new is not None
            if sum(one.kind is change.kind for _, one in tally.examples) < self._most:
                tally.examples.append((document, change))
        for rule, number in unchanged.items():
            self.tallies[rule].same += number


def _decided(change: Change, said: Mapping[SuggestionKey, Iterable[str]]) -> Iterator[str]:
    """What people had said of what is no longer proposed, or had marked where it is now."""
    old, new = change.old, change.new
    if old and (new is None or old.key != new.key):
        yield from (outcome for outcome in said.get(old.key, ()) if outcome != BY_HAND)
    if new and old is None and BY_HAND in said.get(new.key, ()):
        yield BY_HAND
