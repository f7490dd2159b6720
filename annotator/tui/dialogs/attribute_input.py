"""The form of a mark in plain-text mode: a numbered list of attributes, then one value."""

from __future__ import annotations

from dataclasses import dataclass

from annotator.annotations.attribute_values import (
    SPAN_TYPES,
    WrongValueError,
    number_range,
    parse_value,
    value_of_key,
    value_text,
)
from annotator.model import Attribute, Attributes, AttributeType, Value
from annotator.tui.line_console import Console

_CLEAR, _SELECT = "-", "."


@dataclass(frozen=True, slots=True)
class TypedValue:
    """The value typed for an attribute. select: True to select words of the text instead."""

    name: str
    value: Value = None
    select: bool = False


def ask(
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
    if not line.isdecimal() or not 1 <= int(line) <= len(attributes):
        return None
    return _ask_for(console, attributes[int(line) - 1])


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
        place = int(line) - 1
        return parse_value(one, one.choices[place] if 0 <= place < len(one.choices) else line)
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
