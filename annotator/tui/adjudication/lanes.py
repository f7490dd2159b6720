"""The text around a sentence, with a lane for each annotator under each of its rows.

Annotators who marked the same on a row share its lane; what gold holds is the last one.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from rich.cells import cell_len

from annotator.adjudication.document import ItemStatus, SentenceStatus
from annotator.adjudication.items import content_key
from annotator.annotations.attribute_values import value_text
from annotator.annotations.session import Mark
from annotator.model import Annotation, BlockKind, Document, Span
from annotator.safe_text import display
from annotator.tui import styles
from annotator.tui.adjudication.item_text import differing_values
from annotator.tui.layout import MOST_COLUMNS, RowKind, Tag, lanes, pieces, wrap
from annotator.tui.renderer import shown_text
from annotator.tui.styles import Style, style
from annotator.tui.widgets.text_rows import Line, cut_to
from annotator.workflow import messages
from annotator.workflow.adjudication import Adjudication

GOLD = "gold"

NamedMark = tuple[Mark, str]
"""A mark with the text of its lane."""

_BAR = 2
"""Cells of the bar of the current sentence, with a blank."""

_LEAST_TEXT = 16

_SHARE_ABOVE = 4
"""The current sentence begins at one part of so many of the height, if it fits below."""


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row of the text, or of a lane below it.

    start, end: characters of the document. number: of the sentence that begins here, 0 for none.
    is_current: of the current sentence. lane: whose it is, '' beside text and on further rows of
    the same. holds_selected: whether the selected item has something here.
    """

    kind: RowKind
    start: int = 0
    end: int = 0
    number: int = 0
    is_current: bool = False
    lane: str = ""
    tags: tuple[Tag, ...] = ()
    holds_selected: bool = False


@dataclass(frozen=True, slots=True)
class _Part:
    """A sentence, or a block that has none. block: its number. number: of the sentence, or 0."""

    span: Span
    block: int
    kind: RowKind
    number: int = 0
    is_current: bool = False


@dataclass(frozen=True)
class SentenceText:
    """The text around the current sentence of an adjudication, for one redraw.

    width, height: of the column, in cells and rows.
    """

    work: Adjudication
    document: Document
    sentence: SentenceStatus
    width: int
    height: int

    @cached_property
    def shown(self) -> str:
        """The text of the document, safe to draw."""
        return shown_text(self.document)

    @cached_property
    def gutter(self) -> int:
        """The cells left of the text: the bar, and the letters of the annotators."""
        names = [self.work.called(name) for name in self.sentence.annotators]
        longest = max((cell_len(display(name)) for name in names), default=1)
        joined = longest if self.work.shows_names else len(names)
        room = max(4, self.width // 6)
        return _BAR + max(len(GOLD), min(joined, room)) + 1

    @property
    def columns(self) -> int:
        """The cells of a row of text."""
        return max(_LEAST_TEXT, min(MOST_COLUMNS, self.width - self.gutter - 1))

    # ------------------------------------------------------------------ rows

    def rows(self) -> list[ShownRow]:
        """The rows that fit: the current sentence, and what is around it."""
        height = max(1, self.height)
        current = self._current_rows(every=True)
        if len(current) > height:
            current = self._current_rows(every=False)
        if len(current) > height:
            return _around_selected(current, height)
        above = self._around(-1, height)
        below = self._around(1, height)
        top = min(len(above), height // _SHARE_ABOVE, height - len(current))
        left = height - top - len(current)
        top = min(len(above), top + max(0, left - len(below)))
        return [*above[len(above) - top :], *current, *below][:height]

    @cached_property
    def _parts(self) -> list[_Part]:
        """The sentences, and the blocks without any, in the order of the text."""
        document, sentence = self.document, self.sentence.sentence
        starts = [one.start for one in document.sentences]
        found: list[_Part] = []
        is_placed = False
        for number, block in enumerate(document.blocks):
            first = bisect_left(starts, block.span.start)
            last = bisect_left(starts, block.span.end)
            if first == last and block.kind is not BlockKind.PARAGRAPH:
                is_title = block.kind is BlockKind.TITLE
                kind = RowKind.TITLE if is_title else RowKind.BOILERPLATE
                found.append(_Part(block.span, number, kind))
            for place in range(first, last):
                span = document.sentences[place]
                if not span.overlaps(sentence):
                    found.append(_Part(span, number, RowKind.TEXT, place + 1))
                elif not is_placed:  # people may have moved its boundaries since
                    is_placed = True
                    found.append(_Part(sentence, number, RowKind.TEXT, place + 1, True))
        if not is_placed:
            found.append(_Part(sentence, -1, RowKind.TEXT, 0, True))
        return found

    @cached_property
    def _place(self) -> int:
        return next(place for place, part in enumerate(self._parts) if part.is_current)

    def _around(self, step: int, height: int) -> list[ShownRow]:
        """At least so many rows before (-1) or after (1) the current sentence, if there are."""
        rows: list[ShownRow] = []
        place, before = self._place + step, self._parts[self._place]
        while 0 <= place < len(self._parts) and len(rows) < height:
            part = self._parts[place]
            # The blank row between the current sentence and another block is its own.
            is_apart = part.block != before.block and not before.is_current
            gap = [ShownRow(RowKind.BLANK)] if is_apart else []
            made = list(self._part_rows(part, every=True))
            rows = [*made, *gap, *rows] if step < 0 else [*rows, *gap, *made]
            place, before = place + step, part
        return rows

    def _current_rows(self, *, every: bool) -> list[ShownRow]:
        """The rows of the current sentence. every: with all lanes, and a blank row around."""
        part = self._parts[self._place]
        rows = list(self._part_rows(part, every=every))
        blank = ShownRow(RowKind.BLANK, part.span.start, part.span.end, is_current=True)
        return [blank, *rows, blank] if every else rows

    def _part_rows(self, part: _Part, *, every: bool) -> Iterator[ShownRow]:
        has_lanes = part.is_current or part.span.overlaps(self._extent)
        for start, end in wrap(self.shown, part.span.start, part.span.end, self.columns):
            number = part.number if start == part.span.start else 0
            yield ShownRow(
                part.kind,
                start,
                end,
                number,
                part.is_current,
                holds_selected=_has_words(self.selected_words, start, end),
            )
            if has_lanes and part.kind is RowKind.TEXT:
                yield from self._lane_rows(start, end, part.is_current, every=every)

    @cached_property
    def _extent(self) -> Span:
        """The sentence, with all words of its items."""
        spans = [self.sentence.sentence, *(one.item.span for one in self.sentence.items)]
        return Span(min(one.start for one in spans), max(one.end for one in spans))

    # ------------------------------------------------------------------ lanes

    def _lane_rows(
        self, start: int, end: int, is_current: bool, *, every: bool
    ) -> Iterator[ShownRow]:
        """The lanes below a row of text. every: False for the selected item alone."""
        for names, marks in self._lanes(start, end):
            is_gold = names == (GOLD,)
            drawn = [one for one in marks if every or one[0].uid in self.selected_uids]
            packed = lanes(self.shown, start, end, drawn, self.columns)
            name = GOLD if is_gold else self._lane_name(names)
            for place, tags in enumerate(packed):
                has_selected = any(tag.mark.uid in self.selected_uids for tag in tags)
                yield ShownRow(
                    *(RowKind.LANE, start, end, 0, is_current),
                    lane="" if place else name,
                    tags=tags,
                    holds_selected=has_selected,
                )

    def _lanes(self, start: int, end: int) -> Iterator[tuple[tuple[str, ...], list[NamedMark]]]:
        """(annotators, marks with names) of each lane below a row of text; gold is the last."""
        groups: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
        marks: dict[tuple[str, ...], list[NamedMark]] = {}
        for name in self.work.letters:
            held = [one for one in self._held.get(name, ()) if _overlaps(one[1], start, end)]
            key = tuple(one[0] for one in held)
            if key:
                groups[key].append(name)
                marks.setdefault(key, [(mark, text) for _, mark, text in held])
        for key, names in groups.items():
            yield tuple(names), marks[key]
        gold = [one for one in self._gold if _overlaps(one[0], start, end)]
        if gold:
            yield (GOLD,), gold

    @cached_property
    def _held(self) -> dict[str, list[tuple[str, Mark, str]]]:
        """By annotator, what each marked in the sentence: its content as a key, mark and name."""
        found: defaultdict[str, list[tuple[str, Mark, str]]] = defaultdict(list)
        for status in self._nearby:
            values = sorted(differing_values(status.item)) if not status.item.ends else []
            for name, made in status.item.made.items():
                if isinstance(made, Annotation):
                    text = self._name(made, values)
                    place = f"{content_key(made.content)} {min(status.item.uids)}"
                    found[name].append((place, _mark(made), text))
        return found

    @property
    def _nearby(self) -> Iterator[ItemStatus]:
        """The items of the sentence, and those of others that have words in it."""
        sentence = self.sentence.sentence
        for one in self.work.sentences:
            is_this = one.sentence == sentence
            for status in one.items:
                if not status.item.ends and (is_this or status.item.span.overlaps(sentence)):
                    yield status

    @cached_property
    def _gold(self) -> list[NamedMark]:
        """What gold holds on the words that are shown with lanes."""
        return [
            (_mark(one), self._name(one, []))
            for one in self.work.gold_annotations()
            if one.span.overlaps(self._extent)
        ]

    def _name(self, made: Annotation, values: Sequence[str]) -> str:
        title = messages.title(self.work.label_set, made.label)
        given = [value_text(made.attributes.get(name)) or "–" for name in values]
        name = display(": ".join([title, *([", ".join(given)] if given else [])]))
        return f" {name} " if made.uid in self.selected_uids else name

    def _lane_name(self, names: Sequence[str]) -> str:
        """The letters of the annotators who share a lane; of many with names, how many."""
        shown = [display(self.work.called(name)) for name in names]
        if not self.work.shows_names:
            return "".join(shown)
        return shown[0] if len(shown) == 1 else f"{len(shown)} people"

    # ------------------------------------------------------------------ the selected item

    @cached_property
    def selected_uids(self) -> frozenset[str]:
        """The annotations of the selected item, of people and of gold; of a relation, its ends."""
        status = self.work.status
        if status is None:
            return frozenset()
        items = status.item.ends or (status.item,)
        settled = [uid for one in status.settlements for uid in one.gold]
        return frozenset(uid for item in items for uid in item.uids) | frozenset(settled)

    @cached_property
    def selected_words(self) -> tuple[Span, ...]:
        """The words that anybody marked of the selected item."""
        status = self.work.status
        if status is None:
            return ()
        items = status.item.ends or (status.item,)
        found = [one for item in items for one in item.held.values() if one]
        spans = [span for one in found for span in one.fragments]
        return tuple(spans) or (status.item.span,)

    # ------------------------------------------------------------------ drawing

    def line(self, row: ShownRow) -> Line:
        """A row, styled and filled up to the width."""
        ground = styles.FOCUS if row.is_current else styles.BACKGROUND
        made = [*self._gutter_parts(row, ground), *self._content(row, ground)]
        used = sum(cell_len(text) for text, _ in made)
        return [*made, (" " * max(0, self.width - used), style(background=ground))]

    def _gutter_parts(self, row: ShownRow, ground: str) -> list[tuple[str, Style]]:
        bar = "▌ " if row.is_current else "  "
        room = self.gutter - _BAR - 1
        text = row.lane or (str(row.number) if row.number else "")
        is_gold = row.lane == GOLD
        look = style(styles.TEXT, ground, bold=is_gold or (row.is_current and bool(row.number)))
        if row.lane and not is_gold:
            look = style(styles.CONTEXT, ground)
        elif not row.is_current:
            look = style(styles.FAINT, ground)
        name = cut_to(text, room) if row.lane else f"{text:>{room}}"[-room:]
        return [(bar, style(styles.ACCENT, ground)), (f"{name} ", look)]

    def _content(self, row: ShownRow, ground: str) -> list[tuple[str, Style]]:
        if row.kind is RowKind.BLANK:
            return []
        text = self.shown[row.start : row.end].rstrip()
        if row.kind is RowKind.TITLE:
            return [(text, style(styles.CONTEXT, bold=True))]
        if row.kind is RowKind.BOILERPLATE:
            return [(text, style(styles.FAINT))]
        if row.kind is RowKind.LANE:
            return self._lane_parts(row, ground)
        return list(self._text_parts(row, ground, row.start + len(text)))

    def _text_parts(self, row: ShownRow, ground: str, end: int) -> Iterator[tuple[str, Style]]:
        color = styles.TEXT if row.is_current else styles.CONTEXT
        words = self.selected_words
        cuts = [edge for one in words for edge in (one.start, one.end)]
        for low, high in pieces(row.start, end, cuts) if end > row.start else ():
            if any(one.start <= low < one.end for one in words):
                yield self.shown[low:high], style(styles.TEXT, styles.SELECTED_MARK, bold=True)
            else:
                yield self.shown[low:high], style(color, ground)

    def _lane_parts(self, row: ShownRow, ground: str) -> list[tuple[str, Style]]:
        made: list[tuple[str, Style]] = []
        here = 0
        for tag in row.tags:
            label = self.work.label_set.label(tag.mark.label)
            color = label.color if label else styles.TEXT
            is_selected = tag.mark.uid in self.selected_uids
            name = (
                style(styles.INK, color, bold=True)
                if is_selected
                else style(color, ground, bold=True)
            )
            for column, text, is_line in _drawn(tag):
                made.append((" " * max(0, column - here), style(background=ground)))
                made.append((text, style(color, ground) if is_line else name))
                here = column + cell_len(text)
        return made


def _drawn(tag: Tag) -> list[tuple[int, str, bool]]:
    """(column, text, is_line) of the parts of a tag, left to right; the name has a blank around."""
    glyph = styles.GAP if tag.gap else styles.ANNOTATED
    line = (tag.column, glyph * tag.cells, True)
    if not tag.name:
        return [line] if tag.cells else []
    length = cell_len(tag.name)
    if tag.at == tag.column and length < tag.cells:
        gap = 0 if tag.name.endswith(" ") else 1
        after = tag.at + length + gap
        return [(tag.at, tag.name, False), (after, glyph * (tag.cells - length - gap), True)]
    return sorted([*([line] if tag.cells else []), (tag.at, tag.name, False)])


def _mark(made: Annotation) -> Mark:
    return Mark(None, made.label, made.fragments, annotation=made)


def _overlaps(mark: Mark, start: int, end: int) -> bool:
    return mark.span.start < end and start < mark.span.end


def _has_words(words: Iterable[Span], start: int, end: int) -> bool:
    return any(one.start < end and start < one.end for one in words)


def _around_selected(rows: Sequence[ShownRow], height: int) -> list[ShownRow]:
    """The rows of a sentence that is higher than the screen: those of the selected item."""
    chosen = [place for place, row in enumerate(rows) if row.holds_selected] or [0]
    first, last = chosen[0], chosen[-1]
    spare = max(0, height - (last - first + 1))
    top = max(0, min(first - spare // 2, len(rows) - height))
    return list(rows[top : top + height])
