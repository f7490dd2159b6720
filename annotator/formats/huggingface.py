"""A Hugging Face dataset: a folder of Parquet files with a card, as `datasets` loads it.

Two configurations: `documents`, a text in each row with all that each annotator holds of it, and
one with a row for each annotation (`annotations`), vote (`votes`) or share (`shares`). Both are
written at once, document by document.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from annotator.formats.huggingface_card import CardFacts, ConfigFacts, DataFacts, card
from annotator.formats.huggingface_documents import DocumentTable
from annotator.formats.huggingface_reader import is_dataset, read_dataset
from annotator.formats.protocols import DocumentLine, ReadOptions, Rows, WriteOptions
from annotator.formats.table_arrow import (
    ParquetRows,
    fields_of,
    file_metadata,
    longest_column,
    schema_of,
)
from annotator.formats.table_rows import TYPED_CELLS, Row
from annotator.formats.tables import TABLE_OPTIONS, long_table
from annotator.model import AnnotatedDocument, Dataset, Document
from annotator.sentences import document_language

CARD = "README.md"
DOCUMENTS = "documents"
TRAIN = "train"
_CONFIGS = {Rows.ANNOTATIONS: "annotations", Rows.VOTES: "votes", Rows.SOFT: "shares"}
_SPLIT = re.compile(r"\w+(\.\w+)*")


class HuggingFaceFormat:
    """A dataset that is written as a folder with one split, `train`."""

    name = "huggingface"
    suffixes: Sequence[str] = ()
    description = "Hugging Face dataset: a folder of Parquet files with a card"
    write_options: Collection[str] = TABLE_OPTIONS
    read_options: Collection[str] = ("annotator", "columns")

    def recognises(self, path: Path) -> bool:
        """Return True for a folder with a card and Parquet files, or saved by `datasets`."""
        return is_dataset(path)

    def read(self, path: Path, options: ReadOptions) -> tuple[Dataset, Iterator[DocumentLine]]:
        """Return what is known of all documents, and an iterator over these.

        Raises DataError for a folder that is no dataset, AnnotatorError without pyarrow.
        """
        return read_dataset(path, options)

    def write_folder(self, dataset: Dataset, folder: Path, options: WriteOptions) -> None:
        """Write data files and the card. Raises AnnotatorError without pyarrow."""
        data = write_data(dataset, {TRAIN: dataset.documents}, folder, options)
        (folder / CARD).write_text(card(dataset, data, CardFacts()), "utf-8", newline="\n")


def write_data(
    dataset: Dataset,
    splits: Mapping[str, Iterable[AnnotatedDocument]],
    folder: Path,
    options: WriteOptions,
) -> DataFacts:
    """Write the data files of some splits into a folder, and return what a card says of them.

    dataset: its own documents are not read. splits: the documents of each split, read once; names
    of splits are letters, digits and _. Raises AnnotatorError without pyarrow.
    """
    documents, table = DocumentTable(dataset, options), long_table(dataset, options, TYPED_CELLS)
    fields = fields_of(table.columns)
    configs = [
        _Config(ConfigFacts(DOCUMENTS, documents.fields), documents.rows_of, documents.longest),
        _Config(
            ConfigFacts(_CONFIGS[options.rows], fields),
            table.rows_of,
            longest_column(table.columns),
        ),
    ]
    data = DataFacts([one.facts for one in configs], options)
    metadata = file_metadata(dataset, options)
    for split, some in splits.items():
        if not _SPLIT.fullmatch(split):
            raise ValueError(f"the name of a split is made of letters, digits and _, not {split!r}")
        with ExitStack() as files:
            written = [one.opened(files, folder, split, metadata) for one in configs]
            for document in some:
                data.languages.add(
                    document_language(document.document.text, document.document.meta)
                )
                for config, rows in zip(configs, written, strict=True):
                    rows.add(config.rows_of(document))
            for config, rows in zip(configs, written, strict=True):
                rows.close()
                config.facts.rows[split] = rows.written
                config.facts.sizes[split] = rows.size
    return data


def _language(document: Document) -> str:
    return document_language(document.text, document.meta)


@dataclass(frozen=True, slots=True)
class _Config:
    """A configuration that is written. longest: see ParquetRows."""

    facts: ConfigFacts
    rows_of: Callable[[AnnotatedDocument], Iterator[Row]]
    longest: int

    def opened(
        self, files: ExitStack, folder: Path, split: str, metadata: Mapping[bytes, bytes]
    ) -> ParquetRows:
        """Open the file of a split."""
        name = f"{self.facts.name}/{split}-00000-of-00001.parquet"
        self.facts.files[split] = name
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        file = files.enter_context(path.open("wb"))
        return ParquetRows(file, schema_of(self.facts.fields, metadata), self.longest)
