"""Navigation: between marks, sentences and documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.tui import dialogs
from annotator.tui.actions.search import end_of_queue
from annotator.tui.keymap import Action, Handler, Mode
from annotator.tui.line_console import typed_number

if TYPE_CHECKING:
    from annotator.tui.context import Context


def _mark(step: int) -> Handler:
    def handle(context: Context) -> None:
        if not context.session.select_next_mark(step):
            only = "this is the only mark of the sentence"
            context.message = only if context.session.selected_mark else "no mark in this sentence"

    return handle


def _sentence(step: int, otherwise: str) -> Handler:
    return lambda context: context.report_move(context.controller.step(step), otherwise)


def _document(step: int, otherwise: str) -> Handler:
    return lambda context: context.report_move(context.controller.step_document(step), otherwise)


def _undecided(step: int, otherwise: str) -> Handler:
    return lambda context: context.report_move(context.controller.next_undecided(step), otherwise)


def _unfinished(step: int) -> Handler:
    """To the next sentence of the queue, or the next search result while these are browsed."""

    def handle(context: Context) -> None:
        controller = context.controller
        if controller.search_state.browsed is not None:
            last = "last" if step > 0 else "first"
            otherwise = f"this is the {last} one found; {context.key('results')} lists them"
            context.report_move(controller.next_result(step), otherwise)
        else:
            otherwise = end_of_queue(context) or "every sentence is finished"
            context.report_move(controller.next_unfinished(step), otherwise)

    return handle


def go_to(context: Context) -> None:
    """Ask for the number of a sentence or the title of a document, and go there."""
    context.ask(dialogs.GoToDialog(context.controller), lambda answer: _go_to(context, answer))


def _go_to(context: Context, answer: str) -> None:
    """Go where the dialog said: a sentence's number, 'document 12', or a document's uid."""
    controller, number = context.controller, answer.removeprefix("document ")
    if answer.isdecimal():
        sentences = len(context.session.document.sentences)
        position = typed_number(answer, sentences)
        if position is None:
            shown = answer if len(answer) < 12 else f"{answer[:10]}…"
            context.message = f"there is no sentence {shown}: this document has {sentences}"
            return
        controller.go_to(position - 1)
    else:
        numbered = controller.store.documents.numbered(int(number)) if number != answer else None
        controller.open(numbered or answer)
    context.start_sentence_timer()


def _other_mark(context: Context) -> str:
    """What the footer calls the key for the next mark; '' if there is no other."""
    marks = context.session.marks(context.session.sentence)
    selected = context.session.selected_key
    return "next mark" if any(one.key != selected for one in marks) else ""


ACTIONS = (
    Action(
        "next_mark", ("tab",), Mode.STEP, _mark(1), "Next mark of the sentence",
        wide=_other_mark,
    ),
    Action("previous_mark", ("shift+tab",), Mode.STEP, _mark(-1), "Previous mark of the sentence"),
    Action(
        "next_sentence", ("j", "down"), Mode.STEP, _sentence(1, "the end of the last document"),
        "Next sentence",
    ),
    Action(
        "previous_sentence", ("k", "up"), Mode.STEP,
        _sentence(-1, "the beginning of the first document"), "Previous sentence",
    ),
    Action(
        "next_document", ("J", "pagedown"), Mode.STEP, _document(1, "this is the last document"),
        "Next document",
    ),
    Action(
        "previous_document", ("K", "pageup"), Mode.STEP,
        _document(-1, "this is the first document"), "Previous document",
    ),
    Action(
        "next_undecided", ("]",), Mode.STEP,
        _undecided(1, "no undecided suggestion further on in this document"),
        "Next sentence with an undecided suggestion",
    ),
    Action(
        "previous_undecided", ("[",), Mode.STEP,
        _undecided(-1, "no undecided suggestion before this in this document"),
        "Previous sentence with an undecided suggestion",
    ),
    Action(
        "next_unfinished", ("n",), Mode.STEP, _unfinished(1),
        "Next unfinished sentence of the queue; after / and enter, the next one found",
    ),
    Action("previous_unfinished", ("N",), Mode.STEP, _unfinished(-1), "The one before"),
    Action(
        "go_to", ("g",), Mode.STEP, go_to, "Go to a sentence by number, or to a document",
        wide="go to",
    ),
)  # fmt: skip
