"""Statistics: an annotator's own active time and progress, shown to nobody else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import TYPE_CHECKING

from annotator.annotations import active_time
from annotator.tui import dialogs
from annotator.tui.keymap import Action, Mode

if TYPE_CHECKING:
    from annotator.tui.context import Context
    from annotator.tui.dialogs.statistics_text import Statistics
    from annotator.workflow.controller import Controller

DAYS = 7


def show_statistics(context: Context) -> None:
    """Show the active time and the progress of the last days."""
    context.record_activity()
    lines = partial(dialogs.statistics_text.lines, statistics_of(context.controller))
    title = "Your active time and progress"
    context.show_text(dialogs.TextDialog(title, lines, again=context.pressed))


def statistics_of(controller: Controller) -> Statistics:
    """The work of the last days, by the days of this computer's clock."""
    today = date.fromtimestamp(controller.store.now())
    first = datetime.combine(today - timedelta(days=DAYS - 1), time())
    idle = controller.settings.idle_seconds
    events = controller.store.events.timed(
        controller.annotator, first.timestamp(), actor=controller.actor
    )
    sitting = active_time.work_totals(
        [event for event in events if event.at >= controller.started_at], idle
    )
    times = active_time.seconds_per_sentence(events, idle)
    return dialogs.statistics_text.Statistics(
        sitting=replace(sitting, seconds=controller.active_time.seconds),
        today=today,
        days=active_time.totals_by_day(events, idle, date.fromtimestamp),
        progress=controller.progress,
        left=active_time.time_left(times, controller.progress.left),
        idle_seconds=idle,
    )


ACTIONS = (
    Action(
        "statistics", ("p",), Mode.STEP, show_statistics,
        "Your active time and progress; nobody else sees them",
    ),
)  # fmt: skip
