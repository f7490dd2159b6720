"""The screen of the app: one sentence at a time with its marks, and the selected mark's panel.

A key press runs its action of the key table, and the screen is drawn again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult
from textual.containers import Horizontal

from annotator.tui import minimap, panel, styles
from annotator.tui.actions import mouse_actions
from annotator.tui.actions.key_table import READING_TOPICS
from annotator.tui.actions.relations import mark_letters
from annotator.tui.context import Context
from annotator.tui.input_queue import KeyPress
from annotator.tui.keymap import Keymap, Mode, shown
from annotator.tui.layout import MINIMAP_COLUMNS, column_widths
from annotator.tui.panel import PANEL_ROWS
from annotator.tui.screens.app_page import Page, PageHost
from annotator.tui.side_panel import SidePanel
from annotator.tui.widgets.document_view import DocumentView
from annotator.tui.widgets.text_rows import TextRows
from annotator.workflow.controller import Controller

if TYPE_CHECKING:
    from annotator.tui.dialogs import Dialog

_SEARCH_REFRESH = 0.1
"""Seconds after which the screen is drawn again while a search runs."""


class AnnotateScreen(Page):
    """Header, document with minimap, panel and footer; the user interface of actions."""

    DEFAULT_CSS = """
    AnnotateScreen { layout: vertical; background: $background; }
    AnnotateScreen Horizontal { height: 1fr; }
    AnnotateScreen DocumentView { height: 100%; }
    """

    context: Context

    def __init__(self, controller: Controller, keymap: Keymap, host: PageHost) -> None:
        super().__init__(controller, host)
        self.context = Context(controller, keymap, self)
        self._header = TextRows()
        self._document = DocumentView()
        self._minimap_rows = TextRows(ground=styles.BACKGROUND)
        self._minimap = minimap.Minimap()
        self._side = SidePanel()
        self._panel_rows = PANEL_ROWS
        self._panel = TextRows(rows=PANEL_ROWS, ground=styles.BACKGROUND)
        self._footer = TextRows()

    def compose(self) -> ComposeResult:
        """Header, document with its minimap on the right, panel, footer."""
        yield self._header
        with Horizontal():
            yield self._document
            yield self._minimap_rows
            yield self._side
        yield self._panel
        yield self._footer

    def on_mount(self) -> None:
        """Show the sentence where the annotator stopped, and what is new."""
        self.context.attempt(self.context.add_news)
        self._minimap_rows.styles.width = MINIMAP_COLUMNS
        self._minimap_rows.styles.height = self._side.styles.height = "100%"
        self._arrange()
        self.redraw()

    def on_resize(self) -> None:
        """Give a low terminal more of the document and less panel, a wide one the details."""
        self._arrange()
        self.redraw()

    def _arrange(self) -> None:
        document, self._side_columns = column_widths(self.size.width)
        self._document.styles.width, self._side.styles.width = document, self._side_columns

    def on_screen_resume(self) -> None:
        """Show what a dialog changed."""
        if self._header.is_mounted:
            self.redraw()

    def on_unmount(self) -> None:
        """Stop the running search."""
        self.context.controller.search_state.stop()

    # ------------------------------------------------------------------ input

    def may_record(self, key: KeyPress) -> bool:
        """False for keys that move, select or show something."""
        action = self.context.keymap.resolve(key.key_name, self.context.mode)
        if action is None:
            return self.context.hint_input is not None
        return action.group not in READING_TOPICS

    def press(self, key: KeyPress) -> None:
        """Run the key's action; if it may record something that is out of sight, go back first."""
        if self._document.is_away and self.may_record(key):
            self.context.message = f"back at the sentence: {shown(key.key_name)} again does it"
        else:
            self.context.press(key.key_name)
        self.context.controller.save_bookmark()
        self.redraw()

    def on_document_view_dragged(self, event: DocumentView.Dragged) -> None:
        """Select what the mouse was dragged over."""
        self.context.message = self.context.last_action = ""
        self.context.attempt(lambda: mouse_actions.drag(self.context, event.drag, done=event.done))
        self.redraw()

    def on_document_view_clicked(self, event: DocumentView.Clicked) -> None:
        """Select the mark, or go to the sentence, that was clicked."""
        self.context.message = self.context.last_action = ""
        self.context.attempt(lambda: mouse_actions.click(self.context, event.spot))
        self.redraw()

    # ------------------------------------------------------------------ for actions

    def dialog_opens(self, dialog: Dialog[Any]) -> None:
        """Keep the current sentence above a dialog at the bottom."""
        from annotator.tui.dialogs import BottomDialog  # noqa: PLC0415 - not at start

        if isinstance(dialog, BottomDialog):
            below = self._panel.size.height + self._footer.size.height
            dialog.covers = lambda rows: self._document.cover(max(0, rows - below))

    def dialog_closed(self) -> None:
        """Use the rows that the dialog covered."""
        self._document.cover(0)

    # ------------------------------------------------------------------ drawing

    def repaint(self) -> None:
        """Draw every row in the colours of another theme, or with other signs."""
        self.redraw()
        rows = (self._header, self._minimap_rows, self._side, self._panel, self._footer)
        for widget in (self._document, *rows):
            widget.refresh()

    def redraw(self) -> None:
        """Draw what changed."""
        context, width = self.context, self.size.width
        hints = context.hint_input
        over_words = hints.mode in {Mode.HINT, Mode.SPLIT} if hints else False
        self._document.show(
            context.session,
            hints.letters if hints and over_words else {},
            hints.typed if hints else "",
            mark_letters(context),
            theme=self.app.theme,
        )
        rows = panel.rows(context, width, self.size.height)
        if rows != self._panel_rows:
            self._panel.styles.height = self._panel_rows = rows
        self._header.put(panel.header(context, width))
        height = self._minimap_rows.size.height
        self._minimap_rows.put(*panel.minimap(context, self._minimap, height))
        self._side.show(context, self._side_columns)
        self._panel.put(*panel.lines(context, width, rows))
        self._footer.put(panel.footer(context, width))
        self._redraw_while_searching()

    def _redraw_while_searching(self) -> None:
        """Draw the counts again soon if a search is still running."""
        state = self.context.controller.search_state
        shown = (state.queue.results if state.queue else None, state.browsed)
        if self.is_current and any(one is not None and not one.complete for one in shown):
            self.set_timer(_SEARCH_REFRESH, self.redraw)
