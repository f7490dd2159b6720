"""The rows of a document with its marks, laid out only where they are asked for.

The document is a sequence of items: the head of each block (a blank row, and the rows of a title or
of boilerplate without sentences), then its sentences. Items are found by bisection and laid out one
by one, so what a redraw costs does not depend on the length of the document. Under the current
sentence are its marks: names, relations, and the spans in their attribute values.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from annotator.annotations import attribute_values
from annotator.annotations.session import Mark, MarkKey, Session
from annotator.model import BlockKind, Document, Span
from annotator.tui.layout import Row, RowKind, lanes, wrap
from annotator.tui.renderer import shown_text, tag_name

Wrapped = dict[Span, list[tuple[int, int]]]
"""The rows of text of blocks and sentences, as characters [start, end)."""

NamedMark = tuple[Mark, str]
"""A mark with the text of its lane."""


class Place(NamedTuple):
    """A row of a document: an item, and a row of it. Both are counted from 0."""

    item: int
    row: int = 0


class Anchor(NamedTuple):
    """A row of a document in a form that survives changes of the layout.

    start: the first character of the item. head: True if it is the head of a block.
    row: of the item. added: rows that marks and hints added above the item.
    """

    start: int = 0
    head: bool = True
    row: int = 0
    added: int = 0


class DocumentItems:
    """The items of one document: the heads of its blocks and its sentences, in order.

    Sentences after the last block are not among them.
    """

    def __init__(self, document: Document) -> None:
        self.document = document
        self._starts = [sentence.start for sentence in document.sentences]
        self._ends = [sentence.end for sentence in document.sentences]
        self._block_ends = [block.span.end for block in document.blocks]
        self._heads = [
            block + bisect_left(self._starts, end)
            for block, end in enumerate([0, *self._block_ends])
        ]

    def __len__(self) -> int:
        return self._heads[-1]

    def is_head(self, item: int) -> bool:
        """True for the head of a block."""
        return self._heads[self.block(item)] == item

    def has_sentences(self, block: int) -> bool:
        """True for a block with sentences; a title has some if annotators step through titles."""
        return self._heads[block + 1] - self._heads[block] > 1

    def head(self, block: int) -> int:
        """The item that is the head of a block."""
        return self._heads[block]

    def block(self, item: int) -> int:
        """The index of the block that an item belongs to."""
        return bisect_right(self._heads, item) - 1

    def position(self, item: int) -> int:
        """The position of a sentence."""
        return item - self.block(item) - 1

    def span(self, item: int) -> Span:
        """The characters of a sentence, or of the block that an item is the head of."""
        if self.is_head(item):
            return self.document.blocks[self.block(item)].span
        return self.document.sentences[self.position(item)]

    def sentence(self, position: int) -> int | None:
        """The item of a sentence; None for a sentence after the last block."""
        block = bisect_right(self._block_ends, self._starts[position])
        return block + 1 + position if block < len(self._block_ends) else None

    def head_at(self, start: int) -> int:
        """The item that is the head of the first block that ends after a character."""
        block = bisect_right(self._block_ends, start)
        return self._heads[min(block, len(self._block_ends) - 1)]

    def sentence_at(self, start: int) -> int:
        """The item of the last sentence that starts at or before a character."""
        position = max(0, bisect_right(self._starts, start) - 1)
        return self.sentence(position) or 0

    def overlapping(self, span: Span) -> range:
        """The positions of the sentences that a span overlaps."""
        return range(bisect_right(self._ends, span.start), bisect_left(self._starts, span.end))


class DocumentRows:
    """The rows of one document as a session shows it now.

    items: of the session's document. words: where the words with hints start, in order.
    letters: the keys that name marks. columns: cells of a row of text. height: rows on the
    screen. wrapped: a cache of the rows of text for this document, these columns.
    """

    def __init__(
        self,
        session: Session,
        items: DocumentItems,
        *,
        words: list[int],
        letters: Mapping[MarkKey, str],
        columns: int,
        height: int,
        wrapped: Wrapped,
    ) -> None:
        self._session = session
        self._items = items
        self._shown = shown_text(session.document)
        self._words = words
        self._letters = letters
        self._columns = columns
        self._height = height
        self._wrapped = wrapped
        self._roles = role_spans(session)
        self._rows: dict[int, list[Row]] = {}

    def rows(self, item: int) -> list[Row]:
        """The rows of an item; none for the head of a first paragraph."""
        if item not in self._rows:
            self._rows[item] = (
                self._head_rows(self._items.block(item))
                if self._items.is_head(item)
                else self._sentence_rows(self._items.position(item))
            )
        return self._rows[item]

    def sentence_place(self, position: int) -> Place | None:
        """The place of a sentence; None for a sentence after the last block."""
        item = self._items.sentence(position)
        return None if item is None else Place(item)

    def edges(self, position: int) -> tuple[int, int]:
        """How many rows before and after the item of the current sentence belong to it, too."""
        place = self.sentence_place(position)
        if place is None or not self._has_lead(position):
            return 0, 0
        after = place.item + 1
        below = after < len(self._items) and self._items.is_head(after)
        return int(self._lead_is_above(position)), int(below)

    # ------------------------------------------------------------------ places

    def walk(self, place: Place, rows: int) -> Place:
        """The place so many rows after another (before, if negative), within the document."""
        item, row = place.item, place.row + rows
        last = len(self._items) - 1
        if last < 0:
            return Place(0)
        while row < 0 and item > 0:
            item -= 1
            row += len(self.rows(item))
        while row >= len(self.rows(item)) and item < last:
            row -= len(self.rows(item))
            item += 1
        return Place(item, max(0, min(row, len(self.rows(item)))))

    def distance(self, start: Place, end: Place, most: int) -> int:
        """Rows from one place to another, negative backwards, cut at `most` either way."""
        if end < start:
            return -self.distance(end, start, most)
        rows = -start.row
        for item in range(start.item, end.item):
            rows += len(self.rows(item))
            if rows > most:
                return most
        return min(rows + end.row, most)

    def take(self, place: Place, count: int) -> list[Row]:
        """At most so many rows from a place on."""
        taken: list[Row] = []
        for item in range(place.item, len(self._items)):
            taken += self.rows(item)[place.row if item == place.item else 0 :]
            if len(taken) >= count:
                break
        return taken[:count]

    def ends_of(self, span: Span) -> tuple[Place, Place] | None:
        """The places of the first and the last row of text that show some of a span."""
        positions = self._items.overlapping(span)
        first = self._text_row(positions, span, step=1)
        last = self._text_row(reversed(positions), span, step=-1)
        return (first, last) if first and last else None

    def _text_row(self, positions: Iterable[int], span: Span, *, step: int) -> Place | None:
        for position in positions:
            item = self._items.sentence(position)
            if item is None:
                continue
            for row, shown in list(enumerate(self.rows(item)))[::step]:
                if shown.kind is RowKind.TEXT and shown.start < span.end and span.start < shown.end:
                    return Place(item, row)
        return None

    # ------------------------------------------------------------------ anchors

    def anchor(self, place: Place) -> Anchor:
        """A place to be found again in a later layout."""
        if not len(self._items):
            return Anchor()
        item, row = place
        start = self._items.span(item).start
        return Anchor(start, self._items.is_head(item), row, self._added_above(item))

    def anchored(self, anchor: Anchor) -> Place:
        """The place as far from the start of the document as an anchor was."""
        if not len(self._items):
            return Place(0)
        find = self._items.head_at if anchor.head else self._items.sentence_at
        item = find(anchor.start)
        return self.walk(Place(item), anchor.row + anchor.added - self._added_above(item))

    def _added_above(self, item: int) -> int:
        """Rows that marks and hints add above an item."""
        added = 0
        for position in self._marked:
            above = self._items.sentence(position)
            if above is not None and above < item:
                added += len(self.rows(above)) - len(
                    self._wrap(self._items.document.sentences[position])
                )
        return added

    @property
    def _marked(self) -> set[int]:
        """The positions of all sentences that may have more rows than their text."""
        spans = [
            *(Span(word, word + 1) for word in self._words),
            *(Span(key[0], key[1]) for key in self._letters),
            *(mark.span for mark, _ in self._roles),
        ]
        found = {position for span in spans for position in self._items.overlapping(span)}
        return {self._session.position, *found}

    # ------------------------------------------------------------------ laying out

    def _head_rows(self, number: int) -> list[Row]:
        """The rows of a block before its sentences; the document begins without a blank one."""
        block = self._items.document.blocks[number]
        rows = [self._between(number)] if number else []
        if block.kind is not BlockKind.PARAGRAPH and not self._items.has_sentences(number):
            kind = RowKind.TITLE if block.kind is BlockKind.TITLE else RowKind.BOILERPLATE
            form = str(block.form or "")
            rows.extend(Row(kind, *part, form=form) for part in self._wrap(block.span))
        return rows

    def _between(self, number: int) -> Row:
        """The row before a block; part of the current sentence if that is next to it."""
        item, position = self._items.head(number), self._session.position
        current = self._items.sentence(position)
        form = self._form(number)
        if current == item + 1 and self._has_lead(position):
            lead = self._wrap(self._items.span(current))[0]
            return Row(RowKind.HINT, *lead, position, form=form)
        if current is not None and current == item - 1 and self._has_lead(position):
            end = self._items.span(current).end
            return Row(RowKind.BLANK, end - 1, end, position, form=form)
        return Row(RowKind.BLANK, form=form)

    def _form(self, number: int) -> str:
        """The form to name above a block: not that of the block before, or without sentences."""
        before, block = self._items.document.blocks[number - 1 : number + 1]
        named = block.form if self._items.has_sentences(number) else None
        return str(named or "") if named != before.form else ""

    def _has_lead(self, position: int) -> bool:
        """True if a row is kept free above the current sentence, for hints.

        Its first row of text then stays where it is when hints appear. A sentence that is long
        compared to the screen has none.
        """
        sentence = self._items.document.sentences[position]
        return len(self._wrap(sentence)) * 3 <= self._height

    def _sentence_rows(self, position: int) -> list[Row]:
        """The rows of a sentence: text, hints above it, marks below it.

        Hints take the place of the lanes above them, so that as few rows as possible move.
        """
        session, sentence = self._session, self._items.document.sentences[position]
        near = position == session.position or bool(self._letters)
        marks = sentence_marks(session, position, self._letters) if near else []
        roles = [one for one in self._roles if one[0].span.overlaps(sentence)]
        drawn = [named for named in (marks, roles) if named]
        hinted = self._has_hints(sentence.start, sentence.end)
        rows = self._lead(position)
        for start, end in self._wrap(sentence):
            if hinted and self._has_hints(start, end):
                if rows and rows[-1].kind is not RowKind.TEXT:
                    rows.pop()
                if start > sentence.start or not self._lead_is_above(position):
                    rows.append(Row(RowKind.HINT, start, end, position))
            rows.append(Row(RowKind.TEXT, start, end, position, first=start == sentence.start))
            for named in drawn:
                for lane in lanes(self._shown, start, end, named, self._columns):
                    tags = () if hinted else lane
                    rows.append(Row(RowKind.LANE, start, end, position, tags=tags))
        return rows

    def _has_hints(self, start: int, end: int) -> bool:
        return bisect_left(self._words, start) < bisect_left(self._words, end)

    def _lead(self, position: int) -> list[Row]:
        """The free row above the current sentence, unless a row between blocks is there."""
        if position != self._session.position or not self._has_lead(position):
            return []
        if self._lead_is_above(position):
            return []
        sentence = self._items.document.sentences[position]
        return [Row(RowKind.HINT, *self._wrap(sentence)[0], position)]

    def _lead_is_above(self, position: int) -> bool:
        """True if the row before a block is the free row above the current sentence."""
        item = self._items.sentence(position)
        if item is None or position != self._session.position or not self._has_lead(position):
            return False
        return self._items.block(item) > 0 and self._items.is_head(item - 1)

    def _wrap(self, span: Span) -> list[tuple[int, int]]:
        if span not in self._wrapped:
            self._wrapped[span] = wrap(self._shown, span.start, span.end, self._columns)
        return self._wrapped[span]


def sentence_marks(
    session: Session, position: int, letters: Mapping[MarkKey, str]
) -> list[NamedMark]:
    """The marks of the current sentence; of another sentence, those with a letter.

    letters: the keys that name marks, while one is to be chosen.
    """
    found = session.marks(session.document.sentences[position])
    if position != session.position:
        found = tuple(one for one in found if one.key in letters)
    arrows = _arrows(session) if found else {}
    return [
        (mark, _lane_text(session, mark, letters.get(mark.key, ""), arrows.get(mark.key, "")))
        for mark in found
    ]


def role_spans(session: Session) -> list[NamedMark]:
    """The spans in the attribute values of the selected mark: claimant, cue and so on."""
    return [(Mark(None, "", (span,)), name) for name, span in _roles(session.selected_mark)]


def _roles(mark: Mark | None) -> Iterator[tuple[str, Span]]:
    """Each span in a mark's attribute values, with the attribute's name.

    Spans that the mark itself covers are skipped.
    """
    held = (mark.annotation or mark.suggestion) if mark else None
    if mark is None or held is None:
        return
    for name, value in held.attributes.items():
        for span in attribute_values.value_spans(value):
            if not any(part.contains(span) for part in mark.fragments):
                yield name, span


def _lane_text(session: Session, mark: Mark, letter: str, arrows: str) -> str:
    name = tag_name(mark, session.label_set, session.selected_key)
    return f"{f'[{letter}] ' if letter else ''}{name}{f' {arrows}' if arrows else ''}"


def _arrows(session: Session) -> dict[MarkKey, str]:
    """By mark, the relations of the current sentence: →1 at the head, ←1 at the tail.

    A relation that is only suggested has a broken arrow: ⇢1, ⇠1.
    """
    arrows: dict[MarkKey, str] = {}
    for number, (head, tail, suggested) in enumerate(session.relation_lines(), 1):
        for key, sign in (
            (head, "⇢" if suggested else "→"),
            (tail, "⇠" if suggested else "←"),
        ):
            arrows[key] = f"{arrows.get(key, '')}{sign}{number}"
    return arrows
