"""Pace and progress, shown to the annotator whose they are."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import partial

from annotator import pace
from annotator.tui import pace_sheet
from annotator.tui.desk import Desk
from annotator.tui.doing.kind import Do
from annotator.tui.sheet import Sheet
from annotator.tui.stage import Stage

DAYS = 7


def _pace(stage: Stage, key: str) -> None:
    stage.alive()
    made = partial(pace_sheet.lines, report(stage.desk))
    stage.show(Sheet("Your pace and progress", made, again=key))


def report(desk: Desk) -> pace_sheet.Report:
    """What the last days came to, by the days of this computer's clock."""
    today = date.fromtimestamp(desk.store.now())
    first = today - timedelta(days=DAYS - 1)
    idle = desk.settings.idle_seconds
    deeds = desk.store.deeds(desk.annotator, datetime.combine(first, time()).timestamp())
    sitting = pace.tally([deed for deed in deeds if deed.at >= desk.began], idle)
    left = desk.progress.total - desk.progress.finished
    return pace_sheet.Report(
        sitting=replace(sitting, seconds=desk.work.seconds),
        today=today,
        days=pace.by_day(deeds, idle, date.fromtimestamp),
        progress=desk.progress,
        left=pace.time_left(pace.per_sentence(deeds, idle), left),
        idle_seconds=idle,
    )


DO: dict[str, Do] = {"pace": _pace}
