"""Keys that give a label: by digit, by letter, by name."""

from __future__ import annotations

from annotator.tui.actions.action import Action, Mode

DIGITS = ("1", "2", "3", "4", "5", "6", "7", "8", "9", "0")
"""The keys that labels.yaml may give to labels."""

ACTIONS = (
    Action("label", DIGITS, Mode.STEP, "Give the mark in hand another label"),
    Action("letters", (";",), Mode.STEP, "Show a letter on every label; one more key gives it"),
    Action("palette", ("enter",), Mode.STEP, "Choose its label by typing a part of the name"),
    Action("label", DIGITS, Mode.SELECT, "Give the selection this label"),
    Action("letters", (";",), Mode.SELECT, "Show a letter on every label", "letters"),
    Action(
        "palette",
        ("enter",),
        Mode.SELECT,
        "Choose the label by name; when editing, keep the new bounds",
        "label",
    ),
    Action("label", DIGITS, Mode.LABEL, "Give the label on this digit"),
    Action("palette", ("enter",), Mode.LABEL, "Type a part of the label's name instead", "by name"),
    Action("leave_letters", ("escape", "backspace"), Mode.LABEL, "Give no label", "cancel"),
)
