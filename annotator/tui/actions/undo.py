"""Undo and redo, of key presses in any document and on any day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.tui.keymap import Action, Mode

if TYPE_CHECKING:
    from annotator.tui.context import Context


def undo(context: Context) -> None:
    """Undo the last key press that recorded something."""
    what = context.controller.undo()
    context.message = f"undone: {what}" if what else "nothing left to undo"


def redo(context: Context) -> None:
    """Redo what was undone last."""
    what = context.controller.redo()
    context.message = f"done again: {what}" if what else "nothing to redo"


ACTIONS = (
    Action(
        "undo", ("u", "backspace"), Mode.STEP, undo,
        "Undo, without limit, across sentences and days", "undo",
    ),
    Action("redo", ("U",), Mode.STEP, redo, "Redo"),
)  # fmt: skip
