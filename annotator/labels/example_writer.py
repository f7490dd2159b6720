"""Write an example into the text of a label file, with everything else as it was.

An example with marked words goes under `match`, one without under `no_match`: of a label they are
examples and counter-examples of the guideline, of a rule its tests.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from annotator.errors import AnnotatorError, DataError
from annotator.labels import yaml_edit, yaml_tree
from annotator.labels.rule_reader import MARKED
from annotator.labels.source_files import MAX_BYTES
from annotator.labels.yaml_edit import Insertion, PlacedNode
from annotator.labels.yaml_tree import ListNode, MappingNode, Node, TextNode
from annotator.model import Example

_LISTS = {"match": "no_match", "no_match": "match"}
"""The two lists of examples; each with the other one."""


class WrittenExample(NamedTuple):
    """The text of a label file with an example. line: of the example. is_new: it was not there."""

    text: str
    line: int
    is_new: bool


def add_example(
    source: str, path: Path, example: Example, label: str, rule: str = ""
) -> WrittenExample:
    """Return the text of a label file with one more example of a label, or of one of its rules.

    Only the new example is inserted: as a line in block style, after the last value in flow style.
    path: of the file, for messages.
    Raises AnnotatorError if the file has no such entry, if the sentence cannot be written as an
    example, if the other list has it, or if the examples are shared by an alias; DataError if the
    text is not YAML.
    """
    written, name = marked_text(example), "match" if example.span else "no_match"
    root, problems = yaml_tree.parse(source, path)
    if problems:
        raise DataError(*problems)
    entry = _find(root, label, rule)
    if entry is None:
        raise AnnotatorError(f"{path}: expected an entry of {rule or label}, found none")
    known = _examples(entry, name)
    for one in known:
        if one.text == written:
            return WrittenExample(source, one.line, is_new=False)
    for one in _examples(entry, _LISTS[name]):
        if MARKED.sub(r"\1", one.text) == example.text:
            raise AnnotatorError(
                f"{path}:{one.line}: this sentence is under {_LISTS[name]} of {rule or label}:"
                f" delete it there before it goes under {name}"
            )
    new = _with_example(source, name, written, label, rule)
    tree, problems = yaml_tree.parse(new, path) if new else (None, [])
    added = _find(tree, label, rule)
    wanted = _plain_with(root, entry, name, written)
    if problems or added is None or tree is None or yaml_tree.plain(tree) != wanted:
        raise AnnotatorError(
            f"{path}:{entry.line}: the examples of {rule or label} are written in a way that"
            " nothing can be added to, such as an alias: write the example yourself"
        )
    if len(new.encode()) > MAX_BYTES:
        raise AnnotatorError(
            f"{path}: the file would have more than {MAX_BYTES // 1_000_000} MB: shorten it"
        )
    return WrittenExample(new, _examples(added, name)[-1].line, is_new=True)


def marked_text(example: Example) -> str:
    """Write an example as label files have it, with [[ and ]] around the words.

    Raises AnnotatorError if it could not be read back: control characters, or brackets in the text.
    """
    text, span = example.text, example.span
    if not text.strip():
        raise AnnotatorError("the sentence is empty: an example needs words")
    found = yaml_tree.forbidden_character(text)
    if found:
        raise AnnotatorError(f"{found.problem}, which a label file cannot have")
    if span is None:
        if MARKED.search(text):
            raise AnnotatorError("the text contains [[ and ]], which mark words in examples")
        return text
    written = f"{text[: span.start]}[[{span.of(text)}]]{text[span.end :]}"
    if [one.span(1) for one in MARKED.finditer(written)] != [(span.start + 2, span.end + 2)]:
        raise AnnotatorError("brackets in the text are too close to those that mark the words")
    return written


# ------------------------------------------------------------------------------ finding


def _find(root: Node | None, label: str, rule: str) -> MappingNode | None:
    """The entry of a label, or of one of its rules."""
    found = _named(root, "labels", "name", label)
    return _named(found, "rules", "id", rule) if rule else found


def _named(node: Node | None, key: str, identifier: str, name: str) -> MappingNode | None:
    entries = node.values.get(key) if isinstance(node, MappingNode) else None
    for one in entries.items if isinstance(entries, ListNode) else ():
        value = one.values.get(identifier) if isinstance(one, MappingNode) else None
        if isinstance(value, TextNode) and value.text.strip() == name:
            return one if isinstance(one, MappingNode) else None
    return None


def _examples(entry: MappingNode, name: str) -> list[TextNode]:
    """The texts under match or no_match of a label or rule."""
    examples = entry.values.get("examples")
    node = examples.values.get(name) if isinstance(examples, MappingNode) else None
    items = node.items if isinstance(node, ListNode) else [node]
    return [one for one in items if isinstance(one, TextNode)]


def _plain_with(root: Node | None, entry: MappingNode, name: str, written: str) -> object:
    """The values of a file, with one more example of an entry."""
    texts = [one.text for one in _examples(entry, name)]
    return _plain(root, entry, name, [*texts, written])


def _plain(node: Node | None, entry: MappingNode, name: str, texts: list[str]) -> Any:
    match node:
        case TextNode():
            return node.text
        case ListNode():
            return [_plain(one, entry, name, texts) for one in node.items]
        case MappingNode():
            found = {key: _plain(one, entry, name, texts) for key, one in node.values.items()}
            if node is entry:
                found["examples"] = {**found.get("examples", {}), name: texts}
            return found
    return None


# ------------------------------------------------------------------------------ writing


def _with_example(source: str, name: str, written: str, label: str, rule: str) -> str:
    """The text with the example; '' if there is no place for it."""
    root = yaml_edit.placed_tree(source)
    entry = _find_placed(root, "labels", "name", label)
    if rule:
        entry = _find_placed(entry, "rules", "id", rule)
    if root is None or entry is None:
        return ""
    shared = {*yaml_edit.aliases(root)}
    examples = entry.get("examples")
    texts = examples.get(name) if examples else None
    if any(one and (one.kind == "alias" or one.anchor in shared) for one in (examples, texts)):
        return ""
    if examples is None:
        style = _first_style(root, of_rules=bool(rule))
        insertions = _new_examples(source, entry, name, written, style)
    elif texts is None:
        insertions = _new_list(source, examples, name, written)
    elif texts.kind == "text":
        key = next(key for key, value in examples.entries if value is texts)
        value = _quoted_as(texts, written)
        insertions = yaml_edit.as_list(source, examples, key, texts, value)
    elif texts.kind == "list" and texts.items:
        value = _quoted_as(texts.items[-1], written)
        insertions = yaml_edit.into_list(source, texts, value)
    else:
        return ""
    return yaml_edit.inserted(source, insertions)


def _find_placed(
    node: PlacedNode | None, key: str, identifier: str, name: str
) -> PlacedNode | None:
    entries = node.get(key) if node else None
    for one in entries.items if entries else ():
        value = one.get(identifier)
        if value and value.text.strip() == name:
            return one
    return None


def _quoted_as(sibling: PlacedNode, text: str) -> str:
    return yaml_edit.quoted(text, double=sibling.style == '"')


def _first_style(root: PlacedNode, *, of_rules: bool) -> PlacedNode | None:
    """The first examples of a label, or of a rule, in a file: new ones are written like them."""
    labels = root.get("labels")
    entries = labels.items if labels else []
    if of_rules:
        rules = [one.get("rules") for one in entries]
        entries = [one for each in rules if each for one in each.items]
    return next((found for one in entries if (found := one.get("examples"))), None)


def _new_examples(
    source: str, entry: PlacedNode, name: str, written: str, style: PlacedNode | None
) -> list[Insertion]:
    """Give an entry examples, before its rules if it is a label's."""
    flow = f"examples: {{{name}: [{yaml_edit.quoted(written)}]}}"
    if style and style.is_flow:
        lines = [flow]
    else:
        lines = ["examples:", *_indented(_list_lines(name, written, style))]
    return yaml_edit.into_mapping(source, entry, lines, flow, before="rules")


def _new_list(source: str, examples: PlacedNode, name: str, written: str) -> list[Insertion]:
    """Give examples of one kind to an entry that has the other kind."""
    flow = f"{name}: [{yaml_edit.quoted(written)}]"
    return yaml_edit.into_mapping(source, examples, _list_lines(name, written, examples), flow)


def _list_lines(name: str, written: str, style: PlacedNode | None) -> list[str]:
    """The lines of a list with one text, in the style of the first list among other examples."""
    lists = [value for _, value in style.entries if value.kind == "list"] if style else []
    value = yaml_edit.quoted(written)
    if lists and not lists[0].is_flow:
        return [f"{name}:", *_indented([f"- {value}"])]
    return [f"{name}: [{value}]"]


def _indented(lines: list[str]) -> list[str]:
    return [yaml_edit.STEP + line for line in lines]
