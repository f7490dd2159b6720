"""`extends`: merge a label file with the files that it builds on.

A label with the name of a base's label is merged with it: its keys replace those of the base, its
rules are added. A rule with the id of a base's rule replaces it; one with only `id` and `enabled`
switches it on or off. Groups of the same name are merged key by key.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from annotator.errors import did_you_mean
from annotator.labels import yaml_tree
from annotator.labels.schema import FILE
from annotator.labels.source_files import DEFAULT, SourceFile, shipped
from annotator.labels.validator import Validator
from annotator.labels.yaml_tree import ListNode, MappingNode, Node, TextNode

MAX_DEPTH = 10
"""Length of a chain of files that extend each other."""

FileContents = dict[str, Node]
"""The top-level keys and values of one file."""


def read(validator: Validator, path: Path) -> list[FileContents]:
    """The contents of a file and of those that it extends, bases first, each file once.

    Problems are added to the validator. Files that cannot be read are skipped.
    """
    return _Chain(validator).contents(path)


class _Chain:
    def __init__(self, validator: Validator) -> None:
        self._validator = validator
        self._open: list[Path] = []
        self._seen: set[Path] = set()

    def contents(self, path: Path, name: str = "", line: int | None = None) -> list[FileContents]:
        """Read a file and its bases. line: where the file is named, None for the main file."""
        resolved = Path(os.path.realpath(path))  # unlike resolve, also for links in a circle
        if resolved in self._open or len(self._open) == MAX_DEPTH:
            self._refuse(path, resolved, line)
        elif resolved not in self._seen:
            self._seen.add(resolved)
            source = self._validator.read(path, name, line)
            return self._with_bases(source, resolved) if source else []
        return []

    def _refuse(self, path: Path, resolved: Path, line: int | None) -> None:
        what = f"the files extend each other in a chain of more than {MAX_DEPTH}"
        if resolved in self._open:
            what = " extends ".join([*(one.name for one in self._open), path.name])
        self._validator.add_problem(line or 0, what, "Remove this one.")

    def _with_bases(self, source: SourceFile, resolved: Path) -> list[FileContents]:
        node, problems = yaml_tree.parse(source.text, source.path, source.first)
        self._validator.problems += problems
        if node is None:
            return []
        contents = dict(self._validator.section(node, source.path.name, FILE))
        self._open.append(resolved)
        found: list[FileContents] = []
        named = (
            self._validator.texts(contents["extends"], "extends") if "extends" in contents else []
        )
        for base in named:
            if base.text == DEFAULT:
                found += self.contents(shipped("labels.yaml"), DEFAULT, base.line)
            elif base.text:
                found += self.contents(source.path.parent / base.text, "", base.line)
        self._open.pop()
        return [*found, contents]


def labels(validator: Validator, contents: Iterable[FileContents]) -> list[Node]:
    """The label nodes of all files, those with the same name merged."""
    found: dict[object, Node] = {}
    for one in contents:
        own: set[object] = set()
        for node in validator.items(one["labels"], "labels") if "labels" in one else []:
            name = _named(node, "name")
            base = found.get(name)
            if name is None or name in own:
                found[id(node)] = node  # what is wrong with it is reported when it is read
            elif isinstance(base, MappingNode) and isinstance(node, MappingNode):
                found[name] = _merged(validator, base, node)
            else:
                found[name] = node
            own.add(name)
    return list(found.values())


def groups(validator: Validator, contents: Iterable[FileContents]) -> dict[str, Node]:
    """The group nodes of all files by name, those with the same name merged."""
    found: dict[str, Node] = {}
    for one in contents:
        given = validator.mapping(one["groups"], "groups") if "groups" in one else {}
        for name, node in given.items():
            base = found.get(name)
            if isinstance(base, MappingNode) and isinstance(node, MappingNode):
                found[name] = _over(base, node)
            else:
                found[name] = node
    return found


def _named(node: Node, key: str) -> str | None:
    value = node.values.get(key) if isinstance(node, MappingNode) else None
    return value.text.strip() if isinstance(value, TextNode) else None


def _merged(validator: Validator, base: MappingNode, new: MappingNode) -> MappingNode:
    """The base label with the keys and rules of the new one."""
    both = _over(base, new)
    below, above = base.values.get("rules"), new.values.get("rules")
    if isinstance(below, ListNode) and isinstance(above, ListNode):
        both.values["rules"] = _rules(validator, below, above)
    return both


def _over(base: MappingNode, new: MappingNode) -> MappingNode:
    return MappingNode(base.line, {**base.values, **new.values}, {**base.lines, **new.lines})


def _rules(validator: Validator, below: ListNode, above: ListNode) -> ListNode:
    found: dict[object, Node] = {_named(rule, "id") or id(rule): rule for rule in below.items}
    own: set[object] = set()
    for rule in above.items:
        name = _named(rule, "id")
        base = found.get(name)
        switch = isinstance(rule, MappingNode) and set(rule.values) == {"id", "enabled"}
        if name is None or name in own:
            found[id(rule)] = rule
        elif switch and isinstance(base, MappingNode) and isinstance(rule, MappingNode):
            found[name] = _over(base, rule)
        elif switch:
            fix = did_you_mean(name, [key for key in found if isinstance(key, str)])
            validator.add_problem(rule.line, f"there is no rule {name!r} to switch on or off", fix)
        else:
            found[name] = rule
        own.add(name)
    return ListNode(above.line, list(found.values()))
