"""settings.yaml: the settings of the project and of the person.

The person's file takes precedence. Every problem of both files is reported at once, with its line.
One setting of the project's file binds everybody: `open_store` writes it into the database.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from platformdirs import user_config_path

from annotator.api import Project
from annotator.cli.console import print_message
from annotator.workflow.project_settings import Settings, headlines, set_headlines

if TYPE_CHECKING:
    from annotator.store import Store

FILE_NAME = "settings.yaml"


class Config(NamedTuple):
    """The settings in force.

    origins: by setting, or by 'keys.ACTION', the file that sets it; defaults have none.
    """

    settings: Settings
    origins: dict[str, Path]


def config_files(project: Project) -> tuple[Path, Path]:
    """Return the paths of the project's and the person's settings.yaml, which may not exist."""
    return project.folder / FILE_NAME, user_config_path("annotator") / FILE_NAME


def read(project: Project) -> Config:
    """Return the settings of a project and the person who is logged in.

    Raises DataError with every mistake in their files.
    """
    return read_files(config_files(project))


def read_files(files: Sequence[Path]) -> Config:
    """Return the settings of the files that exist. A later file takes precedence.

    files: the project's, then others.
    Raises DataError with every mistake in the files.
    """
    existing = [path for path in files if path.exists()]
    if not existing:
        return Config(Settings(), {})
    from annotator.cli.settings_reader import read_settings  # needs the parser of labels.yaml

    return Config(*read_settings(existing, project_file=files[0]))


def open_store(project: Project, *, create: bool = False) -> Store:
    """Open the database of a project, and apply `headlines` of the project's settings.yaml.

    create: make the database if it does not exist.
    Raises DataError for a mistake in that line, StoreError if the database cannot be used.
    """
    path, _ = config_files(project)
    wanted = _read_headlines(path) if path.exists() else None
    store = project.store(create=create)
    if wanted is None or wanted == headlines(store):
        return store
    try:
        set_headlines(store, on=wanted, actor=project.annotator_name())
    except BaseException:
        store.close()
        raise
    what = "are sentences to annotate" if wanted else "are left out of the queue"
    print_message(f"titles {what} from now on, as {FILE_NAME} says")
    return store


def _read_headlines(path: Path) -> bool | None:
    from annotator.cli.settings_reader import read_headlines  # needs the parser of labels.yaml

    return read_headlines(path)
