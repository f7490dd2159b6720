"""The lines of a list of any length: pages are read when they come into view."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from rich.segment import Segment
from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from annotator.model import LabelSet
from annotator.store import Hit
from annotator.tui.styles import style
from annotator.tui.widgets.result_lines import line
from annotator.workflow.search_state import SearchResults, SearchState

_PAGE = 64
"""Lines that are read at once."""
_PAGES = 8
"""Pages that are kept."""


class ResultList(Widget, can_focus=False):
    """Shows hits round the cursor. A move redraws only rows that changed."""

    ALLOW_SELECT = False
    DEFAULT_CSS = "ResultList { height: 1fr; }"

    @dataclass
    class Clicked(Message):
        """A line was clicked."""

        index: int

    def __init__(
        self,
        search_state: SearchState,
        hits: SearchResults,
        title_of: Callable[[str, str], str],
        label_set: LabelSet,
    ) -> None:
        super().__init__()
        self._search_state = search_state
        self._hits = hits
        self._title_of = title_of
        self._label_set = label_set
        self._pages: OrderedDict[tuple[int, int], dict[int, Hit]] = OrderedDict()
        self._top = max(0, hits.cursor - 5)
        self._strips: list[Strip] = []

    def redraw(self) -> None:
        """Draw the lines round the cursor."""
        width, height = self.size
        if not width or not height:
            return
        cursor = self._hits.cursor
        self._top = max(0, min(self._top, cursor, len(self._hits) - height))
        self._top = max(self._top, cursor - height + 1)
        before = self._strips
        self._strips = [self._strip(self._top + y, width) for y in range(height)]
        changed = [
            Region(0, y, width, 1)
            for y, strip in enumerate(self._strips)
            if y >= len(before) or before[y] != strip
        ]
        if changed:
            self.refresh(*changed)

    def hit(self, index: int) -> Hit | None:
        """What stands in a line; None where there is none, or no more."""
        if not 0 <= index < len(self._hits):
            return None
        first = index - index % _PAGE
        end = min(first + _PAGE, len(self._hits))
        if (first, end) not in self._pages:
            positions = self._hits.positions[first:end]
            read = self._search_state.lines(self._hits, positions)
            self._pages[first, end] = {hit.position: hit for hit in read}
            if len(self._pages) > _PAGES:
                self._pages.popitem(last=False)
        return self._pages[first, end].get(self._hits.positions[index])

    def on_resize(self) -> None:
        """Draw everything for the new size."""
        self._strips = []
        self.redraw()

    def on_click(self, event: events.Click) -> None:
        """Tell which line it was."""
        index = self._top + event.y
        if index < len(self._hits):
            self.post_message(self.Clicked(index))

    def render_line(self, y: int) -> Strip:
        """One row, as it was drawn last."""
        return self._strips[y] if y < len(self._strips) else Strip.blank(self.size.width, style())

    def _strip(self, index: int, width: int) -> Strip:
        hit = self.hit(index)
        if hit is None:
            return Strip.blank(width, style())
        before = self.hit(index - 1) if index > self._top else None
        same = before is not None and before.document == hit.document
        made = line(
            hit,
            "" if same else self._title_of(hit.document, hit.title),
            self._label_set,
            width,
            taken=index == self._hits.cursor,
        )
        return Strip(Segment(*part) for part in made).adjust_cell_length(width, made[-1][1])
