"""Adjudication: a lead at work on the disagreements of a project, one sentence after the other.

Annotators are shown by letters, shuffled for each sentence. Every decision is stored before it is
shown, and settles gold in the same transaction in which the queue follows.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from functools import partial
from hashlib import blake2b

from annotator.adjudication import decisions
from annotator.adjudication.decisions import GoldVersion
from annotator.adjudication.document import ItemState, ItemStatus, SentenceStatus, statuses_of
from annotator.adjudication.gold import GoldDocument, settle
from annotator.adjudication.items import Item, align, content_of
from annotator.adjudication.settlements import fold_settlements, settlements_about
from annotator.annotations import visibility
from annotator.annotations.active_time import ActiveTime
from annotator.annotations.events import Change, Draft, Event, Explain, Settle
from annotator.annotations.project_events import GOLD
from annotator.annotations.reason_codes import in_words
from annotator.errors import AnnotatorError, ChangedElsewhere, StoreError
from annotator.model import (
    Annotation,
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
from annotator.workflow.earlier_settlements import EarlierSettlements
from annotator.workflow.project_settings import Settings, settings_in_force

LETTERS = "ABCDFHILRZ"
"""Letters that are no key of a command in lower case."""

DEFAULTS = Settings()

_KEY = b"annotator: letters in adjudication"

EVERYTHING = QueueFilter()

COMPARED_AT_ONCE = 2
"""Documents that are compared in a slice while keys are answered."""


class Adjudication:
    """A lead who settles disagreements.

    actor: the name of the lead. wanted: which disagreements. document: the open one, with its
    text. sentences: of the document, those that several people finished. sentence: the current
    one; None if nothing is left. selected: the place of the current item in it. shows_names:
    names in place of letters. settled_now: how many items were settled since the start.
    active_time, unrecorded: as in annotator.workflow.controller.
    """

    def __init__(
        self,
        store: Store,
        label_set: LabelSet,
        actor: str,
        new_uid: Callable[[], str],
        *,
        wanted: QueueFilter = EVERYTHING,
        settings: Settings = DEFAULTS,
    ) -> None:
        self.store = store
        self.settings = settings
        self.active_time = ActiveTime(settings.idle_seconds)
        self.unrecorded = 0
        self.settled_now = 0
        self.earlier = EarlierSettlements(store)
        self.queue = store.adjudication
        self.label_set = label_set
        self.actor = actor
        self.wanted = wanted
        self.shows_names = False
        self.selected = 0
        self.document: Document | None = None
        self.sentences: Sequence[SentenceStatus] = ()
        self.sentence: SentenceStatus | None = None
        self.new_uid = new_uid
        self._last_settled: tuple[str, list[Settlement]] = ("", [])  # with their document
        self._explains_last = False  # nothing was selected since
        self._shown_at = 0.0  # the active time when the sentence came into view
        self._items: Sequence[Item] = ()
        self._readings: Sequence[Reading] = ()
        self._gold: dict[Span | None, Judgement] = {}
        self._gold_events: list[Event] = []  # of the open document
        self._newest = ""  # the last event of gold that is known
        self._place: QueuePlace | None = None
        self._before: list[QueuePlace] = []  # places that were left, to go back to

        store.sittings.start(actor, settings_in_force(settings))

    # ------------------------------------------------------------------- preferences

    def preference(self, name: str) -> str:
        """What the lead chose in the app, '' if nothing."""
        return self.store.settings.get(f"{name}:{self.actor}")

    def set_preference(self, name: str, value: str) -> None:
        """Remember what the lead chose in the app."""
        self.store.settings.set(f"{name}:{self.actor}", value)

    # ------------------------------------------------------------------- moving

    def open_first(self) -> bool:
        """Open the first sentence of the queue; False if there is none."""
        self.queue.documents_to_compare()  # forgets what is out of date
        found = self._next(None)
        self._place = found
        return found is not None

    def next_sentence(self) -> bool:
        """Open the next open sentence; at the end the first one that was left open.

        False if none is open but the current one.
        """
        current = self._place
        found = self._next(current) or (self._next(None) if current else None)
        if found is None:
            return False
        if current:
            self._before.append(current)
        self._place = found
        return True

    def _next(self, after: QueuePlace | None) -> QueuePlace | None:
        """Open the first open sentence after a place, other than the current one.

        Sentences that are not there any more, until their document is compared again, are left out.
        """
        current = self._place.row if self._place else None
        found = self.queue.next(self.wanted, after)
        while found and (found.row == current or not self._has_opened(found)):
            found = self.queue.next(self.wanted, found)
        return found

    def _has_opened(self, place: QueuePlace) -> bool:
        """Open a sentence of the queue; False if it has nothing to settle any more."""
        uid = self.document.uid if self.document else ""
        shown = self.sentence
        self.open(place.document, place.sentence)
        if self.sentence and self.sentence.is_open:
            return True
        if uid and shown:
            self.open(uid, shown.sentence)
        return False

    def use_filter(self, wanted: QueueFilter) -> bool:
        """Go on with other disagreements, from the first; False, and no change, if none is open."""
        if not self.queue.next(wanted):
            return False
        self.wanted = wanted
        self._before.clear()
        self._place = None
        return self.open_first()

    def previous_sentence(self) -> bool:
        """Go back to the sentence before, settled or not; False if there is none."""
        if not self._before:
            return False
        self._place = self._before.pop()
        self.open(self._place.document, self._place.sentence)
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
        self._shown_at = self.active_time.seconds

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
        if self.document:
            self.earlier.put(self.document, settlements)

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
        """Select the next (1) or previous (-1) item that is not agreed on; False at the end."""
        items = self.sentence.items if self.sentence else ()
        place = self.selected + step
        while 0 <= place < len(items) and items[place].state is ItemState.AGREED:
            place += step
        if not 0 <= place < len(items):
            return False
        self.selected = place
        self._explains_last = False
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

    def gold_annotations(self) -> list[Annotation]:
        """What gold holds of the open document, in the order of the text."""
        held = self._gold.values()
        found = [made for one in held for made in one.annotations.values()]
        return sorted(found, key=lambda one: (one.span, one.label, one.uid))

    def title_of(self, uid: str, title: str) -> str:
        """The title of a document, or its number if titles are masked."""
        masked = self.settings.masked
        number = self.store.documents.number(uid) if "title" in masked else 0
        return visibility.visible_title(title, number, masked)

    @property
    def title(self) -> str:
        """The title of the open document, as it may be shown; '' if none is open."""
        return self.title_of(self._uid, self.document.title) if self.document else ""

    @property
    def number(self) -> int:
        """The number of the sentence in its document, from 1."""
        if self.document is None or self.sentence is None:
            return 0
        start = self.sentence.sentence.start
        return sum(one.start <= start for one in self.document.sentences)

    # ------------------------------------------------------------------- names

    @property
    def letters(self) -> dict[str, str]:
        """The letter of each annotator of the sentence, by name; shuffled for each sentence."""
        names = self.sentence.annotators if self.sentence else ()
        place = f"{self._uid} {self.sentence.sentence.start} " if self.sentence else ""
        shuffled = sorted(
            names, key=lambda name: blake2b(f"{place}{name}".encode(), key=_KEY).digest()
        )
        return {name: _letter(place) for place, name in enumerate(shuffled)}

    def called(self, name: str) -> str:
        """An annotator as shown: by letter, or by name."""
        return name if self.shows_names else self.letters.get(name, name)

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
            what = "did not mark both ends" if status.item.ends else "has not finished it"
            raise AnnotatorError(f"{letter.upper()} {what}, and holds nothing to take here")
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
        """Say why something was settled so: see `explained`.

        why: a code of annotator.annotations.reason_codes. note: for the annotators. None leaves
        what was said before.
        """
        uid, settlements = self._explained()
        if not settlements:
            raise AnnotatorError("nothing is settled yet: settle it, then say why")
        said = [
            replace(
                one,
                why=one.why if why is None else why,
                note=one.note if note is None else note,
            )
            for one in settlements
        ]
        changes = [
            (one.sentence, Explain(tuple(sorted(one.about)), one.why, one.note)) for one in said
        ]
        self._record(lambda: [Draft(uid, *one) for one in changes], uid)
        if settlements is self._last_settled[1]:
            self._last_settled = uid, said
        last = said[-1]
        what = in_words(last.why) if note is None else "note written"
        return f"{what}: {self._in_words_of(last)}"

    @property
    def explained(self) -> Settlement | None:
        """What `explain` is about: what was settled last, in any document, until another item is
        selected; then that. None if there is nothing.
        """
        _, found = self._explained()
        return found[-1] if found else None

    def _explained(self) -> tuple[str, list[Settlement]]:
        """The uid of a document, and its settlements that an explanation is about."""
        uid, settlements = self._last_settled
        selected = self.status.settlement if self.status else None
        if settlements and (self._explains_last or not selected):
            return uid, settlements
        return (self._uid, [selected]) if selected else ("", [])

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
        uids = {status.item.uids for status, _ in chosen}
        items = self.sentence.items if self.sentence else ()
        settled = [one.settlement for one in items if one.item.uids in uids]
        self._last_settled = (self._uid, [one for one in settled if one])
        self._explains_last = True
        self.settled_now += len(events)
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
            self.new_uid,
            self.store.judgements.source_sentences(GOLD, self._uid),
        )
        return settle(gold, self.sentence, again, others) if self.sentence else []

    # ------------------------------------------------------------------- recording

    def _record(self, make: Callable[[], Sequence[Draft]], uid: str = "") -> Recorded:
        """Record drafts. uid: of the document, if it is not the open one.

        Raises ChangedElsewhere if they were made on what has changed since, and StoreError if they
        cannot be stored. Then nothing is recorded.
        """
        try:
            return self._write(make, uid)
        except StoreError as error:
            self.unrecorded += 1
            self._show_stored()
            raise type(error)(f"not recorded: {error}") from error

    def _show_stored(self) -> None:
        """Show what is stored, after something could not be."""
        self.queue.look_again()
        current = self.sentence
        self._read_gold()
        if current:
            self._show(current.sentence)

    def _write(self, make: Callable[[], Sequence[Draft]], uid: str) -> Recorded:
        with self.store.transaction():
            if self.store.changed_elsewhere():
                self._check_unchanged()
            is_complete = self.queue.documents_to_compare() == 0
            done = self.store.events.record(
                GOLD,
                make(),
                milliseconds=int((self.active_time.seconds - self._shown_at) * 1000),
                actor=self.actor,
                guideline=self.label_set.guideline,
            )
            if uid in {"", self._uid}:
                self._follow(done, is_complete=is_complete)
            else:
                self._newest = done.events[-1].uid
                self.queue.refresh(uid, (), is_complete=is_complete)
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
        if self.document:
            self.earlier.put(self.document, settlements)
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
        return self._take_back(self.store.events.undo, -1)

    def redo(self) -> str:
        """Bring back what was undone last, and go there; '' if there is none."""
        return self._take_back(self.store.events.redo, 1)

    def _take_back(self, take_back: Callable[..., Recorded], sign: int) -> str:
        with self.store.transaction():
            is_complete = self.queue.documents_to_compare() == 0
            done = take_back(GOLD, actor=self.actor, guideline=self.label_set.guideline)
            self._last_settled = ("", [])
            for uid in dict.fromkeys(one.document for one in done.targets):
                self._read(uid)
                self.queue.refresh(uid, self.sentences, is_complete=is_complete)
        if not done.targets:
            return ""
        target = next((one for one in done.targets if one.sentence), done.targets[0])
        self._read(target.document)
        if target.sentence:
            self._show(target.sentence)
            self._return_to(target.document, target.sentence)
        about = getattr(target.change, "about", ())
        self.selected = 0
        if not self._select_about(about):
            self.select_open()
        return self._in_words(_disagreements_in(done.targets) or done.targets)

    def _return_to(self, uid: str, sentence: Span) -> None:
        """Let the queue go on from a sentence, if that was left before."""
        if self._place and (self._place.document, self._place.sentence) == (uid, sentence):
            return
        self._place = None
        while self._before and self._place is None:
            one = self._before.pop()
            if (one.document, one.sentence) == (uid, sentence):
                self._place = one

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

    def nothing_open(self) -> str:
        """Why nothing is left to settle, in words."""
        counts = self.counts()
        if counts.disagreements:
            return f"{_disagreements(counts.disagreements)} left open"
        if self.wanted not in {EVERYTHING, replace(EVERYTHING, by_document=True)}:
            return "nothing that is open fits the filter"
        if counts.settled == 1:
            return "the only disagreement is settled"
        if counts.settled:
            return f"all {_disagreements(counts.settled)} are settled"
        return self._nothing_found()

    def _nothing_found(self) -> str:
        """Why there never was a disagreement."""
        annotators = self.store.annotators
        people = [one for one in annotators.people() if annotators.progress(one).finished]
        if not people:
            return "nobody has finished a sentence yet, so there is nothing to adjudicate"
        if len(people) == 1:
            return (
                f"only {people[0]} has finished anything: people can differ once two or more have"
                " finished the same sentence"
            )
        if not self.queue.documents(EVERYTHING):
            return "no sentence was finished by two people, so there is nothing to adjudicate"
        return "nothing differs: people agree in all sentences that several of them finished"

    @property
    def was_compared(self) -> bool:
        """Whether two people finished the same sentence somewhere."""
        return bool(self.queue.documents(EVERYTHING))

    def batches(self) -> list[str]:
        """The batches in which documents were assigned."""
        return sorted({batch for batch in self.store.project.state().assignments.values() if batch})

    def read_again(self) -> None:
        """Take over what else changed in the current document, and go on if nothing is open."""
        if self.document is None:
            return
        current = self.sentence.sentence if self.sentence else None
        self._read(self.document.uid)
        if current:
            self._show(current)
        self.selected = 0
        if not self.select_open():
            self.next_sentence()

    # ------------------------------------------------------------------- editing

    def begin_edit(self) -> tuple[frozenset[str], str]:
        """Give gold what the lead is to edit of the selected item.

        That is what gold holds already, else the version of most, else the first one.
        Returns the item's uids, and what was done, in words.
        """
        status = self._selected()
        if not self._gold_uids(status.settlement):
            made = decisions.by_majority(status.item)
            first = next((one for one, _ in status.item.versions if one), None)
            contents = made.made if made and made.made else (first,) if first else ()
            if contents:
                return status.item.uids, self.write(contents)
        return status.item.uids, ""

    def edited_uids(self, about: frozenset[str]) -> tuple[str, ...]:
        """The annotations that gold has of an item."""
        found = settlements_about(self.queue.settlements(self._uid), about)
        return self._gold_uids(found[-1] if found else None)

    def end_edit(self, document: str, sentence: Span, about: frozenset[str]) -> str:
        """Take over what gold holds of an item after it was edited; returns it in words.

        '' if that did not change.
        """
        self._read(document)
        self._show(sentence)
        self.selected = 0
        if not self._select_about(tuple(about)) or self.status is None:
            return ""
        settlement = self.status.settlement
        if settlement is None:
            return ""
        held = self._gold_contents(settlement)
        if held == settlement.made:
            self.select_open(self.selected)
            return ""
        made = GoldVersion(SettledAs.EDITED, held) if held else decisions.NOTHING
        return self._settle([(self.status, made)])

    def _gold_uids(self, settlement: Settlement | None) -> tuple[str, ...]:
        """The annotations and relations of a settlement that gold still has."""
        held = self._gold.values()
        known = {uid for one in held for uid in (*one.annotations, *one.relations)}
        return tuple(uid for uid in (settlement.gold if settlement else ()) if uid in known)

    def _gold_contents(self, settlement: Settlement) -> tuple[Content, ...]:
        held = self._gold.values()
        made = {uid: one for each in held for uid, one in each.annotations.items()}
        related = {uid: one for each in held for uid, one in each.relations.items()}
        return tuple(
            content_of(made[uid] if uid in made else related[uid])
            for uid in self._gold_uids(settlement)
        )


def _disagreements(number: int) -> str:
    return f"{number:,} disagreement{'' if number == 1 else 's'}"


def _letter(place: int) -> str:
    """The letter of an annotator; with a number after the last one."""
    round_, number = divmod(place, len(LETTERS))
    return LETTERS[number] + (str(round_ + 1) if round_ else "")


def _disagreements_in(events: Iterable[Event]) -> list[Event]:
    """The events that settle what people differ about, or say why; all of them if there is none."""
    found = [one for one in events if isinstance(one.change, Settle | Explain)]
    return [one for one in found if getattr(one.change, "kinds", True)] or found


def _is_about(change: Change, about: Collection[tuple[str, ...]]) -> bool:
    return isinstance(change, Settle) and change.about in about
