"""Ask for one line of text: a note."""

from __future__ import annotations

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from annotator.safe_text import display
from annotator.tui.dialogs.dialog import Box
from annotator.tui.plain_text.console import Talk


class Prompt(Box[str | None]):
    """A box with a line to type in. Enter answers the text, escape answers None."""

    def __init__(self, title: str, text: str) -> None:
        super().__init__()
        self._title = title
        self._text = text

    def compose(self) -> ComposeResult:
        """The question and the line."""
        with Vertical():
            yield Static(Content(display(self._title)))
            yield Input(self._text, select_on_focus=False)
            yield Static(Content("⏎ keep   esc leave it as it was"))

    def in_lines(self, talk: Talk) -> str | None:
        """A line: empty leaves it as it was, a minus takes it away."""
        now = f" (now: {self._text}; - takes it away)" if self._text else ""
        line = talk.line(f"{self._title}{now}. A line, empty to leave it:")
        return "" if line == "-" and self._text else line or None

    @on(Input.Submitted)
    def answer(self, event: Input.Submitted) -> None:
        """Keep what was typed."""
        self.dismiss(event.value.strip())

    def on_key(self, event: events.Key) -> None:
        """Leave without a change."""
        if event.key == "escape":
            event.stop()
            self.dismiss(None)
