"""Colours and signs of the screen. No colour carries a meaning alone: a sign stands beside it.

How a colour is named: by its part in the theme (annotator.tui.themes.Theme), never as #rrggbb.
- in rows that we draw: `style(looks.ACCENT, looks.BAR)`: what is written, then the ground;
- in a box's Content: `Content.styled(text, "bold $accent")`, and in its CSS: `color: $context;`
- a label's own colour: `style(label.color, ground)`, or `style(looks.INK, label.color)` for a
  bright ground; in Content: `looks.written(label.color)`. It comes out readable in every theme.
"""

from __future__ import annotations

from functools import lru_cache

from rich.style import Style
from textual.theme import Theme as Variables

from annotator.tui.themes import DARK, Theme, label_color

BACKGROUND = "background"
FOCUS = "focus"
BAR = "bar"
HAND = "hand"
SELECTION = "selection"
TEXT = "text"
CONTEXT = "context"
FAINT = "faint"
ACCENT = "accent"
WARNING = "warning"
ERROR = "error"
INK = "ink"

ROLE = "‿"
"""Drawn under the words that are the claimant, the cue and so on of the mark in hand."""

OPEN_SIGN = "?"
ACCEPTED_SIGN = "✓"
MANUAL_SIGN = "●"
EDITED_SIGN = "✎"

GAP = "·"
"""Joins two fragments of one mark."""

FINISHED = "✓"
FLAGGED = "⚑"
UNDECIDED = "·"

_STANDING_OUT = frozenset({ACCENT, WARNING, ERROR})
_STEPPING_BACK = frozenset({CONTEXT, FAINT})


class _Worn:
    """The theme of the terminal: there is one screen to a process."""

    theme: Theme = DARK


def theme() -> Theme:
    """The theme that is worn."""
    return _Worn.theme


def wear(chosen: Theme) -> None:
    """From now on, style by this theme."""
    _Worn.theme = chosen
    style.cache_clear()


@lru_cache(maxsize=1024)
def style(
    color: str = TEXT,
    background: str = BACKGROUND,
    *,
    bold: bool = False,
    underline: bool = False,
    reverse: bool = False,
) -> Style:
    """One style object for each look: making them is what costs.

    color, background: names of the theme's colours, or a label's own #rrggbb.
    """
    worn = _Worn.theme
    if not worn.colored:
        return _colorless(color, background, bold=bold, underline=underline, reverse=reverse)
    ground = _ground(background, worn)
    written = label_color(color, ground, worn) if _is_own(color) else worn.color(color)
    return Style(color=written, bgcolor=ground, bold=bold, underline=underline, reverse=reverse)


def written(color: str) -> str:
    """A label's own colour, for text in a box, as a style of Content; '' in no colour at all."""
    worn = _Worn.theme
    return label_color(color, worn.focus, worn) if worn.colored else ""


def _ground(name: str, worn: Theme) -> str:
    """A ground; a label's colour so bright that ink can be read on it."""
    return label_color(name, worn.ink, worn) if _is_own(name) else worn.color(name)


def _colorless(color: str, background: str, *, bold: bool, underline: bool, reverse: bool) -> Style:
    """What colours say, said without: bright grounds are reversed, what steps back is dim."""
    reverse = reverse or color == INK or background == BAR
    dim = color in _STEPPING_BACK and not reverse
    return Style(bold=bold or color in _STANDING_OUT, dim=dim, underline=underline, reverse=reverse)


def _is_own(color: str) -> bool:
    return color.startswith("#")


def variables(chosen: Theme) -> Variables:
    """The theme as Textual has it: $accent, $context and so on, in CSS and in Content."""
    return Variables(
        name=chosen.name,
        primary=chosen.accent,
        warning=chosen.warning,
        error=chosen.error,
        accent=chosen.accent,
        foreground=chosen.text,
        background=chosen.background,
        surface=chosen.background,
        panel=chosen.focus,
        dark=chosen.dark,
        variables={
            **chosen.colors(),
            "backdrop": f"{'black' if chosen.dark else chosen.background} 60%",
            "border": chosen.accent,
            "block-hover-background": chosen.bar,
            "input-cursor-foreground": chosen.ink,
            "input-cursor-background": chosen.text,
            "input-selection-foreground": chosen.ink,
            "input-selection-background": chosen.selection,
            "scrollbar": chosen.accent,
            "scrollbar-hover": chosen.accent,
            "scrollbar-active": chosen.accent,
            "scrollbar-background": chosen.bar,
            "scrollbar-background-hover": chosen.bar,
            "scrollbar-background-active": chosen.bar,
        },
    )
