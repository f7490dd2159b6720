"""Moving about: marks, sentences, documents."""

from __future__ import annotations

from annotator.tui.actions import search
from annotator.tui.actions.handler import Do
from annotator.tui.context import Context
from annotator.tui.dialogs.go_to_dialog import GoToDialog


def _unfinished(step: int) -> Do:
    """To the next of the queue; of what was found, as long as that is gone through."""

    def do(context: Context, _key: str) -> None:
        if context.controller.search_state.browsed is not None:
            where = "last" if step > 0 else "first"
            listed = f"{context.key('found')} lists them"
            context.move(
                context.controller.next_result(step), f"this is the {where} one found; {listed}"
            )
        else:
            otherwise = search.ended(context) or "every sentence is finished"
            context.move(context.controller.next_unfinished(step), otherwise)

    return do


def _jump(context: Context, _key: str) -> None:
    """Go to a sentence by its number, or to a document by its title."""
    context.ask(GoToDialog(context.controller), lambda answer: _jump_to(context, answer))


def _jump_to(context: Context, answer: str) -> None:
    if answer.isdecimal():
        context.controller.go_to(int(answer) - 1)
    else:
        context.controller.open(answer)
    context.arrived()


def _mark(step: int) -> Do:
    return lambda context, _key: context.session.next_mark(step)


def _sentence(step: int, otherwise: str) -> Do:
    return lambda context, _key: context.move(context.controller.step(step), otherwise)


def _document(step: int, otherwise: str) -> Do:
    return lambda context, _key: context.move(context.controller.turn(step), otherwise)


def _undecided(step: int, otherwise: str) -> Do:
    return lambda context, _key: context.move(context.controller.next_undecided(step), otherwise)


DO: dict[str, Do] = {
    "next_mark": _mark(1),
    "previous_mark": _mark(-1),
    "next_sentence": _sentence(1, "the end of the last document"),
    "previous_sentence": _sentence(-1, "the beginning of the first document"),
    "next_document": _document(1, "this is the last document"),
    "previous_document": _document(-1, "this is the first document"),
    "next_undecided": _undecided(1, "no open suggestion further on in this document"),
    "previous_undecided": _undecided(-1, "no open suggestion before this in this document"),
    "next_unfinished": _unfinished(1),
    "previous_unfinished": _unfinished(-1),
    "jump": _jump,
}
