"""The tables of a published dataset: Parquet where pyarrow is installed, CSV otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path

import yaml

from annotator.datasets.counts import Counts
from annotator.datasets.facts import About
from annotator.formats.croissant_metadata import TableColumns, columns_of
from annotator.formats.huggingface import write_data
from annotator.formats.huggingface_card import CardFacts, DataFacts, card_head
from annotator.formats.protocols import WriteOptions
from annotator.formats.tables import CsvFormat
from annotator.model import AnnotatedDocument, Dataset

ANNOTATIONS = "annotations"

_ROWS = {
    "documents": "A row for each document, with all that each annotator holds of it, nested.",
    ANNOTATIONS: "A row for each annotation, and for each finished sentence without one.",
}


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables that were written. data: what the head says of Parquet files; None for CSV."""

    columns: Sequence[TableColumns]
    data: DataFacts | None = None

    def head(self, about: About, counts: Counts) -> str:
        """The head of the card in YAML, as the Hugging Face Hub and `datasets` read it."""
        title = " ".join(about.title.split())
        if self.data is not None:
            return card_head(self.data, CardFacts(title, about.hub_licence))
        described = {
            "pretty_name": title,
            "license": about.hub_licence,
            "language": sorted(counts.languages),
            "configs": [
                {
                    "config_name": one.name,
                    "data_files": [
                        {"split": split, "path": path} for split, path in one.files.items()
                    ],
                }
                for one in self.columns
            ],
        }
        written = yaml.safe_dump(described, allow_unicode=True, sort_keys=False, width=100)
        return f"---\n{written}---\n"


def write_tables(
    folder: Path,
    dataset: Dataset,
    splits: Mapping[str, Iterable[AnnotatedDocument]],
    *,
    text: bool,
) -> Tables:
    """Write the tables of each split. splits: their documents, which are read once.

    text: False leaves texts and quotes out.
    """
    options = WriteOptions(text=text)
    if find_spec("pyarrow"):
        data = write_data(dataset, splits, folder, options)
        return Tables(
            [
                TableColumns(one.name, _ROWS[one.name], dict(one.files), columns_of(one.fields))
                for one in data.configs
            ],
            data,
        )
    return _as_csv(folder, dataset, splits, options)


def _as_csv(
    folder: Path,
    dataset: Dataset,
    splits: Mapping[str, Iterable[AnnotatedDocument]],
    options: WriteOptions,
) -> Tables:
    (folder / ANNOTATIONS).mkdir()
    files, header = {}, ""
    for split, documents in splits.items():
        name = f"{ANNOTATIONS}/{split}.csv"
        pieces = CsvFormat().write(replace(dataset, documents=documents), options)
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            header = next(pieces)
            file.write(header)
            file.writelines(pieces)
        files[split] = name
    columns = dict.fromkeys(header.strip().split(","), "sc:Text")
    return Tables([TableColumns(ANNOTATIONS, _ROWS[ANNOTATIONS], files, columns)])
