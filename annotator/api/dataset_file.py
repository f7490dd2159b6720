"""A file with annotations, of any format that is read, without a project."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from annotator.api.labelled_document import LabelledDocument
from annotator.errors import DataError, Problem
from annotator.formats import ReadableFormat, ReadOptions
from annotator.model import AnnotatedDocument, Dataset, Judgement, Span, Suggestion


class FileDocument(LabelledDocument):
    """A document of a file, with what the file holds of it.

    Parameters
    ----------
    held
        The document with readings and suggestions.
    """

    def __init__(self, held: AnnotatedDocument) -> None:
        super().__init__(held.document)
        self._held = held

    def _annotators(self) -> Iterable[str]:
        return [one.annotator for one in self._held.readings if not one.pass_number]

    def _judgements(self, annotator: str) -> Mapping[Span | None, Judgement]:
        found = (
            one.judgements
            for one in self._held.readings
            if one.annotator == annotator and not one.pass_number
        )
        return next(found, {})

    def _suggested(self) -> Iterable[Suggestion]:
        return self._held.suggestions


class DatasetFile:
    """A file, or a folder, with annotations. Made by `annotator.read`; reads nothing ahead.

    Parameters
    ----------
    path
        The file or folder.
    reader
        Its format.
    options
        How it is read.
    """

    def __init__(self, path: Path, reader: ReadableFormat, options: ReadOptions) -> None:
        self.path = path
        self.format = reader.name
        self._reader = reader
        self._options = options
        self._head, _ = reader.read(path, options)

    def __repr__(self) -> str:
        return f"<DatasetFile {self.path} {self.format}>"

    def annotators(self) -> dict[str, str]:
        """Return the role of each annotator that the file names, by name; '' if it says none."""
        return dict(self._head.annotators)

    def documents(self) -> Iterator[FileDocument]:
        """Yield the documents in the order of the file, one in memory at a time.

        Raises
        ------
        DataError
            After the last good one: every problem of the file.

        Examples
        --------
        >>> import annotator
        >>> with annotator.open("study") as project:
        ...     done = project.export("study.jsonl")
        >>> for document in annotator.read("study.jsonl").documents():
        ...     for one in document.annotations(by="ann"):
        ...         print(one.label, one.start, one.end, one.text)
        verdict_false 25 42 falsely described
        """
        return map(FileDocument, self._good(Counter()))

    def left_out(self) -> dict[str, int]:
        """Count what the file has and a project has no place for, by its name. Reads all of it.

        Raises
        ------
        DataError
            Every problem of the file.
        """
        counts = Counter[str]()
        for _ in self._good(counts):
            pass
        return dict(counts)

    def read(self) -> Dataset:
        """Return the same as objects of `annotator.model`, documents by uid, each once.

        They are read when they are asked for, and can be once; one is in memory at a time, the
        others in a temporary file. A text that the file has several times is one document.

        Raises
        ------
        DataError
            When the documents are asked for: every problem of the file.
        """
        from annotator.formats.document_order import in_order

        return replace(self._head, documents=in_order(self._good(Counter())))

    def _good(self, left_out: Counter[str]) -> Iterator[AnnotatedDocument]:
        """Yield the documents; what is left out is added to the counts."""
        problems: list[Problem] = []
        _, lines = self._reader.read(self.path, self._options)
        for line in lines:
            problems += line.problems
            left_out.update(line.left_out)
            if line.document and not line.problems:
                yield line.document
        if problems:
            raise DataError(*problems)
