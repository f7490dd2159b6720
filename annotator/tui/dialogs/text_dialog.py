"""A sheet of text over the page: a case file, a guideline, the help.

Reading keys scroll it. Any other key closes it, and does what it does on the page: a sheet that is
looked at swallows nothing.
"""

from __future__ import annotations

from collections.abc import Callable

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from annotator.tui.dialogs.dialog import Dialog
from annotator.tui.keyboard import name_of
from annotator.tui.paragraphs import Lines, joined
from annotator.tui.plain_text.line_console import Console

_CLOSING = frozenset({"escape", "q", "enter", "backspace"})
_LINES = {"j": 1, "down": 1, "k": -1, "up": -1}
_PAGES = {"space": 1, "pagedown": 1, "pageup": -1, "J": 1, "K": -1}
_ENDS = {"g": False, "home": False, "G": True, "end": True}
_READING = frozenset({*_LINES, *_PAGES, *_ENDS})
_SPOKEN = 95  # cells of a line in the linear mode


class TextDialog(Dialog[str | None]):
    """Shows lines until a key closes it; answers the key that is still to be done, if any.

    made: the lines for a width in cells. again: the key that opened it, which closes it too.
    """

    DEFAULT_CSS = """
    TextDialog > VerticalScroll { scrollbar-size-vertical: 1; height: auto; }
    TextDialog.wide > VerticalScroll { width: 150; }
    """

    def __init__(
        self, title: str, made: Callable[[int], Lines], *, again: str, wide: bool = False
    ) -> None:
        super().__init__(classes="wide" if wide else "")
        self._title = title
        self._made = made
        self._again = again
        self._text = Static()

    def compose(self) -> ComposeResult:
        """The lines, scrolled where there are more than fit."""
        with VerticalScroll() as box:
            box.border_title = self._title
            yield self._text

    def on_mount(self) -> None:
        """Say what is out of sight, however it comes to be."""
        box = self.query_one(VerticalScroll)
        self.watch(box, "scroll_y", self._say, init=False)
        self.watch(box, "virtual_size", self._say, init=False)

    def on_resize(self, event: events.Resize) -> None:
        """Set the lines anew for the width that there is."""
        widest = 150 if self.has_class("wide") else 90
        width = min(widest, event.size.width * 96 // 100) - 5  # border, padding and scroll bar
        self._text.update(joined(self._made(max(8, width))))
        self.call_after_refresh(self._say)

    def ask_in_plain_text(self, console: Console) -> None:
        """The text."""
        console.write(f"{self._title}\n{joined(self._made(_SPOKEN)).plain}")

    def on_key(self, event: events.Key) -> None:
        """Scroll, or close and leave the key to the page."""
        name = name_of(event)
        event.stop()
        event.prevent_default()
        if name in _READING and not self._fits:
            self._scroll(name)
        elif name in _READING or name in _CLOSING or name == self._again:
            self.dismiss(None)
        else:
            self.dismiss(name)

    @property
    def _fits(self) -> bool:
        return self.query_one(VerticalScroll).max_scroll_y <= 0

    def _scroll(self, name: str) -> None:
        box = self.query_one(VerticalScroll)
        if name in _ENDS:
            box.scroll_to(y=box.max_scroll_y if _ENDS[name] else 0, animate=False)
        else:
            page = max(1, box.scrollable_content_region.height - 1)
            by = _LINES.get(name, 0) + page * _PAGES.get(name, 0)
            box.scroll_relative(y=by, animate=False)

    def _say(self) -> None:
        """How many lines are below, and what keys there are, as far as there is room."""
        box = self.query_one(VerticalScroll)
        below = int(box.max_scroll_y - box.scroll_y)
        more = f"▼ {below} more" if below > 0 else "▲ the end"
        keys = "q closes, as any key that does not scroll"
        long = [keys, "q closes"]
        if not self._fits:
            long = [f"{more} · j k ␣ g G scroll · {keys}", f"{more} · j k ␣ g G · q closes", more]
        room = box.size.width - 2
        box.border_subtitle = next((said for said in long if cell_len(said) <= room), "")
