"""The page: context, the sentence in focus, its marks as lanes. One widget, drawn line by line.

What the mouse does on it goes up as messages: the page selects nothing itself.

A step redraws only the rows that changed: Textual itself repaints whole regions.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from rich.segment import Segment
from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from annotator.annotations.session import MarkKey, Session
from annotator.model import BlockKind, Document, Span
from annotator.tui import sentence_marks
from annotator.tui.layout import GUTTER, MOST_COLUMNS, Row, RowKind, lanes, wrap
from annotator.tui.mouse import MouseDrag, Spot, nearest, spot
from annotator.tui.renderer import Renderer, shown_text
from annotator.tui.styles import style

WHEEL_ROWS = 3


class DocumentView(Widget, can_focus=False):
    """Shows a session. Attributes down: `show` is told everything, the widget asks nobody."""

    ALLOW_SELECT = False
    DEFAULT_CSS = "DocumentView { height: 1fr; }"

    @dataclass
    class Dragged(Message):
        """The mouse was drawn from one spot to another. done: and let go."""

        grip: MouseDrag
        done: bool

    @dataclass
    class Clicked(Message):
        """The mouse was pressed and let go at one spot."""

        spot: Spot

    def __init__(self) -> None:
        super().__init__()
        self._session: Session | None = None
        self._hints: Mapping[str, Span] = {}
        self._lettered: list[int] = []
        self._letters: Mapping[MarkKey, str] = {}
        self._typed = ""
        self._top = 0
        self._covered = 0
        self._roles: list[sentence_marks.Named] = []
        self._drawn: list[Row] = []
        self._grip: MouseDrag | None = None
        self._place: tuple[str, int, int] | None = None
        self._strips: list[Strip] = []
        self._wrapped: dict[tuple[str, int, int], list[tuple[int, int]]] = {}

    def show(
        self,
        session: Session,
        hints: Mapping[str, Span],
        typed: str,
        letters: Mapping[MarkKey, str] = MappingProxyType({}),
    ) -> None:
        """Draw this; only rows that differ from what is on screen are sent.

        hints: words by the keys that name them. letters: the keys that name marks.
        """
        self._session, self._hints, self._typed = session, hints, typed
        self._letters = letters
        self._lettered = sorted(word.start for word in hints.values())
        self._redraw(follow=self._grip is None)

    def cover(self, rows: int) -> None:
        """Keep the sentence in focus above so many rows at the foot, which a box covers."""
        if rows != self._covered:
            self._covered = rows
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

    # ------------------------------------------------------------------ the mouse

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Hold the mouse until it is let go."""
        at = spot(self._drawn, self._shown, event.x, event.y)
        if at and event.button == 1:
            freed = _frees(event)
            self._grip = MouseDrag(at, at, exact=freed, drags=freed)
            self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Tell of each character that a drag reaches."""
        grip = self._grip
        at = nearest(self._drawn, self._shown, event.x, event.y) if grip else None
        if grip and at and at.span != grip.other.span:
            self._grip = grip.to(at, exact=_frees(event))
            self.post_message(self.Dragged(self._grip, done=False))

    def on_mouse_up(self, _event: events.MouseUp) -> None:
        """Tell where the mouse was let go: a drag is done, or it was a click."""
        grip, self._grip = self._grip, None
        self.release_mouse()
        if grip:
            dragged = self.Dragged(grip, done=True)
            self.post_message(dragged if grip.drags else self.Clicked(grip.one))

    def on_click(self, event: events.Click) -> None:
        """A second click at once selects the word."""
        at = spot(self._drawn, self._shown, event.x, event.y)
        if at and event.chain == 2:
            self.post_message(self.Dragged(MouseDrag(at, at), done=True))

    def on_mouse_scroll_down(self) -> None:
        """Look further on; the next key goes back to the sentence in focus."""
        self._look(WHEEL_ROWS)

    def on_mouse_scroll_up(self) -> None:
        """Look further back."""
        self._look(-WHEEL_ROWS)

    def _look(self, rows: int) -> None:
        self._top += rows
        self._redraw(follow=False)

    @property
    def _shown(self) -> str:
        return shown_text(self._session.document) if self._session else ""

    # ------------------------------------------------------------------ rows

    def _redraw(self, *, follow: bool = True) -> None:
        width, height = self.size
        if self._session is None or not width or not height:
            return
        self._roles = sentence_marks.roles(self._session)
        rows = self._rows(self._session)
        seen = max(1, height - self._covered)
        if follow:
            self._follow(rows, seen)
        self._top = max(0, min(self._top, len(rows) - seen))
        before = self._strips
        painter = Renderer(self._session, self._hints, self._typed, width)
        self._drawn = rows[self._top : self._top + height]
        self._strips = [painter.strip(row) for row in self._drawn]
        changed = self._changed(before, width, height)
        if changed:
            self.refresh(*changed)

    def _changed(self, before: list[Strip], width: int, height: int) -> list[Region]:
        """The runs of rows that are not what they were."""
        rows = [y for y in range(height) if before[y : y + 1] != self._strips[y : y + 1]]
        return [Region(0, y, width, 1) for y in rows]

    @property
    def _columns(self) -> int:
        return max(8, min(MOST_COLUMNS, self.size.width - GUTTER - 1))

    def _rows(self, session: Session) -> list[Row]:
        document = session.document
        rows: list[Row] = []
        position = 0
        for block in document.blocks:
            rows.append(Row(RowKind.BLANK))
            if block.kind is not BlockKind.PARAGRAPH:
                kind = RowKind.TITLE if block.kind is BlockKind.TITLE else RowKind.BOILERPLATE
                rows.extend(Row(kind, *part) for part in self._wrap(document, block.span))
            while (
                position < len(document.sentences)
                and document.sentences[position].start < block.span.end
            ):
                rows.extend(self._sentence_rows(session, position))
                position += 1
        return rows[1:]

    def _sentence_rows(self, session: Session, position: int) -> list[Row]:
        """The rows of a sentence; in focus, with a spare one for letters above each of text.

        So nothing moves when they appear. Without it where the sentence is long for the page.
        """
        sentence = session.document.sentences[position]
        parts = self._wrap(session.document, sentence)
        spare = position == session.position and len(parts) * 3 <= self.size.height
        near = position == session.position or bool(self._letters)
        marks = sentence_marks.marks(session, position, self._letters) if near else []
        roles = [one for one in self._roles if one[0].span.overlaps(sentence)]
        rows: list[Row] = []
        for start, end in parts:
            if spare or bisect_left(self._lettered, start) < bisect_left(self._lettered, end):
                rows.append(Row(RowKind.HINT, start, end, position))
            rows.append(Row(RowKind.TEXT, start, end, position, first=start == sentence.start))
            packed = [
                lane
                for named in (marks, roles)
                for lane in (lanes(self._shown, start, end, named, self._columns) if named else [])
            ]
            rows.extend(Row(RowKind.LANE, start, end, position, tags=lane) for lane in packed)
        return rows

    def _wrap(self, document: Document, span: Span) -> list[tuple[int, int]]:
        key = (document.uid, span.start, span.end)
        if key not in self._wrapped:
            shown = shown_text(document)
            self._wrapped[key] = wrap(shown, span.start, span.end, self._columns)
        return self._wrapped[key]

    def _follow(self, rows: list[Row], height: int) -> None:
        """Keep the sentence in focus in view, and still as long as it stays in the middle.

        With it the letters of the next one, and how far a selection goes.
        """
        session = self._session
        if session is None:
            return
        focus = [y for y, row in enumerate(rows) if row.sentence == session.position]
        first, last = (focus[0], focus[-1] + 1) if focus else (0, 1)
        if last - first > height:
            first, last = self._active_rows(rows, first)
        first, last = self._with_selection(rows, (first, last), height)
        place = (session.document.uid, *self.size)
        still = self._place == place and self._top + 1 <= first and last < self._top + height
        self._place = place
        if not still:
            self._top = min(first, max(first - height // 4, last + 1 - height))

    def _with_selection(
        self, rows: list[Row], focus: tuple[int, int], height: int
    ) -> tuple[int, int]:
        """The rows in focus with those of letters and selection: all, or the end in hand."""
        selection = self._session.selection if self._session else None
        span = selection.span if selection else None
        lettered = range(focus[1], focus[1] + height)
        chosen = [
            y
            for y, row in enumerate(rows)
            if (row.kind is RowKind.HINT and y in lettered) or _on(row, span)
        ]
        if not chosen:
            return focus
        first, last = min(focus[0], chosen[0]), max(focus[1], chosen[-1] + 1)
        if last - first < height:
            return first, last
        if selection is None:
            return focus
        hand = chosen[0] if selection.at_start else chosen[-1]
        return hand, hand + 1

    def _active_rows(self, rows: list[Row], first: int) -> tuple[int, int]:
        """The rows of the mark in hand, where a sentence is taller than the screen."""
        active = self._session.active if self._session else None
        for y, row in enumerate(rows):
            if any(tag.mark.key == active for tag in row.tags):
                return max(first, y - 1), y + 1
        return first, first + 1


def _on(row: Row, span: Span | None) -> bool:
    """Whether any of a span's text is on a row."""
    if span is None or row.kind is not RowKind.TEXT:
        return False
    return row.start < span.end and span.start < row.end


def _frees(event: events.MouseEvent) -> bool:
    """Whether the mouse is freed from whole words; shift is the terminal's own."""
    return event.ctrl or event.meta
