"""What a published dataset holds, counted document by document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from annotator.annotations.project_events import PEOPLE
from annotator.model import AnnotatedDocument, Judgement
from annotator.sentences import document_language

_Json = dict[str, Any]


@dataclass(slots=True)
class SplitCounts:
    """Of one split: documents, sentences, and annotations in the first pass by label."""

    documents: int = 0
    sentences: int = 0
    labels: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class AnnotatorCounts:
    """Of one annotator, in the first pass.

    finished: sentences. blind: those of them with no suggestion on show. cannot_judge: sentences.
    documents: with a finished sentence. origins: annotations by how they were made.
    """

    role: str = ""
    documents: int = 0
    finished: int = 0
    blind: int = 0
    cannot_judge: int = 0
    origins: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class Counts:
    """What a dataset holds.

    votes: sentences that people finished, by the number of people. rules, suggesters: their
    references with versions, of suggestions and annotations. first, last: times of work, ''
    if unknown.
    """

    splits: dict[str, SplitCounts] = field(default_factory=dict)
    annotators: dict[str, AnnotatorCounts] = field(default_factory=dict)
    relations: Counter[str] = field(default_factory=Counter)
    votes: Counter[int] = field(default_factory=Counter)
    suggestions: int = 0
    rules: set[str] = field(default_factory=set)
    suggesters: set[str] = field(default_factory=set)
    languages: set[str] = field(default_factory=set)
    first: str = ""
    last: str = ""

    def add(self, split: str, one: AnnotatedDocument) -> None:
        """Count a document."""
        of_split = self.splits[split]
        of_split.documents += 1
        of_split.sentences += len(one.document.sentences)
        self.languages.add(document_language(one.document.text, one.document.meta))
        self.suggestions += len(one.suggestions)
        self.rules.update(each.rule for each in one.suggestions if each.rule)
        self.suggesters.update(f"{name}@{version}" for name, version in one.suggesters.items())
        people: Counter[Any] = Counter()
        for reading in one.readings:
            if reading.pass_number:
                continue
            mine = self.annotators.setdefault(reading.annotator, AnnotatorCounts())
            mine.documents += any(held.finished for held in reading.judgements.values())
            for sentence, held in reading.judgements.items():
                self._judgement(of_split, mine, held)
                if sentence is not None and held.finished and mine.role in {*PEOPLE, ""}:
                    people[sentence] += 1
        self.votes.update(people.values())

    def _judgement(self, split: SplitCounts, mine: AnnotatorCounts, held: Judgement) -> None:
        mine.finished += held.finished
        mine.blind += held.finished and not held.shown
        mine.cannot_judge += bool(held.cannot_judge)
        self.relations.update(one.kind for one in held.relations.values())
        self._time(held.finished_at)
        for one in held.annotations.values():
            split.labels[one.label] += 1
            mine.origins[str(one.origin)] += 1
            self._time(one.created_at)
            self._time(one.modified_at)
            if one.rule:
                self.rules.add(one.rule)

    def _time(self, at: str) -> None:
        if at:
            self.first = min(self.first or at, at)
            self.last = max(self.last, at)

    @property
    def labels(self) -> Counter[str]:
        """Annotations by label, in all splits."""
        return sum((one.labels for one in self.splits.values()), Counter[str]())

    @property
    def documents(self) -> int:
        """Documents in all splits."""
        return sum(one.documents for one in self.splits.values())

    def as_json(self) -> _Json:
        """The counts of documents, sentences and annotations, as dataset.json has them."""
        return {
            "documents": self.documents,
            "sentences": sum(one.sentences for one in self.splits.values()),
            "annotations": self.labels.total(),
            "suggestions": self.suggestions,
            "splits": {
                name: {
                    "documents": one.documents,
                    "sentences": one.sentences,
                    "labels": dict(sorted(one.labels.items())),
                }
                for name, one in self.splits.items()
            },
            "annotators": {
                name: {
                    "role": one.role,
                    "documents": one.documents,
                    "finished": one.finished,
                    "blind": one.blind,
                    "cannot_judge": one.cannot_judge,
                    "origins": dict(sorted(one.origins.items())),
                }
                for name, one in sorted(self.annotators.items())
            },
            "relations": dict(sorted(self.relations.items())),
            "votes": {str(number): many for number, many in sorted(self.votes.items())},
            "first": self.first,
            "last": self.last,
        }


def new_counts(splits: Iterable[str], roles: dict[str, str]) -> Counts:
    """Counts of nothing. splits: in their order. roles: by annotator."""
    return Counts(
        splits={name: SplitCounts() for name in splits},
        annotators={name: AnnotatorCounts(role) for name, role in sorted(roles.items())},
    )


def counted(
    split: str, documents: Iterable[AnnotatedDocument], counts: Counts
) -> Iterator[AnnotatedDocument]:
    """Yield documents as they are, each counted."""
    for one in documents:
        counts.add(split, one)
        yield one
