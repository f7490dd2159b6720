"""Colours and signs of the screen. No colour carries a meaning alone: a sign stands beside it."""

from __future__ import annotations

from functools import lru_cache

from rich.style import Style

BACKGROUND = "#101318"
FOCUS = "#1c2430"
BAR = "#243040"
TEXT = "#f2f4f6"
CONTEXT = "#a3abb5"
FAINT = "#767f8b"
ACCENT = "#56b4e9"
WARNING = "#f0a030"

OPEN_SIGN = "?"
ACCEPTED_SIGN = "✓"
MANUAL_SIGN = "●"
EDITED_SIGN = "✎"

FINISHED = "✓"
FLAGGED = "⚑"
UNDECIDED = "·"


@lru_cache(maxsize=1024)
def style(
    color: str = TEXT,
    background: str = BACKGROUND,
    *,
    bold: bool = False,
    underline: bool = False,
    reverse: bool = False,
) -> Style:
    """One style object for each look: making them is what costs."""
    return Style(color=color, bgcolor=background, bold=bold, underline=underline, reverse=reverse)
