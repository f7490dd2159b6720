"""Finding sentences, and working through what was found."""

from __future__ import annotations

from annotator.tui.actions.handler import Do
from annotator.tui.context import Stage
from annotator.tui.dialogs.find import FindBox
from annotator.tui.dialogs.search_results import Chosen, FoundList
from annotator.workflow.hits import Hits


def _find(stage: Stage, _key: str) -> None:
    """Type a query, then look at what it finds."""
    stage.ask(FindBox(stage.desk.finder), lambda hits: _open(stage, hits))


def _found(stage: Stage, _key: str) -> None:
    """The list of last time, at the line of last time."""
    if stage.desk.finder.found is not None:
        _open(stage, stage.desk.finder.found)
    else:
        stage.told = f"nothing was looked for yet: {stage.key('find')} finds"


def _open(stage: Stage, hits: Hits) -> None:
    finder = stage.desk.finder
    finder.found, finder.trail = hits, None
    listed = FoundList(finder, hits, stage.desk.title_of, stage.desk.label_set)
    stage.ask(listed, lambda chosen: _go(stage, hits, chosen))


def _go(stage: Stage, hits: Hits, chosen: Chosen) -> None:
    """To a line of the list; from there, n and N go through what was found, or the queue."""
    if chosen.queue:
        _take(stage, hits)
    else:
        stage.desk.finder.trail = hits
    stage.desk.go_to_hit(chosen.position)
    stage.arrived()


def _queue(stage: Stage, _key: str) -> None:
    """What was found becomes the queue; a queue there is becomes everything again."""
    finder = stage.desk.finder
    if finder.queue:
        finder.take(None)
        stage.told = "the queue is everything again"
    elif finder.found is None or not finder.found.query.terms:
        stage.told = f"find something first: {stage.key('find')}"
    else:
        _take(stage, finder.found)
        if not finder.is_next(stage.session):
            stage.move(stage.desk.next_unfinished(), stage.told)


def _take(stage: Stage, hits: Hits) -> None:
    finder = stage.desk.finder
    finder.trail = None
    finder.take(hits.query if hits.query.terms else None)
    stage.desk.finder.look_round(stage.session)
    keys = f"{stage.key('finish')} and {stage.key('next_unfinished')} go through this now"
    stage.told = ended(stage) or f"{keys}; {stage.key('queue')} for everything again"


def ended(stage: Stage) -> str:
    """That a queue has come to its end, and what remains elsewhere; '' if it has not."""
    queue, done = stage.desk.finder.queue, stage.desk.progress
    if queue is None or queue.left or not queue.hits.complete:
        return ""
    rest = done.total - done.finished
    back = f"{stage.key('queue')} goes back to everything"
    elsewhere = f"{rest:,} not finished elsewhere: {back}" if rest else "every sentence is finished"
    return f"nothing is left of {queue.name}; {elsewhere}"


DO: dict[str, Do] = {"find": _find, "found": _found, "queue": _queue}
