"""settings.yaml: the settings of the project and of the person.

The person's file takes precedence. Every problem of both files is reported at once, with its line.
Some settings of the project's file bind everybody: `open_project` writes them into the database.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from platformdirs import user_config_path

from annotator.api import Project, ProjectFolder
from annotator.cli.console import print_message
from annotator.errors import AnnotatorError
from annotator.workflow.project_settings import (
    Settings,
    headlines,
    is_locked,
    set_headlines,
    set_hidden,
    set_lock,
)

if TYPE_CHECKING:
    from annotator.cli.settings_reader import Binding
    from annotator.store import Store

FILE_NAME = "settings.yaml"


class Config(NamedTuple):
    """The settings in force.

    origins: by setting, or by 'keys.ACTION', the file that sets it; defaults have none.
    """

    settings: Settings
    origins: dict[str, Path]


def config_files(folder: ProjectFolder) -> tuple[Path, Path]:
    """Return the paths of the project's and the person's settings.yaml, which may not exist."""
    return folder.path / FILE_NAME, user_config_path("annotator") / FILE_NAME


def read(folder: ProjectFolder) -> Config:
    """Return the settings of a project and the person who is logged in.

    Raises DataError with every mistake in their files.
    """
    return read_files(config_files(folder))


def read_files(files: Sequence[Path]) -> Config:
    """Return the settings of the files that exist. A later file takes precedence.

    files: the project's, then others.
    Raises DataError with every mistake in the files; a link that leads nowhere is one.
    """
    existing = [path for path in files if os.path.lexists(path)]
    if not existing:
        return Config(Settings(), {})
    from annotator.cli.settings_reader import read_settings  # needs the parser of labels.yaml

    return Config(*read_settings(existing, project_file=files[0]))


def open_project(folder: ProjectFolder, *, create: bool = False) -> Project:
    """Open a project, and apply what its settings.yaml says for everybody.

    create: make the database if it does not exist.
    Raises DataError for a mistake in these lines, StoreError if the database cannot be used.
    """
    path, _ = config_files(folder)
    wanted = _read_binding(path) if os.path.lexists(path) else None
    store = folder.open_store(create=create)
    try:
        if wanted:
            _apply(wanted, store, folder)
    except BaseException:
        store.close()
        raise
    return Project(folder, store)


def _apply(wanted: Binding, store: Store, folder: ProjectFolder) -> None:
    """Write what binds everybody into the database, and print what changed."""
    on = wanted.headlines
    if on is not None and on != headlines(store):
        set_headlines(store, on=on, actor=folder.annotator_name())
        what = "are sentences to annotate" if on else "are left out of the queue"
        print_message(f"titles {what} from now on, as {FILE_NAME} says")
    lock = wanted.locked
    if lock is not None and lock != is_locked(store):
        _set_lock(store, folder.annotator_name(), on=lock)
    hidden = store.settings.hidden_suggestions()
    if any(texts != hidden[name] for name, texts in wanted.hidden.items()):
        changed = set_hidden(store, wanted.hidden, actor=folder.annotator_name())
        for name, texts in changed.items():
            what = ", ".join(texts) or "nothing"
            when = "always" if name == "hide_always" else "at first"
            print_message(f"suggestions hidden {when}: {what}, as {FILE_NAME} says")


def _set_lock(store: Store, actor: str, *, on: bool) -> None:
    """Lock boundaries and boilerplate, or unlock them, and print it; or why not."""
    try:
        set_lock(store, on=on, actor=actor)
    except AnnotatorError as error:
        print_message(f"{FILE_NAME}: {error}")
        return
    who = "leads only" if on else "everybody"
    print_message(
        f"sentences and boilerplate are changed by {who} from now on, as {FILE_NAME} says"
    )


def _read_binding(path: Path) -> Binding:
    from annotator.cli.settings_reader import read_binding  # needs the parser of labels.yaml

    return read_binding(path)
