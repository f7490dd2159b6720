"""Attributes: the typed questions of a label, and values that answer them."""

from __future__ import annotations

from collections.abc import Mapping

from annotator.errors import did_you_mean
from annotator.labels.schema import ATTRIBUTE, OWN_ATTRIBUTE, TYPES
from annotator.labels.schema_types import Record
from annotator.labels.validator import Check
from annotator.labels.yaml_tree import Fields, Items, Node, Text
from annotator.model import Attribute, AttributeType, Value


class Attributes:
    """The shared attributes of one file, and those that a label defines for itself."""

    def __init__(self, check: Check) -> None:
        self._check = check
        self._shared: dict[str, Attribute] = {}

    def read(self, node: Node) -> None:
        """Take in the shared attributes: name -> definition."""
        for name, value in self._check.mapping(node, "attributes").items():
            self._shared[name] = self._attribute(value, name, ATTRIBUTE)

    def of_label(self, node: Node | None, label: str) -> tuple[Attribute, ...]:
        """A label's own: names of shared ones, or definitions with a name of their own."""
        if node is None:
            return ()
        found: dict[str, Attribute] = {}
        for item in self._check.items(node, f"attributes of {label}"):
            attribute = self._named(item) if isinstance(item, Text) else self._own(item, label)
            if attribute and attribute.name in found:
                fix = "Keep one of them."
                self._check.problem(item.line, f"{label} has {attribute.name!r} twice", fix)
            elif attribute:
                found[attribute.name] = attribute
        return tuple(found.values())

    def _named(self, item: Text) -> Attribute | None:
        if item.text in self._shared:
            return self._shared[item.text]
        fix = did_you_mean(item.text, list(self._shared))
        self._check.problem(item.line, f"there is no shared attribute {item.text!r}", fix)
        return None

    def _own(self, item: Node, label: str) -> Attribute | None:
        name = item.values.get("name") if isinstance(item, Fields) else None
        if name is None:
            fix = "Write the name of a shared attribute, or a mapping with name and type."
            self._check.problem(item.line, f"an attribute of {label} has no name", fix)
            return None
        return self._attribute(item, self._check.text(name, "name"), OWN_ATTRIBUTE)

    def _attribute(self, node: Node, name: str, record: Record) -> Attribute:
        check, what = self._check, f"attribute {name}"
        fields = check.record(node, what, record)
        kind = AttributeType(check.choice(fields.get("type"), f"type of {what}", TYPES))
        choices = self._choices(fields.get("choices"), what, kind, node.line)
        minimum = check.number(fields.get("minimum"), f"minimum of {what}")
        maximum = check.number(fields.get("maximum"), f"maximum of {what}")
        if minimum is not None and maximum is not None and minimum > maximum:
            check.problem(node.line, f"{what} has its minimum above its maximum", "Swap them.")
        return Attribute(
            name, kind, check.text(fields.get("help"), "help"), choices, minimum, maximum
        )

    def _choices(
        self, node: Node | None, what: str, kind: AttributeType, line: int
    ) -> tuple[str, ...]:
        texts = self._check.texts(node, f"choices of {what}") if node else []
        if (kind is AttributeType.CHOICE) != (node is not None):
            fix = "Choices belong to the type choice, and only there."
            self._check.problem(line, f"{what} of type {kind} and its choices differ", fix)
        return tuple(dict.fromkeys(choice.text for choice in texts))

    def values(
        self, node: Node | None, what: str, attributes: tuple[Attribute, ...]
    ) -> Mapping[str, Value]:
        """Answers by attribute name, each checked against its attribute."""
        if node is None:
            return {}
        known = {attribute.name: attribute for attribute in attributes}
        fields = self._check.fields(node, what, list(known))
        return {
            name: self._value(value, f"{name} of {what}", known[name])
            for name, value in fields.items()
            if name in known
        }

    def _value(self, node: Node, what: str, attribute: Attribute) -> Value:
        match attribute.type:
            case AttributeType.CHOICE:
                return self._check.choice(node, what, attribute.choices or ("",))
            case AttributeType.YES_NO:
                return self._check.yes_no(node, what)
            case AttributeType.NUMBER:
                return self._number(node, what, attribute)
            case AttributeType.SPANS if isinstance(node, Items):
                return [text.text for text in self._check.texts(node, what)]
            case AttributeType.SPANS:
                return [self._check.text(node, what)]
            case _:
                return self._check.text(node, what)

    def _number(self, node: Node, what: str, attribute: Attribute) -> float | None:
        value = self._check.number(node, what)
        low, high = attribute.minimum, attribute.maximum
        if value is not None and not (
            (low is None or low <= value) and (high is None or value <= high)
        ):
            fix = f"It lies between {low} and {high}."
            self._check.problem(node.line, f"{what} cannot be {value}", fix)
        return value
