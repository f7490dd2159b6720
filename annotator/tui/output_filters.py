"""The last guards before the terminal: no control character, no colour where none is wanted.

Lines are filtered when they are drawn, so these hold for every screen, Textual's own too.
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
    """Takes every control character out of what is about to reach the terminal.

    Text is made visible long before (annotator.safe_text); this is for the path that forgot.
    Rich counts control characters as no cells wide, so the layout does not move.
    """

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments, clean."""
        del background
        return [
            segment
            if segment.control or not _CONTROLS.search(segment.text)
            else Segment(_CONTROLS.sub("", segment.text), segment.style)
            for segment in segments
        ]


class ColorGuard(LineFilter):
    """Takes every colour out; what stands on a bright ground is reversed instead.

    Textual's own filters for NO_COLOR make greys of colours, or black on black of some themes.
    """

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments in the terminal's own two colours."""
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
