"""Croissant 1.1 with RAI 1.0: a dataset with its description in JSON-LD.

A folder with everything in native JSON Lines, a table of annotations, and croissant.json, which
says what the files are. `annotator publish` writes the same with splits and a card.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

from annotator.formats import native
from annotator.formats.croissant_metadata import (
    FILE,
    Description,
    TableColumns,
    columns_of,
    croissant_json,
)
from annotator.formats.native_copy import documents_of, leave_text_out
from annotator.formats.parquet import ParquetFormat
from annotator.formats.protocols import WriteOptions
from annotator.formats.table_arrow import fields_of
from annotator.formats.table_rows import TYPED_CELLS
from annotator.formats.tables import CsvFormat, long_table
from annotator.model import AnnotatedDocument, Dataset

_DATA = "data.jsonl"
_TABLE = "annotations"
_NAME = "annotated-news-texts"
_TEXT = (
    "News texts, annotated for framing and misinformation. Labels are judgements of how the text"
    " frames, not verdicts on people."
)
_ROWS = "A row for each annotation, and for each finished sentence without one."


class CroissantFormat:
    """Data and a table of annotations, in Parquet if pyarrow is installed, with a description."""

    name = "croissant"
    suffixes: Sequence[str] = ()
    description = "Croissant 1.1 with RAI 1.0: a folder of data with its description"
    write_options: Collection[str] = ("text",)

    def write_folder(self, dataset: Dataset, folder: Path, options: WriteOptions) -> None:
        """Write the three files."""
        data, tools = folder / _DATA, set[str]()
        with data.open("w", encoding="utf-8", newline="") as file:
            noted = replace(dataset, documents=_noted(dataset.documents, tools))
            file.writelines(native.lines(noted))
        table = _write_table(data, dataset, folder, options)
        if not options.text:
            leave_text_out(data)
        about = Description(_NAME, _TEXT, rai={"machineAnnotationTools": sorted(tools) or ["none"]})
        files = sorted([_DATA, *table.files.values()])
        described = croissant_json(about, folder, files, [table])
        (folder / FILE).write_text(described, "utf-8", newline="\n")


def _noted(documents: Iterable[AnnotatedDocument], tools: set[str]) -> Iterator[AnnotatedDocument]:
    """Yield documents as they are; tools gets the suggesters of each, with their versions."""
    for one in documents:
        tools.update(f"{name}@{version}" for name, version in one.suggesters.items())
        yield one


def _write_table(data: Path, dataset: Dataset, folder: Path, options: WriteOptions) -> TableColumns:
    """Write the table of annotations. data: the native file."""
    writer = ParquetFormat() if find_spec("pyarrow") else CsvFormat()
    name = f"{_TABLE}{writer.suffixes[0]}"
    again = replace(dataset, documents=documents_of(data))
    with (folder / name).open("wb") as file:
        for piece in writer.write(again, options):
            file.write(piece.encode() if isinstance(piece, str) else piece)
    columns = long_table(dataset, options, TYPED_CELLS).columns
    typed = columns_of(fields_of(columns))
    if writer.name == "csv":
        typed = dict.fromkeys((one.name for one in columns), "sc:Text")
    return TableColumns(_TABLE, _ROWS, {"": name}, typed)
