"""The last filters before the terminal: of control characters, of colours and of emoji.

Textual applies the filters of an app to each line it draws, so they cover every screen, also
Textual's own. None changes how many cells a line has.
"""

from __future__ import annotations

import re
from functools import lru_cache

from rich.cells import cell_len, set_cell_size, split_graphemes
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter

from annotator.safe_text import HIDDEN, plain_emoji


class ControlGuard(LineFilter):
    """Removes control and format characters; one that has a cell becomes a dot.

    annotator.safe_text replaces them long before; this catches text that was not passed through
    it.
    """

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments without control characters."""
        del background
        return [
            segment
            if segment.control or not HIDDEN.search(segment.text)
            else Segment(HIDDEN.sub(_without_hidden, segment.text), segment.style)
            for segment in segments
        ]


def _without_hidden(found: re.Match[str]) -> str:
    return "·" if cell_len(found[0]) else ""


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


class PlainEmoji(LineFilter):
    """Draws emoji as plain signs, filled up to the cells of the emoji.

    For terminals in which emoji have another width than we compute, which shifts the row.
    """

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments with a sign for each emoji."""
        del background
        return [
            segment
            if segment.control or segment.text.isascii()
            else Segment(with_plain_emoji(segment.text), segment.style)
            for segment in segments
        ]


def with_plain_emoji(text: str) -> str:
    """The text with plain signs for emoji, in as many cells."""
    signs = plain_emoji(text)
    if signs == text:
        return text
    drawn = "".join(
        text[start:end]
        if signs[start:end] == text[start:end]
        else set_cell_size(signs[start:end], cells)
        for start, end, cells in split_graphemes(text)[0]
    )
    return set_cell_size(drawn, cell_len(text))  # a lone joiner swallows what is after it


@lru_cache(maxsize=1024)
def _colorless(style: Style) -> Style:
    ground = style.bgcolor.triplet if style.bgcolor else None
    if ground and sum(ground) > 3 * 128:
        return style.without_color + Style(reverse=not style.reverse)
    return style.without_color
