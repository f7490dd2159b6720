"""The command palette: whatever can be done now, by its name, with its key or without one."""

from __future__ import annotations

from annotator.tui.actions import Action, Mode, appearance, information, shown
from annotator.tui.actions.handler import Do
from annotator.tui.context import Context
from annotator.tui.dialogs.picker import Choice

_LABEL = "label "
_OF_KEYS = frozenset({"label", "commands"})
"""What makes no sense by name: the key is the choice."""


def _commands(context: Context, _key: str) -> None:
    """Choose an action of the mode; while stepping, a theme or a label's definition as well."""
    doable = [
        _choice(action)
        for action in context.keymap.of_mode(context.mode)
        if action.id not in _OF_KEYS
    ]
    if context.mode is Mode.STEP:
        doable += [*appearance.choices(), *_labels(context)]
    context.pick(_TITLES[context.mode], doable, lambda answer: _command(context, answer))


_TITLES = {Mode.STEP: "Command", Mode.SELECT: "Command for the selection"}


def _choice(action: Action) -> Choice:
    return Choice(action.id, action.help, key=shown(action.keys[0]) if action.keys else "")


def _labels(context: Context) -> list[Choice]:
    return [
        Choice(f"{_LABEL}{label.name}", f"label: {label.title}", "definition")
        for label in context.controller.label_set.labels
    ]


def _command(context: Context, answer: str) -> None:
    if answer.startswith(_LABEL):
        information.show_label(context, answer.removeprefix(_LABEL))
    elif not appearance.choose(context, answer):
        context.message = ""
        context.do(answer)


DO: dict[str, Do] = {"commands": _commands}
