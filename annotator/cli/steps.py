"""Two steps of the journey that several commands take: read texts in, run the rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.cli.console import count, progress
from annotator.errors import AnnotatorError, DataError, Problem

if TYPE_CHECKING:
    from annotator.documents import Article, Splitter
    from annotator.model import Document, LabelSet
    from annotator.store import Store

SENTENCES = "sentences"
"""The setting that says how the project tells sentences apart."""

DOCUMENTS_AT_ONCE = 1_000
CHARACTERS_AT_ONCE = 4_000_000
"""Suggestions are kept after so much: a stopped run loses no more, and no more is in memory."""


@dataclass(slots=True)
class Imported:
    """What an import did. encodings: how many files were in a guessed encoding, by its name."""

    new: int = 0
    known: int = 0
    sentences: int = 0
    skipped: list[Problem] = field(default_factory=list)
    refused: list[Problem] = field(default_factory=list)
    encodings: Counter[str] = field(default_factory=Counter)

    def words(self) -> list[str]:
        """The report, a line each thing."""
        new, sentences = count(self.new, "new document"), count(self.sentences, "sentence")
        lines = [f"{new} with {sentences}, {self.known:,} already there"]
        for name, number in sorted(self.encodings.items()):
            lines.append(
                f"{count(number, 'text')} read as {name}: a guess; --encoding overrules it"
            )
        lines += [f"skipped: {problem}" for problem in self.skipped]
        lines += [f"not imported: {problem}" for problem in self.refused]
        return lines


def import_texts(
    store: Store,
    paths: Sequence[Path],
    *,
    encoding: str | None = None,
    keep_good: bool = False,
    split: Splitter | None = None,
) -> Imported:
    """Read files and folders into the store, all or nothing.

    split: how to tell sentences apart; None is as the project did before. It is loaded only if
        there is a new document.
    keep_good: import what can be read where some cannot; what cannot is in the answer.
    Raises DataError with every problem otherwise; the store is then as it was.
    """
    from annotator import documents

    done = Imported()
    files: list[Path] = []
    for path in paths:
        found, skipped = documents.find(path)
        files += found
        done.skipped += skipped
    chosen = cache(lambda: split or _remembered(store))
    with store.transaction():
        for file in progress(files, "Reading"):
            if encoding is None and _is_known_page(store, file):
                done.known += 1
                continue
            _import_file(store, documents.read(file, encoding=encoding), chosen, done)
        if done.refused and not keep_good:
            raise DataError(*done.refused)
    return done


def _remembered(store: Store) -> Splitter:
    """The splitter that the project was last told to use."""
    from annotator import documents

    name = store.setting(SENTENCES) or documents.RULES
    try:
        return documents.load_splitter(name)
    except AnnotatorError as error:
        raise AnnotatorError(
            f"this project tells sentences apart with --sentences {name}, but {error}; `annotator"
            f" import --sentences {documents.RULES}` goes back to our rules"
        ) from None


def _is_known_page(store: Store, file: Path) -> bool:
    """Whether the text of this page is there already; finding it again would take long."""
    from annotator import documents

    page = documents.page(file)
    return page is not None and store.has_original(page)


def _import_file(
    store: Store,
    articles: Iterable[Article | Problem],
    split: Callable[[], Splitter],
    done: Imported,
) -> None:
    from annotator import documents

    for article in articles:
        if isinstance(article, Problem):
            done.refused.append(article)
            continue
        if store.has_document(documents.document_uid(article.text, article.meta)):
            done.known += 1
        else:
            document = documents.compose(article, split())
            store.add_document(document, article.original)
            done.new += 1
            done.sentences += len(document.sentences)
        if article.detected:
            done.encodings[article.encoding] += 1


def suggest_labels(store: Store, label_set: LabelSet, *, prefilter: bool = True) -> tuple[int, int]:
    """Run the rules over the documents that this label set has not seen.

    Answers (documents, suggestions). spaCy is loaded only if there is work.
    """
    store.put_label_set(label_set)
    pending = store.documents_to_suggest(label_set.uid)
    if not pending:
        return 0, 0
    from annotator.suggestions.rules import Engine

    engine = Engine(label_set, prefilter=prefilter)
    proposed = 0
    for chunk in _chunks(map(store.document, progress(pending, "Suggesting"))):
        found = engine.suggest_all(chunk)
        with store.transaction():
            for document, suggestions in zip(chunk, found, strict=True):
                store.put_suggestions(document.uid, label_set.uid, suggestions)
                proposed += len(suggestions)
    return len(pending), proposed


def _chunks(documents: Iterable[Document]) -> Iterator[list[Document]]:
    """As many documents as the rules are run over at once, in their order."""
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
