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

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.api.project import ExportResult, Project
from annotator.api.project_folder import ProjectFolder
from annotator.api.text_import import ImportResult, ProgressBar, no_progress
from annotator.errors import AnnotatorError

if TYPE_CHECKING:
    from annotator.api.labelled_span import LabelledSpan

__all__ = [
    "ExportResult",
    "ImportResult",
    "ProgressBar",
    "Project",
    "ProjectFolder",
    "create",
    "no_progress",
    "open",
    "suggest",
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
