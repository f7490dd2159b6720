"""The Textual app around its pages: its input, its theme, and what all screens share.

What an app draws with and reads keys with belongs to it: several can run in one process.
"""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from rich.console import RenderableType
from textual import events
from textual.app import App
from textual.driver import Driver
from textual.filter import LineFilter, Monochrome, NoColor

from annotator.model import LabelSet
from annotator.store import Store
from annotator.tui import styles
from annotator.tui.actions.key_table import keymap_of
from annotator.tui.end_signals import EXIT_BY_SIGNAL
from annotator.tui.input_queue import InputEvent, InputQueue, InputScreen
from annotator.tui.keymap import LAYOUTS
from annotator.tui.line_filters import ColorGuard, ControlGuard, PlainEmoji
from annotator.tui.lock_wait import LockWait
from annotator.tui.screens.annotate import AnnotateScreen
from annotator.tui.screens.app_page import Page, PageController, PageHost
from annotator.tui.themes import DARK, PLAIN, THEMES
from annotator.workflow.controller import Controller
from annotator.workflow.project_settings import Settings

if TYPE_CHECKING:
    from annotator.workflow.adjudication import Adjudication

DEFAULTS = Settings()

SomeController = TypeVar("SomeController", bound=PageController)


class AnnotatorApp(App[None], Generic[SomeController]):
    """One person working on one project: on a page, and perhaps on others above it.

    If the environment sets NO_COLOR (https://no-color.org), no theme has colours.
    """

    TITLE = "annotator"
    ENABLE_COMMAND_PALETTE = False
    CSS = "#_default { background: $background; }"

    def __init__(
        self,
        controller: SomeController,
        first_page: Callable[[PageHost], Page],
        settings: Settings = DEFAULTS,
    ) -> None:
        """first_page: makes the page that the app shows; leaving it ends the app."""
        super().__init__()
        self._lock_wait = LockWait(controller.store, self._say, self._give_up)
        self.input_queue = InputQueue(
            *(self, self._press_anywhere, super().on_event, self._attempt),
            may_record=self._lock_wait.may_begin,
            end_wait=self._end_wait,
            layout=LAYOUTS[settings.layout],
        )
        self._was_asked = False  # whether ctrl+c, the last key, said how to leave
        self.controller = controller
        self.settings = settings
        self._pages = [first_page(self)]
        self.animation_level = "none"
        self.no_color = bool(os.environ.get("NO_COLOR"))
        self._color_guard, self._control_guard = ColorGuard(), ControlGuard()
        chosen = controller.preference("pictures")
        self._plain_emoji = PlainEmoji()
        self.draw_plain_emoji(chosen == "plain" if chosen else settings.plain_emoji)
        for one in THEMES.values():
            self.register_theme(styles.variables(one))
        self.theme = self._chosen_theme()

    def on_mount(self) -> None:
        """Show the screen."""
        self.push_screen(self.page)

    async def on_event(self, event: events.Event) -> None:
        """Count every key and click as activity; handle all input in order."""
        if isinstance(event, events.Key | events.MouseDown):
            self.page.controller.active_time.record_activity(time.monotonic())
        if isinstance(event, InputEvent) and not event.is_forwarded:
            await self.input_queue.put(event)
        else:
            await super().on_event(event)

    @property
    def crash(self) -> Exception | None:
        """The fault of the program that ended the app, None if none did."""
        return self._exception

    def end_by_signal(self, number: int) -> None:
        """End the app because of a signal. May be called in another thread."""
        self.exit(return_code=EXIT_BY_SIGNAL + number)

    def panic(self, *renderables: RenderableType) -> None:
        """End the app after a fault outside of its messages."""
        self._return_code = 1
        super().panic(*renderables)

    def _fatal_error(self) -> None:
        """End the app after a fault; the caller reports it.

        Textual would print all local variables, and with them the texts of the project.
        """
        self._close_messages_no_wait()

    def exit(self, *values: Any, **named: Any) -> None:
        """End the app; keys that were typed ahead are dropped."""
        self.input_queue.close()
        super().exit(*values, **named)

    def get_driver_class(self) -> type[Driver]:
        """Our own driver for terminals."""
        found = super().get_driver_class()
        if found.__name__ != "LinuxDriver":
            return found
        from annotator.tui.terminal_driver import TerminalDriver  # noqa: PLC0415 - not on Windows

        return TerminalDriver

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Textual's filters without those for NO_COLOR, then our own."""
        own = [
            one for one in super().get_line_filters() if not isinstance(one, Monochrome | NoColor)
        ]
        if not THEMES[self.theme].colored:
            own.append(self._color_guard)
        if self._plain_emoji.enabled:
            own.append(self._plain_emoji)
        return [*own, self._control_guard]

    @property
    def page(self) -> Page:
        """The page on top."""
        return self._pages[-1]

    def open_page(self, page: Page) -> None:
        """Show a page above the current one."""
        self._pages.append(page)
        self.push_screen(page)

    def close_page(self) -> None:
        """Go back to the page below; end the app if there is none."""
        if len(self._pages) > 1:
            left = self._pages.pop()
            self.pop_screen()
            self.page.attempt(left.then)
            self.page.redraw()
        else:
            self.exit()

    def drop_input(self) -> None:
        """Drop what was typed ahead."""
        self.input_queue.drop()

    def draw_plain_emoji(self, enabled: bool) -> None:
        """Draw emoji as plain signs, or as they are."""
        self._plain_emoji.enabled = enabled

    def _attempt(self, step: Callable[[], None]) -> None:
        """Do what input does; the page shows why if it cannot be done."""
        self.page.attempt(step)

    def _say(self, message: str) -> None:
        self.page.say(message)

    def _give_up(self, message: str) -> None:
        """Drop the keys that waited in vain."""
        self.page.controller.unrecorded += self.input_queue.count_decisions()
        self.input_queue.drop()
        self.page.say(message)

    def _end_wait(self, leaves: bool) -> None:
        """Drop the keys that wait for another program, and leave if that is wanted."""
        self._lock_wait.end()
        if leaves:
            self.exit()

    def _press_anywhere(self, key: events.Key) -> bool:
        """Handle a key that does the same on every screen; False if it is none."""
        asked, self._was_asked = self._was_asked, key.key == "ctrl+c"
        if key.key == "ctrl+q" or (key.key == "ctrl+c" and asked):
            self.exit()
        elif key.key == "ctrl+c":
            self._copy_or_ask()
        elif key.key == "ctrl+z":
            self.action_suspend_process()
        else:
            return False
        return True

    def _copy_or_ask(self) -> None:
        """Copy what is selected with the mouse, or in a line; say how to leave."""
        screen = self.screen
        selected = screen.selected_words() if isinstance(screen, InputScreen) else ""
        copied = f"{self.page.copy(selected)}; " if selected else ""
        quits = self.page.context.key("quit")
        self.page.say(f"{copied}ctrl+c again leaves, as {quits} does; everything is saved")

    def _chosen_theme(self) -> str:
        """The plain theme for NO_COLOR, else the annotator's, else that of the settings."""
        if self.no_color:
            return PLAIN.name
        chosen = self.controller.preference("theme") or self.settings.theme
        return chosen if chosen in THEMES else DARK.name


def make(
    store: Store,
    label_set: LabelSet,
    annotator: str,
    settings: Settings = DEFAULTS,
) -> AnnotatorApp[Controller]:
    """The app for one annotator, ready to run."""
    controller = Controller(store, label_set, annotator, lambda: secrets.token_hex(8), settings)
    return annotate_app(controller, settings)


def make_adjudication(work: Adjudication) -> AnnotatorApp[Adjudication]:
    """The app in which a lead settles disagreements, ready to run."""
    from annotator.tui.screens.adjudicate import AdjudicateScreen  # noqa: PLC0415 - for leads only

    return AnnotatorApp(work, lambda host: AdjudicateScreen(work, host), work.settings)


def annotate_app(controller: Controller, settings: Settings = DEFAULTS) -> AnnotatorApp[Controller]:
    """The app in which a controller's sentences are annotated."""
    keymap = keymap_of(settings.preset, settings.keys)
    return AnnotatorApp(controller, lambda host: AnnotateScreen(controller, keymap, host), settings)
