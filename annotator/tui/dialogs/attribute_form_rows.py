"""The rows of a form: a line for each attribute, and the keys below the selected one.

Pure functions from fields and a width to lines of styled text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len

from annotator.annotations.attribute_values import (
    CHOICE_KEYS,
    SPAN_TYPES,
    is_single_digit,
    number_range,
    value_text,
)
from annotator.annotations.fold import ValueOrigin
from annotator.model import Attribute, AttributeType, Value
from annotator.safe_text import display
from annotator.tui import styles
from annotator.tui.keymap import shown
from annotator.tui.styles import Style, style
from annotator.tui.widgets.text_rows import Line, cut_to, flow

OPEN = "–"
WIDEST_NAME = 18
_ORIGINS = {ValueOrigin.RULE: "rule", ValueOrigin.TEXT: "text", ValueOrigin.PERSON: "you"}
_CLEAR = ("x", "clear")


@dataclass(frozen=True, slots=True)
class FormField:
    """An attribute with its value. origin: where the value came from, None without a value."""

    attribute: Attribute
    value: Value = None
    origin: ValueOrigin | None = None


@dataclass(frozen=True, slots=True)
class FormCursor:
    """The selected row, the selected entry of a list, and a problem to show there."""

    row: int = 0
    entry: int = 0
    problem: str = ""


def rows(fields: Sequence[FormField], cursor: FormCursor, width: int, height: int) -> list[Line]:
    """The lines that fit into a height; all lines of the selected field are among them."""
    if not fields:
        return [[(" This label has no attributes.", _style())]]
    name = min(WIDEST_NAME, max(cell_len(one.attribute.name) for one in fields))
    blocks = [
        _block(one, cursor if row == cursor.row else None, name, width)
        for row, one in enumerate(fields)
    ]
    before = sum(map(len, blocks[: cursor.row]))
    last = before + len(blocks[cursor.row])
    top = min(max(0, last - height, before - height // 3), before)
    every = [line for block in blocks for line in block]
    top = max(0, min(top, len(every) - height))
    return every[top : top + height]


def most_rows(fields: Sequence[FormField], width: int) -> int:
    """The most lines that the form has, whichever field is selected; one is for a problem."""
    longest = max((len(_below(one, FormCursor(), width)) for one in fields), default=0)
    return max(1, len(fields)) + longest + 1


def _block(field: FormField, cursor: FormCursor | None, name: int, width: int) -> list[Line]:
    head = _head(field, cursor, name, width)
    return [head, *_below(field, cursor, width)] if cursor else [head]


def _head(field: FormField, cursor: FormCursor | None, name: int, width: int) -> Line:
    origin = _ORIGINS[field.origin] if field.origin else ""
    room = max(1, width - name - 4 - 5)
    value = cut_to(_value(field.value, cursor), room)
    color = styles.TEXT if cursor else styles.CONTEXT
    return [
        (f"{'▸' if cursor else ' '} ", _style(styles.ACCENT, bold=True)),
        (cut_to(display(field.attribute.name), name) + "  ", _style(color)),
        (value, _style(color, bold=bool(cursor))),
        (f" {origin:>4}", _style(styles.FAINT)),
    ]


def _value(value: Value, cursor: FormCursor | None) -> str:
    """The value in words; the selected entry of a list is in angle brackets."""
    if isinstance(value, list) and value:
        words = [display(value_text(one)) for one in value]
        if cursor and len(words) > 1:
            words[cursor.entry] = f"‹{words[cursor.entry]}›"
        return " > ".join(words)
    return " ".join(display(value_text(value)).split()) or OPEN


def _below(field: FormField, cursor: FormCursor, width: int) -> list[Line]:
    """The help of the attribute, the keys that set it, and what was wrong with the last value."""
    help_words = display(field.attribute.help).split()
    words = [[(f"{word} ", _style(styles.FAINT))] for word in help_words]
    help_lines = (
        [[(" " * 4, _style()), *line] for line in flow(words, width - 6, 3)] if words else []
    )
    chips = [_chip(key, word, now=now) for key, word, now in _keys(field)]
    keys = [[(" " * 4, _style()), *line] for line in flow(chips, width - 6, 8)]
    wrong = [[(f"    ! {display(cursor.problem)}", _style(styles.WARNING, bold=True))]]
    return [*help_lines, *keys, *(wrong if cursor.problem else [])]


def _chip(key: str, word: str, *, now: bool) -> Line:
    chosen = _style(styles.TEXT, bold=True, underline=True) if now else _style()
    return [
        (f" {shown(key)} ", style(styles.INK, styles.ACCENT, bold=True)),
        (" ", _style()),
        (f"{display(word)}{'✓' if now else ''}", chosen),
        ("  ", _style()),
    ]


def _keys(field: FormField) -> list[tuple[str, str, bool]]:
    """(key, what it does, True if that is the current value) for one field."""
    attribute, now = field.attribute, field.value
    clear = [(*_CLEAR, False)] if now is not None else []
    if attribute.type is AttributeType.CHOICE:
        listed = zip(CHOICE_KEYS, attribute.choices, strict=False)
        more = [("enter", "more", False)] if len(attribute.choices) > len(CHOICE_KEYS) else []
        return [*((key, one, one == now) for key, one in listed), *more, *clear]
    if attribute.type is AttributeType.YES_NO:
        return [("y", "yes", now is True), ("n", "no", now is False), *clear]
    if attribute.type is AttributeType.NUMBER:
        return [*_number_keys(attribute, now), *clear]
    if attribute.type not in SPAN_TYPES:
        return [("enter", "type it", False), *clear]
    return [*_span_keys(attribute, now), *clear]


def _number_keys(attribute: Attribute, now: Value) -> list[tuple[str, str, bool]]:
    if not is_single_digit(attribute):
        return [("enter", f"type {number_range(attribute)}", False)]
    low, high = int(attribute.minimum or 0), int(attribute.maximum or 9)
    return [(str(one), "", now == one) for one in range(low, high + 1)]


def _span_keys(attribute: Attribute, now: Value) -> list[tuple[str, str, bool]]:
    listed = attribute.type is AttributeType.SPANS
    found = [("s", "add from the text" if listed else "select in the text", False)]
    if isinstance(now, dict) or (isinstance(now, list) and now):
        found.append(("e", "its bounds", False))
    found.append(("enter", "type one" if listed else "type it", False))
    if isinstance(now, list) and len(now) > 1:
        found.append(("h", "", False))
        found.append(("l", "which", False))
    return found


def _style(color: str = styles.TEXT, *, bold: bool = False, underline: bool = False) -> Style:
    return style(color, styles.FOCUS, bold=bold, underline=underline)
