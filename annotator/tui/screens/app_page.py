"""A page: a screen that the app can show by itself, and what actions can do to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from rich.cells import cell_len

from annotator.annotations.active_time import ActiveTime
from annotator.safe_text import display
from annotator.store import Store
from annotator.tui.context import KeyContext
from annotator.tui.input_queue import InputScreen
from annotator.workflow import messages

if TYPE_CHECKING:
    from annotator.tui.dialogs import Dialog

Answer = TypeVar("Answer")

_ALERT_SECONDS = 20.0


class PageController(Protocol):
    """A person at work on a project.

    active_time: of the person. unrecorded: decisions that could not be stored.
    """

    store: Store
    active_time: ActiveTime
    unrecorded: int

    def preference(self, name: str) -> str:
        """What the person chose in the app, '' if nothing."""

    def set_preference(self, name: str, value: str) -> None:
        """Remember what the person chose in the app."""


class PageHost(Protocol):
    """The app, as a page sees it."""

    def drop_input(self) -> None:
        """Drop what was typed ahead."""

    def draw_plain_emoji(self, enabled: bool) -> None:
        """Draw emoji as plain signs, or as they are."""

    def open_page(self, page: Page) -> None:
        """Show a page above the current one."""

    def close_page(self) -> None:
        """Go back to the page below; end the app if there is none."""


class Page(InputScreen[None]):
    """A page with a context: the user interface of its actions. then: called when it is left."""

    context: KeyContext

    def __init__(self, controller: PageController, host: PageHost) -> None:
        super().__init__()
        self.controller = controller
        self.host = host
        self.then: Callable[[], None] = lambda: None

    def redraw(self) -> None:
        """Draw what changed."""

    def repaint(self) -> None:
        """Draw every row in the colours of another theme, or with other signs."""

    def on_mount(self) -> None:
        """Be drawn again in the colours of another theme."""
        self.app.theme_changed_signal.subscribe(self, lambda _theme: self.repaint())

    # ------------------------------------------------------------------ input

    def attempt(self, step: Callable[[], None]) -> None:
        """Do what input does, here or in a dialog; show why if it cannot be done."""
        if not self.context.attempt(step):
            self.redraw()

    def say(self, message: str) -> None:
        """Show a message that is not about a key pressed on this page."""
        self.context.message = message
        self.redraw()
        self.alert(message)

    # ------------------------------------------------------------------ for actions

    def show_dialog(self, dialog: Dialog[Answer], then: Callable[[Answer | None], None]) -> None:
        """Show a dialog; call `then` with its answer, None if it was left without one."""

        def closed(answer: Answer | None) -> None:
            self.dialog_closed()
            self.context.note_key(dialog.last_key)
            self.context.attempt(lambda: then(answer))
            self.redraw()

        self.dialog_opens(dialog)
        dialog.show(self.app, closed)

    def dialog_opens(self, dialog: Dialog[Any]) -> None:
        """Make room for a dialog."""

    def dialog_closed(self) -> None:
        """Take the room back."""

    def copy(self, text: str) -> str:
        """Copy a text to the terminal's clipboard; returns what was done, in words."""
        self.app.copy_to_clipboard(text)
        return f"copied {messages.quoted(text, 0, len(text))}"

    def use_theme(self, name: str) -> str:
        """Use a theme, now and next time; returns what was done, in words."""
        if self.app.no_color:
            return "NO_COLOR is set: no theme has colours"
        self.controller.set_preference("theme", name)
        self.app.theme = name
        return f"theme: {name}"

    def set_plain_emoji(self, *, enabled: bool) -> str:
        """Draw emoji as plain signs, or as they are; returns what was done, in words."""
        self.controller.set_preference("pictures", "plain" if enabled else "drawn")
        self.host.draw_plain_emoji(enabled)
        self.repaint()
        return f"emoji: {'as plain signs' if enabled else 'as pictures'}"

    def quit(self) -> None:
        """Leave the page."""
        self.host.close_page()

    def drop_input(self) -> None:
        """Drop what was typed ahead."""
        self.host.drop_input()

    def alert(self, message: str) -> None:
        """Show a message in a toast, too, if a dialog hides the panel or it is too narrow."""
        shown = display(message)
        if self.app.screen is not self or cell_len(shown) > self.size.width - 2:
            self.app.clear_notifications()
            self.app.notify(shown, severity="warning", timeout=_ALERT_SECONDS, markup=False)
