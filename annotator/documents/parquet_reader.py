"""Read Parquet with pyarrow, which is an optional dependency: a row is an article.

The text is in the column `text`, or in the first of the other names in TEXT_KEYS; a page is in
`html`; the other columns are metadata.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from math import isnan
from pathlib import Path
from typing import Any

from annotator.documents.article import MOST_BYTES, Article
from annotator.documents.encoding import storable_name
from annotator.documents.jsonl_reader import (
    HTML_KEY,
    TEXT_KEY,
    article_from_record,
    has_text,
    labelled_problem,
)
from annotator.documents.record_reader import text_key
from annotator.errors import AnnotatorError, Problem, did_you_mean

SUFFIXES = (".parquet", ".pq")
_ROWS_AT_ONCE = 1_000
_INSTALL = "pip install 'framing-annotator[parquet]'"
_NAME = f"Name the column of the texts `{TEXT_KEY}`."
_SAVE = "Write the file anew, or save its texts as .jsonl."


def parse(path: Path, encoding: str | None) -> Iterator[Article | Problem]:
    """Read an article from each row. Yields a Problem for each row that is not an article.

    The first row with annotations is the last that is read. encoding is not used: texts in
    Parquet are UTF-8. Raises OSError.
    """
    del encoding
    try:
        require_pyarrow()
    except AnnotatorError:
        yield Problem(
            path, 0, "expected pyarrow, which reads Parquet; it is not installed", _INSTALL
        )
        return
    try:
        table = ParquetTable(path)
    except AnnotatorError as error:
        why = str(error).removeprefix(f"{path}: ")
        yield Problem(path, 0, f"expected a Parquet table: it {why}", _SAVE)
        return
    key = text_key(table.columns) or TEXT_KEY
    if key not in table.columns and HTML_KEY not in table.columns:
        found = ", ".join(table.columns)[:200]
        yield Problem(path, 0, f"expected a column `{TEXT_KEY}`, found {found}", _NAME)
        return
    yield from _rows(path, table, key)


def _rows(path: Path, table: ParquetTable, key: str) -> Iterator[Article | Problem]:
    number = 0
    try:
        for found in table.read(table.columns):
            if isinstance(found, str):
                yield Problem(path, number, found, _SAVE)
                continue
            number, cells = found
            article = _article(path, number, cells, key)
            yield article
            if isinstance(article, Problem) and labelled_problem(cells, path, number):
                return
    except UnicodeDecodeError:  # in a list or a map, which pyarrow decodes
        yield Problem(path, number + 1, "expected UTF-8, found other bytes", _SAVE)


def _article(path: Path, number: int, cells: dict[str, Any], key: str) -> Article | Problem:
    try:
        record = {name: as_text(cell) for name, cell in cells.items()}
    except ValueError as error:
        return Problem(path, number, str(error), _SAVE)
    labelled = labelled_problem(record, path, number, "Parquet")
    if labelled:
        return labelled
    if not has_text(record, key):
        return Problem(
            path, number, f"expected a text in `{key}`, found none", "Leave the row out."
        )
    return article_from_record(record, path, number, "utf-8", key)


def as_text(cell: Any) -> Any:
    """A cell as records of JSON have it: numbers, dates and bytes as text.

    Raises ValueError, with the reason, for bytes that are not UTF-8 and for very long ones.
    """
    if isinstance(cell, bytes):
        if len(cell) > MOST_BYTES:
            raise ValueError(f"expected at most {MOST_BYTES:,} bytes")
        try:
            return cell.decode("utf-8")
        except UnicodeDecodeError as error:
            raise ValueError(f"expected UTF-8, found other bytes after {error.start:,}") from None
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return "" if isnan(cell) else str(cell)
    return cell


# ------------------------------------------------------------------------------ the file


def require_pyarrow() -> None:
    """Raise AnnotatorError if pyarrow is not installed."""
    arrow_modules()


def arrow_modules() -> tuple[Any, Any]:
    """Return the modules pyarrow and pyarrow.parquet. Raises AnnotatorError without pyarrow."""
    try:
        import pyarrow  # noqa: PLC0415 - an extra
        import pyarrow.parquet  # noqa: PLC0415
    except ImportError:
        raise AnnotatorError(f"reading and writing Parquet needs pyarrow: {_INSTALL}") from None
    return pyarrow, pyarrow.parquet


# ---------------------------------------------------------------------------- reading


def check_arrow_name(path: Path) -> None:
    """Raise AnnotatorError for a file that pyarrow cannot open, whose name is no UTF-8."""
    if storable_name(str(path)) != str(path):
        raise AnnotatorError(f"{path}: the name has bytes that are not UTF-8; rename the file")


class ParquetTable:
    """A Parquet file, read row by row, of any size. Raises AnnotatorError if it is none."""

    def __init__(self, path: Path) -> None:
        self._arrow, parquet = arrow_modules()
        self._path = path
        check_arrow_name(path)
        try:
            self._file = parquet.ParquetFile(path, memory_map=False, pre_buffer=False)
            self.columns: list[str] = self._file.schema_arrow.names
        except (self._arrow.ArrowException, OSError, UnicodeDecodeError) as error:
            raise AnnotatorError(
                f"{path}: cannot be read as Parquet ({first_line(error)}); write it anew"
            ) from None
        self.rows: int = self._file.metadata.num_rows
        self.schema: Any = self._file.schema_arrow

    def require_column(self, column: str) -> None:
        """Raise AnnotatorError if there is no such column."""
        if column not in self.columns:
            raise AnnotatorError(
                f"{self._path}: there is no column {column!r}. {did_you_mean(column, self.columns)}"
            )

    def read(self, columns: Sequence[str]) -> Iterator[tuple[int, dict[str, Any]] | str]:
        """Yield (number from 1, cells) for each row, and a problem in the place of broken rows.

        Texts are bytes, so that each can be decoded, and refused, on its own.
        """
        first = 1
        for group in range(self._file.num_row_groups):
            length = self._file.metadata.row_group(group).num_rows
            try:
                yield from self._group(group, columns, first)
            except (self._arrow.ArrowException, OSError) as error:
                last = first + length - 1
                yield f"rows up to {last:,} of row group {group} are broken ({first_line(error)})"
            first += length

    def _group(
        self, group: int, columns: Sequence[str], first: int
    ) -> Iterator[tuple[int, dict[str, Any]]]:
        batches = self._file.iter_batches(
            _ROWS_AT_ONCE, row_groups=[group], columns=list(columns), use_threads=False
        )
        for batch in batches:
            cells = [_cells(self._arrow, column) for column in batch.columns]
            for row in zip(*cells, strict=True):
                yield first, dict(zip(batch.schema.names, row, strict=True))
                first += 1


def _cells(arrow: Any, column: Any) -> list[Any]:
    """Return the values of a column, texts as bytes: one that is not UTF-8 must not stop others."""
    kind = column.type
    if arrow.types.is_dictionary(kind):
        column = column.dictionary_decode()
        kind = column.type
    if arrow.types.is_string(kind):
        column = column.cast(arrow.binary())
    elif arrow.types.is_large_string(kind):
        column = column.cast(arrow.large_binary())
    cells: list[Any] = column.to_pylist()
    return cells


def metadata_of(schema: Any) -> dict[str, str]:
    """Return what the schema of an Arrow table says by key."""
    found: dict[bytes, bytes] = schema.metadata or {}
    return {
        key.decode("utf-8", "replace"): value.decode("utf-8", "replace")
        for key, value in found.items()
    }


def first_line(error: Exception) -> str:
    """Return the first line of an error."""
    return (str(error).splitlines() or [type(error).__name__])[0]
