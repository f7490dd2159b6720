"""The text of the statistics: active time, progress and decisions of one annotator."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from textual.content import Content

from annotator.annotations.active_time import LEAST_SENTENCES, TimeLeft, WorkTotals, duration_text
from annotator.model import Progress

NARROW = 71
"""Below this width in cells, the table of days has no columns of decisions."""

_HEAD = "bold $accent"
_FAINT = "$context"


@dataclass(frozen=True, slots=True)
class Statistics:
    """The work of one annotator: in this sitting, on the last days, and what is left.

    today: the current one of the days. left: the estimated time, None without enough data.
    """

    sitting: WorkTotals
    today: date
    days: Mapping[date, WorkTotals]
    progress: Progress
    left: TimeLeft | None
    idle_seconds: int


def lines(statistics: Statistics, width: int = NARROW) -> list[Content]:
    """The lines for a width in cells."""
    today = statistics.days.get(statistics.today, WorkTotals())
    return [
        *map(Content, _progress(statistics)),
        Content(""),
        *_totals("This session", statistics.sitting),
        *_totals("Today", today),
        Content(""),
        Content.styled(_row(_HEADS, width), _HEAD),
        *(
            Content(_row(_cells(day, statistics.days[day]), width))
            for day in sorted(statistics.days)[::-1]
        ),
        Content(""),
        Content.styled(f"A pause counts as active time up to {statistics.idle_seconds} s.", _FAINT),
        Content.styled("These figures are for you: nobody else is shown them.", _FAINT),
    ]


def _totals(when: str, totals: WorkTotals) -> list[Content]:
    hour, minute = totals.sentences_per_hour, totals.decisions_per_minute
    finished = f"{totals.finished:,} finished" + (f", {hour:.0f} an hour" if hour else "")
    decided = f"{totals.decisions:,} decided" + (f", {minute:.1f} a minute" if minute else "")
    return [
        Content.assemble((f"{when:<13}", _HEAD), f" {duration_text(totals.seconds)} active"),
        Content(f"  {finished}"),
        Content(f"  {decided}"),
    ]


def _progress(statistics: Statistics) -> Sequence[str]:
    progress = statistics.progress
    rest = progress.left
    apart = f", {progress.cannot_judge:,} cannot be judged" if progress.cannot_judge else ""
    counts = f"{progress.finished:,} of {progress.total:,} sentences finished{apart}, {rest:,} left"
    if statistics.left:
        low, high = duration_text(statistics.left.low), duration_text(statistics.left.high)
        about = f"about {duration_text(statistics.left.seconds)} of active time at your speed"
        return [counts, about, f"({statistics.left.confidence:.0%}: {low} to {high})"]
    return [counts, f"estimate available after {LEAST_SENTENCES} sentences"] if rest else [counts]


_HEADS = ("", "active", "finished", "an hour", "accepted", "edited", "rejected", "manual")


def _cells(day: date, totals: WorkTotals) -> tuple[str, ...]:
    hour = totals.sentences_per_hour
    counts = (totals.accepted, totals.edited, totals.rejected, totals.manual)
    return (
        f"{day:%a %d}",
        duration_text(totals.seconds),
        f"{totals.finished:,}",
        f"{hour:.0f}" if hour else "–",
        *(f"{count:,}" for count in counts),
    )


def _row(cells: Sequence[str], width: int) -> str:
    """A line of the table: the day at the left, numbers aligned right."""
    first, time, *counts = cells if width >= NARROW else cells[:4]
    return f"{first:<6} {time:>10}" + "".join(f" {count:>8}" for count in counts)
