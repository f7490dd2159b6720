"""Showing something: why, what a label means, what keys there are; and the way out."""

from __future__ import annotations

from annotator.actions import Mode, shown
from annotator.tui import explain
from annotator.tui.doing import looking
from annotator.tui.doing.kind import Do
from annotator.tui.picker import Choice, Picker
from annotator.tui.sheet import Sheet
from annotator.tui.stage import Stage

_LABEL = "label "


def _why(stage: Stage, _key: str) -> None:
    """Why the mark in hand is there."""
    session = stage.session
    if session.mark:
        content = explain.mark(session.mark, session.document.text, stage.desk.label_set)
        stage.show(Sheet("Why", content))
    else:
        stage.told = "no mark in hand; type : and a label's name for its definition"


def _help(stage: Stage, _key: str) -> None:
    stage.show(Sheet("Keys", explain.keys(stage.keymap)))


def _commands(stage: Stage, _key: str) -> None:
    """Choose an action, or a label's definition, by name."""
    doable = [
        Choice(action.id, action.help, shown(action.keys[0]) if action.keys else "")
        for action in stage.keymap.of_mode(Mode.STEP)
        if action.id not in {"label", "commands"}
    ]
    labels = [
        Choice(f"{_LABEL}{label.name}", f"label: {label.title}", "definition")
        for label in stage.desk.label_set.labels
    ]
    stage.ask(
        Picker("Command", [*doable, *looking.choices(), *labels]),
        lambda answer: _command(stage, answer),
    )


def _command(stage: Stage, answer: str) -> None:
    if answer.startswith(_LABEL):
        label = stage.desk.label_set.label(answer.removeprefix(_LABEL))
        if label:
            stage.show(Sheet("Label", explain.definition(label)))
    elif looking.choose(stage, answer):
        return
    else:
        stage.told = ""
        stage.do(answer)


def _quit(stage: Stage, _key: str) -> None:
    """Leave; every decision is in the database already."""
    stage.leave()


DO: dict[str, Do] = {"why": _why, "help": _help, "commands": _commands, "quit": _quit}
