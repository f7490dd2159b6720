"""An app that shows the name of the last key and the number of keys. Run as a program."""

from __future__ import annotations

from itertools import count

from textual import events
from textual.app import App, ComposeResult
from textual.content import Content
from textual.widgets import Static

from annotator.tui.keymap import name_of


class KeyRecorder(App[None]):
    ENABLE_COMMAND_PALETTE = False
    BINDINGS = ()
    numbers = count(1)

    def compose(self) -> ComposeResult:
        yield Static(Content("ready"))

    def on_key(self, event: events.Key) -> None:
        event.prevent_default()
        self.query_one(Static).update(Content(f"{next(self.numbers)} <{name_of(event)}>"))


if __name__ == "__main__":
    KeyRecorder().run()
