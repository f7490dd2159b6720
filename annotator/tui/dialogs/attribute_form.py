"""The form of a mark: the attributes of its label, most of them set by a single key.

In plain-text mode it is a numbered list of attributes, then one value (`ask_for_value`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

from annotator.annotations import commands
from annotator.annotations.attribute_values import (
    SPAN_TYPES,
    WrongValueError,
    is_single_digit,
    number_range,
    parse_value,
    value_of_key,
    value_spans,
    value_text,
)
from annotator.annotations.session import Mark
from annotator.model import Attribute, Attributes, AttributeType, Value
from annotator.safe_text import display
from annotator.tui import styles
from annotator.tui.dialogs.attribute_form_rows import FormCursor, FormField, most_rows, rows
from annotator.tui.dialogs.dialog import BottomDialog, Prompt
from annotator.tui.dialogs.picker import Choice, Picker
from annotator.tui.input_queue import KeyPress
from annotator.tui.line_console import Console, typed_number
from annotator.tui.renderer import sign
from annotator.tui.styles import style
from annotator.tui.widgets.text_rows import Line
from annotator.workflow import messages

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotator.annotations.events import Draft
    from annotator.annotations.session import Session
    from annotator.workflow.controller import Controller

_MOVES = {"j": 1, "down": 1, "space": 1, "k": -1, "up": -1}
_CLEAR_KEYS = frozenset({"x", "delete"})

_CLEAR, _SELECT = "-", "."

_KEYS = ("j k move  ⇥ next open  u undo  q done", "j k move  ⇥ next  u undo  q done", "q done")


@dataclass(frozen=True, slots=True)
class SpanRequest:
    """The form's answer when the value is to be selected in the text.

    name: of the attribute. entry: of a list, the entry to edit; None to add one.
    edit: True to edit the bounds of the value, False to select new words.
    """

    name: str
    entry: int | None = None
    edit: bool = False


class FormContext(Protocol):
    """The part of the annotator's context that a form needs."""

    @property
    def session(self) -> Session:
        """The open document."""

    @property
    def controller(self) -> Controller:
        """The work of the annotator."""

    def record(self, drafts: Sequence[Draft]) -> None:
        """Store decisions."""


class MarkFormData:
    """The attributes of one mark, for its form.

    The mark may be in any sentence; after each change it is looked up again, because the first
    value of a suggestion accepts it.
    """

    def __init__(self, context: FormContext, mark: Mark) -> None:
        self._context = context
        self._first = self._mark = mark
        self._document = context.session.document.uid

    def title(self) -> Line:
        """The sign and title of the label, and the words of the mark."""
        session, mark = self._context.session, self._mark
        label = session.label_set.label(mark.label)
        title = display(label.title if label else mark.label)
        color = label.color if label else styles.TEXT
        words = display(messages.quoted(session.document.text, mark.span.start, mark.span.end))
        return [
            (f" {sign(mark)} {title}", style(color, styles.FOCUS, bold=True)),
            (f"  {words}", style(styles.CONTEXT, styles.FOCUS)),
        ]

    def form_fields(self) -> tuple[FormField, ...] | None:
        """The attributes of the label with their current values; None once the mark is gone."""
        session = self._context.session
        found = session.current_mark(self._mark) or session.current_mark(self._first)
        if found is None or session.document.uid != self._document:
            return None
        self._mark = found
        label = session.label_set.label(found.label)
        held = found.annotation or found.suggestion
        values = held.attributes if held else {}
        origins = self._context.controller.value_origins(found)
        return tuple(
            FormField(one, values.get(one.name), origins.get(one.name))
            for one in (label.attributes if label else ())
        )

    def value(self, name: str) -> Value:
        """The value of an attribute."""
        field = self._form_field(name)
        return field.value if field else None

    def type(self, name: str) -> AttributeType | None:
        """The type of an attribute."""
        field = self._form_field(name)
        return field.attribute.type if field else None

    def keep(self, name: str, value: Value) -> None:
        """Store a value at once, None to clear it; the annotation is selected then."""
        drafts = commands.set_value(self._context.session, self._mark, name, value)
        self._context.record(drafts)
        uid = self._mark.uid or commands.accepted_uid(drafts[0])
        self._mark = self._context.session.annotation_mark(uid) or self._mark
        if self._mark.source_sentence:
            self._context.session.select_mark(self._mark)

    def undo(self) -> str:
        """Undo the last key press; returns what it was, in words."""
        return self._context.controller.undo() or "nothing"

    def _form_field(self, name: str) -> FormField | None:
        fields = self.form_fields() or ()
        return next((one for one in fields if one.attribute.name == name), None)


class AttributeForm(BottomDialog[SpanRequest | None]):
    """One row for each attribute. A value is stored at once, and the next row is selected.

    row: the row that is selected first.
    """

    def __init__(self, data: MarkFormData, row: int = 0) -> None:
        super().__init__()
        self._data = data
        self._fields = data.form_fields() or ()
        self._cursor = FormCursor(max(0, min(row, len(self._fields) - 1)))
        self._undone = ""

    def ask_in_plain_text(self, console: Console) -> SpanRequest | None:
        """Ask for values, attribute by attribute, until none is given."""
        title = "".join(text for text, _ in self._data.title()).strip()
        while (fields := self._data.form_fields()) is not None:
            values = {one.attribute.name: one.value for one in fields}
            attributes = tuple(one.attribute for one in fields)
            typed = ask_for_value(console, title, attributes, values)
            if typed is None:
                return None
            if typed.select:
                return SpanRequest(typed.name)
            self._data.keep(typed.name, typed.value)
        return None

    def press(self, key: KeyPress) -> None:
        """Move, set the selected attribute, undo, or close."""
        name = key.key_name
        self._cursor, self._undone = replace(self._cursor, problem=""), ""
        if name in {"q", "t", "escape"}:
            self.dismiss(None)
            return
        if name in {"u", "backspace"}:
            self._undone = self._data.undo()
            self._read()
        elif name in {"tab", "shift+tab"}:
            self._move_to_empty(1 if name == "tab" else -1)
        elif name in _MOVES:
            self._move(_MOVES[name])
        elif self._fields:
            self._set_by_key(self._field, name)
        self.draw()

    # ------------------------------------------------------------------ moving

    @property
    def _field(self) -> FormField:
        return self._fields[self._cursor.row]

    def _move(self, step: int) -> None:
        self._cursor = FormCursor((self._cursor.row + step) % max(1, len(self._fields)))

    def _move_to_empty(self, step: int) -> None:
        """Select the next row without a value; wraps around. The next row if all have one."""
        count = len(self._fields)
        order = [(self._cursor.row + step * way) % count for way in range(1, count + 1)]
        empty = [row for row in order if self._fields[row].value is None]
        if order:
            self._cursor = FormCursor((empty or order)[0])

    # ------------------------------------------------------------------ setting values

    def _set_by_key(self, field: FormField, key: str) -> None:
        kind = field.attribute.type
        if key in _CLEAR_KEYS:
            self._clear(field)
        elif kind in SPAN_TYPES:
            self._set_span(field, key)
        elif kind is AttributeType.CHOICE:
            self._set_choice(field, key)
        elif key == "enter" or (kind is AttributeType.NUMBER and self._starts_number(field, key)):
            self._ask_for_text(field, "" if key == "enter" else key)
        else:
            self._set_single_key(field, key)

    def _starts_number(self, field: FormField, key: str) -> bool:
        """True if a key begins a number of several digits."""
        return (key.isdecimal() or key in "-.") and not is_single_digit(field.attribute)

    def _set_single_key(self, field: FormField, key: str) -> None:
        try:
            value = value_of_key(field.attribute, key)
        except WrongValueError as error:
            self._cursor = replace(self._cursor, problem=str(error))
            return
        if value is None:
            self._report_unknown(key)
        else:
            self._keep(field, value)

    def _set_choice(self, field: FormField, key: str) -> None:
        choices = field.attribute.choices
        step = {"l": 1, "right": 1, "h": -1, "left": -1}.get(key)
        if key == "enter":
            listed = [Choice(one, one) for one in choices]
            self._ask(Picker(field.attribute.name, listed), field)
        elif step is None or not choices:
            self._set_single_key(field, key)
        else:
            now = str(field.value)
            index = choices.index(now) + step if now in choices else (0 if step > 0 else -1)
            self._keep(field, choices[index % len(choices)], stay=True)

    def _set_span(self, field: FormField, key: str) -> None:
        name, value = field.attribute.name, field.value
        entries = value if isinstance(value, list) else [value]
        entry = self._cursor.entry if isinstance(value, list) else None
        if key == "s":
            self.dismiss(SpanRequest(name))
        elif key == "e" and value_spans(entries[entry or 0] if entries else None):
            self.dismiss(SpanRequest(name, entry, edit=True))
        elif key in {"h", "left", "l", "right"} and entry is not None and entries:
            step = 1 if key in {"l", "right"} else -1
            self._cursor = replace(self._cursor, entry=(entry + step) % len(entries))
        elif key == "enter":
            self._ask_for_text(field, "")
        else:
            self._report_unknown(key)

    def _report_unknown(self, key: str) -> None:
        problem = f"{key} sets nothing here; see the keys above"
        self._cursor = replace(self._cursor, problem=problem)

    def _ask_for_text(self, field: FormField, begun: str) -> None:
        """Have the value typed, or one more entry of a list."""
        attribute = field.attribute
        listed = attribute.type is AttributeType.SPANS
        now = begun or ("" if listed else value_text(field.value))
        question = f"{attribute.name}: {attribute.help}" if attribute.help else attribute.name
        self._ask(Prompt(question, now), field)

    def _ask(self, dialog: Picker | Prompt, field: FormField) -> None:
        """Show a dialog for the value; its answer is checked before it is stored."""

        def keep(text: str | None) -> None:
            if text is not None:
                self._keep_text(field, text)
            self.draw()

        dialog.show(self.app, keep)

    def _keep_text(self, field: FormField, text: str) -> None:
        attribute = field.attribute
        listed = attribute.type is AttributeType.SPANS
        if not text:
            if not listed:
                self._clear(field)
            return
        try:
            value = parse_value(attribute, text)
        except WrongValueError as error:
            self._cursor = replace(self._cursor, problem=str(error))
            return
        now = field.value if isinstance(field.value, list) else []
        self._keep(field, [*now, value] if listed else value, stay=listed)

    def _clear(self, field: FormField) -> None:
        """Clear the value; of a list, the selected entry."""
        value = field.value
        if isinstance(value, list) and len(value) > 1:
            left = [one for entry, one in enumerate(value) if entry != self._cursor.entry]
            self._keep(field, left, stay=True)
        elif value is not None:
            self._keep(field, None, stay=True)

    def _keep(self, field: FormField, value: Value, *, stay: bool = False) -> None:
        """Store a value, and select the next row if there is one."""
        self._data.keep(field.attribute.name, value)
        self._read()
        if not stay and self._cursor.row + 1 < len(self._fields):
            self._move(1)

    def _read(self) -> None:
        """Read the stored values again; close the form if the mark is gone."""
        found = self._data.form_fields()
        if found is None:
            self.dismiss(None)
            return
        self._fields = found
        self._cursor = replace(self._cursor, row=max(0, min(self._cursor.row, len(found) - 1)))
        value: Any = self._field.value if found else None
        entries = len(value) if isinstance(value, list) else 1
        self._cursor = replace(self._cursor, entry=max(0, min(self._cursor.entry, entries - 1)))

    # ------------------------------------------------------------------ drawing

    def draw(self) -> None:
        """Draw the rows around the selected one."""
        most = most_rows(self._fields, self.inside)
        shown = rows(self._fields, self._cursor, self.inside, self.room(most))
        foot = (f"q done  undone: {self._undone}",) if self._undone else _KEYS
        self.put(self._data.title(), shown, foot, most)


@dataclass(frozen=True, slots=True)
class TypedValue:
    """The value typed for an attribute. select: True to select words of the text instead."""

    name: str
    value: Value = None
    select: bool = False


def ask_for_value(
    console: Console, title: str, attributes: tuple[Attribute, ...], values: Attributes
) -> TypedValue | None:
    """Write all attributes with their values, and ask for one of them; None when done."""
    console.write(title)
    for number, one in enumerate(attributes, 1):
        console.write(f"{number} {one.name}: {value_text(values.get(one.name)) or 'no value'}")
    if not attributes:
        console.write("This label has no attributes.")
        return None
    line = console.ask("Which one? Its number, empty when done:")
    chosen = typed_number(line, len(attributes))
    return _ask_for(console, attributes[chosen - 1]) if chosen else None


def _ask_for(console: Console, one: Attribute) -> TypedValue | None:
    """Ask until the line is a value, or empty."""
    question = ". ".join([one.name, *([one.help.rstrip(".")] if one.help else []), _how(one)])
    while line := console.ask(f"{question}; {_CLEAR} clears, empty leaves it:"):
        if line == _CLEAR:
            return TypedValue(one.name)
        if line == _SELECT and one.type in SPAN_TYPES:
            return TypedValue(one.name, select=True)
        try:
            return TypedValue(one.name, _value(one, line))
        except WrongValueError as wrong:
            console.write(str(wrong))
    return None


def _value(one: Attribute, line: str) -> Value:
    """The value for a typed line. Raises WrongValueError if it is none."""
    if one.type is AttributeType.CHOICE and line.isdecimal():
        number = typed_number(line, len(one.choices))
        return parse_value(one, one.choices[number - 1] if number else line)
    if one.type is AttributeType.YES_NO:
        value = value_of_key(one, line[:1].casefold())
        if value is None:
            raise WrongValueError(f"expected y or n, got “{line}”")
        return value
    if one.type is AttributeType.SPANS:
        return [part.strip() for part in line.split(">") if part.strip()]
    return parse_value(one, line)


def _how(one: Attribute) -> str:
    if one.type is AttributeType.CHOICE:
        return ", ".join(f"{number} {choice}" for number, choice in enumerate(one.choices, 1))
    if one.type is AttributeType.YES_NO:
        return "y or n"
    if one.type is AttributeType.NUMBER:
        return number_range(one)
    if one.type in SPAN_TYPES:
        return f"{_SELECT} selects it in the text, or type it"
    return "Type it"
