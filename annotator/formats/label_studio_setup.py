"""The setup of a Label Studio project, which shows the tasks that we write.

https://labelstud.io/guide/setup. One control for labels on words, one for labels of the text as a
whole, one for a note, and one for each attribute that has a simple value.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from xml.etree import ElementTree

from annotator.formats.dataset_labels import attribute_choices, document_labels, span_labels
from annotator.model import Dataset

TEXT, LABEL, DOCUMENT, NOTE = "text", "label", "document", "note"
"""The names of the object and of the controls that are there always."""
_TAKEN = frozenset({TEXT, LABEL, DOCUMENT, NOTE})
_TAGS = {"choices": "Choices", "number": "Number", "textarea": "TextArea"}
_OTHER = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML has not."""


@dataclass(slots=True)
class Setup:
    """The labels and the controls of a project, and what tasks have that the guideline has not.

    labels, documents: labels of words, and of texts as a whole, in order. attributes: by name, the
    type of its items. choices: by attribute. relations: their kinds.
    """

    labels: dict[str, None] = field(default_factory=dict)
    documents: dict[str, None] = field(default_factory=dict)
    attributes: dict[str, str] = field(default_factory=dict)
    choices: dict[str, dict[str, None]] = field(default_factory=dict)
    relations: dict[str, None] = field(default_factory=dict)

    def control(self, name: str, value: object) -> str:
        """The type of the items of an attribute with this value; '' if it fits in none.

        An attribute keeps the type of the first of its values.
        """
        if name in _TAKEN or not name or isinstance(value, bool):
            return ""
        if isinstance(value, str):
            kind = "choices" if name in self.choices else "textarea"
        else:
            kind = "number" if isinstance(value, int | float) else ""
        if not kind or self.attributes.setdefault(name, kind) != kind:
            return ""
        if kind == "choices":
            self.choices[name].setdefault(str(value))
        return kind

    def xml(self) -> str:
        """The setup as Label Studio reads it."""
        view = ElementTree.Element("View")
        if self.labels:  # a control without one is refused
            _fill(_control(view, "Labels", LABEL), "Label", self.labels)
        if self.relations:
            _fill(ElementTree.SubElement(view, "Relations"), "Relation", self.relations)
        ElementTree.SubElement(view, "Text", name=TEXT, value=f"${TEXT}")
        if self.documents:
            _fill(_control(view, "Choices", DOCUMENT, choice="multiple"), "Choice", self.documents)
        for name, kind in sorted(self.attributes.items()):
            control = _control(view, _TAGS[kind], name, perRegion="true")
            _fill(control, "Choice", self.choices.get(name, {}))
        _control(view, "TextArea", NOTE)
        ElementTree.indent(view)
        return ElementTree.tostring(view, encoding="unicode") + "\n"


def _control(view: ElementTree.Element, tag: str, name: str, **more: str) -> ElementTree.Element:
    return ElementTree.SubElement(view, tag, {"name": _written(name), "toName": TEXT} | more)


def _fill(control: ElementTree.Element, tag: str, values: Iterable[str]) -> None:
    for value in values:
        ElementTree.SubElement(control, tag, value=_written(value))


def _written(text: str) -> str:
    return _OTHER.sub("\ufffd", text)


def setup_of(dataset: Dataset) -> Setup:
    """Return the setup of the current guideline of a dataset; what it lacks is added later."""
    choices = {name: one for name, one in attribute_choices(dataset).items() if one}
    return Setup(
        labels=dict.fromkeys(span_labels(dataset)),
        documents=dict.fromkeys(document_labels(dataset)),
        attributes={name: "choices" for name in choices if name not in _TAKEN},
        choices=choices,
    )
