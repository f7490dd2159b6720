"""Import texts into a store: what an import counts, and the steps of one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import nullcontext, suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeAlias, TypeVar

from annotator.errors import AnnotatorError, DataError, Problem

if TYPE_CHECKING:
    from annotator.documents import Article, Splitter
    from annotator.documents.near_duplicates import NearDuplicate
    from annotator.formats import ReadableFormat
    from annotator.model import DocumentSource
    from annotator.store import Store

T = TypeVar("T")

Places = dict[tuple[str, str], list[str]]
"""The documents that were read from each path and external id."""

_Item: TypeAlias = "Article | Problem | str"
"""What is read: an article, what is wrong, or the uid of a page that is known."""

BATCH = 1_000
"""Documents of a large import that are stored together: the most that an interruption loses."""

_CHARACTERS = 8_000_000
"""Of the documents that are stored together."""

_LARGE = 64_000_000
"""Bytes from which on an import is large, like one of many files."""

SPLITTER = "sentences"
"""The project setting with the name of the sentence splitter."""


class ProgressBar(Protocol):
    """Yields the items and may show a progress bar with the label meanwhile."""

    def __call__(self, items: Iterable[T], label: str, /) -> Iterator[T]:
        """Return an iterator over the items."""


def no_progress(items: Iterable[T], label: str, /) -> Iterator[T]:
    """Yield the items and show nothing."""
    del label
    yield from items


@dataclass(frozen=True, slots=True)
class ChangedFile:
    """A file whose text is another document than before.

    path: as sources of documents record it. uid: the document of its text now. earlier: that of
    the text it had before.
    """

    path: str
    uid: str
    earlier: str


@dataclass(slots=True)
class ImportResult:
    """Counts and problems of an import.

    new, known: texts that became documents, and those that were in the project before.
    new_uids: the documents that are new.
    elsewhere: of the known ones, those with another path, id or metadata than before.
    sentences: of the new documents.
    skipped, refused: files that hold no text, and files that cannot be read.
    encodings: number of files whose encoding was guessed, by encoding.
    languages: number of the new documents that are not in English, by the code of the language.
    marked: number of bad bytes that U+FFFD stands for, by the path of their file.
    changed: files that had another text when they were imported before.
    near_duplicates: of new documents that nearly repeat another one, which one.
    paths: where the near-duplicates were first read from, by uid; '' if unknown.
    """

    new: int = 0
    new_uids: list[str] = field(default_factory=list)
    known: int = 0
    elsewhere: int = 0
    sentences: int = 0
    skipped: list[Problem] = field(default_factory=list)
    refused: list[Problem] = field(default_factory=list)
    encodings: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    marked: Counter[str] = field(default_factory=Counter)
    changed: list[ChangedFile] = field(default_factory=list)
    near_duplicates: list[NearDuplicate] = field(default_factory=list)
    paths: dict[str, str] = field(default_factory=dict)


def remembered_splitter(store: Store) -> Splitter:
    """Load the splitter that the project used last.

    Raises AnnotatorError if it is not installed here.
    """
    from annotator import documents

    name = store.settings.get(SPLITTER) or documents.RULES
    try:
        return documents.load_splitter(name)
    except AnnotatorError as error:
        raise AnnotatorError(
            f"this project splits sentences with --sentences {name}, but {error}; `annotator"
            f" import --sentences {documents.RULES}` goes back to our rules"
        ) from None


class TextImport:
    """Adds the texts of files to a store, and counts all in a result.

    A large import is stored in batches: if it is interrupted, the next one finds its texts known,
    and goes on. So that a file that cannot be read still keeps everything out, all files are read
    once before.
    """

    def __init__(
        self,
        store: Store,
        folder: Path,
        *,
        encoding: str | None,
        mark_bad_bytes: bool,
        splitter: Callable[[], Splitter],
    ) -> None:
        """folder: of the project. encoding, mark_bad_bytes: as for reading articles."""
        self._store = store
        self._folder = folder
        self._encoding = encoding
        self._mark_bad_bytes = mark_bad_bytes
        self._splitter = splitter
        self._places: Places = {}
        self.result = ImportResult()

    def add(self, files: Sequence[Path], progress: ProgressBar, *, keep_good: bool) -> None:
        """Add the texts of files. Raises DataError for what cannot be read, unless it may be."""
        self._places = self._store.documents.places()
        is_large = _is_large(files)
        if is_large and not keep_good:
            _refuse(item for _, item in self._items(files, progress, "Checking"))
        with nullcontext() if is_large else self._store.transaction():
            for batch in _batches(self._items(files, progress, "Reading")):
                with self._store.transaction():
                    for path, item in batch:
                        self._add(path, item)
            if not keep_good:
                _refuse(self.result.refused)

    def _items(
        self, files: Sequence[Path], progress: ProgressBar, label: str
    ) -> Iterator[tuple[str, _Item]]:
        """Yield each article with the path that sources record; the bar of one file counts them."""
        if len(files) == 1:
            return progress(self._items_of(files[0]), label)
        return (item for file in progress(files, label) for item in self._items_of(file))

    def _items_of(self, file: Path) -> Iterator[tuple[str, _Item]]:
        """Yield the articles of a file, or the uid of an HTML page that was imported before.

        Extracting its text again would be slow.
        """
        from annotator import documents

        path = documents.source_path(file, self._folder)
        if annotated := self._annotations(file):
            yield path, annotated
            return
        page = None if self._encoding else documents.html_bytes(file)
        known = None if page is None else self._store.documents.of_original(page)
        if known is not None:
            yield path, known
            return
        for found in documents.read_articles(
            file, encoding=self._encoding, mark_bad_bytes=self._mark_bad_bytes
        ):
            yield path, found

    def _annotations(self, file: Path) -> Problem | None:
        """The problem with a file of annotations: they are imported by its name alone."""
        from annotator import formats

        found = formats.recognised(file, self._readers)
        if found is None:
            return None
        fix = f"Import it by itself, by its name: `annotator import FILE --format {found.name}`."
        return Problem(file, 1, f"holds annotations ({found.name})", fix)

    @cached_property
    def _readers(self) -> list[ReadableFormat]:
        from annotator import formats

        return formats.readers()

    def _add(self, path: str, item: _Item) -> None:
        from annotator.model import DocumentSource

        if isinstance(item, Problem):
            self.result.refused.append(item)
        elif isinstance(item, str):
            source = DocumentSource(path, meta=self._store.documents.meta(item))
            _count_known(self._store, item, source, self.result)
        else:
            self._add_article(path, item)

    def _add_article(self, path: str, article: Article) -> None:
        from annotator import documents
        from annotator.model import DocumentSource
        from annotator.sentences import ENGLISH, document_language

        store, result = self._store, self.result
        source = DocumentSource(path, article.external_id, article.meta)
        uid = store.documents.find(documents.document_uid(article.text), article.meta)
        if uid:
            _count_known(store, uid, source, result)
        elif twin := _with_other_line_ends(store, article):
            result.skipped.append(twin)
            return
        else:
            language = document_language(article.text, article.meta)
            document = documents.build_document(article, self._splitter(), language=language)
            store.documents.add(document, article.original, source)
            uid = document.uid
            result.new += 1
            result.new_uids.append(uid)
            result.sentences += len(document.sentences)
            if language != ENGLISH:
                result.languages[language] += 1
        _notice_change(article, uid, source, self._places, result)
        if article.marked:
            result.marked[path] += article.marked
        if article.detected:
            result.encodings[article.encoding] += 1


def _is_large(files: Sequence[Path]) -> bool:
    """Return True for files that are read twice and stored in batches."""
    if len(files) > BATCH:
        return True
    with suppress(OSError):  # the reader says what is wrong
        return sum(file.stat().st_size for file in files) > _LARGE
    return False


def _refuse(items: Iterable[_Item]) -> None:
    """Raise DataError with the problems among what was read, if there are any."""
    if problems := [item for item in items if isinstance(item, Problem)]:
        raise DataError(*problems)


def _batches(items: Iterable[tuple[str, _Item]]) -> Iterator[list[tuple[str, _Item]]]:
    """Group what is stored together."""
    batch: list[tuple[str, _Item]] = []
    characters = 0
    for path, item in items:
        batch.append((path, item))
        characters += 0 if isinstance(item, Problem | str) else len(item.text)
        if len(batch) >= BATCH or characters >= _CHARACTERS:
            yield batch
            batch, characters = [], 0
    yield batch


def _notice_change(
    article: Article, uid: str, source: DocumentSource, places: Places, result: ImportResult
) -> None:
    """Add a file to the result if it had another text before. A file may have several by id."""
    from annotator import documents

    uids = places.setdefault((source.path, source.external_id), [])
    if uid in uids:
        return
    is_one = article.path.suffix.lower() not in documents.SEVERAL_SUFFIXES
    if uids and (is_one or source.external_id):
        result.changed.append(ChangedFile(source.path, uid, uids[-1]))
    uids.append(uid)


def confirm_changes(store: Store, result: ImportResult) -> None:
    """Leave out the changes of files that are only other files of the same name.

    A file outside of the project's folder is recorded by its name alone: it changed if its text
    is like the earlier one.
    """
    from annotator.documents.near_duplicates import are_near, similarity

    text = store.documents.without_boilerplate
    result.changed = [
        one
        for one in result.changed
        if "/" in one.path or are_near(similarity(text(one.uid), text(one.earlier)))
    ]


def _with_other_line_ends(store: Store, article: Article) -> Problem | None:
    """The problem with a text that is a document already, but for its line ends; None if new."""
    from annotator import documents

    for text in documents.other_line_ends(article.text):
        known = store.documents.find(documents.document_uid(text), article.meta)
        if known:
            first = next((one.path for one in store.documents.sources(known)), known)
            problem = f"the same text as {first}, with other line ends"
            return Problem(article.path, article.line, problem, "Remove one of the two.")
    return None


def _count_known(store: Store, uid: str, source: DocumentSource, result: ImportResult) -> None:
    """Count a text that is a document already, and record where it was read from."""
    result.known += 1
    result.elsewhere += store.documents.add_source(uid, source)
