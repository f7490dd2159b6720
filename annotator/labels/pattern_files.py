"""Pattern files as spaCy's EntityRuler and Prodigy write them: JSONL, a pattern a line.

{"label": "...", "pattern": "text" or [token, ...], "id": "..."}: the label is the name of one of
labels.yaml, or its title, whatever the case. Every line becomes a rule.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from annotator.errors import did_you_mean
from annotator.labels import yaml_tree
from annotator.labels.rules import Common, Rules
from annotator.labels.schema import PATTERN_FILE, PATTERN_LINE
from annotator.labels.source_files import Source
from annotator.labels.validator import Check
from annotator.labels.yaml_tree import Fields, Items, Node, Text
from annotator.model import Label, Rule

_NOT_IN_AN_ID = re.compile(r"[^A-Za-z0-9_-]+")


class PatternFiles:
    """Reads the pattern files that a label set names."""

    def __init__(self, check: Check, rules: Rules, labels: Sequence[Label]) -> None:
        self._check = check
        self._rules = rules
        self._names = {label.title.casefold(): label.name for label in labels}
        self._names |= {label.name.casefold(): label.name for label in labels}
        self._known = [label.name for label in labels]
        self._ids = {rule.id for label in labels for rule in label.rules}

    def read(self, node: Node) -> Iterator[Rule]:
        """The rules of what stands under patterns: a file, one with conditions, or a list."""
        for item in node.items if isinstance(node, Items) else [node]:
            fields = {"file": item} if isinstance(item, Text) else self._fields(item)
            name = self._check.text(fields.get("file"), "file of patterns")
            if not name:
                continue
            here = self._check.sources.at(item.line)[0].path.parent
            source = self._check.read(here / name, line=fields["file"].line)
            if source:
                yield from self._lines(source, self._rules.common(fields, name))

    def _fields(self, node: Node) -> dict[str, Node]:
        return dict(self._check.record(node, "patterns", PATTERN_FILE))

    def _lines(self, source: Source, common: Common) -> Iterator[Rule]:
        stem = _NOT_IN_AN_ID.sub("_", PurePosixPath(source.name).stem)
        for number, text in enumerate(source.text.split("\n"), 1):
            if text.strip():
                yield from self._line(text, source.first + number, f"{stem}_{number}", common)

    def _line(self, text: str, line: int, place: str, common: Common) -> Iterable[Rule]:
        try:
            node = yaml_tree.of_json(json.loads(text), line)
        except (ValueError, RecursionError) as error:
            said = error.msg if isinstance(error, json.JSONDecodeError) else str(error)
            fix = 'Expected a line such as {"label": "hedge", "pattern": "perhaps"}.'
            self._check.problem(line, f"this cannot be read: {said}", fix)
            return ()
        if not isinstance(node, Fields):
            self._check.problem(line, "a line is no JSON object", "Write {...} on each line.")
            return ()
        return self._rule(self._check.record(node, "a pattern", PATTERN_LINE), line, place, common)

    def _rule(
        self, fields: Mapping[str, Node], line: int, place: str, common: Common
    ) -> Iterable[Rule]:
        label = self._label(fields.get("label"), line)
        if not label or "pattern" not in fields:
            return ()
        given = self._check.text(fields.get("id"), "id of a pattern")
        name = f"{label}.{_NOT_IN_AN_ID.sub('_', given) or place}"
        if name in self._ids:
            name = f"{name}_{place}"
        self._ids.add(name)
        return (self._rules.of_pattern(name, label, fields["pattern"], common),)

    def _label(self, node: Node | None, line: int) -> str:
        text = self._check.text(node, "label of a pattern")
        if not text:
            return ""
        found = self._names.get(text.casefold(), "")
        if not found:
            fix = did_you_mean(text, self._known)
            self._check.problem(line, f"expected a label of labels.yaml, got {text!r}", fix)
        return found
