"""The folder of a project: where its files are, and who works on it."""

from __future__ import annotations

import getpass
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.errors import AnnotatorError

if TYPE_CHECKING:
    from annotator.model import LabelSet
    from annotator.store import Store

_FILES = ("labels.yaml", "labels.schema.json", "settings.yaml")


@dataclass(frozen=True, slots=True)
class ProjectFolder:
    """A project's folder and the person who annotates.

    path: of the folder. annotator: '' is the user who is logged in. report: receives messages about
    slow steps.
    """

    path: Path
    annotator: str = ""
    report: Callable[[str], None] = lambda _: None

    @property
    def label_file(self) -> Path:
        """labels.yaml: the guideline and its rules."""
        return self.path / "labels.yaml"

    @property
    def corpora(self) -> Path:
        """The folder with the texts."""
        return self.path / "corpora"

    @property
    def database(self) -> Path:
        """The file with the documents, suggestions and annotations."""
        return self.path / "annotations.db"

    def annotator_name(self) -> str:
        """Return the annotator's name.

        Raises AnnotatorError if none was given and the system does not know the user.
        """
        if self.annotator:
            return self.annotator
        try:
            name = getpass.getuser()
            name.encode("utf-8")
        except (KeyError, OSError, ImportError, UnicodeEncodeError):
            raise AnnotatorError(
                "no user with a name in UTF-8 is logged in: give your name with --annotator NAME"
            ) from None
        return name

    def label_set(self, store: Store | None = None) -> LabelSet:
        """Load and check labels.yaml.

        store: remembers what was read, so that a file that has not changed is not parsed again.
        Raises AnnotatorError if there is no such file, DataError for the mistakes in it.
        """
        if not self.label_file.exists():
            raise AnnotatorError(
                f"{self.label_file}: there is no label file; make a project with"
                f" `annotator init {self.path}`, or name one with --project"
            )
        from annotator.labels import label_set_cache

        cache = store.label_sets if store else None
        return label_set_cache.load(self.label_file, cache, self.report)

    def open_store(self, *, create: bool = False) -> Store:
        """Open the database. create: make it if it does not exist."""
        from annotator.store import Store

        return Store.open(self.database, create=create, report=self.report)

    def make(self, *, labels: Path | None = None, examples: bool = False) -> list[Path]:
        """Write the files of a new project that are missing; existing files are not changed.

        labels: the label file to copy; the shipped one if it is None. examples: copy the invented
            example articles into corpora/ too.
        Returns the files that were written.
        Raises AnnotatorError if the folder cannot be written.
        """
        from annotator.formats.atomic_file import write_atomically
        from annotator.labels import shipped

        sources = {self.path / name: shipped(name) for name in _FILES}
        if labels:
            sources[self.label_file] = labels
        if examples:
            for source in sorted(shipped("corpora").iterdir()):
                sources[self.corpora / source.name] = source
        try:
            self.corpora.mkdir(parents=True, exist_ok=True)
            missing = [target for target in sources if not os.path.lexists(target)]
            for target in missing:
                write_atomically(target, [sources[target].read_bytes().decode("utf-8")])
        except OSError as error:
            raise AnnotatorError(
                f"{self.path}: cannot make a project here ({error.strerror});"
                " choose a folder you may write to"
            ) from None
        return missing
