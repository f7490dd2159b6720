"""The text of the pace sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from textual.content import Content

from annotator.annotations.active_time import LEAST_SENTENCES, TimeLeft, WorkTotals, duration_text
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

    sitting: WorkTotals
    today: date
    days: Mapping[date, WorkTotals]
    progress: Progress
    left: TimeLeft | None
    idle_seconds: int


def lines(report: Statistics, width: int = NARROW) -> list[Content]:
    """The sheet, for a width in cells."""
    today = report.days.get(report.today, WorkTotals())
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


def _said(when: str, work_totals: WorkTotals) -> list[Content]:
    hour, minute = work_totals.sentences_per_hour, work_totals.decisions_per_minute
    finished = f"{work_totals.finished:,} finished" + (f", {hour:.0f} an hour" if hour else "")
    decided = f"{work_totals.decisions:,} decided" + (f", {minute:.1f} a minute" if minute else "")
    return [
        Content.assemble((f"{when:<13}", _HEAD), f" {duration_text(work_totals.seconds)} at work"),
        Content(f"  {finished}"),
        Content(f"  {decided}"),
    ]


def _progress(report: Statistics) -> Sequence[str]:
    done = report.progress
    rest = done.total - done.finished
    said = f"{done.finished:,} of {done.total:,} sentences finished, {rest:,} left"
    if report.left:
        low, high = duration_text(report.left.low), duration_text(report.left.high)
        about = f"about {duration_text(report.left.seconds)} of work at your pace"
        return [said, about, f"({report.left.confidence:.0%}: {low} to {high})"]
    return (
        [said, f"how long that takes is told after {LEAST_SENTENCES} of them"] if rest else [said]
    )


_HEADS = ("", "at work", "finished", "an hour", "accepted", "changed", "rejected", "by hand")


def _cells(day: date, work_totals: WorkTotals) -> tuple[str, ...]:
    hour = work_totals.sentences_per_hour
    counts = (work_totals.accepted, work_totals.edited, work_totals.rejected, work_totals.manual)
    return (
        f"{day:%a %d}",
        duration_text(work_totals.seconds),
        f"{work_totals.finished:,}",
        f"{hour:.0f}" if hour else "–",
        *(f"{count:,}" for count in counts),
    )


def _row(cells: Sequence[str], width: int) -> str:
    """A line of the table; the day at the left, numbers under the end of their heads."""
    first, time, *counts = cells if width >= NARROW else cells[:4]
    return f"{first:<6} {time:>10}" + "".join(f" {count:>8}" for count in counts)
