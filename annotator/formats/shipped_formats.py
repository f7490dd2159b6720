"""The formats that come with the program; pyproject.toml registers them by entry points."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from annotator.formats import csv_table, native, native_reader
from annotator.formats.protocols import DocumentLine
from annotator.model import Dataset


class NativeFormat:
    """The lossless format of docs/native-format.md, version 2; version 1 is read, too."""

    name = "jsonl"
    suffixes: Sequence[str] = (".jsonl",)
    description = "JSON Lines, lossless: a line for each document, see docs/native-format.md"

    def write(self, dataset: Dataset) -> Iterator[str]:
        """Yield the lines of a file."""
        return native.lines(dataset)

    def recognises(self, path: Path) -> bool:
        """Return True if a file begins like one of this format, whatever its version."""
        return native_reader.is_native(path)

    def read(self, path: Path) -> tuple[Dataset, Iterator[DocumentLine]]:
        """Return what the first line says, and an iterator over the others."""
        return native_reader.stream(path)


class CsvFormat:
    """A table with a row for each annotation, and for each finished sentence without one."""

    name = "csv"
    suffixes: Sequence[str] = (".csv",)
    description = "CSV: a row for each annotation"

    def write(self, dataset: Dataset) -> Iterator[str]:
        """Yield the rows of a file."""
        return csv_table.lines(dataset)


class SpreadsheetFormat(CsvFormat):
    """The same table, in which no cell is taken for a formula."""

    name = "excel"
    description = "CSV for spreadsheet programs: no cell can be taken for a formula"

    def write(self, dataset: Dataset) -> Iterator[str]:
        """Yield the rows of a file."""
        return csv_table.lines(dataset, excel=True)
