"""Import texts into a store: what an import counts, and the steps of one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

from annotator.errors import AnnotatorError, Problem

if TYPE_CHECKING:
    from annotator.documents import Article, Splitter
    from annotator.documents.near_duplicates import NearDuplicate
    from annotator.model import DocumentSource
    from annotator.store import Store

T = TypeVar("T")

Places = dict[tuple[str, str], list[str]]
"""The documents that were read from each path and external id."""

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


def import_known_page(store: Store, file: Path, path: str, result: ImportResult) -> bool:
    """Count an HTML page that was imported before; False for any other file.

    Extracting its text again would be slow. path: as sources of documents record it.
    """
    from annotator import documents
    from annotator.model import DocumentSource

    page = documents.html_bytes(file)
    known = None if page is None else store.documents.of_original(page)
    if known is None:
        return False
    source = DocumentSource(path, meta=store.documents.meta(known))
    _count_known(store, known, source, result)
    return True


def import_articles(
    store: Store,
    articles: Iterable[Article | Problem],
    path: str,
    splitter: Callable[[], Splitter],
    result: ImportResult,
    *,
    places: Places,
) -> None:
    """Add the new articles of a file to the store and count all in the result.

    path: as sources of documents record it. places: where documents were read from before, which
        is kept up to date.
    """
    from annotator import documents
    from annotator.model import DocumentSource
    from annotator.sentences import ENGLISH, document_language

    for article in articles:
        if isinstance(article, Problem):
            result.refused.append(article)
            continue
        source = DocumentSource(path, article.external_id, article.meta)
        known = store.documents.find(documents.document_uid(article.text), article.meta)
        twin = None if known else _with_other_line_ends(store, article)
        if twin:
            result.skipped.append(twin)
            continue
        if known:
            _count_known(store, known, source, result)
        else:
            document = documents.build_document(article, splitter())
            store.documents.add(document, article.original, source)
            result.new += 1
            result.new_uids.append(document.uid)
            result.sentences += len(document.sentences)
            language = document_language(document.text, document.meta)
            if language != ENGLISH:
                result.languages[language] += 1
        _notice_change(article, known or document.uid, source, places, result)
        if article.marked:
            result.marked[path] += article.marked
        if article.detected:
            result.encodings[article.encoding] += 1


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
