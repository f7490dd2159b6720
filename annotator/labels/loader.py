"""From labels.yaml to a label set. Every mistake of the file is found in one reading."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from hashlib import blake2b
from pathlib import Path

from annotator.errors import DataError, Problem
from annotator.labels import examples, inheritance
from annotator.labels.attributes import Attributes
from annotator.labels.inheritance import Contents
from annotator.labels.pattern_files import PatternFiles
from annotator.labels.rules import Rules
from annotator.labels.schema import CHARACTER, COLOR, DIGIT, KINDS, LABEL, UNITS
from annotator.labels.source_files import Sources
from annotator.labels.token_patterns import Patterns
from annotator.labels.validator import Check
from annotator.labels.word_lists import Words
from annotator.labels.yaml_tree import Node, Text
from annotator.model import Label, LabelKind, LabelSet, LabelUnit, Rule
from annotator.old_words import label_kind

MOST_PROBLEMS = 200
"""That are told of one label set."""

_LOOKS = (
    ("key", DIGIT, "Use one digit."),
    ("glyph", CHARACTER, "Use one character, such as ━."),
    ("color", COLOR, "Write '#rrggbb'."),
)


def load(path: Path) -> LabelSet:
    """The label set of a file, and of all the files that it names.

    Raises DataError with every problem found: where, what was expected, what to do.
    """
    check = Check(Sources())
    contents = inheritance.read(check, path)
    labels, top = _read(check, contents) if contents else ((), {})
    name, pipeline = check.text(top.get("name"), "name"), _pipeline(check, top.get("pipeline"))
    if check.problems:
        raise DataError(*_in_order(check, path))
    source = check.sources.record()
    return LabelSet(
        uid="b2:" + blake2b(source.encode(), digest_size=16).hexdigest(),
        name=name,
        labels=labels,
        source=source,
        pipeline=pipeline,
    )


def _in_order(check: Check, path: Path) -> list[Problem]:
    """By file, the main one first, then by line; each once, the first MOST_PROBLEMS of them."""
    order = {source.path: number for number, source in enumerate(check.sources.files)}
    found = sorted(
        dict.fromkeys(check.problems), key=lambda one: (order.get(one.path, -1), one.line)
    )
    more = len(found) - MOST_PROBLEMS
    if more <= 0:
        return found
    return [*found[:-more], Problem(path, 0, f"{more:,} more problems", "Mend the first ones.")]


def _read(check: Check, contents: list[Contents]) -> tuple[tuple[Label, ...], Contents]:
    """The labels, and the keys at the top, where the last file to give one wins."""
    top = {key: value for one in contents for key, value in one.items()}
    if "labels" not in top and "extends" not in top:
        check.problem(1, "the file has no labels", "Add 'labels': ... or 'extends': default.")
    words, attributes = Words(check), Attributes(check)
    for one in contents:
        if "words" in one:
            words.read(one["words"])
        if "attributes" in one:
            attributes.read(one["attributes"])
    words.finish()
    patterns = Patterns(check, words, check.text(top.get("pipeline"), "pipeline"))
    rules = Rules(check, words, patterns, attributes)
    nodes = inheritance.labels(check, contents)
    labels = [_label(check, node, attributes, rules) for node in nodes]
    lines = [node.line for node in nodes]
    _unique(check, "name", zip((one.name for one in labels), lines, strict=True))
    _unique(check, "key", zip((one.key for one in labels), lines, strict=True))
    files = PatternFiles(check, rules, labels)
    found = [rule for one in contents if "patterns" in one for rule in files.read(one["patterns"])]
    return _with_rules(labels, found), top


def _with_rules(labels: list[Label], rules: list[Rule]) -> tuple[Label, ...]:
    """The labels with the rules of pattern files behind their own."""
    more: dict[str, list[Rule]] = {}
    for rule in rules:
        more.setdefault(rule.label, []).append(rule)
    return tuple(
        replace(label, rules=(*label.rules, *more[label.name])) if label.name in more else label
        for label in labels
    )


def _pipeline(check: Check, node: Node | None) -> str:
    """A trained pipeline: a folder that is there, seen from the file that names it, or a name."""
    named = check.text(node, "pipeline")
    if node is None or not named:
        return ""
    folder = check.sources.at(node.line)[0].path.parent / named
    try:
        return str(folder.resolve()) if folder.is_dir() else named
    except OSError:  # too long for a path: then it is a name that spaCy will not know either
        return named


def _label(check: Check, node: Node, attributes: Attributes, rules: Rules) -> Label:
    fields = check.record(node, "a label", LABEL)
    name = check.text(fields.get("name"), "name")
    what = f"label {name}"
    asked = attributes.of_label(fields.get("attributes"), name)
    match, no_match = examples.read(check, fields.get("examples"), what)
    label = Label(
        name=name,
        title=check.text(fields.get("title"), "title"),
        kind=_kind(check, fields.get("kind"), what),
        unit=LabelUnit(check.choice(fields.get("unit"), f"unit of {what}", UNITS)),
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
    _check_looks(check, label, fields)
    return label


def _kind(check: Check, node: Node | None, what: str) -> LabelKind:
    """The kind of a label; a word of an earlier version means its successor."""
    if isinstance(node, Text):
        node = replace(node, text=label_kind(node.text.strip()))
    return LabelKind(check.choice(node, f"kind of {what}", KINDS))


def _check_looks(check: Check, label: Label, fields: Mapping[str, Node]) -> None:
    for name, pattern, fix in _LOOKS:
        node = fields.get(name)
        text = getattr(label, name)
        if isinstance(node, Text) and not re.fullmatch(pattern, text):
            check.problem(node.line, f"{name} of {label.name} cannot be {text!r}", fix)


def _unique(check: Check, what: str, named: Iterable[tuple[str, int]]) -> None:
    seen: dict[str, int] = {}
    for name, line in named:
        if name and name in seen:
            taken = check.sources.where(seen[name])
            fix = "Give one of them another."
            check.problem(line, f"the {what} {name!r} is taken in {taken}", fix)
        seen.setdefault(name, line)
