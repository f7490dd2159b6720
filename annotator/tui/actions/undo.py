"""Undo and redo: key presses in any document and on any day, and a run of finished sentences."""

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


def undo_run(context: Context) -> None:
    """Undo the sentences that were finished one after the other, with no other key between."""
    run = context.finish_run
    if not run.length or run.last_event != context.controller.newest_event:
        context.message = "no run of finished sentences since the last decision"
        return
    context.controller.undo_several(run.length)
    sentences = "sentence" if run.length == 1 else "sentences in a row"
    context.message = f"undone: finished {run.length} {sentences} ({context.controller.place})"


ACTIONS = (
    Action(
        "undo", ("u", "backspace"), Mode.STEP, undo,
        "Undo, without limit, across sentences and days", "undo",
    ),
    Action("redo", ("U",), Mode.STEP, redo, "Redo"),
    Action(
        "undo_run", ("<",), Mode.STEP, undo_run,
        "Undo all sentences finished in a row, until the next decision",
    ),
)  # fmt: skip
