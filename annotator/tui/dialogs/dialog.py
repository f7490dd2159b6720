"""The base classes of dialogs, and the dialogs that ask for one line of text or show a text.

A dialog answers once. It is given each key by the input queue, so that what is typed after the
answer goes on to the screen below.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from types import MappingProxyType
from typing import Any, TypeVar

from rich.cells import set_cell_size
from textual import events
from textual.app import App, ComposeResult
from textual.await_complete import AwaitComplete
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from annotator.safe_text import display
from annotator.tui import styles
from annotator.tui.input_queue import InputScreen, KeyPress
from annotator.tui.keymap import shown
from annotator.tui.line_console import Console
from annotator.tui.paragraphs import Lines, joined
from annotator.tui.styles import style
from annotator.tui.widgets.line_input import LineInput
from annotator.tui.widgets.text_rows import Line, TextRows, longest_in

Answer = TypeVar("Answer")

WIDEST = 108
LOW_SCREEN = 16
"""Up to this many rows a bottom dialog may take the whole screen; of a higher one, six tenths."""

_FRAME = 4
"""Cells that a bottom dialog takes besides its content."""

_FRAME_ENDS = 6
"""Cells of the lower edge of a frame that cannot show text."""

_LINES = {"j": 1, "down": 1, "k": -1, "up": -1}
_PAGES = {"space": 1, "pagedown": 1, "pageup": -1, "J": 1, "K": -1}
_ENDS = {"g": False, "home": False, "G": True, "end": True}
_SCROLLING = frozenset({*_LINES, *_PAGES, *_ENDS})
_PLAIN_TEXT_WIDTH = 95  # cells


class Dialog(InputScreen[Answer], ModalScreen[Answer]):
    """A frame in the middle of the screen, as high as its content, which a subclass composes.

    Inputs and lists in a dialog have no frames of their own. The keys that leave it are on its
    frame, where no content can push them out of sight.

    then: called with the answer, None if the dialog was left without one.
    """

    DEFAULT_CSS = """
    Dialog { align: center middle; background: $backdrop; }
    Dialog > *, Dialog > Vertical, Dialog > VerticalScroll { width: 90; max-width: 96%;
        height: auto; max-height: 92%; background: $focus; border: round $accent; color: $text;
        padding: 0 1; scrollbar-size-vertical: 1; }
    Dialog Static { height: auto; }
    Dialog Input, Dialog Input:focus { border: none; height: 1; padding: 0;
        background: $background; background-tint: $background 0%; color: $text; }
    Dialog OptionList, Dialog OptionList:focus { height: auto; max-height: 14; border: none;
        padding: 0; background: $focus; background-tint: $focus 0%; color: $text;
        text-wrap: nowrap; text-overflow: ellipsis; scrollbar-size-vertical: 1; }
    Dialog OptionList > .option-list--option-highlighted { background: $selected_mark; color: $text;
        text-style: bold; }
    """

    widest = 90
    """The most cells of the frame, as in the style sheet."""

    def __init__(self, classes: str = "") -> None:
        super().__init__(classes=classes)
        self.then: Callable[[Answer | None], None] = lambda _: None
        self._has_answered = False

    def show(self, app: App[Any], then: Callable[[Answer | None], None]) -> None:
        """Open the dialog. then: called with the answer when it is closed."""
        self.then = then
        app.push_screen(self)

    def key_texts(self) -> Sequence[str]:
        """The keys that answer or leave the dialog, in words; the first text that fits is shown."""
        return ()

    def on_resize(self) -> None:
        """Show the keys for the new width."""
        self.show_keys()

    def show_keys(self) -> None:
        """Show on the frame the keys that leave the dialog."""
        texts = self.key_texts()
        if texts and self.is_mounted:
            frame = self.query_one("*")
            room = min(self.widest, self.app.size.width * 96 // 100) - _FRAME_ENDS
            frame.border_subtitle = Content(longest_in(room, *texts))

    def dismiss(self, result: Answer | None = None) -> AwaitComplete:
        """Close the dialog and answer; once it has answered, nothing."""
        if self._has_answered:
            return AwaitComplete()
        self._has_answered = True
        self.app.capture_mouse(None)
        closed = super().dismiss(result)
        self.then(result)
        return closed

    def ask_in_plain_text(self, console: Console) -> Answer | None:
        """Ask the same question in plain-text mode; None without an answer."""
        console.write("that needs the screen: it is not available in plain-text mode")
        return None


class BottomDialog(Dialog[Answer]):
    """A dialog of fixed rows at the bottom, so that the sentence can be read above it.

    Subclasses call `put` from `draw`. Rows are drawn one by one, so a key press costs little.

    covers: called with the number of rows of the screen that the dialog covers.
    """

    DEFAULT_CSS = """
    BottomDialog { align: center bottom; background: $background 1%; }
    BottomDialog > TextRows { width: 100%; max-width: 108; max-height: 100%; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._rows = TextRows(ground=styles.FOCUS)
        self.covers: Callable[[int], None] = lambda _: None

    def compose(self) -> ComposeResult:
        """Create the rows; they are drawn once the size is known."""
        yield self._rows

    def on_mount(self) -> None:
        """Draw the rows."""
        self.draw()

    def on_resize(self) -> None:
        """Draw the rows for the new size."""
        self.draw()

    def draw(self) -> None:
        """Put the rows for the current size."""

    @property
    def inside(self) -> int:
        """The width of a row in cells."""
        return max(8, min(self.app.size.width, WIDEST) - _FRAME)

    def room(self, most: int) -> int:
        """The number of rows between title and foot, at most `most`."""
        height = self.app.size.height
        share = height if height <= LOW_SCREEN else height * 6 // 10
        return max(1, min(most, share - _FRAME))

    def put(self, title: Line, shown: Sequence[Line], foot: Sequence[str], most: int) -> None:
        """Show rows with a title and a foot, as high as for `most` rows at most.

        foot: texts, the longest first; the first one that fits is shown.
        """
        if not self._rows.is_mounted:
            return
        room = self.room(most)
        self._rows.styles.height = room + _FRAME
        self.covers(room + _FRAME)
        filler: list[Line] = [()] * (room - len(shown))
        text = set_cell_size(f" {longest_in(self.inside - 1, *map(display, foot))}", self.inside)
        self._rows.put(title, *shown[:room], *filler, [(text, style(styles.FAINT, styles.FOCUS))])


class LineDialog(Dialog[Answer]):
    """A dialog with one line of text, to which its keys go. Escape answers None."""

    def __init__(self, text: str = "") -> None:
        super().__init__()
        self._first_text = text

    @cached_property
    def line(self) -> LineInput:
        """The line, to be composed by a subclass; plain-text mode has none."""
        return LineInput(self._first_text)

    def selected_words(self) -> str:
        """What is selected in the line, or else on the screen."""
        return self.line.selected_text or super().selected_words()

    def edits_by(self, key: str) -> bool:
        """True if the line has a use for a key with alt."""
        return self.line.edits_by(key)

    def press(self, key: events.Key) -> None:
        """Edit the line, answer, or leave."""
        if key.key == "escape":
            self.dismiss(None)
        elif key.key == "enter":
            self.enter()
        elif self.line.press(key):
            self.line_changed()

    def may_record(self, key: events.Key) -> bool:
        """True for the key that answers."""
        return key.key == "enter"

    def paste(self, text: str) -> None:
        """Insert a text into the line."""
        self.line.paste(text)
        self.line_changed()

    def enter(self) -> None:
        """Answer what is typed."""

    def line_changed(self) -> None:
        """Show what fits the line."""


class Prompt(LineDialog[str | None]):
    """Asks for one line of text. Enter answers the text, escape answers None."""

    def __init__(self, title: str, text: str) -> None:
        super().__init__(text)
        self._title = title
        self._text = text

    def compose(self) -> ComposeResult:
        """Create the question and the input."""
        with Vertical():
            yield Static(Content(display(self._title)))
            yield self.line

    def key_texts(self) -> Sequence[str]:
        """Enter and escape."""
        return "⏎ keep   esc leave it as it was", "⏎ keep  esc leave it", "esc leave"

    def ask_in_plain_text(self, console: Console) -> str | None:
        """Ask for a line: an empty one changes nothing, a minus removes the text."""
        now = f" (now: {self._text}; - removes it)" if self._text else ""
        line = console.ask(f"{self._title}{now}. A line, empty to leave it:")
        return "" if line == "-" and self._text else line or None

    def enter(self) -> None:
        """Answer the text of the line."""
        self.dismiss(self.line.value.strip())


class TextDialog(Dialog[str | None]):
    """Shows lines until a key closes it. Scrolling keys never do, whether there is more or not.

    lines: returns the lines for a width in cells. again: the key that opened the dialog, which
    closes it too. passes: the keys that close it and are then run, each with a word for what it
    does; they are shown. Answers one of these, or None.
    """

    DEFAULT_CSS = """
    TextDialog > VerticalScroll { scrollbar-size-vertical: 1; height: auto; }
    TextDialog.wide > VerticalScroll { width: 150; }
    """

    def __init__(
        self,
        title: str,
        lines: Callable[[int], Lines],
        *,
        again: str,
        wide: bool = False,
        passes: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        super().__init__(classes="wide" if wide else "")
        self._title = title
        self._lines = lines
        self._again = again
        self._passes = passes
        self._line_width = 8
        self._text = Static()

    def compose(self) -> ComposeResult:
        """Create the text in a scrolling frame."""
        with VerticalScroll() as frame:
            frame.border_title = self._title
            yield self._text

    def on_mount(self) -> None:
        """Update the subtitle whenever other lines come into view."""
        frame = self.query_one(VerticalScroll)
        self.watch(frame, "scroll_y", self.show_keys, init=False)
        self.watch(frame, "virtual_size", self.show_keys, init=False)

    def on_resize(self) -> None:
        """Lay the lines out for the new width."""
        self.widest = 150 if self.has_class("wide") else 90
        self._line_width = max(
            8, min(self.widest, self.app.size.width * 96 // 100) - 5
        )  # its frame
        self.reflow(self._title)

    def reflow(self, title: str) -> None:
        """Lay the lines out again, under a title."""
        self._title = title
        self.query_one(VerticalScroll).border_title = Content(title)
        self._text.update(joined(self._lines(self._line_width)))
        self.call_after_refresh(self.show_keys)

    def ask_in_plain_text(self, console: Console) -> None:
        """Write the text."""
        console.write(f"{self._title}\n{joined(self._lines(_PLAIN_TEXT_WIDTH)).plain}")

    def press(self, key: KeyPress) -> None:
        """Scroll, or close."""
        name = key.key_name
        if name in self._passes:
            self.dismiss(name)
        elif name in _SCROLLING and name != self._again:
            self._scroll(name)
        else:
            self.dismiss(None)

    def may_record(self, key: KeyPress) -> bool:
        """True for a key that is run when it has closed the text."""
        return key.key_name in self._passes

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

    def key_texts(self) -> Sequence[str]:
        """The number of lines below, the keys that scroll, and those that close."""
        frame = self.query_one(VerticalScroll)
        below = int(frame.max_scroll_y - frame.scroll_y)
        more = f"▼ {below} more" if below > 0 else "▲ the end"
        scrolls = [] if self._fits else [more, "j k ␣ g G scroll"]
        passes = [f"{shown(key)} {word}" for key, word in self._passes.items()]
        closes, short = self.closing()
        return [
            " · ".join(parts)
            for parts in (
                [*scrolls, *passes, closes],
                [*scrolls, *passes, short],
                [*scrolls[:1], *passes, short],
                [*passes, short],
                [*scrolls[:1], short],
                [short],
            )
        ]

    def closing(self) -> tuple[str, str]:
        """The keys that close the dialog, in words: as a sentence, and in short."""
        return "q closes, as any key that does not scroll", "q closes"
