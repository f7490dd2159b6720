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
from annotator.tui.context import Stage, Terminal
from annotator.tui.dialogs.bottom_dialog import FootBox
from annotator.tui.keyboard import name_of
from annotator.tui.panel import PANEL_ROWS
from annotator.tui.widgets.document_view import PageView
from annotator.tui.widgets.rows import Bar
from annotator.workflow.controller import Desk

_SOON = 0.1  # seconds


class Stepping(Screen[None]):
    """What an annotator looks at all day."""

    DEFAULT_CSS = """
    Stepping { layout: vertical; background: $background; }
    Stepping Horizontal { height: 1fr; }
    Stepping PageView { width: 1fr; height: 100%; }
    """

    def __init__(self, desk: Desk, keymap: Keymap, terminal: Terminal) -> None:
        super().__init__()
        self.stage = Stage(
            desk,
            keymap,
            push=self._push,
            do=self._do,
            leave=self._leave,
            terminal=terminal,
            clock=time.monotonic,
        )
        self.stage.told = desk.finder.greeting
        self._header = Bar()
        self._page = PageView()
        self._map = Bar(ground=styles.BACKGROUND)
        self._mapped: tuple[object, list[minimap.State]] = (None, [])
        self._panel_rows = PANEL_ROWS
        self._panel = Bar(rows=PANEL_ROWS, ground=styles.BACKGROUND)
        self._footer = Bar()

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
        self.stage.desk.finder.stop()

    def on_key(self, event: events.Key) -> None:
        """Find the key's action in the table and do it.

        A key that was pressed before the box that it is meant for had come up goes to the box.
        """
        if self.app.screen is not self:
            event.stop()
            event.prevent_default()
            self.app.screen.post_message(events.Key(event.key, event.character))
        elif self.stage.press(name_of(event)):
            self.stage.desk.keep_place()
            event.stop()
            event.prevent_default()
            self._redraw()

    def on_page_view_dragged(self, drawn: PageView.Dragged) -> None:
        """Select what the mouse was drawn over."""
        self.stage.told = ""
        mouse.drag(self.stage, drawn.grip, done=drawn.done)
        self._redraw()

    def on_page_view_clicked(self, clicked: PageView.Clicked) -> None:
        """Take in hand, or go to, what was clicked."""
        self.stage.told = ""
        mouse.click(self.stage, clicked.spot)
        self._redraw()

    def _do(self, action: str, key: str) -> None:
        DO[action](self.stage, key)

    def _leave(self) -> None:
        self.app.exit()

    def _push(self, box: Screen[Any], then: Callable[[Any], None]) -> None:
        def answered(answer: Any) -> None:
            self._page.cover(0)
            then(answer)
            self._redraw()

        if isinstance(box, FootBox):
            below = self._panel.size.height + self._footer.size.height
            box.covers = lambda rows: self._page.cover(max(0, rows - below))
        self.app.push_screen(box, answered)

    def _repaint(self, _theme: object) -> None:
        """Draw every row in the colours of another theme."""
        self._redraw()
        for part in (self._header, self._page, self._map, self._panel, self._footer):
            part.refresh()

    def _redraw(self) -> None:
        stage, width = self.stage, self.size.width
        hinting = stage.hinting
        words = hinting.mode in {Mode.HINT, Mode.SPLIT} if hinting else False
        self._page.show(
            stage.session,
            hinting.letters if hinting and words else {},
            hinting.typed if hinting else "",
            relations.letters(stage),
        )
        rows = panel.rows(stage, width, self.size.height)
        if rows != self._panel_rows:
            self._panel.styles.height = self._panel_rows = rows
        self._header.put(panel.header(stage, width))
        self._map.put(*panel.minimap(stage, self._states(), self._map.size.height))
        self._panel.put(*panel.lines(stage, width, rows))
        self._footer.put(panel.footer(stage, width))
        self._look_again()

    def _states(self) -> list[minimap.State]:
        """The states of the sentences, worked out anew when anything was decided."""
        session = self.stage.session
        if self._mapped[0] is not session.judgements:
            self._mapped = (session.judgements, minimap.states(session))
        return self._mapped[1]

    def _look_again(self) -> None:
        """Soon, where a search is still under way."""
        finder = self.stage.desk.finder
        waiting = finder.queue and not finder.queue.hits.complete
        if (
            waiting or (finder.trail is not None and not finder.trail.complete)
        ) and self.is_current:
            self.set_timer(_SOON, self._redraw)
