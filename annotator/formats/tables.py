"""Tables of text cells: a row for each annotation, vote or share, or for each sentence."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path

from annotator.errors import AnnotatorError
from annotator.formats.csv_table import table_lines
from annotator.formats.labelled_rows import documents_of
from annotator.formats.protocols import DocumentLine, ReadOptions, Rows, WriteOptions
from annotator.formats.table_files import TableFile, TextTable, text_columns
from annotator.formats.table_mapping import column_map, labelled_rows
from annotator.formats.table_reader import OWN_COLUMNS, is_own, read_own
from annotator.formats.table_rows import TEXT_CELLS, AnnotationTable, CellStyle, RowTable
from annotator.formats.table_votes import ShareTable, VoteTable
from annotator.formats.table_wide import WideTable
from annotator.model import Dataset

TABLE_OPTIONS: Collection[str] = ("offset_unit", "text", "rows")
_TABLES: Mapping[Rows, Callable[[Dataset, WriteOptions, CellStyle], RowTable]] = {
    Rows.ANNOTATIONS: AnnotationTable,
    Rows.VOTES: VoteTable,
    Rows.SOFT: ShareTable,
}


def long_table(dataset: Dataset, options: WriteOptions, cells: CellStyle) -> RowTable:
    """Return the table with a row for what the options say."""
    return _TABLES[options.rows](dataset, options, cells)


def read_table(table: TableFile, options: ReadOptions) -> tuple[Dataset, Iterator[DocumentLine]]:
    """Read a table of this program, or of another one by the columns that the options name."""
    if is_own(table.columns) and not options.columns:
        return read_own(table)
    mapped = column_map(table, options.columns)
    author = options.author(table.path)
    return documents_of(table.path, labelled_rows(table, mapped, author))


class CsvFormat:
    """A long table: a row for each annotation, vote or share."""

    name = "csv"
    suffixes: Sequence[str] = (".csv",)
    description = "CSV: a row for each annotation, vote or share of annotators"
    write_options: Collection[str] = (*TABLE_OPTIONS, "spreadsheet")
    read_options: Collection[str] = ("annotator", "columns", "encoding")
    _delimiter = ","

    def write(self, dataset: Dataset, options: WriteOptions) -> Iterator[str]:
        """Yield the header of a file, then some rows at once."""
        table = long_table(dataset, options, TEXT_CELLS)
        return table_lines(table, dataset.documents, options, delimiter=self._delimiter)

    def recognises(self, path: Path) -> bool:
        """Return True for a table of annotations of this program."""
        return path.is_file() and is_own(text_columns(path, self._delimiter))

    def read(self, path: Path, options: ReadOptions) -> tuple[Dataset, Iterator[DocumentLine]]:
        """Return what is known of all rows, and an iterator over the documents.

        Raises DataError for a table of another program if no columns are named.
        """
        wanted = [*options.columns.values()] or [*OWN_COLUMNS]
        table = TextTable(path, options.encoding, wanted=wanted, first=self._delimiter)
        return read_table(table, options)


class TsvFormat(CsvFormat):
    """The same table with tabs."""

    name = "tsv"
    suffixes: Sequence[str] = (".tsv",)
    description = "TSV: a row for each annotation, vote or share of annotators"
    _delimiter = "\t"


class WideFormat:
    """A table with a row for each sentence."""

    name = "wide"
    suffixes: Sequence[str] = ()
    description = "CSV: a row for each sentence, a column for each annotator or label"
    write_options: Collection[str] = (*TABLE_OPTIONS, "spreadsheet")

    def write(self, dataset: Dataset, options: WriteOptions) -> Iterator[str]:
        """Yield the header of a file, then some rows at once.

        Raises AnnotatorError for votes: without an option, the table holds them.
        """
        if options.rows is Rows.VOTES:
            raise AnnotatorError("the format 'wide' has no --votes: leave it out, or choose csv")
        table = WideTable(dataset, options, TEXT_CELLS)
        return table_lines(table, dataset.documents, options)
