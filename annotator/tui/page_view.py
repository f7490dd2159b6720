"""The page: context, the sentence in focus, its marks as lanes. One widget, drawn line by line.

A step redraws only the rows that changed: Textual itself repaints whole regions.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from annotator.display import display
from annotator.model import BlockKind, Document, LabelSet, Origin, Span
from annotator.session import Mark, Session
from annotator.tui import looks
from annotator.tui.layout import (
    GUTTER,
    MOST_COLUMNS,
    Row,
    RowKind,
    Tag,
    hint_letters,
    lanes,
    pieces,
    wrap,
)
from annotator.tui.looks import style


@lru_cache(maxsize=8)
def _shown(text: str) -> str:
    return display(text)


def shown_text(document: Document) -> str:
    """The document's text as it may be drawn, one character for one character."""
    return _shown(document.text)


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
        self._strips = [self._strip(row) for row in rows[self._top : self._top + height]]
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

    # ------------------------------------------------------------------ strips

    def _strip(self, row: Row) -> Strip:
        width = self.size.width
        focused = self._session is not None and row.sentence == self._session.position
        ground = looks.FOCUS if focused and row.sentence >= 0 else looks.BACKGROUND
        segments = [self._gutter(row, ground, focused=focused), *self._content(row, ground)]
        used = sum(cell_len(segment.text) for segment in segments)
        segments.append(Segment(" " * max(0, width - used), style(background=ground)))
        return Strip(segments, max(width, used)).crop(0, width)

    def _gutter(self, row: Row, ground: str, *, focused: bool) -> Segment:
        bar = "▌" if focused and row.sentence >= 0 else " "
        sign = self._state(row.sentence) if row.first else " "
        return Segment(f"{sign} {bar} ", style(looks.ACCENT, ground))

    def _state(self, position: int) -> str:
        """The sign of a sentence: flagged, finished, waiting, or none."""
        session = self._session
        if session is None:
            return " "
        sentence = session.document.sentences[position]
        held = session.judgement_of(sentence)
        if held.flagged:
            return looks.FLAGGED
        if held.finished:
            return looks.FINISHED
        return looks.UNDECIDED if session.is_undecided(sentence) else " "

    def _content(self, row: Row, ground: str) -> list[Segment]:
        session = self._session
        if session is None or row.kind is RowKind.BLANK:
            return []
        shown = shown_text(session.document)
        if row.kind is RowKind.TITLE:
            return [Segment(shown[row.start : row.end], style(bold=True))]
        if row.kind is RowKind.FURNITURE:
            return [Segment(shown[row.start : row.end] + "  (furniture)", style(looks.FAINT))]
        if row.kind is RowKind.HINT:
            return self._hint_row(shown, row, ground)
        if row.kind is RowKind.LANE:
            return self._lane_row(session, row, ground)
        return self._text_row(session, shown, row, ground)

    def _hint_row(self, shown: str, row: Row, ground: str) -> list[Segment]:
        segments: list[Segment] = []
        here = 0
        letters = hint_letters(shown, row.start, row.end, self._hints, self._typed)
        for column, keys in sorted(letters):
            if column < here:
                continue
            segments.append(Segment(" " * (column - here), style(background=ground)))
            segments.append(Segment(keys, style("#101318", looks.ACCENT, bold=True)))
            here = column + len(keys)
        return segments

    def _lane_row(self, session: Session, row: Row, ground: str) -> list[Segment]:
        segments: list[Segment] = []
        here = 0
        for tag in row.tags:
            look = self._tag_style(session, tag.mark, ground)
            for column, text, plain in _drawn(tag, _glyph(session.label_set, tag.mark.label)):
                segments.append(Segment(" " * (column - here), style(background=ground)))
                segments.append(Segment(text, look if plain else look + Style(bold=True)))
                here = column + cell_len(text)
        return segments

    def _tag_style(self, session: Session, mark: Mark, ground: str) -> Style:
        color = _color(session.label_set, mark.label)
        if mark.key == session.active:
            return style("#101318", color, bold=True)
        return style(color, ground)

    def _text_row(self, session: Session, shown: str, row: Row, ground: str) -> list[Segment]:
        sentence = session.document.sentences[row.sentence]
        marks = session.marks(sentence)
        focused = row.sentence == session.position
        parts = [part for mark in marks for part in mark.fragments]
        chosen = session.selection.span if focused and session.selection else None
        cuts = [edge for part in parts for edge in (part.start, part.end)]
        cuts += [chosen.start, chosen.end] if chosen else []
        return [
            Segment(shown[low:high], self._text_style(session, marks, chosen, low, ground))
            for low, high in pieces(row.start, row.end, cuts)
        ]

    def _text_style(
        self,
        session: Session,
        marks: tuple[Mark, ...],
        chosen: Span | None,
        place: int,
        ground: str,
    ) -> Style:
        here = Span(place, place + 1)
        if chosen and chosen.contains(here):
            return style("#101318", "#f0e442", bold=True)
        covering = [m for m in marks if any(part.contains(here) for part in m.fragments)]
        if ground != looks.FOCUS:
            held = any(mark.annotation for mark in covering)
            return style(looks.CONTEXT, ground, underline=held)
        if not covering:
            return style(looks.TEXT, ground)
        active = [mark for mark in covering if mark.key == session.active]
        color = _color(session.label_set, (active or covering)[-1].label)
        return style(color, "#33405a" if active else ground, bold=True, underline=True)


def _drawn(tag: Tag, glyph: str) -> list[tuple[int, str, bool]]:
    """(column, text, whether it is line) of a tag, left to right."""
    line = (tag.column, glyph * tag.cells, True)
    if not tag.name:
        return [line]
    length = cell_len(tag.name)
    if tag.column < tag.at < tag.column + tag.cells:
        rest = tag.cells - length - 2
        return [
            (tag.column, glyph * 2, True),
            (tag.at, tag.name, False),
            (tag.at + length, glyph * rest, True),
        ]
    return sorted([line, (tag.at, tag.name, False)])


def tag_name(mark: Mark, label_set: LabelSet, active: object) -> str:
    """What a lane says: the mark's state as a sign, then the label's title."""
    label = label_set.label(mark.label)
    name = display(label.title if label else mark.label)
    hand = "▸" if mark.key == active else ""
    return f"{hand}{sign(mark)} {name}"


def sign(mark: Mark) -> str:
    """The state of a mark, so that it never depends on colour."""
    if mark.annotation is None:
        return looks.OPEN_SIGN
    signs = {Origin.ACCEPTED: looks.ACCEPTED_SIGN, Origin.EDITED: looks.EDITED_SIGN}
    return signs.get(mark.annotation.origin, looks.MANUAL_SIGN)


def _color(label_set: LabelSet, name: str) -> str:
    label = label_set.label(name)
    return label.color if label else looks.TEXT


def _glyph(label_set: LabelSet, name: str) -> str:
    label = label_set.label(name)
    return label.glyph if label else "─"
