"""settings.yaml: the settings of the project and of the person.

The person's file takes precedence. Every problem of both files is reported at once, with its line.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from platformdirs import user_config_path

from annotator.api import Project
from annotator.workflow.project_settings import Settings

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


def read_files(files: Iterable[Path]) -> Config:
    """Return the settings of the files that exist. A later file takes precedence.

    Raises DataError with every mistake in the files.
    """
    existing = [path for path in files if path.exists()]
    if not existing:
        return Config(Settings(), {})
    from annotator.cli.settings_reader import read_settings  # needs the parser of labels.yaml

    return Config(*read_settings(existing))
