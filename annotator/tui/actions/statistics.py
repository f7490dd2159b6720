"""Pace and progress, shown to the annotator whose they are."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import partial

from annotator.annotations import active_time
from annotator.tui.actions.handler import Do
from annotator.tui.context import Context
from annotator.tui.dialogs import statistics_text
from annotator.tui.dialogs.text_dialog import TextDialog
from annotator.workflow.controller import Controller

DAYS = 7


def _pace(context: Context, key: str) -> None:
    context.alive()
    made = partial(statistics_text.lines, report(context.controller))
    context.show(TextDialog("Your pace and progress", made, again=key))


def report(controller: Controller) -> statistics_text.Statistics:
    """What the last days came to, by the days of this computer's clock."""
    today = date.fromtimestamp(controller.store.now())
    first = today - timedelta(days=DAYS - 1)
    idle = controller.settings.idle_seconds
    deeds = controller.store.events.timed(
        controller.annotator, datetime.combine(first, time()).timestamp()
    )
    sitting = active_time.tally([deed for deed in deeds if deed.at >= controller.began], idle)
    left = controller.progress.total - controller.progress.finished
    return statistics_text.Statistics(
        sitting=replace(sitting, seconds=controller.work.seconds),
        today=today,
        days=active_time.by_day(deeds, idle, date.fromtimestamp),
        progress=controller.progress,
        left=active_time.time_left(active_time.per_sentence(deeds, idle), left),
        idle_seconds=idle,
    )


DO: dict[str, Do] = {"pace": _pace}
