"""What the current guideline of a dataset defines, for formats that list labels and choices."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from annotator.model import AttributeType, Dataset, LabelUnit


def document_labels(dataset: Dataset) -> list[str]:
    """Return the labels of whole documents, in the order of the guideline."""
    return [name for name, one in _labels(dataset).items() if _is_of_documents(one)]


def span_labels(dataset: Dataset) -> list[str]:
    """Return the labels of words and sentences, in the order of the guideline."""
    return [name for name, one in _labels(dataset).items() if not _is_of_documents(one)]


def attribute_choices(dataset: Dataset) -> dict[str, dict[str, None]]:
    """Return the choices of each attribute that has some, those of all labels, each once."""
    found: dict[str, dict[str, None]] = {}
    for label in _labels(dataset).values():
        for attribute in label.get("attributes", ()):
            if attribute["type"] == AttributeType.CHOICE:
                choices = dict.fromkeys(attribute.get("choices", ()))
                found.setdefault(attribute["name"], {}).update(choices)
    return found


def _labels(dataset: Dataset) -> Mapping[str, Mapping[str, Any]]:
    """The labels by name; none if the dataset has no guideline."""
    guideline = dataset.guidelines.get(dataset.guideline)
    labels: Mapping[str, Mapping[str, Any]] = (
        guideline.definition.get("labels", {}) if guideline else {}
    )
    return labels


def _is_of_documents(label: Mapping[str, Any]) -> bool:
    return bool(label["unit"] == LabelUnit.DOCUMENT)
