"""Read settings.yaml: every setting is checked, and every problem has its line.

Imported only if there is such a file, for this needs the parser of labels.yaml.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from annotator.annotations.visibility import HIDDEN, parse_filter
from annotator.errors import DataError, Problem, did_you_mean
from annotator.labels import yaml_tree
from annotator.labels.source_files import SourceFiles
from annotator.labels.validator import Validator
from annotator.labels.yaml_tree import ListNode, MappingNode, Node
from annotator.old_words import SETTINGS, action_name
from annotator.tui.actions import key_table
from annotator.tui.actions.key_table import ACTIONS, PRESETS
from annotator.tui.keymap import LAYOUTS
from annotator.tui.themes import THEMES
from annotator.workflow.project_settings import LOCK, Settings

LEAST_IDLE, MOST_IDLE = 5, 3600

HEADLINES = "headlines"
BINDING = (HEADLINES, LOCK, "hide_always")
"""Settings that bind everybody, so that only the project's file may have them."""

_YES_NO = ("plain_emoji", "plain_text", "confirm_undecided", HEADLINES, LOCK)

NAMES = ("theme", "preset", "layout", "idle_seconds", *_YES_NO, *HIDDEN)
"""The settings with one value each; `keys` has a value for each action."""

_IN_DATABASE = {"blind": "--blind SHARE", "mask": "--mask KEYS"}
"""Settings stored in the project's database, by their first letters: the option to change them."""


@dataclass(slots=True)
class _ConfigReading:
    """The choices and problems of the files read so far.

    places: by choice of keys, its file and line.
    """

    values: dict[str, object] = field(default_factory=dict)
    keys: dict[str, tuple[str, ...]] = field(default_factory=dict)
    places: dict[str, tuple[Path, int]] = field(default_factory=dict)
    origins: dict[str, Path] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def read_settings(files: Iterable[Path], *, project_file: Path) -> tuple[Settings, dict[str, Path]]:
    """Return the settings of files that exist, and their origins (see settings_file.Config).

    A later file takes precedence. project_file: may have settings that bind everybody.
    Raises DataError with every mistake in the files.
    """
    reading = _ConfigReading()
    for path in files:
        _read_file(path, reading, of_project=path == project_file)
    preset = str(reading.values.get("preset", Settings().preset))
    reading.problems += _clashes(reading, preset)
    if reading.problems:
        raise DataError(*reading.problems)
    values: Mapping[str, object] = {"keys": reading.keys, **reading.values}
    settings = Settings(**values)  # type: ignore[arg-type]  # each was checked by its name
    return settings, reading.origins


class Binding(NamedTuple):
    """What a project's file says that goes into its database.

    headlines, locked: None if there is no such line. hidden: by the names in HIDDEN, those with
        a line.
    """

    headlines: bool | None
    locked: bool | None
    hidden: dict[str, tuple[str, ...]]


def read_binding(path: Path) -> Binding:
    """Return the settings of a project's file that bind everybody.

    Other settings are not looked at. Raises DataError for what cannot be read.
    """
    validator = Validator(SourceFiles())
    node = _parse(path, validator)
    values = node.values if isinstance(node, MappingNode) else {}
    wanted = {
        name: validator.yes_no(values[name], name) if name in values else None
        for name in (HEADLINES, LOCK)
    }
    hidden = {
        name: _read_filters(name, values[name], validator) for name in HIDDEN if name in values
    }
    if validator.problems:
        raise DataError(*validator.problems)
    return Binding(wanted[HEADLINES], wanted[LOCK], hidden)


def _read_filters(name: str, node: Node, validator: Validator) -> tuple[str, ...]:
    """The filters of a list, or of a single line; an empty list hides nothing."""
    if isinstance(node, ListNode) and not node.items:
        return ()
    found: list[str] = []
    for text in validator.texts(node, name):
        written = " ".join(text.text.split())
        try:
            parse_filter(written)
        except ValueError as error:
            fix = "Expected such as tier:low, label:hedge, or kind:claim tier:medium for both."
            validator.add_problem(text.line, f"{name}: {error}", fix)
        else:
            found.append(written)
    return tuple(dict.fromkeys(found))


def _read_file(path: Path, reading: _ConfigReading, *, of_project: bool) -> None:
    validator = Validator(SourceFiles())
    node = _parse(path, validator)
    if node:
        _read_values(path, node, validator, reading, of_project=of_project)
    reading.problems += validator.problems


def _parse(path: Path, validator: Validator) -> Node | None:
    """The tree of a file, None if it is empty or wrong. Problems are added to the validator."""
    source = validator.read(path)
    if source is None or _is_blank(source.text):
        return None
    node, problems = yaml_tree.parse(source.text, path)
    validator.problems += problems
    return node


def _is_blank(text: str) -> bool:
    """Return whether there is nothing but comments."""
    return all(not line.strip() or line.lstrip().startswith("#") for line in text.splitlines())


def _read_values(
    path: Path, node: Node, validator: Validator, reading: _ConfigReading, *, of_project: bool
) -> None:
    """Check the settings of one file and add them to the reading."""
    values = dict(validator.mapping(node, path.name))
    _check_names(node, values, validator)
    if not of_project:
        _check_place(path, node, values, validator)
    read: dict[str, object] = {}
    if "theme" in values:
        read["theme"] = validator.choice(values["theme"], "theme", list(THEMES))
    if "preset" in values:
        read["preset"] = validator.choice(values["preset"], "preset", list(PRESETS))
    if "layout" in values:
        read["layout"] = validator.choice(values["layout"], "layout", list(LAYOUTS)[1:])
    for name in (*SETTINGS, *_YES_NO):
        if name in values:
            read[SETTINGS.get(name, name)] = validator.yes_no(values[name], name)
    if "idle_seconds" in values:
        read["idle_seconds"] = _read_idle(values["idle_seconds"], validator)
    for name in [one for one in HIDDEN if one in values]:
        field_name = name if of_project else "hide_more"
        read[field_name] = _read_filters(name, values[name], validator)
    if "keys" in values:
        _read_keys(path, values["keys"], validator, reading)
    reading.values.update(read)
    reading.origins.update(dict.fromkeys(read, path))


def _check_place(path: Path, node: Node, values: Mapping[str, Node], validator: Validator) -> None:
    """Report the settings of a person's file that bind everybody."""
    for name in BINDING:
        if name in values:
            problem = f"{name} applies to everybody who works on a project"
            fix = f"Move it to {path.name} in the project's folder."
            validator.add_problem(_line_of(node, name), problem, fix)


def _check_names(node: Node, values: Mapping[str, Node], validator: Validator) -> None:
    known = (*NAMES, "keys")
    for name in values:
        line = _line_of(node, name)
        option = next((how for word, how in _IN_DATABASE.items() if name.startswith(word)), "")
        if option:
            fix = f"Change it there: annotator annotate {option}."
            validator.add_problem(line, f"{name} is kept in the project's database", fix)
        elif name not in (*known, *SETTINGS):
            validator.add_problem(line, f"there is no setting {name!r}", did_you_mean(name, known))


def _line_of(node: Node, name: str) -> int:
    return node.lines[name] if isinstance(node, MappingNode) else node.line


def _read_idle(node: Node, validator: Validator) -> int:
    number = validator.number(node, "idle_seconds")
    if number is not None and LEAST_IDLE <= number <= MOST_IDLE:
        return int(number)
    if number is not None:
        problem = f"idle_seconds is {number}"
        validator.add_problem(node.line, problem, f"Expected {LEAST_IDLE} to {MOST_IDLE} seconds.")
    return Settings().idle_seconds


# ---------------------------------------------------------------------------- keys


def _read_keys(path: Path, node: Node, validator: Validator, reading: _ConfigReading) -> None:
    known = key_table.choice_names(ACTIONS)
    for written, value in validator.mapping(node, "keys").items():
        choice = action_name(written)
        line = node.lines[written] if isinstance(node, MappingNode) else node.line
        if choice in known:
            reading.keys[choice] = tuple(_checked_keys(choice, value, validator))
            reading.places[choice] = (path, line)
            reading.origins[f"keys.{choice}"] = path
        else:
            validator.add_problem(
                line, f"there is no action {choice!r}", _similar_action(choice, known)
            )


def _similar_action(choice: str, known: Sequence[str]) -> str:
    """Name the nearest action, or the command that lists them: they are too many for a message."""
    hint = did_you_mean(choice, known)
    return hint if hint.startswith("Did") else "`annotator settings --keys` lists the actions."


def _checked_keys(choice: str, node: Node, validator: Validator) -> Iterable[str]:
    """Yield the valid keys of one choice. An empty list leaves the action without a key."""
    if isinstance(node, ListNode) and not node.items:
        return
    for text in validator.texts(node, f"the keys of {choice}"):
        key = text.text.strip()
        if not key_table.is_key(key):
            validator.add_problem(text.line, f"{key!r} is not a key", _similar_key(key))
        elif key_table.is_hint_key(choice, key):
            fix = "Choose a key that is no letter and no digit."
            validator.add_problem(text.line, f"{key!r} names what is on screen in {choice}", fix)
        else:
            yield key


def _similar_key(key: str) -> str:
    hint = did_you_mean(key.lower(), key_table.NAMED_KEYS)
    if hint.startswith("Did"):
        return hint
    return "Expected one character, or a name such as enter, f5, ctrl+r or shift+tab."


def _clashes(reading: _ConfigReading, preset: str) -> Iterable[Problem]:
    actions = key_table.with_chosen_keys(ACTIONS, PRESETS.get(preset, {}))
    for clash in key_table.clashes(actions, reading.keys):
        path, line = max(reading.places[clash.first], reading.places[clash.second])
        problem = f"the key {clash.key!r} is given to {clash.first} and to {clash.second}"
        fix = f"In mode {clash.mode} a key can do one thing: choose another."
        yield Problem(path, line, problem, fix)
