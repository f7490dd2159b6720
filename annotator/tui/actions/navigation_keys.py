"""Keys that move about: marks, sentences, documents."""

from __future__ import annotations

from annotator.tui.actions.action import Action, Mode

ACTIONS = (
    Action("next_mark", ("tab",), Mode.STEP, "Next mark of the sentence"),
    Action("previous_mark", ("shift+tab",), Mode.STEP, "Previous mark of the sentence"),
    Action("next_sentence", ("j", "down"), Mode.STEP, "Next sentence"),
    Action("previous_sentence", ("k", "up"), Mode.STEP, "Previous sentence"),
    Action("next_document", ("J", "pagedown"), Mode.STEP, "Next document"),
    Action("previous_document", ("K", "pageup"), Mode.STEP, "Previous document"),
    Action("next_undecided", ("]",), Mode.STEP, "Next sentence with an open suggestion"),
    Action("previous_undecided", ("[",), Mode.STEP, "Previous sentence with an open suggestion"),
    Action(
        "next_unfinished",
        ("n",),
        Mode.STEP,
        "Next sentence of the queue that is not finished; after / and enter, the next one found",
    ),
    Action("previous_unfinished", ("N",), Mode.STEP, "The one before"),
    Action("jump", ("g",), Mode.STEP, "Go to a sentence by number, or to a document"),
)
