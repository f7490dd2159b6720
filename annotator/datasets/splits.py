"""Splits of a dataset: near-duplicates together, labels spread evenly, the same for the same seed.

Iterative stratification as in Sechidis, Tsoumakas & Vlahavas 2011, "On the Stratification of
Multi-Label Data", with groups of documents in place of examples: the rarest label is given out
first, each group to the split that lacks most of it.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

TRAIN, DEV, TEST = "train", "dev", "test"
SPLITS = (TRAIN, DEV, TEST)

_SIZE = None
"""Stands among the labels for the number of documents."""


@dataclass(frozen=True, slots=True)
class SplitPlan:
    """The shares of documents in dev and test; the rest is train.

    Raises ValueError if a share is not from 0 to 1, or both are more than 1.
    """

    dev: float = 0.1
    test: float = 0.1
    seed: int = 0

    def __post_init__(self) -> None:
        if not (0 <= self.dev <= 1 and 0 <= self.test <= 1 and self.dev + self.test <= 1):
            raise ValueError(f"shares must be from 0 to 1 in sum, got {self.dev} and {self.test}")

    @property
    def shares(self) -> dict[str, float]:
        """The share of each split that has one."""
        found = {TRAIN: round(1 - self.dev - self.test, 9), DEV: self.dev, TEST: self.test}
        return {name: share for name, share in found.items() if share > 0}


def splits(
    labels: Mapping[str, Counter[str]], near: Iterable[Sequence[str]], plan: SplitPlan
) -> dict[str, str]:
    """Return the split of each document.

    labels: by the uid of a document, how often each label is in it. near: groups of documents that
    are nearly the same; those that are not in `labels` do not count.
    """
    groups = _groups(labels, near)
    draw = random.Random(f"annotator splits {plan.seed}")  # noqa: S311 - nothing secret
    draw.shuffle(groups)
    wanted = _Wanted(plan.shares, groups)
    return {
        uid: split for group in _rarest_first(groups) for split in [wanted.take(group)]
        for uid in group.documents
    }  # fmt: skip


@dataclass(slots=True)
class _NearDocuments:
    """Documents that stay together. held: by label, how often it is in them; and their number."""

    documents: list[str]
    held: Counter[str | None] = field(default_factory=Counter)


def _groups(
    labels: Mapping[str, Counter[str]], near: Iterable[Sequence[str]]
) -> list[_NearDocuments]:
    first = {uid: group[0] for group in near for uid in group}
    found: dict[str, _NearDocuments] = {}
    for uid in sorted(labels):
        group = found.setdefault(first.get(uid, uid), _NearDocuments([]))
        group.documents.append(uid)
        group.held[_SIZE] += 1
        group.held.update(labels[uid])
    return sorted(found.values(), key=lambda one: one.documents)


def _rarest_first(groups: Sequence[_NearDocuments]) -> Iterator[_NearDocuments]:
    """Yield each group once: those with the label that is left in fewest groups, large ones first.

    Last come those without any label.
    """
    holders: defaultdict[str | None, list[_NearDocuments]] = defaultdict(list)
    for group in groups:
        for label in group.held:
            holders[label].append(group)
    done: set[int] = set()
    left: dict[str | None, int] = {
        label: len(some) for label, some in holders.items() if label is not _SIZE
    }
    while left:
        rarest = min(left, key=lambda label: (left[label], label or ""))
        del left[rarest]
        for group in sorted(holders[rarest], key=lambda one: -one.held[rarest]):
            if id(group) in done:
                continue
            done.add(id(group))
            for label in group.held.keys() & left.keys():
                left[label] -= 1
            yield group
    yield from sorted(
        (one for one in groups if id(one) not in done), key=lambda one: -one.held[_SIZE]
    )


class _Wanted:
    """What each split still lacks of each label and of documents."""

    def __init__(self, shares: Mapping[str, float], groups: Sequence[_NearDocuments]) -> None:
        total: Counter[str | None] = Counter()
        for group in groups:
            total.update(group.held)
        self._total = total
        self._shares = shares
        self._lacks = {
            split: {label: share * number for label, number in total.items()}
            for split, share in shares.items()
        }

    def take(self, group: _NearDocuments) -> str:
        """Return the split that lacks most of what a group holds, and count it there."""
        rarest = min(
            (label for label in group.held if label is not _SIZE),
            key=lambda label: (self._total[label], label or ""),
            default=_SIZE,
        )
        split = max(
            self._shares,
            key=lambda one: (self._lacks[one][rarest], self._lacks[one][_SIZE]),
        )
        for label, number in group.held.items():
            self._lacks[split][label] -= number
        return split
