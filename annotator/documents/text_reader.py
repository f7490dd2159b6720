"""Read a plain text file: one article, with optional front matter above it.

Front matter is metadata in YAML at the top of a text, between two lines of three dashes. Every
value is text as written: `no` is a word and a date is its digits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from annotator.documents.article import Article, meta_key
from annotator.documents.encoding import decode, unstorable
from annotator.errors import Problem

_WRITE = "Write a text into it, or remove it."
_LONGEST = 64_000  # characters that are searched for the end of front matter
_DEEPEST = 8
_NOTHING = frozenset({"~", "null", "Null", "NULL"})
_BREAK = re.compile(r"\r\n?|\n")
_OPENING = re.compile(r"---[ \t]*(?:\r\n?|\n)")
_CLOSING = re.compile(r"^(?:---|\.\.\.)[ \t]*(?:\r\n?|\n|\Z)", re.MULTILINE)
_KEY_VALUE = re.compile(r"[A-Za-z_][\w -]{0,40}:(?:[ \t]|\r|\n|$)")
_MARKED_VALUE = re.compile(  # `key: value` with a sign that YAML would cut from the value
    r"(?:^|(?<=\r))([A-Za-z_][\w -]{0,40}:[ \t]+)"
    r"((?:[#!&*%@`]|[^\s\"'\[{|>#!&*%@`][^\r\n]*[ \t]#)(?:(?!:[ \t])[^\r\n])*)(?=[\r\n]|\Z)",
    re.MULTILINE,
)
_COMMENT = re.compile(r"[ \t]*[\]},]*[ \t]+(#[^\r\n]*)")
_LOADER: type[yaml.BaseLoader] = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_END = "End it with a line of three dashes: ---"
_KEYS = "Write lines of `key: value`, or remove the dashes at the top."
_QUOTE = "Put values that hold `: ` or `#`, or begin with a mark, in quotes."


def parse(path: Path, encoding: str | None) -> Iterator[Article | Problem]:
    """Read the article of a file. Its text is everything after the front matter, unchanged.

    Raises OSError, and NotTextError if the file is not text.
    """
    data = path.read_bytes()
    if not data:
        yield Problem(path, 0, "expected a text, found an empty file", _WRITE)
        return
    decoded = decode(data, encoding)
    front = read_front_matter(decoded.text)
    if not isinstance(front, FrontMatter):
        yield from (Problem(path, flaw.line, flaw.problem, flaw.fix) for flaw in front)
        return
    text = decoded.text[front.length :]
    if not text.strip():
        yield Problem(path, 0, "expected a text, found nothing but blanks", _WRITE)
        return
    for key, value in front.meta.items():
        flaw = unstorable(key + value)
        if flaw:
            yield Problem(path, 1, f"expected text for {key!r}, found {flaw}", "Remove it.")
            return
    yield Article(text, front.meta, path, front.lines + 1, decoded.encoding, decoded.detected)


# -------------------------------------------------------------------------- front matter


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """Metadata above a text. length, lines: characters and lines before the text."""

    meta: dict[str, str]
    length: int = 0
    lines: int = 0


class _ShapeError(Exception):
    """Front matter with aliases or deep nesting, which take unbounded memory, or that is cut."""

    def __init__(self, expected: str, event: yaml.Event, fix: str = _KEYS) -> None:
        super().__init__(f"expected {expected} in the front matter")
        self.line = (event.start_mark.line if event.start_mark else 0) + 2
        self.fix = fix


@dataclass(frozen=True, slots=True)
class Flaw:
    """An error in front matter. line: in the file, from 1."""

    line: int
    problem: str
    fix: str


def read_front_matter(text: str) -> FrontMatter | list[Flaw]:
    """Read the front matter of a text: empty if there is none, a list of flaws if it is wrong.

    A line of dashes at the top that is not followed by `key: value` and has no second line of
    dashes belongs to the text.
    """
    opening = _OPENING.match(text)
    if opening is None:
        return FrontMatter({})
    head = text[:_LONGEST].replace("\r\n", " \n").replace("\r", "\n")  # same length
    closing = _CLOSING.search(head, opening.end())
    if closing is None:
        if not _KEY_VALUE.match(text, opening.end()):
            return FrontMatter({})
        return [Flaw(1, f"front matter without an end in {_LONGEST:,} characters", _END)]
    meta: dict[str, str] = {}
    flaws = list(_read(text[opening.end() : closing.start()], meta))
    return flaws or FrontMatter(meta, closing.end(), len(_BREAK.findall(text[: closing.end()])))


def _read(front: str, meta: dict[str, str]) -> Iterator[Flaw]:
    """Add keys and values to meta and yield the errors."""
    front = _MARKED_VALUE.sub(lambda found: f"{found[1]}{_quoted(found[2])}", front)
    try:
        _check_shape(front)
        node = yaml.compose(front, Loader=_LOADER)
    except _ShapeError as error:
        yield Flaw(error.line, str(error), error.fix)
        return
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line if error.problem_mark else 0
        line = min(line, front.rstrip().count("\n"))  # not the dashes below
        yield Flaw(line + 2, f"expected YAML: {error.problem or error.context}", _QUOTE)
        return
    except yaml.YAMLError as error:
        reason = str(error).partition("\n")[0]
        yield Flaw(1, f"expected YAML in the front matter: {reason}", _QUOTE)
        return
    if isinstance(node, yaml.MappingNode):
        yield from _fill(node, meta)
    elif node is not None:
        yield Flaw(2, "expected `key: value` in the front matter, found something else", _KEYS)


def _quoted(value: str) -> str:
    """A value in the quotation marks of YAML."""
    return "'" + value.rstrip().replace("'", "''") + "'"


def _check_shape(front: str) -> None:
    """Raise _ShapeError for deep nesting and for what YAML does not read as part of a value.

    That is a comment after a value, a tag (!name), an anchor (&name) or an alias (*name).
    """
    depth = 0
    lines = _BREAK.split(front)
    for event in yaml.parse(front, Loader=_LOADER):
        if isinstance(event, yaml.NodeEvent):
            _check_whole(event, lines)
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > _DEEPEST:
            raise _ShapeError(f"values nested {_DEEPEST} deep at most", event)


def _check_whole(event: yaml.NodeEvent, lines: list[str]) -> None:
    """Raise _ShapeError for a value that YAML would cut."""
    if isinstance(event, yaml.AliasEvent):
        raise _ShapeError("no alias (*name), which repeats a value,", event)
    if event.anchor:
        raise _ShapeError(f"text, found an anchor (&{event.anchor})", event, _QUOTE)
    if tag := getattr(event, "tag", None):
        raise _ShapeError(f"text, found a tag ({tag})", event, _QUOTE)
    end = event.end_mark
    is_line = isinstance(event, yaml.ScalarEvent) and event.style not in {"|", ">"}
    if is_line and end and end.line < len(lines):
        comment = _COMMENT.match(lines[end.line], end.column)
        if comment:
            raise _ShapeError(f"text, found a comment ({comment[1]})", event, _QUOTE)


def _fill(node: yaml.MappingNode, meta: dict[str, str]) -> Iterator[Flaw]:
    """Add every key with its value as text to meta. Empty values are skipped."""
    seen: set[str] = set()
    for key_node, value_node in node.value:
        key = meta_key(_text(key_node))
        line = key_node.start_mark.line + 2
        if key in seen:
            yield Flaw(line, f"expected each key once, got {key!r} again", "Remove one of them.")
        seen.add(key)
        value = _text(value_node)
        if key and value:
            meta[key] = value


def _text(node: yaml.Node) -> str:
    """A value as text: as written; a list with commas; a mapping as `key: value` with commas."""
    if isinstance(node, yaml.SequenceNode):
        return ", ".join(map(_text, node.value))
    if isinstance(node, yaml.MappingNode):
        return ", ".join(f"{_text(key)}: {_text(value)}" for key, value in node.value)
    plain = isinstance(node, yaml.ScalarNode) and not node.style
    return "" if plain and node.value in _NOTHING else str(node.value)
