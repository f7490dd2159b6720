"""What a session came to, in three lines, for the terminal that the app has left."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from annotator.annotations.active_time import spoken, tally
from annotator.cli.console import count

if TYPE_CHECKING:
    from annotator.workflow.controller import Desk


def lines(desk: Desk) -> list[str]:
    """How much was done at a desk since it was taken, what, and where it goes on."""
    deeds = desk.store.deeds(desk.annotator, desk.began)
    done = replace(tally(deeds, desk.settings.idle_seconds), seconds=desk.work.seconds)
    hour = f" ({done.sentences_per_hour:.0f} an hour)" if done.sentences_per_hour else ""
    left = desk.progress.total - desk.progress.finished
    finished, decisions = count(done.finished, "sentence"), count(done.decisions, "decision")
    what = f"{done.accepted:,} accepted, {done.edited:,} changed, {done.rejected:,} rejected"
    at_work = f"{spoken(done.seconds)} at work{hour}"
    return [
        f"{desk.annotator}: {finished} finished, {at_work}; {left:,} left",
        f"{decisions}: {what}, {done.manual:,} by hand",
        f"everything is saved; next time it goes on at {desk.place}",
    ]
