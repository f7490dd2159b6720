"""Typed values out of a YAML tree: what is wrong goes on a list, and reading goes on.

A value that is wrong comes back empty, never half right: once there is a problem, nothing of
the file is used, and reading on only serves to find the other problems.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from annotator.errors import Problem, did_you_mean
from annotator.labels.schema_types import Record
from annotator.labels.source_files import Source, Sources
from annotator.labels.yaml_tree import Fields, Items, Node, Text

_YES = frozenset({"yes", "true", "on"})
_NO = frozenset({"no", "false", "off"})
_NOTHING: Mapping[str, Node] = {}


class Check:
    """Reads the values of a label set and keeps the problems. Lines are those of its sources."""

    def __init__(self, sources: Sources) -> None:
        self.sources = sources
        self.problems: list[Problem] = []

    def problem(self, line: int, problem: str, fix: str) -> None:
        """Note one thing that is wrong."""
        source, number = self.sources.at(line)
        self.problems.append(Problem(source.path, number, problem, fix))

    def read(self, path: Path, name: str = "", line: int | None = None) -> Source | None:
        """A file that is named in a line (None: by whoever runs the program)."""
        source = self.sources.read(path, name)
        if isinstance(source, Source):
            return source
        if line is None or source.line:
            self.problems.append(source)
        else:
            self.problem(line, f"{path}: {source.problem}", source.fix)
        return None

    def record(self, node: Node, what: str, record: Record) -> Mapping[str, Node]:
        """The values of a mapping whose keys are declared."""
        values = self.fields(node, what, record.names)
        if isinstance(node, Fields):
            for key in record.required:
                value = values.get(key)
                if key not in node.values:
                    self.problem(node.line, f"{what} needs a {key}", f"Add {key!r}: ....")
                elif isinstance(value, Text) and not value.text.strip():
                    self.problem(value.line, f"{key} of {what} is empty", "Write what it is.")
        return values

    def fields(self, node: Node, what: str, known: Sequence[str]) -> Mapping[str, Node]:
        """The values of a mapping whose keys are known; a key without a value is left out."""
        values = self.mapping(node, what)
        for key in values:
            if key not in known:
                line = node.lines[key] if isinstance(node, Fields) else node.line
                self.problem(line, f"{what} has no key {key!r}", did_you_mean(key, known))
        return values

    def mapping(self, node: Node, what: str) -> Mapping[str, Node]:
        """The values of a mapping with any keys; those left empty are problems."""
        if not isinstance(node, Fields):
            self._expected(node, what, "a mapping (key: value)")
            return _NOTHING
        for key, value in node.values.items():
            if isinstance(value, Text) and value.missing:
                self.problem(node.lines[key], f"{key} of {what} has no value", "Give it one.")
        return {
            key: value
            for key, value in node.values.items()
            if not (isinstance(value, Text) and value.missing)
        }

    def items(self, node: Node, what: str) -> list[Node]:
        """The items of a list."""
        if isinstance(node, Items):
            return node.items
        self._expected(node, what, "a list")
        return []

    def text(self, node: Node | None, what: str) -> str:
        """A text, blanks round it removed; '' where there is none."""
        if node is None:
            return ""
        if isinstance(node, Text):
            return node.text.strip()
        self._expected(node, what, "a text")
        return ""

    def texts(self, node: Node, what: str) -> list[Text]:
        """A text or a list of texts."""
        if isinstance(node, Text):
            return [node]
        texts: list[Text] = []
        for item in self.items(node, what):
            if isinstance(item, Text) and item.text.strip():
                texts.append(item)
            else:
                self._expected(item, f"an entry of {what}", "a text")
        if isinstance(node, Items) and not node.items:
            self.problem(node.line, f"{what} is empty", "Give at least one entry.")
        return texts

    def choice(self, node: Node | None, what: str, known: Sequence[str]) -> str:
        """One of the known words; the first where it is another."""
        if node is None:
            return known[0]
        text = self.text(node, what)
        if text in known:
            return text
        self.problem(node.line, f"{what} cannot be {text!r}", did_you_mean(text, known))
        return known[0]

    def yes_no(self, node: Node | None, what: str, *, default: bool = False) -> bool:
        """A yes or a no, in any of YAML's spellings."""
        if node is None:
            return default
        text = self.text(node, what).lower()
        if text not in _YES | _NO:
            self.problem(node.line, f"expected yes or no for {what}, got {text!r}", "Write yes.")
        return text in _YES

    def number(self, node: Node | None, what: str) -> float | None:
        """A number, a whole one as int."""
        if node is None:
            return None
        text = self.text(node, what)
        try:
            return int(text)
        except ValueError:
            return self._fraction(node, text, what)

    def _fraction(self, node: Node, text: str, what: str) -> float | None:
        try:
            value = float(text)
        except ValueError:
            value = float("nan")
        if abs(value) < float("inf"):
            return value
        self.problem(node.line, f"expected a number for {what}, got {text!r}", "Write digits.")
        return None

    def _expected(self, node: Node, what: str, expected: str) -> None:
        kinds = {Text: "a text", Items: "a list", Fields: "a mapping"}
        got = kinds[type(node)]
        if isinstance(node, Text) and not node.text.strip():
            got = "nothing"
        fix = f"Expected {expected}."
        if got == "a list" and expected == "a text":
            fix += " A text that begins with [ needs quotes round it."
        self.problem(node.line, f"{what} is {got}", fix)
