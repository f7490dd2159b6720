"""The dialog to type a search query, with the number of results shown while typing."""

from __future__ import annotations

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from annotator.safe_text import display
from annotator.tui.dialogs.dialog import Dialog
from annotator.tui.line_console import Console
from annotator.workflow.filtered_queue import SearchResults
from annotator.workflow.search_state import SearchState

_HELP = (
    ('words "a phrase" begin*', "in the sentence, all of them"),
    ("label:hedge rule:id tier:high", "your annotations, undecided suggestions"),
    ("is:flagged finished undecided", "or unfinished, annotated, blind"),
    ("note:ask by:ann", "notes; who did something (*)"),
    ("title:dam source:gazette", "of the document"),
    ("-label:hedge", "a minus negates anything"),
)
_OTHERS = "(*) the work of others is found in sentences that you have finished"
_UPDATE_SECONDS = 0.05
"""Between updates while a search is running."""


class FindDialog(Dialog[SearchResults | None]):
    """A dialog with an input. Answers the results of the query, None if it was left."""

    DEFAULT_CSS = "FindDialog #count { color: $accent; } FindDialog #help { color: $context; }"

    def __init__(self, search_state: SearchState) -> None:
        super().__init__()
        self._search_state = search_state
        self._results: SearchResults | None = None
        self._problem = ""

    def compose(self) -> ComposeResult:
        """Create the question, the input, the number of results, and the help."""
        last = (
            self._search_state.results.query.typed if self._search_state.results is not None else ""
        )
        with Vertical():
            yield Static(Content("Find sentences"))
            yield Input(display(last), select_on_focus=True)
            yield Static(Content(" "), id="count")
            yield Static(_help(), id="help")

    def on_mount(self) -> None:
        """Start with the last query, and update the number of results regularly."""
        self.set_interval(_UPDATE_SECONDS, self._show_count)
        self._search(self.query_one(Input).value)

    def on_unmount(self) -> None:
        """Stop a search whose results were not chosen."""
        if self._results is not None and self._results is not self._search_state.results:
            self._results.stop()

    @on(Input.Changed)
    def update_query(self, event: Input.Changed) -> None:
        """Search for the typed query, and stop the search for the previous one."""
        self._search(event.value)

    @on(Input.Submitted)
    def answer(self, _event: Input.Submitted) -> None:
        """Answer the results, if there are any."""
        hits = self._results
        if hits is not None and not self._problem and (hits.positions or not hits.complete):
            self._search_state.results = hits
            self.dismiss(hits)

    def on_key(self, event: events.Key) -> None:
        """Close without an answer on escape."""
        if event.key == "escape":
            event.stop()
            self.dismiss(None)

    def ask_in_plain_text(self, console: Console) -> SearchResults | None:
        """Ask for a query; write what is wrong with it."""
        query = self._search_state.parse(console.ask("Find sentences. A query, empty to leave:"))
        if query.problem or not query.terms:
            console.write(query.problem or "nothing to look for")
            return None
        hits = self._search_state.search(query).fill()
        console.write(hits.problem or _found(hits))
        return hits if hits.positions else None

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
    return f"{hits.count} {noun}   ⏎ lists them" if hits.positions else "nothing found"


def _help() -> Content:
    lines = [f"{typed:<31}  {meaning}" for typed, meaning in _HELP]
    return Content("\n".join([*lines, _OTHERS, "", "⏎ list   esc leave"]))
