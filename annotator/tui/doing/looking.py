"""How it looks: themes, chosen by name among the commands."""

from __future__ import annotations

from annotator.tui.picker import Choice
from annotator.tui.stage import Stage
from annotator.tui.themes import THEMES

_THEME = "theme "


def choices() -> list[Choice]:
    """The commands that have no key: one for each theme."""
    return [Choice(f"{_THEME}{name}", f"theme: {name}", "colours") for name in THEMES]


def choose(stage: Stage, answer: str) -> bool:
    """Do one of these commands; False if the answer is none of them."""
    if not answer.startswith(_THEME):
        return False
    stage.told = stage.terminal.wear(answer.removeprefix(_THEME))
    return True
