"""The controller: one annotator at work on one project, a session joined to the store.

Every decision is stored before it is shown. After one, only what it changed is taken over from
the store, so that a key press costs the same in any document and any project.

A decision counts only if it was made on what the store holds: the same annotator may be at work in
another window. If the database is removed or replaced meanwhile, work goes on in a rescue file.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from annotator.annotations import commands, visibility
from annotator.annotations.active_time import ActiveTime
from annotator.annotations.events import BoundaryChange, Draft, Event, Finish
from annotator.annotations.fold import ValueOrigin, value_origins
from annotator.annotations.session import Mark, Session
from annotator.annotations.visibility import Shown
from annotator.api.text_import import remembered_splitter
from annotator.errors import ChangedElsewhere, StoreError, StoreReplaced
from annotator.model import (
    Annotation,
    Block,
    BlockKind,
    Judgement,
    LabelSet,
    Progress,
    Span,
    Suggestion,
)
from annotator.store import Bookmark, Recorded, Store
from annotator.workflow import messages
from annotator.workflow.low_accuracy import look_for_low_accuracy
from annotator.workflow.other_windows import check_unchanged
from annotator.workflow.project_settings import Settings, check_may_edit, settings_in_force
from annotator.workflow.search import SearchState
from annotator.workflow.silent_questions import SilentQuestions

DEFAULTS = Settings()

_KEPT_IN_PART = "That other file, with what you decided since you opened the project, is kept in"


class Controller:
    """One annotator at work on one project.

    session: the open document. started_at: when work began, in seconds since 1970.
    active_time: how long the annotator was active since. progress: of the annotator.
    shown: how many suggestions are on show.
    unrecorded: the number of decisions that could not be stored, and were reported.
    newest_event: the last event of the annotator that this window has shown or spoken of.
    opened_path: the database. rescue_file: where the work is, if the database was removed or
    replaced while it was open.
    """

    def __init__(
        self,
        store: Store,
        label_set: LabelSet,
        annotator: str,
        new_uid: Callable[[], str],
        settings: Settings = DEFAULTS,
        *,
        actor: str = "",
        pass_number: int = 0,
    ) -> None:
        """Open the document where the annotator stopped, and begin a sitting.

        new_uid: makes the uids of annotations and relations. actor: who works, if not the
        annotator: the lead who works on gold. pass_number: 1 and up for a silent repeat, in
        which nothing of the earlier passes is on show.
        Raises ValueError if the project has no sentence.
        """
        self.store = store
        self.label_set = label_set
        self.annotator = annotator
        self.actor = actor or annotator
        self._recorded_name = store.annotators.recorded_name(annotator)
        self.pass_number = pass_number
        self.settings = settings
        self._new_uid = new_uid
        self.started_at = store.now()
        store.sittings.start(self.actor, settings_in_force(settings))
        self.active_time = ActiveTime(settings.idle_seconds)
        self.questions = SilentQuestions(store, annotator)
        self._progress: Progress = store.annotators.progress(annotator)
        self._just_finished: tuple[str, Span] | None = None
        self.shown = Shown.DEFAULT
        self.search_state = SearchState(store, label_set, annotator, settings, self._view())
        self._report_unknown_filters()
        self._low_accuracy = look_for_low_accuracy(store, label_set, self.actor)
        if self._low_accuracy and not self.search_state.greeting:
            self.search_state.greeting = self._low_accuracy.take()
        self.unrecorded = 0
        self.opened_path = store.path
        self.rescue_file: Path | None = None
        self._notice = ""
        self._bookmark: Bookmark | None = None
        self._is_stale = False  # the store may hold something else than the session shows
        self.newest_event = store.events.newest(annotator)
        self.session = self._resume()

    @property
    def progress(self) -> Progress:
        """How many sentences the annotator has finished."""
        return self.questions.counted(self._progress)

    # ------------------------------------------------------------------ moving

    def _resume(self) -> Session:
        """The session at the bookmark, else at the first unfinished sentence, else at the first.

        With the mark of the bookmark selected, if it is still there.
        """
        bookmark = self.store.annotators.bookmark(self.annotator)
        place = bookmark[:2] if bookmark else self.store.queue.next_unfinished(self.annotator)
        if place is None:
            first = self.store.documents.first()
            if first is None:
                raise ValueError("the project has no sentence")
            return self._read_session(first)
        session = self._read_session(*place)
        selected = bookmark.selected_mark if bookmark else None
        if selected in [mark.key for mark in session.marks(session.sentence)]:
            session.selected_key = selected
        return session

    def open(self, uid: str, sentence: Span | None = None) -> None:
        """Open a document, at a sentence or at the first one."""
        self.session = self._read_session(uid, sentence)
        self.save_bookmark()

    def go_to(self, position: int) -> None:
        """Go to a sentence of the document."""
        self.session.go_to(position)
        self.save_bookmark()

    def step(self, by: int) -> bool:
        """Go `by` sentences further, into the next document at an end; False at the very end."""
        came_back = self._come_back()
        if came_back and by < 0:  # to the sentence that was left for a question
            return True
        position = self.session.position + by
        if 0 <= position < len(self.session.document.sentences):
            self.go_to(position)
            return True
        return self.step_document(by, at_end=by < 0) or came_back

    def step_document(self, step: int, *, at_end: bool = False) -> bool:
        """Open the next (1) or previous (-1) document; False if there is none."""
        self._come_back()
        neighbour = self.store.documents.neighbour(self.session.document.uid, step)
        if neighbour is None:
            return False
        self.session = self._read_session(neighbour)
        self.go_to(len(self.session.document.sentences) - 1 if at_end else 0)
        return True

    def next_unfinished(self, step: int = 1) -> bool:
        """Go to the next (1) or previous (-1) unfinished sentence of the queue; wraps around.

        False if all are finished.
        """
        self._come_back()
        return self._go_if_found(self.search_state.next_unfinished(self.session, step))

    def next_undecided(self, step: int) -> bool:
        """Go to the next (1) or previous (-1) sentence of this document with an undecided mark."""
        self._come_back()
        found = self.session.go_to_undecided(step)
        if found:
            self.save_bookmark()
        return found

    def next_result(self, step: int) -> bool:
        """Go to the next (1) or previous (-1) of the browsed search results."""
        self._come_back()
        return self._go_if_found(self.search_state.next_result(self.session, step))

    def go_to_queue_position(self, position: int) -> bool:
        """Go to the sentence at a position in the queue."""
        return self._go_if_found(self.store.queue.sentence_at(position))

    def advance(self) -> bool:
        """Go on from a finished sentence: in a filtered queue, or to the next sentence.

        Or to a silent question, after which the way goes on where it was left.
        """
        if self._ask():
            return True
        self._come_back()
        return self.next_unfinished() if self.search_state.queue else self.step(1)

    def _ask(self) -> bool:
        """Go to the silent question that follows the sentence just finished; False without one."""
        here, finished = (self.session.document.uid, self.session.sentence), self._just_finished
        if finished != here or self.questions.current or self.search_state.queue:
            return False
        self._just_finished = None
        question = self.questions.after(here, self.newest_event)
        if question is None:
            return False
        self.session = self._read_session(*question.place)
        self.save_bookmark()
        return True

    def _come_back(self) -> bool:
        """Go back to where a silent question was asked, and leave it; False if none is open."""
        question = self.questions.leave(self.newest_event)
        if question is None:
            return False
        self.session = self._read_session(*question.after)
        self.save_bookmark()
        return True

    def _go_if_found(self, place: tuple[str, Span] | None) -> bool:
        if place is None:
            return False
        self._go(*place)
        return True

    def _go(self, uid: str, sentence: Span | None) -> None:
        document = self.session.document
        if uid == document.uid and sentence is None:
            return  # an event on the document as a whole is in view at any sentence
        if uid != document.uid and not self.store.documents.sentences(uid):
            return  # a text that is only a title, and nobody steps through titles
        if uid == document.uid and sentence in document.sentences:
            self.session.go_to_sentence(sentence)
        else:  # another document, or a sentence that somebody has just made
            self.session = self._read_session(uid, sentence)
        self.save_bookmark()

    def save_bookmark(self) -> None:
        """Store where the annotator is and which mark is selected, unless that is stored.

        If it cannot be stored now, the next call tries again.
        """
        session = self.session
        bookmark = Bookmark(session.document.uid, session.sentence, session.selected_key)
        if bookmark == self._bookmark:
            return
        try:
            self.store.annotators.set_bookmark(self.annotator, bookmark)
        except StoreReplaced as error:
            self._try_rescue(error)
        except StoreError:
            return
        self._bookmark = bookmark

    # ------------------------------------------------------------------ recording

    def record(self, drafts: Sequence[Draft], milliseconds: int | None = None) -> str:
        """Store decisions, then take over what they changed; returns what was done, in words.

        milliseconds: active time spent on them, if known.
        Raises ChangedElsewhere if they were made on what another window has changed since, and
        StoreError if they cannot be stored. Then nothing is recorded.
        """
        if not drafts:
            return ""
        if any(isinstance(draft.change, BoundaryChange) for draft in drafts):
            self.check_may_edit()
        what = self._describe(drafts, self.session.document.text, self._annotation)
        recorded = self._write(lambda: self._record(drafts, milliseconds))
        self._show_recorded(recorded)
        for draft in drafts:
            if isinstance(draft.change, Finish) and draft.change.finished and draft.sentence:
                self._just_finished = (draft.document, draft.sentence)
        if self.session.selected_mark is None:
            self.session.select_changed(draft.change for draft in drafts)
            self.save_bookmark()
        return what

    def _record(self, drafts: Sequence[Draft], milliseconds: int | None) -> Recorded:
        with self.store.transaction():
            if self.store.changed_elsewhere() or self._is_stale:
                self._is_stale = True
                sentences = self.store.documents.sentences(self.session.document.uid)
                stored = self._stored_judgements()
                check_unchanged(drafts, self.session, sentences, stored, by=self._others())
            return self.store.events.record(
                self.annotator,
                drafts,
                milliseconds=milliseconds,
                pass_number=self._pass_of(drafts),
                **self._who(),
            )

    def _pass_of(self, drafts: Sequence[Draft]) -> int:
        """The pass of a decision: that of the open repeat, if it is about its sentence."""
        if any(isinstance(draft.change, BoundaryChange) for draft in drafts):
            return self.pass_number
        passes = {self.questions.pass_of(draft.document, draft.sentence) for draft in drafts}
        return self.pass_number or min(passes)

    def _others(self) -> str:
        """Who else changed what the annotator holds since; '' if that was another window."""
        since = self.store.events.after(self.annotator, self.newest_event)
        actors = dict.fromkeys(event.actor for event in since)
        return "" if self.actor in actors else ", ".join(actors)

    def mark_block(self, block: Block, kind: BlockKind) -> list[Draft]:
        """Drafts that give a block another kind; none if no sentence would be left.

        Raises AnnotatorError if the project's sentence splitter is not installed here.
        """
        return commands.mark_block(self.session, block, kind, self._split)

    def check_may_edit(self) -> None:
        """Raise AnnotatorError if boundaries and boilerplate are locked for who works here."""
        check_may_edit(self.store, self.actor)

    def _split(self, text: str, block: Span) -> tuple[Span, ...]:
        from annotator.documents import split_paragraph  # noqa: PLC0415 - not at start
        from annotator.sentences import document_language  # noqa: PLC0415 - as above

        language = document_language(text, self.session.document.meta)
        return split_paragraph(text, block, remembered_splitter(self.store), language)

    def _who(self) -> dict[str, str]:
        """Who records, and under which guideline."""
        return {"actor": self.actor, "guideline": self.label_set.guideline}

    def undo(self) -> str:
        """Undo the last key press, wherever it was; returns what and where, in words.

        Raises ChangedElsewhere if another window was used since, and StoreError, as record.
        """
        recorded = self._write(lambda: self._take_back(self.store.events.undo, "undone"))
        if not recorded.targets:
            return ""
        where = self._show(recorded)
        text = self.session.document.text
        return self._describe(recorded.targets, text, self._annotation) + where

    def redo(self) -> str:
        """Redo what was undone last; returns what and where, in words.

        Raises ChangedElsewhere and StoreError, as undo.
        """
        recorded = self._write(lambda: self._take_back(self.store.events.redo, "redone"))
        if not recorded.targets:
            return ""
        what = self._describe_before(recorded.targets)
        return what + self._show(recorded)

    def undo_several(self, count: int) -> None:
        """Undo the last key presses together, and go to the first of them.

        Raises ChangedElsewhere and StoreError, as undo.
        """
        done: list[Recorded] = []

        def undo_all(annotator: str, **who: str) -> Recorded:
            done[:] = [self.store.events.undo(annotator, **who) for _ in range(count)]
            return done[-1]

        self._write(lambda: self._take_back(undo_all, "undone"))
        self.newest_event = done[-1].events[-1].uid
        self._progress = done[-1].progress
        self._is_stale = True
        for uid in {one.targets[0].document for one in done}:
            self.session = self._read_session(uid)  # the queue takes it over
        self._is_stale = False
        first = done[-1].targets[0]
        for target in [one.targets[0] for one in done if one.targets[0].pass_number]:
            self._enter(target)
        self._enter(first)
        self._go(first.document, first.sentence)

    def _take_back(self, take_back: Callable[..., Recorded], word: str) -> Recorded:
        with self.store.transaction():
            if self.store.changed_elsewhere():
                self._is_stale = True
            since = self.store.events.after(self.annotator, self.newest_event, actor=self.actor)
            if since:
                self.newest_event = since[-1].uid
                what = self._describe_before([one for one in since if one.group == since[-1].group])
                raise ChangedElsewhere(f"nothing was {word}: in another window since: {what}")
            done = take_back(self.annotator, **self._who())
            if done.boundaries_changed:
                self.check_may_edit()
            return done

    def _show(self, recorded: Recorded) -> str:
        """Go to what was undone or redone, and select it; returns where it is, '' if in view."""
        before, target = self.session, recorded.targets[-1]
        sentence, selected = before.sentence, before.selected_key
        if self._enter(target):
            self.newest_event = max(self.newest_event, recorded.events[-1].uid)
            self._progress = recorded.progress
        else:
            self._show_recorded(recorded)
            self._go(target.document, target.sentence)
        session = self.session
        if selected in [mark.key for mark in session.marks(session.sentence)]:
            session.selected_key = selected
        session.select_changed(event.change for event in recorded.targets)
        self.save_bookmark()
        if session.document.uid == before.document.uid and session.sentence.overlaps(sentence):
            return ""
        return f" ({self.place})"

    def _enter(self, event: Event) -> bool:
        """Go to the question that an event was made in, or leave the open one if it was in none.

        Returns whether the session was read again for that.
        """
        if not self.questions.enter(event, self.newest_event):
            return False
        self.session = self._read_session(event.document, event.sentence)
        self.questions.note_repeat(self.session.judgement_of)
        return True

    def _show_recorded(self, recorded: Recorded) -> None:
        """Take over what was recorded."""
        self.newest_event = max([self.newest_event, *(one.uid for one in recorded.events)])
        try:
            self._take_over(recorded)
        except StoreError as error:
            self._is_stale = True
            raise StoreError(f"recorded, but the document cannot be read again: {error}") from error
        self.save_bookmark()

    def _take_over(self, recorded: Recorded) -> None:
        """Take over what changed in the store: all of it if somebody else wrote meanwhile."""
        self._progress = recorded.progress
        if self.store.changed_elsewhere() or self._is_stale:
            self._read_again()
        elif self.session.document.uid not in {event.document for event in recorded.events}:
            return  # undone or redone elsewhere: that document is about to be opened
        elif recorded.boundaries_changed:
            self._reopen()
        else:
            uid, is_other_pass = self.session.document.uid, recorded.events[0].pass_number
            judgements = {} if is_other_pass != self.pass_number else recorded.judgements
            changed = self.questions.merged(uid, judgements)
            self.session.apply(changed)
            self._update_queue(self.session, [sentence for sentence in changed if sentence])
        self.questions.note_repeat(self.session.judgement_of)

    def _read_again(self) -> None:
        """Read all judgements of the document; its sentences too if somebody changed them."""
        self._is_stale = True
        uid, judgements = self.session.document.uid, self.store.judgements
        if self.store.documents.sentences(uid) != self.session.document.sentences:
            self._reopen()
        else:
            self.session.apply(
                self._stored_judgements(),
                judgements.source_sentences(self.annotator, uid),
            )
            self._update_queue(self.session)
        self._progress = self.store.annotators.progress(self.annotator)
        self._is_stale = False

    def _stored_judgements(self) -> Mapping[Span | None, Judgement]:
        """What the store holds of the open document now."""
        return self._judgements(self.session.document.uid)

    def _judgements(self, uid: str) -> Mapping[Span | None, Judgement]:
        """What is on show of a document: of an open repeat only what was made in it."""
        held = self.store.judgements.of_document(self.annotator, uid, pass_number=self.pass_number)
        return self.questions.merged(uid, held)

    def _update_queue(self, session: Session, sentences: Sequence[Span] | None = None) -> None:
        """Let the queue follow the document; a sentence that is repeated stays finished there."""
        if self.search_state.queue:
            uid = session.document.uid
            changed = session.document.sentences if sentences is None else sentences
            kept = [one for one in changed if not self.questions.pass_of(uid, one)]
            self.search_state.update_queue(session, kept)

    def _reopen(self) -> None:
        """Read the document again and stay where the annotator is."""
        self.open(self.session.document.uid, self.session.sentence)

    def _read_session(self, uid: str, sentence: Span | None = None) -> Session:
        if self.questions.current and self.questions.current.document != uid:
            self.questions.leave(self.newest_event)
        share = self.settings.blind_share
        judgements = self.store.judgements
        seen = judgements.seen(self.annotator, uid) if share else frozenset()
        session = Session(
            document=self.store.documents.get(uid),
            label_set=self.label_set,
            suggestions=self._suggestions(uid),
            judgements=self._judgements(uid),
            new_uid=self._new_uid,
            source_sentences=judgements.source_sentences(self.annotator, uid),
            blind_share=share,
            seen=[one for one in seen if not self.questions.pass_of(uid, one)],
        )
        session.go_to_sentence(sentence)
        self._update_queue(session)
        return session

    def _suggestions(self, uid: str) -> list[Suggestion]:
        """The suggestions that are on show; in an open repeat none that the annotator asked for."""
        shown = self.search_state.view.shown(self.store.suggestions.of_document(uid))
        question = self.questions.current
        if question is None or not question.pass_number:
            return shown
        return [
            one
            for one in shown
            if not one.suggester.startswith(visibility.OCCURRENCES)
            or not one.span.overlaps(question.place[1])
        ]

    # ------------------------------------------------------------------ suggestions on show

    @property
    def asked_suggester(self) -> str:
        """The suggester that the annotator asks; '' in a silent repeat, which shows none of it."""
        return "" if self.pass_number else f"{visibility.OCCURRENCES}{self._recorded_name}"

    def _view(self) -> visibility.SuggestionView:
        settings = self.settings
        hide = settings.hidden_at_first
        return visibility.view_of(
            self.asked_suggester, self.shown, hide, settings.hide_always, self.label_set
        )

    def _report_unknown_filters(self) -> None:
        """Say at the start which labels or rules are to be hidden and are not in labels.yaml."""
        texts = [*self.settings.hide_always, *self.settings.hidden_at_first]
        unknown = visibility.unknown_names(texts, self.label_set)
        if unknown and not self.search_state.greeting:
            names = ", ".join(unknown)
            self.search_state.greeting = f"hidden in settings.yaml, not in labels.yaml: {names}"

    @property
    def hides_suggestions(self) -> bool:
        """True if not all suggestions are on show at first."""
        return bool(self.settings.hidden_at_first or self.settings.hide_always)

    @property
    def shows_all(self) -> bool:
        """True if every suggestion is on show, where sentences are not blind."""
        return not self.search_state.view.hidden

    def show_suggestions(self, shown: Shown) -> None:
        """Show more or fewer suggestions from now on; a new sitting records it."""
        self.store.sittings.start(self.actor, settings_in_force(self.settings, shown))
        self.shown = shown
        self.search_state.use_view(self._view())
        self.read_document_again()

    def read_document_again(self) -> None:
        """Read the open document again, with its suggestions; the selected mark stays selected."""
        key = self.session.selected_key
        self._reopen()
        if key in [mark.key for mark in self.session.marks(self.session.sentence)]:
            self.session.selected_key = key

    # ------------------------------------------------------------------ failures

    def _write(self, record: Callable[[], Recorded]) -> Recorded:
        """Record something; in a rescue file if the database is not at its path any more."""
        try:
            try:
                return record()
            except StoreReplaced as error:
                self._move_to_rescue_file(error)
                return record()
        except ChangedElsewhere:
            self._read_again()
            raise
        except StoreError as error:
            self.unrecorded += 1
            raise type(error)(f"not recorded: {error}") from error

    def _move_to_rescue_file(self, error: StoreReplaced) -> None:
        """Go on in a copy of what the database held. Raises StoreReplaced if that cannot be."""
        found = self.store.move_to_rescue_file()
        self.rescue_file = found.path
        kept = "Your work is kept in" if found.is_complete else _KEPT_IN_PART
        self._notice = f"{error} {kept} {found.path} from now on."
        self._is_stale = True

    def _try_rescue(self, error: StoreReplaced) -> None:
        """Go on in a rescue file if one can be written; the next decision reports it if not."""
        try:
            self._move_to_rescue_file(error)
        except StoreError as failure:
            self._notice = str(failure)

    def take_notice(self) -> str:
        """What the annotator has to know beside the outcome of a key press; '' the next time."""
        notice, self._notice = self._notice, ""
        low = self._low_accuracy.take() if self._low_accuracy else ""
        return ". ".join(filter(None, [notice, low]))

    def leave(self) -> None:
        """Store the bookmark, and look after the database once more, at the end of the sitting."""
        try:
            self.store.check_place()
        except StoreReplaced as error:
            self._try_rescue(error)
        self.save_bookmark()

    # ------------------------------------------------------------------ preferences

    def preference(self, name: str) -> str:
        """What the annotator chose in the app, '' if nothing."""
        return self.store.settings.get(f"{name}:{self._recorded_name}")

    def set_preference(self, name: str, value: str) -> None:
        """Remember what the annotator chose in the app."""
        self.store.settings.set(f"{name}:{self._recorded_name}", value)

    # ------------------------------------------------------------------ in words

    def _describe(
        self,
        events: Sequence[Event | Draft],
        text: str,
        find: Callable[[str], Annotation | None],
    ) -> str:
        return messages.of_events(events, text, self.label_set, find)

    def _describe_before(self, events: Sequence[Event]) -> str:
        """What events will do, by the annotations that there are before them."""
        uid = events[0].document
        if uid == self.session.document.uid:
            return self._describe(events, self.session.document.text, self._annotation)
        return self._describe(events, self.store.documents.get(uid).text, lambda _uid: None)

    def _annotation(self, uid: str) -> Annotation | None:
        mark = self.session.annotation_mark(uid)
        return mark.annotation if mark else None

    @property
    def is_training(self) -> bool:
        """Whether the open document is assigned to the annotator as training."""
        return self.store.questions.is_training(self.annotator, self.session.document.uid)

    @property
    def place(self) -> str:
        """Where the annotator is, in words: 'sentence 3 of Dam talks stall'."""
        document = self.session.document
        title = self.title_of(document.uid, document.title)
        return f"sentence {self.session.position + 1} of {title}"

    def title_of(self, uid: str, title: str) -> str:
        """The title of a document, or its number if titles are masked."""
        masked = self.settings.masked
        number = self.store.documents.number(uid) if "title" in masked else 0
        return visibility.visible_title(title, number, masked)

    def value_origins(self, mark: Mark) -> Mapping[str, ValueOrigin]:
        """Who or what gave each attribute value of a mark."""
        if mark.annotation is None:
            suggested = mark.suggestion.attributes if mark.suggestion else ()
            return dict.fromkeys(suggested, ValueOrigin.RULE)
        uid, sentence = self.session.document.uid, mark.source_sentence
        events = self.store.events.of_sentence(self.annotator, uid, sentence)
        return value_origins(events, mark.annotation.uid)
