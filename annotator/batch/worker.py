"""From articles to rows, with one engine for each label set and process."""

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
"""Columns of a table that are read where they are there; source and url are part of the uid."""

SHOWN = 100
"""Problems that are named one by one; the rest is counted."""

AT_ONCE = 1_000
"""Documents that the engine gets at once."""

_ENGINES: dict[tuple[str, bool], Suggester] = {}
_MAKING = threading.Lock()


@dataclass(frozen=True, slots=True)
class Named:
    """An article, or why there is none, under the name that the input has for it."""

    name: str
    content: Article | Problem


@dataclass(slots=True)
class Answer:
    """What came of a chunk of the input. problems: in the order of the input."""

    rows: list[Row] = field(default_factory=list)
    documents: int = 0
    sentences: int = 0
    suggestions: int = 0
    guessed: int = 0
    problems: list[Problem] = field(default_factory=list)


class Suggester:
    """The rules of a label set at work. Threads may share it: they take turns."""

    def __init__(self, label_set: LabelSet, *, prefilter: bool = True) -> None:
        from annotator.suggestions.rules import Engine  # noqa: PLC0415 - loads spaCy

        self.label_set = label_set
        self._engine: Engine = Engine(label_set, prefilter=prefilter)
        self._turn = threading.Lock()

    def answer(self, articles: Iterable[Named]) -> Answer:
        """The rows of articles, in their order."""
        answer = Answer()
        stream = iter(articles)
        while batch := list(islice(stream, AT_ONCE)):
            self._add(batch, answer)
        return answer

    def _add(self, batch: Sequence[Named], answer: Answer) -> None:
        composed = [_composed(one) for one in batch]
        with self._turn:
            found = iter(
                self._engine.suggest_all([one for one in composed if isinstance(one, Document)])
            )
        for named, one in zip(batch, composed, strict=True):
            if isinstance(one, Problem):
                answer.problems.append(one)
                answer.rows.append(problem_row(named.name, one.problem))
                continue
            suggestions = next(found)
            answer.rows.extend(suggestion_rows(named.name, one, suggestions))
            answer.documents += 1
            answer.sentences += len(one.sentences)
            answer.suggestions += len(suggestions)
        answer.guessed += sum(_is_guessed(one.content) for one in batch)


def _composed(named: Named) -> Document | Problem:
    return named.content if isinstance(named.content, Problem) else build_document(named.content)


def _is_guessed(content: Article | Problem) -> bool:
    return isinstance(content, Article) and content.detected


def suggester(label_set: LabelSet, *, prefilter: bool = True) -> Suggester:
    """The suggester of a label set: made once in a process, however many threads ask."""
    key = (label_set.uid, prefilter)
    with _MAKING:
        if key not in _ENGINES:
            _ENGINES[key] = Suggester(label_set, prefilter=prefilter)
        return _ENGINES[key]


def label_set_of(labels: str | Path | LabelSet) -> LabelSet:
    """The label set of a file, read anew each time: it and those it refers to may have changed.

    That takes about 20 ms; whoever has many small batches hands a LabelSet in. Raises DataError.
    """
    if isinstance(labels, LabelSet):
        return labels
    from annotator.labels import load  # noqa: PLC0415 - not needed where a label set comes along

    return load(Path(labels))


def words(value: Any) -> str:
    """A cell of any library as text, '' for none."""
    return "" if value is None else str(value)


def storable(name: str) -> str:
    """A name as every file can hold it: what is no character is written as an escape."""
    return name.encode("utf-8", "backslashreplace").decode().replace("\0", "\\x00")


def shortened(problems: Sequence[Problem], total: int, path: Path) -> list[Problem]:
    """The first problems, with a last one that counts the rest, of so many in all."""
    shown = list(problems[:SHOWN])
    if total > len(shown):
        rest = f"{total - len(shown):,} more texts cannot be read"
        shown.append(Problem(path, 0, rest, "Mend these first."))
    return shown
