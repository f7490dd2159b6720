"""The native format as `annotator export` and `annotator import` use it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from annotator.formats import native, native_reader
from annotator.formats.protocols import DocumentLine, ReadOptions, WriteOptions
from annotator.model import Dataset


class NativeFormat:
    """The lossless format of docs/native-format.md, version 2; version 1 is read, too."""

    name = "native"
    suffixes: Sequence[str] = (".jsonl",)
    description = "JSON Lines, lossless: a line for each document, see docs/native-format.md"
    write_options: Collection[str] = ("offset_unit", "text")
    read_options: Collection[str] = ()

    def write(self, dataset: Dataset, options: WriteOptions) -> Iterator[str]:
        """Yield the lines of a file."""
        return native.lines(dataset, text=options.text, offset_unit=options.offset_unit)

    def recognises(self, path: Path) -> bool:
        """Return True if a file begins like one of this format, whatever its version."""
        return path.is_file() and native_reader.is_native(path)

    def read(self, path: Path, options: ReadOptions) -> tuple[Dataset, Iterator[DocumentLine]]:
        """Return what the first line says, and an iterator over the others."""
        del options
        return native_reader.stream(path)
