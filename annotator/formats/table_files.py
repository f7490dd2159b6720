"""Tables that are read: text with a delimiter, or Parquet, as rows of cells by column."""

from __future__ import annotations

import csv
import io
from codecs import getincrementaldecoder
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, Protocol, TextIO

from annotator.documents.encoding import NotTextError, decode
from annotator.documents.parquet_reader import (
    ParquetTable,
    arrow_modules,
    check_arrow_name,
    first_line,
    metadata_of,
)
from annotator.errors import AnnotatorError, DataError, Problem
from annotator.formats.native_lines import MalformedError, strict_json

Cells = Mapping[str, Any]
TableRow = tuple[int, Cells | Problem]
"""The line that a row begins in, or its number, counted from 1; its cells, or what is wrong."""

_DELIMITERS = ",\t;|"
_PIECE = 1 << 20
_HEAD = 20_000
_QUOTE = "Cells that hold a delimiter or a line end are put in double quotes."
_SAVE = "Write the file anew."


class TableFile(Protocol):
    """A table in a file; its rows can be read several times."""

    @property
    def path(self) -> Path:
        """The file."""

    @property
    def columns(self) -> Sequence[str]:
        """The names of the columns."""

    @property
    def metadata(self) -> Mapping[str, str]:
        """What the file says of all rows, by key."""

    def rows(self, only: Sequence[str] = ()) -> Iterator[TableRow]:
        """Yield the rows, with all cells or those of some columns, if there are such columns."""


# --------------------------------------------------------------------------------- text


class TextTable:
    """A table in a text file. It is read row by row if it is UTF-8, else as a whole.

    Raises DataError for a file that is no text, has no header, or two columns of one name;
    AnnotatorError if it cannot be read.
    """

    def __init__(
        self, path: Path, encoding: str = "", *, wanted: Sequence[str] = (), first: str = ","
    ) -> None:
        """wanted: columns by which the delimiter is found. first: the delimiter if none helps."""
        self.path = path
        self.metadata: Mapping[str, str] = {}
        self._text = None if _is_utf8(path) and not encoding else _decoded(path, encoding)
        with self._opened() as file:
            head = list(islice(file, 20))
        self._delimiter = _delimiter(head, wanted, first)
        with self._opened() as file:
            try:
                header = next(csv.reader(file, delimiter=self._delimiter), [])
            except csv.Error as error:
                raise DataError(Problem(path, 1, f"expected a header: {error}", _QUOTE)) from None
        self.columns: Sequence[str] = [name.strip() for name in header]
        if not any(self.columns):
            fix = "Write the names of the columns into the first line."
            raise DataError(Problem(path, 1, "expected a header, found none", fix))
        twice = next((one for one in self.columns if self.columns.count(one) > 1), None)
        if twice is not None:
            fix = "Rename one of them."
            raise DataError(Problem(path, 1, f"two columns are called {twice!r}", fix))

    def rows(self, only: Sequence[str] = ()) -> Iterator[TableRow]:
        """Yield the rows that are not blank."""
        wanted = [nth for nth, name in enumerate(self.columns) if not only or name in only]
        names = [self.columns[nth] for nth in wanted]
        with self._opened() as file:
            reader = csv.reader(file, delimiter=self._delimiter)
            first = 1
            try:
                for row in reader:
                    line, first = first, reader.line_num + 1
                    if line > 1 and any(map(str.strip, row)):
                        if len(row) != len(self.columns):
                            yield line, self._problem(line, row)
                        elif only:
                            yield line, {self.columns[nth]: row[nth] for nth in wanted}
                        else:
                            yield line, dict(zip(names, row, strict=True))
            except csv.Error as error:
                yield first, Problem(self.path, first, f"expected a row: {error}", _QUOTE)

    def _problem(self, line: int, row: list[str]) -> Problem:
        wanted = f"expected {len(self.columns)} cells, as in the first row, found {len(row)}"
        return Problem(self.path, line, wanted, _QUOTE)

    @contextmanager
    def _opened(self) -> Iterator[TextIO]:
        if self._text is not None:
            yield io.StringIO(self._text, newline="")
            return
        with _explained(self.path), self.path.open(encoding="utf-8-sig", newline="") as file:
            yield file


def text_columns(path: Path, delimiter: str) -> list[str]:
    """Return the names in the first line of a UTF-8 file; none of any other file."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD).decode("utf-8-sig", "replace")
        return next(csv.reader(io.StringIO(head, newline=""), delimiter=delimiter), [])
    except (OSError, csv.Error):
        return []


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Turn an OSError into an AnnotatorError that names the path."""
    try:
        yield
    except OSError as error:
        raise AnnotatorError(f"cannot read {path}: {error.strerror}") from error


def _is_utf8(path: Path) -> bool:
    decoder = getincrementaldecoder("utf-8")()
    with _explained(path), path.open("rb") as file:
        try:
            while piece := file.read(_PIECE):
                decoder.decode(piece)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def _decoded(path: Path, encoding: str) -> str:
    try:
        with _explained(path):
            return decode(path.read_bytes(), encoding or None).text
    except NotTextError as error:
        raise DataError(Problem(path, 0, str(error), error.fix)) from None


def _delimiter(lines: Sequence[str], wanted: Sequence[str], first: str) -> str:
    """Return the delimiter that gives most of the wanted columns, or most columns."""

    def found(delimiter: str) -> tuple[int, bool]:
        try:
            names = next(csv.reader(lines, delimiter=delimiter), [])
        except csv.Error:
            return (-1, False)
        return (len({name.strip() for name in names} & set(wanted)), delimiter == first)

    return max(_DELIMITERS, key=found)


# ------------------------------------------------------------------------------ Parquet


class ParquetFile:
    """A table in a Parquet file. Raises AnnotatorError if it is none, or without pyarrow."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with _explained(path), path.open("rb"):
            pass  # pyarrow explains less
        self._table = ParquetTable(path)
        self.columns: Sequence[str] = self._table.columns
        self.schema = self._table.schema
        self.metadata = metadata_of(self.schema)

    def rows(self, only: Sequence[str] = ()) -> Iterator[TableRow]:
        """Yield the rows, by number."""
        number = 0
        wanted = [name for name in self.columns if not only or name in only]
        try:
            for found in self._table.read(wanted):
                if isinstance(found, str):
                    yield number, Problem(self.path, number, found, _SAVE)
                else:
                    number, cells = found
                    yield number, self._decoded(number, cells)
        except UnicodeDecodeError:  # in a list, which pyarrow decodes
            yield number, Problem(self.path, number + 1, "expected UTF-8, found other bytes", _SAVE)

    def _decoded(self, number: int, cells: dict[str, Any]) -> Cells | Problem:
        try:
            return {
                name: cell.decode("utf-8") if isinstance(cell, bytes) else cell
                for name, cell in cells.items()
            }
        except UnicodeDecodeError as error:
            problem = f"expected UTF-8, found other bytes after {error.start:,}"
            return Problem(self.path, number, problem, _SAVE)


class ArrowFile:
    """A table in an Arrow file, as `datasets` saves it. Raises AnnotatorError if it is none."""

    def __init__(self, path: Path) -> None:
        self._arrow, _ = arrow_modules()
        self.path = path
        with self._batches() as batches:
            self.schema = batches.schema
            self.columns: Sequence[str] = self.schema.names
        self.metadata = metadata_of(self.schema)

    def rows(self, only: Sequence[str] = ()) -> Iterator[TableRow]:
        """Yield the rows, by number."""
        number = 0
        try:
            with self._batches() as batches:
                for batch in batches:
                    chosen = batch.select([one for one in only if one in self.columns])
                    for cells in (chosen if only else batch).to_pylist():
                        number += 1
                        yield number, cells
        except (UnicodeDecodeError, AnnotatorError) as error:
            yield number, Problem(self.path, number + 1, f"cannot be read: {error}", _SAVE)

    @contextmanager
    def _batches(self) -> Iterator[Any]:
        """Open the file, of which there are two kinds."""
        check_arrow_name(self.path)
        try:
            with _explained(self.path), self._arrow.memory_map(str(self.path)) as file:
                try:
                    opened = self._arrow.ipc.open_stream(file)
                except self._arrow.ArrowInvalid:
                    file.seek(0)
                    opened = _BatchesOfFile(self._arrow.ipc.open_file(file))
                yield opened
        except (self._arrow.ArrowException, UnicodeDecodeError) as error:
            raise AnnotatorError(
                f"{self.path}: cannot be read as Arrow ({first_line(error)}); write it anew"
            ) from None


class _BatchesOfFile:
    """The batches of an Arrow file with an index at its end, one by one."""

    def __init__(self, reader: Any) -> None:
        self._reader = reader
        self.schema = reader.schema

    def __iter__(self) -> Iterator[Any]:
        return map(self._reader.get_batch, range(self._reader.num_record_batches))


def described(table: TableFile, key: str) -> dict[str, Any]:
    """Return the JSON object that the metadata of a file has under a key; {} if it has none."""
    try:
        found = strict_json(table.metadata.get(key, "{}"))
    except MalformedError:
        return {}
    return found if isinstance(found, dict) else {}
