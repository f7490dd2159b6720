"""settings.yaml: of a project, and of a person, whose file has the last word.

Every problem of every file is reported at once, with its line.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from annotator.errors import DataError, Problem, did_you_mean
from annotator.labels import yaml_tree
from annotator.labels.source_files import Sources
from annotator.labels.validator import Check
from annotator.labels.yaml_tree import Fields, Items, Node
from annotator.tui.actions import ACTIONS, PRESETS, custom_keys
from annotator.tui.actions.keyboard_layouts import LAYOUTS
from annotator.workflow.project_settings import Settings

NAME = "settings.yaml"

LEAST_IDLE, MOST_IDLE = 5, 3600

_NAMES = ("theme", "preset", "keys", "layout", "idle_seconds", "plain_emoji", "linear")
_OF_THE_PROJECT = {"blind": "--blind SHARE", "mask": "--mask KEYS"}
"""What is kept in the project's database, by how its name begins: the option that changes it."""


@dataclass(slots=True)
class Chosen:
    """What files chose. whence: by setting, or by 'keys.ACTION', the file that chose it."""

    settings: Settings
    whence: dict[str, Path]


@dataclass(slots=True)
class _Reading:
    """What has been read so far, of all files. places: by choice of keys, its file and line."""

    themes: Sequence[str]
    values: dict[str, object] = field(default_factory=dict)
    keys: dict[str, tuple[str, ...]] = field(default_factory=dict)
    places: dict[str, tuple[Path, int]] = field(default_factory=dict)
    whence: dict[str, Path] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def read(files: Iterable[Path], themes: Sequence[str]) -> Chosen:
    """The settings of those of the files that are there; a later one has the last word.

    themes: the names there are.
    Raises DataError with all that is wrong.
    """
    reading = _Reading(themes)
    for path in files:
        if path.exists():
            _read(path, reading)
    preset = str(reading.values.get("preset", Settings().preset))
    reading.problems += _clashes(reading, preset)
    if reading.problems:
        raise DataError(*reading.problems)
    return Chosen(_settings(reading), reading.whence)


def _settings(reading: _Reading) -> Settings:
    chosen: Mapping[str, object] = {"keys": reading.keys, **reading.values}
    return Settings(**chosen)  # type: ignore[arg-type]  # each was checked by its name


def _read(path: Path, reading: _Reading) -> None:
    check = Check(Sources())
    source = check.read(path)
    if source and not _blank(source.text):
        node, problems = yaml_tree.parse(source.text, path)
        check.problems += problems
        if node:
            _values(path, node, check, reading)
    reading.problems += check.problems


def _blank(text: str) -> bool:
    """Whether there is nothing but comments."""
    return all(not line.strip() or line.lstrip().startswith("#") for line in text.splitlines())


def _values(path: Path, node: Node, check: Check, reading: _Reading) -> None:
    """Take over what one file says."""
    values = dict(check.mapping(node, "settings.yaml"))
    _refuse_others(node, values, check)
    made: dict[str, object] = {}
    if "theme" in values:
        made["theme"] = check.choice(values["theme"], "theme", reading.themes)
    if "preset" in values:
        made["preset"] = check.choice(values["preset"], "preset", list(PRESETS))
    if "layout" in values:
        made["layout"] = check.choice(values["layout"], "layout", list(LAYOUTS)[1:])
    for name in ("plain_emoji", "linear"):
        if name in values:
            made[name] = check.yes_no(values[name], name)
    if "idle_seconds" in values:
        made["idle_seconds"] = _idle(values["idle_seconds"], check)
    if "keys" in values:
        _keys(path, values["keys"], check, reading)
    reading.values.update(made)
    reading.whence.update(dict.fromkeys(made, path))


def _refuse_others(node: Node, values: Mapping[str, Node], check: Check) -> None:
    for name in values:
        line = node.lines[name] if isinstance(node, Fields) else node.line
        option = next((how for word, how in _OF_THE_PROJECT.items() if name.startswith(word)), "")
        if option:
            fix = f"Change it there: annotator annotate {option}."
            check.problem(line, f"{name} is kept in the project's database", fix)
        elif name not in _NAMES:
            check.problem(line, f"there is no setting {name!r}", did_you_mean(name, _NAMES))


def _idle(node: Node, check: Check) -> int:
    number = check.number(node, "idle_seconds")
    if number is not None and LEAST_IDLE <= number <= MOST_IDLE:
        return int(number)
    if number is not None:
        what = f"idle_seconds is {number}"
        check.problem(node.line, what, f"Expected {LEAST_IDLE} to {MOST_IDLE} seconds.")
    return Settings().idle_seconds


# ---------------------------------------------------------------------------- keys


def _keys(path: Path, node: Node, check: Check, reading: _Reading) -> None:
    known = custom_keys.names(ACTIONS)
    for choice, value in check.mapping(node, "keys").items():
        line = node.lines[choice] if isinstance(node, Fields) else node.line
        if choice in known:
            reading.keys[choice] = tuple(_named(choice, value, check))
            reading.places[choice] = (path, line)
            reading.whence[f"keys.{choice}"] = path
        else:
            check.problem(line, f"there is no action {choice!r}", _action_meant(choice, known))


def _action_meant(choice: str, known: Sequence[str]) -> str:
    """The nearest action; all of them would be too many."""
    meant = did_you_mean(choice, known)
    return meant if meant.startswith("Did") else "`annotator settings --keys` lists the actions."


def _named(choice: str, node: Node, check: Check) -> Iterable[str]:
    """The keys of one choice; an empty list takes its keys away."""
    if isinstance(node, Items) and not node.items:
        return
    for text in check.texts(node, f"the keys of {choice}"):
        key = text.text.strip()
        if not custom_keys.is_key(key):
            check.problem(text.line, f"{key!r} is not a key", _key_meant(key))
        elif custom_keys.spells(choice, key):
            fix = "Choose a key that is no letter and no digit."
            check.problem(text.line, f"{key!r} names what is on screen in {choice}", fix)
        else:
            yield key


def _key_meant(key: str) -> str:
    meant = did_you_mean(key.lower(), custom_keys.NAMED)
    if meant.startswith("Did"):
        return meant
    return "Expected one character, or a name such as enter, f5, ctrl+r or shift+tab."


def _clashes(reading: _Reading, preset: str) -> Iterable[Problem]:
    actions = custom_keys.rekeyed(ACTIONS, PRESETS.get(preset, {}))
    for clash in custom_keys.clashes(actions, reading.keys):
        path, line = max(reading.places[clash.first], reading.places[clash.second])
        what = f"the key {clash.key!r} is given to {clash.first} and to {clash.second}"
        yield Problem(path, line, what, f"In mode {clash.mode} it can do one thing: take another.")
