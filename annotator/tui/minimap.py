"""The minimap: all sentences of a document in a column of cells, and which of them is current.

A solid line is finished, a dotted one is not; nearly every sentence has suggestions, so that only
open ones of the high tier stand out, flags, and what a lead sent back. Each state has a sign of its
own, so that nothing depends on colour.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from enum import StrEnum
from itertools import pairwise

from annotator.annotations.session import Session
from annotator.model import Span, Tier


class MinimapState(StrEnum):
    """How far the sentences of a cell are, and the sign for it."""

    SENT_BACK = "↶"
    FLAGGED = "⚑"
    OPEN = "┇"
    UNTOUCHED = "┊"
    PARTLY = "╽"
    FINISHED = "│"


CURRENT = "◂"


class Minimap:
    """The states of a session's sentences, in at most so many cells.

    After a decision only the sentences that it changed are looked at again.
    """

    def __init__(self) -> None:
        self._session: Session | None = None
        self._sent_back: frozenset[Span] = frozenset()
        self._changed = 0
        self._states: list[MinimapState] = []
        self._starts: list[int] = []
        self._counts: list[Counter[MinimapState]] = []
        self._cells: list[MinimapState] = []

    def cells(
        self, session: Session, rows: int, sent_back: frozenset[Span] = frozenset()
    ) -> list[MinimapState]:
        """The state of each cell: of one sentence where there is room, else of several.

        sent_back: the sentences that a lead sent back, and that are open.
        """
        if session is not self._session or sent_back != self._sent_back:
            self._sent_back = sent_back
            self._session, self._changed = session, session.changed
            sentences = session.document.sentences
            self._states = [self._state(position) for position in range(len(sentences))]
            self._group(rows)
        elif len(self._cells) != min(len(self._states), max(0, rows)):
            self._group(rows)
        for position in set(session.changes_since(self._changed)):
            self._update(position, self._state(position))
        self._changed = session.changed
        return self._cells

    def cell_of(self, position: int) -> int:
        """The cell that shows a sentence."""
        return max(0, bisect_right(self._starts, position) - 1)

    def _state(self, position: int) -> MinimapState:
        if self._session is None:
            return MinimapState.UNTOUCHED
        if self._session.document.sentences[position] in self._sent_back:
            return MinimapState.SENT_BACK
        return _state(self._session, position)

    def _group(self, rows: int) -> None:
        """Distribute the sentences over the cells."""
        count = len(self._states)
        cells = min(count, max(0, rows))
        edges = [cell * count // cells for cell in range(cells + 1)] if cells else [0]
        self._starts = edges[:-1]
        self._counts = [Counter(self._states[low:high]) for low, high in pairwise(edges)]
        self._cells = [_together(counts) for counts in self._counts]

    def _update(self, position: int, state: MinimapState) -> None:
        before, self._states[position] = self._states[position], state
        if state is before or not self._cells:
            return
        cell = self.cell_of(position)
        self._counts[cell][before] -= 1
        self._counts[cell][state] += 1
        self._cells[cell] = _together(self._counts[cell])


def _state(session: Session, position: int) -> MinimapState:
    """The state of a sentence; that of a blind one says nothing about suggestions."""
    sentence = session.document.sentences[position]
    judgement = session.judgement_of(sentence)
    if judgement.flagged:
        return MinimapState.FLAGGED
    if judgement.is_done:
        return MinimapState.FINISHED
    return MinimapState.OPEN if _is_urgent(session, sentence) else MinimapState.UNTOUCHED


def _is_urgent(session: Session, sentence: Span) -> bool:
    """True if a suggestion of the high tier is undecided and on show."""
    if not any(one.tier is Tier.HIGH for one in session.suggestions_in(sentence)):
        return False
    open_ones = [mark.suggestion for mark in session.marks(sentence) if mark.suggestion]
    return any(one.tier is Tier.HIGH for one in open_ones)


def _together(counts: Counter[MinimapState]) -> MinimapState:
    """The state of a cell of several sentences: the most urgent, else how far they are."""
    for state in (MinimapState.SENT_BACK, MinimapState.FLAGGED, MinimapState.OPEN):
        if counts[state]:
            return state
    if not counts[MinimapState.FINISHED]:
        return MinimapState.UNTOUCHED
    return MinimapState.PARTLY if counts[MinimapState.UNTOUCHED] else MinimapState.FINISHED
