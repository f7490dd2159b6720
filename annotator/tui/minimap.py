"""The map of a document: all its sentences in a few cells, and where in it one is.

Each state has a shape of its own, so that nothing depends on colour.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from itertools import pairwise

from annotator.annotations.session import Session


class SentenceState(StrEnum):
    """How far sentences are, drawn as these."""

    FLAGGED = "⚑"
    OPEN = "▒"
    UNTOUCHED = "│"
    PARTLY = "▄"
    FINISHED = "█"


HERE = "◂"


def states(session: Session) -> list[SentenceState]:
    """The state of each sentence, as it may be seen: blind ones do not tell of suggestions."""
    return [_state(session, position) for position in range(len(session.document.sentences))]


def _state(session: Session, position: int) -> SentenceState:
    sentence = session.document.sentences[position]
    held = session.judgement_of(sentence)
    if held.flagged:
        return SentenceState.FLAGGED
    if held.finished:
        return SentenceState.FINISHED
    return SentenceState.OPEN if session.is_undecided(sentence) else SentenceState.UNTOUCHED


def cells(every: Sequence[SentenceState], rows: int) -> list[SentenceState]:
    """The states in at most so many cells: one each where there is room, else of several.

    Of several, what is still to be done is shown: a flag, an open suggestion, then the rest.
    """
    count = min(len(every), max(0, rows))
    edges = [place * len(every) // count for place in range(count + 1)] if count else [0]
    return [_together(every[low:high]) for low, high in pairwise(edges)]


def _together(some: Sequence[SentenceState]) -> SentenceState:
    for state in (SentenceState.FLAGGED, SentenceState.OPEN):
        if state in some:
            return state
    finished = some.count(SentenceState.FINISHED)
    if finished == len(some):
        return SentenceState.FINISHED
    return SentenceState.PARTLY if finished else SentenceState.UNTOUCHED


def cell_of(position: int, count: int, rows: int) -> int:
    """The cell in which a sentence is, of `count` sentences in so many rows."""
    used = min(count, rows)
    return next((cell for cell in range(used) if position < (cell + 1) * count // used), 0)
