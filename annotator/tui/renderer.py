"""Render rows of a document as strips of styled cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from rich.cells import cell_len
from textual.strip import Strip

from annotator.annotations.session import Mark, Session
from annotator.model import Document, LabelSet, Origin, Span
from annotator.safe_text import display
from annotator.tui import styles
from annotator.tui.layout import GUTTER, NUMBER, Row, RowKind, Tag, gutter, hint_letters, pieces
from annotator.tui.styles import Style, highlight, style

LONG_MARK = 30
"""Characters. The words of a longer suggestion keep the text's own colour; its line shows it."""

Part = tuple[str, Style]

_SELECTED, _LONG_SELECTED, _AROUND = 2.0, 0.8, 0.6
"""The strength of tints, compared to that of an annotation in the current sentence."""


@lru_cache(maxsize=8)
def _shown(text: str) -> str:
    return display(text)


def shown_text(document: Document) -> str:
    """The text of a document, made safe to draw, one character for one character."""
    return _shown(document.text)


@dataclass(frozen=True, slots=True)
class Renderer:
    """Renders rows of a document as the session shows it now; used for one redraw.

    hints: words by the keys over them, of which `typed` are typed. width: in cells. theme: its
    name.
    """

    session: Session
    hints: Mapping[str, Span]
    typed: str
    width: int
    theme: str
    _marks: dict[int, tuple[Mark, ...]] = field(default_factory=dict, init=False)

    def strip(self, row: Row) -> Strip:
        """One row, filled up to the width."""
        width = self.width
        current = row.sentence == self.session.position
        ground = styles.FOCUS if current and row.sentence >= 0 else styles.BACKGROUND
        made = [self._gutter(row, ground, current=current), *self._content(row, ground)]
        used = sum(cell_len(text) for text, _ in made)
        made.append((" " * max(0, width - used), style(background=ground)))
        strip = Strip(styles.segments(made, self.theme), max(width, used))
        return strip.crop(0, width)

    def _gutter(self, row: Row, ground: str, *, current: bool) -> Part:
        bar = "▌" if current and row.sentence >= 0 else " "
        sign = self._state(row.sentence) if row.first else " "
        color = styles.WARNING if sign == styles.FLAGGED else styles.FAINT
        look = style(styles.ACCENT if current else color, ground)
        return (f"{self._number(row)}{sign} {bar} ", look)

    def _number(self, row: Row) -> str:
        """The number of a sentence beside its first row, where there is room."""
        if gutter(self.width) == GUTTER:
            return ""
        number = str(row.sentence + 1) if row.first else ""
        return f"{number if len(number) < NUMBER else '':>{NUMBER - 1}} "

    def _state(self, position: int) -> str:
        """The sign of a sentence: flagged, finished, cannot be judged, undecided, or none."""
        session = self.session
        sentence = session.document.sentences[position]
        judgement = session.judgement_of(sentence)
        if judgement.flagged:
            return styles.FLAGGED
        if judgement.finished:
            return styles.FINISHED
        if judgement.cannot_judge:
            return styles.CANNOT_JUDGE
        return styles.UNDECIDED if session.is_undecided(sentence) else " "

    def _content(self, row: Row, ground: str) -> list[Part]:
        session = self.session
        if row.kind is RowKind.BLANK:
            return _form(row, ground)
        shown = shown_text(session.document)
        if row.kind is RowKind.TITLE:
            return [(shown[row.start : row.end], style(bold=True))]
        if row.kind is RowKind.BOILERPLATE:
            what = row.form or "boilerplate"
            return [(f"{shown[row.start : row.end]}  ({what})", style(styles.FAINT))]
        if row.kind is RowKind.HINT:
            return self._hint_row(shown, row, ground) or _form(row, ground)
        if row.kind is RowKind.LANE:
            return self._lane_row(session, row, ground)
        return self._text_row(session, shown, row, ground)

    def _hint_row(self, shown: str, row: Row, ground: str) -> list[Part]:
        made: list[Part] = []
        here = 0
        dim = style(styles.FAINT, ground)
        for letter in hint_letters(shown, row.start, row.end, self.hints, self.typed):
            if letter.column < here:
                continue
            look = style(styles.INK, styles.ACCENT, bold=True) if letter.live else dim
            made.append((" " * (letter.column - here), style(background=ground)))
            made.append((letter.keys[: letter.typed], dim))
            made.append((letter.keys[letter.typed :], look))
            here = letter.column + len(letter.keys)
        return made

    def _lane_row(self, session: Session, row: Row, ground: str) -> list[Part]:
        made: list[Part] = []
        here = 0
        for tag in row.tags:
            name = self._name_style(session, tag.mark, ground)
            line = style(_color(session.label_set, tag.mark.label), ground)
            glyph = styles.GAP if tag.gap else _glyph(tag.mark)
            for column, text, plain in _drawn(tag, glyph):
                made.append((" " * (column - here), style(background=ground)))
                made.append((text, line if plain else name))
                here = column + cell_len(text)
        return made

    def _name_style(self, session: Session, mark: Mark, ground: str) -> Style:
        color = _color(session.label_set, mark.label)
        if mark.key == session.selected_key:
            return style(styles.INK, color, bold=True)
        return style(color, ground, bold=mark.annotation is not None)

    def _text_row(self, session: Session, shown: str, row: Row, ground: str) -> list[Part]:
        marks = self._marks_of(session, row.sentence)
        parts = [part for mark in marks for part in mark.fragments]
        chosen = session.selection.parts if session.selection else ()
        cuts = [edge for part in (*parts, *chosen) for edge in (part.start, part.end)]
        written = row.start + len(shown[row.start : row.end].rstrip())
        cuts.append(written)
        return [
            (
                shown[low:high],
                style(background=ground)  # no tint on the blank at the end of a row
                if low >= written
                else self._text_style(session, marks, chosen, low, ground),
            )
            for low, high in pieces(row.start, row.end, cuts)
        ]

    def _marks_of(self, session: Session, position: int) -> tuple[Mark, ...]:
        if position not in self._marks:
            self._marks[position] = session.marks(session.document.sentences[position])
        return self._marks[position]

    def _text_style(
        self,
        session: Session,
        marks: tuple[Mark, ...],
        chosen: tuple[Span, ...],
        place: int,
        ground: str,
    ) -> Style:
        here = Span(place, place + 1)
        if chosen and chosen[-1].contains(here):
            return style(styles.INK, styles.SELECTION, bold=True)
        if any(part.contains(here) for part in chosen):
            return style(styles.SELECTION, ground, bold=True, underline=True)
        covering = [m for m in marks if any(part.contains(here) for part in m.fragments)]
        current = ground == styles.FOCUS
        text = styles.TEXT if current else styles.CONTEXT
        selected = [one for one in covering if one.key == session.selected_key and current]
        held = [one for one in covering if one.annotation]
        if selected:
            return _selected_style(session, selected[-1], ground)
        if held:
            color = _color(session.label_set, held[-1].label)
            strength = 1.0 if current else _AROUND
            return highlight(color, ground, text=text, strength=strength, underline=True)
        short = [one for one in covering if _length(one) <= LONG_MARK]
        if short and current:
            return style(_color(session.label_set, short[-1].label), ground)
        return style(text, ground)


def _form(row: Row, ground: str) -> list[Part]:
    """What the block below is, if it is no running text: a quotation, a post, a caption."""
    return [(f"({row.form})", style(styles.FAINT, ground))] if row.form else []


def _selected_style(session: Session, mark: Mark, ground: str) -> Style:
    """The words of the selected mark; a long one is not bold, and its tint is weak."""
    color = _color(session.label_set, mark.label)
    long = _length(mark) > LONG_MARK
    strength = _LONG_SELECTED if long else _SELECTED
    return highlight(
        color, ground, strength=strength, bold=not long, reverse=not long, underline=long
    )


def _length(mark: Mark) -> int:
    """The characters of a mark's fragments."""
    return sum(part.end - part.start for part in mark.fragments)


def _drawn(tag: Tag, glyph: str) -> list[tuple[int, str, bool]]:
    """(column, text, is_line) of each part of a tag, left to right."""
    line = (tag.column, glyph * tag.cells, True)
    if not tag.name:
        return [line]
    length = cell_len(tag.name)
    if tag.at == tag.column and length < tag.cells:
        after = tag.at + length + 1
        return [(tag.at, tag.name, False), (after, glyph * (tag.cells - length - 1), True)]
    return sorted([line, (tag.at, tag.name, False)])


def tag_name(mark: Mark, label_set: LabelSet, selected_key: object) -> str:
    """The text of a lane: the sign of the mark's state, then the label's title."""
    label = label_set.label(mark.label)
    name = display(label.title if label else mark.label)
    hand = "▸" if mark.key == selected_key else ""
    return f"{hand}{sign(mark)} {name}"


def sign(mark: Mark) -> str:
    """The sign of a mark's state, which thus never depends on colour alone."""
    if mark.annotation is None:
        return styles.OPEN_SIGN
    signs = {Origin.ACCEPTED: styles.ACCEPTED_SIGN, Origin.EDITED: styles.EDITED_SIGN}
    return signs.get(mark.annotation.origin, styles.MANUAL_SIGN)


def _color(label_set: LabelSet, name: str) -> str:
    label = label_set.label(name)
    if label is None:
        return styles.TEXT if name else styles.CONTEXT
    return label.color


def _glyph(mark: Mark) -> str:
    """The line of a mark: solid if it is decided, else dotted by tier; roles have their own."""
    if mark.annotation:
        return styles.ANNOTATED
    return styles.SUGGESTED[mark.suggestion.tier] if mark.suggestion else styles.ROLE
