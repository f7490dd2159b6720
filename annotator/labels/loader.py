"""Load labels.yaml as a LabelSet. Every problem of the file is reported at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from annotator.canonical_json import text_id
from annotator.errors import DataError, Problem, did_you_mean
from annotator.labels import inheritance
from annotator.labels.attribute_reader import AttributeReader
from annotator.labels.inheritance import FileContents
from annotator.labels.label_set_json import with_ids
from annotator.labels.pattern_files import PatternFileReader
from annotator.labels.rule_reader import RuleReader, read_examples
from annotator.labels.schema import CHARACTER, COLOR, DIGIT, GROUP, KINDS, LABEL, UNITS
from annotator.labels.source_files import SourceFile, SourceFiles
from annotator.labels.token_patterns import PatternReader
from annotator.labels.validator import Validator
from annotator.labels.word_lists import WordLists
from annotator.labels.yaml_tree import MappingNode, Node, TextNode
from annotator.model import Group, Label, LabelKind, LabelSet, LabelUnit, Rule
from annotator.old_words import label_kind

MAX_PROBLEMS = 200
"""Problems that are reported for one label set."""

_COLOR = (COLOR, "Write '#rrggbb'.")
_PATTERNS = {
    "key": (DIGIT, "Use one digit."),
    "glyph": (CHARACTER, "Use one character, such as ━."),
    "color": _COLOR,
}


def load(path: Path) -> LabelSet:
    """Load the label set of a file and of all files that it names.

    Raises DataError with every problem found: file and line, what is wrong, how to fix it.
    """
    return load_with_files(path).label_set


class LoadedFile(NamedTuple):
    """A label set. files: that were read, the main one first. hints: what is better changed."""

    label_set: LabelSet
    files: Sequence[SourceFile]
    hints: Sequence[Problem]


def load_with_files(path: Path) -> LoadedFile:
    """As load, with the files that were read, and with hints."""
    validator = Validator(SourceFiles())
    contents = inheritance.read(validator, path)
    label_set = _label_set(validator, contents) if contents else None
    if label_set is None or validator.problems:
        raise DataError(*_in_order(validator, path))
    return LoadedFile(with_ids(label_set), validator.sources.files, validator.hints)


def _label_set(validator: Validator, contents: list[FileContents]) -> LabelSet:
    """The label set without its ids. The last file that has a top-level key takes precedence."""
    top = {key: value for one in contents for key, value in one.items()}
    groups = _groups(validator, contents)
    labels = _labels(validator, contents, top, groups)
    source = validator.sources.combined_text()
    return LabelSet(
        uid=text_id(source),
        name=validator.text(top.get("name"), "name"),
        labels=labels,
        source=source,
        pipeline=_pipeline(validator, top.get("pipeline")),
        groups=tuple(groups.values()),
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


def _labels(
    validator: Validator,
    contents: list[FileContents],
    top: FileContents,
    groups: Mapping[str, Group],
) -> tuple[Label, ...]:
    """The labels of all files with all their rules."""
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
    rules = RuleReader(validator, words, patterns, attributes, top.get("language"))
    nodes = inheritance.labels(validator, contents)
    labels = [_label(validator, node, attributes, rules) for node in nodes]
    lines = [node.line for node in nodes]
    _unique(validator, "name", zip((one.name for one in labels), lines, strict=True))
    _unique(validator, "key", zip((one.key for one in labels), lines, strict=True))
    _check_groups(validator, contents, nodes, groups)
    files = PatternFileReader(validator, rules, labels)
    found = [rule for one in contents if "patterns" in one for rule in files.read(one["patterns"])]
    return _with_rules(labels, found)


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
    for key, pattern in _PATTERNS.items():
        _check_pattern(validator, fields.get(key), f"{key} of {name}", *pattern)
    return label


def _groups(validator: Validator, contents: list[FileContents]) -> dict[str, Group]:
    """The groups of all files, by name."""
    found = {}
    for name, node in inheritance.groups(validator, contents).items():
        fields = validator.section(node, f"group {name}", GROUP)
        hue = validator.text(fields.get("hue"), "hue")
        _check_pattern(validator, fields.get("hue"), f"hue of group {name}", *_COLOR)
        found[name] = Group(
            name=name,
            title=validator.text(fields.get("title"), "title") or name,
            hue=f"#{hue.removeprefix('#')}" if hue else "",
            definition=validator.text(fields.get("definition"), "definition"),
        )
    return found


def _check_groups(
    validator: Validator,
    contents: Iterable[FileContents],
    labels: Iterable[Node],
    groups: Mapping[str, Group],
) -> None:
    """Check that the labels of a file that lists groups are in one of them.

    A file without groups may use any name, even if it extends one that lists its groups.
    """
    at = validator.sources.at
    listing = [at(one["groups"].line)[0] for one in contents if "groups" in one]
    for label in labels:
        node = label.values.get("group") if isinstance(label, MappingNode) else None
        if node is None or at(node.line)[0] not in listing:
            continue
        group = validator.text(node, "group")
        if group and group not in groups:
            fix = did_you_mean(group, list(groups))
            validator.add_problem(node.line, f"there is no group {group!r}", fix)


def _kind(validator: Validator, node: Node | None, what: str) -> LabelKind:
    """The kind of a label. A word of an earlier version is understood, with a hint."""
    if isinstance(node, TextNode):
        written = node.text.strip()
        word = label_kind(written)
        if word != written:
            validator.add_hint(
                node.line, f"kind of {what} is {written!r}, an old word", f"Write {word!r}."
            )
        node = replace(node, text=word)
    return LabelKind(validator.choice(node, f"kind of {what}", KINDS))


def _check_pattern(
    validator: Validator, node: Node | None, what: str, pattern: str, fix: str
) -> None:
    """Add a problem if a text is not as its pattern says."""
    if isinstance(node, TextNode) and not re.fullmatch(pattern, node.text.strip()):
        validator.add_problem(node.line, f"{what} cannot be {node.text.strip()!r}", fix)


def _unique(validator: Validator, what: str, named: Iterable[tuple[str, int]]) -> None:
    seen: dict[str, int] = {}
    for name, line in named:
        if name and name in seen:
            taken = validator.sources.where(seen[name])
            fix = "Give one of them another."
            validator.add_problem(line, f"the {what} {name!r} is taken in {taken}", fix)
        seen.setdefault(name, line)
