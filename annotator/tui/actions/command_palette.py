"""The command palette: whatever can be done now, by its name, with its key or without one."""

from __future__ import annotations

from annotator.tui.actions import Action, Mode, appearance, information, shown
from annotator.tui.actions.handler import Do
from annotator.tui.context import Stage
from annotator.tui.dialogs.picker import Choice

_LABEL = "label "
_OF_KEYS = frozenset({"label", "commands"})
"""What makes no sense by name: the key is the choice."""


def _commands(stage: Stage, _key: str) -> None:
    """Choose an action of the mode; while stepping, a theme or a label's definition as well."""
    doable = [
        _choice(action) for action in stage.keymap.of_mode(stage.mode) if action.id not in _OF_KEYS
    ]
    if stage.mode is Mode.STEP:
        doable += [*appearance.choices(), *_labels(stage)]
    stage.pick(_TITLES[stage.mode], doable, lambda answer: _command(stage, answer))


_TITLES = {Mode.STEP: "Command", Mode.SELECT: "Command for the selection"}


def _choice(action: Action) -> Choice:
    return Choice(action.id, action.help, key=shown(action.keys[0]) if action.keys else "")


def _labels(stage: Stage) -> list[Choice]:
    return [
        Choice(f"{_LABEL}{label.name}", f"label: {label.title}", "definition")
        for label in stage.desk.label_set.labels
    ]


def _command(stage: Stage, answer: str) -> None:
    if answer.startswith(_LABEL):
        information.show_label(stage, answer.removeprefix(_LABEL))
    elif not appearance.choose(stage, answer):
        stage.told = ""
        stage.do(answer)


DO: dict[str, Do] = {"commands": _commands}
