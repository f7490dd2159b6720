"""Pace and progress, shown to the annotator whose they are."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import partial

from annotator.annotations import active_time
from annotator.tui.actions.handler import Do
from annotator.tui.context import Stage
from annotator.tui.dialogs import statistics
from annotator.tui.dialogs.text_dialog import Sheet
from annotator.workflow.controller import Desk

DAYS = 7


def _pace(stage: Stage, key: str) -> None:
    stage.alive()
    made = partial(statistics.lines, report(stage.desk))
    stage.show(Sheet("Your pace and progress", made, again=key))


def report(desk: Desk) -> statistics.Report:
    """What the last days came to, by the days of this computer's clock."""
    today = date.fromtimestamp(desk.store.now())
    first = today - timedelta(days=DAYS - 1)
    idle = desk.settings.idle_seconds
    deeds = desk.store.deeds(desk.annotator, datetime.combine(first, time()).timestamp())
    sitting = active_time.tally([deed for deed in deeds if deed.at >= desk.began], idle)
    left = desk.progress.total - desk.progress.finished
    return statistics.Report(
        sitting=replace(sitting, seconds=desk.work.seconds),
        today=today,
        days=active_time.by_day(deeds, idle, date.fromtimestamp),
        progress=desk.progress,
        left=active_time.time_left(active_time.per_sentence(deeds, idle), left),
        idle_seconds=idle,
    )


DO: dict[str, Do] = {"pace": _pace}
