"""Attribute values: their types, how they are typed or given by one key, how they are shown."""

from __future__ import annotations

from collections.abc import Iterable

from annotator.errors import AnnotatorError
from annotator.model import Attribute, Attributes, AttributeType, Span, Value

SPAN_TYPES = frozenset({AttributeType.SPAN, AttributeType.SPANS})
CHOICE_KEYS = "1234567890"
"""The keys of the first ten choices, in their order."""


class WrongValueError(AnnotatorError):
    """The typed text is not a value of the attribute: what was expected, and what was typed."""


def value_fits(attribute: Attribute, value: Value) -> bool:
    """True if a value has the attribute's type and is among its choices or in its range."""
    match attribute.type:
        case AttributeType.CHOICE:
            return value in attribute.choices
        case AttributeType.YES_NO:
            return isinstance(value, bool)
        case AttributeType.NUMBER:
            return _is_number(value) and _in_range(attribute, float(str(value)))
        case AttributeType.TEXT:
            return isinstance(value, str)
        case AttributeType.SPAN:
            return isinstance(value, str | dict)
        case AttributeType.SPANS:
            return isinstance(value, list) and all(isinstance(one, str | dict) for one in value)


def fitting_values(attributes: Iterable[Attribute], values: Attributes) -> dict[str, Value]:
    """The values that there is an attribute for, of its type."""
    known = {one.name: one for one in attributes}
    return {
        name: value
        for name, value in values.items()
        if name in known and value_fits(known[name], value)
    }


def parse_value(attribute: Attribute, text: str) -> Value:
    """The value for a typed text; for spans, one entry of the list.

    Raises WrongValueError if the text is not a value of the attribute.
    """
    if attribute.type is AttributeType.NUMBER:
        return _number(attribute, text)
    if attribute.type is AttributeType.CHOICE and text not in attribute.choices:
        raise WrongValueError(f"expected {' or '.join(attribute.choices)}, got “{text}”")
    return text


def value_of_key(attribute: Attribute, key: str) -> Value:
    """The value that one key gives; None if the key gives none.

    A digit is a number only if no longer number fits the attribute.
    """
    if attribute.type is AttributeType.CHOICE and key in CHOICE_KEYS:
        place = CHOICE_KEYS.index(key)
        return attribute.choices[place] if place < len(attribute.choices) else None
    if attribute.type is AttributeType.YES_NO and key in {"y", "n"}:
        return key == "y"
    if is_single_digit(attribute) and key.isdecimal():
        return _number(attribute, key)
    return None


def is_single_digit(attribute: Attribute) -> bool:
    """True if every number that fits has one digit."""
    low, high = attribute.minimum, attribute.maximum
    bounded = low is not None and high is not None and low >= 0 and high <= 9
    return attribute.type is AttributeType.NUMBER and bounded


def value_text(value: Value) -> str:
    """A value as shown: a span by its words, a list joined by ' > '."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return str(value.get("text", ""))
    if isinstance(value, list):
        return " > ".join(value_text(one) for one in value)
    return str(value)


def value_spans(value: Value) -> list[Span]:
    """The spans of the document in a value; text typed instead has none."""
    entries = value if isinstance(value, list) else [value]
    return [Span(one["start"], one["end"]) for one in entries if isinstance(one, dict)]


def number_range(attribute: Attribute) -> str:
    """The range of numbers that fit, in words."""
    low, high = attribute.minimum, attribute.maximum
    if low is None and high is None:
        return "a number"
    if high is None:
        return f"a number from {low:g} on"
    return f"a number up to {high:g}" if low is None else f"a number from {low:g} to {high:g}"


def _number(attribute: Attribute, text: str) -> int | float:
    try:
        number = float(text)
    except ValueError:
        number = float("nan")
    if not _in_range(attribute, number):
        raise WrongValueError(f"expected {number_range(attribute)}, got “{text}”")
    return int(number) if number.is_integer() else number


def _in_range(attribute: Attribute, number: float) -> bool:
    """NaN and infinity are in no range: exports could not hold them."""
    low = float("-inf") if attribute.minimum is None else attribute.minimum
    high = float("inf") if attribute.maximum is None else attribute.maximum
    return low <= number <= high and abs(number) != float("inf")


def _is_number(value: Value) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
