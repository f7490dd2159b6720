"""The context: what actions work on, and what they can do to it.

Every handler of the key table is given one, so that no action needs to know the screen.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from annotator.annotations.events import Draft
from annotator.annotations.session import Session
from annotator.errors import AnnotatorError, failure_text
from annotator.model import Label, Span, Suggestion
from annotator.store import Store
from annotator.tui import dialogs
from annotator.tui.keymap import Action, Keymap, Mode, layouts_of, shown
from annotator.workflow import messages
from annotator.workflow.comments import VisibleComments
from annotator.workflow.controller import Controller
from annotator.workflow.news import comment_news, release_news

if TYPE_CHECKING:
    from annotator.tui.dialogs import Dialog
    from annotator.tui.hints import HintInput
    from annotator.workflow.team_agreement import ListedDifferences, TeamAgreement

Answer = TypeVar("Answer")


class UserInterface(Protocol):
    """The screen, or plain-text mode. Each `str` returned says what was done."""

    def show_dialog(self, dialog: Dialog[Answer], then: Callable[[Answer | None], None]) -> None:
        """Show a dialog; call `then` with its answer, None if it was left without one."""

    def copy(self, text: str) -> str:
        """Copy a text to the terminal's clipboard."""

    def use_theme(self, name: str) -> str:
        """Use a theme, now and next time."""

    def set_plain_emoji(self, *, enabled: bool) -> str:
        """Draw emoji as plain signs, or as they are, now and next time."""

    def quit(self) -> None:
        """End the app."""

    def drop_input(self) -> None:
        """Drop what was typed ahead, which was meant for the outcome of an action that failed."""

    def alert(self, message: str) -> None:
        """Make sure that a message, which is in the panel, is read as a whole."""


@dataclass(frozen=True, slots=True)
class SpanInput:
    """Words being selected as the value of an attribute.

    name: of the attribute. keep: called with the words. back: called if none are selected.
    """

    name: str
    keep: Callable[[Span], None]
    back: Callable[[], None]


class KeyContext:
    """What the actions of any page are given: keymap, user interface, and the last keys.

    message: what the last key did, in words, for the panel. pressed: the key that the running
    action was called by, '' if it was chosen by name. last_action: the id of the action of the last
    key, '' if it had none. last_key: the key pressed last, in a dialog or here; key_before: the one
    before that. base_mode: what keys do if nothing was begun.
    """

    base_mode = Mode.STEP

    def __init__(self, store: Store, keymap: Keymap, ui: UserInterface) -> None:
        self.store = store
        self.keymap = keymap
        self.ui = ui
        self.message = ""
        self.pressed = ""
        self.last_action = ""
        self.last_key = self.key_before = ""

    @property
    def mode(self) -> Mode:
        """What keys do now."""
        return self.base_mode

    def key(self, action: str, mode: Mode | None = None) -> str:
        """The key of an action as shown on screen, for texts that name it."""
        return self.keymap.key(action, mode or self.base_mode)

    def press(self, key: str) -> None:
        """Run the action of a key, or say that it has none."""
        self.note_key(key)
        action = self.keymap.resolve(key, self.mode)
        if action is None:
            self.last_action = ""
        self.message = ""
        self.attempt(lambda: self.run(action, key) if action else self.no_action(key))

    def no_action(self, key: str) -> object:
        """Say that a key has no action now, and what to press instead."""
        layouts = layouts_of(key)
        if layouts:
            names = " or ".join(layouts)
            self.message = (
                f"{key} does nothing: for this keyboard set layout: {names} in settings.yaml"
            )
        else:
            lists = self.key("help", self.mode)
            self.message = f"{shown(key)} does nothing here; {lists} lists the keys"
        return None

    def note_key(self, key: str) -> None:
        """Remember a key, pressed here or in a dialog."""
        self.key_before, self.last_key = self.last_key, key

    def attempt(self, step: Callable[[], object]) -> bool:
        """Run a step of an action; False if something could not be read or recorded.

        Then the step ended there, and `message` says why.
        """
        done = True
        try:
            step()
        except (AnnotatorError, OSError) as error:
            done = False
            path = self.store.path
            self.message = failure_text(error).replace(str(path), path.name)
            self.ui.drop_input()
        notice = self.take_notice()
        if notice:
            self.message = f"{self.message}. {notice}" if self.message else notice
        if notice or not done:
            self.ui.alert(self.message)
        return done

    def take_notice(self) -> str:
        """What has to be known beside the outcome of a key press; '' if there is nothing."""
        return ""

    def run(self, action: Action, key: str = "") -> None:
        """Run an action. key: the key pressed, '' if the action was chosen by name."""
        self.pressed = key
        action.handler(self)
        self.last_action = action.id

    def ask(self, dialog: Dialog[Answer | None], then: Callable[[Answer], None]) -> None:
        """Show a dialog; call `then` with its answer, unless it was left without one."""
        self.ui.show_dialog(dialog, lambda answer: None if answer is None else then(answer))

    def show_text(self, dialog: Dialog[str | None]) -> None:
        """Show a text dialog; then run the action of the key that closed it, if it passes it on."""
        self.ask(dialog, self.press)


class Context(KeyContext):
    """The controller, the keymap, the user interface, and what was begun and not yet recorded.

    hint_input: letters on show, or None. first_word: the word named first, while a second one is
    asked for. span_input: the attribute whose value is being selected, or None. finish_run: the
    last run of finished sentences. agreement: as it was computed last, None before.
    listed_differences: the list that the sentence was opened from, to go on with.
    comments: those that the person at work may see.
    """

    def __init__(
        self,
        controller: Controller,
        keymap: Keymap,
        ui: UserInterface,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """clock: seconds, from any start."""
        super().__init__(controller.store, keymap, ui)
        self.controller = controller
        self.comments = VisibleComments(
            controller.store, controller.actor, in_repeat=controller.pass_number > 0
        )
        self.message = controller.search_state.greeting
        self.hint_input: HintInput[Any] | None = None
        self.first_word: Span | None = None
        self.span_input: SpanInput | None = None
        self.finish_run = messages.FinishRun()
        self.agreement: TeamAgreement | None = None
        self.listed_differences: ListedDifferences | None = None
        self._recent_choices: dict[str, list[str]] = {}
        self._clock = clock
        self._sentence_shown = self.record_activity()

    def add_news(self) -> None:
        """Say what is new for the person at work: comments, and releases of their work."""
        store, person = self.controller.store, self.controller.actor
        comments = comment_news(self.comments.unread(), self.key("comments"))
        releases = release_news(store, person, self.key("outcome"))
        self.message = ". ".join(filter(None, [self.message, comments, releases]))

    @property
    def session(self) -> Session:
        """The open document."""
        return self.controller.session

    @property
    def mode(self) -> Mode:
        """What keys do now."""
        if self.hint_input:
            return self.hint_input.mode
        return Mode.SELECT if self.session.selection else Mode.STEP

    @property
    def selected_label(self) -> Label | None:
        """The label of the selected mark."""
        mark = self.session.selected_mark
        return self.controller.label_set.label(mark.label) if mark else None

    @property
    def selected_suggestion(self) -> Suggestion | None:
        """The selected mark if it is an undecided suggestion."""
        mark = self.session.selected_mark
        return mark.suggestion if mark else None

    # ------------------------------------------------------------------ keys

    def press(self, key: str) -> None:
        """Run the action of a key, or take it as one of the letters on show."""
        self.record_activity()
        super().press(key)

    def no_action(self, key: str) -> object:
        """Take a key that has no action as one of the letters on show; if it is none, say so."""
        return self.type_letter(key)

    def type_letter(self, key: str) -> bool:
        """Take a key that has no action as one of the letters on show; if it is none, say so."""
        if (self.hint_input and self.hint_input.type(key)) or self._acts_on_word(key):
            return True
        self._does_nothing(key)
        return False

    def _does_nothing(self, key: str) -> None:
        """Say that a key has no action now, and what to press instead."""
        if layouts_of(key) or self.hint_input is None:
            super().no_action(key)
            return
        word = "is none of the letters" if len(key) == 1 else "does nothing here"
        leaving = [one.keys[0] for one in self.keymap.of_mode(self.mode) if _leaves_letters(one)]
        self.message = "; ".join(
            [f"{shown(key)} {word}", *(f"{shown(one)} leaves them" for one in leaving)]
        )

    def take_notice(self) -> str:
        """What the controller has to say beside the outcome of a key press."""
        return self.controller.take_notice()

    def _acts_on_word(self, key: str) -> bool:
        """Let a key that is no hint letter act on the word named first: a digit labels it."""
        action = self.keymap.resolve(key, Mode.SELECT)
        if action is None or self.first_word is None:
            return False
        asked = self.span_input
        self.run(self.keymap.action("hint_word", Mode.HINT))
        if not asked:
            self.run(action, key)
        return True

    # ------------------------------------------------------------------ recording

    def record_activity(self) -> float:
        """Count the annotator as active now; returns the active time so far, in seconds."""
        return self.controller.active_time.record_activity(self._clock())

    def start_sentence_timer(self) -> None:
        """Measure the time for a decision from now on: another sentence came into view."""
        self._sentence_shown = self.record_activity()

    def record(self, drafts: Sequence[Draft], otherwise: str = "") -> None:
        """Record drafts and say what was done; if there are none, say why."""
        if drafts:
            spent = int((self.record_activity() - self._sentence_shown) * 1000)
            self.message = self.controller.record(drafts, spent)
        else:
            self.message = otherwise

    def report_move(self, moved: bool, otherwise: str) -> None:
        """Take note of a move; if there was none, say why."""
        if moved:
            self.start_sentence_timer()
        else:
            self.message = otherwise

    # ------------------------------------------------------------------ dialogs

    def choose(
        self, title: str, choices: Sequence[dialogs.Choice], then: Callable[[str], None]
    ) -> None:
        """Let the annotator choose by name; recent choices are offered first."""
        recent = self._recent_choices.setdefault(title, [])

        def chosen(value: str) -> None:
            recent[:] = [value, *(one for one in recent if one != value)]
            then(value)

        offered = {choice.value: choice for choice in choices}
        first = [offered[value] for value in recent if value in offered]
        rest = [choice for choice in choices if choice.value not in recent]
        self.ask(dialogs.Picker(title, [*first, *rest]), chosen)

    # ------------------------------------------------------------------ selecting

    def drop_selection(self) -> None:
        """Drop hint letters and selection."""
        self.hint_input, self.first_word = None, None
        self.session.selection = None
        if self.span_input:
            span_input, self.span_input = self.span_input, None
            span_input.back()

    def start_span_input(
        self, name: str, keep: Callable[[Span], None], back: Callable[[], None]
    ) -> None:
        """Ask for words as the value of an attribute; SpanInput says what the callbacks do."""
        self.span_input = SpanInput(name, keep, back)

    def finish_span_input(self) -> None:
        """Keep the selection as the attribute's value, if one is asked for."""
        selection = self.session.selection
        if self.span_input and selection:
            span_input, self.span_input = self.span_input, None
            self.session.selection = None
            span_input.keep(selection.span)


def _leaves_letters(action: Action) -> bool:
    return action.id in {"cancel", "leave_letters"} and bool(action.keys)
