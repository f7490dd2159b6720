"""Load labels.yaml as a LabelSet. Every problem of the file is reported at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from hashlib import blake2b
from pathlib import Path

from annotator.errors import DataError, Problem
from annotator.labels import inheritance
from annotator.labels.attribute_reader import AttributeReader
from annotator.labels.inheritance import FileContents
from annotator.labels.pattern_files import PatternFileReader
from annotator.labels.rule_reader import RuleReader, read_examples
from annotator.labels.schema import CHARACTER, COLOR, DIGIT, KINDS, LABEL, UNITS
from annotator.labels.source_files import SourceFiles
from annotator.labels.token_patterns import PatternReader
from annotator.labels.validator import Validator
from annotator.labels.word_lists import WordLists
from annotator.labels.yaml_tree import Node, TextNode
from annotator.model import Label, LabelKind, LabelSet, LabelUnit, Rule
from annotator.old_words import label_kind

MAX_PROBLEMS = 200
"""Problems that are reported for one label set."""

_PATTERNS = (
    ("key", DIGIT, "Use one digit."),
    ("glyph", CHARACTER, "Use one character, such as ━."),
    ("color", COLOR, "Write '#rrggbb'."),
)


def load(path: Path) -> LabelSet:
    """Load the label set of a file and of all files that it names.

    Raises DataError with every problem found: file and line, what is wrong, how to fix it.
    """
    validator = Validator(SourceFiles())
    contents = inheritance.read(validator, path)
    labels, top = _read(validator, contents) if contents else ((), {})
    name, pipeline = (
        validator.text(top.get("name"), "name"),
        _pipeline(validator, top.get("pipeline")),
    )
    if validator.problems:
        raise DataError(*_in_order(validator, path))
    source = validator.sources.combined_text()
    return LabelSet(
        uid="b2:" + blake2b(source.encode(), digest_size=16).hexdigest(),
        name=name,
        labels=labels,
        source=source,
        pipeline=pipeline,
    )


def _in_order(validator: Validator, path: Path) -> list[Problem]:
    """The first MAX_PROBLEMS problems, by file (main file first), then by line, each once."""
    order = {source.path: number for number, source in enumerate(validator.sources.files)}
    found = sorted(
        dict.fromkeys(validator.problems), key=lambda one: (order.get(one.path, -1), one.line)
    )
    more = len(found) - MAX_PROBLEMS
    if more <= 0:
        return found
    return [*found[:-more], Problem(path, 0, f"{more:,} more problems", "Fix the first ones.")]


def _read(
    validator: Validator, contents: list[FileContents]
) -> tuple[tuple[Label, ...], FileContents]:
    """The labels and the top-level keys. The last file that has a key takes precedence."""
    top = {key: value for one in contents for key, value in one.items()}
    if "labels" not in top and "extends" not in top:
        validator.add_problem(
            1, "the file has no labels", "Add 'labels': ... or 'extends': default."
        )
    words, attributes = WordLists(validator), AttributeReader(validator)
    for one in contents:
        if "words" in one:
            words.read(one["words"])
        if "attributes" in one:
            attributes.read(one["attributes"])
    words.finish()
    patterns = PatternReader(validator, words, validator.text(top.get("pipeline"), "pipeline"))
    rules = RuleReader(validator, words, patterns, attributes)
    nodes = inheritance.labels(validator, contents)
    labels = [_label(validator, node, attributes, rules) for node in nodes]
    lines = [node.line for node in nodes]
    _unique(validator, "name", zip((one.name for one in labels), lines, strict=True))
    _unique(validator, "key", zip((one.key for one in labels), lines, strict=True))
    files = PatternFileReader(validator, rules, labels)
    found = [rule for one in contents if "patterns" in one for rule in files.read(one["patterns"])]
    return _with_rules(labels, found), top


def _with_rules(labels: list[Label], rules: list[Rule]) -> tuple[Label, ...]:
    """The labels with the rules of pattern files after their own."""
    more: dict[str, list[Rule]] = {}
    for rule in rules:
        more.setdefault(rule.label, []).append(rule)
    return tuple(
        replace(label, rules=(*label.rules, *more[label.name])) if label.name in more else label
        for label in labels
    )


def _pipeline(validator: Validator, node: Node | None) -> str:
    """A trained pipeline: an existing folder, relative to the file that names it, or a name."""
    named = validator.text(node, "pipeline")
    if node is None or not named:
        return ""
    folder = validator.sources.at(node.line)[0].path.parent / named
    try:
        return str(folder.resolve()) if folder.is_dir() else named
    except OSError:  # too long for a path
        return named


def _label(
    validator: Validator, node: Node, attributes: AttributeReader, rules: RuleReader
) -> Label:
    fields = validator.section(node, "a label", LABEL)
    name = validator.text(fields.get("name"), "name")
    what = f"label {name}"
    label_attributes = attributes.of_label(fields.get("attributes"), name)
    match, no_match = read_examples(validator, fields.get("examples"), what)
    label = Label(
        name=name,
        title=validator.text(fields.get("title"), "title"),
        kind=_kind(validator, fields.get("kind"), what),
        unit=LabelUnit(validator.choice(fields.get("unit"), f"unit of {what}", UNITS)),
        group=validator.text(fields.get("group"), "group"),
        key=validator.text(fields.get("key"), "key"),
        glyph=validator.text(fields.get("glyph"), "glyph"),
        color=validator.text(fields.get("color"), "color"),
        definition=validator.text(fields.get("definition"), "definition"),
        cues=validator.text(fields.get("cues"), "cues"),
        attributes=label_attributes,
        examples=match,
        counter_examples=no_match,
        rules=rules.of_label(fields.get("rules"), name, label_attributes),
    )
    _check_patterns(validator, label, fields)
    return label


def _kind(validator: Validator, node: Node | None, what: str) -> LabelKind:
    """The kind of a label, which may be a word of an earlier version."""
    if isinstance(node, TextNode):
        node = replace(node, text=label_kind(node.text.strip()))
    return LabelKind(validator.choice(node, f"kind of {what}", KINDS))


def _check_patterns(validator: Validator, label: Label, fields: Mapping[str, Node]) -> None:
    for name, pattern, fix in _PATTERNS:
        node = fields.get(name)
        text = getattr(label, name)
        if isinstance(node, TextNode) and not re.fullmatch(pattern, text):
            validator.add_problem(node.line, f"{name} of {label.name} cannot be {text!r}", fix)


def _unique(validator: Validator, what: str, named: Iterable[tuple[str, int]]) -> None:
    seen: dict[str, int] = {}
    for name, line in named:
        if name and name in seen:
            taken = validator.sources.where(seen[name])
            fix = "Give one of them another."
            validator.add_problem(line, f"the {what} {name!r} is taken in {taken}", fix)
        seen.setdefault(name, line)
