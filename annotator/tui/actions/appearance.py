"""How it looks: themes, and how emoji are drawn; chosen by name among the commands."""

from __future__ import annotations

from annotator.tui.context import Context
from annotator.tui.dialogs.picker import Choice
from annotator.tui.themes import THEMES

_THEME = "theme "
_PICTURES = {"pictures plain": True, "pictures drawn": False}


def choices() -> list[Choice]:
    """The commands that have no key: one for each theme, two for emoji."""
    themes = [Choice(f"{_THEME}{name}", f"theme: {name}", "looks") for name in THEMES]
    return [
        *themes,
        Choice("pictures plain", "emoji: as plain signs", "where they shift the rest of the row"),
        Choice("pictures drawn", "emoji: as pictures"),
    ]


def choose(context: Context, answer: str) -> bool:
    """Do one of these commands; False if the answer is none of them."""
    if answer in _PICTURES:
        context.message = context.terminal.draw_pictures(plainly=_PICTURES[answer])
    elif answer.startswith(_THEME):
        context.message = context.terminal.wear(answer.removeprefix(_THEME))
    else:
        return False
    return True
