"""The library: open or make a project, and run its steps from Python.

>>> import annotator
>>> project = annotator.create("study")
>>> project.import_texts("texts").new
1
>>> project.suggest()
(1, 3)
>>> project.close()

What `annotator` itself exports is public; the rest may change without notice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.api.dataset_writer import ExportResult
from annotator.api.project import Project
from annotator.api.project_folder import ProjectFolder
from annotator.api.text_import import ImportResult, ProgressBar, no_progress
from annotator.errors import AnnotatorError

if TYPE_CHECKING:
    from annotator.api.dataset_file import DatasetFile
    from annotator.api.labelled_span import LabelledSpan
    from annotator.model import Dataset

__all__ = [
    "ExportResult",
    "ImportResult",
    "ProgressBar",
    "Project",
    "ProjectFolder",
    "create",
    "no_progress",
    "open",
    "read",
    "suggest",
    "write",
]


def open(folder: str | Path) -> Project:  # noqa: A001 - as sqlite-utils and Pillow name it
    """Open a project.

    Parameters
    ----------
    folder
        The folder with labels.yaml and annotations.db.

    Returns
    -------
    Project
        Use it in a `with` statement, or close it.

    Raises
    ------
    AnnotatorError
        There is no such project, or its database cannot be used.

    Examples
    --------
    >>> import annotator
    >>> with annotator.open("study") as project:
    ...     project.annotators()
    {'ann': 'annotator'}
    """
    files = ProjectFolder(Path(folder))
    if not files.label_file.exists():
        raise AnnotatorError(f"{folder}: there is no project; annotator.create makes one")
    return Project(files, files.open_store(create=True))


def create(folder: str | Path, *, labels: str | Path = "default") -> Project:
    """Make a project and open it.

    Parameters
    ----------
    folder
        The folder, which may exist; it must not hold a project.
    labels
        The path of the labels.yaml to copy; "default" is the shipped one.

    Raises
    ------
    AnnotatorError
        There is a project already, or the folder cannot be written.
    DataError
        The label file has mistakes; all of them are listed.
    """
    from annotator.labels import load

    files = ProjectFolder(Path(folder))
    if files.label_file.exists() or files.database.exists():
        raise AnnotatorError(f"{folder}: there is a project already; annotator.open opens it")
    source = None if labels == "default" else Path(labels)
    if source:
        load(source)
    files.make(labels=source)
    return Project(files, files.open_store(create=True))


def suggest(
    texts: Iterable[str], *, labels: str | Path = "default", suggester: str = "rules"
) -> list[list[LabelledSpan]]:
    """Suggest labels for texts, without a project.

    The rules are compiled at each call, which takes about a second: give all texts at once.

    Parameters
    ----------
    texts
        The texts. Offsets of the result are code points of each.
    labels
        The path of a labels.yaml; "default" is the shipped one.
    suggester
        The name of an installed suggester.

    Returns
    -------
    list of list of LabelledSpan
        The suggestions for each text, by start.

    Examples
    --------
    >>> import annotator
    >>> [found] = annotator.suggest(["He falsely claimed that it was safe."])
    >>> [(one.label, one.text) for one in found if one.tier == "high"]
    [('verdict_false', 'falsely claimed')]
    """
    from annotator.api.labelled_span import suggestion_span
    from annotator.documents import Article, build_document
    from annotator.labels import load, shipped
    from annotator.suggestions import load_suggester, suggest_all

    if isinstance(texts, str):
        raise TypeError("expected several texts, got one: put it into a list")
    label_set = load(shipped("labels.yaml") if labels == "default" else Path(labels))
    articles = (Article(text, {}, Path(), 1, "utf-8", detected=False) for text in texts)
    documents = [build_document(article) for article in articles]
    found = suggest_all(load_suggester(suggester, label_set), documents)
    return [
        [suggestion_span(document, one) for one in suggestions]
        for document, suggestions in zip(documents, found, strict=True)
    ]


def read(
    path: str | Path,
    format: str | None = None,  # noqa: A002 - the word that users know
    *,
    annotator: str = "",
    columns: Mapping[str, str] | None = None,
    texts: str | Path | None = None,
    layers: Sequence[str] = (),
    encoding: str = "",
) -> DatasetFile:
    """Read a file or folder with annotations, without a project.

    Parameters
    ----------
    path
        The file or folder.
    format
        The name of its format; None finds it by the content.
    annotator
        Who made the annotations if the file does not say; the name of the file if it is empty.
    columns
        Of a table: which column holds what, such as ``{"text": "sentence"}``.
    texts
        The folder of the texts, if they are not beside the annotations.
    layers
        Of files with several layers of annotations, those that are read; all if it is empty.
    encoding
        Of the file; found if it is empty.

    Returns
    -------
    DatasetFile
        Documents are read when they are asked for, one in memory at a time.

    Raises
    ------
    DataError
        The file is not of this format.
    AnnotatorError
        No installed format reads the file, or the format has no such option.

    Examples
    --------
    >>> import annotator
    >>> with annotator.open("study") as project:
    ...     done = project.export("study.jsonl")
    >>> held = annotator.read("study.jsonl")
    >>> held.format, held.annotators()
    ('native', {'ann': 'annotator'})
    """
    from annotator import formats
    from annotator.api.dataset_file import DatasetFile

    path = Path(path)
    options = formats.ReadOptions(
        annotator=annotator,
        columns=columns or {},
        texts=None if texts is None else Path(texts),
        layers=tuple(layers),
        encoding=encoding,
    )
    reader = formats.reader_of(path, format)
    formats.check_options(reader.name, reader.read_options, options)
    return DatasetFile(path, reader, options)


def write(
    dataset: DatasetFile | Dataset,
    target: str | Path,
    format: str | None = None,  # noqa: A002 - the word that users know
    *,
    text: bool = True,
    offset_unit: str = "codepoint",
    rows: str = "annotations",
    spreadsheet: bool = False,
) -> ExportResult:
    """Write a dataset in a format, as a whole or not at all.

    Of what exists only an earlier export in the same format is replaced.

    Parameters
    ----------
    dataset
        What `read` returned, or `Project.read`.
    target
        The file or folder to write.
    format
        The name of the format; None finds it by the suffix of the target.
    text
        False leaves texts and quotes out.
    offset_unit
        What offsets count: "codepoint", "utf-16" or "byte".
    rows
        What a row of a table is: "annotations", "votes" or "soft".
    spreadsheet
        Change cells that a spreadsheet program would take for formulas.

    Returns
    -------
    ExportResult
        The format, and the numbers of documents and readings.

    Raises
    ------
    DataError
        Every problem of the file that is read; nothing is written then.
    AnnotatorError
        The target cannot be written, or the format has no such option.
    ValueError
        There is no such unit of offsets, or kind of rows.

    Examples
    --------
    >>> import annotator
    >>> with annotator.open("study") as project:
    ...     done = project.export("study.jsonl")
    >>> annotator.write(annotator.read("study.jsonl"), "study.csv")
    ExportResult(format='csv', documents=1, readings=1)
    """
    from annotator import formats
    from annotator.api.dataset_file import DatasetFile
    from annotator.api.dataset_writer import write_dataset

    options = formats.WriteOptions(
        formats.OffsetUnit(offset_unit), text, formats.Rows(rows), spreadsheet
    )
    held = dataset.read() if isinstance(dataset, DatasetFile) else dataset
    return write_dataset(held, Path(target), format, options)
