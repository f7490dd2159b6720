"""Sentences that people merge and split, and what an annotator holds of them.

A merge takes away a border between two sentences, a split puts one; each names it by where the
second sentence begins. The sentences of a document are those of its import with the borders that
everybody's events leave, in the order of their uids: the same on every laptop.

Judgements stay with the sentences they were made of. `fold_document` puts them together by the
sentences there are now, so that nothing is lost and an undone merge brings everything back.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from annotator.annotations.fold import fold, standing
from annotator.model import (
    Annotation,
    Document,
    Event,
    EventKind,
    Judgement,
    Relation,
    Span,
    SuggestionKey,
    Verdict,
)

BETWEEN_NOTES = "; "

# ----------------------------------------------------------------------------- borders


def segmented(text: str, imported: Sequence[Span], events: Iterable[Event]) -> tuple[Span, ...]:
    """The sentences there are now, in order, trimmed and disjoint.

    imported: those of the import. events: of all annotators on the document; other kinds than
        merge, split, undo and redo are ignored.
    """
    borders = {sentence.start for sentence in imported}
    for event in standing(_in_order(events)):
        if event.kind is EventKind.MERGE:
            borders.discard(_at(event))
        elif event.kind is EventKind.SPLIT:
            borders.add(_at(event))
    return tuple(_cut(text, imported, borders))


def _cut(text: str, imported: Sequence[Span], borders: set[int]) -> Iterator[Span]:
    """Each sentence of the import cut at borders inside it, and joined where one is gone."""
    ordered = sorted(borders)
    open_one: Span | None = None
    for sentence in imported:
        inside = ordered[bisect_right(ordered, sentence.start) : bisect_left(ordered, sentence.end)]
        for start, end in pairwise([sentence.start, *inside, sentence.end]):
            quote = text[start:end]
            if not quote.strip():
                continue
            left = start + len(quote) - len(quote.lstrip())
            piece = Span(left, left + len(quote.strip()))
            if open_one and start not in borders:
                open_one = Span(open_one.start, piece.end)
                continue
            if open_one:
                yield open_one
            open_one = piece
    if open_one:
        yield open_one


def _in_order(events: Iterable[Event]) -> list[Event]:
    return sorted(events, key=lambda event: event.uid)


def _at(event: Event) -> int:
    at = event.payload["at"]
    assert isinstance(at, int)  # noqa: S101 - a slip of ours, for mypy
    return at


# -------------------------------------------------------------------------- judgements


@dataclass(slots=True)
class _Part:
    """What is held of one sentence, while it is being put together."""

    annotations: dict[str, Annotation] = field(default_factory=dict)
    relations: dict[str, Relation] = field(default_factory=dict)
    verdicts: dict[SuggestionKey, Verdict] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    flagged: bool = False


@dataclass(frozen=True, slots=True)
class _Statement:
    """The last word on whether a sentence, of now or of then, is finished."""

    uid: str
    home: Span
    finished: bool
    shown: bool


def fold_document(events: Iterable[Event], document: Document) -> dict[Span | None, Judgement]:
    """What one annotator holds of a document, by its sentences of now; untouched ones are absent.

    events: that annotator's on the document, in any order. What was made of a sentence that is
    still there stays with it. Of one that is not, annotations and verdicts go where they begin
    in it, a note and a flag where the sentence began; a later note or flag there replaces them. A
    sentence is finished if the last word on each part of its text says so.
    """
    events = _in_order(events)
    ordered = list(standing(events))
    places = _Places(document.sentences)
    parts = {home: _Part() for home in _homes(events) if home is None or home in places}
    _put_annotations(parts, places, ordered, fold(events))
    for home, text in _last_words(ordered, EventKind.NOTE, "text"):
        if text:
            parts.setdefault(places.of(home), _Part()).notes.append(str(text))
    for home, flagged in _last_words(ordered, EventKind.FLAG, "flagged"):
        if flagged:
            parts.setdefault(places.of(home), _Part()).flagged = True
    finished = dict(_finished(ordered, document, places))
    for sentence in finished:
        parts.setdefault(sentence, _Part())
    return {
        sentence: _judgement(part, finished.get(sentence, (False, True)))
        for sentence, part in parts.items()
    }


def _judgement(part: _Part, finished: tuple[bool, bool]) -> Judgement:
    return Judgement(
        annotations=part.annotations,
        relations=part.relations,
        verdicts=part.verdicts,
        note=BETWEEN_NOTES.join(part.notes),
        flagged=part.flagged,
        finished=finished[0],
        shown=finished[1],
    )


class _Places:
    """Which sentence of now something belongs to."""

    def __init__(self, sentences: Sequence[Span]) -> None:
        self._sentences = sentences
        self._starts = [sentence.start for sentence in sentences]
        self._known = frozenset(sentences)

    def __contains__(self, sentence: Span) -> bool:
        return sentence in self._known

    def of(self, home: Span | None, begins: int | None = None) -> Span | None:
        """The sentence it was made of, else the one round where it (or that one) begins."""
        if home is None or home in self._known or not self._sentences:
            return home
        begins = home.start if begins is None else min(max(begins, home.start), home.end - 1)
        return self._sentences[max(0, bisect_right(self._starts, begins) - 1)]


def _homes(events: Iterable[Event]) -> Iterable[Span | None]:
    """The sentences that judgements were made of, each once; changing borders is none."""
    borders = {EventKind.MERGE, EventKind.SPLIT}
    return dict.fromkeys(event.sentence for event in events if event.kind not in borders)


def _put_annotations(
    parts: dict[Span | None, _Part], places: _Places, ordered: Sequence[Event], held: Judgement
) -> None:
    """Annotations, verdicts and links, each in its part."""
    homes: dict[str, Span | None] = {}
    decided: dict[SuggestionKey, Span | None] = {}
    for event in ordered:
        for name in ("annotation", "relation"):
            if name in event.payload:
                homes.setdefault(str(event.payload[name]), event.sentence)
        if "suggestion" in event.payload:
            decided[_key(event.payload)] = event.sentence
    for uid, annotation in held.annotations.items():
        place = places.of(homes[uid], annotation.span.start)
        parts.setdefault(place, _Part()).annotations[uid] = annotation
    for key, verdict in held.verdicts.items():
        parts.setdefault(places.of(decided[key], key[0]), _Part()).verdicts[key] = verdict
    for uid, relation in held.relations.items():
        head = held.annotations.get(relation.head)
        place = places.of(homes[uid], head.span.start if head else None)
        parts.setdefault(place, _Part()).relations[uid] = relation


def _key(payload: Mapping[str, object]) -> SuggestionKey:
    suggestion = payload["suggestion"]
    assert isinstance(suggestion, list)  # noqa: S101 - a slip of ours, for mypy
    start, end, label = suggestion
    return (start, end, label)


def _last_words(
    ordered: Iterable[Event], kind: EventKind, name: str
) -> list[tuple[Span | None, object]]:
    """The notes (or flags) that stand, by where their sentences begin.

    Who writes one sees those of all that begins in the sentence, so that it replaces them.
    """
    said: dict[Span | None, object] = {}
    for event in ordered:
        if event.kind is kind:
            for home in list(said):
                if _begins_in(home, event.sentence):
                    del said[home]
            said[event.sentence] = event.payload[name]
    return sorted(said.items(), key=lambda item: item[0].start if item[0] else -1)


def _begins_in(home: Span | None, sentence: Span | None) -> bool:
    if home is None or sentence is None:
        return home is sentence
    return sentence.start <= home.start < sentence.end


# ---------------------------------------------------------------------------- finished


def _finished(
    ordered: Iterable[Event], document: Document, places: _Places
) -> Iterator[tuple[Span | None, tuple[bool, bool]]]:
    """(finished, shown) of each sentence that something was said of; None is the document."""
    last: dict[Span | None, Event] = {}
    for event in ordered:
        if event.kind is EventKind.FINISH:
            last[event.sentence] = event
    if None in last:
        yield None, (bool(last[None].payload["finished"]), bool(last[None].payload["shown"]))
    said = {
        home: _Statement(
            event.uid, home, bool(event.payload["finished"]), bool(event.payload["shown"])
        )
        for home, event in last.items()
        if home is not None
    }
    of_then = [one for home, one in said.items() if home not in places]
    for sentence in document.sentences:
        here = [said[sentence]] if sentence in said else []
        here += [one for one in of_then if one.home.overlaps(sentence)]
        if here:
            here.sort(key=lambda one: one.uid, reverse=True)
            yield sentence, _verdict(document.text, sentence, here)


def _verdict(text: str, sentence: Span, newest_first: Sequence[_Statement]) -> tuple[bool, bool]:
    """Finished if every part is by the last word on it; shown if any of these parts was."""
    left = [sentence]
    shown = False
    for one in newest_first:
        if not any(part.overlaps(one.home) for part in left):
            continue
        if not one.finished:
            return False, one.shown
        shown = shown or one.shown
        left = [rest for part in left for rest in _without(text, part, one.home)]
        if not left:
            return True, shown
    return False, newest_first[0].shown


def _without(text: str, part: Span, covered: Span) -> Iterator[Span]:
    """What of a part lies outside, and is not blank."""
    for start, end in (
        (part.start, min(part.end, covered.start)),
        (max(part.start, covered.end), part.end),
    ):
        if start < end and text[start:end].strip():
            yield Span(start, end)
