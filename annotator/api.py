"""A project: the folder with labels.yaml, corpora/ and annotations.db, and the steps run on it."""

from __future__ import annotations

import getpass
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

from annotator.errors import AnnotatorError, DataError, Problem

if TYPE_CHECKING:
    from annotator.documents import Article, Splitter
    from annotator.model import Document, DocumentSource, LabelSet
    from annotator.store import Store
    from annotator.store.dataset_import import ImportedAnnotations

T = TypeVar("T")

DOCUMENTS_AT_ONCE = 1_000
CHARACTERS_AT_ONCE = 4_000_000
"""Suggestions are saved after this much text: the most that an interrupted run loses."""

_SPLITTER = "sentences"
"""The project setting with the name of the sentence splitter."""

_RULES = "rules"
"""The name of the rules as a suggester."""

_CORRECT = "Correct the line; docs/native-format.md describes the format."
_BY_NAME = "Import it by its name, with `annotator import FILE`, not with a folder."

_CORPORA = "corpora"
"""The project setting with the fingerprint of corpora/ at the last import."""


class ProgressBar(Protocol):
    """Yields the items and may show a progress bar with the label meanwhile."""

    def __call__(self, items: Iterable[T], label: str, /) -> Iterator[T]:
        """Return an iterator over the items."""


def no_progress(items: Iterable[T], label: str, /) -> Iterator[T]:
    """Yield the items and show nothing."""
    del label
    yield from items


@dataclass(slots=True)
class ImportResult:
    """Counts and problems of an import.

    new, known: texts that became documents, and those that were in the project before.
    elsewhere: of the known ones, those with another path, id or metadata than before.
    sentences: of the new documents.
    skipped, refused: files that hold no text, and files that cannot be read.
    encodings: number of files whose encoding was guessed, by encoding.
    """

    new: int = 0
    known: int = 0
    elsewhere: int = 0
    sentences: int = 0
    skipped: list[Problem] = field(default_factory=list)
    refused: list[Problem] = field(default_factory=list)
    encodings: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Project:
    """A project's folder and the person who annotates.

    annotator: '' is the user who is logged in. report: receives messages about slow steps.
    """

    folder: Path
    annotator: str = ""
    report: Callable[[str], None] = lambda _: None

    @property
    def label_file(self) -> Path:
        """labels.yaml: the guideline and its rules."""
        return self.folder / "labels.yaml"

    @property
    def corpora(self) -> Path:
        """The folder with the texts."""
        return self.folder / "corpora"

    @property
    def database(self) -> Path:
        """The file with the documents, suggestions and annotations."""
        return self.folder / "annotations.db"

    def annotator_name(self) -> str:
        """Return the annotator's name.

        Raises AnnotatorError if none was given and the system does not know the user.
        """
        if self.annotator:
            return self.annotator
        try:
            name = getpass.getuser()
            name.encode("utf-8")
        except (KeyError, OSError, ImportError, UnicodeEncodeError):
            raise AnnotatorError(
                "no user with a name in UTF-8 is logged in: give your name with --annotator NAME"
            ) from None
        return name

    def label_set(self, store: Store | None = None) -> LabelSet:
        """Load and check labels.yaml.

        store: remembers what was read, so that a file that has not changed is not parsed again.
        Raises AnnotatorError if there is no such file, DataError for the mistakes in it.
        """
        if not self.label_file.exists():
            raise AnnotatorError(
                f"{self.label_file}: there is no label file; make a project with"
                f" `annotator init {self.folder}`, or name one with --project"
            )
        from annotator.labels import label_set_cache

        cache = store.label_sets if store else None
        return label_set_cache.load(self.label_file, cache, self.report)

    def store(self, *, create: bool = False) -> Store:
        """Open the database. create: make it if it does not exist."""
        from annotator.store import Store

        return Store.open(self.database, create=create, report=self.report)

    # ------------------------------------------------------------------ import

    def import_texts(
        self,
        store: Store,
        paths: Sequence[Path] = (),
        *,
        encoding: str | None = None,
        keep_good: bool = False,
        splitter: tuple[str, Splitter] | None = None,
        progress: ProgressBar = no_progress,
    ) -> ImportResult:
        """Read files and folders into the store, all or nothing.

        paths: corpora/ if there are none.
        keep_good: import the readable files even if others cannot be read.
        splitter: the name and the function that splits sentences, remembered for later imports.
            Without it the remembered splitter is loaded as soon as there is a new document.
        Raises DataError with every unreadable file unless keep_good is set; the store is then
        unchanged.
        """
        from annotator import documents
        from annotator.formats.native_reader import is_native
        from annotator.model import DocumentSource

        result = ImportResult()
        files: list[Path] = []
        for path in paths or (self.corpora,):
            found, skipped = documents.find_files(path)
            files += found
            result.skipped += skipped
        split = cache(lambda: splitter[1] if splitter else remembered_splitter(store))
        with store.transaction():
            for file in progress(files, "Reading"):
                if is_native(file):
                    result.refused.append(Problem(file, 1, "holds annotations", _BY_NAME))
                    continue
                source = documents.source_path(file, self.folder)
                known = None if encoding else _known_page(store, file)
                if known:
                    page = DocumentSource(source, meta=store.documents.meta(known))
                    _count_known(store, known, page, result)
                    continue
                articles = documents.read_articles(file, encoding=encoding)
                _import_file(store, articles, source, split, result)
            if result.refused and not keep_good:
                raise DataError(*result.refused)
        if splitter:
            store.settings.set(_SPLITTER, splitter[0])
        return result

    def import_annotations(
        self,
        store: Store,
        path: Path,
        *,
        unfinished: bool = False,
        progress: ProgressBar = no_progress,
    ) -> ImportedAnnotations:
        """Read a file of the native format into the store, all or nothing.

        Documents, what annotators hold of them, suggestions and guidelines are added to what the
        project has; nothing is deleted. Importing a file twice changes nothing.
        unfinished: no sentence counts as finished, whatever the file says.
        Raises DataError with every problem of the file; the store is then unchanged.
        """
        from annotator.formats import native_reader
        from annotator.store.dataset_import import DatasetImport

        dataset, lines = native_reader.stream(path)
        importer = DatasetImport(store, dataset, unfinished=unfinished)
        problems = [Problem(path, 1, one, _CORRECT) for one in importer.head_problems()]
        with store.transaction():
            if not problems:
                importer.begin()
            for line in progress(lines, "Importing"):
                found = list(line.problems)
                if line.document and not found:
                    problem = importer.document_problem(line.document)
                    found += [Problem(path, line.number, problem, _CORRECT)] if problem else []
                problems += found
                if line.document and not problems:
                    importer.add(line.document)
            if problems:
                raise DataError(*problems)
            importer.end()
        return importer.result

    def import_changes(
        self, store: Store, *, progress: ProgressBar = no_progress
    ) -> ImportResult | None:
        """Import corpora/ if a file was added, removed or changed since the last time.

        Unreadable files are listed in the result; the others are imported. None: no change.
        """
        fingerprint = self._fingerprint()
        if not self.corpora.is_dir() or store.settings.get(_CORPORA) == fingerprint:
            return None
        result = self.import_texts(store, keep_good=True, progress=progress)
        store.settings.set(_CORPORA, fingerprint)
        return result

    def _fingerprint(self) -> str:
        """A hash of the names, sizes and times of the files in corpora/."""
        files = sorted(path for path in self.corpora.rglob("*") if path.is_file())
        seen = [(str(path), path.stat().st_size, path.stat().st_mtime_ns) for path in files]
        return blake2b(repr(seen).encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()

    # ----------------------------------------------------------------- suggest

    def suggest(
        self,
        store: Store,
        label_set: LabelSet | None = None,
        *,
        prefilter: bool = True,
        progress: ProgressBar = no_progress,
    ) -> tuple[int, int]:
        """Run the rules over the documents that these rules have not covered yet.

        label_set: labels.yaml of the project if it is None.
        All is one run. If it is interrupted, the documents that were done are covered.
        Returns the numbers of documents and suggestions. spaCy is loaded only if there are any.
        """
        label_set = label_set or self.label_set(store)
        store.label_sets.put(label_set)
        store.project.follow_guideline(label_set.guideline)
        pending = store.suggestions.pending(_RULES, label_set.rules_uid)
        if not pending:
            return 0, 0
        from annotator.suggestions.rules import Engine

        engine = Engine(label_set, prefilter=prefilter)
        run = store.suggestions.start_run(_RULES, label_set.rules_uid, label_set.guideline)
        total = 0
        for chunk in _chunks(map(store.documents.get, progress(pending, "Suggesting"))):
            found = engine.suggest_all(chunk)
            with store.transaction():
                for document, suggestions in zip(chunk, found, strict=True):
                    store.suggestions.put(document.uid, run, suggestions)
                    total += len(suggestions)
        return len(pending), total


def remembered_splitter(store: Store) -> Splitter:
    """Load the splitter that the project used last.

    Raises AnnotatorError if it is not installed here.
    """
    from annotator import documents

    name = store.settings.get(_SPLITTER) or documents.RULES
    try:
        return documents.load_splitter(name)
    except AnnotatorError as error:
        raise AnnotatorError(
            f"this project splits sentences with --sentences {name}, but {error}; `annotator"
            f" import --sentences {documents.RULES}` goes back to our rules"
        ) from None


def _known_page(store: Store, file: Path) -> str | None:
    """Return the uid of the document of an HTML page that was imported before, else None.

    Extracting its text again would be slow.
    """
    from annotator import documents

    page = documents.html_bytes(file)
    return None if page is None else store.documents.of_original(page)


def _import_file(
    store: Store,
    articles: Iterable[Article | Problem],
    path: str,
    splitter: Callable[[], Splitter],
    result: ImportResult,
) -> None:
    """Add the new articles of a file to the store and count all in the result.

    path: as sources of documents record it.
    """
    from annotator import documents
    from annotator.model import DocumentSource

    for article in articles:
        if isinstance(article, Problem):
            result.refused.append(article)
            continue
        source = DocumentSource(path, article.external_id, article.meta)
        known = store.documents.find(documents.document_uid(article.text), article.meta)
        if known:
            _count_known(store, known, source, result)
        else:
            document = documents.build_document(article, splitter())
            store.documents.add(document, article.original, source)
            result.new += 1
            result.sentences += len(document.sentences)
        if article.detected:
            result.encodings[article.encoding] += 1


def _count_known(store: Store, uid: str, source: DocumentSource, result: ImportResult) -> None:
    """Count a text that is a document already, and record where it was read from."""
    result.known += 1
    result.elsewhere += store.documents.add_source(uid, source)


def _chunks(documents: Iterable[Document]) -> Iterator[list[Document]]:
    """Group documents, in their order, into lists that the rules process together."""
    chunk: list[Document] = []
    characters = 0
    for document in documents:
        chunk.append(document)
        characters += len(document.text)
        if len(chunk) >= DOCUMENTS_AT_ONCE or characters >= CHARACTERS_AT_ONCE:
            yield chunk
            chunk, characters = [], 0
    if chunk:
        yield chunk
