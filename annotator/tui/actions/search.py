"""Finding sentences, and working through what was found."""

from __future__ import annotations

from annotator.tui.actions.handler import Do
from annotator.tui.context import Context
from annotator.tui.dialogs.find_dialog import FindDialog
from annotator.tui.dialogs.search_results_dialog import ChosenResult, SearchResultsDialog
from annotator.workflow.hits import SearchResults


def _find(context: Context, _key: str) -> None:
    """Type a query, then look at what it finds."""
    context.ask(FindDialog(context.controller.search_state), lambda hits: _open(context, hits))


def _found(context: Context, _key: str) -> None:
    """The list of last time, at the line of last time."""
    if context.controller.search_state.found is not None:
        _open(context, context.controller.search_state.found)
    else:
        context.message = f"nothing was looked for yet: {context.key('find')} finds"


def _open(context: Context, hits: SearchResults) -> None:
    search_state = context.controller.search_state
    search_state.found, search_state.browsed = hits, None
    listed = SearchResultsDialog(
        search_state, hits, context.controller.title_of, context.controller.label_set
    )
    context.ask(listed, lambda chosen: _go(context, hits, chosen))


def _go(context: Context, hits: SearchResults, chosen: ChosenResult) -> None:
    """To a line of the list; from there, n and N go through what was found, or the queue."""
    if chosen.queue:
        _take(context, hits)
    else:
        context.controller.search_state.browsed = hits
    context.controller.go_to_result(chosen.position)
    context.arrived()


def _queue(context: Context, _key: str) -> None:
    """What was found becomes the queue; a queue there is becomes everything again."""
    search_state = context.controller.search_state
    if search_state.queue:
        search_state.take(None)
        context.message = "the queue is everything again"
    elif search_state.found is None or not search_state.found.query.terms:
        context.message = f"find something first: {context.key('find')}"
    else:
        _take(context, search_state.found)
        if not search_state.is_next(context.session):
            context.move(context.controller.next_unfinished(), context.message)


def _take(context: Context, hits: SearchResults) -> None:
    search_state = context.controller.search_state
    search_state.browsed = None
    search_state.take(hits.query if hits.query.terms else None)
    context.controller.search_state.look_round(context.session)
    keys = f"{context.key('finish')} and {context.key('next_unfinished')} go through this now"
    context.message = ended(context) or f"{keys}; {context.key('queue')} for everything again"


def ended(context: Context) -> str:
    """That a queue has come to its end, and what remains elsewhere; '' if it has not."""
    queue, done = context.controller.search_state.queue, context.controller.progress
    if queue is None or queue.left or not queue.hits.complete:
        return ""
    rest = done.total - done.finished
    back = f"{context.key('queue')} goes back to everything"
    elsewhere = f"{rest:,} not finished elsewhere: {back}" if rest else "every sentence is finished"
    return f"nothing is left of {queue.name}; {elsewhere}"


DO: dict[str, Do] = {"find": _find, "found": _found, "queue": _queue}
