"""Keys that show something: why, what a label means, what keys there are; and the way out."""

from __future__ import annotations

from annotator.actions.action import Action, Mode

ACTIONS = (
    Action(
        "why", ("i",), Mode.STEP, "Why this suggestion: its rule, and the label's definition", "why"
    ),
    Action("help", ("?",), Mode.STEP, "Show these keys", "help"),
    Action("quit", ("q",), Mode.STEP, "Leave; everything is already saved", "quit"),
    Action("help", ("?",), Mode.SELECT, "Show these keys", "help"),
)
