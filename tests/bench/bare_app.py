"""The least that Textual can do: one widget that fills the screen and is redrawn on each key."""

from __future__ import annotations

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

MARKER = "Aardvark"
PLAIN = Style.parse("#d0d0d0 on #101010")
FOCUS = Style.parse("#ffffff on #303050")


class Lines(Widget, can_focus=True):
    """Rows of text, one of them in another colour."""

    DEFAULT_CSS = "Lines { width: 1fr; height: 1fr; }"
    current = 0

    def render_line(self, y: int) -> Strip:
        style = FOCUS if y == self.current % self.size.height else PLAIN
        text = f"{MARKER} {self.current} of the row {y}: they said that the dam was safe, and left."
        return Strip([Segment(text[: self.size.width].ljust(self.size.width), style)])

    def on_key(self, event: events.Key) -> None:
        event.stop()
        self.current += 1
        self.refresh()


class OneWidget(Screen[None]):
    """A screen with the widget and nothing else."""

    def compose(self) -> ComposeResult:
        yield Lines()


class BareApp(App[None]):
    """An app without bindings, commands and styles of its own."""

    ENABLE_COMMAND_PALETTE = False

    def on_mount(self) -> None:
        self.push_screen(OneWidget())


if __name__ == "__main__":
    BareApp().run()
