"""Parquet: the long tables, with typed columns, and what all rows share in the file's metadata."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from annotator.errors import AnnotatorError
from annotator.formats.protocols import DocumentLine, ReadOptions, WriteOptions
from annotator.formats.table_arrow import (
    ParquetRows,
    Pieces,
    fields_of,
    file_metadata,
    longest_column,
    schema_of,
)
from annotator.formats.table_files import ParquetFile
from annotator.formats.table_reader import is_own
from annotator.formats.table_rows import TYPED_CELLS
from annotator.formats.tables import TABLE_OPTIONS, long_table, read_table
from annotator.model import Dataset

_MAGIC = b"PAR1"


class ParquetFormat:
    """A long table: a row for each annotation, vote or share."""

    name = "parquet"
    suffixes: Sequence[str] = (".parquet",)
    description = "Parquet: a row for each annotation, vote or share of annotators"
    write_options: Collection[str] = TABLE_OPTIONS
    read_options: Collection[str] = ("annotator", "columns")

    def write(self, dataset: Dataset, options: WriteOptions) -> Iterator[bytes]:
        """Yield the bytes of a file. Raises AnnotatorError if pyarrow is not installed."""
        table = long_table(dataset, options, TYPED_CELLS)
        schema = schema_of(fields_of(table.columns), file_metadata(dataset, options))
        pieces = Pieces()
        rows = ParquetRows(pieces, schema, longest_column(table.columns))
        yield from pieces.taken()
        for document in dataset.documents:
            rows.add(table.rows_of(document))
            yield from pieces.taken()
        rows.close()
        yield from pieces.taken()

    def recognises(self, path: Path) -> bool:
        """Return True for a table of annotations of this program; without pyarrow for no file."""
        try:
            with path.open("rb") as file:
                is_parquet = file.read(len(_MAGIC)) == _MAGIC
            return is_parquet and is_own(ParquetFile(path).columns)
        except (OSError, AnnotatorError):
            return False

    def read(self, path: Path, options: ReadOptions) -> tuple[Dataset, Iterator[DocumentLine]]:
        """Return what is known of all rows, and an iterator over the documents.

        Raises AnnotatorError for a file that is no Parquet, and without pyarrow; DataError for a
        table of another program if no columns are named.
        """
        return read_table(ParquetFile(path), options)
