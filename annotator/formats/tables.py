"""Tables of text cells: a row for each annotation, vote or share of annotators."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from annotator.formats import csv_table
from annotator.formats.protocols import WriteOptions
from annotator.model import Dataset


class CsvFormat:
    """A table with a row for each annotation, and for each finished sentence without one."""

    name = "csv"
    suffixes: Sequence[str] = (".csv",)
    description = "CSV: a row for each annotation"
    write_options: Collection[str] = ("spreadsheet",)

    def write(self, dataset: Dataset, options: WriteOptions) -> Iterator[str]:
        """Yield the rows of a file."""
        return csv_table.lines(dataset, excel=options.spreadsheet)


class TsvFormat:
    """The same table with tabs."""

    name = "tsv"
    suffixes: Sequence[str] = (".tsv",)
    description = "TSV: a row for each annotation"


class WideFormat:
    """A table with a row for each sentence."""

    name = "wide"
    suffixes: Sequence[str] = ()
    description = "CSV: a row for each sentence, a column for each annotator"
