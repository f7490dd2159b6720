"""Folders that a format writes, as their files, and files that a format reads, as its lines."""

from __future__ import annotations

from pathlib import Path

from annotator.formats import (
    DocumentLine,
    ReadableFormat,
    ReadOptions,
    WritableFolder,
    WriteOptions,
)
from annotator.model import Dataset


def written_folder(one: WritableFolder, folder: Path, dataset: Dataset) -> dict[str, str]:
    """Write a dataset into a folder; returns the text of each file by its path inside."""
    folder.mkdir(exist_ok=True)
    one.write_folder(dataset, folder, WriteOptions())
    return {
        str(file.relative_to(folder)): file.read_bytes().decode()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def read_lines(one: ReadableFormat, path: Path, **options) -> tuple[Dataset, list[DocumentLine]]:
    """What a format reads: of all documents, and of each."""
    found, lines = one.read(path, ReadOptions(**options))
    return found, list(lines)
