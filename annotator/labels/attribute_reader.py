"""Read attributes, the typed fields of labels, and attribute values."""

from __future__ import annotations

from collections.abc import Mapping

from annotator.errors import did_you_mean
from annotator.labels.schema import ATTRIBUTE, OWN_ATTRIBUTE, TYPES, Section
from annotator.labels.validator import Validator
from annotator.labels.yaml_tree import ListNode, MappingNode, Node, TextNode
from annotator.model import Attribute, AttributeType, Value


class AttributeReader:
    """Reads the shared attributes, and those that a label defines for itself."""

    def __init__(self, validator: Validator) -> None:
        self._validator = validator
        self._shared: dict[str, Attribute] = {}

    def read(self, node: Node) -> None:
        """Add the shared attributes of one file: a mapping from names to definitions."""
        for name, value in self._validator.mapping(node, "attributes").items():
            self._shared[name] = self._attribute(value, name, ATTRIBUTE)

    def of_label(self, node: Node | None, label: str) -> tuple[Attribute, ...]:
        """The attributes of a label: names of shared ones, or definitions with a name."""
        if node is None:
            return ()
        found: dict[str, Attribute] = {}
        for item in self._validator.items(node, f"attributes of {label}"):
            attribute = self._named(item) if isinstance(item, TextNode) else self._own(item, label)
            if attribute and attribute.name in found:
                fix = "Keep one of them."
                self._validator.add_problem(item.line, f"{label} has {attribute.name!r} twice", fix)
            elif attribute:
                found[attribute.name] = attribute
        return tuple(found.values())

    def _named(self, item: TextNode) -> Attribute | None:
        if item.text in self._shared:
            return self._shared[item.text]
        fix = did_you_mean(item.text, list(self._shared))
        self._validator.add_problem(item.line, f"there is no shared attribute {item.text!r}", fix)
        return None

    def _own(self, item: Node, label: str) -> Attribute | None:
        name = item.values.get("name") if isinstance(item, MappingNode) else None
        if name is None:
            fix = "Write the name of a shared attribute, or a mapping with name and type."
            self._validator.add_problem(item.line, f"an attribute of {label} has no name", fix)
            return None
        return self._attribute(item, self._validator.text(name, "name"), OWN_ATTRIBUTE)

    def _attribute(self, node: Node, name: str, section: Section) -> Attribute:
        validator, what = self._validator, f"attribute {name}"
        fields = validator.section(node, what, section)
        kind = AttributeType(validator.choice(fields.get("type"), f"type of {what}", TYPES))
        choices = self._choices(fields.get("choices"), what, kind, node.line)
        minimum = validator.number(fields.get("minimum"), f"minimum of {what}")
        maximum = validator.number(fields.get("maximum"), f"maximum of {what}")
        if minimum is not None and maximum is not None and minimum > maximum:
            validator.add_problem(
                node.line, f"{what} has its minimum above its maximum", "Swap them."
            )
        return Attribute(
            name, kind, validator.text(fields.get("help"), "help"), choices, minimum, maximum
        )

    def _choices(
        self, node: Node | None, what: str, kind: AttributeType, line: int
    ) -> tuple[str, ...]:
        texts = self._validator.texts(node, f"choices of {what}") if node else []
        if (kind is AttributeType.CHOICE) != (node is not None):
            fix = "Choices belong to the type choice, and only there."
            self._validator.add_problem(line, f"{what} of type {kind} and its choices differ", fix)
        return tuple(dict.fromkeys(choice.text for choice in texts))

    def values(
        self, node: Node | None, what: str, attributes: tuple[Attribute, ...]
    ) -> Mapping[str, Value]:
        """Attribute values by attribute name, each checked against its attribute."""
        if node is None:
            return {}
        known = {attribute.name: attribute for attribute in attributes}
        fields = self._validator.fields(node, what, list(known))
        return {
            name: self._value(value, f"{name} of {what}", known[name])
            for name, value in fields.items()
            if name in known
        }

    def _value(self, node: Node, what: str, attribute: Attribute) -> Value:
        match attribute.type:
            case AttributeType.CHOICE:
                return self._validator.choice(node, what, attribute.choices or ("",))
            case AttributeType.YES_NO:
                return self._validator.yes_no(node, what)
            case AttributeType.NUMBER:
                return self._number(node, what, attribute)
            case AttributeType.SPANS if isinstance(node, ListNode):
                return [text.text for text in self._validator.texts(node, what)]
            case AttributeType.SPANS:
                return [self._validator.text(node, what)]
            case _:
                return self._validator.text(node, what)

    def _number(self, node: Node, what: str, attribute: Attribute) -> float | None:
        value = self._validator.number(node, what)
        low, high = attribute.minimum, attribute.maximum
        if value is not None and not (
            (low is None or low <= value) and (high is None or value <= high)
        ):
            fix = f"It must be between {low} and {high}."
            self._validator.add_problem(node.line, f"{what} cannot be {value}", fix)
        return value
