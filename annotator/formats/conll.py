"""CoNLL: a token and its BIO tags on each line, as conll_writer and conll_reader have it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from annotator.formats import conll_reader
from annotator.formats.conll_columns import find_columns
from annotator.formats.conll_writer import blocks
from annotator.formats.protocols import DocumentLine, ReadOptions, WriteOptions
from annotator.model import Dataset

_OTHERS = (".iob", ".conllu", ".tsv", ".txt")  # that may have such lines
_WEBANNO = re.compile(r"#(?:FORMAT=|id=\d)")
_SAMPLE = 50_000
"""Bytes by which a file is recognised."""


class ConllFormat:
    """CoNLL: a token and its BIO tags on each line."""

    name = "conll"
    suffixes: Sequence[str] = (".conll", ".iob2", ".bio")
    description = "CoNLL: a token with its BIO tag on each line"
    write_options: Collection[str] = ()
    read_options: Collection[str] = ("annotator", "layers", "encoding")

    def write(self, dataset: Dataset, options: WriteOptions) -> Iterator[str]:
        """Yield the block of each annotator of each document; '' if there is no document."""
        del options
        yield ""
        yield from blocks(dataset)

    def recognises(self, path: Path) -> bool:
        """Return True if most lines have a token and a tag, in a file that may have such lines."""
        suffix = path.suffix.lower()
        if suffix not in (*self.suffixes, *_OTHERS) or not path.is_file():
            return False
        with path.open("rb") as file:
            sample = file.read(_SAMPLE)
        text = sample.decode("utf-8", "replace").removeprefix("\ufeff")
        if _WEBANNO.match(text):
            return False
        lines = text.split("\n")
        columns = find_columns(lines[:-1] if len(sample) == _SAMPLE else lines)
        return columns is not None and (columns.has_spans or suffix in self.suffixes)

    def read(self, path: Path, options: ReadOptions) -> tuple[Dataset, Iterator[DocumentLine]]:
        """Return what is known of all documents, and an iterator over these.

        Raises DataError if the file has no column with tags.
        """
        return conll_reader.read(path, options)
