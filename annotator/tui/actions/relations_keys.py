"""Keys that link the mark in hand to other marks, and to words of the text."""

from __future__ import annotations

from annotator.tui.actions.action import Action, Mode

ACTIONS = (
    Action("link", ("r",), Mode.STEP, "Link the mark in hand to another, or to its claimant"),
    Action(
        "link_role",
        ("1", "2", "3", "4", "5", "6", "7", "8", "9"),
        Mode.LINK,
        "Select the words of a role: claimant, cue, evidence",
    ),
    Action("link_list", ("enter",), Mode.LINK, "Choose from all marks of the document", "list"),
    Action("cancel", ("escape", "backspace"), Mode.LINK, "Do not link", "cancel"),
)
