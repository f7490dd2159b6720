"""Styles and signs. No colour has a meaning alone: there is always a sign with it.

A colour is named after its role in the theme (annotator.tui.themes.Theme), never as #rrggbb:
- in rows that we draw: `style(styles.ACCENT, styles.BAR)`, foreground then background;
- in the Content of a dialog: `Content.styled(text, "bold $accent")`, in CSS: `color: $context;`
- for the colour of a label: `style(label.color, ground)`, or `style(styles.INK, label.color)`. It
  is made readable in every theme.

What draws rows is given the name of its app's theme, and turns styles into colours: `segments`.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from rich.segment import Segment
from rich.style import Style as RichStyle
from textual.theme import Theme as Variables

from annotator.model import Tier
from annotator.tui.themes import THEMES, Theme, label_color, tinted

BACKGROUND = "background"
FOCUS = "focus"
BAR = "bar"
SELECTED_MARK = "selected_mark"
SELECTION = "selection"
TEXT = "text"
CONTEXT = "context"
FAINT = "faint"
ACCENT = "accent"
WARNING = "warning"
ERROR = "error"
INK = "ink"

ANNOTATED = "━"
"""The line of an annotation: solid. Suggestions are dotted, the denser the higher the tier."""

SUGGESTED = {Tier.HIGH: "╍", Tier.MEDIUM: "╌", Tier.LOW: "┈"}

ROLE = "‿"
"""Drawn under the claimant, the cue and so on of the selected mark."""

OPEN_SIGN = "?"
ACCEPTED_SIGN = "✓"
MANUAL_SIGN = "●"
EDITED_SIGN = "✎"

GAP = "·"
"""Drawn between two fragments of a mark."""

FINISHED = "✓"
FLAGGED = "⚑"
SENT_BACK = "↶"
CANNOT_JUDGE = "∅"
UNDECIDED = "·"

_EMPHASIZED = frozenset({ACCENT, WARNING, ERROR})
_DIMMED = frozenset({CONTEXT, FAINT})


class Style(NamedTuple):
    """How text looks; its colours are named after roles, so it is the same in every theme.

    color, background: names of the theme's colours, or the #rrggbb of a label. tint: #rrggbb of the
    label whose colour is mixed into the background, '' for none; strength: how much of it, 1 for
    that of an annotation.
    """

    color: str = TEXT
    background: str = BACKGROUND
    bold: bool = False
    underline: bool = False
    reverse: bool = False
    tint: str = ""
    strength: float = 1.0


@lru_cache(maxsize=1024)
def style(
    color: str = TEXT,
    background: str = BACKGROUND,
    *,
    bold: bool = False,
    underline: bool = False,
    reverse: bool = False,
) -> Style:
    """A style without a tint. Cached: rows are drawn with the same few at each key."""
    return Style(color, background, bold, underline, reverse)


@lru_cache(maxsize=1024)
def highlight(
    color: str,
    ground: str,
    *,
    text: str = TEXT,
    strength: float = 1.0,
    bold: bool = False,
    underline: bool = False,
    reverse: bool = False,
) -> Style:
    """Words on a tint of a label's colour, as with a highlighter.

    color: #rrggbb of the label. ground, text: names of the theme's colours. strength: of the tint.
    underline, reverse: how the words are drawn if there are no colours.
    """
    return Style(text, ground, bold, underline, reverse, color, strength)


def segments(line: Iterable[tuple[str, Style]], theme: str) -> list[Segment]:
    """Pieces of text in the colours of a theme, given by its name."""
    return [Segment(text, rich_style(look, theme)) for text, look in line]


@lru_cache(maxsize=2048)
def rich_style(look: Style, theme: str) -> RichStyle:
    """A style in the colours of a theme, given by its name. Cached: creating them is slow."""
    current = THEMES[theme]
    bold, underline, reverse = look.bold, look.underline, look.reverse
    if not current.colored:
        return _colorless(look)
    ground = _ground(look.background, current)
    if look.tint:
        written = current.color(look.color)
        tint = tinted(ground, look.tint, written, look.strength * current.tint, current)
        return RichStyle(color=written, bgcolor=tint, bold=bold)
    own = _is_own(look.color)
    written = label_color(look.color, ground, current) if own else current.color(look.color)
    return RichStyle(color=written, bgcolor=ground, bold=bold, underline=underline, reverse=reverse)


def _ground(name: str, current: Theme) -> str:
    """A background colour; that of a label so bright that ink is readable on it."""
    return label_color(name, current.ink, current) if _is_own(name) else current.color(name)


def _colorless(look: Style) -> RichStyle:
    """A style without colours: bright grounds are reversed, context is dim."""
    reverse = look.reverse or look.color == INK or look.background == BAR
    dim = look.color in _DIMMED and not reverse
    bold = look.bold or look.color in _EMPHASIZED
    return RichStyle(bold=bold, dim=dim, underline=look.underline, reverse=reverse)


def _is_own(color: str) -> bool:
    return color.startswith("#")


def variables(chosen: Theme) -> Variables:
    """The theme for Textual: $accent, $context and so on, in CSS and in Content."""
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
