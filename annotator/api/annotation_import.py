"""Import files with annotations: whose they are, which labels they have, and what is refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator.annotations.project_events import GOLD
from annotator.api.added_labels import new_labels, with_labels
from annotator.api.imported_labels import ImportedLabels
from annotator.api.repeated_uids import with_own_uids
from annotator.api.text_import import SPLITTER, ProgressBar, no_progress, remembered_splitter
from annotator.errors import AnnotatorError, DataError, Problem
from annotator.formats.protocols import ReadOptions, check_options

if TYPE_CHECKING:
    from annotator.api.project_folder import ProjectFolder
    from annotator.documents import Splitter
    from annotator.formats import DocumentLine, ReadableFormat
    from annotator.model import AnnotatedDocument, Dataset, Document, Label
    from annotator.store import Store
    from annotator.store.dataset_import import DatasetImport, ImportedAnnotations

_CORRECT = "Correct the line, or export it again; the page of the format describes it."
_NATIVE = "native"
"""The format whose sentences, names and roles are those of a project of this program."""


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """How files with annotations are imported.

    format: the name of their format; '' finds it by the content of a file.
    annotator: who made the annotations; '' takes the names in the file.
    role: of the annotators: annotator, gold or machine; '' for that in the file, or annotator.
    labels: new names of labels by old ones; '' leaves the annotations of a label out.
    reading: how the file is read. unfinished: no sentence counts as finished.
    keep_good: leave out what is wrong, instead of refusing the file.
    """

    format: str = ""
    annotator: str = ""
    role: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    reading: ReadOptions = field(default_factory=ReadOptions)
    unfinished: bool = False
    keep_good: bool = False


def opened(path: Path, options: ImportOptions) -> tuple[str, Dataset, Iterator[DocumentLine]]:
    """The name of the format of a file, what it says of all documents, and its documents.

    Raises AnnotatorError if no format reads it, or if the format has no such option; DataError if
    it is wrong.
    """
    from annotator import formats

    if not options.format:
        check_is_read(path)
    reader = formats.reader_of(path, options.format or None)
    dataset, lines = reader.read(path, _read_options(reader, options))
    return reader.name, dataset, lines


def check_is_read(path: Path) -> None:
    """Raise DataError for the annotations of a tool that no format reads, with its name."""
    from annotator import documents, formats

    found = documents.other_format(path)
    if found and found.tool and not formats.recognised(path, formats.readers()):
        problem = f"expected annotations in a format that is read, found {found.name}"
        raise DataError(Problem(path, 0, problem, found.fix))


def _read_options(reader: ReadableFormat, options: ImportOptions) -> ReadOptions:
    """The options for a reader. A format that names annotators needs no name for them."""
    check_options(reader.name, reader.read_options, options.reading)
    name = GOLD if options.role == "gold" else options.annotator
    knows = "annotator" in reader.read_options
    return replace(options.reading, annotator=name if knows else "")


def count_labels(
    path: Path, options: ImportOptions, progress: ProgressBar = no_progress
) -> Counter[str]:
    """The number of annotations with each label in a file, by the names that an import gives them.

    Wrong lines are passed over: the import names them.
    """
    labels = ImportedLabels(options.labels)
    _, _, lines = opened(path, options)
    for line in progress(lines, "Reading"):
        if line.document:
            labels.applied(line.document)
    return labels.counts


@contextmanager
def annotation_import(
    folder: ProjectFolder, store: Store, options: ImportOptions, *, dry_run: bool = False
) -> Iterator[AnnotationImport]:
    """Import several files, all or nothing. dry_run: change nothing in the end.

    Raises AnnotatorError if the project has leads and the annotator, who is none, imports gold.
    """
    if options.role == "gold":
        store.annotators.check_is_lead(folder.annotator_name(), "import gold")
        if options.annotator not in {"", GOLD}:
            raise AnnotatorError(f"gold has no other name than {GOLD!r}: leave the name out")
    importer = AnnotationImport(folder, store, options)
    with ExitStack() as label_file, store.rolled_back() if dry_run else store.transaction():
        yield importer
        new = importer.finish()
        if not dry_run:
            label_file.enter_context(with_labels(folder.label_file, new))


class AnnotationImport:
    """Adds files with annotations to a project. The caller keeps a transaction around all calls."""

    def __init__(self, folder: ProjectFolder, store: Store, options: ImportOptions) -> None:
        self._folder = folder
        self._store = store
        self._options = options
        self._definitions: dict[str, Any] = {}
        self._translations: dict[str, set[str]] = {}
        self.labels = ImportedLabels(options.labels)
        self.new_labels: dict[str, int] = {}

    def finish(self) -> list[Label]:
        """Return the labels that labels.yaml needs, and count their annotations in `new_labels`.

        Raises UnknownLabel if a label that is to be renamed was in no file; DataError for mistakes
        in labels.yaml.
        """
        self.labels.check_known()
        if not self.labels.counts:
            return []
        has_file = self._folder.label_file.exists()
        label_set = self._folder.label_set(self._store) if has_file else None
        known = {one.name for one in label_set.labels} if label_set else set()
        self.new_labels = {
            name: number
            for name, number in self.labels.counts.items()
            if not self._names_today(name) <= known
        }
        if label_set is None:
            return []
        return new_labels(label_set, [*self.new_labels], self.labels, self._definitions)

    def _names_today(self, label: str) -> set[str]:
        """The names that a label of a file has in the project, which may have renamed it."""
        return self._translations.get(label, {label})

    def _remember(self, dataset: Dataset) -> None:
        """Keep what a file says of its labels, and which of them the project has renamed."""
        from annotator.annotations.label_migrations import LabelMigrations

        for guideline in dataset.guidelines.values():
            self._definitions |= guideline.definition.get("labels", {})
        migrations = LabelMigrations(self._store.project.state().migrations)
        for label in self.labels.counts:
            names = migrations.names(label, dataset.guideline)
            self._translations.setdefault(label, set()).update(names)

    def add(self, path: Path, progress: ProgressBar = no_progress) -> ImportedAnnotations:
        """Add a file, or a folder that is one dataset.

        Raises DataError with every problem, unless good documents are kept.
        """
        from annotator.store.dataset_import import DatasetImport

        name, dataset, lines = opened(path, self._options)
        authors = _Authors(path, self._options, dataset, is_native=name == _NATIVE)
        dataset = replace(dataset, annotators=authors.roles(dataset.annotators))
        importer = DatasetImport(self._store, dataset, unfinished=self._options.unfinished)
        head = [Problem(path, 1, one, _CORRECT) for one in importer.head_problems()]
        if not head:
            importer.begin()
        problems = list(head)
        for line in progress(lines, "Importing"):
            one, found = self._prepared(line, path, importer, authors)
            problems += found
            importer.result.left_out.update(line.left_out)
            if one and not head and (not problems or self._options.keep_good):
                importer.add(one)
        if problems and (head or not self._options.keep_good):
            raise DataError(*problems)
        importer.end()
        self._remember(dataset)
        importer.result.skipped += problems
        importer.result.left_out += self.labels.take_left_out()
        importer.result.named_after = authors.named_after(importer.result.annotators)
        return importer.result

    def _prepared(
        self, line: DocumentLine, path: Path, importer: DatasetImport, authors: _Authors
    ) -> tuple[AnnotatedDocument | None, list[Problem]]:
        """The document of a line as it is added, None if it cannot be, and its problems."""
        found = list(line.problems)
        if line.document is None or (found and authors.is_native):
            return None, found
        one = authors.renamed(line.document)
        one = self.labels.applied(one if authors.is_native else self._refiled(one, importer))
        if not authors.is_native and self._store.documents.has(one.document.uid):
            one = with_own_uids(self._store, one)
        wrong = [] if authors.is_native else importer.introduce(authors.roles_in(one))
        if not wrong and (problem := importer.document_problem(one)):
            wrong = [problem]
        found += [Problem(path, line.number, each, _CORRECT) for each in wrong]
        return (None if wrong else one), found

    def _refiled(self, one: AnnotatedDocument, importer: DatasetImport) -> AnnotatedDocument:
        """The document with the sentences that it has, or gets, in the project."""
        from annotator.formats.sentence_change import refiled

        document = self._in_project(one.document, importer)
        return one if document is one.document else refiled(one, document)

    def _in_project(self, document: Document, importer: DatasetImport) -> Document:
        from annotator import documents
        from annotator.formats.annotated_text import article_of

        known = importer.known(document)
        if known is not None:
            return replace(self._store.documents.get(known), meta=document.meta)
        if self._splitter is None:
            return document
        article = article_of(document.text, dict(document.meta), Path())
        return documents.build_document(article, self._splitter)

    @cached_property
    def _splitter(self) -> Splitter | None:
        """The splitter of the project; None if it is the one of the formats."""
        from annotator import documents

        usual = self._store.settings.get(SPLITTER) in {"", documents.RULES}
        return None if usual else remembered_splitter(self._store)


class _Authors:
    """Whose work a file holds, and under which name and role it is imported."""

    def __init__(
        self, path: Path, options: ImportOptions, dataset: Dataset, *, is_native: bool
    ) -> None:
        self._path = path
        self._given = dataset.annotators
        self._role = options.role
        self._name = GOLD if options.role == "gold" else options.annotator
        self.is_native = is_native

    def roles(self, annotators: Mapping[str, str]) -> dict[str, str]:
        """The roles of annotators by the names that they get."""
        if not self._name:
            return {name: self._role or role for name, role in annotators.items()}
        found = set(annotators.values())
        only_machines = bool(found) and found == {"machine"}
        return {self._name: self._role or ("machine" if only_machines else "annotator")}

    def roles_in(self, one: AnnotatedDocument) -> dict[str, str]:
        """The roles of all who have work in a document, also of those whom the file named late."""
        names = [reading.annotator for reading in one.readings]
        return {
            name: role
            for each in names
            for name, role in self.roles({each: self._given.get(each, "annotator")}).items()
        }

    def renamed(self, one: AnnotatedDocument) -> AnnotatedDocument:
        """The document as the work of the one annotator, if one is named.

        Raises AnnotatorError if several have it.
        """
        if not self._name:
            return one
        names = sorted({reading.annotator for reading in one.readings})
        if len(names) > 1:
            raise AnnotatorError(
                f"{self._path}: {names[0]!r} and {names[1]!r} both annotated"
                f" {one.document.title!r}, which cannot become the work of {self._name!r} alone:"
                " leave the name out, or divide the file by annotator"
            )
        readings = tuple(replace(reading, annotator=self._name) for reading in one.readings)
        return replace(one, readings=readings, settlements=())

    def named_after(self, annotators: Mapping[str, str]) -> str:
        """The one annotator who is called like the file or its folder; '' if there is none."""
        whole = self._path.resolve()
        if self._name or self.is_native or len(annotators) != 1:
            return ""
        (name,) = annotators
        return name if name in {whole.stem, whole.name, whole.parent.name} else ""
