"""Read pattern files of spaCy's EntityRuler and Prodigy: JSONL with one pattern per line.

{"label": "...", "pattern": "text" or [token, ...], "id": "..."}: the label is the name or the title
of one in labels.yaml, case-insensitive. Every line becomes a rule.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from annotator.errors import did_you_mean
from annotator.labels import yaml_tree
from annotator.labels.rule_reader import PatternFileOptions, RuleReader
from annotator.labels.schema import PATTERN_FILE, PATTERN_LINE
from annotator.labels.source_files import SourceFile
from annotator.labels.validator import Validator
from annotator.labels.yaml_tree import ListNode, MappingNode, Node, TextNode
from annotator.model import Label, Rule

_NOT_IN_AN_ID = re.compile(r"[^A-Za-z0-9_-]+")


class PatternFileReader:
    """Reads the pattern files that a label set names."""

    def __init__(self, validator: Validator, rules: RuleReader, labels: Sequence[Label]) -> None:
        self._validator = validator
        self._rules = rules
        self._names = {label.title.casefold(): label.name for label in labels}
        self._names |= {label.name.casefold(): label.name for label in labels}
        self._known = [label.name for label in labels]
        self._ids = {rule.id for label in labels for rule in label.rules}

    def read(self, node: Node) -> Iterator[Rule]:
        """The rules under the key `patterns`: a file, a file with conditions, or a list of them."""
        for item in node.items if isinstance(node, ListNode) else [node]:
            fields = {"file": item} if isinstance(item, TextNode) else self._fields(item)
            name = self._validator.text(fields.get("file"), "file of patterns")
            if not name:
                continue
            here = self._validator.sources.at(item.line)[0].path.parent
            source = self._validator.read(here / name, line=fields["file"].line)
            if source:
                yield from self._lines(source, self._rules.options(fields, name))

    def _fields(self, node: Node) -> dict[str, Node]:
        return dict(self._validator.section(node, "patterns", PATTERN_FILE))

    def _lines(self, source: SourceFile, options: PatternFileOptions) -> Iterator[Rule]:
        stem = _NOT_IN_AN_ID.sub("_", PurePosixPath(source.name).stem)
        for number, text in enumerate(source.text.split("\n"), 1):
            if text.strip():
                yield from self._line(text, source.first + number, f"{stem}_{number}", options)

    def _line(
        self, text: str, line: int, place: str, options: PatternFileOptions
    ) -> Iterable[Rule]:
        try:
            node = yaml_tree.from_json(json.loads(text), line)
        except (ValueError, RecursionError) as error:
            said = error.msg if isinstance(error, json.JSONDecodeError) else str(error)
            fix = 'Expected a line such as {"label": "hedge", "pattern": "perhaps"}.'
            self._validator.add_problem(line, f"this cannot be read: {said}", fix)
            return ()
        if not isinstance(node, MappingNode):
            self._validator.add_problem(
                line, "the line is not a JSON object", "Write {...} on each line."
            )
            return ()
        return self._rule(
            self._validator.section(node, "a pattern", PATTERN_LINE), line, place, options
        )

    def _rule(
        self, fields: Mapping[str, Node], line: int, place: str, options: PatternFileOptions
    ) -> Iterable[Rule]:
        label = self._label(fields.get("label"), line)
        if not label or "pattern" not in fields:
            return ()
        given = self._validator.text(fields.get("id"), "id of a pattern")
        name = f"{label}.{_NOT_IN_AN_ID.sub('_', given) or place}"
        if name in self._ids:
            name = f"{name}_{place}"
        self._ids.add(name)
        return (self._rules.of_pattern(name, label, fields["pattern"], options),)

    def _label(self, node: Node | None, line: int) -> str:
        text = self._validator.text(node, "label of a pattern")
        if not text:
            return ""
        found = self._names.get(text.casefold(), "")
        if not found:
            fix = did_you_mean(text, self._known)
            self._validator.add_problem(line, f"expected a label of labels.yaml, got {text!r}", fix)
        return found
