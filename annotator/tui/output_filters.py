"""Filters of what goes to the terminal: no control characters, and no colours with NO_COLOR.

Textual applies them to each line it draws, so they cover every screen, also its own.
"""

from __future__ import annotations

import re
from functools import lru_cache

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


class ControlGuard(LineFilter):
    """Removes control characters.

    annotator.safe_text replaces them long before; this catches text that was not passed through
    it. Rich counts control characters as zero cells wide, so the layout does not move.
    """

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments without control characters."""
        del background
        return [
            segment
            if segment.control or not _CONTROLS.search(segment.text)
            else Segment(_CONTROLS.sub("", segment.text), segment.style)
            for segment in segments
        ]


class ColorGuard(LineFilter):
    """Removes colours; text on a bright ground is reversed instead.

    Textual's own filters for NO_COLOR turn colours into greys, or make a theme black on black.
    """

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments in the terminal's own foreground and background."""
        del background
        return [
            Segment(text, style and _colorless(style), control) for text, style, control in segments
        ]


@lru_cache(maxsize=1024)
def _colorless(style: Style) -> Style:
    ground = style.bgcolor.triplet if style.bgcolor else None
    if ground and sum(ground) > 3 * 128:
        return style.without_color + Style(reverse=not style.reverse)
    return style.without_color
