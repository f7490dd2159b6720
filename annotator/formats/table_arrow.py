"""Typed tables as Parquet, with pyarrow, which is an optional dependency: some rows at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, chain
from typing import Any, Protocol

from annotator.documents.parquet_reader import arrow_modules
from annotator.formats.protocols import WriteOptions
from annotator.formats.table_rows import CellType, Column, Fields, Row, as_json
from annotator.model import Dataset

METADATA = b"annotator"
"""The key of a file's metadata that describes the dataset, as JSON."""

_ROWS_AT_ONCE = 20_000
_DEEP_ROWS_AT_ONCE = 500
"""Of a table in which a row holds lists of lists, such as all annotations of a document."""
_CHARACTERS_AT_ONCE = 50_000_000


class Output(Protocol):
    """A file that is written from its beginning to its end."""

    @property
    def closed(self) -> bool:
        """True once it is."""

    def write(self, data: Any, /) -> object:
        """Add bytes."""

    def flush(self) -> object:
        """Write what is held."""

    def tell(self) -> int:
        """Return the number of bytes."""


class ParquetRows:
    """A Parquet file that is written some rows at a time; the same rows give the same bytes."""

    def __init__(self, file: Output, schema: Any, longest: int) -> None:
        """longest: the number of the column that has the longest texts."""
        self._arrow, parquet = arrow_modules()
        self._schema = schema
        self._spans = _arrow_type(self._arrow, CellType.SPANS)
        self._longest = longest
        self._most = _DEEP_ROWS_AT_ONCE if _is_deep(self._arrow, schema) else _ROWS_AT_ONCE
        self._rows: list[Row] = []
        self._characters = 0
        self.written = 0
        """Rows that were."""
        self.size = 0
        """Bytes of these in memory."""
        self._writer = parquet.ParquetWriter(file, schema, compression="zstd")

    def add(self, rows: Iterable[Row]) -> None:
        """Add rows. Writes them when they are many, or long."""
        held, longest = self._rows, self._longest
        for row in rows:
            held.append(row)
            self._characters += len(row[longest] or "")
            if len(held) >= self._most or self._characters > _CHARACTERS_AT_ONCE:
                self._write()

    def close(self) -> None:
        """Write what is held, and end the file."""
        self._write()
        self._writer.close()

    def _write(self) -> None:
        if self._rows:
            columns = zip(*self._rows, strict=True)
            arrays = [
                self._array(column, field.type)
                for column, field in zip(columns, self._schema, strict=True)
            ]
            table = self._arrow.Table.from_arrays(arrays, schema=self._schema)
            self._writer.write_table(table)
            self.written += len(self._rows)
            self.size += table.nbytes
        self._rows.clear()
        self._characters = 0

    def _array(self, column: Sequence[Any], kind: Any) -> Any:
        return self._span_array(column) if kind == self._spans else self._arrow.array(column, kind)

    def _span_array(self, column: Sequence[Sequence[tuple[int, int]] | None]) -> Any:
        """Return lists of spans. Built of plain arrays, for arrow is slow with objects."""
        arrow = self._arrow
        bounds = [*accumulate((len(cell or ()) for cell in column), initial=0)]
        pairs = [*chain.from_iterable(cell for cell in column if cell)]
        ends = [arrow.array([pair[nth] for pair in pairs], arrow.int64()) for nth in (0, 1)]
        values = arrow.StructArray.from_arrays(ends, fields=list(self._spans.value_type))
        missing = arrow.array([cell is None for cell in column], arrow.bool_())
        offsets = arrow.array(bounds, arrow.int32())
        return arrow.ListArray.from_arrays(offsets, values, type=self._spans, mask=missing)


def schema_of(fields: Fields, metadata: Mapping[bytes, bytes]) -> Any:
    """Return the schema of a table. Raises AnnotatorError without pyarrow."""
    arrow, _ = arrow_modules()
    found = [arrow.field(name, _arrow_type(arrow, kind)) for name, kind in fields.items()]
    return arrow.schema(found, metadata=dict(metadata))


def fields_of(columns: Iterable[Column]) -> Fields:
    """Return the fields of a table of columns."""
    return {one.name: one.type for one in columns}


SPAN_FIELDS: Fields = {"start": CellType.INTEGER, "end": CellType.INTEGER}


def _arrow_type(arrow: Any, kind: CellType | list[Fields]) -> Any:
    if kind is CellType.SPANS:
        return _arrow_type(arrow, [SPAN_FIELDS])
    if isinstance(kind, list):
        parts = [arrow.field(name, _arrow_type(arrow, part)) for name, part in kind[0].items()]
        return arrow.list_(arrow.struct(parts))
    kinds = {
        CellType.INTEGER: arrow.int64(),
        CellType.NUMBER: arrow.float64(),
        CellType.BOOLEAN: arrow.bool_(),
    }
    return kinds.get(kind, arrow.string())


def _is_deep(arrow: Any, schema: Any) -> bool:
    """Whether a column holds lists whose parts hold lists."""
    is_list, is_struct = arrow.types.is_list, arrow.types.is_struct
    parts = [one.type.value_type for one in schema if is_list(one.type)]
    return any(is_list(inner.type) for part in parts if is_struct(part) for inner in part)


def longest_column(columns: Sequence[Column]) -> int:
    """Return the number of the column of sentences, or of their hashes."""
    return next(
        nth
        for nth, one in enumerate(columns)
        if one.name.startswith("sentence") and one.type is CellType.TEXT
    )


def file_metadata(dataset: Dataset, options: WriteOptions) -> dict[bytes, bytes]:
    """Return what a file says of all its rows: annotators, guidelines, unit of offsets."""
    described = {
        "format": "annotator table",
        "rows": options.rows,
        "offset_unit": options.offset_unit,
        "annotators": dict(dataset.annotators),
        "guideline": dataset.guideline,
        "guidelines": {
            uid: {"name": one.name, "definition": one.definition}
            for uid, one in dataset.guidelines.items()
        },
    }
    return {METADATA: as_json(described).encode("utf-8")}


class Pieces:
    """A file in memory whose bytes are taken away while it is written."""

    closed = False

    def __init__(self) -> None:
        self._held: list[bytes] = []
        self._length = 0

    def write(self, data: Any, /) -> int:
        """Add bytes."""
        piece = bytes(data)
        self._held.append(piece)
        self._length += len(piece)
        return len(piece)

    def flush(self) -> None:
        """Do nothing: nothing is held back."""

    def tell(self) -> int:
        """Return the number of bytes that were added."""
        return self._length

    def taken(self) -> Iterator[bytes]:
        """Yield what was added since the last call."""
        found, self._held = self._held, []
        yield from found
