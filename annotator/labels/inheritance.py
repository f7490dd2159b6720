"""`extends`: a label file and the files that it builds on, put together.

A label of the same name is merged: what is given replaces, rules are added. A rule of the same id
replaces the other's; `enabled` alone switches it on or off.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from annotator.errors import did_you_mean
from annotator.labels import yaml_tree
from annotator.labels.schema import FILE
from annotator.labels.source_files import DEFAULT, Source, shipped
from annotator.labels.validator import Check
from annotator.labels.yaml_tree import Fields, Items, Node, Text

DEEPEST = 10
"""Files that build on each other."""

Contents = dict[str, Node]
"""The keys and values at the top of one file."""


def read(check: Check, path: Path) -> list[Contents]:
    """What is in a file and in those it extends, the base first; each file counts once.

    All that is wrong goes to the check; a file that cannot be read is left out.
    """
    return _Chain(check).contents(path)


class _Chain:
    def __init__(self, check: Check) -> None:
        self._check = check
        self._open: list[Path] = []
        self._seen: set[Path] = set()

    def contents(self, path: Path, name: str = "", line: int | None = None) -> list[Contents]:
        """line: where the file is named; None for the first."""
        resolved = path.resolve()
        if resolved in self._open or len(self._open) == DEEPEST:
            self._refuse(path, resolved, line)
        elif resolved not in self._seen:
            self._seen.add(resolved)
            source = self._check.read(path, name, line)
            return self._with_bases(source, resolved) if source else []
        return []

    def _refuse(self, path: Path, resolved: Path, line: int | None) -> None:
        what = f"the files build on each other in a chain of more than {DEEPEST}"
        if resolved in self._open:
            what = " extends ".join([*(one.name for one in self._open), path.name])
        self._check.problem(line or 0, what, "Take this one out.")

    def _with_bases(self, source: Source, resolved: Path) -> list[Contents]:
        node, problems = yaml_tree.parse(source.text, source.path, source.first)
        self._check.problems += problems
        if node is None:
            return []
        contents = dict(self._check.record(node, source.path.name, FILE))
        self._open.append(resolved)
        found: list[Contents] = []
        named = self._check.texts(contents["extends"], "extends") if "extends" in contents else []
        for base in named:
            if base.text == DEFAULT:
                found += self.contents(shipped("labels.yaml"), DEFAULT, base.line)
            elif base.text:
                found += self.contents(source.path.parent / base.text, "", base.line)
        self._open.pop()
        return [*found, contents]


def labels(check: Check, contents: Iterable[Contents]) -> list[Node]:
    """The labels of all the files; those of a base are merged with those that extend them."""
    found: dict[object, Node] = {}
    for one in contents:
        own: set[object] = set()
        for node in check.items(one["labels"], "labels") if "labels" in one else []:
            name = _named(node, "name")
            base = found.get(name)
            if name is None or name in own:
                found[id(node)] = node  # whatever is wrong with it, is said when it is read
            elif isinstance(base, Fields) and isinstance(node, Fields):
                found[name] = _merged(check, base, node)
            else:
                found[name] = node
            own.add(name)
    return list(found.values())


def _named(node: Node, key: str) -> str | None:
    value = node.values.get(key) if isinstance(node, Fields) else None
    return value.text.strip() if isinstance(value, Text) else None


def _merged(check: Check, base: Fields, new: Fields) -> Fields:
    """One label over another."""
    both = _over(base, new)
    below, above = base.values.get("rules"), new.values.get("rules")
    if isinstance(below, Items) and isinstance(above, Items):
        both.values["rules"] = _rules(check, below, above)
    return both


def _over(base: Fields, new: Fields) -> Fields:
    return Fields(base.line, {**base.values, **new.values}, {**base.lines, **new.lines})


def _rules(check: Check, below: Items, above: Items) -> Items:
    found: dict[object, Node] = {_named(rule, "id") or id(rule): rule for rule in below.items}
    own: set[object] = set()
    for rule in above.items:
        name = _named(rule, "id")
        base = found.get(name)
        switch = isinstance(rule, Fields) and set(rule.values) == {"id", "enabled"}
        if name is None or name in own:
            found[id(rule)] = rule
        elif switch and isinstance(base, Fields) and isinstance(rule, Fields):
            found[name] = _over(base, rule)
        elif switch:
            fix = did_you_mean(name, [key for key in found if isinstance(key, str)])
            check.problem(rule.line, f"there is no rule {name!r} to switch on or off", fix)
        else:
            found[name] = rule
        own.add(name)
    return Items(above.line, list(found.values()))
