"""Keys that tell annotators about their own work."""

from __future__ import annotations

from annotator.tui.actions.action import Action, Mode

ACTIONS = (Action("pace", ("p",), Mode.STEP, "Your pace and progress; nobody else is shown them"),)
