"""From labels.yaml to a label set. Every mistake of the file is found in one reading."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b
from pathlib import Path

from annotator.errors import DataError, Problem
from annotator.labels import examples, tree
from annotator.labels.attributes import Attributes
from annotator.labels.check import Check
from annotator.labels.patterns import Patterns
from annotator.labels.rule import Rules
from annotator.labels.tree import Node
from annotator.labels.words import Words
from annotator.model import Label, LabelKind, LabelSet, LabelUnit

MOST_BYTES = 5_000_000

_KEYS = ("name", "words", "attributes", "labels")
_LABEL_KEYS = (
    "name", "title", "kind", "unit", "group", "key", "glyph", "color", "definition", "cues",
    "attributes", "examples", "rules",
)  # fmt: skip
_REQUIRED = ("name", "title", "kind", "glyph", "color", "definition")


def load(path: Path) -> LabelSet:
    """The label set of a file.

    Raises DataError with every problem found: where, what was expected, what to do.
    """
    text = _text(path)
    node, problems = tree.parse(text, path)
    check = Check(path, problems)
    labels = _read(check, node) if node is not None else ()
    if check.problems:
        raise DataError(*sorted(check.problems, key=lambda problem: problem.line))
    uid = "b2:" + blake2b(text.encode(), digest_size=16).hexdigest()
    fields = check.fields(node, "labels.yaml", _KEYS) if node is not None else {}
    return LabelSet(uid, check.text(fields.get("name"), "name"), labels, text)


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        fix = "Allow reading it, or name another with --project."
        raise DataError(Problem(path, 0, f"cannot be read ({error.strerror})", fix)) from None
    if len(data) > MOST_BYTES:
        raise DataError(Problem(path, 0, "expected at most 5 MB", "Take word lists out of it."))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise DataError(Problem(path, line, "expected UTF-8", "Save the file as UTF-8.")) from None


def _read(check: Check, node: Node) -> tuple[Label, ...]:
    fields = check.fields(node, "labels.yaml", _KEYS, ["labels"])
    words = Words(check)
    if "words" in fields:
        words.read(fields["words"])
    attributes = Attributes(check)
    if "attributes" in fields:
        attributes.read(fields["attributes"])
    rules = Rules(check, words, Patterns(check, words), attributes)
    nodes = check.items(fields["labels"], "labels") if "labels" in fields else []
    labels = [(_label(check, one, attributes, rules), one.line) for one in nodes]
    _unique(check, "name", ((label.name, line) for label, line in labels))
    _unique(check, "key", ((label.key, line) for label, line in labels if label.key))
    return tuple(label for label, _ in labels)


def _label(check: Check, node: Node, attributes: Attributes, rules: Rules) -> Label:
    fields = check.fields(node, "a label", _LABEL_KEYS, _REQUIRED)
    name = check.text(fields.get("name"), "name")
    what = f"label {name}"
    asked = attributes.of_label(fields.get("attributes"), name)
    match, no_match = examples.read(check, fields.get("examples"), what)
    kind = check.choice(fields.get("kind"), f"kind of {what}", [one.value for one in LabelKind])
    unit = check.choice(fields.get("unit"), f"unit of {what}", [one.value for one in LabelUnit])
    label = Label(
        name=name,
        title=check.text(fields.get("title"), "title"),
        kind=LabelKind(kind),
        unit=LabelUnit(unit),
        group=check.text(fields.get("group"), "group"),
        key=check.text(fields.get("key"), "key"),
        glyph=check.text(fields.get("glyph"), "glyph"),
        color=check.text(fields.get("color"), "color"),
        definition=check.text(fields.get("definition"), "definition"),
        cues=check.text(fields.get("cues"), "cues"),
        attributes=asked,
        examples=match,
        counter_examples=no_match,
        rules=rules.of_label(fields.get("rules"), name, asked),
    )
    _check_looks(check, label, node.line)
    return label


def _check_looks(check: Check, label: Label, line: int) -> None:
    if len(label.key) > 1 or (label.key and not label.key.isdecimal()):
        check.problem(line, f"key of {label.name} cannot be {label.key!r}", "Use one digit.")
    if label.glyph and len(label.glyph) != 1:
        check.problem(line, f"glyph of {label.name} is not one character", "Use one, such as ━.")
    digits = label.color.removeprefix("#").lower()
    if label.color and not (len(digits) == 6 and set(digits) <= set("0123456789abcdef")):
        check.problem(line, f"color of {label.name} is {label.color!r}", "Write '#rrggbb'.")


def _unique(check: Check, what: str, named: Iterable[tuple[str, int]]) -> None:
    seen: dict[str, int] = {}
    for name, line in named:
        if name and name in seen:
            fix = "Give one of them another."
            check.problem(line, f"the {what} {name!r} is taken in line {seen[name]}", fix)
        seen.setdefault(name, line)
