"""Keys that say more of a mark or a sentence: attributes, notes, flags."""

from __future__ import annotations

from annotator.tui.actions.action import Action, Mode

ACTIONS = (
    Action("attributes", ("t",), Mode.STEP, "Answer the attributes of the mark in hand", "form"),
    Action("note", ("c",), Mode.STEP, "Write a note on the sentence"),
    Action("flag", ("f",), Mode.STEP, "Flag the sentence, or take the flag away"),
)
