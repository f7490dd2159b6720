"""Write Parquet with pyarrow, which is an optional dependency."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from annotator.batch.suggestion_rows import COLUMNS, Row
from annotator.documents.parquet_reader import arrow_modules, first_line

_ROWS_IN_GROUP = 100_000
_METADATA_KEY = b"annotator"


# ---------------------------------------------------------------------------- writing


def schema(summary: bytes | None = None) -> Any:
    """Return the schema of a result. summary: stored in the file."""
    arrow, _ = arrow_modules()
    types = {str: arrow.string(), int: arrow.int64()}
    fields = [arrow.field(name, types[kind], nullable=False) for name, kind in COLUMNS.items()]
    return arrow.schema(fields, metadata={_METADATA_KEY: summary} if summary else None)


def table(rows: Sequence[Row], summary: bytes | None = None) -> Any:
    """Return rows as a pyarrow Table."""
    arrow, _ = arrow_modules()
    return arrow.Table.from_pylist(list(rows), schema=schema(summary))


def write_shard(path: Path, rows: Sequence[Row], summary: bytes) -> None:
    """Write a file of rows, with the summary of the shard."""
    _, parquet = arrow_modules()
    parquet.write_table(table(rows, summary), path, compression="zstd")


def read_summary(path: Path) -> bytes:
    """Return the summary that a shard was written with. Raises ValueError if there is none."""
    arrow, parquet = arrow_modules()
    try:
        found = parquet.read_schema(path).metadata
    except arrow.ArrowException as error:
        raise ValueError(first_line(error)) from None
    if not found or _METADATA_KEY not in found:
        raise ValueError("not written by this program")
    return bytes(found[_METADATA_KEY])


def join(paths: Iterable[Path], target: Path, summary: bytes) -> None:
    """Join files into one, with row groups of one size, whatever the sizes of the files."""
    arrow, parquet = arrow_modules()
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
