"""The view of a document: its text, the current sentence, marks in lanes. Drawn line by line.

Mouse events go up as messages: the view changes nothing itself. What a click and a drag do is in
annotator.tui.actions.mouse_actions.

A redraw lays out only the rows on the screen and those up to the current sentence and the
selection, and refreshes only the rows that changed: Textual itself repaints whole regions.
"""

from __future__ import annotations

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
from annotator.model import Span
from annotator.tui import styles
from annotator.tui.layout import MOST_COLUMNS, Row, RowKind, Spot, gutter, nearest, spot
from annotator.tui.renderer import Renderer, shown_text
from annotator.tui.styles import style
from annotator.tui.themes import DARK
from annotator.tui.widgets.document_rows import Anchor, DocumentItems, DocumentRows, Place, Wrapped

WHEEL_ROWS = 3


@dataclass(frozen=True, slots=True)
class MouseDrag:
    """Where a mouse button was pressed, and where the mouse is now.

    exact: True to select characters, not whole words. moved: False for a click so far.
    """

    start: Spot
    end: Spot
    exact: bool = False
    moved: bool = False

    def to(self, end: Spot, *, exact: bool) -> MouseDrag:
        """The drag moved on to another spot; once exact it stays so."""
        return MouseDrag(self.start, end, self.exact or exact, moved=True)


class DocumentView(Widget, can_focus=False):
    """Shows a session. Attributes down: `show` is given everything it draws."""

    ALLOW_SELECT = False
    DEFAULT_CSS = "DocumentView { height: 1fr; }"

    @dataclass
    class Dragged(Message):
        """The mouse was dragged. done: its button was released."""

        drag: MouseDrag
        done: bool

    @dataclass
    class Clicked(Message):
        """The mouse was pressed and released at one spot."""

        spot: Spot

    def __init__(self) -> None:
        super().__init__()
        self._session: Session | None = None
        self._hints: Mapping[str, Span] = {}
        self._words: list[int] = []
        self._letters: Mapping[MarkKey, str] = {}
        self._typed = ""
        self._theme = DARK.name
        self._top = Anchor()
        self._covered = 0
        self._is_scrolled = False
        self._drawn: list[Row] = []
        self._drag: MouseDrag | None = None
        self._followed: tuple[str, int, int] | None = None
        self._strips: list[Strip] = []
        self._kept: dict[tuple[RowKind, int, int, int, str], Strip] = {}
        self._kept_for: tuple[object, ...] = ()
        self._items: DocumentItems | None = None
        self._wrapped: Wrapped = {}

    def show(
        self,
        session: Session,
        hints: Mapping[str, Span],
        typed: str,
        letters: Mapping[MarkKey, str] = MappingProxyType({}),
        *,
        theme: str = DARK.name,
    ) -> None:
        """Draw a session; only rows that differ from those on the screen are refreshed.

        hints: words by the keys that select them, of which `typed` are typed.
        letters: the keys that name marks. theme: the name of one.
        """
        if self._session is None or session.document.uid != self._session.document.uid:
            self._wrapped.clear()
            self._top = Anchor()
        self._session, self._hints, self._typed = session, hints, typed
        self._letters, self._theme = letters, theme
        self._words = sorted(word.start for word in hints.values())
        self._redraw(follow=self._drag is None)

    @property
    def is_away(self) -> bool:
        """True if the mouse wheel moved the selected mark, or the sentence, out of sight."""
        session = self._session
        if session is None or not self._is_scrolled:
            return False
        mark = session.selected_mark
        span = mark.span if mark else session.sentence
        seen = self._drawn[: max(1, self.size.height - self._covered)]
        return not any(
            row.kind is RowKind.TEXT and row.start < span.end and span.start < row.end
            for row in seen
        )

    def cover(self, rows: int) -> None:
        """Keep the current sentence above so many rows at the bottom, which a dialog covers."""
        if rows != self._covered:
            self._covered = rows
            self._redraw()

    def on_resize(self) -> None:
        """Lay everything out for the new size."""
        self._wrapped.clear()
        self._followed = None
        self._redraw()
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """One row, as laid out by the last `show`."""
        if y < len(self._strips):
            return self._strips[y]
        blank = styles.rich_style(style(), self._theme)
        return Strip([Segment(" " * self.size.width, blank)], self.size.width)

    # ------------------------------------------------------------------ mouse

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Start a drag, and capture the mouse until its button is released."""
        at = spot(self._drawn, self._shown, self._column(event), event.y)
        if at and event.button == 1:
            exact = _is_exact(event)
            self._drag = MouseDrag(at, at, exact=exact, moved=exact)
            self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Report each character that a drag reaches."""
        drag = self._drag
        at = nearest(self._drawn, self._shown, self._column(event), event.y) if drag else None
        if drag and at and at.span != drag.end.span:
            self._drag = drag.to(at, exact=_is_exact(event))
            self.post_message(self.Dragged(self._drag, done=False))

    def on_mouse_up(self, _event: events.MouseUp) -> None:
        """Report the end of a drag, or a click."""
        drag, self._drag = self._drag, None
        self.release_mouse()
        if drag:
            dragged = self.Dragged(drag, done=True)
            self.post_message(dragged if drag.moved else self.Clicked(drag.start))

    def on_click(self, event: events.Click) -> None:
        """Select the word on a double click."""
        at = spot(self._drawn, self._shown, self._column(event), event.y)
        if at and event.chain == 2:
            self.post_message(self.Dragged(MouseDrag(at, at), done=True))

    def on_mouse_scroll_down(self) -> None:
        """Scroll down; the next key press goes back to the current sentence."""
        self._scroll(WHEEL_ROWS)

    def on_mouse_scroll_up(self) -> None:
        """Scroll up."""
        self._scroll(-WHEEL_ROWS)

    def _column(self, event: events.MouseEvent) -> int:
        """The cell of the text that the mouse is at; negative left of it."""
        return event.x - gutter(self.size.width)

    @property
    def _shown(self) -> str:
        return shown_text(self._session.document) if self._session else ""

    # ------------------------------------------------------------------ rows

    def _scroll(self, by: int) -> None:
        self._redraw(follow=False, scroll=by)
        self._is_scrolled = True

    def _redraw(self, *, follow: bool = True, scroll: int = 0) -> None:
        session, (width, height) = self._session, self.size
        if session is None or not width or not height:
            return
        rows = self._rows(session)
        seen = max(1, height - self._covered)
        top = rows.walk(rows.anchored(self._top), scroll)
        if follow:
            self._is_scrolled = False
            top = self._follow(session, rows, top, seen)
        self._drawn = rows.take(top, height)
        if len(self._drawn) < seen:
            top = rows.walk(top, len(self._drawn) - seen)
            self._drawn = rows.take(top, height)
        self._top = rows.anchor(top)
        before = self._strips
        self._strips = self._row_strips(session, width)
        changed = self._changed(before, width, height)
        if changed:
            self.refresh(*changed)

    def _rows(self, session: Session) -> DocumentRows:
        width, height = self.size
        if self._items is None or self._items.document is not session.document:
            self._items = DocumentItems(session.document)
        return DocumentRows(
            session,
            self._items,
            words=self._words,
            letters=self._letters,
            columns=max(8, min(MOST_COLUMNS, width - gutter(width) - 1)),
            height=height,
            wrapped=self._wrapped,
        )

    def _row_strips(self, session: Session, width: int) -> list[Strip]:
        """The strips of the drawn rows.

        Rows away from the current sentence look the same until a judgement changes, so they are
        rendered once and kept.
        """
        state = (session, session.changed, width, self._theme)
        if self._kept_for != state:
            self._kept_for = state
            self._kept.clear()
        renderer = Renderer(session, self._hints, self._typed, width, self._theme)
        mark = session.selected_mark
        mark_inside = mark is None or session.sentence.contains(mark.span)
        if self._hints or session.selection or not mark_inside:
            return [renderer.strip(row) for row in self._drawn]
        return [
            renderer.strip(row)
            if row.tags or row.sentence == session.position
            else self._keep(renderer, row)
            for row in self._drawn
        ]

    def _keep(self, renderer: Renderer, row: Row) -> Strip:
        key = (row.kind, row.start, row.end, row.sentence, row.form)
        if key not in self._kept:
            self._kept[key] = renderer.strip(row)
        return self._kept[key]

    def _changed(self, before: list[Strip], width: int, height: int) -> list[Region]:
        """The runs of rows of the screen that differ from those drawn before."""
        regions: list[Region] = []
        for y in range(height):
            if before[y : y + 1] == self._strips[y : y + 1]:
                continue
            if regions and regions[-1].bottom == y:
                regions[-1] = regions[-1].grow((0, 0, 1, 0))
            else:
                regions.append(Region(0, y, width, 1))
        return regions

    # ------------------------------------------------------------------ scrolling

    def _follow(self, session: Session, rows: DocumentRows, top: Place, height: int) -> Place:
        """The top row that keeps the current sentence in view; unchanged while it is inside.

        The hints of the next sentence and the end of the selection that moves are kept in view
        with it.
        """
        base, first, last = self._wanted(session, rows, height)
        followed = (session.document.uid, *self.size)
        same, self._followed = self._followed == followed, followed
        here = rows.distance(base, top, max(abs(first), abs(last)) + height + 1)
        if same and here < first and last < here + height:
            return top
        return rows.walk(base, min(first, max(first - height // 4, last + 1 - height)))

    def _wanted(self, session: Session, rows: DocumentRows, height: int) -> tuple[Place, int, int]:
        """The rows to keep in view: [first, last), counted from a place."""
        place = rows.sentence_place(session.position)
        if place is None:
            return Place(0), 0, 1
        shown = rows.rows(place.item)
        above, below = rows.edges(session.position)
        first, last = -above, len(shown) + below
        if last - first > height:
            first, last = _selected_rows(shown, session.selected_key, first)
        return self._with_selection(session, rows, (place, first, last), height)

    def _with_selection(
        self,
        session: Session,
        rows: DocumentRows,
        current: tuple[Place, int, int],
        height: int,
    ) -> tuple[Place, int, int]:
        """The rows with those of hints and selection: all, or the end of it that moves."""
        base, first, last = current
        below = rows.take(rows.walk(base, last), height)
        chosen = [
            (last + y, rows.walk(base, last + y))
            for y, row in enumerate(below)
            if row.kind is RowKind.HINT
        ]
        selection = session.selection
        ends = rows.ends_of(selection.span) if selection else None
        most = abs(last) + 2 * height
        chosen += [(rows.distance(base, end, most), end) for end in ends or ()]
        if not chosen:
            return current
        low, high = min(chosen), max(chosen)
        first, last = min(first, low[0]), max(last, high[0] + 1)
        if last - first < height:
            return base, first, last
        if selection is None:
            return current
        return (low if selection.at_start else high)[1], 0, 1


def _selected_rows(rows: list[Row], key: MarkKey | None, first: int) -> tuple[int, int]:
    """The rows of the selected mark, in a sentence that is taller than the screen.

    first: the first row of the sentence.
    """
    for y, row in enumerate(rows):
        if any(tag.mark.key == key for tag in row.tags):
            return max(first, y - 1), y + 1
    return first, first + 1


def _is_exact(event: events.MouseEvent) -> bool:
    """True if a drag selects characters, not whole words; shift is the terminal's own."""
    return event.ctrl or event.meta
