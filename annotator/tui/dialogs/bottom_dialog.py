"""A box of fixed rows at the foot of the screen, so that the sentence can be read above it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from rich.cells import set_cell_size
from textual.app import ComposeResult

from annotator.safe_text import display
from annotator.tui import styles
from annotator.tui.dialogs.dialog import Box
from annotator.tui.styles import style
from annotator.tui.widgets.rows import Bar, Line

Answer = TypeVar("Answer")

WIDEST = 108
LOW_SCREEN = 16
"""Up to so many rows the box may take the whole screen; of a higher one it takes six tenths."""

_FRAME = 4
"""Cells that a box takes beside what is in it."""


class FootBox(Box[Answer]):
    """What is inside is told by `put`; drawn row by row, it costs little at each key.

    covers: is told how many rows of the screen are covered.
    """

    DEFAULT_CSS = """
    FootBox { align: center bottom; background: $background 1%; }
    FootBox > Bar { width: 100%; max-width: 108; max-height: 100%; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._rows = Bar(ground=styles.FOCUS)
        self.covers: Callable[[int], None] = lambda _: None

    def compose(self) -> ComposeResult:
        """The rows; they are drawn once the size is known."""
        yield self._rows

    def on_mount(self) -> None:
        """Show the rows."""
        self.draw()

    def on_resize(self) -> None:
        """Lay the rows out for another size."""
        self.draw()

    def draw(self) -> None:
        """Put the rows for the size there is."""

    @property
    def inside(self) -> int:
        """The cells of a row."""
        return max(8, min(self.app.size.width, WIDEST) - _FRAME)

    def room(self, most: int) -> int:
        """How many rows there may be between title and foot, of as many as are wanted at most."""
        height = self.app.size.height
        share = height if height <= LOW_SCREEN else height * 6 // 10
        return max(1, min(most, share - _FRAME))

    def put(self, title: Line, shown: Sequence[Line], foot: str, most: int) -> None:
        """Show rows with a title and a foot, as high as for so many rows at most."""
        if not self._rows.is_mounted:
            return
        room = self.room(most)
        self._rows.styles.height = room + _FRAME
        self.covers(room + _FRAME)
        filler: list[Line] = [()] * (room - len(shown))
        text = set_cell_size(f" {display(foot)}", self.inside)
        self._rows.put(title, *shown[:room], *filler, [(text, style(styles.FAINT, styles.FOCUS))])
