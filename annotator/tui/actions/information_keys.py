"""Keys that show something: why, what a label means, what keys there are; and the way out."""

from __future__ import annotations

from annotator.tui.actions.action import Action, Mode

ACTIONS = (
    Action(
        "why",
        ("i",),
        Mode.STEP,
        "The case file of the mark in hand: why, and how its rule fared",
        "why",
    ),
    Action("guideline", ("G",), Mode.STEP, "The guideline of the label in hand, or of one by name"),
    Action("card", ("D",), Mode.STEP, "What the document tells of itself"),
    Action("help", ("?",), Mode.STEP, "Show these keys", "help"),
    Action("quit", ("q",), Mode.STEP, "Leave; everything is already saved", "quit"),
    Action("help", ("?",), Mode.SELECT, "Show these keys", "help"),
)
