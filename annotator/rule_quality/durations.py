"""How long key presses took, from what events say of the time since their sentence was in view."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby

from annotator.model import Event

_APART = 1000.0
"""Milliseconds by which two clocks may differ on how long something took."""


def durations(ordered: Sequence[Event]) -> Iterator[tuple[str, float]]:
    """For each group with a known time: its uid, and the milliseconds since the one before.

    ordered: one annotator's events on one sentence, by uid. The first decision after a sentence
    came into view counts from then, so it has the reading of the sentence in it.
    """
    before: Event | None = None
    for group, events in groupby(ordered, key=lambda event: event.group):
        first = next(events)
        if first.milliseconds is not None:
            yield group, _since(before, first)
            before = first


def _since(before: Event | None, event: Event) -> float:
    whole = float(event.milliseconds or 0)
    if before is None or before.milliseconds is None:
        return whole
    passed = whole - before.milliseconds
    if passed < 0:
        return whole
    clock = (_moment(event) - _moment(before)).total_seconds() * 1000
    return passed if abs(clock - passed) <= _APART else whole


def _moment(event: Event) -> datetime:
    return datetime.fromisoformat(event.at)
