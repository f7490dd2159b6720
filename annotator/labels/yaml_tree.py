"""YAML as it was typed: every scalar stays text, every value knows its line.

YAML 1.1 turns an unquoted `no` into a boolean and `3.10` into 3.1; here nothing is turned into
anything, the schema decides. Built from parser events instead of objects, so that tags construct
nothing, nesting is bounded, and an alias that multiplies itself is refused before it is unfolded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

import yaml

from annotator.errors import Problem
from annotator.labels.source_files import line_ends

DEEPEST = 20
"""Levels of nesting; labels.yaml has eight."""

HEAVIEST = 200_000
"""Values in one file, each alias counted as often as it is used."""

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
"""What YAML does not allow, and DEL; nor may an escape (\\x1b) bring it in."""


@dataclass(frozen=True, slots=True)
class Text:
    """A scalar. plain: typed without quotes, so that an empty one is a value left out."""

    line: int
    text: str
    plain: bool = False
    weight: int = 1

    @property
    def missing(self) -> bool:
        """Whether a key stands there with nothing behind it."""
        return self.plain and not self.text


@dataclass(slots=True)
class Items:
    """A list."""

    line: int
    items: list[Node] = field(default_factory=list)
    weight: int = 1


@dataclass(slots=True)
class Fields:
    """A mapping. lines: where each key stands."""

    line: int
    values: dict[str, Node] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    weight: int = 1


Node = Text | Items | Fields


def parse(text: str, path: Path, first: int = 0) -> tuple[Node | None, list[Problem]]:
    """The tree of a YAML text, and what is wrong with it. None where nothing can be read.

    first: what is added to the lines of the nodes (see annotator.labels.source_files).
    """
    found = forbidden(text)
    if found:
        return None, [replace(found, path=path)]
    builder = _Builder(path, first)
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        builder.problems.append(_broken(error, text, path))
    except ValueError:  # of PyYAML without its C part
        fix = "A backslash in double quotes begins an escape: use single quotes."
        builder.problems.append(Problem(path, 0, "an escape names no character", fix))
    except _RefusedError as refused:
        builder.problems.append(refused.problem)
    else:
        if builder.root is None:
            builder.problems.append(
                Problem(path, 1, "the file is empty", "Expected name, labels and so on.")
            )
    return builder.root, builder.problems


def forbidden(text: str) -> Problem | None:
    """The first character of a text that has no business there, if there is one."""
    found = _FORBIDDEN.search(text)
    if found is None:
        return None
    line = text.count("\n", 0, found.start()) + 1
    what = f"a control character (U+{ord(found[0]):04X}) stands in the text"
    return Problem(Path(), line, what, "Delete it; it is probably invisible on screen.")


def of_json(value: object, line: int) -> Node:
    """The tree of a value that was read from JSON on one line.

    Raises ValueError for what is nested too deeply, or holds half a character.
    """
    return _of_json(value, line, 0)


def _of_json(value: object, line: int, depth: int) -> Node:
    if depth == DEEPEST:
        raise ValueError("it is nested too deeply")
    match value:
        case dict():
            values = {str(key): _of_json(one, line, depth + 1) for key, one in value.items()}
            return Fields(line, values, dict.fromkeys(values, line))
        case list():
            return Items(line, [_of_json(one, line, depth + 1) for one in value])
        case bool():
            return Text(line, "yes" if value else "no")
        case None:
            return Text(line, "", plain=True)
        case _:
            if _FORBIDDEN.search(str(value)):
                raise ValueError("it holds a control character")
            return Text(line, str(value))


def plain(node: Node) -> object:
    """The tree as lists, dicts and texts, for a content id."""
    match node:
        case Text():
            return node.text
        case Items():
            return [plain(item) for item in node.items]
        case Fields():
            return {key: plain(value) for key, value in node.values.items()}


def _broken(error: yaml.MarkedYAMLError, text: str, path: Path) -> Problem:
    """What PyYAML found, in words that say what to do."""
    mark = error.problem_mark or error.context_mark
    what = error.problem or error.context or "unreadable"
    fix = "Check indentation, quotes and brackets on this line and the one before."
    if mark and _line(text, mark.line).lstrip(" ").startswith("\t"):
        fix = "YAML is indented with spaces: replace the tab."
    elif "mapping values are not allowed" in what:
        fix = "Put quotes round a text that holds ': '."
    line = min(mark.line, line_ends(text)) + 1 if mark else 0  # the end is behind the last line
    return Problem(path, line, f"this is not YAML: {what}", fix)


def _line(text: str, number: int) -> str:
    """A line, counted from 0; '' behind the last."""
    return next(islice(text.split("\n"), number, None), "")


class _RefusedError(Exception):
    """The rest of the file is not read."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


@dataclass(slots=True)
class _Open:
    """A list or mapping whose end is still to come, and the key that waits for its value."""

    node: Items | Fields
    anchor: str | None
    key: Text | None = None


class _Builder:
    """Puts the tree together, event by event."""

    def __init__(self, path: Path, first: int) -> None:
        self.root: Node | None = None
        self._first = first
        self.problems: list[Problem] = []
        self._path = path
        self._open: list[_Open] = []
        self._anchors: dict[str, Node] = {}
        self._documents = 0

    def take(self, event: yaml.Event) -> None:
        """Add what one parser event says."""
        mark = event.start_mark
        line = self._first + (mark.line + 1 if mark else 1)
        if isinstance(event, yaml.ScalarEvent):
            scalar = Text(line, self._text(event, line), event.implicit[0])
            self._remember(event.anchor, scalar)
            self._add(scalar)
        elif isinstance(event, yaml.MappingStartEvent):
            self._begin(_Open(Fields(line), event.anchor))
        elif isinstance(event, yaml.SequenceStartEvent):
            self._begin(_Open(Items(line), event.anchor))
        elif isinstance(event, yaml.CollectionEndEvent):
            done = self._open.pop()
            self._remember(done.anchor, done.node)
            self._add(done.node)
        elif isinstance(event, yaml.AliasEvent):
            self._add(self._alias(event.anchor or "", line))
        elif isinstance(event, yaml.DocumentStartEvent):
            self._begin_document(line)

    def _text(self, event: yaml.ScalarEvent, line: int) -> str:
        """Its text; '' where a forbidden character is written by number (in double quotes)."""
        text = str(event.value)
        found = _FORBIDDEN.search(text) if event.style == '"' else None
        if found is None:
            return text
        what = f"a control character (U+{ord(found[0]):04X}) is written with a backslash"
        self._note(line, what, "Leave it out; for a backslash use single quotes.")
        return ""

    def _begin_document(self, line: int) -> None:
        self._documents += 1
        if self._documents > 1:
            self._refuse(line, "a second document begins here (---)", "Keep one; delete the line.")

    def _begin(self, opened: _Open) -> None:
        if len(self._open) == DEEPEST:
            fix = f"At most {DEEPEST} levels are read; is a bracket left open?"
            self._refuse(opened.node.line, "lists and mappings are nested too deeply", fix)
        self._open.append(opened)

    def _remember(self, anchor: str | None, node: Node) -> None:
        if anchor:
            self._anchors[anchor] = node

    def _alias(self, anchor: str, line: int) -> Node:
        if anchor not in self._anchors:
            fix = "An alias (*name) needs an anchor (&name) that is complete before it."
            self._refuse(line, f"the alias *{anchor} means nothing here", fix)
        return self._anchors[anchor]

    def _add(self, node: Node) -> None:
        if not self._open:
            self.root = node
            return
        top = self._open[-1]
        top.node.weight += node.weight
        if top.node.weight > HEAVIEST:
            fix = f"At most {HEAVIEST:,} values are read; do aliases multiply each other?"
            self._refuse(top.node.line, "this unfolds into too many values", fix)
        if isinstance(top.node, Items):
            top.node.items.append(node)
        elif top.key is None:
            top.key = self._key(node)
        else:
            self._add_field(top.node, top.key, node)
            top.key = None

    def _key(self, node: Node) -> Text:
        if not isinstance(node, Text):
            self._refuse(node.line, "a list or mapping stands as a key", "Keys are words.")
            raise AssertionError  # noqa: TRY004 - never reached
        return node

    def _add_field(self, fields: Fields, key: Text, value: Node) -> None:
        if key.text in fields.values:
            before = fields.lines[key.text] - self._first
            what = f"the key {key.text!r} is given twice (first on line {before})"
            self._note(key.line, what, "Keep one of them.")
            return
        if key.plain and key.text == "<<":
            fix = "Write the keys out, use a word list, or extend another file."
            self._note(key.line, "merge keys (<<) are not read", fix)
            return
        fields.values[key.text] = value
        fields.lines[key.text] = key.line

    def _note(self, line: int, problem: str, fix: str) -> None:
        self.problems.append(Problem(self._path, line - self._first, problem, fix))

    def _refuse(self, line: int, problem: str, fix: str) -> None:
        raise _RefusedError(Problem(self._path, line - self._first, problem, fix))
