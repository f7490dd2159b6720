"""Moving about: marks, sentences, documents."""

from __future__ import annotations

from annotator.tui.doing.kind import Do
from annotator.tui.picker import Choice, Picker
from annotator.tui.stage import Stage


def _next_unfinished(stage: Stage, _key: str) -> None:
    stage.move(stage.desk.next_unfinished(), "every sentence is finished")


def _jump(stage: Stage, _key: str) -> None:
    """Go to a sentence by its number, or to a document by its title."""
    here = len(stage.session.document.sentences)
    summaries = stage.desk.store.summaries(stage.desk.annotator)
    choices = [Choice(one.uid, one.title, f"{one.finished}/{one.sentences}") for one in summaries]
    title = f"Go to sentence (1 to {here}), or to a document"
    stage.ask(Picker(title, choices, free=True), lambda answer: _jump_to(stage, answer))


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
    "next_unfinished": _next_unfinished,
    "jump": _jump,
}
