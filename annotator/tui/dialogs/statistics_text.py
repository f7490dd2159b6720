"""The text of the pace sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from textual.content import Content

from annotator.annotations.active_time import FEWEST, Left, Tally, spoken
from annotator.model import Progress

NARROW = 71
"""Below so many cells the table of days has no columns of decisions."""

_HEAD = "bold $accent"
_FAINT = "$context"


@dataclass(frozen=True, slots=True)
class Statistics:
    """What one annotator did: in this sitting, on the last days, and what is left.

    today: of the days. left: how long the rest will take, None for too little to go by.
    """

    sitting: Tally
    today: date
    days: Mapping[date, Tally]
    progress: Progress
    left: Left | None
    idle_seconds: int


def lines(report: Statistics, width: int = NARROW) -> list[Content]:
    """The sheet, for a width in cells."""
    today = report.days.get(report.today, Tally())
    return [
        *map(Content, _progress(report)),
        Content(""),
        *_said("This session", report.sitting),
        *_said("Today", today),
        Content(""),
        Content.styled(_row(_HEADS, width), _HEAD),
        *(Content(_row(_cells(day, report.days[day]), width)) for day in sorted(report.days)[::-1]),
        Content(""),
        Content.styled(f"A pause counts as work up to {report.idle_seconds} s.", _FAINT),
        Content.styled("These figures are for you: nobody else is shown them.", _FAINT),
    ]


def _said(when: str, tally: Tally) -> list[Content]:
    hour, minute = tally.sentences_per_hour, tally.decisions_per_minute
    finished = f"{tally.finished:,} finished" + (f", {hour:.0f} an hour" if hour else "")
    decided = f"{tally.decisions:,} decided" + (f", {minute:.1f} a minute" if minute else "")
    return [
        Content.assemble((f"{when:<13}", _HEAD), f" {spoken(tally.seconds)} at work"),
        Content(f"  {finished}"),
        Content(f"  {decided}"),
    ]


def _progress(report: Statistics) -> Sequence[str]:
    done = report.progress
    rest = done.total - done.finished
    said = f"{done.finished:,} of {done.total:,} sentences finished, {rest:,} left"
    if report.left:
        low, high = spoken(report.left.low), spoken(report.left.high)
        about = f"about {spoken(report.left.seconds)} of work at your pace"
        return [said, about, f"({report.left.confidence:.0%}: {low} to {high})"]
    return [said, f"how long that takes is told after {FEWEST} of them"] if rest else [said]


_HEADS = ("", "at work", "finished", "an hour", "accepted", "changed", "rejected", "by hand")


def _cells(day: date, tally: Tally) -> tuple[str, ...]:
    hour = tally.sentences_per_hour
    counts = (tally.accepted, tally.edited, tally.rejected, tally.manual)
    return (
        f"{day:%a %d}",
        spoken(tally.seconds),
        f"{tally.finished:,}",
        f"{hour:.0f}" if hour else "–",
        *(f"{count:,}" for count in counts),
    )


def _row(cells: Sequence[str], width: int) -> str:
    """A line of the table; the day at the left, numbers under the end of their heads."""
    first, time, *counts = cells if width >= NARROW else cells[:4]
    return f"{first:<6} {time:>10}" + "".join(f" {count:>8}" for count in counts)
