"""Keys that do anything by its name."""

from __future__ import annotations

from annotator.tui.actions.action import Action, Mode

_HELP = "Choose a command, a theme or a label's definition by typing a part of its name"

ACTIONS = (
    Action("commands", (":",), Mode.STEP, _HELP),
    Action("commands", (":",), Mode.SELECT, "Choose a command by typing a part of its name"),
)
