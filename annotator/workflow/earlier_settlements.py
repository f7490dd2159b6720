"""How the same words, or the same labels, were settled before: to settle alike what is alike.

The settlements of other documents are read one document at a time, while nobody presses a key.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from annotator.adjudication.items import Item
from annotator.model import Document, Settlement, Span
from annotator.store import Store
from annotator.store.adjudication_queue import QueueFilter

_MOST = 3
"""Settlements that are shown."""


@dataclass(frozen=True, slots=True)
class EarlierSettlement:
    """A settlement, the words that it is about, and the uid of its document."""

    settlement: Settlement
    document: str
    words: str
    labels: frozenset[str]

    @property
    def key(self) -> str:
        """The words, case-insensitive."""
        return self.words.casefold()


class EarlierSettlements:
    """The settlements of disagreements that were read so far, by document."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._found: dict[str, tuple[EarlierSettlement, ...]] = {}
        self._left: Iterator[str] | None = None

    def put(self, document: Document, settlements: Sequence[Settlement]) -> None:
        """Take over the settlements of a document as they are now."""
        made = (_earlier(document, one) for one in settlements if one.kinds)
        self._found[document.uid] = tuple(one for one in made if one)

    def read_one(self) -> bool:
        """Read the settlements of another document; False if all are read."""
        if self._left is None:
            self._left = iter(self._store.adjudication.documents(QueueFilter()))
        uid = next(self._left, None)
        if uid is None:
            return False
        settlements = () if uid in self._found else self._store.adjudication.settlements(uid)
        if settlements:
            self.put(self._store.documents.get(uid), settlements)
        return True

    def like(self, item: Item, text: str) -> list[EarlierSettlement]:
        """The last settlements about the same words, then those between the same labels."""
        if item.ends or not item.kinds:
            return []
        words = " ".join(item.span.of(text).split()).casefold()
        labels = frozenset(item.labels) if len(item.labels) > 1 else None
        others = [
            one
            for each in self._found.values()
            for one in each
            if one.settlement.about.isdisjoint(item.uids)
        ]
        same = [one for one in others if one.key == words]
        alike = [one for one in others if one.labels == labels and one not in same]
        return [*_newest(same), *_newest(alike)][:_MOST]


def _newest(found: Collection[EarlierSettlement]) -> list[EarlierSettlement]:
    return sorted(found, key=lambda one: one.settlement.at, reverse=True)


def _earlier(document: Document, one: Settlement) -> EarlierSettlement | None:
    held = [made for made in (*one.held.values(), *one.made) if made and made.fragments]
    spans = [span for made in held for span in made.fragments]
    if not spans:
        return None
    extent = Span(min(spans).start, max(span.end for span in spans))
    words = " ".join(extent.of(document.text).split())
    return EarlierSettlement(one, document.uid, words, frozenset(made.label for made in held))
