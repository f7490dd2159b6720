"""Active time: how long a person really worked, what came of it, how long the rest will take.

Active time is counted between activities, key presses as a rule. A pause counts up to a cut-off
and no further, as Anki counts the time for an answer (60 seconds by default,
https://docs.ankiweb.net/deck-options.html, "Timer"). To leave long pauses out altogether would
say that a difficult sentence took no time; counted up to the cut-off it took at least that long,
and a median is not affected by the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import TypeVar

from annotator.annotations.events import EventKind

LEAST_SECONDS = 60
"""Active seconds below which no rate is given."""

LEAST_SENTENCES = 20
"""Finished sentences below which the time left is not estimated."""

Day = TypeVar("Day")

_UNDO_REDO = (EventKind.UNDO, EventKind.REDO)


class ActiveTime:
    """A timer started by the first activity.

    idle: seconds up to which a pause counts. seconds: active time so far.
    """

    def __init__(self, idle: float) -> None:
        self._idle = idle
        self._last: float | None = None
        self.seconds = 0.0

    def record_activity(self, now: float) -> float:
        """Note an activity at `now`, in seconds from any start; return the active time so far."""
        if self._last is not None:
            self.seconds += min(max(0.0, now - self._last), self._idle)
        self._last = now
        return self.seconds


@dataclass(frozen=True, slots=True)
class TimedEvent:
    """The parts of an event that active time and statistics need.

    at: seconds since 1970. spent: active seconds since its sentence came into view, if known.
    sentence: any id of the sentence. subject: the uid of the annotation; for undo and redo, the
    group they take or bring back. finished: True for an event that finishes the sentence.
    """

    at: float
    group: str
    kind: EventKind
    sentence: int | None = None
    spent: float | None = None
    subject: str = ""
    finished: bool = False


@dataclass(frozen=True, slots=True)
class WorkTotals:
    """What was done in some time. seconds: active time. edited: accepted with a change."""

    seconds: float = 0.0
    finished: int = 0
    accepted: int = 0
    edited: int = 0
    rejected: int = 0
    manual: int = 0

    @property
    def decisions(self) -> int:
        """Decisions on suggestions and spans; finishing a sentence is none."""
        return self.accepted + self.edited + self.rejected + self.manual

    @property
    def sentences_per_hour(self) -> float | None:
        """None before a sentence was finished, and for too little time."""
        return self.finished / self.seconds * 3600 if self._has_rate(self.finished) else None

    @property
    def decisions_per_minute(self) -> float | None:
        """None before a decision, and for too little time."""
        return self.decisions / self.seconds * 60 if self._has_rate(self.decisions) else None

    def _has_rate(self, number: int) -> bool:
        return number > 0 and self.seconds >= LEAST_SECONDS


def without_undone(events: Sequence[TimedEvent]) -> list[TimedEvent]:
    """The events that were not undone, without undo and redo themselves. events: in order."""
    undone: set[str] = set()
    for event in events:
        if event.kind is EventKind.UNDO:
            undone.add(event.subject)
        elif event.kind is EventKind.REDO:
            undone.discard(event.subject)
    return [one for one in events if one.kind not in _UNDO_REDO and one.group not in undone]


def seconds_before(events: Iterable[TimedEvent], idle: float) -> list[float]:
    """For each event, the active seconds since the event before. events: in order.

    After a pause longer than `idle`, and for the first event, that is the active time since its
    sentence came into view, so that a night does not count.
    """
    found: list[float] = []
    before: TimedEvent | None = None
    for event in events:
        if before is None:
            found.append(event.spent or 0.0)
        else:
            gap = max(0.0, event.at - before.at)
            found.append(gap if gap <= idle else min(gap, _in_view(before, event, idle)))
        before = event
    return found


def _in_view(before: TimedEvent, event: TimedEvent, idle: float) -> float:
    """The active seconds spent on the event's sentence since the event before; idle if unknown."""
    if event.spent is None:
        return idle
    earlier = before.spent if before.sentence == event.sentence else None
    return event.spent - earlier if earlier and earlier <= event.spent else event.spent


def work_totals(events: Sequence[TimedEvent], idle: float) -> WorkTotals:
    """The totals of events in order, without what was undone. Undoing takes time too."""
    return _totals(events, without_undone(events), idle)


def totals_by_day(
    events: Sequence[TimedEvent], idle: float, day_of: Callable[[float], Day]
) -> dict[Day, WorkTotals]:
    """The totals of each day, without what was undone later."""
    days: dict[Day, tuple[list[TimedEvent], list[TimedEvent]]] = {}
    for event in events:
        days.setdefault(day_of(event.at), ([], []))[0].append(event)
    for event in without_undone(events):
        days[day_of(event.at)][1].append(event)
    return {day: _totals(done, kept, idle) for day, (done, kept) in days.items()}


def _totals(events: Sequence[TimedEvent], kept: Sequence[TimedEvent], idle: float) -> WorkTotals:
    finished = {one.sentence: one.finished for one in kept if one.kind is EventKind.FINISH}
    accepted = {one.subject for one in kept if one.kind is EventKind.ACCEPT}
    put = {one.subject for one in kept if one.kind is EventKind.PUT}
    deleted = {one.subject for one in kept if one.kind is EventKind.DELETE}
    return WorkTotals(
        seconds=sum(seconds_before(events, idle)),
        finished=sum(finished.values()),
        accepted=len(accepted - put - deleted),
        edited=len((accepted & put) - deleted),
        rejected=sum(one.kind is EventKind.REJECT for one in kept),
        manual=len(put - accepted - deleted),
    )


def seconds_per_sentence(events: Sequence[TimedEvent], idle: float) -> list[float]:
    """The active seconds from each finished sentence to the next one."""
    times: list[float] = []
    spent = 0.0
    kept = {one.group for one in without_undone(events)}
    for event, seconds in zip(events, seconds_before(events, idle), strict=True):
        spent += seconds
        if event.kind is EventKind.FINISH and event.finished and event.group in kept:
            times.append(spent)
            spent = 0.0
    return times


@dataclass(frozen=True, slots=True)
class TimeLeft:
    """An estimate of the active seconds still needed, with its prediction interval."""

    seconds: float
    low: float
    high: float
    confidence: float


def time_left(
    times: Sequence[float], sentences: int, *, confidence: float = 0.95
) -> TimeLeft | None:
    """Estimate the time for more sentences from the times so far; None if these are too few.

    A prediction interval for a sum, normal by the central limit theorem: `sentences` new times
    vary by s²·sentences, the mean they are estimated from by s²/n each (G. J. Hahn and W. Q.
    Meeker 1991, "Statistical Intervals", chapter 4). It holds for sentences like those so far.
    """
    from statistics import NormalDist, fmean, variance  # noqa: PLC0415 - not at every start

    if len(times) < LEAST_SENTENCES or not sentences:
        return None
    estimate = fmean(times) * sentences
    spread = sqrt(variance(times) * sentences * (1 + sentences / len(times)))
    margin = NormalDist().inv_cdf((1 + confidence) / 2) * spread
    return TimeLeft(estimate, max(0.0, estimate - margin), estimate + margin, confidence)


def duration_text(seconds: float) -> str:
    """A duration for people: '40 s', '12 min', '3 h 05 min'."""
    if seconds < 60:
        return f"{seconds:.0f} s"
    hours, minutes = divmod(round(seconds / 60), 60)
    return f"{hours:,} h {minutes:02} min" if hours else f"{minutes} min"
