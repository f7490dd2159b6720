"""Statements: which sentences one person finished, where sentences may be merged and split."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from itertools import pairwise

from annotator.model import Event, EventKind, Span


def last_words(stood: Iterable[Event]) -> list[Event]:
    """The last word on whether each sentence is finished, where no later one is on a part of it.

    Sentences that were merged or split since are passed over once their text was judged anew.
    """
    last = {event.sentence: event for event in stood if event.kind is EventKind.FINISH}
    spans = sorted((home for home in last if home is not None), key=lambda one: one.start)
    if all(one.end <= other.start for one, other in pairwise(spans)):
        return list(last.values())
    newest = sorted(last.values(), key=lambda event: event.uid, reverse=True)
    kept: list[Event] = []
    for event in newest:
        if not any(_overlap(event.sentence, one.sentence) for one in kept):
            kept.append(event)
    return kept[::-1]


def _overlap(one: Span | None, other: Span | None) -> bool:
    if one is None or other is None:
        return False
    return one.overlaps(other)


def hid(finish: Event) -> bool:
    """Whether a sentence was finished with its suggestions hidden."""
    return bool(finish.payload["finished"]) and not finish.payload["shown"]


def until_blind_finish(home: Span | None, stood: Iterable[Event]) -> list[Event]:
    """What was done in a sentence until it was first finished; [] unless it was blind till then.

    stood: one person's events on its document, those that nobody took back, by uid. It was not
    blind if a suggestion was decided before, or a part of it finished with suggestions on show.
    """
    done: list[Event] = []
    for event in stood:
        if event.sentence != home and not _overlap(event.sentence, home):
            continue
        done.append(event)
        if event.kind in {EventKind.ACCEPT, EventKind.REJECT}:
            return []
        if event.kind is EventKind.FINISH and event.payload["finished"]:
            if event.payload["shown"]:
                return []
            if event.sentence == home:
                return done
    return []


class Places:
    """Which of some disjoint sentences something belongs to."""

    def __init__(self, sentences: Iterable[Span | None]) -> None:
        self._known = frozenset(sentences)
        self._spans = sorted((one for one in self._known if one), key=lambda one: one.start)
        self._starts = [one.start for one in self._spans]

    def of(self, home: Span | None, begins: int) -> Span | None:
        """The sentence it was made of, if that is one of them, else the one it begins in."""
        if home in self._known or home is None:
            return home
        at = bisect_right(self._starts, begins) - 1
        return self._spans[at] if at >= 0 and begins < self._spans[at].end else home
