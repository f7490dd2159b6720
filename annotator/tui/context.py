"""The stage: what the stepping screen is in the middle of, and what every key may do to it.

The functions of annotator.tui.actions.handlers are given one; so no action needs to know the screen.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from textual.screen import Screen

from annotator.annotations.session import Session
from annotator.model import Draft, Label, Span
from annotator.tui.actions import Keymap, Mode, shown
from annotator.tui.dialogs.picker import Choice, Picker
from annotator.tui.hints import HintInput
from annotator.workflow.controller import Controller

Answer = TypeVar("Answer")


class Terminal(Protocol):
    """What can be asked of the terminal that shows the stage."""

    def copy(self, text: str) -> str:
        """Have the terminal keep a text for pasting; answers what was done, in words."""

    def wear(self, theme: str) -> str:
        """Draw in a theme; answers what was done, in words."""

    def draw_pictures(self, *, plainly: bool) -> str:
        """Draw emoji as signs one cell wide, or as they are; answers what was done, in words."""


@dataclass(frozen=True, slots=True)
class Picking:
    """A question whose answer is being selected in the text.

    keep: what to do with the words. back: what to show where none are selected after all.
    """

    name: str
    keep: Callable[[Span], None]
    back: Callable[[], None]


class Context:
    """One annotator's desk with what lies half done on it.

    told: what the last key did, for the panel. hinting: letters on show, None for none.
    first: the word that was named first, while a second one is asked for.
    asked: the question that a span is being selected for, None for none.
    push: shows a box over the screen and hands its answer on. do: does an action by its id, for
    the key that was pressed ('' if none was).
    leave: ends the app. terminal: what shows all this. clock: seconds, from any start.
    """

    def __init__(
        self,
        controller: Controller,
        keymap: Keymap,
        *,
        push: Callable[[Screen[Any], Callable[[Any], None]], None],
        do: Callable[[str, str], None],
        leave: Callable[[], None],
        terminal: Terminal,
        clock: Callable[[], float],
    ) -> None:
        self.controller = controller
        self.keymap = keymap
        self.message = ""
        self.hint_input: HintInput[Any] | None = None
        self.first: Span | None = None
        self.asked: Picking | None = None
        self._do = do
        self.leave = leave
        self.terminal = terminal
        self._picked: dict[str, list[str]] = {}
        self._push = push
        self._clock = clock
        self._seen = self.alive()

    # ------------------------------------------------------------------ looking

    @property
    def session(self) -> Session:
        """The document on the desk."""
        return self.controller.session

    @property
    def mode(self) -> Mode:
        """What the keyboard is for now."""
        if self.hint_input:
            return self.hint_input.mode
        return Mode.SELECT if self.session.selection else Mode.STEP

    @property
    def label(self) -> Label | None:
        """The label of the mark in hand."""
        mark = self.session.mark
        return self.controller.label_set.label(mark.label) if mark else None

    def key(self, action: str, mode: Mode = Mode.STEP) -> str:
        """How the key of an action is written on screen, for texts that name one."""
        return self.keymap.key(action, mode)

    @property
    def picking(self) -> str:
        """The attribute that a span is being selected for, '' for none."""
        return self.asked.name if self.asked else ""

    # ------------------------------------------------------------------ doing

    def alive(self) -> float:
        """Somebody is there; answers the seconds at work so far."""
        return self.controller.work.touch(self._clock())

    def press(self, key: str) -> bool:
        """Do what a key does now; False if it does nothing."""
        self.alive()
        action = self.keymap.resolve(key, self.mode)
        if action is None and self.hint_input is None:
            return False
        self.message = ""
        if action:
            self.do(action.id, key)
        elif self.hint_input and not self.hint_input.type(key) and self.first:
            self._act_on_first(key)
        return True

    def do(self, action: str, key: str = "") -> None:
        """Do an action."""
        self._do(action, key)

    def _act_on_first(self, key: str) -> None:
        """A key that is no letter acts on the one word that was named: a digit labels it."""
        action = self.keymap.resolve(key, Mode.SELECT)
        asked = self.asked
        if action:
            self.do("hint_word")
        if action and not asked:
            self.do(action.id, key)

    # ------------------------------------------------------------------ deciding

    def decide(self, drafts: Sequence[Draft], otherwise: str) -> None:
        """Have drafts recorded and tell what was done; where there are none, tell why."""
        if drafts:
            self.commit(drafts)
        else:
            self.message = otherwise

    def commit(self, drafts: Sequence[Draft]) -> None:
        """Have drafts recorded, with the time at work since the sentence came into view."""
        spent = int((self.alive() - self._seen) * 1000)
        self.message = self.controller.commit(drafts, spent)

    # ------------------------------------------------------------------ moving about

    def move(self, moved: bool, otherwise: str) -> None:
        """Take note of a move; where there was none, tell why."""
        if moved:
            self.arrived()
        else:
            self.message = otherwise

    def arrived(self) -> None:
        """Another sentence has come into view."""
        self._seen = self.alive()

    # ------------------------------------------------------------------ asking

    def ask(self, box: Screen[Answer | None], then: Callable[[Answer], None]) -> None:
        """Show a box; hand on what it answers, unless it was left without an answer."""
        self._push(box, lambda answer: None if answer is None else then(answer))

    def answered(self, box: Screen[Answer | None], then: Callable[[Answer | None], None]) -> None:
        """Show a box; hand on what it answers, None where it was left without an answer."""
        self._push(box, then)

    def pick(
        self,
        title: str,
        choices: Sequence[Choice],
        then: Callable[[str], None],
        *,
        free: bool = False,
    ) -> None:
        """Have one of the choices picked by name; what was picked last is offered first."""
        recent = self._picked.setdefault(title, [])

        def picked(value: str) -> None:
            recent[:] = [value, *(one for one in recent if one != value)]
            then(value)

        offered = {choice.value: choice for choice in choices}
        first = [offered[value] for value in recent if value in offered]
        rest = [choice for choice in choices if choice.value not in recent]
        self.ask(Picker(title, [*first, *rest], free=free), picked)

    def show(self, sheet: Screen[str | None]) -> None:
        """Show a sheet; the key that it was left by, if it is for the page, is done there."""
        self.ask(sheet, self._press_or_tell)

    def _press_or_tell(self, key: str) -> None:
        if not self.press(key):
            self.message = f"{shown(key)} does nothing here"

    def drop(self) -> None:
        """Drop letters and selection."""
        self.hint_input, self.first = None, None
        self.session.selection = None
        if self.asked:
            asked, self.asked = self.asked, None
            asked.back()

    def keep_picked(self) -> None:
        """Answer the question with the span that was selected for it."""
        selection = self.session.selection
        if self.asked and selection:
            asked, self.asked = self.asked, None
            self.session.selection = None
            asked.keep(selection.span)
