"""Finished sentences: the units in which recall is measured and new rules are mined."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import pairwise

from annotator.annotations.events import Accept, Event, Finish, Reject
from annotator.annotations.fold import fold
from annotator.model import Annotation, Document, Judgement, Origin, Span, Suggestion

FinishEvent = tuple[Event, Finish]
"""An event that finished or reopened a sentence, with its change."""


@dataclass(frozen=True, slots=True)
class FinishedSentence:
    """A sentence that one person finished, with all annotations this person holds of it.

    blind: when it was first finished no suggestion was on show, and none had been decided.
    unprompted: the annotations held at that moment, if the sentence was blind. Suggestions that
        were missed are shown afterwards and may be accepted, so these are counted apart.
    """

    annotator: str
    document: str
    sentence: Span | None
    annotations: tuple[Annotation, ...]
    blind: bool
    unprompted: tuple[Annotation, ...] = ()


# --------------------------------------------------------------------------- from events


def last_finish_events(kept: Iterable[Event]) -> list[FinishEvent]:
    """Return the last finish event of each sentence, unless a later one covers a part of it.

    Sentences that were joined or split since are skipped once their text was judged again.
    kept: one person's events on a document, without those undone, by uid.
    """
    last = {
        event.sentence: (event, event.change) for event in kept if isinstance(event.change, Finish)
    }
    spans = sorted((one for one in last if one is not None), key=lambda one: one.start)
    if all(one.end <= other.start for one, other in pairwise(spans)):
        return list(last.values())
    newest_first = sorted(last.values(), key=lambda pair: pair[0].uid, reverse=True)
    found: list[FinishEvent] = []
    for event, change in newest_first:
        if not any(_overlap(event.sentence, one.sentence) for one, _ in found):
            found.append((event, change))
    return found[::-1]


def finished_sentences(
    finish_events: Sequence[FinishEvent],
    held: Judgement,
    source_sentences: Mapping[str, Span | None],
    kept: Sequence[Event],
) -> Iterator[FinishedSentence]:
    """Yield the finished sentences, each with the annotations filed under it or in its text.

    finish_events, kept: see last_finish_events. held: everything the person holds.
    source_sentences: of the annotations, by uid.
    """
    lookup = _SentenceLookup([event.sentence for event, _ in finish_events])
    annotations = _by_sentence(held, source_sentences, lookup)
    hidden = {event.sentence for event in kept if _suggestions_hidden(event)}
    for event, change in finish_events:
        if change.finished:
            sentence = event.sentence
            before = _until_blind_finish(sentence, kept) if sentence in hidden else []
            unprompted = (
                _by_sentence(fold(before), source_sentences, lookup)[sentence] if before else []
            )
            yield FinishedSentence(
                event.annotator,
                event.document,
                sentence,
                tuple(annotations[sentence]),
                bool(before),
                tuple(unprompted),
            )


def _suggestions_hidden(event: Event) -> bool:
    """Return True if the event finished a sentence while its suggestions were hidden."""
    return isinstance(event.change, Finish) and event.change.finished and not event.change.shown


def _until_blind_finish(sentence: Span | None, kept: Iterable[Event]) -> list[Event]:
    """Return the events on a sentence until it was first finished, or [] if it was not blind.

    It was not blind if a suggestion was decided before, or if a part of it was finished with
    suggestions on show.
    """
    before: list[Event] = []
    for event in kept:
        if event.sentence != sentence and not _overlap(event.sentence, sentence):
            continue
        before.append(event)
        if isinstance(event.change, Accept | Reject):
            return []
        if isinstance(event.change, Finish) and event.change.finished:
            if event.change.shown:
                return []
            if event.sentence == sentence:
                return before
    return []


def _by_sentence(
    held: Judgement, source_sentences: Mapping[str, Span | None], lookup: _SentenceLookup
) -> dict[Span | None, list[Annotation]]:
    found: dict[Span | None, list[Annotation]] = defaultdict(list)
    for uid, annotation in held.annotations.items():
        found[lookup.sentence_of(source_sentences[uid], annotation.span.start)].append(annotation)
    return found


class _SentenceLookup:
    """Finds the sentence of an annotation among disjoint sentences."""

    def __init__(self, sentences: Iterable[Span | None]) -> None:
        self._known = frozenset(sentences)
        self._spans = sorted((one for one in self._known if one), key=lambda one: one.start)
        self._starts = [one.start for one in self._spans]

    def sentence_of(self, source_sentence: Span | None, start: int) -> Span | None:
        """Return the source sentence if it is known, else the known one that start lies in."""
        if source_sentence in self._known or source_sentence is None:
            return source_sentence
        at = bisect_right(self._starts, start) - 1
        if at >= 0 and start < self._spans[at].end:
            return self._spans[at]
        return source_sentence


def _overlap(one: Span | None, other: Span | None) -> bool:
    return one is not None and other is not None and one.overlaps(other)


# ---------------------------------------------------------------------------- with texts


@dataclass(frozen=True, slots=True)
class MarkedSpan:
    """A fragment of an annotation. missed: it is manual, and no current rule proposes it."""

    label: str
    span: Span
    missed: bool


@dataclass(frozen=True, slots=True)
class AnnotatedSentence:
    """A finished sentence with its text. Spans count from the start of the document."""

    document: str
    annotator: str
    sentence: Span
    text: str
    marks: tuple[MarkedSpan, ...]

    def marked(self, span: Span, label: str) -> bool:
        """Return True if a part of the span is annotated with the label."""
        return any(one.label == label and one.span.overlaps(span) for one in self.marks)


def annotated_sentences(
    finished: Iterable[FinishedSentence],
    proposed: Iterable[tuple[Document, Sequence[Suggestion]]],
) -> Iterator[AnnotatedSentence]:
    """Yield the finished sentences of documents, in the order of the documents.

    proposed: each document with the suggestions of the current rules for it.
    """
    by_document: dict[str, list[FinishedSentence]] = defaultdict(list)
    for one in finished:
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
                yield AnnotatedSentence(document.uid, one.annotator, one.sentence, text, marks)


def _marks(annotation: Annotation, suggestions: Sequence[Suggestion]) -> Iterator[MarkedSpan]:
    manual = annotation.origin is Origin.MANUAL
    for part in annotation.fragments:
        near = (one for one in suggestions if one.label == annotation.label)
        found = manual and any(one.span.overlaps(part) for one in near)
        yield MarkedSpan(annotation.label, part, missed=manual and not found)


def folds(documents: Iterable[str], most: int) -> Mapping[str, int]:
    """Deal documents into folds of equal size, the same in every run.

    Returns the number of the fold, from 0, for each document uid.
    """
    uids = sorted(set(documents), key=lambda uid: (blake2b(uid.encode()).digest(), uid))
    count = max(1, min(most, len(uids)))
    return {uid: number % count for number, uid in enumerate(uids)}
