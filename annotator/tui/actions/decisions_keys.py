"""Keys that decide: accept, reject, skip, finish, and take back."""

from __future__ import annotations

from annotator.tui.actions.action import Action, Mode

ACTIONS = (
    Action("accept", ("a",), Mode.STEP, "Accept the suggestion in hand", "accept"),
    Action("accept_all", ("A",), Mode.STEP, "Accept every open suggestion of the sentence"),
    Action(
        "reject", ("x",), Mode.STEP, "Reject the suggestion, or delete the annotation", "reject"
    ),
    Action("reject_because", ("!",), Mode.STEP, "Reject it and say why: one key for the reason"),
    Action("reject_all", ("X",), Mode.STEP, "Reject every open suggestion of the sentence"),
    Action("skip", ("z",), Mode.STEP, "Leave the suggestion open and take the next"),
    Action("finish", ("space",), Mode.STEP, "Finish the sentence and go to the next", "finish"),
    Action("reopen", ("R",), Mode.STEP, "Open a finished sentence again"),
    Action(
        "undo",
        ("u", "backspace"),
        Mode.STEP,
        "Undo, without limit, across sentences and days",
        "undo",
    ),
    Action("redo", ("U",), Mode.STEP, "Redo"),
)
