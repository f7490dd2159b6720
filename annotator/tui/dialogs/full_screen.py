"""Dialogs that take the whole screen: with a header, rows and keys; or with a list of sentences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical

from annotator.model import Span
from annotator.safe_text import display
from annotator.tui import styles
from annotator.tui.dialogs.dialog import Dialog
from annotator.tui.input_queue import KeyPress
from annotator.tui.line_console import Console, typed_number
from annotator.tui.styles import style
from annotator.tui.widgets.text_rows import Line, TextRows, fit, key_line

Answer = TypeVar("Answer")

LEAVES = frozenset({"q", "escape"})
PLAIN_TEXT_WIDTH = 95  # cells

_MOST_WRITTEN = 10
"""Entries that plain-text mode writes."""


class FullScreen(Dialog[Answer]):
    """A full screen with a header, rows and the keys. Subclasses `draw`, and act on keys."""

    DEFAULT_CSS = """
    FullScreen { align: left top; background: $background; }
    FullScreen > Vertical { width: 100%; max-width: 100%; height: 100%; max-height: 100%;
        border: none; padding: 0; background: $background; }
    """
    keys: Sequence[tuple[str, str]] = ()

    def __init__(self) -> None:
        super().__init__()
        self._header, self._footer = TextRows(), TextRows()
        self.body = TextRows(ground=styles.BACKGROUND)
        self.body.styles.height = "1fr"

    def compose(self) -> ComposeResult:
        """Create the header, the rows and the keys."""
        with Vertical():
            yield self._header
            yield self.body
            yield self._footer

    def on_resize(self) -> None:
        """Draw for the new size."""
        self._footer.put(key_line(self.keys, [self.keys[0], self.keys[-1]], self.app.size.width))
        self.call_after_refresh(self.draw)

    def draw(self) -> None:
        """Put the header and the rows."""

    def put_header(self, title: str, more: str) -> None:
        """Show a title, and what is less important."""
        bold = style(background=styles.BAR, bold=True)
        faint = style(styles.CONTEXT, styles.BAR)
        self._header.put([(f" {display(title)}  ", bold), (display(more), faint)])

    @property
    def rows(self) -> int:
        """The number of rows between header and keys."""
        return max(1, self.app.size.height - 2)

    def may_record(self, key: KeyPress) -> bool:
        """False: nothing is recorded here."""
        del key
        return False


@dataclass(frozen=True, slots=True)
class ChosenSentence:
    """A sentence of a document, given by its uid."""

    document: str
    sentence: Span


class EntryList(FullScreen[Answer | None]):
    """A list of entries of several lines. Answers one of them, None if it was left.

    Subclasses say what an entry shows, and what choosing it answers. count: of the entries.
    cursor: the selected one.
    """

    keys: Sequence[tuple[str, str]] = (
        ("⏎", "open"),
        ("j k", "line"),
        ("PgDn PgUp", "page"),
        ("g G", "ends"),
        ("q", "back"),
    )

    def __init__(self, count: int, cursor: int = 0) -> None:
        super().__init__()
        self.count = count
        self.cursor = self._top = cursor

    def heading(self) -> tuple[str, str]:
        """The title of the list, and what is less important."""
        raise NotImplementedError

    def entry(self, at: int, width: int, ground: str) -> Iterable[Line]:
        """The lines of an entry, on a ground."""
        raise NotImplementedError

    def answer(self, at: int) -> Answer:
        """What choosing an entry answers."""
        raise NotImplementedError

    def question(self) -> str:
        """What plain-text mode asks below the entries."""
        raise NotImplementedError

    def press(self, key: KeyPress) -> None:
        """Move, open, or leave."""
        name = key.key_name
        if name in LEAVES:
            self.dismiss(None)
        elif name == "enter":
            if self.count:
                self.dismiss(self.answer(self.cursor))
        else:
            page = max(1, self.rows // 6)
            here = self.cursor
            places = {
                **dict.fromkeys(("j", "down", "n"), here + 1),
                **dict.fromkeys(("k", "up", "N"), here - 1),
                **dict.fromkeys(("pagedown", "space"), here + page),
                **dict.fromkeys(("g", "home"), 0),
                **dict.fromkeys(("G", "end"), self.count - 1),
                "pageup": here - page,
            }
            self.go_to(places.get(name, here))

    def on_mouse_scroll_down(self) -> None:
        """Select the next entry."""
        self.go_to(self.cursor + 1)

    def on_mouse_scroll_up(self) -> None:
        """Select the previous entry."""
        self.go_to(self.cursor - 1)

    def on_click(self, event: events.Click) -> None:
        """Select the entry that was clicked; open it if it was selected."""
        below, at = event.screen_y - 1, self._top
        while 0 <= below < self.rows and at < self.count:
            below -= len(self._shown(at, self.app.size.width))
            if below < 0:
                if at == self.cursor:
                    self.dismiss(self.answer(at))
                else:
                    self.go_to(at)
                return
            at += 1

    def ask_in_plain_text(self, console: Console) -> Answer | None:
        """Write the first entries with numbers; a number opens one."""
        written = min(self.count, _MOST_WRITTEN)
        for at in range(written):
            lines = [*self.entry(at, PLAIN_TEXT_WIDTH, styles.BACKGROUND)]
            texts = ["".join(text for text, _ in line).rstrip() for line in lines]
            console.write("\n".join([f"{at + 1}{texts[0]}", *texts[1:]]))
        chosen = typed_number(console.ask(self.question()), written)
        return self.answer(chosen - 1) if chosen else None

    def draw(self) -> None:
        """Put the entries from the top one on."""
        self.put_header(*self.heading())
        width, at = self.app.size.width, self._top
        lines: list[Line] = []
        while at < self.count and len(lines) < self.rows:
            lines += self._shown(at, width)
            at += 1
        self.body.put(*lines[: self.rows])

    def go_to(self, at: int) -> None:
        """Select an entry, and bring it into view as a whole, if it fits."""
        self.cursor = max(0, min(at, self.count - 1))
        room, first = self.rows, self.cursor if self.count else -1
        while first >= 0 and (room := room - len(self._shown(first, self.app.size.width))) >= 0:
            first -= 1
        self._top = max(min(self._top, self.cursor), min(first + 1, self.cursor))
        self.draw()

    def _shown(self, at: int, width: int) -> list[Line]:
        """The lines of an entry, and a blank one."""
        chosen = at == self.cursor
        ground = styles.SELECTED_MARK if chosen else styles.BACKGROUND
        bar = ("▌" if chosen else " ", style(styles.ACCENT, ground))
        lines = self.entry(at, width - 1, ground)
        return [*([bar, *fit(line, width - 1, ground)] for line in lines), ()]
