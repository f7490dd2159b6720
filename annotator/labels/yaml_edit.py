"""Insert into YAML texts, with everything else as it was: comments, order, quotes, line ends.

The text is parsed into a tree with the place of each node, and an insertion is worked out from the
places of its neighbours. Nothing is ever written anew. What is inserted depends on the style of the
collection: a line of its own in block style, a value after the last one in flow style.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import yaml

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_LINE_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_BLOCK_SCALARS = ("|", ">")
_ESCAPED = {"\t": "\\t", "\n": "\\n", "\r": "\\r", '"': '\\"', "\\": "\\\\"}

STEP = "  "


@dataclass(slots=True)
class PlacedNode:
    """A node and its place, characters [start, end) of the text.

    kind: text, list, mapping or alias. style: how a text is written: '' for plain, ' " | or >.
    items: of a list; of a mapping, keys and values in turn. anchor: '' for none; of an alias, what
    it refers to.
    """

    kind: str
    start: int
    end: int
    text: str = ""
    style: str = ""
    is_flow: bool = False
    anchor: str = ""
    items: list[PlacedNode] = field(default_factory=list)

    @property
    def entries(self) -> list[tuple[PlacedNode, PlacedNode]]:
        """The keys of a mapping with their values; none of other nodes."""
        if self.kind != "mapping":
            return []
        return list(zip(self.items[::2], self.items[1::2], strict=True))

    def get(self, name: str) -> PlacedNode | None:
        """The value of a key of a mapping; None if it has none."""
        return next((value for key, value in self.entries if key.text == name), None)


class Insertion(NamedTuple):
    """A text that is inserted before a character of another text."""

    at: int
    text: str


def inserted(text: str, insertions: Sequence[Insertion]) -> str:
    """Return a text with insertions. Several at one place follow each other in their order."""
    pieces, done = [], 0
    for one in sorted(insertions, key=lambda one: one.at):
        pieces += [text[done : one.at], one.text]
        done = one.at
    return "".join([*pieces, text[done:]])


# ------------------------------------------------------------------------------ reading


def placed_tree(text: str) -> PlacedNode | None:
    """Parse a text that annotator.labels.yaml_tree accepts; None if there is nothing in it."""
    events: Iterator[Any] = yaml.parse(text, Loader=_LOADER)
    begins = (yaml.MappingStartEvent, yaml.SequenceStartEvent)
    ends = (yaml.MappingEndEvent, yaml.SequenceEndEvent)
    leaves = (yaml.ScalarEvent, yaml.AliasEvent)
    root: PlacedNode | None = None
    open_nodes: list[PlacedNode] = []
    for event in events:
        if isinstance(event, begins + leaves):
            node = _placed(event)
            root = root or node
            if open_nodes:
                open_nodes[-1].items.append(node)
            if isinstance(event, begins):
                open_nodes.append(node)
        elif isinstance(event, ends):
            node = open_nodes.pop()
            is_block = node.items and not node.is_flow
            node.end = node.items[-1].end if is_block else _end(event)
    return root


def _end(event: Any) -> int:
    return int(event.end_mark.index)


def _placed(event: Any) -> PlacedNode:
    start, end, anchor = event.start_mark.index, event.end_mark.index, event.anchor or ""
    match event:
        case yaml.MappingStartEvent():
            return PlacedNode("mapping", start, end, is_flow=bool(event.flow_style), anchor=anchor)
        case yaml.SequenceStartEvent():
            return PlacedNode("list", start, end, is_flow=bool(event.flow_style), anchor=anchor)
        case yaml.AliasEvent():
            return PlacedNode("alias", start, end, anchor=anchor)
    style = event.style if event.style in ("'", '"', *_BLOCK_SCALARS) else ""
    return PlacedNode("text", start, end, event.value, style, anchor=anchor)


def aliases(node: PlacedNode) -> Iterator[str]:
    """Yield the anchors that the aliases in a tree refer to."""
    if node.kind == "alias":
        yield node.anchor
    for one in node.items:
        yield from aliases(one)


# ------------------------------------------------------------------------------ inserting


def into_list(text: str, node: PlacedNode, value: str) -> list[Insertion]:
    """The insertions that put a written text at the end of a list that has values."""
    last = node.items[-1]
    if node.is_flow:
        return _into_flow(text, node, last, last, value)
    dash = text.rindex("-", node.start, last.start)
    return _lines_after(text, last, [f"{_column(text, dash)}- {value}"])


def lines_into_list(
    text: str, node: PlacedNode, entries: Sequence[Sequence[str]]
) -> list[Insertion]:
    """The insertions that put entries of several lines at the end of a list in block style."""
    last = node.items[-1]
    dash = text.rindex("-", node.start, last.start)
    column = _column(text, dash)
    lines = [
        f"{column}{'  ' if nth else '- '}{line}"
        for entry in entries
        for nth, line in enumerate(entry)
    ]
    return _lines_after(text, last, lines)


def as_list(
    text: str, mapping: PlacedNode, key: PlacedNode, node: PlacedNode, value: str
) -> list[Insertion]:
    """The insertions that make a list of the text under a key, with one more text in it."""
    is_one_line = not _LINE_BREAK.search(text, key.end, node.end)
    if mapping.is_flow or (is_one_line and node.style):
        return [Insertion(node.start, "["), Insertion(node.end, f", {value}]")]
    column = _column(text, key.start) + (STEP if is_one_line else "")
    colon = text.index(":", key.end) + 1
    first = Insertion(colon, f"{_line_break(text)}{column}-")
    return [first, *_lines_after(text, node, [f"{column}- {value}"])]


def into_mapping(
    text: str, node: PlacedNode, lines: Sequence[str], flow: str, *, before: str = ""
) -> list[Insertion]:
    """The insertions that add an entry to a mapping that has entries.

    lines: the entry in block style. flow: the entry in flow style. before: the name of the key
    that it goes before, if the mapping has it, else it goes last.
    """
    entries = node.entries
    names = [key.text for key, _ in entries]
    place = names.index(before) if before in names[1:] else len(entries)
    key, value = entries[place - 1]
    if node.is_flow:
        return _into_flow(text, node, key, value, flow)
    column = _column(text, entries[0][0].start)
    return _lines_after(text, value, [column + line for line in lines])


def _into_flow(
    text: str, node: PlacedNode, first: PlacedNode, last: PlacedNode, value: str
) -> list[Insertion]:
    """Insert after an entry of a flow collection, from its first node to its last."""
    line_start = _line_start(text, first.start)
    rest = text[last.end : _line_end(text, last.end)]
    comma = rest.lstrip().startswith(",")
    rest = rest.lstrip().removeprefix(",").strip()
    is_own_line = line_start > node.start and not text[line_start : first.start].strip()
    if not is_own_line or (rest and not rest.startswith("#")):
        return [Insertion(last.end, f", {value}")]
    line = _line_break(text) + text[line_start : first.start] + value
    found = [Insertion(_line_end(text, last.end), line + ("," if comma else ""))]
    return found if comma else [Insertion(last.end, ","), *found]


def _lines_after(text: str, node: PlacedNode, lines: Sequence[str]) -> list[Insertion]:
    """Insert lines below the last line of a node in block style."""
    line_break = _line_break(text)
    place = _line_end(text, _last_line(text, node).end)
    return [Insertion(place, "".join(line_break + line for line in lines))]


def _last_line(text: str, node: PlacedNode) -> PlacedNode:
    """The last text, alias or flow collection in a node, without blank lines below it.

    A block scalar with + keeps its blank lines, which belong to its text.
    """
    while node.items and not node.is_flow:
        node = node.items[-1]
    if node.style not in _BLOCK_SCALARS:
        return node
    written = text[node.start : node.end]
    head = _LINE_BREAK.split(written, maxsplit=1)[0].partition("#")[0]
    if "+" in head:
        breaks = [one.start() for one in _LINE_BREAK.finditer(written)]
        length = breaks[-1] if breaks and _ends_in_break(written) else len(written)
    else:
        length = len(written.rstrip())
    return PlacedNode(node.kind, node.start, node.start + length, node.text, node.style)


def _ends_in_break(written: str) -> bool:
    return _LINE_BREAK.fullmatch(written[-1:]) is not None


# ------------------------------------------------------------------------------ lines


def _line_start(text: str, place: int) -> int:
    found = 0
    for one in _LINE_BREAK.finditer(text, 0, place):
        found = one.end()
    return found


def _line_end(text: str, place: int) -> int:
    found = _LINE_BREAK.search(text, place)
    return found.start() if found else len(text)


def _column(text: str, place: int) -> str:
    """Blanks up to a place in its line."""
    return " " * (place - _line_start(text, place))


def _line_break(text: str) -> str:
    """The line break of a text: that of its first line."""
    found = _LINE_BREAK.search(text)
    return found[0] if found else "\n"


# ------------------------------------------------------------------------------ quoting


def quoted(text: str, *, double: bool = False) -> str:
    """Write a text as one line in single quotes; in double ones if it needs escapes, or if asked.

    Characters that do not show, such as line breaks and non-breaking spaces, are escaped.
    """
    if text.isprintable() and not double:
        return "'" + text.replace("'", "''") + "'"
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(character: str) -> str:
    if character in _ESCAPED:
        return _ESCAPED[character]
    if character.isprintable():
        return character
    code = ord(character)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
