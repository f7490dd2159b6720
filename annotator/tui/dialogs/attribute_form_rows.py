"""The rows of a form: a line for each question, and under the one in hand how it is answered.

Pure: from questions and a width to lines of styled text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size
from rich.style import Style

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
from annotator.tui.actions.keymap import shown
from annotator.tui.styles import style
from annotator.tui.widgets.text_rows import Line, flow

OPEN = "–"
WIDEST_NAME = 18
_FILLED = {ValueOrigin.RULE: "rule", ValueOrigin.TEXT: "text", ValueOrigin.PERSON: "you"}
_CLEAR = ("x", "clear")


@dataclass(frozen=True, slots=True)
class FormField:
    """An attribute with its answer; by: who or what gave it, None for no answer."""

    attribute: Attribute
    value: Value = None
    by: ValueOrigin | None = None


@dataclass(frozen=True, slots=True)
class FormCursor:
    """What is in hand: a question, of a list one of its entries; and what is to be said there."""

    at: int = 0
    entry: int = 0
    problem: str = ""


def rows(questions: Sequence[FormField], hand: FormCursor, width: int, height: int) -> list[Line]:
    """The lines that fit into a height, with all of the question in hand among them."""
    if not questions:
        return [[(" This label asks nothing.", _style())]]
    name = min(WIDEST_NAME, max(cell_len(one.attribute.name) for one in questions))
    blocks = [
        _block(one, hand if place == hand.at else None, name, width)
        for place, one in enumerate(questions)
    ]
    before = sum(map(len, blocks[: hand.at]))
    last = before + len(blocks[hand.at])
    top = min(max(0, last - height, before - height // 3), before)
    every = [line for block in blocks for line in block]
    top = max(0, min(top, len(every) - height))
    return every[top : top + height]


def most_rows(questions: Sequence[FormField], width: int) -> int:
    """How many lines the form has at most, whatever is in hand, with one for a problem."""
    longest = max((len(_below(one, FormCursor(), width)) for one in questions), default=0)
    return max(1, len(questions)) + longest + 1


def _block(question: FormField, hand: FormCursor | None, name: int, width: int) -> list[Line]:
    head = _head(question, hand, name, width)
    return [head, *_below(question, hand, width)] if hand else [head]


def _head(question: FormField, hand: FormCursor | None, name: int, width: int) -> Line:
    by = _FILLED[question.by] if question.by else ""
    room = max(1, width - name - 4 - 5)
    answer = _cut(_answer(question.value, hand), room)
    color = styles.TEXT if hand else styles.CONTEXT
    return [
        (f"{'▸' if hand else ' '} ", _style(styles.ACCENT, bold=True)),
        (set_cell_size(display(question.attribute.name), name) + "  ", _style(color)),
        (set_cell_size(answer, room), _style(color, bold=bool(hand))),
        (f" {by:>4}", _style(styles.FAINT)),
    ]


def _answer(value: Value, hand: FormCursor | None) -> str:
    """The answer in words; of a list in hand, the entry in hand stands in pointed brackets."""
    if isinstance(value, list) and value:
        words = [display(value_text(one)) for one in value]
        if hand and len(words) > 1:
            words[hand.entry] = f"‹{words[hand.entry]}›"
        return " > ".join(words)
    return " ".join(display(value_text(value)).split()) or OPEN


def _below(question: FormField, hand: FormCursor, width: int) -> list[Line]:
    """What is asked, the keys that answer, and what was wrong with the last answer."""
    help_words = display(question.attribute.help).split()
    said = [[(f"{word} ", _style(styles.FAINT))] for word in help_words]
    asked = [[(" " * 4, _style()), *line] for line in flow(said, width - 6, 3)] if said else []
    chips = [_chip(key, word, now=now) for key, word, now in _keys(question)]
    keys = [[(" " * 4, _style()), *line] for line in flow(chips, width - 6, 8)]
    wrong = [[(f"    ! {display(hand.problem)}", _style(styles.WARNING, bold=True))]]
    return [*asked, *keys, *(wrong if hand.problem else [])]


def _chip(key: str, word: str, *, now: bool) -> Line:
    chosen = _style(styles.TEXT, bold=True, underline=True) if now else _style()
    return [
        (f" {shown(key)} ", style(styles.INK, styles.ACCENT, bold=True)),
        (" ", _style()),
        (f"{display(word)}{'✓' if now else ''}", chosen),
        ("  ", _style()),
    ]


def _keys(question: FormField) -> list[tuple[str, str, bool]]:
    """(key, what it does, whether that is the answer now) for one question."""
    attribute, now = question.attribute, question.value
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


def _cut(text: str, room: int) -> str:
    return text if cell_len(text) <= room else set_cell_size(text, room - 1) + "…"
