"""`annotator settings`: what is in force, and which file says so."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from annotator.api import Project
from annotator.cli import config_files
from annotator.cli.config import Chosen
from annotator.cli.console import tell
from annotator.tui.actions import GROUPS, Action, keymap_of

_SHOWN = ("theme", "preset", "layout", "idle_seconds", "plain_emoji", "linear")


@click.command("settings")
@click.option("--keys", "as_keys", is_flag=True, help="Print every action with its keys instead.")
@click.pass_obj
def command(project: Project, as_keys: bool) -> None:
    """Print the settings in force, and which settings.yaml chose each of them."""
    chosen = config_files.read(project)
    tell(_keys(chosen) if as_keys else [*_settings(chosen), *_files(project)])


def _settings(chosen: Chosen) -> list[str]:
    values = asdict(chosen.settings)
    lines = [_line(name, _written(values[name]), chosen.whence.get(name)) for name in _SHOWN]
    for action, keys in chosen.settings.keys.items():
        whence = chosen.whence[f"keys.{action}"]
        lines.append(_line(f"keys.{action}", " ".join(keys) or "no key", whence))
    return lines


def _written(value: object) -> str:
    return {True: "yes", False: "no", "": "none"}.get(value, str(value))  # type: ignore[call-overload]


def _line(name: str, value: str, whence: Path | None) -> str:
    return f"{name:<24} {value:<16} {whence or ''}".rstrip()


def _files(project: Project) -> list[str]:
    """The files that are looked at, the one with the last word at the end."""
    there = [
        f"{path}{'' if path.exists() else '  (not there)'}" for path in config_files.files(project)
    ]
    return ["", "settings are read from:", *(f"  {path}" for path in there)]


def _keys(chosen: Chosen) -> list[str]:
    """Each group of the key table; by action and mode, its keys."""
    settings = chosen.settings
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
