"""The dialog of a text: details, a guideline, the help.

Scrolling keys scroll it. Any other key closes it and is then run as on the annotation screen.
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
from annotator.tui.line_console import Console
from annotator.tui.paragraphs import Lines, joined

_CLOSING = frozenset({"escape", "q", "enter", "backspace"})
_LINES = {"j": 1, "down": 1, "k": -1, "up": -1}
_PAGES = {"space": 1, "pagedown": 1, "pageup": -1, "J": 1, "K": -1}
_ENDS = {"g": False, "home": False, "G": True, "end": True}
_SCROLLING = frozenset({*_LINES, *_PAGES, *_ENDS})
_PLAIN_TEXT_WIDTH = 95  # cells


class TextDialog(Dialog[str | None]):
    """Shows lines until a key closes it; answers that key if it is still to be run.

    lines: returns the lines for a width in cells. again: the key that opened the dialog, which
    closes it too.
    """

    DEFAULT_CSS = """
    TextDialog > VerticalScroll { scrollbar-size-vertical: 1; height: auto; }
    TextDialog.wide > VerticalScroll { width: 150; }
    """

    def __init__(
        self, title: str, lines: Callable[[int], Lines], *, again: str, wide: bool = False
    ) -> None:
        super().__init__(classes="wide" if wide else "")
        self._title = title
        self._lines = lines
        self._again = again
        self._text = Static()

    def compose(self) -> ComposeResult:
        """Create the text in a scrolling frame."""
        with VerticalScroll() as frame:
            frame.border_title = self._title
            yield self._text

    def on_mount(self) -> None:
        """Update the subtitle whenever other lines come into view."""
        frame = self.query_one(VerticalScroll)
        self.watch(frame, "scroll_y", self._show_more, init=False)
        self.watch(frame, "virtual_size", self._show_more, init=False)

    def on_resize(self, event: events.Resize) -> None:
        """Lay the lines out for the new width."""
        widest = 150 if self.has_class("wide") else 90
        width = min(widest, event.size.width * 96 // 100) - 5  # border, padding and scroll bar
        self._text.update(joined(self._lines(max(8, width))))
        self.call_after_refresh(self._show_more)

    def ask_in_plain_text(self, console: Console) -> None:
        """Write the text."""
        console.write(f"{self._title}\n{joined(self._lines(_PLAIN_TEXT_WIDTH)).plain}")

    def on_key(self, event: events.Key) -> None:
        """Scroll, or close and answer the key."""
        name = name_of(event)
        event.stop()
        event.prevent_default()
        if name in _SCROLLING and not self._fits:
            self._scroll(name)
        elif name in _SCROLLING or name in _CLOSING or name == self._again:
            self.dismiss(None)
        else:
            self.dismiss(name)

    @property
    def _fits(self) -> bool:
        return self.query_one(VerticalScroll).max_scroll_y <= 0

    def _scroll(self, name: str) -> None:
        frame = self.query_one(VerticalScroll)
        if name in _ENDS:
            frame.scroll_to(y=frame.max_scroll_y if _ENDS[name] else 0, animate=False)
        else:
            page = max(1, frame.scrollable_content_region.height - 1)
            by = _LINES.get(name, 0) + page * _PAGES.get(name, 0)
            frame.scroll_relative(y=by, animate=False)

    def _show_more(self) -> None:
        """Show the number of lines below and the keys, as far as there is room."""
        frame = self.query_one(VerticalScroll)
        below = int(frame.max_scroll_y - frame.scroll_y)
        more = f"▼ {below} more" if below > 0 else "▲ the end"
        keys = "q closes, as any key that does not scroll"
        long = [keys, "q closes"]
        if not self._fits:
            long = [f"{more} · j k ␣ g G scroll · {keys}", f"{more} · j k ␣ g G · q closes", more]
        room = frame.size.width - 2
        frame.border_subtitle = next((text for text in long if cell_len(text) <= room), "")
