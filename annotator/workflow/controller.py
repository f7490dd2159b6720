"""The desk: a session joined to the store. Every decision is kept before it is seen.

No Textual here, so that the whole of an annotator's work can be tested without a screen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from annotator.annotations import masking
from annotator.annotations.active_time import Work
from annotator.annotations.fold import ValueOrigin, value_origins
from annotator.annotations.session import Mark, Session
from annotator.annotations.visibility import is_blind
from annotator.model import Annotation, Document, Draft, Event, LabelSet, Progress, Span
from annotator.store import Store
from annotator.workflow import messages
from annotator.workflow.project_settings import Settings
from annotator.workflow.search import SearchState

DEFAULTS = Settings()


class Controller:
    """One annotator at work on one project.

    began: when, in seconds since 1970. work: how long somebody was there since.
    """

    def __init__(
        self,
        store: Store,
        label_set: LabelSet,
        annotator: str,
        new_uid: Callable[[], str],
        settings: Settings = DEFAULTS,
    ) -> None:
        self.store = store
        self.label_set = label_set
        self.annotator = annotator
        self.settings = settings
        self._new_uid = new_uid
        self.began = store.now()
        self.work = Work(settings.idle_seconds)
        self.documents = store.document_uids()
        self.progress: Progress = store.progress(annotator)
        self.search_state = SearchState(store, label_set, annotator, settings)
        self._kept: tuple[object, ...] = ()
        self.session = self._resume()

    # ------------------------------------------------------------------ where to be

    def _resume(self) -> Session:
        """Where this annotator left off, else the first sentence not finished, else the first.

        With the mark in hand that was, if it is still there.
        """
        place = self.store.place(self.annotator) or self.store.next_unfinished(self.annotator)
        if place is None:
            return self._session(self.documents[0])
        session = self._session(*place)
        hand = self.store.hand(self.annotator)
        if hand in [mark.key for mark in session.marks(session.sentence)]:
            session.active = hand
        return session

    def open(self, uid: str, sentence: Span | None = None) -> None:
        """Put a document on the desk."""
        self.session = self._session(uid, sentence)
        self.keep_place()

    def go_to(self, position: int) -> None:
        """Bring a sentence of the document into focus."""
        self.session.go_to(position)
        self.keep_place()

    def step(self, by: int) -> bool:
        """Go `by` sentences on, into the neighbouring document at an end; False at the very end."""
        position = self.session.position + by
        if 0 <= position < len(self.session.document.sentences):
            self.go_to(position)
            return True
        return self.turn(by, at_end=by < 0)

    def turn(self, by: int, *, at_end: bool = False) -> bool:
        """Open the next (1) or previous (-1) document; False where there is none."""
        here = self.documents.index(self.session.document.uid) + by
        if not 0 <= here < len(self.documents):
            return False
        self.session = self._session(self.documents[here])
        self.go_to(len(self.session.document.sentences) - 1 if at_end else 0)
        return True

    def next_unfinished(self, step: int = 1) -> bool:
        """Go to the next (1) or previous (-1) sentence of the queue that is not finished.

        Round the end; False if all are.
        """
        return self._follow(self.search_state.next_unfinished(self.session, step))

    def next_result(self, step: int) -> bool:
        """Go to the next (1) or previous (-1) hit of the trail, finished or not."""
        return self._follow(self.search_state.next_result(self.session, step))

    def go_to_result(self, position: int) -> bool:
        """Go to the sentence at a place in the queue."""
        return self._follow(self.store.at(position))

    def advance(self) -> bool:
        """Go on from a finished sentence: to the next of the queue, or of everything."""
        return self.next_unfinished() if self.search_state.queue else self.step(1)

    def title_of(self, uid: str, title: str) -> str:
        """What a document is called here: by its number where titles are masked."""
        masked = self.settings.masked
        number = self.documents.index(uid) + 1 if "title" in masked else 0
        return masking.title(title, number, masked)

    def _follow(self, place: tuple[str, Span] | None) -> bool:
        if place is None:
            return False
        self._go(*place)
        return True

    def next_undecided(self, step: int) -> bool:
        """Go to the next sentence of this document with an open suggestion."""
        found = self.session.find_undecided(step)
        if found:
            self.keep_place()
        return found

    def value_origins(self, mark: Mark) -> Mapping[str, ValueOrigin]:
        """Who or what gave each answer of a mark."""
        if mark.annotation is None:
            answered = mark.suggestion.attributes if mark.suggestion else ()
            return dict.fromkeys(answered, ValueOrigin.RULE)
        events = self.store.events_on(self.annotator, self.session.document.uid)
        return value_origins(events, mark.annotation.uid)

    # ------------------------------------------------------------------ deciding

    def commit(self, drafts: Sequence[Draft], milliseconds: int | None = None) -> str:
        """Have decisions recorded, then show them; answers what was done, in words."""
        if not drafts:
            return ""
        held = self._held()
        events = self.store.record(self.annotator, drafts, milliseconds=milliseconds)
        self._reload()
        return self._words(events, held)

    def undo(self) -> str:
        """Take the last key press back, wherever it was; answers what and where, in words."""
        events = self.store.undo(self.annotator)
        if not events:
            return ""
        place = self._show_change(events)
        return self._words(events, self._held()) + place

    def redo(self) -> str:
        """Bring back what undo took away; answers what and where, in words."""
        here, held = self.session.document.uid, self._held()
        events = self.store.redo(self.annotator)
        if not events:
            return ""
        before = held if events[0].document == here else ()
        return self._words(events, before) + self._show_change(events)

    # ------------------------------------------------------------------ inside

    def _session(self, uid: str, sentence: Span | None = None) -> Session:
        share = self.settings.blind_share
        session = Session(
            document=self.store.document(uid),
            label_set=self.label_set,
            suggestions=self.store.suggestions(uid),
            judgements=self.store.judgements(self.annotator, uid),
            new_uid=self._new_uid,
            homes=self.store.homes(self.annotator, uid),
            blind=partial(is_blind, uid, share=share),
            seen=self.store.seen(self.annotator, uid) if share else (),
        )
        session.go_to_sentence(sentence)
        self.search_state.look_round(session)
        return session

    def _show_change(self, events: Sequence[Event]) -> str:
        """Bring what was taken back into view; answers where it is, '' if it was in view."""
        before, sentence = self.session.document.uid, self.session.sentence
        self._reload()
        self._go(events[-1].document, events[-1].sentence)
        now = self.session
        if now.document.uid == before and now.sentence.overlaps(sentence):
            return ""
        return f" ({self.place})"

    @property
    def place(self) -> str:
        """Where the annotator is, in words: 'sentence 3 of Dam talks stall'."""
        document = self.session.document
        number = self.documents.index(document.uid) + 1
        title = masking.title(document.title, number, self.settings.masked)
        return f"sentence {self.session.position + 1} of {title}"

    def _held(self) -> list[Annotation]:
        """Every annotation of the document on the desk."""
        judgements = self.session.judgements.values()
        return [note for held in judgements for note in held.annotations.values()]

    def _go(self, uid: str, sentence: Span | None) -> None:
        document = self.session.document
        if uid == document.uid and sentence is None:
            return  # of the document as a whole: wherever we are is fine
        if uid == document.uid and sentence in document.sentences:
            self.session.go_to_sentence(sentence)
        else:  # another document, or a sentence that somebody has just made
            self.session = self._session(uid, sentence)
        self.keep_place()

    def _reload(self) -> None:
        """Show what the store now holds: perhaps other sentences, merged or split by anybody."""
        uid, sentence = self.session.document.uid, self.session.sentence
        if self.store.sentences(uid) == self.session.document.sentences:
            self.session.apply(
                self.store.judgements(self.annotator, uid), self.store.homes(self.annotator, uid)
            )
            self.search_state.look_round(self.session)
        else:
            self.session = self._session(uid, sentence)
            self.keep_place()
        self.progress = self.store.progress(self.annotator)

    def keep_place(self) -> None:
        """Have it kept where we are, and with which mark in hand, unless it is already."""
        session = self.session
        place = (session.document.uid, session.sentence, session.active)
        if place != self._kept:
            self.store.set_place(self.annotator, *place)
            self._kept = place

    def _words(self, events: Sequence[Event], held: Sequence[Annotation]) -> str:
        """What happened; held: the annotations there were before."""
        return messages.of_events(events, self._text(events[0].document), self.label_set, held)

    def _text(self, uid: str) -> str:
        document: Document = self.session.document
        return document.text if document.uid == uid else self.store.document(uid).text
