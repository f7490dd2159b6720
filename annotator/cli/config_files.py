"""Which settings.yaml are read: the project's, then one's own, which has the last word."""

from __future__ import annotations

from pathlib import Path

from platformdirs import user_config_path

from annotator.api import Project
from annotator.cli.config import NAME, Chosen
from annotator.cli.config import read as read_files


def files(project: Project) -> tuple[Path, Path]:
    """Of the project, and of the person who is logged in."""
    return project.folder / NAME, user_config_path("annotator") / NAME


def read(project: Project) -> Chosen:
    """What the files choose. Raises DataError with all that is wrong in them."""
    from annotator.tui.themes import THEMES

    return read_files(files(project), list(THEMES))
