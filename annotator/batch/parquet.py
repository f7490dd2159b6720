"""Read and write Parquet with pyarrow, which is an optional dependency."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from annotator.batch.suggestion_rows import COLUMNS, Row
from annotator.errors import AnnotatorError, did_you_mean

_ROWS_AT_ONCE = 1_000
_ROWS_IN_GROUP = 100_000
_METADATA_KEY = b"annotator"


def require_pyarrow() -> None:
    """Raise AnnotatorError if pyarrow is not installed."""
    _arrow()


def _arrow() -> tuple[Any, Any]:
    """Return the modules pyarrow and pyarrow.parquet."""
    try:
        import pyarrow  # noqa: PLC0415 - an extra
        import pyarrow.parquet  # noqa: PLC0415
    except ImportError:
        raise AnnotatorError(
            "reading and writing Parquet needs pyarrow: pip install 'framing-annotator[parquet]'"
        ) from None
    return pyarrow, pyarrow.parquet


# ---------------------------------------------------------------------------- reading


class ParquetTable:
    """A Parquet file, read row by row, of any size. Raises AnnotatorError if it is none."""

    def __init__(self, path: Path) -> None:
        self._arrow, parquet = _arrow()
        self._path = path
        try:
            self._file = parquet.ParquetFile(path, memory_map=False, pre_buffer=False)
        except (self._arrow.ArrowException, OSError) as error:
            raise AnnotatorError(
                f"{path}: cannot be read as Parquet ({first_line(error)}); write it anew"
            ) from None
        self.columns: list[str] = self._file.schema_arrow.names
        self.rows: int = self._file.metadata.num_rows

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


def first_line(error: Exception) -> str:
    """Return the first line of an error."""
    return (str(error).splitlines() or [type(error).__name__])[0]


# ---------------------------------------------------------------------------- writing


def schema(summary: bytes | None = None) -> Any:
    """Return the schema of a result. summary: stored in the file."""
    arrow, _ = _arrow()
    types = {str: arrow.string(), int: arrow.int64()}
    fields = [arrow.field(name, types[kind], nullable=False) for name, kind in COLUMNS.items()]
    return arrow.schema(fields, metadata={_METADATA_KEY: summary} if summary else None)


def table(rows: Sequence[Row], summary: bytes | None = None) -> Any:
    """Return rows as a pyarrow Table."""
    arrow, _ = _arrow()
    return arrow.Table.from_pylist(list(rows), schema=schema(summary))


def write_shard(path: Path, rows: Sequence[Row], summary: bytes) -> None:
    """Write a file of rows, with the summary of the shard."""
    _, parquet = _arrow()
    parquet.write_table(table(rows, summary), path, compression="zstd")


def read_summary(path: Path) -> bytes:
    """Return the summary that a shard was written with. Raises ValueError if there is none."""
    arrow, parquet = _arrow()
    try:
        found = parquet.read_schema(path).metadata
    except arrow.ArrowException as error:
        raise ValueError(first_line(error)) from None
    if not found or _METADATA_KEY not in found:
        raise ValueError("not written by this program")
    return bytes(found[_METADATA_KEY])


def join(paths: Iterable[Path], target: Path, summary: bytes) -> None:
    """Join files into one, with row groups of one size, whatever the sizes of the files."""
    arrow, parquet = _arrow()
    waiting: list[Any] = []
    with parquet.ParquetWriter(target, schema(summary), compression="zstd") as writer:
        for path in paths:
            waiting.append(parquet.read_table(path).replace_schema_metadata(None))
            if sum(len(one) for one in waiting) >= _ROWS_IN_GROUP:
                joined = arrow.concat_tables(waiting)
                cut = len(joined) - len(joined) % _ROWS_IN_GROUP
                writer.write_table(joined.slice(0, cut), row_group_size=_ROWS_IN_GROUP)
                waiting = [joined.slice(cut)]
        if waiting:
            writer.write_table(arrow.concat_tables(waiting))
