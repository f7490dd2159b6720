"""Adjudication: a lead at work on the disagreements of a project, one sentence after the other.

Annotators are shown by letters, shuffled for each sentence. Every decision is stored before it is
shown, and settles gold in the same transaction in which the queue follows.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from functools import partial
from hashlib import blake2b

from annotator.adjudication import decisions
from annotator.adjudication.decisions import GoldVersion
from annotator.adjudication.document import ItemState, ItemStatus, SentenceStatus, statuses_of
from annotator.adjudication.gold import GoldDocument, settle
from annotator.adjudication.items import Item, align
from annotator.adjudication.settlements import fold_settlements, settlements_about
from annotator.annotations.events import Change, Draft, Event, Explain, Settle
from annotator.annotations.project_events import GOLD
from annotator.annotations.reason_codes import in_words
from annotator.errors import AnnotatorError, ChangedElsewhere
from annotator.model import (
    Content,
    Document,
    Judgement,
    LabelSet,
    Reading,
    SettledAs,
    Settlement,
    Span,
)
from annotator.store import Recorded, Store
from annotator.store.adjudication_queue import QueueCounts, QueueFilter, QueuePlace
from annotator.workflow import messages

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

_KEY = b"annotator: letters in adjudication"

EVERYTHING = QueueFilter()

COMPARED_AT_ONCE = 8
"""Documents that are compared in a slice while keys are answered."""


class Adjudication:
    """A lead who settles disagreements.

    actor: the name of the lead. wanted: which disagreements. document: the open one, with its
    text. sentences: of the document, those that several people finished. sentence: the current
    one; None if nothing is left. selected: the place of the current item in it. shows_names:
    names in place of letters.
    """

    def __init__(
        self,
        store: Store,
        label_set: LabelSet,
        actor: str,
        new_uid: Callable[[], str],
        wanted: QueueFilter = EVERYTHING,
    ) -> None:
        self.store = store
        self.queue = store.adjudication
        self.label_set = label_set
        self.actor = actor
        self.wanted = wanted
        self.shows_names = False
        self.selected = 0
        self.document: Document | None = None
        self.sentences: Sequence[SentenceStatus] = ()
        self.sentence: SentenceStatus | None = None
        self.last_settled: tuple[str, tuple[str, ...]] = ("", ())  # document, and uids
        self._new_uid = new_uid
        self._items: Sequence[Item] = ()
        self._readings: Sequence[Reading] = ()
        self._gold: dict[Span | None, Judgement] = {}
        self._gold_events: list[Event] = []  # of the open document
        self._newest = ""  # the last event of gold that is known
        self._place: QueuePlace | None = None
        self._before: list[QueuePlace] = []  # places that were left, to go back to

    # ------------------------------------------------------------------- moving

    def open_first(self) -> bool:
        """Open the first sentence of the queue; False if there is none."""
        return self._open_place(self.queue.next(self.wanted))

    def next_sentence(self) -> bool:
        """Open the next open sentence; at the end the first one that was left open.

        False if none is open but the current one.
        """
        found = self.queue.next(self.wanted, self._place)
        if found is None:
            found = self.queue.next(self.wanted)
        if found is None or (self._place and found.row == self._place.row):
            return False
        if self._place:
            self._before.append(self._place)
        return self._open_place(found)

    def previous_sentence(self) -> bool:
        """Go back to the sentence before, settled or not; False if there is none."""
        if not self._before:
            return False
        return self._open_place(self._before.pop())

    def _open_place(self, place: QueuePlace | None) -> bool:
        if place is None:
            return False
        self._place = place
        self.open(place.document, place.sentence)
        return True

    def open(self, document_uid: str, sentence: Span) -> None:
        """Open a sentence of a document, settled or not."""
        is_open = self.document is not None and self.document.uid == document_uid
        if not is_open or self.store.changed_elsewhere():
            self._read(document_uid)
        else:
            self._read_gold_if_new()
        self._show(sentence)
        self.selected = 0
        self.select_open()

    def _read(self, document_uid: str) -> None:
        self.store.changed_elsewhere()
        self.document = self.store.documents.get(document_uid)
        self._readings = self.queue.readings(document_uid)
        self._items = align(self._readings)
        self._read_gold()

    def _read_gold(self) -> None:
        """Read what gold holds of the document."""
        uid = self._uid
        self._newest = self.store.events.newest(GOLD)
        self._gold, self._gold_events = self.queue.gold(uid), [*self.queue.gold_events(uid)]
        settlements = fold_settlements(self._gold_events)
        self.sentences = statuses_of(self._items, self._readings, self._gold, settlements)

    def _read_gold_if_new(self) -> None:
        if self.store.events.newest(GOLD) != self._newest:
            self._read_gold()

    def _show(self, sentence: Span) -> None:
        found = [one for one in self.sentences if one.sentence == sentence]
        self.sentence = found[0] if found else None

    @property
    def _uid(self) -> str:
        if self.document is None:
            raise ValueError("no document is open")
        return self.document.uid

    def select(self, step: int) -> bool:
        """Select the next (1) or previous (-1) item; False at the end."""
        place = self.selected + step
        if self.sentence is None or not 0 <= place < len(self.sentence.items):
            return False
        self.selected = place
        return True

    def select_open(self, start: int = 0) -> bool:
        """Select the first item from a place on that is to be decided, else before it."""
        items = self.sentence.items if self.sentence else ()
        places = [*range(start, len(items)), *range(min(start, len(items)))]
        for place in places:
            if items[place].is_open:
                self.selected = place
                return True
        return False

    @property
    def status(self) -> ItemStatus | None:
        """The selected item."""
        items = self.sentence.items if self.sentence else ()
        return items[self.selected] if self.selected < len(items) else None

    # ------------------------------------------------------------------- names

    @property
    def letters(self) -> dict[str, str]:
        """The letter of each annotator of the sentence, by name; shuffled for each sentence."""
        names = self.sentence.annotators if self.sentence else ()
        place = f"{self._uid} {self.sentence.sentence.start} " if self.sentence else ""
        shuffled = sorted(
            names, key=lambda name: blake2b(f"{place}{name}".encode(), key=_KEY).digest()
        )
        return dict(zip(shuffled, LETTERS, strict=False))

    @property
    def annotated_here(self) -> bool:
        """Whether the lead is one of the annotators of the sentence."""
        return self.sentence is not None and self.actor in self.sentence.annotators

    def name_of(self, letter: str) -> str | None:
        """The annotator of a letter; None if there is none."""
        return next((name for name, one in self.letters.items() if one == letter), None)

    # ------------------------------------------------------------------- deciding

    def take(self, letter: str) -> str:
        """Settle the selected item as an annotator has it; returns what was done, in words."""
        status, name = self._selected(), self._named(letter)
        if name not in status.item.held:
            raise AnnotatorError(f"{letter} did not mark both ends, and holds nothing to take here")
        return self._settle([(status, decisions.as_annotator(status.item, name))])

    def take_majority(self) -> str:
        """Settle the selected item as most annotators have it."""
        status = self._selected()
        found = decisions.by_majority(status.item)
        if found is None:
            raise AnnotatorError(f"no version is that of most: {self._votes(status.item)}")
        return self._settle([(status, found)])

    def take_union(self) -> str:
        """Settle the selected item as all that anybody marked."""
        status = self._selected()
        found = decisions.by_union(status.item)
        if found is None:
            raise AnnotatorError("there is no union: values differ, and none is that of most")
        return self._settle([(status, found)])

    def take_nothing(self) -> str:
        """Settle that gold holds nothing of the selected item."""
        return self._settle([(self._selected(), decisions.NOTHING)])

    def take_sentence(self, letter: str) -> str:
        """Settle every open item of the sentence as an annotator has it."""
        name = self._named(letter)
        items = self.sentence.open_items if self.sentence else ()
        chosen = [
            (one, decisions.as_annotator(one.item, name)) for one in items if name in one.item.held
        ]
        if not chosen:
            raise AnnotatorError("nothing is open in this sentence")
        return self._settle(chosen)

    def keep_gold(self) -> str:
        """Keep what gold holds of the selected item, though somebody changed or leads differ."""
        status = self._selected()
        if status.settlement is None:
            raise AnnotatorError("gold does not hold anything of this yet: take a version")
        made = status.settlement.made
        return self._settle([(status, GoldVersion(status.settlement.settled_as, made))])

    def write(self, contents: Iterable[Content]) -> str:
        """Settle the selected item as the lead wrote it."""
        return self._settle([(self._selected(), GoldVersion(SettledAs.EDITED, tuple(contents)))])

    def explain(self, why: str | None = None, note: str | None = None) -> str:
        """Say why the selected item was settled so, or if it is not settled, the last one.

        why: a code of annotator.annotations.reason_codes. note: for the annotators. None leaves
        what was said before.
        """
        settlement = self.explained
        if settlement is None:
            raise AnnotatorError("nothing is settled yet: settle it, then say why")
        change = Explain(
            tuple(sorted(settlement.about)),
            settlement.why if why is None else why,
            settlement.note if note is None else note,
        )
        self._record(lambda: [Draft(self._uid, settlement.sentence, change)])
        what = in_words(change.why) if note is None else "note written"
        return f"{what}: {self._in_words_of(settlement)}"

    @property
    def explained(self) -> Settlement | None:
        """What `explain` is about; None if nothing was settled in the open document."""
        if self.status and self.status.settlement:
            return self.status.settlement
        uid, about = self.last_settled
        if self.document is None or uid != self.document.uid:
            return None
        found = settlements_about(fold_settlements(self._gold_events), about)
        return found[-1] if found else None

    def _in_words_of(self, settlement: Settlement) -> str:
        labels = [one.label for one in settlement.held.values() if one]
        titles = [messages.title(self.label_set, label) for label in dict.fromkeys(labels)]
        return " or ".join(titles) or "nothing"

    def _selected(self) -> ItemStatus:
        status = self.status
        if status is None:
            raise AnnotatorError("nothing is left to settle here")
        return status

    def _named(self, letter: str) -> str:
        name = self.name_of(letter.upper())
        if name is None:
            raise AnnotatorError(f"there is no annotator {letter.upper()} in this sentence")
        return name

    def _votes(self, item: Item) -> str:
        return " to ".join(str(len(names)) for _, names in item.versions)

    def _settle(self, chosen: Sequence[tuple[ItemStatus, GoldVersion]]) -> str:
        if any(status.state is ItemState.WAITS for status, _ in chosen):
            raise AnnotatorError("a relation is settled after both its ends: settle these first")
        done = self._record(lambda: self._drafts(chosen))
        about = {tuple(sorted(status.item.uids)) for status, _ in chosen}
        events = [one for one in done.events if _is_about(one.change, about)]
        self.last_settled = (self._uid, tuple(sorted(chosen[-1][0].item.uids)))
        self.select_open(self.selected)
        return self._in_words(events)

    def _in_words(self, events: Sequence[Event]) -> str:
        text = self.document.text if self.document else ""
        return messages.of_events(events, text, self.label_set)

    def _drafts(self, chosen: Sequence[tuple[ItemStatus, GoldVersion]]) -> list[Draft]:
        """The drafts of a decision, if its items are still settled as they were shown."""
        current = self.sentence
        self._read_gold_if_new()
        if current:
            self._show(current.sentence)
        now = {one.item.uids: one for one in self.sentence.items} if self.sentence else {}
        if any(one.settlements != now[one.item.uids].settlements for one, _ in chosen):
            raise ChangedElsewhere("nothing was settled: another lead has settled this meanwhile")
        others = [one for each in self.sentences if each is not self.sentence for one in each.items]
        again = [(now[one.item.uids], version) for one, version in chosen]
        gold = GoldDocument(
            self._uid,
            self._gold,
            partial(self.queue.seen, self._uid),
            self._new_uid,
            self.store.judgements.source_sentences(GOLD, self._uid),
        )
        return settle(gold, self.sentence, again, others) if self.sentence else []

    # ------------------------------------------------------------------- recording

    def _record(self, make: Callable[[], Sequence[Draft]]) -> Recorded:
        with self.store.transaction():
            if self.store.changed_elsewhere():
                self._check_unchanged()
            is_complete = self.queue.documents_to_compare() == 0
            done = self.store.events.record(
                GOLD, make(), actor=self.actor, guideline=self.label_set.guideline
            )
            self._follow(done, is_complete=is_complete)
        return done

    def _follow(self, done: Recorded, *, is_complete: bool) -> None:
        """Take over what was recorded."""
        self._gold |= done.judgements
        self._gold_events += done.events
        self._newest = done.events[-1].uid
        current = self.sentence.sentence if self.sentence else None
        changed = {one.sentence for one in done.events if one.sentence}
        changed |= {
            one.sentence
            for one in self._items
            if one.ends and any(end.sentence in changed for end in one.ends)
        }
        settlements = fold_settlements(self._gold_events)
        statuses = statuses_of(self._items, self._readings, self._gold, settlements, changed)
        now = {one.sentence: one for one in statuses}
        self.sentences = [now.get(one.sentence, one) for one in self.sentences]
        if current:
            self._show(current)
        self.queue.refresh(self._uid, statuses, is_complete=is_complete)

    def _check_unchanged(self) -> None:
        """Read the document again; raise ChangedElsewhere if its items are not the same."""
        before = self._items
        current = self.sentence.sentence if self.sentence else None
        self._read(self._uid)
        if [one.held for one in before] != [one.held for one in self._items]:
            if current:
                self._show(current)
            raise ChangedElsewhere(
                "nothing was settled: an annotator has changed this document meanwhile"
            )

    def undo(self) -> str:
        """Take back the last key press of the lead, and go there; returns what, in words.

        '' if there is none.
        """
        return self._take_back(self.store.events.undo)

    def redo(self) -> str:
        """Bring back what was undone last, and go there; '' if there is none."""
        return self._take_back(self.store.events.redo)

    def _take_back(self, take_back: Callable[..., Recorded]) -> str:
        with self.store.transaction():
            is_complete = self.queue.documents_to_compare() == 0
            done = take_back(GOLD, actor=self.actor, guideline=self.label_set.guideline)
            for uid in dict.fromkeys(one.document for one in done.targets):
                self._read(uid)
                self.queue.refresh(uid, self.sentences, is_complete=is_complete)
        if not done.targets:
            return ""
        target = next((one for one in done.targets if one.sentence), done.targets[0])
        self._read(target.document)
        if target.sentence:
            self._show(target.sentence)
        about = getattr(target.change, "about", ())
        self.selected = 0
        if not self._select_about(about):
            self.select_open()
        settled = [one for one in done.targets if isinstance(one.change, Settle | Explain)]
        return self._in_words(settled or done.targets)

    def _select_about(self, about: Sequence[str]) -> bool:
        for place, one in enumerate(self.sentence.items if self.sentence else ()):
            if not one.item.uids.isdisjoint(about):
                self.selected = place
                return True
        return False

    # ------------------------------------------------------------------- counting

    def counts(self) -> QueueCounts:
        """How much is open and settled."""
        return self.queue.counts(self.wanted)

    def compare_some(self) -> int:
        """Compare some documents that are not in the queue yet; returns how many are left."""
        return self.queue.compare(COMPARED_AT_ONCE)


def _is_about(change: Change, about: Collection[tuple[str, ...]]) -> bool:
    return isinstance(change, Settle) and change.about in about
