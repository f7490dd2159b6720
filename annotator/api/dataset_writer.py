"""Write a dataset as a file or folder that a user named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.api.text_import import ProgressBar, no_progress

if TYPE_CHECKING:
    from annotator.datasets.pseudonyms import NameFound
    from annotator.formats import WritableFolder, WriteOptions
    from annotator.model import AnnotatedDocument, Dataset


@dataclass(frozen=True, slots=True)
class ExportResult:
    """The outcome of an export: the name of the format, and what was written.

    names: with pseudonyms, the places where names of annotators still are.
    """

    format: str
    documents: int
    readings: int
    names: tuple[NameFound, ...] = field(default=(), repr=False)


def write_dataset(
    dataset: Dataset,
    target: Path,
    name: str | None,
    options: WriteOptions,
    *,
    corpora: Path | None = None,
    progress: ProgressBar = no_progress,
) -> ExportResult:
    """Write a dataset, as a whole or not at all.

    name: of the format; None finds it by the suffix of the target.
    corpora: the folder of texts of the current project.
    Raises AnnotatorError if the target cannot be written or is something else, or the format has
    no such option.
    """
    from annotator import formats
    from annotator.formats.atomic_file import check_place, write_output, write_output_folder

    writer = formats.writer_of(target, name)
    options = formats.writer_options(name, options)
    formats.check_options(writer.name, writer.write_options, options)
    written = Counter[str]()
    documents = progress(_counted(dataset.documents, written), "Exporting")
    dataset = replace(dataset, documents=documents)
    is_folder = formats.is_written_as_folder(writer, target)
    if isinstance(writer, formats.WritableFolder) and is_folder:
        fill = partial(_write_folder, writer, dataset, options)
        write_output_folder(target, writer.name, fill, corpora=corpora)
    elif isinstance(writer, formats.WritableFormat):
        check_place(target, corpora=corpora)
        write_output(target, writer.write(dataset, options), corpora=corpora)
    return ExportResult(writer.name, written["document"], written["reading"])


def _write_folder(
    writer: WritableFolder, dataset: Dataset, options: WriteOptions, folder: Path
) -> None:
    writer.write_folder(dataset, folder, options)


def _counted(
    documents: Iterable[AnnotatedDocument], written: Counter[str]
) -> Iterator[AnnotatedDocument]:
    for document in documents:
        written["document"] += 1
        written["reading"] += len(document.readings)
        yield document
