"""What a format is: an object that writes a dataset, reads one, or does both."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, runtime_checkable

from annotator.errors import Problem
from annotator.model import AnnotatedDocument, Dataset


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """A line of a file: its number, counted from 1, and the document, or what is wrong with it.

    document: None if there are problems that leave none.
    """

    number: int
    document: AnnotatedDocument | None
    problems: tuple[Problem, ...] = ()


class Format(Protocol):
    """An exchange format. It is also a WritableFormat, a ReadableFormat, or both.

    name: for --format. suffixes: of its files, with the dot. description: one line for the help.
    """

    @property
    def name(self) -> str:
        """The name."""

    @property
    def suffixes(self) -> Sequence[str]:
        """The suffixes of its files, in lower case, with the dot."""

    @property
    def description(self) -> str:
        """What it is, in one line."""


@runtime_checkable
class WritableFormat(Format, Protocol):
    """A format that `annotator export` writes."""

    def write(self, dataset: Dataset) -> Iterator[str]:
        """Yield the pieces of a file, line ends included."""


@runtime_checkable
class ReadableFormat(Format, Protocol):
    """A format that `annotator import` reads, with its annotations."""

    def recognises(self, path: Path) -> bool:
        """Return True if the content of a file is of this format. Reads only its beginning."""

    def read(self, path: Path) -> tuple[Dataset, Iterator[DocumentLine]]:
        """Return what a file says of all documents, and an iterator over these.

        The dataset has no documents. Raises DataError if the file is not of this format.
        """
