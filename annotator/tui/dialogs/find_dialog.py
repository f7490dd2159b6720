"""The line to type a query in, with how much it finds told while it is typed."""

from __future__ import annotations

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from annotator.safe_text import display
from annotator.tui.dialogs.dialog import Dialog
from annotator.tui.plain_text.line_console import Console
from annotator.workflow.search_state import SearchResults, SearchState

_HELP = (
    ('words "a phrase" begin*', "in the sentence, all of them"),
    ("label:hedge rule:id tier:high", "marks of yours, open suggestions"),
    ("is:flagged finished undecided", "or unfinished, annotated, blind"),
    ("note:ask by:ann", "notes; who did something (*)"),
    ("title:dam source:gazette", "of the document"),
    ("-label:hedge", "a minus turns anything round"),
)
_OTHERS = "(*) what others did is found once you have finished the sentence"
_LOOKS = 0.05
"""Seconds between looks at a search under way."""
_MOST_TOLD = 10


class FindDialog(Dialog[SearchResults | None]):
    """A box with a line to type in. Answers what the query finds, None if it was left."""

    DEFAULT_CSS = "FindDialog #told { color: $accent; } FindDialog #help { color: $context; }"

    def __init__(self, search_state: SearchState) -> None:
        super().__init__()
        self._search_state = search_state
        self._hits: SearchResults | None = None
        self._problem = ""

    def compose(self) -> ComposeResult:
        """The question, the line, how much is found, what can be typed."""
        last = (
            self._search_state.results.query.typed if self._search_state.results is not None else ""
        )
        with Vertical():
            yield Static(Content("Find sentences"))
            yield Input(display(last), select_on_focus=True)
            yield Static(Content(" "), id="told")
            yield Static(_help(), id="help")

    def on_mount(self) -> None:
        """Look now and then how far a search is."""
        self.set_interval(_LOOKS, self._tell)
        self._look(self.query_one(Input).value)

    def on_unmount(self) -> None:
        """A search that nobody waits for ends."""
        if self._hits is not None and self._hits is not self._search_state.results:
            self._hits.stop()

    @on(Input.Changed)
    def look(self, event: Input.Changed) -> None:
        """Search for what is typed now, no more for what was typed before."""
        self._look(event.value)

    @on(Input.Submitted)
    def answer(self, _event: Input.Submitted) -> None:
        """What was found, if it is anything."""
        hits = self._hits
        if hits is not None and not self._problem and (hits.positions or not hits.complete):
            self._search_state.results = hits
            self.dismiss(hits)

    def on_key(self, event: events.Key) -> None:
        """Leave without looking at anything."""
        if event.key == "escape":
            event.stop()
            self.dismiss(None)

    def ask_in_plain_text(self, console: Console) -> SearchResults | None:
        """The query, in a line; what is wrong with it is told."""
        query = self._search_state.parse(console.ask("Find sentences. A query, empty to leave:"))
        if query.problem or not query.terms:
            console.write(query.problem or "nothing to look for")
            return None
        hits = self._search_state.search(query).fill()
        console.write(hits.problem or _found(hits))
        return hits if hits.positions else None

    def _look(self, typed: str) -> None:
        query = self._search_state.parse(typed)
        if self._hits is not None:
            if self._hits.query == query:
                return
            self._hits.stop()
        self._problem = query.problem
        self._hits = None if query.problem else self._search_state.search(query).fill_in_thread()
        self._tell()

    def _tell(self) -> None:
        told = self._problem
        if self._hits is not None:
            told = self._hits.problem or _found(self._hits)
        self.query_one("#told", Static).update(Content(display(told)))


def _found(hits: SearchResults) -> str:
    if not hits.query.terms:
        return f"{hits.count} sentences in all"
    noun = "sentence" if len(hits) == 1 else "sentences"
    return f"{hits.count} {noun}   ⏎ lists them" if hits.positions else "nothing found"


def _help() -> Content:
    lines = [f"{typed:<31}  {meaning}" for typed, meaning in _HELP]
    return Content("\n".join([*lines, _OTHERS, "", "⏎ list   esc leave"]))
