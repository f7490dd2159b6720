"""A sheet of text over the page: help, why, a label's definition. Any reading key scrolls."""

from __future__ import annotations

from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from annotator.tui.box import Box
from annotator.tui.keys import name_of
from annotator.tui.talk import Talk

_CLOSING = frozenset({"escape", "q", "i", "?", "enter", "space", "backspace"})
_SCROLLS = {"j": 1, "down": 1, "k": -1, "up": -1, "pagedown": 10, "pageup": -10, "J": 10, "K": -10}


class Sheet(Box[None]):
    """Shows content until a closing key; j and k scroll."""

    def __init__(self, title: str, content: Content) -> None:
        super().__init__()
        self._title = title
        self._content = content

    def compose(self) -> ComposeResult:
        """The content, scrolled where it is longer than the screen."""
        with VerticalScroll() as box:
            box.border_title = Content(self._title).plain
            box.border_subtitle = "q close   j k scroll"
            yield Static(self._content)

    def in_lines(self, talk: Talk) -> None:
        """The text."""
        talk.say(f"{self._title}\n{self._content.plain}")

    def on_key(self, event: events.Key) -> None:
        """Scroll or close."""
        name = name_of(event)
        event.stop()
        event.prevent_default()
        if name in _CLOSING:
            self.dismiss(None)
        elif name in _SCROLLS:
            box = self.query_one(VerticalScroll)
            box.scroll_relative(y=_SCROLLS[name], animate=False)
