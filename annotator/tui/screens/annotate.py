"""The stepping screen: one sentence at a time, its marks, the reason for the one in hand.

It finds a key's action in the key table, has it done (annotator.tui.actions.handlers), and draws the stage.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.screen import Screen

from annotator.tui import minimap, mouse, panel, styles
from annotator.tui.actions import Keymap, Mode, relations
from annotator.tui.actions.handlers import DO
from annotator.tui.context import Context, Terminal
from annotator.tui.dialogs.dialog import BottomDialog
from annotator.tui.keyboard import name_of
from annotator.tui.panel import PANEL_ROWS
from annotator.tui.widgets.document_view import DocumentView
from annotator.tui.widgets.text_rows import TextRows
from annotator.workflow.controller import Controller

_SOON = 0.1  # seconds


class AnnotateScreen(Screen[None]):
    """What an annotator looks at all day."""

    DEFAULT_CSS = """
    AnnotateScreen { layout: vertical; background: $background; }
    AnnotateScreen Horizontal { height: 1fr; }
    AnnotateScreen PageView { width: 1fr; height: 100%; }
    """

    def __init__(self, controller: Controller, keymap: Keymap, terminal: Terminal) -> None:
        super().__init__()
        self.context = Context(
            controller,
            keymap,
            push=self._push,
            do=self._do,
            leave=self._leave,
            terminal=terminal,
            clock=time.monotonic,
        )
        self.context.message = controller.search_state.greeting
        self._header = TextRows()
        self._page = DocumentView()
        self._map = TextRows(ground=styles.BACKGROUND)
        self._mapped: tuple[object, list[minimap.SentenceState]] = (None, [])
        self._panel_rows = PANEL_ROWS
        self._panel = TextRows(rows=PANEL_ROWS, ground=styles.BACKGROUND)
        self._footer = TextRows()

    def compose(self) -> ComposeResult:
        """Header, page with the map of the document beside it, panel, footer."""
        yield self._header
        with Horizontal():
            yield self._page
            yield self._map
        yield self._panel
        yield self._footer

    def on_mount(self) -> None:
        """Show where the annotator left off."""
        self.app.theme_changed_signal.subscribe(self, self._repaint)
        self._map.styles.width = panel.MAP_COLUMNS
        self._map.styles.height = "100%"
        self._redraw()

    def on_resize(self) -> None:
        """Give a low terminal more page and less panel."""
        self._redraw()

    def on_screen_resume(self) -> None:
        """Back from a box: show what it changed."""
        if self._header.is_mounted:
            self._redraw()

    def on_unmount(self) -> None:
        """Nobody waits for a search any more."""
        self.context.controller.search_state.stop()

    def on_key(self, event: events.Key) -> None:
        """Find the key's action in the table and do it.

        A key that was pressed before the box that it is meant for had come up goes to the box.
        """
        if self.app.screen is not self:
            event.stop()
            event.prevent_default()
            self.app.screen.post_message(events.Key(event.key, event.character))
        elif self.context.press(name_of(event)):
            self.context.controller.keep_place()
            event.stop()
            event.prevent_default()
            self._redraw()

    def on_document_view_dragged(self, drawn: DocumentView.Dragged) -> None:
        """Select what the mouse was drawn over."""
        self.context.message = ""
        mouse.drag(self.context, drawn.grip, done=drawn.done)
        self._redraw()

    def on_document_view_clicked(self, clicked: DocumentView.Clicked) -> None:
        """Take in hand, or go to, what was clicked."""
        self.context.message = ""
        mouse.click(self.context, clicked.spot)
        self._redraw()

    def _do(self, action: str, key: str) -> None:
        DO[action](self.context, key)

    def _leave(self) -> None:
        self.app.exit()

    def _push(self, box: Screen[Any], then: Callable[[Any], None]) -> None:
        def answered(answer: Any) -> None:
            self._page.cover(0)
            then(answer)
            self._redraw()

        if isinstance(box, BottomDialog):
            below = self._panel.size.height + self._footer.size.height
            box.covers = lambda rows: self._page.cover(max(0, rows - below))
        self.app.push_screen(box, answered)

    def _repaint(self, _theme: object) -> None:
        """Draw every row in the colours of another theme."""
        self._redraw()
        for part in (self._header, self._page, self._map, self._panel, self._footer):
            part.refresh()

    def _redraw(self) -> None:
        context, width = self.context, self.size.width
        hint_input = context.hint_input
        words = hint_input.mode in {Mode.HINT, Mode.SPLIT} if hint_input else False
        self._page.show(
            context.session,
            hint_input.letters if hint_input and words else {},
            hint_input.typed if hint_input else "",
            relations.letters(context),
        )
        rows = panel.rows(context, width, self.size.height)
        if rows != self._panel_rows:
            self._panel.styles.height = self._panel_rows = rows
        self._header.put(panel.header(context, width))
        self._map.put(*panel.minimap(context, self._states(), self._map.size.height))
        self._panel.put(*panel.lines(context, width, rows))
        self._footer.put(panel.footer(context, width))
        self._look_again()

    def _states(self) -> list[minimap.SentenceState]:
        """The states of the sentences, worked out anew when anything was decided."""
        session = self.context.session
        if self._mapped[0] is not session.judgements:
            self._mapped = (session.judgements, minimap.states(session))
        return self._mapped[1]

    def _look_again(self) -> None:
        """Soon, where a search is still under way."""
        search_state = self.context.controller.search_state
        waiting = search_state.queue and not search_state.queue.hits.complete
        if (
            waiting or (search_state.browsed is not None and not search_state.browsed.complete)
        ) and self.is_current:
            self.set_timer(_SOON, self._redraw)
