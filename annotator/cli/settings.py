"""`annotator settings`: the settings and keys in force, and the file that sets each."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path

import click

from annotator.api import ProjectFolder
from annotator.cli import settings_file
from annotator.cli.console import print_lines
from annotator.cli.settings_file import Config
from annotator.cli.settings_reader import HEADLINES, NAMES
from annotator.tui.actions.key_table import GROUPS, keymap_of
from annotator.tui.keymap import Action
from annotator.workflow.project_settings import LOCK, headlines, is_locked


@click.command("settings")
@click.option("--keys", "as_keys", is_flag=True, help="Print every action with its keys instead.")
@click.pass_obj
def command(folder: ProjectFolder, as_keys: bool) -> None:
    """Print the settings in force, and the settings.yaml that sets each of them."""
    read = settings_file.read(folder)
    if as_keys:
        print_lines(_keys(read))
    else:
        print_lines([*_settings(_with_stored(folder, read)), *_files(folder)])


def _with_stored(folder: ProjectFolder, read: Config) -> Config:
    """Add what the project's database has and no file says."""
    if not folder.database.exists():
        return read
    with folder.open_store() as store:
        stored: dict[str, object] = {
            HEADLINES: headlines(store),
            LOCK: is_locked(store),
            **store.settings.hidden_suggestions(),
        }
    new = {name: value for name, value in stored.items() if value and name not in read.origins}
    settings = replace(read.settings, **new)  # type: ignore[arg-type]  # by their names
    return Config(settings, {**read.origins, **dict.fromkeys(new, folder.database)})


def _settings(read: Config) -> list[str]:
    values = asdict(read.settings)
    names = [*NAMES, *(["hide_more"] if read.settings.hide_more else [])]
    lines = [_line(name, _format(values[name]), read.origins.get(name)) for name in names]
    for action, keys in read.settings.keys.items():
        origin = read.origins[f"keys.{action}"]
        lines.append(_line(f"keys.{action}", " ".join(keys) or "no key", origin))
    return lines


def _format(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(value) or "nothing"
    return {True: "yes", False: "no", "": "none"}.get(value, str(value))  # type: ignore[call-overload]


def _line(name: str, value: str, origin: Path | None) -> str:
    return f"{name:<24} {value:<16} {origin or ''}".rstrip()


def _files(folder: ProjectFolder) -> list[str]:
    """The paths of the files, the one that takes precedence last."""
    paths = [
        f"{path}{'' if path.exists() else '  (not there)'}"
        for path in settings_file.config_files(folder)
    ]
    return ["", "settings are read from:", *(f"  {path}" for path in paths)]


def _keys(read: Config) -> list[str]:
    """Each group of the key table with its actions, their keys and help."""
    settings = read.settings
    actions = {
        (action.mode, action.id): action
        for action in keymap_of(settings.preset, settings.keys).actions
    }
    lines: list[str] = []
    for group, rows in GROUPS.items():
        lines += [group, *(_action(actions[row.mode, row.id]) for row in rows), ""]
    return lines[:-1]


def _action(action: Action) -> str:
    keys = " ".join(action.keys) or "no key"
    return f"  {f'{action.mode}.{action.id}':<26} {keys:<24} {action.help}"
