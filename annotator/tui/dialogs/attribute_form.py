"""The form of an annotation: its label's attributes, answered by a run of single keys."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Protocol

from textual import events

from annotator.annotations.attribute_values import (
    SPAN_TYPES,
    WrongValueError,
    is_single_digit,
    parse_value,
    value_of_key,
    value_spans,
    value_text,
)
from annotator.model import AttributeType, Value
from annotator.tui.dialogs.attribute_form_rows import FormCursor, FormField, most_rows, rows
from annotator.tui.dialogs.dialog import BottomDialog, Prompt
from annotator.tui.dialogs.picker import Choice, Picker
from annotator.tui.keyboard import name_of
from annotator.tui.plain_text import attribute_input
from annotator.tui.plain_text.line_console import Console
from annotator.tui.widgets.text_rows import Line

_MOVES = {"j": 1, "down": 1, "space": 1, "k": -1, "up": -1}
_CLEARING = frozenset({"x", "delete"})


@dataclass(frozen=True, slots=True)
class SpanRequest:
    """What the form leaves the screen for: words of the text as an answer.

    entry: of a list, the entry whose bounds are to be others; None for new words.
    edit: whether the bounds of the answer are edited, not selected anew.
    """

    name: str
    entry: int | None = None
    edit: bool = False


class FormData(Protocol):
    """What a form is about: it is told each answer at once, and says what is held then."""

    def title(self) -> Line:
        """The label, and the words it is on."""

    def questions(self) -> tuple[FormField, ...] | None:
        """What is asked, with the answers held now; None once the annotation is gone."""

    def keep(self, name: str, value: Value) -> None:
        """Have an answer recorded; None clears it."""

    def undo(self) -> str:
        """Take the last key press back; what that was, in words."""


class AttributeForm(BottomDialog[SpanRequest | None]):
    """One row an attribute. Each answer is kept before the next key; the next row follows.

    at: the row to start on.
    """

    def __init__(self, filling: FormData, at: int = 0) -> None:
        super().__init__()
        self._filling = filling
        self._questions = filling.questions() or ()
        self._hand = FormCursor(max(0, min(at, len(self._questions) - 1)))
        self._said = ""

    def ask_in_plain_text(self, console: Console) -> SpanRequest | None:
        """The questions, asked in lines until one is left without an answer."""
        title = "".join(text for text, _ in self._filling.title()).strip()
        while (questions := self._filling.questions()) is not None:
            answers = {one.attribute.name: one.value for one in questions}
            said = attribute_input.ask(
                console, title, tuple(one.attribute for one in questions), answers
            )
            if said is None:
                return None
            if said.pick:
                return SpanRequest(said.name)
            self._filling.keep(said.name, said.value)
        return None

    def on_key(self, event: events.Key) -> None:
        """Move, answer the row in hand, take back, or leave."""
        name = name_of(event)
        event.stop()
        event.prevent_default()
        self._hand, self._said = replace(self._hand, problem=""), ""
        if name in {"q", "t", "escape"}:
            self.dismiss(None)
            return
        if name in {"u", "backspace"}:
            self._said = self._filling.undo()
            self._read()
        elif name in {"tab", "shift+tab"}:
            self._next_open(1 if name == "tab" else -1)
        elif name in _MOVES:
            self._move(_MOVES[name])
        elif self._questions:
            self._answer(self._question, name)
        self.draw()

    # ------------------------------------------------------------------ moving about

    @property
    def _question(self) -> FormField:
        return self._questions[self._hand.at]

    def _move(self, step: int) -> None:
        self._hand = FormCursor((self._hand.at + step) % max(1, len(self._questions)))

    def _next_open(self, step: int) -> None:
        """The next row without an answer, round and round; the next row if all have one."""
        count = len(self._questions)
        order = [(self._hand.at + step * way) % count for way in range(1, count + 1)]
        unanswered = [place for place in order if self._questions[place].value is None]
        if order:
            self._hand = FormCursor((unanswered or order)[0])

    # ------------------------------------------------------------------ answering

    def _answer(self, question: FormField, key: str) -> None:
        kind = question.attribute.type
        if key in _CLEARING:
            self._clear(question)
        elif kind in SPAN_TYPES:
            self._answer_span(question, key)
        elif kind is AttributeType.CHOICE:
            self._answer_choice(question, key)
        elif key == "enter" or (kind is AttributeType.NUMBER and self._is_longer(question, key)):
            self._type(question, "" if key == "enter" else key)
        else:
            self._answer_quickly(question, key)

    def _is_longer(self, question: FormField, key: str) -> bool:
        """Whether a key begins a number of several digits."""
        return (key.isdecimal() or key in "-.") and not is_single_digit(question.attribute)

    def _answer_quickly(self, question: FormField, key: str) -> None:
        try:
            value = value_of_key(question.attribute, key)
        except WrongValueError as error:
            self._hand = replace(self._hand, problem=str(error))
            return
        if value is None:
            self._refuse(key)
        else:
            self._keep(question, value)

    def _answer_choice(self, question: FormField, key: str) -> None:
        choices = question.attribute.choices
        step = {"l": 1, "right": 1, "h": -1, "left": -1}.get(key)
        if key == "enter":
            listed = [Choice(one, one) for one in choices]
            self._ask(Picker(question.attribute.name, listed), question)
        elif step is None or not choices:
            self._answer_quickly(question, key)
        else:
            now = str(question.value)
            place = choices.index(now) + step if now in choices else (0 if step > 0 else -1)
            self._keep(question, choices[place % len(choices)], stay=True)

    def _answer_span(self, question: FormField, key: str) -> None:
        name, value = question.attribute.name, question.value
        entries = value if isinstance(value, list) else [value]
        entry = self._hand.entry if isinstance(value, list) else None
        if key == "s":
            self.dismiss(SpanRequest(name))
        elif key == "e" and value_spans(entries[entry or 0] if entries else None):
            self.dismiss(SpanRequest(name, entry, edit=True))
        elif key in {"h", "left", "l", "right"} and entry is not None and entries:
            step = 1 if key in {"l", "right"} else -1
            self._hand = replace(self._hand, entry=(entry + step) % len(entries))
        elif key == "enter":
            self._type(question, "")
        else:
            self._refuse(key)

    def _refuse(self, key: str) -> None:
        self._hand = replace(self._hand, problem=f"{key} answers nothing here; see the keys above")

    def _type(self, question: FormField, begun: str) -> None:
        """Type the answer, or one more entry of a list."""
        attribute = question.attribute
        listed = attribute.type is AttributeType.SPANS
        now = begun or ("" if listed else value_text(question.value))
        asked = f"{attribute.name}: {attribute.help}" if attribute.help else attribute.name
        self._ask(Prompt(asked, now), question)

    def _ask(self, box: Picker | Prompt, question: FormField) -> None:
        """Show a box for the answer; what it answers is checked before it is kept."""

        def keep(text: str | None) -> None:
            if text is not None:
                self._keep_typed(question, text)
            self.draw()

        self.app.push_screen(box, keep)

    def _keep_typed(self, question: FormField, text: str) -> None:
        attribute = question.attribute
        listed = attribute.type is AttributeType.SPANS
        if not text:
            if not listed:
                self._clear(question)
            return
        try:
            value = parse_value(attribute, text)
        except WrongValueError as error:
            self._hand = replace(self._hand, problem=str(error))
            return
        now = question.value if isinstance(question.value, list) else []
        self._keep(question, [*now, value] if listed else value, stay=listed)

    def _clear(self, question: FormField) -> None:
        """Take the answer away; of a list, the entry in hand."""
        value = question.value
        if isinstance(value, list) and len(value) > 1:
            left = [one for place, one in enumerate(value) if place != self._hand.entry]
            self._keep(question, left, stay=True)
        elif value is not None:
            self._keep(question, None, stay=True)

    def _keep(self, question: FormField, value: Value, *, stay: bool = False) -> None:
        """Have an answer recorded, and go on to the next row if there is one."""
        self._filling.keep(question.attribute.name, value)
        self._read()
        if not stay and self._hand.at + 1 < len(self._questions):
            self._move(1)

    def _read(self) -> None:
        """Show what is held now; leave where the annotation is gone."""
        found = self._filling.questions()
        if found is None:
            self.dismiss(None)
            return
        self._questions = found
        self._hand = replace(self._hand, at=max(0, min(self._hand.at, len(found) - 1)))
        value: Any = self._question.value if found else None
        entries = len(value) if isinstance(value, list) else 1
        self._hand = replace(self._hand, entry=max(0, min(self._hand.entry, entries - 1)))

    # ------------------------------------------------------------------ drawing

    def draw(self) -> None:
        """The rows round the one in hand."""
        most = most_rows(self._questions, self.inside)
        shown = rows(self._questions, self._hand, self.inside, self.room(most))
        keys = "j k move  ⇥ next open  u undo  q done"
        foot = f"undone: {self._said}" if self._said else keys
        self.put(self._filling.title(), shown, foot, most)
