"""Styles and signs. No colour has a meaning alone: there is always a sign with it.

A colour is named after its role in the theme (annotator.tui.themes.Theme), never as #rrggbb:
- in rows that we draw: `style(styles.ACCENT, styles.BAR)`, foreground then background;
- in the Content of a dialog: `Content.styled(text, "bold $accent")`, in CSS: `color: $context;`
- for the colour of a label: `style(label.color, ground)`, or `style(styles.INK, label.color)`; in
  Content: `styles.written(label.color)`. It is made readable in every theme.
"""

from __future__ import annotations

from functools import lru_cache

from rich.style import Style
from textual.theme import Theme as Variables

from annotator.model import Tier
from annotator.tui.themes import DARK, Theme, label_color, tinted

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
CANNOT_JUDGE = "∅"
UNDECIDED = "·"

_EMPHASIZED = frozenset({ACCENT, WARNING, ERROR})
_DIMMED = frozenset({CONTEXT, FAINT})


class _Current:
    """The current theme of this process, which has one screen."""

    theme: Theme = DARK


def theme() -> Theme:
    """The current theme."""
    return _Current.theme


def use_theme(chosen: Theme) -> None:
    """Make a theme the current one."""
    _Current.theme = chosen
    style.cache_clear()
    highlight.cache_clear()


@lru_cache(maxsize=1024)
def style(
    color: str = TEXT,
    background: str = BACKGROUND,
    *,
    bold: bool = False,
    underline: bool = False,
    reverse: bool = False,
) -> Style:
    """A style in the colours of the current theme. Cached: creating styles is slow.

    color, background: names of the theme's colours, or the #rrggbb of a label.
    """
    current = _Current.theme
    if not current.colored:
        return _colorless(color, background, bold=bold, underline=underline, reverse=reverse)
    ground = _ground(background, current)
    written = label_color(color, ground, current) if _is_own(color) else current.color(color)
    return Style(color=written, bgcolor=ground, bold=bold, underline=underline, reverse=reverse)


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

    color: #rrggbb of the label. ground, text: names of the theme's colours. strength: of the tint,
    1 for an annotation. underline, reverse: how the words are drawn if there are no colours.
    """
    current = _Current.theme
    if not current.colored:
        return _colorless(text, ground, bold=bold, underline=underline, reverse=reverse)
    written, plain = current.color(text), current.color(ground)
    tint = tinted(plain, color, written, strength * current.tint, current)
    return Style(color=written, bgcolor=tint, bold=bold)


def written(color: str) -> str:
    """The colour of a label as a style of Content in a dialog; '' without colours."""
    current = _Current.theme
    return label_color(color, current.focus, current) if current.colored else ""


def _ground(name: str, current: Theme) -> str:
    """A background colour; that of a label so bright that ink is readable on it."""
    return label_color(name, current.ink, current) if _is_own(name) else current.color(name)


def _colorless(color: str, background: str, *, bold: bool, underline: bool, reverse: bool) -> Style:
    """A style without colours: bright grounds are reversed, context is dim."""
    reverse = reverse or color == INK or background == BAR
    dim = color in _DIMMED and not reverse
    return Style(bold=bold or color in _EMPHASIZED, dim=dim, underline=underline, reverse=reverse)


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
