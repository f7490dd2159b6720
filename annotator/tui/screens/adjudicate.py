"""The screen of adjudication: a sentence with what each annotator marked, and what gold holds.

Documents are compared in short steps while no key waits.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import Horizontal

from annotator.errors import AnnotatorError
from annotator.tui import styles
from annotator.tui.adjudication import details, frame
from annotator.tui.adjudication.actions import KEYMAP, READING, go_on, nothing_left
from annotator.tui.adjudication.context import AdjudicationContext
from annotator.tui.adjudication.edit_gold import edit_keymap, gold_controller
from annotator.tui.adjudication.lanes import SentenceText
from annotator.tui.input_queue import KeyPress
from annotator.tui.keymap import Keymap, Mode
from annotator.tui.layout import WIDE
from annotator.tui.screens.annotate import AnnotateScreen
from annotator.tui.screens.app_page import Page, PageHost
from annotator.tui.styles import style
from annotator.tui.widgets.text_rows import Line, TextRows
from annotator.workflow.adjudication import Adjudication

_SLICE = 0.1
"""Seconds between steps of what is done while no key waits."""

_PAINT = 0.5
"""Seconds in which the screen is drawn first."""

_PAUSE = 0.15
"""Seconds without a key before such a step."""

_TEXT_SHARE = 0.575
"""The share of the width for the text, on a wide screen."""

_MARGIN = 3
_LOW, _MIDDLE, _HIGH = 16, 30, 40  # rows of the screen


class AdjudicateScreen(Page):
    """Header, text with lanes, panel, message and footer; the user interface of actions."""

    DEFAULT_CSS = """
    AdjudicateScreen { layout: vertical; background: $background; }
    AdjudicateScreen Horizontal { height: 1fr; }
    """

    context: AdjudicationContext

    def __init__(self, work: Adjudication, host: PageHost, keymap: Keymap = KEYMAP) -> None:
        super().__init__(work, host)
        self.work = work
        self.context = AdjudicationContext(work, keymap, self)
        self._header = TextRows()
        self._text = TextRows(ground=styles.BACKGROUND)
        self._side = TextRows(ground=styles.BACKGROUND)
        self._low = TextRows(ground=styles.BACKGROUND)
        self._message = TextRows(ground=styles.BACKGROUND)
        self._footer = TextRows()
        self._last_key_at = 0.0

    def compose(self) -> ComposeResult:
        """Header, text with the panel beside or below it, message, footer."""
        yield self._header
        with Horizontal():
            yield self._text
            yield self._side
        yield self._low
        yield self._message
        yield self._footer

    def on_mount(self) -> None:
        """Show the first sentence, and go on comparing."""
        super().on_mount()
        self._text.styles.height = self._side.styles.height = "100%"
        self._arrange()
        self.redraw()
        self._last_key_at = time.monotonic() + _PAINT
        self.set_interval(_SLICE, self._use_idle_time)

    def on_resize(self) -> None:
        """Arrange text and panel for the new size."""
        self._arrange()
        self.redraw()

    def on_screen_resume(self) -> None:
        """Show what a dialog, or another page, changed."""
        if self._header.is_mounted:
            self.redraw()

    # ------------------------------------------------------------------ input

    def may_record(self, key: KeyPress) -> bool:
        """False for keys that move or show something."""
        action = self.context.keymap.resolve(key.key_name, Mode.ADJUDICATE)
        return action is not None and action.id not in READING

    def press(self, key: KeyPress) -> None:
        """Run the key's action."""
        self._last_key_at = time.monotonic()
        self.context.press(key.key_name)
        self.redraw()

    def edit_gold(self, uids: tuple[str, ...], then: Callable[[], None]) -> None:
        """Let the lead annotate gold at the current sentence, from one of these; then go on."""
        controller = gold_controller(self.work, uids)
        page = AnnotateScreen(controller, edit_keymap(self.work), self.host)
        page.then = then
        self.host.open_page(page)

    # ------------------------------------------------------------------ idle time

    def _use_idle_time(self) -> None:
        """Compare a few documents, or read how others were settled; never between keys."""
        if not self.is_current or time.monotonic() - self._last_key_at < _PAUSE:
            return
        try:
            self._take_step()
        except AnnotatorError:
            return  # another program writes: later

    def _take_step(self) -> None:
        work = self.work
        if work.queue.documents_to_compare():
            work.compare_some()
            if go_on(self.context):
                self.context.message = ""
            elif not work.sentence or not work.sentence.is_open:
                self.context.message = nothing_left(self.context)
            self.redraw()
        elif work.earlier.read_one():
            self._redraw_low()

    # ------------------------------------------------------------------ drawing

    def repaint(self) -> None:
        """Draw every row in the colours of another theme."""
        self.redraw()
        for widget in (self._header, self._text, self._side, self._low, self._message):
            widget.refresh()
        self._footer.refresh()

    def _arrange(self) -> None:
        """Share the screen out."""
        width, height = self.size
        self._is_wide = width >= WIDE
        self._text_columns = int(width * _TEXT_SHARE) if self._is_wide else width
        self._text.styles.width = self._text_columns
        self._side.styles.width = width - self._text_columns
        self._low_rows = 0 if self._is_wide else _panel_rows(height)
        self._low.styles.height = self._low_rows
        self._low.display = not self._is_wide
        self._side.display = self._is_wide

    def redraw(self) -> None:
        """Draw what changed."""
        if not self._header.is_mounted or not self.size.width:
            return
        context, width = self.context, self.size.width
        self._header.put(frame.header(context, width))
        self._footer.put(frame.footer(context, width))
        message = frame.message(context, width - 2)
        self._message.put([(f" {message}", style(styles.ACCENT))])
        rows = max(1, self.size.height - 3 - self._low_rows)
        self._text.put(*self._text_lines(rows))
        if self._is_wide:
            room = width - self._text_columns - _MARGIN - 1
            edge: Line = [("│" + " " * (_MARGIN - 1), style(styles.FAINT))]
            made = details.side_lines(context, room, rows)
            made = [*made, *([()] * (rows - len(made)))]
            self._side.put(*([*edge, *one] for one in made))
        else:
            self._low.put(*self._low_lines(width))

    def _redraw_low(self) -> None:
        self._text.put(*self._text_lines(max(1, self.size.height - 3 - self._low_rows)))

    def _low_lines(self, width: int) -> list[Line]:
        if self._low_rows < 5:
            return details.low_lines(self.context, width, self._low_rows)
        rule: Line = [("─" * width, style(styles.FAINT))]
        return [rule, *details.low_lines(self.context, width, self._low_rows - 1)]

    def _text_lines(self, rows: int) -> list[Line]:
        work, columns = self.work, self._text_columns
        if work.document is None or work.sentence is None:
            return [(), *details.paragraph(f"   {work.nothing_open()}", columns, 3, styles.TEXT)]
        below = self._below_lines(columns, rows)
        text = SentenceText(work, work.document, work.sentence, columns, rows - len(below))
        shown = [text.line(row) for row in text.rows()]
        blank: list[Line] = [()] * max(0, rows - len(below) - len(shown))
        return [*shown, *blank, *below]

    def _below_lines(self, columns: int, rows: int) -> list[Line]:
        """The definitions of the labels, and what was settled before, below the text."""
        if rows < _MIDDLE:
            return []
        room = columns - 12
        made = details.label_lines(self.work, room)
        before = details.before_lines(self.context, room, 3)
        if not made and not before:
            return []
        gap: list[Line] = [()] if made and before else []
        rule: Line = [("─" * room, style(styles.FAINT))]
        every = [rule, (), *made, *gap, *before, ()][: rows // 3]
        return [[("         ", style()), *one] for one in every]


def _panel_rows(height: int) -> int:
    """Rows of the panel below the text."""
    if height < _LOW:
        return 4
    if height < _MIDDLE:
        return 9
    return 13 if height < _HIGH else 17
