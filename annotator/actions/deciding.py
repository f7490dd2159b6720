"""Keys that decide: accept, reject, label, finish, and take back."""

from __future__ import annotations

from annotator.actions.action import Action, Mode

_DIGITS = ("1", "2", "3", "4", "5", "6", "7", "8", "9", "0")

ACTIONS = (
    Action("accept", ("a",), Mode.STEP, "Accept the suggestion in hand", "accept"),
    Action("accept_all", ("A",), Mode.STEP, "Accept every open suggestion of the sentence"),
    Action(
        "reject", ("x",), Mode.STEP, "Reject the suggestion, or delete the annotation", "reject"
    ),
    Action("reject_all", ("X",), Mode.STEP, "Reject every open suggestion of the sentence"),
    Action("finish", ("space",), Mode.STEP, "Finish the sentence and go to the next", "finish"),
    Action("reopen", ("R",), Mode.STEP, "Open a finished sentence again"),
    Action("label", _DIGITS, Mode.STEP, "Give the mark in hand another label"),
    Action("palette", ("enter",), Mode.STEP, "Choose its label by typing a part of the name"),
    Action(
        "undo",
        ("u", "backspace"),
        Mode.STEP,
        "Undo, without limit, across sentences and days",
        "undo",
    ),
    Action("redo", ("U",), Mode.STEP, "Redo"),
    Action("label", _DIGITS, Mode.SELECT, "Give the selection this label"),
    Action(
        "palette",
        ("enter",),
        Mode.SELECT,
        "Choose the label by name; when editing, keep the new bounds",
        "label",
    ),
)
