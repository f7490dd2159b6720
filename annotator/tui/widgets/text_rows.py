"""Rows of styled text: header, panel and footer."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from annotator.tui import styles
from annotator.tui.styles import Style, style

Line = Sequence[tuple[str, Style]]


class TextRows(Widget):
    """Lines of styled text on one background; wide lines are cut with an ellipsis.

    ground: the colour of the background, by its name in the theme.
    """

    ALLOW_SELECT = False

    def __init__(self, *, rows: int = 1, ground: str = styles.BAR) -> None:
        super().__init__()
        self._ground = ground
        self._lines: list[Line] = []
        self.styles.height = rows

    def put(self, *lines: Line) -> None:
        """Show these lines; only rows that changed are drawn again."""
        before, self._lines = self._lines, list(lines)
        width, height = self.size
        changed = [y for y in range(height) if before[y : y + 1] != self._lines[y : y + 1]]
        if changed:
            self.refresh(*(Region(0, y, width, 1) for y in changed))

    def render_line(self, y: int) -> Strip:
        """One line, filled up to the width."""
        width = self.size.width
        line = self._lines[y] if y < len(self._lines) else ()
        theme = self.app.theme
        strip = Strip(styles.segments(line, theme))
        ground = styles.rich_style(style(background=self._ground), theme)
        if strip.cell_length > width > 1:
            strip = Strip([*strip.crop(0, width - 1), Segment("…", ground)])
        return strip.adjust_cell_length(width, ground)


def longest_in(width: int, *texts: str) -> str:
    """The first of the texts, the longest first, that fits into so many cells; else the last."""
    return next((text for text in texts if cell_len(text) <= width), texts[-1])


def cut_to(text: str, width: int) -> str:
    """The text in exactly so many cells, with an ellipsis if it is cut."""
    if cell_len(text) <= width:
        return set_cell_size(text, width)
    return set_cell_size(text, max(0, width - 1)) + "…"[:width]


def fit(parts: Line, room: int, ground: str) -> list[tuple[str, Style]]:
    """Parts in exactly `room` cells: cut with an ellipsis, or filled up."""
    made: list[tuple[str, Style]] = []
    for text, look in parts:
        used = cell_len(text)
        if used > room:
            made.append((cut_to(text, room), look))
            return made
        made.append((text, look))
        room -= used
    made.append((" " * room, style(background=ground)))
    return made


def key_line(named: Sequence[tuple[str, str]], kept: Sequence[tuple[str, str]], width: int) -> Line:
    """(key, word) pairs in a line: as many as fit, in their order, and those kept in any case."""
    lengths = {pair: cell_len(f" {pair[0]} {pair[1]} ") for pair in named}
    room = width - sum(lengths[pair] for pair in kept)
    parts: list[tuple[str, Style]] = []
    for pair in named:
        needed = 0 if pair in kept else lengths[pair]
        if needed > room:
            room = 0
            continue
        room -= needed
        parts.append((f" {pair[0]} ", style(styles.ACCENT, styles.BAR, bold=True)))
        parts.append((f"{pair[1]} ", style(styles.CONTEXT, styles.BAR)))
    return parts


def flow(parts: Sequence[Line], width: int, rows: int) -> list[list[tuple[str, Style]]]:
    """Arrange parts in lines, breaking only between parts; at most `rows` lines are returned."""
    lines: list[list[tuple[str, Style]]] = [[]]
    used = 0
    for part in parts:
        length = sum(cell_len(text) for text, _ in part)
        if used + length > width and lines[-1]:
            lines.append([])
            used = 0
        lines[-1].extend(part)
        used += length
    return lines[:rows]
