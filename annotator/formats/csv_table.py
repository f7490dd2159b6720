"""Tables as text: CSV (RFC 4180) and the same with tabs, in UTF-8.

Cells that hold a delimiter, a quotation mark or a line end are in quotation marks, and a quotation
mark in them is doubled, in both. Lines end in CR LF, as RFC 4180 has it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from itertools import islice

from annotator.formats.protocols import WriteOptions
from annotator.formats.table_rows import (
    ANNOTATION_COLUMNS,
    TEXT_CELLS,
    AnnotationTable,
    Row,
    RowTable,
    rows_of,
)
from annotator.model import AnnotatedDocument, Dataset

COLUMNS = tuple(one.name for one in ANNOTATION_COLUMNS)

BYTE_ORDER_MARK = "\ufeff"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_ROWS_AT_ONCE = 500


def lines(
    dataset: Dataset, options: WriteOptions | None = None, *, delimiter: str = ","
) -> Iterator[str]:
    """Yield a table with a row for each annotation: the header, then some rows at once."""
    chosen = options or WriteOptions()
    table = AnnotationTable(dataset, chosen, TEXT_CELLS)
    return table_lines(table, dataset.documents, chosen, delimiter=delimiter)


def rows(dataset: Dataset) -> Iterator[Row]:
    """Yield the cells of each row of that table, in the order of COLUMNS."""
    return rows_of(AnnotationTable(dataset, WriteOptions(), TEXT_CELLS), dataset.documents)


def table_lines(
    table: RowTable,
    documents: Iterable[AnnotatedDocument],
    options: WriteOptions,
    *,
    delimiter: str = ",",
) -> Iterator[str]:
    """Yield a file: the header, then some rows at once.

    With `spreadsheet`, for spreadsheet programs, which take some cells for formulas: a cell that
    begins like one gets a ' in front, which changes the data, and the file begins with a byte order
    mark, so that the program reads it as UTF-8.
    """
    found: Iterable[Row] = rows_of(table, documents)
    names: Row = tuple(one.name for one in table.columns)
    if options.spreadsheet:
        yield BYTE_ORDER_MARK + csv_line(map(_guarded, names), delimiter)
        found = (tuple(map(_guarded, row)) for row in found)
    else:
        yield csv_line(names, delimiter)
    yield from _chunks(iter(found), delimiter)


def _chunks(found: Iterator[Row], delimiter: str) -> Iterator[str]:
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=delimiter, lineterminator="\r\n")
    while some := list(islice(found, _ROWS_AT_ONCE)):
        writer.writerows(some)
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def _guarded(cell: object) -> object:
    """Return a cell that no spreadsheet program takes for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def csv_line(cells: Iterable[object], delimiter: str = ",") -> str:
    """Return a line of a table, as RFC 4180 has it."""
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter, lineterminator="\r\n").writerow(cells)
    return buffer.getvalue()
