"""Make suggestions for articles, with one engine for each label set and process."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator.batch.rows import Row, problem_row, suggestion_rows
from annotator.documents import Article, build_document
from annotator.errors import Problem
from annotator.model import Document, LabelSet

if TYPE_CHECKING:
    from annotator.suggestions.rules import Engine

META = ("title", "source", "url", "author", "date")
"""Columns that are read if they exist; a title decides which line of a text is its title."""

MOST_NAMED = 100
"""Problems that are reported one by one; the others are counted."""

BATCH_SIZE = 1_000
"""Documents that the engine gets at once."""

_SUGGESTERS: dict[tuple[str, bool], BatchSuggester] = {}
_LOCK = threading.Lock()


@dataclass(frozen=True, slots=True)
class NamedArticle:
    """An article, or the problem of reading it, with its id in the input."""

    name: str
    content: Article | Problem


@dataclass(slots=True)
class ShardResult:
    """The rows, counts and problems of a shard of the input, in the order of the input."""

    rows: list[Row] = field(default_factory=list)
    documents: int = 0
    sentences: int = 0
    suggestions: int = 0
    guessed: int = 0
    problems: list[Problem] = field(default_factory=list)


class BatchSuggester:
    """Runs the rules of a label set over articles. Threads may share it; a lock serializes them."""

    def __init__(self, label_set: LabelSet, *, prefilter: bool = True) -> None:
        from annotator.suggestions.rules import Engine  # noqa: PLC0415 - loads spaCy

        self.label_set = label_set
        self._engine: Engine = Engine(label_set, prefilter=prefilter)
        self._lock = threading.Lock()

    def suggest(self, articles: Iterable[NamedArticle]) -> ShardResult:
        """Return the rows of articles, in their order."""
        result = ShardResult()
        stream = iter(articles)
        while batch := list(islice(stream, BATCH_SIZE)):
            self._add(batch, result)
        return result

    def _add(self, batch: Sequence[NamedArticle], result: ShardResult) -> None:
        documents = [_document(one) for one in batch]
        with self._lock:
            found = iter(
                self._engine.suggest_all([one for one in documents if isinstance(one, Document)])
            )
        for named, one in zip(batch, documents, strict=True):
            if isinstance(one, Problem):
                result.problems.append(one)
                result.rows.append(problem_row(named.name, one.problem))
                continue
            suggestions = next(found)
            result.rows.extend(suggestion_rows(named.name, one, suggestions))
            result.documents += 1
            result.sentences += len(one.sentences)
            result.suggestions += len(suggestions)
        result.guessed += sum(_is_guessed(one.content) for one in batch)


def _document(named: NamedArticle) -> Document | Problem:
    return named.content if isinstance(named.content, Problem) else build_document(named.content)


def _is_guessed(content: Article | Problem) -> bool:
    return isinstance(content, Article) and content.detected


def suggester_for(label_set: LabelSet, *, prefilter: bool = True) -> BatchSuggester:
    """Return the suggester of a label set, which is made once in a process for all threads."""
    key = (label_set.uid, prefilter)
    with _LOCK:
        if key not in _SUGGESTERS:
            _SUGGESTERS[key] = BatchSuggester(label_set, prefilter=prefilter)
        return _SUGGESTERS[key]


def label_set_of(labels: str | Path | LabelSet) -> LabelSet:
    """Return a label set, read from its file each time, because files may have changed.

    Reading takes about 20 ms; pass a LabelSet if there are many small batches. Raises DataError.
    """
    if isinstance(labels, LabelSet):
        return labels
    from annotator.labels import load  # noqa: PLC0415 - not needed where a label set comes along

    return load(Path(labels))


def as_text(value: Any) -> str:
    """Return a cell of any library as text, '' for None."""
    return "" if value is None else str(value)


def storable(name: str) -> str:
    """Return a name that every file can hold: half characters and NUL are written as escapes."""
    return name.encode("utf-8", "backslashreplace").decode().replace("\0", "\\x00")


def shortened(problems: Sequence[Problem], total: int, path: Path) -> list[Problem]:
    """Return the first problems, and a last one that counts the others. total: of all problems."""
    shown = list(problems[:MOST_NAMED])
    if total > len(shown):
        rest = f"{total - len(shown):,} more texts cannot be read"
        shown.append(Problem(path, 0, rest, "Correct these first."))
    return shown
