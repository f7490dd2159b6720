"""The form of an annotation: its label's attributes, answered without leaving the keyboard."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from annotator.display import display
from annotator.model import Attribute, Attributes, AttributeType, Value
from annotator.tui import form_lines
from annotator.tui.box import Box
from annotator.tui.keys import name_of
from annotator.tui.prompt import Prompt
from annotator.tui.talk import Talk

SPAN_TYPES = frozenset({AttributeType.SPAN, AttributeType.SPANS})


@dataclass(frozen=True, slots=True)
class Answer:
    """What the form asks its opener to do: keep a value, or have a span picked for one."""

    name: str
    value: Value = None
    pick: bool = False


class Form(Box[Answer | None]):
    """One row an attribute. Answers one change at a time: each is kept before the next.

    at: the row to start on.
    """

    def __init__(
        self, title: str, attributes: tuple[Attribute, ...], answers: Attributes, at: int = 0
    ) -> None:
        super().__init__()
        self._title = title
        self._attributes = attributes
        self._answers: Mapping[str, Value] = answers
        self._at = max(0, min(at, len(attributes) - 1))

    def compose(self) -> ComposeResult:
        """The rows, and what the row in hand asks for."""
        with VerticalScroll() as box:
            box.border_title = display(self._title)
            box.border_subtitle = "j k move   q done"
            yield Static(self._content())

    def in_lines(self, talk: Talk) -> Answer | None:
        """One question, asked in lines."""
        said = form_lines.ask(talk, self._title, self._attributes, self._answers)
        if said is None:
            return None
        value = self._answers.get(said.name) if said.pick else said.value
        return Answer(said.name, value, said.pick)

    def on_key(self, event: events.Key) -> None:
        """Move, answer the row in hand, or leave."""
        name = name_of(event)
        event.stop()
        event.prevent_default()
        if name in {"q", "escape"}:
            self.dismiss(None)
        elif name in {"j", "down", "tab"}:
            self._move(1)
        elif name in {"k", "up", "shift+tab"}:
            self._move(-1)
        elif self._attributes:
            self._answer(self._attributes[self._at], name)

    def _move(self, step: int) -> None:
        self._at = (self._at + step) % max(1, len(self._attributes))
        self.query_one(Static).update(self._content())

    def _answer(self, attribute: Attribute, key: str) -> None:
        now = self._answers.get(attribute.name)
        if key in {"x", "delete", "backspace"}:
            self.dismiss(Answer(attribute.name, None))
        elif key == "enter" and attribute.type not in {AttributeType.CHOICE, AttributeType.YES_NO}:
            self._ask(attribute, now)
        elif key == "s" and attribute.type in SPAN_TYPES:
            self.dismiss(Answer(attribute.name, now, pick=True))
        else:
            value = quick_value(attribute, key, now)
            if value is not None:
                self.dismiss(Answer(attribute.name, value))

    def _ask(self, attribute: Attribute, now: Value) -> None:
        """Type the answer. The answer is checked before it is kept."""

        def keep(text: str | None) -> None:
            if text is None:
                return
            value = typed_value(attribute, text)
            if value is not None or not text:
                self.dismiss(Answer(attribute.name, value))

        self.app.push_screen(Prompt(f"{attribute.name}: {attribute.help}", as_text(now)), keep)

    def _content(self) -> Content:
        rows = [self._row(place, one) for place, one in enumerate(self._attributes)]
        if not rows:
            return Content("This label asks nothing.")
        return Content("\n").join(rows)

    def _row(self, place: int, attribute: Attribute) -> Content:
        inhand = place == self._at
        answer = display(as_text(self._answers.get(attribute.name))) or "–"
        head = Content.styled(
            f"{'▸' if inhand else ' '} {display(attribute.name):<18} {answer}",
            "bold $text" if inhand else "$context",
        )
        if not inhand:
            return head
        help_text = Content.styled(f"    {display(attribute.help)}", "$faint")
        how = Content.styled(f"    {_how(attribute)}", "$accent")
        return Content("\n").join([head, help_text, how] if attribute.help else [head, how])


def quick_value(attribute: Attribute, key: str, now: Value) -> Value:
    """The answer that one key gives; None if the key gives none."""
    if attribute.type is AttributeType.CHOICE:
        return _chosen(attribute.choices, key, now)
    if attribute.type is AttributeType.YES_NO and key in {"y", "n"}:
        return key == "y"
    if attribute.type is AttributeType.NUMBER and key.isdecimal():
        return typed_value(attribute, key)
    return None


def _chosen(choices: tuple[str, ...], key: str, now: Value) -> Value:
    if key.isdecimal() and 1 <= int(key) <= len(choices):
        return choices[int(key) - 1]
    step = {"l": 1, "right": 1, "space": 1, "h": -1, "left": -1}.get(key)
    if step is None or not choices:
        return None
    if now not in choices:
        return choices[0 if step > 0 else -1]
    return choices[(choices.index(str(now)) + step) % len(choices)]


def typed_value(attribute: Attribute, text: str) -> Value:
    """What was typed as a value of the attribute's type; None if it is none, or is empty."""
    if not text:
        return None
    if attribute.type is AttributeType.NUMBER:
        return _number(attribute, text)
    if attribute.type is AttributeType.SPANS:
        return [part.strip() for part in text.split(">") if part.strip()]
    return text


def _number(attribute: Attribute, text: str) -> Value:
    try:
        number = float(text)
    except ValueError:
        return None
    low = float("-inf") if attribute.minimum is None else attribute.minimum
    high = float("inf") if attribute.maximum is None else attribute.maximum
    if not low <= number <= high:
        return None
    return int(number) if number.is_integer() else number


def as_text(value: Value) -> str:
    """An answer as it is read: a span by its words, a list joined by ' > '."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return str(value.get("text", ""))
    if isinstance(value, list):
        return " > ".join(as_text(one) for one in value)
    return str(value)


def _how(attribute: Attribute) -> str:
    if attribute.type is AttributeType.CHOICE:
        listed = enumerate(attribute.choices, 1)
        return "  ".join(f"{number} {choice}" for number, choice in listed) + "   x clear"
    if attribute.type is AttributeType.YES_NO:
        return "y yes  n no   x clear"
    if attribute.type is AttributeType.NUMBER:
        return f"a digit, or ⏎ to type {_range(attribute)}   x clear"
    if attribute.type in SPAN_TYPES:
        return "s select it in the text   ⏎ type it   x clear"
    return "⏎ type it   x clear"


def _range(attribute: Attribute) -> str:
    if attribute.minimum is None or attribute.maximum is None:
        return "a number"
    return f"({attribute.minimum:g} to {attribute.maximum:g})"
