"""Typed values from a YAML tree. Problems are collected, so that all of them can be reported.

The readers of this package take labels.yaml apart with a `Validator`. A wrong value is returned as
an empty one: after the first problem nothing of the file is used, and reading continues only to
find the other problems.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from annotator.errors import Problem, did_you_mean
from annotator.labels.schema import Section
from annotator.labels.source_files import SourceFile, SourceFiles
from annotator.labels.yaml_tree import ListNode, MappingNode, Node, TextNode

_YES = frozenset({"yes", "true", "on"})
_NO = frozenset({"no", "false", "off"})
_NOTHING: Mapping[str, Node] = {}


class Validator:
    """Reads typed values and collects the problems.

    Line numbers are those of `sources`. The parameter `what` names the value in messages.
    """

    def __init__(self, sources: SourceFiles) -> None:
        self.sources = sources
        self.problems: list[Problem] = []
        self.hints: list[Problem] = []

    def add_hint(self, line: int, problem: str, fix: str) -> None:
        """Add what is understood but better changed: the file can be used as it is."""
        source, number = self.sources.at(line)
        self.hints.append(Problem(source.path, number, problem, fix))

    def add_problem(self, line: int, problem: str, fix: str) -> None:
        """Add a problem at a line."""
        source, number = self.sources.at(line)
        self.problems.append(Problem(source.path, number, problem, fix))

    def read(self, path: Path, name: str = "", line: int | None = None) -> SourceFile | None:
        """Read a file that is named on this line (None: on the command line).

        Adds a problem and returns None if it cannot be read.
        """
        source = self.sources.read(path, name)
        if isinstance(source, SourceFile):
            return source
        if line is None or source.line:
            self.problems.append(source)
        else:
            self.add_problem(line, f"{path}: {source.problem}", source.fix)
        return None

    def section(self, node: Node, what: str, section: Section) -> Mapping[str, Node]:
        """The values of a section, by key. Missing, empty and unknown keys are problems."""
        values = self.fields(node, what, section.names)
        if isinstance(node, MappingNode):
            for key in section.required:
                value = values.get(key)
                if key not in node.values:
                    self.add_problem(node.line, f"{what} needs a {key}", f"Add {key!r}: ....")
                elif isinstance(value, TextNode) and not value.text.strip():
                    self.add_problem(value.line, f"{key} of {what} is empty", "Write what it is.")
        return values

    def fields(self, node: Node, what: str, known: Sequence[str]) -> Mapping[str, Node]:
        """The values of a mapping in which only the known keys are allowed."""
        values = self.mapping(node, what)
        for key in values:
            if key not in known:
                line = node.lines[key] if isinstance(node, MappingNode) else node.line
                self.add_problem(line, f"{what} has no key {key!r}", did_you_mean(key, known))
        return values

    def mapping(self, node: Node, what: str) -> Mapping[str, Node]:
        """The values of a mapping with any keys. A key without a value is a problem."""
        if not isinstance(node, MappingNode):
            self._expected(node, what, "a mapping (key: value)")
            return _NOTHING
        for key, value in node.values.items():
            if isinstance(value, TextNode) and value.missing:
                self.add_problem(node.lines[key], f"{key} of {what} has no value", "Give it one.")
        return {
            key: value
            for key, value in node.values.items()
            if not (isinstance(value, TextNode) and value.missing)
        }

    def items(self, node: Node, what: str) -> list[Node]:
        """The items of a list node."""
        if isinstance(node, ListNode):
            return node.items
        self._expected(node, what, "a list")
        return []

    def text(self, node: Node | None, what: str) -> str:
        """A text without the white space around it; '' if the node is None."""
        if node is None:
            return ""
        if isinstance(node, TextNode):
            return node.text.strip()
        self._expected(node, what, "a text")
        return ""

    def texts(self, node: Node, what: str) -> list[TextNode]:
        """The texts of a text or of a list of texts. An empty list is a problem."""
        if isinstance(node, TextNode):
            return [node]
        texts: list[TextNode] = []
        for item in self.items(node, what):
            if isinstance(item, TextNode) and item.text.strip():
                texts.append(item)
            else:
                self._expected(item, f"an entry of {what}", "a text")
        if isinstance(node, ListNode) and not node.items:
            self.add_problem(node.line, f"{what} is empty", "Give at least one entry.")
        return texts

    def choice(self, node: Node | None, what: str, known: Sequence[str]) -> str:
        """One of the known words; the first of them if the node is None or another word."""
        if node is None:
            return known[0]
        text = self.text(node, what)
        if text in known:
            return text
        self.add_problem(node.line, f"{what} cannot be {text!r}", did_you_mean(text, known))
        return known[0]

    def yes_no(self, node: Node | None, what: str, *, default: bool = False) -> bool:
        """True or False for yes, true, on or no, false, off, in any case."""
        if node is None:
            return default
        text = self.text(node, what).lower()
        if text not in _YES | _NO:
            self.add_problem(
                node.line, f"expected yes or no for {what}, got {text!r}", "Write yes."
            )
        return text in _YES

    def number(self, node: Node | None, what: str) -> float | None:
        """A finite number, an integer as int; None if the node is None or no number."""
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
        self.add_problem(node.line, f"expected a number for {what}, got {text!r}", "Write digits.")
        return None

    def _expected(self, node: Node, what: str, expected: str) -> None:
        kinds = {TextNode: "a text", ListNode: "a list", MappingNode: "a mapping"}
        got = kinds[type(node)]
        if isinstance(node, TextNode) and not node.text.strip():
            got = "nothing"
        fix = f"Expected {expected}."
        if got == "a list" and expected == "a text":
            fix += " A text that begins with [ needs quotes around it."
        self.add_problem(node.line, f"{what} is {got}", fix)
