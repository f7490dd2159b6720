"""The events by which gold follows the decisions of a lead."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from annotator.adjudication.decisions import GoldVersion, taken_from
from annotator.adjudication.document import ItemState, ItemStatus, Judgements, SentenceStatus
from annotator.adjudication.items import Item
from annotator.annotations.events import (
    Change,
    Delete,
    Draft,
    Finish,
    Put,
    Relate,
    Settle,
    Unrelate,
)
from annotator.model import Annotation, Content, Relation, SettledAs, Span

Seen = Callable[[Span], Mapping[str, str]]
"""Returns the uid of the last event of each annotator in a sentence."""


@dataclass(frozen=True, slots=True)
class GoldDocument:
    """What gold holds of a document.

    uid: of the document. sources: where an annotation is filed, if not under its sentence.
    seen: says the last events of the annotators.
    """

    uid: str
    judgements: Judgements
    seen: Seen
    new_uid: Callable[[], str]
    sources: Mapping[str, Span | None] = field(default_factory=dict)

    def annotations(self) -> dict[str, Annotation]:
        """Those of gold, by uid."""
        held = self.judgements.values()
        return {one.uid: one for each in held for one in each.annotations.values()}

    def relations(self) -> dict[str, Relation]:
        """Those of gold, by uid."""
        held = self.judgements.values()
        return {one.uid: one for each in held for one in each.relations.values()}


def settle(
    gold: GoldDocument,
    sentence: SentenceStatus,
    decisions: Iterable[tuple[ItemStatus, GoldVersion]],
    others: Iterable[ItemStatus] = (),
) -> list[Draft]:
    """Return the drafts that settle items of a sentence in gold.

    Once nothing of the sentence is left to decide, what all agree on is settled too, and the
    sentence is finished in gold.

    others: items of other sentences at the ends of relations.
    """
    writer = _GoldWriter(gold, sentence, others)
    writer.write(decisions)
    return writer.drafts


class _GoldWriter:
    """Writes the drafts of one key press. gold_of: what gold holds of items, by their uids."""

    def __init__(
        self, gold: GoldDocument, sentence: SentenceStatus, others: Iterable[ItemStatus]
    ) -> None:
        self._gold = gold
        self._sentence = sentence
        self._annotations = gold.annotations()
        self._relations = gold.relations()
        self._statuses = {one.item.uids: one for one in (*others, *sentence.items)}
        self._gold_of = {
            uids: [(uid, self._annotations[uid].label) for uid in self._kept(one)]
            for uids, one in self._statuses.items()
            if one.settlement and not one.item.ends
        }
        self._done: set[frozenset[str]] = set()
        self.drafts: list[Draft] = []

    def write(self, decisions: Iterable[tuple[ItemStatus, GoldVersion]]) -> None:
        for status, decision in decisions:
            for end in status.item.ends or ():
                self._settle_agreed(self._statuses[end.uids])
            self._settle(status, decision)
        left = [one for one in self._sentence.items if one.item.uids not in self._done]
        if any(one.is_open or self._can_be_decided_now(one) for one in left):
            return
        for one in sorted(left, key=lambda one: one.item.ends is not None):
            self._settle_agreed(one)
        if not self._sentence.is_finished:
            self._add(Finish(finished=True, shown=True))

    def _can_be_decided_now(self, status: ItemStatus) -> bool:
        """Whether people differ about a relation that waited, and its ends are in gold now."""
        ends = [self._statuses[end.uids] for end in status.item.ends or ()]
        return (
            status.state is ItemState.WAITS
            and not status.item.is_agreed
            and all(
                one.state is ItemState.AGREED or self._gold_of.get(one.item.uids) for one in ends
            )
        )

    def _settle_agreed(self, status: ItemStatus) -> None:
        item = status.item
        is_agreed = status.state is ItemState.AGREED or (
            status.state is ItemState.WAITS and item.is_agreed and not status.settlements
        )
        if not is_agreed or item.uids in self._done:
            return
        agreed = next(iter(item.held.values()))
        if agreed and (not item.ends or self._ends(item)):
            self._settle(status, GoldVersion(SettledAs.UNANIMOUS, (agreed,)))

    def _settle(self, status: ItemStatus, decision: GoldVersion) -> None:
        item = status.item
        self._done.add(item.uids)
        if item.ends:
            uids = self._relate(status, is_related=bool(decision.made))
        else:
            uids = self._put(status, decision.made)
            labels = [one.label for one in decision.made]
            self._gold_of[item.uids] = list(zip(uids, labels, strict=True))
        seen = self._gold.seen(item.sentence)
        self._add(
            Settle(
                about=tuple(sorted(item.uids)),
                kinds=tuple(map(str, item.kinds)),
                held=item.held,
                seen={name: uid for name, uid in seen.items() if name in item.held},
                settled_as=decision.settled_as,
                taken_from=taken_from(item, decision),
                made=decision.made,
                gold=tuple(uids),
                between_leads=status.state is ItemState.LEADS,
                policy=decision.policy,
            )
        )

    def _put(self, status: ItemStatus, made: tuple[Content, ...]) -> list[str]:
        """Give gold annotations of an item, which keep their uids; returns these."""
        before = self._kept(status)
        uids = [*before[: len(made)], *(self._gold.new_uid() for _ in made[len(before) :])]
        for uid, content in zip(uids, made, strict=True):
            if uid not in self._annotations or self._annotations[uid].content != content:
                put = Put(uid, content.label, content.fragments, content.attributes)
                self._add(put, uid, is_of_document=status.item.is_of_document)
        for uid in before[len(made) :]:
            self._add(Delete(uid), uid, is_of_document=status.item.is_of_document)
        return uids

    def _relate(self, status: ItemStatus, *, is_related: bool) -> list[str]:
        """Relate the annotations of gold at the ends of an item, or do not."""
        before = [uid for one in status.settlements for uid in one.gold if uid in self._relations]
        ends = self._ends(status.item)
        kind = next(one.label for one in status.item.held.values() if one)
        if not is_related or ends is None:
            for uid in before:
                relation = self._relations[uid]
                self._add(Unrelate(uid, relation.kind, relation.head, relation.tail))
            return []
        relation = Relation(before[0] if before else self._gold.new_uid(), kind, *ends)
        if self._relations.get(relation.uid) != relation:
            self._add(Relate(relation))
        return [relation.uid]

    def _ends(self, item: Item) -> tuple[str, str] | None:
        """The annotations of gold at the ends, of the label that most gave if there are several."""
        found = []
        for end in item.ends or ():
            candidates = self._gold_of.get(end.uids, ())
            wanted = end.versions[0][0]
            named = [uid for uid, label in candidates if wanted and label == wanted.label]
            found += [*named, *(uid for uid, _ in candidates)][:1]
        return (found[0], found[1]) if len(found) == 2 else None

    def _kept(self, status: ItemStatus) -> list[str]:
        """The annotations that gold has of an item, by whomever it was settled."""
        uids = dict.fromkeys(uid for one in reversed(status.settlements) for uid in one.gold)
        return [uid for uid in uids if uid in self._annotations]

    def _add(self, change: Change, annotation: str = "", *, is_of_document: bool = False) -> None:
        sentence = self._gold.sources.get(annotation, self._sentence.sentence)
        if is_of_document:
            sentence = None
        self.drafts.append(Draft(self._gold.uid, sentence, change))
