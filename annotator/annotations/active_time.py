"""Pace: how long a person was at work, what came of it, and how long the rest will take.

Time at work is counted between signs of life, key presses as a rule. A pause counts up to a
cut-off and no further, as Anki counts the time for an answer (60 seconds at first,
https://docs.ankiweb.net/deck-options.html, "Timer"). Not to count long pauses at all would say
that a hard sentence took no time; counted up to the cut-off it took that long at least, and a
median does not notice where the rest went.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist, fmean, variance
from typing import TypeVar

from annotator.annotations.events import EventKind

SHORTEST = 60
"""Seconds of work without which no rate is told."""

FEWEST = 20
"""Finished sentences without which nothing is said about the rest."""

Day = TypeVar("Day")

_BACK_AND_FORTH = (EventKind.UNDO, EventKind.REDO)


class Work:
    """A stopwatch that begins at the first sign of life it is told of."""

    def __init__(self, idle: float) -> None:
        self._idle = idle
        self._last: float | None = None
        self.seconds = 0.0

    def touch(self, now: float) -> float:
        """Somebody is there, at so many seconds from any start; answers those at work so far."""
        if self._last is not None:
            self.seconds += min(max(0.0, now - self._last), self._idle)
        self._last = now
        return self.seconds


@dataclass(frozen=True, slots=True)
class Deed:
    """One event, as far as pace is concerned.

    at: seconds since 1970. spent: seconds at work since its sentence came into view, if known.
    place: of the sentence, whatever tells them apart. subject: the uid of the annotation; for
    undo and redo, the group that is meant. finished: whether the sentence is, for a finish.
    """

    at: float
    group: str
    kind: EventKind
    place: int | None = None
    spent: float | None = None
    subject: str = ""
    finished: bool = False


@dataclass(frozen=True, slots=True)
class Tally:
    """What was done in some time. seconds: at work. edited: accepted with a change."""

    seconds: float = 0.0
    finished: int = 0
    accepted: int = 0
    edited: int = 0
    rejected: int = 0
    manual: int = 0

    @property
    def decisions(self) -> int:
        """About suggestions and spans; finishing is none."""
        return self.accepted + self.edited + self.rejected + self.manual

    @property
    def sentences_per_hour(self) -> float | None:
        """None before anything was finished, and for so little time that chance would rule."""
        return self.finished / self.seconds * 3600 if self._is_telling(self.finished) else None

    @property
    def decisions_per_minute(self) -> float | None:
        """None before anything was decided, and for too little time."""
        return self.decisions / self.seconds * 60 if self._is_telling(self.decisions) else None

    def _is_telling(self, number: int) -> bool:
        return number > 0 and self.seconds >= SHORTEST


def standing(deeds: Sequence[Deed]) -> list[Deed]:
    """Without what was taken back, and without the taking back. deeds: in order."""
    undone: set[str] = set()
    for deed in deeds:
        if deed.kind is EventKind.UNDO:
            undone.add(deed.subject)
        elif deed.kind is EventKind.REDO:
            undone.discard(deed.subject)
    return [one for one in deeds if one.kind not in _BACK_AND_FORTH and one.group not in undone]


def steps(deeds: Iterable[Deed], idle: float) -> list[float]:
    """For each deed, the seconds at work that led to it. deeds: in order.

    After a longer pause than `idle`, and before the first deed, that is the time for which its
    sentence is known to have been looked at, so that a night does not count.
    """
    found: list[float] = []
    before: Deed | None = None
    for deed in deeds:
        if before is None:
            found.append(deed.spent or 0.0)
        else:
            gap = max(0.0, deed.at - before.at)
            found.append(gap if gap <= idle else min(gap, _looked(before, deed, idle)))
        before = deed
    return found


def _looked(before: Deed, deed: Deed, idle: float) -> float:
    """The seconds for which its sentence was looked at since the deed before; idle if unknown."""
    if deed.spent is None:
        return idle
    earlier = before.spent if before.place == deed.place else None
    return deed.spent - earlier if earlier and earlier <= deed.spent else deed.spent


def tally(deeds: Sequence[Deed], idle: float) -> Tally:
    """What came of deeds in order: what stands of them. Undoing is work too."""
    return _tally(deeds, standing(deeds), idle)


def by_day(deeds: Sequence[Deed], idle: float, day_of: Callable[[float], Day]) -> dict[Day, Tally]:
    """What came of each day, without what was taken back on a later one."""
    days: dict[Day, tuple[list[Deed], list[Deed]]] = {}
    for deed in deeds:
        days.setdefault(day_of(deed.at), ([], []))[0].append(deed)
    for deed in standing(deeds):
        days[day_of(deed.at)][1].append(deed)
    return {day: _tally(done, stand, idle) for day, (done, stand) in days.items()}


def _tally(deeds: Sequence[Deed], stand: Sequence[Deed], idle: float) -> Tally:
    finished = {one.place: one.finished for one in stand if one.kind is EventKind.FINISH}
    accepted = {one.subject for one in stand if one.kind is EventKind.ACCEPT}
    put = {one.subject for one in stand if one.kind is EventKind.PUT}
    gone = {one.subject for one in stand if one.kind is EventKind.DELETE}
    return Tally(
        seconds=sum(steps(deeds, idle)),
        finished=sum(finished.values()),
        accepted=len(accepted - put - gone),
        edited=len((accepted & put) - gone),
        rejected=sum(one.kind is EventKind.REJECT for one in stand),
        manual=len(put - accepted - gone),
    )


def per_sentence(deeds: Sequence[Deed], idle: float) -> list[float]:
    """The seconds at work from each finished sentence to the next one."""
    times: list[float] = []
    spent = 0.0
    stand = {one.group for one in standing(deeds)}
    for deed, seconds in zip(deeds, steps(deeds, idle), strict=True):
        spent += seconds
        if deed.kind is EventKind.FINISH and deed.finished and deed.group in stand:
            times.append(spent)
            spent = 0.0
    return times


@dataclass(frozen=True, slots=True)
class Left:
    """Seconds of work to come: the best guess, and where it lies with this confidence."""

    seconds: float
    low: float
    high: float
    confidence: float


def time_left(times: Sequence[float], sentences: int, *, confidence: float = 0.95) -> Left | None:
    """How long so many sentences will take a person who took these times; None for too few times.

    A prediction interval for a sum, normal by the central limit theorem: `sentences` new times
    vary by s²·sentences, the mean they are guessed from by s²/n each (G. J. Hahn and W. Q. Meeker
    1991, "Statistical Intervals", chapter 4). It holds for sentences like those already done.
    """
    if len(times) < FEWEST or not sentences:
        return None
    guess = fmean(times) * sentences
    spread = sqrt(variance(times) * sentences * (1 + sentences / len(times)))
    reach = NormalDist().inv_cdf((1 + confidence) / 2) * spread
    return Left(guess, max(0.0, guess - reach), guess + reach, confidence)


def spoken(seconds: float) -> str:
    """A length of time in words: '40 s', '12 min', '3 h 05 min'."""
    if seconds < 60:
        return f"{seconds:.0f} s"
    hours, minutes = divmod(round(seconds / 60), 60)
    return f"{hours:,} h {minutes:02} min" if hours else f"{minutes} min"
