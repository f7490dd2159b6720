"""The dialogs of the search: type a query, with the number of results shown; browse the results.

The list of results reads only those that it shows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from annotator.model import LabelSet
from annotator.safe_text import display
from annotator.tui import styles
from annotator.tui.dialogs.dialog import Dialog, LineDialog
from annotator.tui.input_queue import KeyPress
from annotator.tui.line_console import Console, typed_number
from annotator.tui.styles import style
from annotator.tui.widgets.result_list import ResultList, result_preview
from annotator.tui.widgets.text_rows import Line, TextRows, key_line
from annotator.workflow.search import SearchResults, SearchState

_HELP = (
    ('words "a phrase" begin*', "in the sentence, all of them"),
    ("label:hedge rule:id tier:high", "your annotations, undecided suggestions"),
    ("is:flagged finished undecided", "or unfinished, annotated, blind, cannot_judge"),
    ("note:ask by:ann", "notes; who did something (*)"),
    ("title:dam source:gazette", "of the document"),
    ("-label:hedge", "a minus negates anything"),
)
_OTHERS = "(*) the work of others is found in sentences that you have finished"
_UPDATE_SECONDS = 0.05
"""Between updates while a search is running."""

_KEYS = (
    ("⏎", "open"),
    ("j k", "line"),
    ("PgDn PgUp", "page"),
    ("g G", "ends"),
    ("F", "as queue"),
    ("q", "back"),
)
_PREVIEW_ROWS = 4
_LOW_SCREEN = 16
_MOST_WRITTEN = 10
"""Results that plain-text mode writes."""


class FindDialog(LineDialog[SearchResults | None]):
    """A dialog with an input. Answers the results of the query, None if it was left."""

    DEFAULT_CSS = "FindDialog #count { color: $accent; } FindDialog #help { color: $context; }"

    def __init__(self, search_state: SearchState) -> None:
        last = search_state.results
        super().__init__("" if last is None else last.query.typed)
        self._search_state = search_state
        self._results: SearchResults | None = None
        self._problem = ""

    def compose(self) -> ComposeResult:
        """Create the question, the line, the number of results, and the help."""
        with Vertical():
            yield Static(Content("Find sentences"))
            yield self.line
            yield Static(Content(" "), id="count")
            yield Static(_help(), id="help")

    def on_mount(self) -> None:
        """Start with the last query, and update the number of results regularly."""
        self.set_interval(_UPDATE_SECONDS, self._show_count)
        self.line.select_all()
        self._search(self.line.value)

    def key_texts(self) -> Sequence[str]:
        """Enter and escape."""
        return "⏎ list   esc leave", "esc leave"

    def on_unmount(self) -> None:
        """Stop the search if the app ends meanwhile."""
        if not self._has_answered:
            self._stop()

    def line_changed(self) -> None:
        """Search for the typed query, and stop the search for the previous one."""
        self._search(self.line.value)

    def waits(self, key: events.Key) -> bool:
        """True while it is not known whether the query finds anything to list."""
        found = self._results
        return key.key == "enter" and found is not None and not (found.complete or found.positions)

    def press(self, key: events.Key) -> None:
        """Edit the query, list the results, or leave."""
        if key.key == "escape":
            self._stop()
        super().press(key)

    def enter(self) -> None:
        """Answer the results, if there are any."""
        hits = self._results
        if hits is not None and not self._problem and hits.positions:
            self._search_state.results = hits
            self.dismiss(hits)

    def ask_in_plain_text(self, console: Console) -> SearchResults | None:
        """Ask for a query; write what is wrong with it."""
        query = self._search_state.parse(console.ask("Find sentences. A query, empty to leave:"))
        if query.problem or not query.terms:
            console.write(query.problem or "nothing to look for")
            return None
        hits = self._search_state.search(query).fill()
        console.write(hits.problem or _found(hits))
        return hits if hits.positions else None

    def _stop(self) -> None:
        """Stop the search, whose results are not chosen, unless it is that of last time."""
        if self._results is not None and self._results is not self._search_state.results:
            self._results.stop()

    def _search(self, typed: str) -> None:
        query = self._search_state.parse(typed)
        if self._results is not None:
            if self._results.query == query:
                return
            self._results.stop()
        self._problem = query.problem
        self._results = None if query.problem else self._search_state.search(query).fill_in_thread()
        self._show_count()

    def _show_count(self) -> None:
        shown = self._problem
        if self._results is not None:
            shown = self._results.problem or _found(self._results)
        self.query_one("#count", Static).update(Content(display(shown)))


def _found(hits: SearchResults) -> str:
    if not hits.query.terms:
        return f"{hits.count} sentences in all"
    noun = "sentence" if len(hits) == 1 else "sentences"
    found = f"{hits.count} {noun}   ⏎ lists them" if hits.positions else "nothing found"
    unknown = [f"{name}:" for name in hits.query.unknown_fields]
    if not unknown:
        return found
    are = "is no field and was" if len(unknown) == 1 else "are no fields and were"
    return f"{found}; {', '.join(unknown)} {are} searched for as words"


def _help() -> Content:
    lines = [f"{typed:<31}  {meaning}" for typed, meaning in _HELP]
    return Content("\n".join([*lines, _OTHERS]))


@dataclass(frozen=True, slots=True)
class ChosenResult:
    """The result that was chosen. queue: True to make a queue of all results, from there on."""

    position: int
    queue: bool = False


class SearchResultsDialog(Dialog[ChosenResult | None]):
    """A full screen. Answers the chosen result, None if it was left."""

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
        self._results = hits
        self._search_state = search_state
        self._title_of = title_of
        self._header = TextRows()
        self._view = ResultList(search_state, hits, title_of, label_set)
        self._preview = TextRows(rows=_PREVIEW_ROWS, ground=styles.FOCUS)
        self._footer = TextRows()

    def compose(self) -> ComposeResult:
        """Create the header, the list, the preview of the selected result, and the keys."""
        with Vertical():
            yield self._header
            yield self._view
            yield self._preview
            yield self._footer

    def on_mount(self) -> None:
        """Update the list regularly while the search is running."""
        if not self._results.complete:
            self.set_interval(_UPDATE_SECONDS, self._redraw)

    def on_resize(self) -> None:
        """Hide the preview on a low terminal; name as many keys as fit, and the one that leaves."""
        size = self.app.size
        self._footer.put(key_line(_KEYS, _KEYS[-1:], size.width))
        self._preview.display = size.height >= _LOW_SCREEN
        self.call_after_refresh(self._redraw)

    def press(self, key: KeyPress) -> None:
        """Move, choose, or close."""
        name = key.key_name
        if name in {"q", "escape", "o"}:
            self.dismiss(None)
        elif name in {"enter", "F"} and self._results.positions:
            self.dismiss(
                ChosenResult(self._results.positions[self._results.cursor], queue=name == "F")
            )
        else:
            self._move(name)

    def on_mouse_scroll_down(self) -> None:
        """Select the result three lines down."""
        self._go_to(self._results.cursor + 3)

    def on_mouse_scroll_up(self) -> None:
        """Select the result three lines up."""
        self._go_to(self._results.cursor - 3)

    def on_result_list_clicked(self, clicked: ResultList.Clicked) -> None:
        """Select the clicked result; choose it if it was selected."""
        if clicked.index == self._results.cursor:
            self.dismiss(ChosenResult(self._results.positions[clicked.index]))
        else:
            self._go_to(clicked.index)

    def ask_in_plain_text(self, console: Console) -> ChosenResult | None:
        """Write the first results with numbers; a number chooses one."""
        positions = self._results.positions[:_MOST_WRITTEN]
        lines = self._search_state.lines(self._results, positions)
        for number, line in enumerate(lines, 1):
            title = self._title_of(line.document, line.title)
            console.write(f"{number} {' '.join(line.text.split())}  ({title})")
        answer = console.ask(f"{self._results.count} found. A number, empty to leave:")
        chosen = typed_number(answer, len(lines))
        return ChosenResult(lines[chosen - 1].position) if chosen else None

    # ------------------------------------------------------------------ inside

    def _move(self, key: str) -> None:
        here, page = self._results.cursor, max(1, self._view.size.height - 1)
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
            "G": len(self._results) - 1,
            "end": len(self._results) - 1,
        }
        if key in places:
            self._go_to(places[key])

    def _go_to(self, index: int) -> None:
        self._results.cursor = max(0, min(index, len(self._results) - 1))
        self._redraw()

    def _redraw(self) -> None:
        hits = self._results
        self._view.redraw()
        self._header.put(_header(hits))
        hit = self._view.hit(hits.cursor)
        if hit and self._preview.display:
            title = self._title_of(hit.document, hit.title)
            self._preview.put(*result_preview(hit, title, self.size.width, _PREVIEW_ROWS))


def _header(hits: SearchResults) -> Line:
    place = f"{hits.cursor + 1:,} of {hits.count}" if hits.positions else "nothing found"
    name = hits.query.typed.strip() or "every sentence"
    bold = style(background=styles.BAR, bold=True)
    return [(f" {place}  ", style(styles.ACCENT, styles.BAR)), (display(name), bold)]
