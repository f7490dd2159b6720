"""Write labels into the text of a label file, with everything else as it was."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from annotator.errors import AnnotatorError, DataError
from annotator.labels import yaml_edit, yaml_tree
from annotator.labels.source_files import MAX_BYTES
from annotator.labels.yaml_edit import STEP, Insertion, PlacedNode, quoted
from annotator.model import Label

GROUP = "imported"
"""The group of labels that an import adds."""

_TITLE = "imported"
_DEFINITION = "Labels of imported annotations."


def add_labels(source: str, path: Path, labels: Sequence[Label]) -> str:
    """Return the text of a label file with more labels, after those that it has.

    path: of the file, for messages.
    Raises AnnotatorError if they cannot be inserted; DataError if the text is not YAML.
    """
    root, problems = yaml_tree.parse(source, path)
    placed = yaml_edit.placed_tree(source) if not problems else None
    if problems:
        raise DataError(*problems)
    if placed is None or root is None or not labels:
        return source
    new = yaml_edit.inserted(source, _insertions(source, placed, labels))
    tree, problems = yaml_tree.parse(new, path)
    if problems or tree is None or yaml_tree.plain(tree) != _wanted(root, labels):
        names = ", ".join(one.name for one in labels)
        raise AnnotatorError(
            f"{path}: the labels are written in a way that nothing can be added to, such as an"
            f" alias: add these labels yourself, or import them as others: {names}"
        )
    if len(new.encode()) > MAX_BYTES:
        raise AnnotatorError(
            f"{path}: the file would have more than {MAX_BYTES // 1_000_000} MB: shorten it"
        )
    return new


def _insertions(source: str, root: PlacedNode, labels: Sequence[Label]) -> list[Insertion]:
    found: list[Insertion] = []
    entries = root.get("labels")
    if entries is None:
        lines = ["labels:", *(STEP + line for one in labels for line in _item_lines(one))]
        flow = f"labels: [{', '.join(map(_flow, labels))}]"
        found += yaml_edit.into_mapping(source, root, lines, flow)
    elif entries.items and entries.is_flow:
        found += yaml_edit.into_list(source, entries, ", ".join(map(_flow, labels)))
    elif entries.items:
        found += yaml_edit.lines_into_list(source, entries, [_lines(one) for one in labels])
    groups = root.get("groups")
    if groups and groups.entries and groups.get(GROUP) is None and _needs_group(labels):
        flow = f"{GROUP}: {{title: {_TITLE}, definition: {quoted(_DEFINITION)}}}"
        found += yaml_edit.into_mapping(source, groups, [flow], flow)
    return found


def _needs_group(labels: Sequence[Label]) -> bool:
    return any(one.group == GROUP for one in labels)


def _fields(label: Label) -> dict[str, str]:
    """The keys of an entry, with their texts."""
    given = {
        "name": label.name,
        "title": label.title,
        "kind": str(label.kind),
        "unit": str(label.unit),
        "group": label.group,
        "glyph": label.glyph,
        "color": label.color,
        "definition": label.definition,
        "cues": label.cues,
    }
    return {key: text for key, text in given.items() if text}


def _lines(label: Label) -> list[str]:
    return [f"{key}: {_written(key, text)}" for key, text in _fields(label).items()]


def _item_lines(label: Label) -> list[str]:
    first, *rest = _lines(label)
    return [f"- {first}", *(STEP + line for line in rest)]


def _flow(label: Label) -> str:
    return "{" + ", ".join(_lines(label)) + "}"


def _written(key: str, text: str) -> str:
    return text if key in {"kind", "unit"} else quoted(text)


def _wanted(root: yaml_tree.Node, labels: Sequence[Label]) -> Any:
    """The values of the file with the new labels."""
    values = yaml_tree.plain(root)
    if not isinstance(values, dict):
        return None
    wanted = {**values, "labels": [*(values.get("labels") or []), *map(_fields, labels)]}
    if values.get("groups") and GROUP not in values["groups"] and _needs_group(labels):
        group = {"title": _TITLE, "definition": _DEFINITION}
        wanted["groups"] = {**values["groups"], GROUP: group}
    return wanted
