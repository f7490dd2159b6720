"""Passages: sentences that people finished, and what in them they marked on their own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from annotator.model import Annotation, Document, Origin, Span, Suggestion
from annotator.rule_quality.decisions import Judged


@dataclass(frozen=True, slots=True)
class Marked:
    """A stretch that somebody marked. missed: by hand, and no rule proposes it today."""

    label: str
    span: Span
    missed: bool


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence as one person left it. Spans are of the document; text is the sentence's."""

    document: str
    annotator: str
    sentence: Span
    text: str
    marks: tuple[Marked, ...]

    def marked(self, span: Span, label: str) -> bool:
        """Whether a part of the span is marked with the label."""
        return any(one.label == label and one.span.overlaps(span) for one in self.marks)


def passages(
    judged: Iterable[Judged], proposed: Iterable[tuple[Document, Sequence[Suggestion]]]
) -> Iterator[Passage]:
    """The finished sentences of documents, with what the rules of today propose there."""
    by_document: dict[str, list[Judged]] = defaultdict(list)
    for one in judged:
        if one.sentence is not None:
            by_document[one.document].append(one)
    for document, suggestions in proposed:
        for one in by_document.get(document.uid, ()):
            if one.sentence is not None:
                marks = tuple(
                    mark
                    for annotation in one.annotations
                    for mark in _marks(annotation, suggestions)
                )
                text = one.sentence.of(document.text)
                yield Passage(document.uid, one.annotator, one.sentence, text, marks)


def _marks(annotation: Annotation, suggestions: Sequence[Suggestion]) -> Iterator[Marked]:
    by_hand = annotation.origin is Origin.MANUAL
    for part in annotation.fragments:
        near = (one for one in suggestions if one.label == annotation.label)
        found = by_hand and any(one.span.overlaps(part) for one in near)
        yield Marked(annotation.label, part, missed=by_hand and not found)


def folds(documents: Iterable[str], most: int) -> Mapping[str, int]:
    """A number from 0 for each document, alike often; the same in every run."""
    uids = sorted(set(documents), key=lambda uid: (blake2b(uid.encode()).digest(), uid))
    count = max(1, min(most, len(uids)))
    return {uid: number % count for number, uid in enumerate(uids)}
