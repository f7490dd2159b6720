"""Split the input into shards, in order and without parsing; workers read articles from them.

The shards depend on the input alone, so that another run finds the same ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

from annotator import documents
from annotator.batch.suggestion_rows import META, NamedArticle, as_text, storable
from annotator.documents import (
    MOST_BYTES,
    Article,
    article_from_fields,
    jsonl_reader,
    parquet_reader,
)
from annotator.documents.encoding import NotTextError
from annotator.errors import AnnotatorError, Problem

SHARD_BYTES = 2_000_000
SHARD_ITEMS = 10_000
TEXT, ID = "text", "id"
_SAVE = "Save it again, or remove it."


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns or keys of texts and ids. encoding: of files; None detects it."""

    text: str = TEXT
    id: str = ID
    encoding: str | None = None


@dataclass(frozen=True, slots=True)
class JsonLine:
    """A line of JSON Lines. name: its id if it has none of its own."""

    path: Path
    number: int
    name: str
    content: str | bytes
    encoding: str

    @property
    def size(self) -> int:
        """The approximate number of bytes of text."""
        return len(self.content)


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of a Parquet file, with texts as bytes. name: its id if it has none of its own."""

    path: Path
    number: int
    name: str
    cells: Mapping[str, Any]

    @property
    def size(self) -> int:
        """The approximate number of bytes of text."""
        return sum(len(cell) for cell in self.cells.values() if isinstance(cell, bytes))


@dataclass(frozen=True, slots=True)
class TextFile:
    """A file with one text, or a table or a JSON array of texts."""

    path: Path
    name: str
    size: int


InputItem = JsonLine | TableRow | TextFile | NamedArticle


@dataclass(frozen=True, slots=True)
class Shard:
    """Items of the input that one worker processes at once.

    number: from 0. share: the bytes of the input that they make up.
    """

    number: int
    items: Sequence[InputItem]
    share: int


class BatchInput:
    """The files of the input: one, or all those in a folder and below.

    skipped: the files that are left out, with the reason. size: bytes of all files.
    Raises AnnotatorError if there is nothing to read.
    """

    def __init__(self, path: Path, columns: Columns) -> None:
        self._columns = columns
        self._root = path if path.is_dir() else None
        self.files, self.skipped = documents.find_files(path, also=parquet_reader.SUFFIXES)
        self._stats = [(file, *_size_and_time(file)) for file in self.files]
        self.size = sum(size for _, size, _ in self._stats)
        if not self.files:
            raise AnnotatorError(f"{path}: there are no texts in it; name a folder with texts")
        if self._root is None:
            for file in filter(is_parquet, self.files):
                _columns_to_read(parquet_reader.ParquetTable(file), columns)

    def fingerprint(self) -> str:
        """Return a hash that changes when a file is added, removed, or written to."""
        seen = [(self._name(file), size, changed) for file, size, changed in self._stats]
        return blake2b(repr(seen).encode(), digest_size=16).hexdigest()

    def shards(self) -> Iterator[Shard]:
        """Yield the whole input, in order. No shard is empty."""
        items: list[InputItem] = []
        number = weight = 0
        share = 0.0
        for item, size, part in self._items():
            items.append(item)
            weight += size
            share += part
            if weight >= SHARD_BYTES or len(items) >= SHARD_ITEMS:
                yield Shard(number, tuple(items), round(share))
                number, weight, share, items = number + 1, 0, share - round(share), []
        if items:
            yield Shard(number, tuple(items), round(share))

    def _items(self) -> Iterator[tuple[InputItem, int, float]]:
        """Yield (item, bytes of text in it, its share of the bytes of the input)."""
        for file, size, _ in self._stats:
            try:
                yield from self._file_items(file, size)
            except OSError as error:
                fix = "Allow reading it, or move it elsewhere."
                yield self._broken(file, 0, f"cannot be read ({error.strerror})", fix), 0, 0.0
            except NotTextError as error:
                yield self._broken(file, 0, str(error), error.fix), 0, 0.0

    def _file_items(self, file: Path, size: int) -> Iterator[tuple[InputItem, int, float]]:
        if is_parquet(file):
            yield from self._table_rows(file, size)
        elif file.suffix.lower() in jsonl_reader.SUFFIXES:
            yield from self._json_lines(file)
        else:
            yield TextFile(file, self._name(file), size), min(size, MOST_BYTES), size

    def _json_lines(self, file: Path) -> Iterator[tuple[InputItem, int, float]]:
        empty = True
        for number, content, encoding in jsonl_reader.lines(file, self._columns.encoding):
            if content.strip():
                line = JsonLine(file, number, self._name(file, number), content, encoding)
                yield line, line.size, line.size
                empty = False
        if empty:
            problem = "expected JSON objects, found an empty file"
            yield self._broken(file, 0, problem, "Remove the file."), 0, 0.0

    def _table_rows(self, file: Path, size: int) -> Iterator[tuple[InputItem, int, float]]:
        try:
            table = parquet_reader.ParquetTable(file)
            wanted = _columns_to_read(table, self._columns)
        except AnnotatorError as error:
            yield self._broken(file, 0, str(error).removeprefix(f"{file}: "), _SAVE), 0, float(size)
            return
        for found in table.read(wanted):
            if isinstance(found, str):
                yield self._broken(file, 0, found, _SAVE), 0, 0.0
                continue
            number, cells = found
            row = TableRow(file, number, self._name(file, number), cells)
            yield row, row.size, size / table.rows

    def _broken(self, file: Path, line: int, problem: str, fix: str) -> NamedArticle:
        return NamedArticle(self._name(file, line), Problem(file, line, problem, fix))

    def _name(self, file: Path, number: int = 0) -> str:
        """Return the id of a text that has none of its own: its position in the input."""
        if self._root is None:
            return str(number) if number else storable(file.name)
        name = storable(file.relative_to(self._root).as_posix())
        return f"{name}:{number}" if number else name


def is_parquet(path: Path) -> bool:
    """Return True if the suffix is one of Parquet files."""
    return path.suffix.lower() in parquet_reader.SUFFIXES


def articles(items: Sequence[InputItem], columns: Columns) -> Iterator[NamedArticle]:
    """Yield the articles of items, and the problems of those that cannot be read."""
    for item in items:
        match item:
            case NamedArticle():
                yield item
            case JsonLine():
                yield _line_article(item, columns)
            case TableRow():
                yield _row_article(item, columns)
            case TextFile():
                found = documents.read_articles(item.path, encoding=columns.encoding)
                for number, content in enumerate(found, 1):
                    yield NamedArticle(_text_name(item, number, content, columns), content)


def _text_name(file: TextFile, number: int, content: Article | Problem, columns: Columns) -> str:
    """The id of a text of a file: the name of the file, or its own in a table or a JSON array."""
    if file.path.suffix.lower() not in documents.SEVERAL_SUFFIXES:
        return file.name
    own_id = content.meta.get(columns.id, "") if isinstance(content, Article) else ""
    return own_id or f"{file.name}:{number}"


def _line_article(line: JsonLine, columns: Columns) -> NamedArticle:
    content = jsonl_reader.read_line(
        line.content, line.path, line.number, line.encoding, text_key=columns.text
    )
    own_id = content.meta.get(columns.id, "") if isinstance(content, Article) else ""
    return NamedArticle(own_id or line.name, content)


def _row_article(row: TableRow, columns: Columns) -> NamedArticle:
    name = row.name
    cells: dict[str, str | None] = {}
    for key, cell in row.cells.items():
        try:
            cells[key] = _decoded(cell)
        except ValueError as error:
            return NamedArticle(name, Problem(row.path, row.number, f"in {key!r}: {error}", _SAVE))
    name = storable(cells.pop(columns.id, None) or name)
    text, page = cells.pop(columns.text, None), cells.pop("html", None)
    meta = {key: as_text(cell) for key, cell in cells.items() if cell}
    return NamedArticle(name, article_from_fields(text, page, meta, path=row.path, line=row.number))


def _decoded(cell: Any) -> str | None:
    """Return a cell as text. Raises ValueError with the reason if it is not UTF-8 or too long."""
    if cell is None or isinstance(cell, str):
        return cell
    if not isinstance(cell, bytes):
        return str(cell)
    if len(cell) > MOST_BYTES:
        raise ValueError(f"expected at most {MOST_BYTES:,} bytes")
    try:
        return cell.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ValueError(f"expected UTF-8, found other bytes after {error.start:,}") from None


def _columns_to_read(table: parquet_reader.ParquetTable, columns: Columns) -> list[str]:
    """Return the columns to read. Raises AnnotatorError if a required one is missing."""
    if "html" not in table.columns or columns.text != TEXT:
        table.require_column(columns.text)
    if columns.id != ID:
        table.require_column(columns.id)
    wanted = dict.fromkeys((columns.id, columns.text, "html", *META))
    return [name for name in wanted if name in table.columns]


def _size_and_time(file: Path) -> tuple[int, int]:
    """Return size and time of the last change. Errors are reported when the file is read."""
    try:
        seen = file.stat()
    except OSError:
        return 0, 0
    return seen.st_size, seen.st_mtime_ns
