"""The input: cut into pieces here, in order and cheaply; a worker makes articles of them.

Where the cuts are depends on the input alone, so that a rerun finds its chunks again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

from annotator import documents
from annotator.batch.parquet import Table
from annotator.batch.worker import META, Named, storable, words
from annotator.documents import MOST_BYTES, Article, article_from_fields, jsonl_reader
from annotator.documents.encoding import NotTextError
from annotator.errors import AnnotatorError, Problem

TABLES = (".parquet", ".pq")
CHUNK_BYTES = 2_000_000
CHUNK_PIECES = 10_000
TEXT, ID = "text", "id"
_SAVE = "Save it anew, or remove it."


@dataclass(frozen=True, slots=True)
class Columns:
    """Where in a record things are. encoding: of files; None detects it."""

    text: str = TEXT
    id: str = ID
    encoding: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A line of JSON Lines. name: what to call it where it has no id."""

    path: Path
    number: int
    name: str
    content: str | bytes
    encoding: str

    @property
    def size(self) -> int:
        """About so many bytes of text."""
        return len(self.content)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table, texts as bytes. name: as of a line."""

    path: Path
    number: int
    name: str
    cells: Mapping[str, Any]

    @property
    def size(self) -> int:
        """About so many bytes of text."""
        return sum(len(cell) for cell in self.cells.values() if isinstance(cell, bytes))


@dataclass(frozen=True, slots=True)
class File:
    """A file of one text."""

    path: Path
    name: str
    size: int


Piece = Line | Row | File | Named


@dataclass(frozen=True, slots=True)
class Chunk:
    """Pieces that one worker takes at once. number: from 0. share: bytes of the input."""

    number: int
    pieces: Sequence[Piece]
    share: int


class Source:
    """A file, or a folder and all below it. skipped: what is left out, and why.

    size: bytes of all files. Raises AnnotatorError where there is nothing to read.
    """

    def __init__(self, path: Path, columns: Columns) -> None:
        self._columns = columns
        self._root = path if path.is_dir() else None
        self.files, self.skipped = documents.find_files(path, also=TABLES)
        self._seen = [(file, *_stamp(file)) for file in self.files]
        self.size = sum(size for _, size, _ in self._seen)
        if not self.files:
            raise AnnotatorError(f"{path}: there is no text in it; name a folder with some")
        if self._root is None:
            for file in filter(is_table, self.files):
                _wanted(Table(file), columns)

    def fingerprint(self) -> str:
        """Changes when a file is added, removed, or written to."""
        seen = [(self._name(file), size, changed) for file, size, changed in self._seen]
        return blake2b(repr(seen).encode(), digest_size=16).hexdigest()

    def chunks(self) -> Iterator[Chunk]:
        """All of the input, in order. Each chunk has a piece, or is the last of nothing."""
        pieces: list[Piece] = []
        number = weight = 0
        share = 0.0
        for piece, size, part in self._pieces():
            pieces.append(piece)
            weight += size
            share += part
            if weight >= CHUNK_BYTES or len(pieces) >= CHUNK_PIECES:
                yield Chunk(number, tuple(pieces), round(share))
                number, weight, share, pieces = number + 1, 0, share - round(share), []
        if pieces:
            yield Chunk(number, tuple(pieces), round(share))

    def _pieces(self) -> Iterator[tuple[Piece, int, float]]:
        """(piece, bytes of text in it, its share of the bytes of the input)."""
        for file, size, _ in self._seen:
            try:
                yield from self._of_file(file, size)
            except OSError as error:
                fix = "Allow reading it, or move it elsewhere."
                yield self._broken(file, 0, f"cannot be read ({error.strerror})", fix), 0, 0.0
            except NotTextError as error:
                yield self._broken(file, 0, str(error), error.fix), 0, 0.0

    def _of_file(self, file: Path, size: int) -> Iterator[tuple[Piece, int, float]]:
        if is_table(file):
            yield from self._rows(file, size)
        elif file.suffix.lower() in jsonl_reader.SUFFIXES:
            yield from self._lines(file)
        else:
            yield File(file, self._name(file), size), min(size, MOST_BYTES), size

    def _lines(self, file: Path) -> Iterator[tuple[Piece, int, float]]:
        empty = True
        for number, content, encoding in jsonl_reader.lines(file, self._columns.encoding):
            if content.strip():
                line = Line(file, number, self._name(file, number), content, encoding)
                yield line, line.size, line.size
                empty = False
        if empty:
            problem = "expected JSON objects, found an empty file"
            yield self._broken(file, 0, problem, "Remove the file."), 0, 0.0

    def _rows(self, file: Path, size: int) -> Iterator[tuple[Piece, int, float]]:
        try:
            table = Table(file)
            wanted = _wanted(table, self._columns)
        except AnnotatorError as error:
            yield self._broken(file, 0, str(error).removeprefix(f"{file}: "), _SAVE), 0, float(size)
            return
        for found in table.read(wanted):
            if isinstance(found, str):
                yield self._broken(file, 0, found, _SAVE), 0, 0.0
                continue
            number, cells = found
            row = Row(file, number, self._name(file, number), cells)
            yield row, row.size, size / table.rows

    def _broken(self, file: Path, line: int, problem: str, fix: str) -> Named:
        return Named(self._name(file, line), Problem(file, line, problem, fix))

    def _name(self, file: Path, number: int = 0) -> str:
        """What a text is called that has no id: its place in the input."""
        if self._root is None:
            return str(number) if number else storable(file.name)
        name = storable(file.relative_to(self._root).as_posix())
        return f"{name}:{number}" if number else name


def is_table(path: Path) -> bool:
    """Whether a file is taken for Parquet."""
    return path.suffix.lower() in TABLES


def articles(pieces: Sequence[Piece], columns: Columns) -> Iterator[Named]:
    """The articles that pieces hold, and what cannot be read of them."""
    for piece in pieces:
        match piece:
            case Named():
                yield piece
            case Line():
                yield _of_line(piece, columns)
            case Row():
                yield _of_row(piece, columns)
            case File():
                for content in documents.read_articles(piece.path, encoding=columns.encoding):
                    yield Named(piece.name, content)


def _of_line(line: Line, columns: Columns) -> Named:
    content = jsonl_reader.read_line(
        line.content, line.path, line.number, line.encoding, text_key=columns.text
    )
    given = content.meta.get(columns.id, "") if isinstance(content, Article) else ""
    return Named(given or line.name, content)


def _of_row(row: Row, columns: Columns) -> Named:
    name = row.name
    cells: dict[str, str | None] = {}
    for key, cell in row.cells.items():
        try:
            cells[key] = _text(cell)
        except ValueError as error:
            return Named(name, Problem(row.path, row.number, f"in {key!r}: {error}", _SAVE))
    name = storable(cells.pop(columns.id, None) or name)
    text, page = cells.pop(columns.text, None), cells.pop("html", None)
    meta = {key: words(cell) for key, cell in cells.items() if cell}
    return Named(name, article_from_fields(text, page, meta, path=row.path, line=row.number))


def _text(cell: Any) -> str | None:
    """A cell as text. Raises ValueError, in words, where it is none."""
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


def _wanted(table: Table, columns: Columns) -> list[str]:
    """The columns to read. Raises AnnotatorError where there is neither a text nor a page."""
    if "html" not in table.columns or columns.text != TEXT:
        table.need(columns.text)
    if columns.id != ID:
        table.need(columns.id)
    wanted = dict.fromkeys((columns.id, columns.text, "html", *META))
    return [name for name in wanted if name in table.columns]


def _stamp(file: Path) -> tuple[int, int]:
    """Size and time of the last change. What cannot be asked is named when it is read."""
    try:
        seen = file.stat()
    except OSError:
        return 0, 0
    return seen.st_size, seen.st_mtime_ns
