"""The screen of the app: one sentence at a time with its marks, and the selected mark's panel.

A key press runs its action of the key table, and the screen is drawn again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import Horizontal

from annotator.safe_text import display
from annotator.tui import minimap, panel, styles
from annotator.tui.actions import mouse_actions
from annotator.tui.actions.key_table import READING_TOPICS
from annotator.tui.actions.relations import mark_letters
from annotator.tui.context import Context
from annotator.tui.input_queue import InputScreen, KeyPress
from annotator.tui.keymap import Keymap, Mode, shown
from annotator.tui.layout import MINIMAP_COLUMNS, column_widths
from annotator.tui.panel import PANEL_ROWS
from annotator.tui.side_panel import SidePanel
from annotator.tui.widgets.document_view import DocumentView
from annotator.tui.widgets.text_rows import TextRows
from annotator.workflow import messages
from annotator.workflow.controller import Controller

if TYPE_CHECKING:
    from annotator.tui.dialogs import Dialog

Answer = TypeVar("Answer")

_SEARCH_REFRESH = 0.1
"""Seconds after which the screen is drawn again while a search runs."""


_ALERT_SECONDS = 20.0


class AnnotateScreen(InputScreen[None]):
    """Header, document with minimap, panel and footer; the user interface of actions."""

    DEFAULT_CSS = """
    AnnotateScreen { layout: vertical; background: $background; }
    AnnotateScreen Horizontal { height: 1fr; }
    AnnotateScreen DocumentView { height: 100%; }
    """

    def __init__(
        self,
        controller: Controller,
        keymap: Keymap,
        drop_input: Callable[[], None] = lambda: None,
        draw_plain_emoji: Callable[[bool], None] = lambda _: None,
    ) -> None:
        """drop_input: drops what was typed ahead. draw_plain_emoji: lets the app do so, or not."""
        super().__init__()
        self.context = Context(controller, keymap, self)
        self._drop_input, self._draw_plain_emoji = drop_input, draw_plain_emoji
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
        """Show the sentence where the annotator stopped."""
        self.app.theme_changed_signal.subscribe(self, self._repaint)
        self._minimap_rows.styles.width = MINIMAP_COLUMNS
        self._minimap_rows.styles.height = self._side.styles.height = "100%"
        self._arrange()
        self._redraw()

    def on_resize(self) -> None:
        """Give a low terminal more of the document and less panel, a wide one the details."""
        self._arrange()
        self._redraw()

    def _arrange(self) -> None:
        document, self._side_columns = column_widths(self.size.width)
        self._document.styles.width, self._side.styles.width = document, self._side_columns

    def on_screen_resume(self) -> None:
        """Show what a dialog changed."""
        if self._header.is_mounted:
            self._redraw()

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

    def say(self, message: str) -> None:
        """Show a message that is not about a key pressed on this page."""
        self.context.message = message
        self._redraw()
        self.alert(message)

    def press(self, key: KeyPress) -> None:
        """Run the key's action; if it may record something that is out of sight, go back first."""
        if self._document.is_away and self.may_record(key):
            self.context.message = f"back at the sentence: {shown(key.key_name)} again does it"
        else:
            self.context.press(key.key_name)
        self.context.controller.save_bookmark()
        self._redraw()

    def attempt(self, step: Callable[[], None]) -> None:
        """Do what input does, here or in a dialog; show why if it cannot be done."""
        if not self.context.attempt(step):
            self._redraw()

    def on_document_view_dragged(self, event: DocumentView.Dragged) -> None:
        """Select what the mouse was dragged over."""
        self.context.message = self.context.last_action = ""
        self.context.attempt(lambda: mouse_actions.drag(self.context, event.drag, done=event.done))
        self._redraw()

    def on_document_view_clicked(self, event: DocumentView.Clicked) -> None:
        """Select the mark, or go to the sentence, that was clicked."""
        self.context.message = self.context.last_action = ""
        self.context.attempt(lambda: mouse_actions.click(self.context, event.spot))
        self._redraw()

    # ------------------------------------------------------------------ for actions

    def show_dialog(self, dialog: Dialog[Answer], then: Callable[[Answer | None], None]) -> None:
        """Show a dialog; call `then` with its answer, None if it was left without one."""
        from annotator.tui.dialogs import BottomDialog  # noqa: PLC0415 - not at start

        def closed(answer: Answer | None) -> None:
            self._document.cover(0)
            self.context.note_key(dialog.last_key)
            self.context.attempt(lambda: then(answer))
            self._redraw()

        if isinstance(dialog, BottomDialog):
            below = self._panel.size.height + self._footer.size.height
            dialog.covers = lambda rows: self._document.cover(max(0, rows - below))
        dialog.show(self.app, closed)

    def copy(self, text: str) -> str:
        """Copy a text to the terminal's clipboard; returns what was done, in words."""
        self.app.copy_to_clipboard(text)
        return f"copied {messages.quoted(text, 0, len(text))}"

    def use_theme(self, name: str) -> str:
        """Use a theme, now and next time; returns what was done, in words."""
        if self.app.no_color:
            return "NO_COLOR is set: no theme has colours"
        self.context.controller.set_preference("theme", name)
        self.app.theme = name
        return f"theme: {name}"

    def set_plain_emoji(self, *, enabled: bool) -> str:
        """Draw emoji as plain signs, or as they are; returns what was done, in words."""
        self.context.controller.set_preference("pictures", "plain" if enabled else "drawn")
        self._draw_plain_emoji(enabled)
        self._repaint(None)
        return f"emoji: {'as plain signs' if enabled else 'as pictures'}"

    def quit(self) -> None:
        """End the app."""
        self.app.exit()

    def drop_input(self) -> None:
        """Drop what was typed ahead."""
        self._drop_input()

    def alert(self, message: str) -> None:
        """Show a message in a toast, too, if a dialog hides the panel or it is too narrow."""
        shown = display(message)
        if self.app.screen is not self or cell_len(shown) > self.size.width - 2:
            self.app.clear_notifications()
            self.app.notify(shown, severity="warning", timeout=_ALERT_SECONDS, markup=False)

    # ------------------------------------------------------------------ drawing

    def _repaint(self, _theme: object) -> None:
        """Draw every row in the colours of another theme, or with other signs."""
        self._redraw()
        rows = (self._header, self._minimap_rows, self._side, self._panel, self._footer)
        for widget in (self._document, *rows):
            widget.refresh()

    def _redraw(self) -> None:
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
            self.set_timer(_SEARCH_REFRESH, self._redraw)
