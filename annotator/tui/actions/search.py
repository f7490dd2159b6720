"""Search: find sentences, browse what was found, make it the queue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.tui import dialogs
from annotator.tui.keymap import Action, Mode

if TYPE_CHECKING:
    from annotator.tui.context import Context
    from annotator.workflow.search import SearchResults


def find(context: Context) -> None:
    """Ask for a query, then list what it finds."""
    context.ask(
        dialogs.FindDialog(context.controller.search_state),
        lambda results: _list(context, results),
    )


def list_results(context: Context) -> None:
    """List the results of the last search, at the line chosen last."""
    results = context.controller.search_state.results
    if results is None:
        context.message = f"nothing was searched for yet: {context.key('find')} searches"
    else:
        _list(context, results)


def _list(context: Context, results: SearchResults) -> None:
    controller = context.controller
    controller.search_state.results, controller.search_state.browsed = results, None
    listed = dialogs.SearchResultsDialog(
        controller.search_state, results, controller.title_of, controller.label_set
    )
    context.ask(listed, lambda chosen: _open(context, results, chosen))


def _open(context: Context, results: SearchResults, chosen: dialogs.ChosenResult) -> None:
    """Go to a line of the list; from there n and N browse the results, or work the queue."""
    if chosen.queue:
        _make_queue(context, results)
    else:
        context.controller.search_state.browsed = results
    context.controller.go_to_queue_position(chosen.position)
    context.start_sentence_timer()


def toggle_queue(context: Context) -> None:
    """Make the search results the queue; make a filtered queue everything again."""
    controller, state = context.controller, context.controller.search_state
    if state.queue:
        state.set_queue(None)
        context.message = "the queue is everything again"
    elif state.results is None or not state.results.query.terms:
        context.message = f"find something first: {context.key('find')}"
    else:
        _make_queue(context, state.results)
        if not state.is_next(controller.session):
            context.report_move(controller.next_unfinished(), context.message)


def _make_queue(context: Context, results: SearchResults) -> None:
    state = context.controller.search_state
    state.browsed = None
    state.set_queue(results.query if results.query.terms else None)
    state.update_queue(context.session)
    keys = f"{context.key('finish')} and {context.key('next_unfinished')} go through this now"
    everything = f"{context.key('queue')} for everything again"
    context.message = end_of_queue(context) or f"{keys}; {everything}"


def end_of_queue(context: Context) -> str:
    """That the filtered queue is at its end, and what remains elsewhere; '' if it is not."""
    queue, progress = context.controller.search_state.queue, context.controller.progress
    if queue is None or queue.left or not queue.results.complete:
        return ""
    rest = progress.left
    back = f"{context.key('queue')} goes back to everything"
    elsewhere = f"{rest:,} not finished elsewhere: {back}" if rest else "every sentence is finished"
    return f"nothing is left of {queue.name}; {elsewhere}"


ACTIONS = (
    Action(
        "find", ("/",), Mode.STEP, find, "Find sentences by words, labels, notes and more",
        wide="find",
    ),
    Action("results", ("o",), Mode.STEP, list_results, "List what was found last again"),
    Action(
        "queue", ("F",), Mode.STEP, toggle_queue,
        "Make what was found the queue: space and n go through it; again for everything",
    ),
)  # fmt: skip
