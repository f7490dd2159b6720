"""An index of one annotator's judgements of a document: by sentence, by annotation, by relation.

Looking something up, and taking over a changed judgement, cost the same in a document of 40
sentences as in one of 4,000.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence

from annotator.model import Annotation, Judgement, Relation, Span

NO_JUDGEMENT = Judgement()
"""The judgement of a sentence without events."""

Filed = tuple[Span | None, Annotation]
"""An annotation with the sentence that its judgement is of; None for the document."""


class SentencePositions:
    """The positions of a document's sentences, found by offset."""

    def __init__(self, sentences: Sequence[Span]) -> None:
        self._starts = [one.start for one in sentences]
        self._ends = [one.end for one in sentences]

    def overlapping(self, span: Span) -> range:
        """The positions of the sentences that share a character with a span."""
        first = bisect_right(self._ends, span.start)
        return range(first, max(first, bisect_left(self._starts, span.end)))

    def at_or_after(self, offset: int) -> int | None:
        """The position of the sentence that contains an offset, or of the next; None after all."""
        position = bisect_right(self._ends, offset)
        return position if position < len(self._ends) else None


class JudgementIndex:
    """One annotator's judgements of one document, by source sentence.

    judgements: sentences without events are absent; None is the document as a whole.
    """

    def __init__(
        self, positions: SentencePositions, judgements: Mapping[Span | None, Judgement]
    ) -> None:
        self._positions = positions
        self.judgements: dict[Span | None, Judgement] = {}
        self._filed: dict[str, Filed] = {}
        self._at: dict[int, dict[str, Filed]] = {}
        self._relations: dict[str, dict[str, tuple[Span | None, Relation]]] = {}
        self.update(judgements)

    def update(self, changed: Mapping[Span | None, Judgement]) -> set[int]:
        """Take over changed judgements. Returns the positions of sentences whose marks changed."""
        touched: set[int] = set()
        for sentence in changed:
            touched.update(self._remove(sentence, self.judgements.get(sentence, NO_JUDGEMENT)))
        for sentence, judgement in changed.items():
            self.judgements[sentence] = judgement
            touched.update(self._add(sentence, judgement))
        return touched

    def judgement(self, sentence: Span | None) -> Judgement:
        """The judgement of a sentence; an empty one if it has no events."""
        return self.judgements.get(sentence, NO_JUDGEMENT)

    def annotations_at(self, position: int) -> Iterable[Filed]:
        """The annotations with a fragment in the sentence at a position."""
        return self._at.get(position, {}).values()

    def annotation(self, uid: str) -> Filed | None:
        """An annotation by its uid."""
        return self._filed.get(uid)

    def has(self, uid: str) -> bool:
        """True if there is an annotation of this uid."""
        return uid in self._filed

    def relations_of(self, uid: str) -> list[tuple[Span | None, Relation]]:
        """The relations that an annotation is an end of, each with its source sentence."""
        return list(self._relations.get(uid, {}).values())

    # ------------------------------------------------------------------ inside

    def _add(self, sentence: Span | None, judgement: Judgement) -> Iterator[int]:
        for uid, annotation in judgement.annotations.items():
            self._filed[uid] = (sentence, annotation)
            for position in self._places(sentence, annotation):
                self._at.setdefault(position, {})[uid] = (sentence, annotation)
                yield position
        for uid, relation in judgement.relations.items():
            for end in relation.ends:
                self._relations.setdefault(end, {})[uid] = (sentence, relation)
        yield from self._own(sentence)

    def _remove(self, sentence: Span | None, judgement: Judgement) -> Iterator[int]:
        for uid, annotation in judgement.annotations.items():
            if self._filed.get(uid, (None, None))[0] == sentence:
                self._filed.pop(uid, None)
            for position in self._places(sentence, annotation):
                self._at.get(position, {}).pop(uid, None)
                yield position
        for uid, relation in judgement.relations.items():
            for end in relation.ends:
                self._relations.get(end, {}).pop(uid, None)
        yield from self._own(sentence)

    def _own(self, sentence: Span | None) -> Iterable[int]:
        return () if sentence is None else self._positions.overlapping(sentence)

    def _places(self, sentence: Span | None, annotation: Annotation) -> Iterator[int]:
        """The positions where an annotation is drawn; none for one of the whole document."""
        if sentence is not None:
            for fragment in annotation.fragments:
                yield from self._positions.overlapping(fragment)
