"""Keys that find sentences, and make a queue of what was found."""

from __future__ import annotations

from annotator.tui.actions.action import Action, Mode

ACTIONS = (
    Action("find", ("/",), Mode.STEP, "Find sentences by words, labels, notes and more"),
    Action("found", ("o",), Mode.STEP, "Open the list of what was found again"),
    Action(
        "queue",
        ("F",),
        Mode.STEP,
        "Make what was found the queue: space and n go through it; again for everything",
    ),
)
