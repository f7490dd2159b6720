"""Exchange formats that `annotator export` writes, one per module; the native one is also read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import MappingProxyType

from annotator.errors import AnnotatorError, did_you_mean
from annotator.formats import csv_table, native
from annotator.formats.atomic_file import write_atomically
from annotator.formats.native_reader import read
from annotator.model import Dataset

__all__ = ["FORMATS", "Format", "choose", "read", "write_atomically"]

Lines = Callable[[Dataset], Iterator[str]]


@dataclass(frozen=True, slots=True)
class Format:
    """An exchange format.

    suffix: of its files, with the dot. lines: yields pieces of a file, line ends included.
    """

    name: str
    suffix: str
    description: str
    lines: Lines


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        one.name: one
        for one in (
            Format(
                "jsonl",
                ".jsonl",
                "JSON Lines, lossless: a line for each document, see docs/native-format.md",
                native.lines,
            ),
            Format("csv", ".csv", "CSV: a row for each annotation", csv_table.lines),
            Format(
                "excel",
                ".csv",
                "CSV for spreadsheet programs: no cell can be taken for a formula",
                partial(csv_table.lines, excel=True),
            ),
        )
    }
)


def choose(path: Path, name: str | None = None) -> Format:
    """Return the format of that name, or the first one with the path's suffix.

    Raises AnnotatorError if there is none.
    """
    if name is not None:
        if name not in FORMATS:
            raise AnnotatorError(f"unknown format {name!r}. {did_you_mean(name, list(FORMATS))}")
        return FORMATS[name]
    for one in FORMATS.values():
        if path.suffix.lower() == one.suffix:
            return one
    known = ", ".join(dict.fromkeys(one.suffix for one in FORMATS.values()))
    raise AnnotatorError(f"unknown format of {path}: expected a name that ends in {known}")
