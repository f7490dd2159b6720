"""The page: context, the sentence in focus, its marks as lanes. One widget, drawn line by line.

A step redraws only the rows that changed: Textual itself repaints whole regions.
"""

from __future__ import annotations

from collections.abc import Mapping

from rich.segment import Segment
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from annotator.model import BlockKind, Document, Span
from annotator.session import Session
from annotator.tui.layout import (
    GUTTER,
    MOST_COLUMNS,
    Row,
    RowKind,
    lanes,
    wrap,
)
from annotator.tui.looks import style
from annotator.tui.painting import Painter, shown_text, tag_name


class PageView(Widget, can_focus=False):
    """Shows a session. Attributes down: `show` is told everything, the widget asks nobody."""

    ALLOW_SELECT = False
    DEFAULT_CSS = "PageView { height: 1fr; }"

    def __init__(self) -> None:
        super().__init__()
        self._session: Session | None = None
        self._hints: Mapping[str, Span] = {}
        self._typed = ""
        self._top = 0
        self._place: tuple[str, int, int] | None = None
        self._strips: list[Strip] = []
        self._wrapped: dict[tuple[str, int, int], list[tuple[int, int]]] = {}

    def show(self, session: Session, hints: Mapping[str, Span], typed: str) -> None:
        """Draw this; only rows that differ from what is on screen are sent."""
        self._session, self._hints, self._typed = session, hints, typed
        self._redraw()

    def on_resize(self) -> None:
        """Lay everything out anew for the new size."""
        self._wrapped.clear()
        self._place = None
        self._redraw()
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """One row, as laid out by the last `show`."""
        if y < len(self._strips):
            return self._strips[y]
        return Strip([Segment(" " * self.size.width, style())], self.size.width)

    # ------------------------------------------------------------------ rows

    def _redraw(self) -> None:
        width, height = self.size
        if self._session is None or not width or not height:
            return
        rows = self._rows(self._session)
        self._scroll(rows, height)
        before = self._strips
        painter = Painter(self._session, self._hints, self._typed, width)
        self._strips = [painter.strip(row) for row in rows[self._top : self._top + height]]
        changed = self._changed(before, width, height)
        if changed:
            self.refresh(*changed)

    def _changed(self, before: list[Strip], width: int, height: int) -> list[Region]:
        """The runs of rows that are not what they were."""
        rows = [
            y
            for y in range(height)
            if y >= len(before) or y >= len(self._strips) or before[y] != self._strips[y]
        ]
        return [Region(0, y, width, 1) for y in rows]

    @property
    def _columns(self) -> int:
        return max(8, min(MOST_COLUMNS, self.size.width - GUTTER - 2))

    def _rows(self, session: Session) -> list[Row]:
        document = session.document
        rows: list[Row] = []
        position = 0
        for block in document.blocks:
            rows.append(Row(RowKind.BLANK))
            if block.kind is not BlockKind.PARAGRAPH:
                kind = RowKind.TITLE if block.kind is BlockKind.TITLE else RowKind.FURNITURE
                rows.extend(Row(kind, *part) for part in self._wrap(document, block.span))
            while (
                position < len(document.sentences)
                and document.sentences[position].start < block.span.end
            ):
                rows.extend(self._sentence_rows(session, position))
                position += 1
        return rows[1:]

    def _sentence_rows(self, session: Session, position: int) -> list[Row]:
        sentence = session.document.sentences[position]
        parts = self._wrap(session.document, sentence)
        if position != session.position:
            return [
                Row(RowKind.TEXT, *part, position, first=part[0] == sentence.start)
                for part in parts
            ]
        rows: list[Row] = []
        marks = [
            (mark, tag_name(mark, session.label_set, session.active))
            for mark in session.marks(sentence)
        ]
        for part in parts:
            if self._hints:
                rows.append(Row(RowKind.HINT, *part, position))
            rows.append(Row(RowKind.TEXT, *part, position, first=part[0] == sentence.start))
            shown = shown_text(session.document)
            packed = lanes(shown, *part, marks, self._columns)
            rows.extend(Row(RowKind.LANE, *part, position, tags=lane) for lane in packed)
        return rows

    def _wrap(self, document: Document, span: Span) -> list[tuple[int, int]]:
        key = (document.uid, span.start, span.end)
        if key not in self._wrapped:
            shown = shown_text(document)
            self._wrapped[key] = wrap(shown, span.start, span.end, self._columns)
        return self._wrapped[key]

    def _scroll(self, rows: list[Row], height: int) -> None:
        """Keep the sentence in focus in view, and still as long as it stays in the middle."""
        session = self._session
        if session is None:
            return
        focus = [y for y, row in enumerate(rows) if row.sentence == session.position]
        first, last = (focus[0], focus[-1] + 1) if focus else (0, 1)
        if last - first > height:
            first, last = self._active_rows(rows, first)
        place = (session.document.uid, *self.size)
        still = self._place == place and self._top + 1 <= first and last < self._top + height
        self._place = place
        if not still:
            self._top = max(0, min(first - height // 4, last - 1))
        self._top = max(0, min(self._top, len(rows) - height))

    def _active_rows(self, rows: list[Row], first: int) -> tuple[int, int]:
        """The rows of the mark in hand, where a sentence is taller than the screen."""
        active = self._session.active if self._session else None
        for y, row in enumerate(rows):
            if any(tag.mark.key == active for tag in row.tags):
                return max(first, y - 1), y + 1
        return first, first + 1
