"""Keys that take text along: to the clipboard."""

from __future__ import annotations

from annotator.tui.actions.action import Action, Mode

_HELP = "Copy to the clipboard: what is selected, else the mark in hand, else the sentence"

ACTIONS = (
    Action("copy", ("y",), Mode.STEP, _HELP),
    Action("copy", ("y",), Mode.SELECT, _HELP),
)
