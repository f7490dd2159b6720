"""The command palette: choose any action by its name; also themes, emoji and guidelines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.tui import dialogs
from annotator.tui.actions.information import show_label
from annotator.tui.keymap import Action, Mode, shown

if TYPE_CHECKING:
    from annotator.tui.context import Context

_TITLES = {Mode.STEP: "Command", Mode.SELECT: "Command for the selection"}
_ONLY_BY_KEY = frozenset({"label", "commands"})
"""Actions that make no sense by name: the key is the choice."""

_LABEL = "label "
_THEME = "theme "
_EMOJI = {"pictures plain": True, "pictures drawn": False}


def show_palette(context: Context) -> None:
    """Choose an action of the mode; while stepping, a theme or a label's guideline as well."""
    choices = [
        _choice(action)
        for action in context.keymap.of_mode(context.mode)
        if action.id not in _ONLY_BY_KEY
    ]
    if context.mode is Mode.STEP:
        choices += [*_appearance(), *_labels(context)]
    context.choose(_TITLES[context.mode], choices, lambda name: _run(context, name))


def _choice(action: Action) -> dialogs.Choice:
    key = shown(action.keys[0]) if action.keys else ""
    return dialogs.Choice(action.id, action.help, key=key)


def _appearance() -> list[dialogs.Choice]:
    """The commands without a key: one for each theme, two for emoji."""
    from annotator.tui.themes import THEMES  # noqa: PLC0415 - it imports Textual

    return [
        *(dialogs.Choice(f"{_THEME}{name}", f"theme: {name}", "colours") for name in THEMES),
        dialogs.Choice(
            "pictures plain", "emoji: as plain signs", "where they shift the rest of the row"
        ),
        dialogs.Choice("pictures drawn", "emoji: as pictures"),
    ]


def _labels(context: Context) -> list[dialogs.Choice]:
    return [
        dialogs.Choice(f"{_LABEL}{label.name}", f"label: {label.title}", "definition")
        for label in context.controller.label_set.labels
    ]


def _run(context: Context, name: str) -> None:
    if name.startswith(_LABEL):
        show_label(context, name.removeprefix(_LABEL))
    elif name.startswith(_THEME):
        context.message = context.ui.use_theme(name.removeprefix(_THEME))
    elif name in _EMOJI:
        context.message = context.ui.set_plain_emoji(enabled=_EMOJI[name])
    else:
        context.message = ""
        context.run(context.keymap.action(name, context.mode))


ACTIONS = (
    Action(
        "commands", (":",), Mode.STEP, show_palette,
        "Choose a command, a theme or a label's definition by typing a part of its name",
    ),
    Action(
        "commands", (":",), Mode.SELECT, show_palette,
        "Choose a command by typing a part of its name",
    ),
)  # fmt: skip
