"""The list of what was found: a screen that reads only the lines it shows, of any number."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical

from annotator.model import LabelSet
from annotator.safe_text import display
from annotator.tui import styles
from annotator.tui.dialogs.dialog import Dialog
from annotator.tui.keyboard import name_of
from annotator.tui.plain_text.line_console import Console
from annotator.tui.styles import style
from annotator.tui.widgets.result_lines import preview
from annotator.tui.widgets.result_list import ResultList
from annotator.tui.widgets.text_rows import Line, TextRows
from annotator.workflow.search_state import SearchResults, SearchState

_KEYS = (
    ("⏎", "open"),
    ("j k", "line"),
    ("PgDn PgUp", "page"),
    ("g G", "ends"),
    ("F", "as queue"),
    ("q", "back"),
)
_LOOKS = 0.05
"""Seconds between looks at a search under way."""
_PREVIEW_ROWS = 4
_LOW_SCREEN = 16
_MOST_TOLD = 10


@dataclass(frozen=True, slots=True)
class ChosenResult:
    """The line that was chosen. queue: whether to work through all of them from there."""

    position: int
    queue: bool = False


class SearchResultsDialog(Dialog[ChosenResult | None]):
    """Full screen; answers the line chosen, None if it was left."""

    DEFAULT_CSS = """
    SearchResultsDialog { align: left top; background: $background; }
    SearchResultsDialog > Vertical { width: 100%; max-width: 100%; height: 100%; max-height: 100%;
        border: none; padding: 0; background: $background; }
    """

    def __init__(
        self,
        search_state: SearchState,
        hits: SearchResults,
        title_of: Callable[[str, str], str],
        label_set: LabelSet,
    ) -> None:
        super().__init__()
        self._hits = hits
        self._search_state = search_state
        self._title_of = title_of
        self._header = TextRows()
        self._view = ResultList(search_state, hits, title_of, label_set)
        self._preview = TextRows(rows=_PREVIEW_ROWS, ground=styles.FOCUS)
        self._footer = TextRows()

    def compose(self) -> ComposeResult:
        """How many, the lines, the whole of the one in hand, the keys."""
        with Vertical():
            yield self._header
            yield self._view
            yield self._preview
            yield self._footer

    def on_mount(self) -> None:
        """Look now and then how far the search is."""
        self._footer.put(_footer())
        if not self._hits.complete:
            self.set_interval(_LOOKS, self._redraw)

    def on_resize(self, event: events.Resize) -> None:
        """A low terminal has no room for the whole of a line."""
        self._preview.display = event.size.height >= _LOW_SCREEN
        self.call_after_refresh(self._redraw)

    def on_key(self, event: events.Key) -> None:
        """Move, choose, leave."""
        event.stop()
        event.prevent_default()
        key = name_of(event)
        if key in {"q", "escape", "o"}:
            self.dismiss(None)
        elif key in {"enter", "F"} and self._hits.positions:
            self.dismiss(ChosenResult(self._hits.positions[self._hits.cursor], queue=key == "F"))
        else:
            self._move(key)

    def on_mouse_scroll_down(self) -> None:
        """Three lines on."""
        self._go_to(self._hits.cursor + 3)

    def on_mouse_scroll_up(self) -> None:
        """Three lines back."""
        self._go_to(self._hits.cursor - 3)

    def on_result_list_clicked(self, clicked: ResultList.Clicked) -> None:
        """Take the line; open it at the second click."""
        if clicked.index == self._hits.cursor:
            self.dismiss(ChosenResult(self._hits.positions[clicked.index]))
        else:
            self._go_to(clicked.index)

    def ask_in_plain_text(self, console: Console) -> ChosenResult | None:
        """The first of them, numbered; a number chooses."""
        positions = self._hits.positions[:_MOST_TOLD]
        lines = self._search_state.lines(self._hits, positions)
        for number, line in enumerate(lines, 1):
            title = self._title_of(line.document, line.title)
            console.write(f"{number} {' '.join(line.text.split())}  ({title})")
        answer = console.ask(f"{self._hits.count} found. A number, empty to leave:")
        if answer.isdecimal() and 1 <= int(answer) <= len(lines):
            return ChosenResult(lines[int(answer) - 1].position)
        return None

    # ------------------------------------------------------------------ inside

    def _move(self, key: str) -> None:
        here, page = self._hits.cursor, max(1, self._view.size.height - 1)
        places = {
            "j": here + 1,
            "down": here + 1,
            "n": here + 1,
            "k": here - 1,
            "up": here - 1,
            "N": here - 1,
            "pagedown": here + page,
            "space": here + page,
            "pageup": here - page,
            "g": 0,
            "home": 0,
            "G": len(self._hits) - 1,
            "end": len(self._hits) - 1,
        }
        if key in places:
            self._go_to(places[key])

    def _go_to(self, index: int) -> None:
        self._hits.cursor = max(0, min(index, len(self._hits) - 1))
        self._redraw()

    def _redraw(self) -> None:
        hits = self._hits
        self._view.redraw()
        self._header.put(_header(hits))
        hit = self._view.hit(hits.cursor)
        if hit and self._preview.display:
            title = self._title_of(hit.document, hit.title)
            self._preview.put(*preview(hit, title, self.size.width, _PREVIEW_ROWS))


def _header(hits: SearchResults) -> Line:
    place = f"{hits.cursor + 1:,} of {hits.count}" if hits.positions else "nothing found"
    name = hits.query.typed.strip() or "every sentence"
    bold = style(background=styles.BAR, bold=True)
    return [(f" {place}  ", style(styles.ACCENT, styles.BAR)), (display(name), bold)]


def _footer() -> Line:
    parts = []
    for key, word in _KEYS:
        parts.append((f" {key} ", style(styles.ACCENT, styles.BAR, bold=True)))
        parts.append((f"{word} ", style(styles.CONTEXT, styles.BAR)))
    return parts
