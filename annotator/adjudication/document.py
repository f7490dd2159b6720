"""The adjudication of a document: its items, how far they are settled, and what is left to do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from annotator.adjudication.items import Held, Item, align
from annotator.adjudication.settlements import SettlementIndex, leads_differ
from annotator.agreement.differences import finished_sentences
from annotator.model import Judgement, Reading, Settlement, Span

Judgements = Mapping[Span | None, Judgement]


class ItemState(StrEnum):
    """How far an item is settled.

    AGREED: all hold the same, and gold does not have it yet. OPEN: people differ. SETTLED: gold
    says what it holds. CHANGED: settled, but an annotator holds something else since. LEADS: two
    leads settled it differently. WAITS: a relation whose ends are not both in gold.
    """

    AGREED = "agreed"
    OPEN = "open"
    SETTLED = "settled"
    CHANGED = "changed"
    LEADS = "leads"
    WAITS = "waits"


OPEN_STATES = frozenset({ItemState.OPEN, ItemState.CHANGED, ItemState.LEADS})
"""The states in which a lead is asked to decide."""


@dataclass(frozen=True, slots=True)
class ItemStatus:
    """An item with its settlements, oldest first, and its state."""

    item: Item
    state: ItemState
    settlements: tuple[Settlement, ...] = ()

    @property
    def settlement(self) -> Settlement | None:
        """The last one; None if it is not settled."""
        return self.settlements[-1] if self.settlements else None

    @property
    def is_open(self) -> bool:
        """Whether a lead is asked to decide."""
        return self.state in OPEN_STATES

    @property
    def score(self) -> float:
        """The share of the pairs of annotators who differ, if it is to be decided."""
        count = len(self.item.held)
        if not self.is_open or count < 2:
            return 0.0
        return max(2 * len(self.item.differing_pairs) / (count * (count - 1)), _LEAST)


_LEAST = 0.01
"""The score of what is to be decided although annotators agree."""


@dataclass(frozen=True, slots=True)
class SentenceStatus:
    """A sentence that several people finished: its items in the order of the text.

    annotators: who finished it, by name. is_finished: gold is finished here.
    """

    sentence: Span
    annotators: tuple[str, ...]
    items: tuple[ItemStatus, ...]
    is_finished: bool

    @property
    def is_open(self) -> bool:
        """Whether a lead is asked to decide something."""
        return any(one.is_open for one in self.items)

    @property
    def score(self) -> float:
        """How much people differ: the sum over the items that are to be decided."""
        return sum(one.score for one in self.items)

    @property
    def open_items(self) -> tuple[ItemStatus, ...]:
        """The items that a lead is asked to decide."""
        return tuple(one for one in self.items if one.is_open)


def sentence_statuses(
    readings: Sequence[Reading], gold: Judgements, settlements: Sequence[Settlement]
) -> list[SentenceStatus]:
    """Return the sentences that two or more people finished, in the order of the text.

    readings: of a document, one of each annotator. gold: the judgements of gold there.
    """
    return statuses_of(align(readings), readings, gold, settlements)


def statuses_of(
    items: Sequence[Item],
    readings: Sequence[Reading],
    gold: Judgements,
    settlements: Sequence[Settlement],
    only: Collection[Span] | None = None,
) -> list[SentenceStatus]:
    """As sentence_statuses, of a document whose items are known already.

    only: these sentences; None is all. It costs what these have, not what the document has.
    """
    annotators: defaultdict[Span, list[str]] = defaultdict(list)
    for reading in sorted(readings, key=lambda one: one.annotator):
        for sentence in finished_sentences(reading) if only is None else only:
            held = reading.judgements.get(sentence)
            if held and held.finished:
                annotators[sentence].append(reading.annotator)
    wanted = [one for one in items if only is None or one.sentence in only]
    index = SettlementIndex(settlements)
    by_sentence: defaultdict[Span, list[ItemStatus]] = defaultdict(list)
    states: dict[frozenset[str], ItemStatus] = {}
    for item in [*wanted, *_vanished(items, annotators, settlements)]:
        for one in (*(item.ends or ()), item):
            if one.uids not in states:
                states[one.uids] = _status(one, index, states)
        by_sentence[item.sentence].append(states[item.uids])
    return [
        SentenceStatus(
            sentence,
            tuple(names),
            tuple(by_sentence[sentence]),
            sentence in gold and gold[sentence].finished,
        )
        for sentence, names in sorted(annotators.items())
        if len(names) > 1
    ]


def _status(
    item: Item, index: SettlementIndex, states: Mapping[frozenset[str], ItemStatus]
) -> ItemStatus:
    about = index.about(item.uids)
    if item.ends and not all(_is_in_gold(states[end.uids]) for end in item.ends):
        return ItemStatus(item, ItemState.WAITS, about)
    return ItemStatus(item, _state(item, about), about)


def _is_in_gold(end: ItemStatus) -> bool:
    """Whether gold has an annotation of an item, or will have it as all agree."""
    return bool(end.settlement.made) if end.settlement else end.item.is_agreed


def _state(item: Item, settlements: Sequence[Settlement]) -> ItemState:
    if not settlements:
        return ItemState.AGREED if item.is_agreed else ItemState.OPEN
    if leads_differ(settlements):
        return ItemState.LEADS
    return ItemState.CHANGED if _has_changed(item.held, settlements[-1]) else ItemState.SETTLED


def _has_changed(held: Held, settlement: Settlement) -> bool:
    """Whether somebody holds what neither was held when gold was settled, nor is in gold."""
    for name, now in held.items():
        is_gold = now in settlement.made if now else not settlement.made
        if not is_gold and (name not in settlement.held or settlement.held[name] != now):
            return True
    return False


def _vanished(
    items: Sequence[Item],
    annotators: Mapping[Span, Sequence[str]],
    settlements: Sequence[Settlement],
) -> list[Item]:
    """Items of which nobody holds anything any more, though gold does."""
    known = {uid for item in items for uid in item.uids}
    found: list[Item] = []
    for one in settlements:
        spans = [span for made in one.made for span in made.fragments]
        if one.sentence and one.sentence in annotators and spans and known.isdisjoint(one.about):
            nothing = dict.fromkeys(annotators[one.sentence])
            extent = Span(min(spans).start, max(span.end for span in spans))
            found.append(Item(one.sentence, nothing, gone=one.about, gone_from=extent))
            known |= one.about  # two leads may have settled it
    return found
