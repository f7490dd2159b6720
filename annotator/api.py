"""A project: the folder that holds labels.yaml, corpora/ and annotations.db."""

from __future__ import annotations

import getpass
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.errors import AnnotatorError

if TYPE_CHECKING:
    from annotator.model import LabelSet
    from annotator.store import Store


@dataclass(frozen=True, slots=True)
class Project:
    """Where a project's files are, and who annotates.

    annotator: '' for the user who is logged in. report: receives messages about slow steps.
    """

    folder: Path
    annotator: str = ""
    report: Callable[[str], None] = lambda _: None

    @property
    def labels(self) -> Path:
        """The guideline and its rules."""
        return self.folder / "labels.yaml"

    @property
    def corpora(self) -> Path:
        """The texts."""
        return self.folder / "corpora"

    @property
    def database(self) -> Path:
        """Everything that was imported, suggested and decided."""
        return self.folder / "annotations.db"

    def name(self) -> str:
        """Who is at work. Raises AnnotatorError where neither an option nor the system says."""
        if self.annotator:
            return self.annotator
        try:
            return getpass.getuser()
        except (KeyError, OSError, ImportError):
            raise AnnotatorError(
                "nobody is logged in: say who you are with --annotator NAME"
            ) from None

    def label_set(self) -> LabelSet:
        """labels.yaml, checked."""
        from annotator.labels import load

        if not self.labels.exists():
            raise AnnotatorError(
                f"{self.labels}: there is no label file; make a project with"
                f" `annotator init {self.folder}`, or name one with --project"
            )
        return load(self.labels)

    def store(self, *, create: bool = False) -> Store:
        """The database, made on the spot where that is wanted."""
        from annotator.store import Store

        return Store.open(self.database, create=create, tell=self.report)
