"""Keys that change where sentences begin and end."""

from __future__ import annotations

from annotator.tui.actions.action import Action, Mode

ACTIONS = (
    Action("merge", ("+",), Mode.STEP, "Merge the sentence with the next one"),
    Action(
        "split", ("|",), Mode.STEP, "Split the sentence: a key for the word that begins the second"
    ),
    Action("split", ("|",), Mode.SELECT, "Split the sentence where the selection begins"),
    Action("cancel", ("escape", "backspace"), Mode.SPLIT, "Do not split", "cancel"),
)
