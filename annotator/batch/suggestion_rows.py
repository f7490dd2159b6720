"""Suggestions for articles, as rows: one for each, and one for each text that cannot be read.

There is one engine for each label set and process.

Offsets are code points of the document's text, from 0, end exclusive; quote is text[start:end].
No cell is null: where a column does not apply it is "" or 0.
"""

from __future__ import annotations

import json
import threading
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator.documents import Article, build_document
from annotator.errors import Problem
from annotator.model import Document, LabelSet, Suggestion

if TYPE_CHECKING:
    from annotator.suggestions.rules import Engine

COLUMNS: Mapping[str, type] = {
    "id": str,  # the id of the document in the input
    "document_uid": str,  # its uid, see annotator.documents.document_uid
    "sentence": int,  # its number in the document, from 0, and its offsets
    "sentence_start": int,
    "sentence_end": int,
    "start": int,
    "end": int,
    "quote": str,
    "label": str,
    "rule": str,
    "rule_version": str,
    "tier": str,
    "voice": str,
    "attributes": str,  # a JSON object
    "triggers": str,  # a JSON list of [start, end]
    "frames": str,  # JSON: [start, end, label] of the claim that is framed, or ""
    "problem": str,  # why the text could not be read, and there is no suggestion; else ""
}
"""Name and type of each column, in order."""

Row = dict[str, Any]
"""The cells of a row, by column."""

_EMPTY: Row = {name: kind() for name, kind in COLUMNS.items()}


def suggestion_rows(
    name: str, document: Document, suggestions: Iterable[Suggestion]
) -> Iterator[Row]:
    """Yield a row for each suggestion of a document. name: its id in the input.

    Raises ValueError if a suggestion is outside of its text.
    """
    starts = [sentence.start for sentence in document.sentences]
    for one in suggestions:
        if one.span.end > len(document.text):
            raise ValueError(f"{one.rule} suggests {one.span} outside of document {document.uid}")
        number = max(0, bisect_right(starts, one.span.start) - 1)
        sentence = document.sentences[number]
        rule, _, version = one.rule.rpartition("@")
        yield {
            "id": name,
            "document_uid": document.uid,
            "sentence": number,
            "sentence_start": sentence.start,
            "sentence_end": sentence.end,
            "start": one.span.start,
            "end": one.span.end,
            "quote": one.span.of(document.text),
            "label": one.label,
            "rule": rule,
            "rule_version": version,
            "tier": str(one.tier),
            "voice": str(one.voice),
            "attributes": _json(dict(one.attributes)),
            "triggers": _json([[span.start, span.end] for span in one.triggers]),
            "frames": _json(list(one.frames)) if one.frames else "",
            "problem": "",
        }


def problem_row(name: str, problem: str) -> Row:
    """Return the row of a text that cannot be read."""
    return {**_EMPTY, "id": name, "attributes": "{}", "triggers": "[]", "problem": problem}


def _json(value: object) -> str:
    """Return canonical JSON, safe in any file."""
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )


# --------------------------------------------------------------------------- suggesters


META = ("title", "source", "url", "author", "date")
"""Columns that are read if they exist; a title decides which line of a text is its title."""

MOST_NAMED = 100
"""Problems that are reported one by one; the others are counted."""

BATCH_SIZE = 1_000
"""Documents that the engine gets at once."""

_SUGGESTERS: dict[tuple[str, bool], ArticleSuggester] = {}
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


class ArticleSuggester:
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


def suggester_for(label_set: LabelSet, *, prefilter: bool = True) -> ArticleSuggester:
    """Return the suggester of a label set, which is made once in a process for all threads."""
    key = (label_set.uid, prefilter)
    with _LOCK:
        if key not in _SUGGESTERS:
            _SUGGESTERS[key] = ArticleSuggester(label_set, prefilter=prefilter)
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
