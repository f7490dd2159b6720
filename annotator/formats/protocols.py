"""What a format is: an object that writes a dataset, reads one, or does both.

A format writes one file, a folder of files, or either. It reads a file or a folder. Options that it
does not know are refused by name before anything is written.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from enum import StrEnum
from pathlib import Path
from typing import Protocol, runtime_checkable

from annotator.errors import AnnotatorError, Problem
from annotator.model import AnnotatedDocument, Dataset


class OffsetUnit(StrEnum):
    """What offsets in a file count."""

    CODE_POINT = "codepoint"
    UTF16 = "utf-16"
    BYTE = "byte"  # of UTF-8


class Rows(StrEnum):
    """What a row of a table is.

    ANNOTATIONS: an annotation, or a finished sentence without one. VOTES: whether one annotator
    gave one label in one finished sentence. SOFT: the share of annotators who gave one label in
    one sentence.
    """

    ANNOTATIONS = "annotations"
    VOTES = "votes"
    SOFT = "soft"


@dataclass(frozen=True, slots=True)
class WriteOptions:
    """How a dataset is written. Formats name the fields that they know in `write_options`.

    offset_unit: what offsets count. text: False leaves texts and quotes out. rows: of a table.
    spreadsheet: change cells that a spreadsheet program would take for formulas.
    """

    offset_unit: OffsetUnit = OffsetUnit.CODE_POINT
    text: bool = True
    rows: Rows = Rows.ANNOTATIONS
    spreadsheet: bool = False

    @property
    def chosen(self) -> list[str]:
        """The names of the fields that differ from the default."""
        return [one.name for one in fields(self) if getattr(self, one.name) != one.default]


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How a file is read. Formats name the fields that they know in `read_options`.

    annotator: who made the annotations if the file does not say; '' takes the name of the file.
    columns: of a table: which column holds what, such as {"text": "sentence"}.
    texts: the folder of the texts, if they are not beside the annotations.
    layers: of files with several layers of annotations, those that are read; all if it is empty.
    encoding: of the file; '' finds it.
    """

    annotator: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    texts: Path | None = None
    layers: tuple[str, ...] = ()
    encoding: str = ""

    @property
    def chosen(self) -> list[str]:
        """The names of the fields that were given."""
        return [one.name for one in fields(self) if getattr(self, one.name)]

    def author(self, path: Path) -> str:
        """The name of the annotator of a file, or folder, that names none."""
        from annotator.documents.encoding import storable_name  # noqa: PLC0415 - loads all readers

        return self.annotator or storable_name(path.resolve().stem)


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """A line of a file: its number, counted from 1, and the document, or what is wrong with it.

    document: None if there are problems that leave none. problems: those that keep something out
        of the document; importing all or nothing refuses them.
    left_out: what the project has no place for, such as {"note on a relation": 2}.
    """

    number: int
    document: AnnotatedDocument | None
    problems: tuple[Problem, ...] = ()
    left_out: Mapping[str, int] = field(default_factory=dict)


class Format(Protocol):
    """An exchange format. It is also writable, readable, or both.

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
    """A format that `annotator export` writes as one file."""

    @property
    def write_options(self) -> Collection[str]:
        """The fields of WriteOptions that it knows."""

    def write(self, dataset: Dataset, options: WriteOptions) -> Iterator[str | bytes]:
        """Yield the pieces of a file: text, which becomes UTF-8, line ends included, or bytes."""


@runtime_checkable
class WritableFolder(Format, Protocol):
    """A format that `annotator export` writes as a folder of files."""

    @property
    def write_options(self) -> Collection[str]:
        """The fields of WriteOptions that it knows."""

    def write_folder(self, dataset: Dataset, folder: Path, options: WriteOptions) -> None:
        """Write files into an empty folder, which takes the place of the target afterwards."""


@runtime_checkable
class ReadableFormat(Format, Protocol):
    """A format that `annotator import` reads, with its annotations."""

    @property
    def read_options(self) -> Collection[str]:
        """The fields of ReadOptions that it knows."""

    def recognises(self, path: Path) -> bool:
        """Return True if the content of a file or folder is of this format. Reads little of it."""

    def read(self, path: Path, options: ReadOptions) -> tuple[Dataset, Iterator[DocumentLine]]:
        """Return what a file says of all documents, and an iterator over these.

        The dataset has no documents. Raises DataError if the file is not of this format.
        """


def option_words(known: Collection[str]) -> list[str]:
    """Return the options of the command line for the fields that a format knows, in our order."""
    return [word for field, word in _WORDS.items() if field in known]


def check_options(name: str, known: Collection[str], options: WriteOptions | ReadOptions) -> None:
    """Raise AnnotatorError if an option was chosen that a format does not know."""
    unknown = [_WORDS[one] for one in options.chosen if one not in known]
    if unknown:
        raise AnnotatorError(f"the format {name!r} has no {' and no '.join(unknown)}: leave it out")


_WORDS = {
    "offset_unit": "--offsets",
    "text": "--no-text",
    "rows": "--votes or --soft",
    "spreadsheet": "--spreadsheet",
    "annotator": "--as",
    "columns": "--column",
    "texts": "--texts",
    "layers": "--layer",
    "encoding": "--encoding",
}
"""The option of the command line for each field."""
