"""Parquet: the long tables, with typed columns, and what all rows share in the file's metadata."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from annotator.formats.protocols import WriteOptions
from annotator.formats.table_arrow import (
    ParquetRows,
    Pieces,
    fields_of,
    file_metadata,
    longest_column,
    schema_of,
)
from annotator.formats.table_rows import TYPED_CELLS
from annotator.formats.tables import TABLE_OPTIONS, long_table
from annotator.model import Dataset


class ParquetFormat:
    """A long table: a row for each annotation, vote or share."""

    name = "parquet"
    suffixes: Sequence[str] = (".parquet",)
    description = "Parquet: a row for each annotation, vote or share of annotators"
    write_options: Collection[str] = TABLE_OPTIONS

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
