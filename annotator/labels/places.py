"""Where labels and rules are written: the file and line that a project's label set takes them from.

A label set may extend other files. The last file that has a key of a label gives its value, and the
last one that has a rule gives the rule.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from annotator.labels import inheritance
from annotator.labels.source_files import DEFAULT, SourceFiles
from annotator.labels.validator import Validator
from annotator.labels.yaml_tree import ListNode, MappingNode, Node, TextNode


class LabelPlace(NamedTuple):
    """A line of a label file. is_shipped: the file comes with the program."""

    path: Path
    line: int
    is_shipped: bool = False


def label_place(labels: Path, label: str, key: str) -> LabelPlace | None:
    """Where a key of a label is written; None if no file has it. labels: the main label file.

    An unreadable or wrong file has no places; loading it says what is wrong.
    """
    validator = Validator(SourceFiles())
    for node in _labels(validator, labels):
        if _text(node, "name") == label and key in node.values:
            return _place(validator, node.lines[key])
    return None


def rule_place(labels: Path, rule: str) -> LabelPlace | None:
    """Where a rule begins; None if it is in no label file: it may be in a file of patterns."""
    validator = Validator(SourceFiles())
    for node in _labels(validator, labels):
        for one in _entries(node.values.get("rules")):
            is_switch = set(one.values) == {"id", "enabled"}
            if _text(one, "id") == rule and not is_switch:
                return _place(validator, one.line)
    return None


def _labels(validator: Validator, labels: Path) -> Iterator[MappingNode]:
    """Yield the entries of all labels, those of the main file first, then those of its bases."""
    for contents in reversed(inheritance.read(validator, labels)):
        yield from _entries(contents.get("labels"))


def _entries(node: Node | None) -> list[MappingNode]:
    items = node.items if isinstance(node, ListNode) else []
    return [one for one in items if isinstance(one, MappingNode)]


def _text(node: MappingNode, key: str) -> str:
    value = node.values.get(key)
    return value.text.strip() if isinstance(value, TextNode) else ""


def _place(validator: Validator, line: int) -> LabelPlace:
    source, number = validator.sources.at(line)
    return LabelPlace(source.path, number, source.name == DEFAULT)
