"""A tree of YAML nodes in which every scalar stays text and every node has its line number.

YAML 1.1 reads an unquoted `no` as a boolean and `3.10` as 3.1. Here scalars keep the text as typed;
the schema decides on their type. The tree is built from PyYAML's parser events: tags construct
nothing, nesting is bounded, and aliases that multiply each other are refused before expansion.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any

import yaml

from annotator.errors import Problem
from annotator.labels.source_files import line_ends

MAX_DEPTH = 20
"""Levels of nesting. labels.yaml has eight."""

MAX_VALUES = 200_000
"""Values in one file. An alias counts each time it is used."""

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
"""Characters that YAML does not allow, and DEL. An escape (\\x1b) must not produce them either."""


@dataclass(slots=True)
class TextNode:
    """A scalar. Not frozen, because a frozen one takes three times as long to make.

    plain: typed without quotes. weight: number of values, see MAX_VALUES.
    """

    line: int
    text: str
    plain: bool = False
    weight: int = 1

    @property
    def missing(self) -> bool:
        """Whether this is the value of a key that has none (`key:`)."""
        return self.plain and not self.text


@dataclass(slots=True)
class ListNode:
    """A list."""

    line: int
    items: list[Node] = field(default_factory=list)
    weight: int = 1


@dataclass(slots=True)
class MappingNode:
    """A mapping. lines: the line of each key."""

    line: int
    values: dict[str, Node] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    weight: int = 1


Node = TextNode | ListNode | MappingNode


def parse(text: str, path: Path, first: int = 0) -> tuple[Node | None, list[Problem]]:
    """Parse a YAML text. Return its root node, None if there is none, and the problems found.

    first: added to the line numbers of the nodes (see annotator.labels.source_files).
    """
    found = forbidden_character(text)
    if found:
        return None, [replace(found, path=path)]
    builder = _Builder(path, first, line_ends(text) + 1)
    try:
        builder.build(_LOADER(text))
    except yaml.MarkedYAMLError as error:
        builder.problems.append(_broken(error, text, path))
    except ValueError:  # of PyYAML without its C part
        fix = "A backslash in double quotes begins an escape: use single quotes."
        builder.problems.append(Problem(path, 0, "an escape names no character", fix))
    except _RefusedYamlError as refused:
        builder.problems.append(refused.problem)
    else:
        if builder.root is None:
            builder.problems.append(
                Problem(path, 1, "the file is empty", "Expected name, labels and so on.")
            )
    return builder.root, builder.problems


def forbidden_character(text: str) -> Problem | None:
    """The problem with the first character that a label file must not contain, or None."""
    found = _FORBIDDEN.search(text)
    if found is None:
        return None
    line = text.count("\n", 0, found.start()) + 1
    what = f"a control character (U+{ord(found[0]):04X}) is in the text"
    return Problem(Path(), line, what, "Delete it; it is probably invisible on screen.")


def from_json(value: object, line: int) -> Node:
    """The tree of a parsed JSON value that stands on one line.

    Raises ValueError if it is nested too deeply, or contains a control character or a surrogate.
    """
    return _from_json(value, line, 0)


def _from_json(value: object, line: int, depth: int) -> Node:
    if depth == MAX_DEPTH:
        raise ValueError("it is nested too deeply")
    match value:
        case dict():
            values = {str(key): _from_json(one, line, depth + 1) for key, one in value.items()}
            return MappingNode(line, values, dict.fromkeys(values, line))
        case list():
            return ListNode(line, [_from_json(one, line, depth + 1) for one in value])
        case bool():
            return TextNode(line, "yes" if value else "no")
        case None:
            return TextNode(line, "", plain=True)
        case _:
            if _FORBIDDEN.search(str(value)):
                raise ValueError("it contains a control character")
            return TextNode(line, str(value))


def plain(node: Node) -> object:
    """The tree as lists, dicts and texts, for a content id."""
    match node:
        case TextNode():
            return node.text
        case ListNode():
            return [plain(item) for item in node.items]
        case MappingNode():
            return {key: plain(value) for key, value in node.values.items()}


def _broken(error: yaml.MarkedYAMLError, text: str, path: Path) -> Problem:
    """The problem that PyYAML found, with advice."""
    mark = error.problem_mark or error.context_mark
    what = error.problem or error.context or "unreadable"
    fix = "Check indentation, quotes and brackets on this line and the one before."
    if mark and _line(text, mark.line).lstrip(" ").startswith("\t"):
        fix = "YAML is indented with spaces: replace the tab."
    elif "mapping values are not allowed" in what:
        fix = "Put quotes around a text that contains ': '."
    line = min(mark.line, line_ends(text)) + 1 if mark else 0  # the end is after the last line
    return Problem(path, line, f"this is not YAML: {what}", fix)


def _line(text: str, number: int) -> str:
    """The line of this number, counted from 0; '' after the last one."""
    return next(islice(text.split("\n"), number, None), "")


class _RefusedYamlError(Exception):
    """A problem after which the rest of the file is not read."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


@dataclass(slots=True)
class _Open:
    """A list or mapping whose end event has not come yet. key: the key that has no value yet."""

    node: ListNode | MappingNode
    anchor: str | None
    key: TextNode | None = None


class _Builder:
    """Builds the tree from parser events. last: number of lines of the text."""

    def __init__(self, path: Path, first: int, last: int) -> None:
        self.root: Node | None = None
        self._first = first
        self._last = first + last
        self.problems: list[Problem] = []
        self._path = path
        self._open: list[_Open] = []
        self._anchors: dict[str, Node] = {}
        self._documents = 0

    def build(self, parser: Any) -> None:
        """Read all events of a PyYAML parser.

        Raises yaml.YAMLError, ValueError (PyYAML without its C part), _RefusedError.
        """
        handlers = {
            yaml.ScalarEvent: self._scalar,
            yaml.MappingStartEvent: self._begin_mapping,
            yaml.MappingEndEvent: self._end,
            yaml.SequenceStartEvent: self._begin_list,
            yaml.SequenceEndEvent: self._end,
            yaml.AliasEvent: self._alias,
            yaml.DocumentStartEvent: self._begin_document,
        }
        to_line = self._first + 1
        next_event = parser.get_event
        while (event := next_event()) is not None:
            handler = handlers.get(type(event))
            if handler:
                handler(event, event.start_mark.line + to_line)

    def _scalar(self, event: Any, line: int) -> None:
        text = self._text(event, line) if event.style == '"' else event.value
        line = line if text else min(line, self._last)  # `---` alone: the value is after the end
        scalar = TextNode(line, text, event.implicit[0])
        if event.anchor:
            self._anchors[event.anchor] = scalar
        self._add(scalar)

    def _text(self, event: Any, line: int) -> str:
        """The text of a double-quoted scalar; '' if an escape in it is a forbidden character."""
        text = str(event.value)
        found = _FORBIDDEN.search(text)
        if found is None:
            return text
        what = f"a control character (U+{ord(found[0]):04X}) is written with a backslash"
        self._note(line, what, "Leave it out; for a backslash use single quotes.")
        return ""

    def _begin_document(self, _: Any, line: int) -> None:
        self._documents += 1
        if self._documents > 1:
            self._refuse(line, "a second document starts here (---)", "Keep one; delete the line.")

    def _begin_mapping(self, event: Any, line: int) -> None:
        self._begin(_Open(MappingNode(line), event.anchor))

    def _begin_list(self, event: Any, line: int) -> None:
        self._begin(_Open(ListNode(line), event.anchor))

    def _begin(self, opened: _Open) -> None:
        if len(self._open) == MAX_DEPTH:
            fix = f"At most {MAX_DEPTH} levels are read; is a bracket left open?"
            self._refuse(opened.node.line, "lists and mappings are nested too deeply", fix)
        self._open.append(opened)

    def _end(self, _: Any, line: int) -> None:
        del line
        closed = self._open.pop()
        if closed.anchor:
            self._anchors[closed.anchor] = closed.node
        self._add(closed.node)

    def _alias(self, event: Any, line: int) -> None:
        if event.anchor not in self._anchors:
            fix = "An alias (*name) needs an anchor (&name) that ends before it."
            self._refuse(line, f"the alias *{event.anchor} is not defined here", fix)
        self._add(self._anchors[event.anchor])

    def _add(self, node: Node) -> None:
        if not self._open:
            self.root = node
            return
        top = self._open[-1]
        top.node.weight += node.weight
        if top.node.weight > MAX_VALUES:
            fix = f"At most {MAX_VALUES:,} values are read; do aliases multiply each other?"
            self._refuse(top.node.line, "this expands to too many values", fix)
        if isinstance(top.node, ListNode):
            top.node.items.append(node)
        elif top.key is None:
            top.key = self._key(node)
        else:
            self._add_field(top.node, top.key, node)
            top.key = None

    def _key(self, node: Node) -> TextNode:
        if not isinstance(node, TextNode):
            self._refuse(node.line, "a list or mapping is used as a key", "Keys are words.")
            raise AssertionError  # noqa: TRY004 - never reached
        return node

    def _add_field(self, fields: MappingNode, key: TextNode, value: Node) -> None:
        if key.text in fields.values:
            before = fields.lines[key.text] - self._first
            what = f"the key {key.text!r} is given twice (first on line {before})"
            self._note(key.line, what, "Keep one of them.")
            return
        if key.plain and key.text == "<<":
            fix = "Write the keys out, use a word list, or extend another file."
            self._note(key.line, "merge keys (<<) are not supported", fix)
            return
        fields.values[key.text] = value
        fields.lines[key.text] = key.line

    def _note(self, line: int, problem: str, fix: str) -> None:
        self.problems.append(Problem(self._path, line - self._first, problem, fix))

    def _refuse(self, line: int, problem: str, fix: str) -> None:
        raise _RefusedYamlError(Problem(self._path, line - self._first, problem, fix))
