"""Moving about: marks, sentences, documents."""

from __future__ import annotations

from annotator.tui.actions import search
from annotator.tui.actions.handler import Do
from annotator.tui.context import Stage
from annotator.tui.dialogs.go_to import GoTo


def _unfinished(step: int) -> Do:
    """To the next of the queue; of what was found, as long as that is gone through."""

    def do(stage: Stage, _key: str) -> None:
        if stage.desk.finder.trail is not None:
            where = "last" if step > 0 else "first"
            listed = f"{stage.key('found')} lists them"
            stage.move(stage.desk.next_hit(step), f"this is the {where} one found; {listed}")
        else:
            otherwise = search.ended(stage) or "every sentence is finished"
            stage.move(stage.desk.next_unfinished(step), otherwise)

    return do


def _jump(stage: Stage, _key: str) -> None:
    """Go to a sentence by its number, or to a document by its title."""
    stage.ask(GoTo(stage.desk), lambda answer: _jump_to(stage, answer))


def _jump_to(stage: Stage, answer: str) -> None:
    if answer.isdecimal():
        stage.desk.go_to(int(answer) - 1)
    else:
        stage.desk.open(answer)
    stage.arrived()


def _mark(step: int) -> Do:
    return lambda stage, _key: stage.session.next_mark(step)


def _sentence(step: int, otherwise: str) -> Do:
    return lambda stage, _key: stage.move(stage.desk.step(step), otherwise)


def _document(step: int, otherwise: str) -> Do:
    return lambda stage, _key: stage.move(stage.desk.turn(step), otherwise)


def _undecided(step: int, otherwise: str) -> Do:
    return lambda stage, _key: stage.move(stage.desk.next_undecided(step), otherwise)


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
