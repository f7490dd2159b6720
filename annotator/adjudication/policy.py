"""Policies: settle at once what is clear, such as what most annotators hold."""

from __future__ import annotations

from dataclasses import dataclass

from annotator.adjudication.decisions import GoldVersion, by_majority, majority_share
from annotator.adjudication.document import ItemState, ItemStatus, SentenceStatus
from annotator.model import SettledAs


@dataclass(frozen=True, slots=True)
class Policy:
    """What is settled without a lead who looks at it.

    threshold: the share of the annotators who must hold the same: 1 for all of them; less, but
        more than a half, for a majority.
    labels, kinds: only disagreements about one of these labels, or of one of these kinds; empty
        is any. Kinds are named as in annotator.agreement.differences.
    """

    threshold: float = 1.0
    labels: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if not 0.5 <= self.threshold <= 1:
            raise ValueError(f"a majority is between .5 and 1, got {self.threshold:g}")

    @property
    def name(self) -> str:
        """The policy in words, as it is recorded."""
        share = "" if self.threshold == 0.5 else f" of at least {self.threshold:g}"
        what = "unanimous" if self.threshold == 1 else f"majority{share}"
        return ", ".join([what, *sorted(self.labels), *sorted(self.kinds)])

    def decide(self, status: ItemStatus) -> GoldVersion | None:
        """What gold is to hold of an item; None if the policy says nothing about it."""
        item = status.item
        if not status.is_open or not self._concerns(status) or _was_decided(status):
            return None
        if item.is_agreed:  # settled before, and all hold something else now
            agreed = next(iter(item.held.values()))
            return GoldVersion(SettledAs.UNANIMOUS, (agreed,) if agreed else (), self.name)
        found = by_majority(item) if majority_share(item) >= self.threshold else None
        return found and GoldVersion(found.settled_as, found.made, self.name)

    def _concerns(self, status: ItemStatus) -> bool:
        has_label = not self.labels or not self.labels.isdisjoint(status.item.labels)
        return has_label and (not self.kinds or not self.kinds.isdisjoint(status.item.kinds))

    def decisions(self, sentence: SentenceStatus) -> list[tuple[ItemStatus, GoldVersion]] | None:
        """What is settled of a sentence; () if only what all agree on, None for nothing.

        A policy about some labels or kinds leaves alone what all agree on, unless it settles the
        last disagreement of a sentence.
        """
        found = [(one, made) for one in sentence.items if (made := self.decide(one))]
        agreed = any(one.state is ItemState.AGREED for one in sentence.items)
        is_complete = sentence.is_finished and not agreed
        if found or sentence.is_open or is_complete or self.labels or self.kinds:
            return found or None
        return []


def _was_decided(status: ItemStatus) -> bool:
    """Whether a lead decided it: what changed since, or differs between leads, is for leads."""
    last = status.settlement
    by_lead = last and not last.policy and last.settled_as is not SettledAs.UNANIMOUS
    return status.state is ItemState.LEADS or bool(by_lead)
