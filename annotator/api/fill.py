"""Texts for a published dataset without them: from files, folders and projects."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from annotator.api.project_folder import ProjectFolder
from annotator.datasets.text_filling import FillResult, fill_folder
from annotator.documents import Article, find_files, read_articles
from annotator.errors import Problem
from annotator.formats import native_reader


def fill(
    folder: Path, paths: Sequence[Path], output: Path | None, unread: list[Problem]
) -> FillResult:
    """Write a published dataset with its texts, in place or into another folder.

    paths: files, folders and projects to look for the texts in. unread: gets what cannot be read.
    Raises AnnotatorError as `fill_folder`, and if a path does not exist.
    """
    return fill_folder(folder, output or folder, _texts(paths, unread))


def _texts(paths: Sequence[Path], unread: list[Problem]) -> Iterator[str]:
    for path in paths:
        project = ProjectFolder(path)
        if project.database.is_file():
            yield from _of_project(project)
        else:
            yield from _of_files(path, unread)


def _of_project(project: ProjectFolder) -> Iterator[str]:
    with project.open_store() as store:
        for uid in store.documents.uids():
            yield store.documents.get(uid).text


def _of_files(path: Path, unread: list[Problem]) -> Iterator[str]:
    files, problems = find_files(path)
    unread += problems
    for file in files:
        if native_reader.is_native(file):
            yield from _of_native(file)
            continue
        for found in read_articles(file):
            if isinstance(found, Article):
                yield found.text
            else:
                unread.append(found)


def _of_native(path: Path) -> Iterator[str]:
    """Yield the texts of an export; lines that have none are passed over."""
    for line in native_reader.stream(path)[1]:
        if line.document:
            yield line.document.document.text
