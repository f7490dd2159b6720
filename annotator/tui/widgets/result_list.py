"""The list of search results, of any length: results are read when they come into view."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from rich.cells import cell_len
from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from annotator.model import LabelSet, Origin, Span
from annotator.safe_text import display
from annotator.store.sentence_search import Hit
from annotator.tui import styles
from annotator.tui.layout import pieces, wrap
from annotator.tui.styles import Style, style
from annotator.tui.widgets.text_rows import Line, cut_to, fit
from annotator.workflow.search import SearchResults, SearchState

_WIDE, _MIDDLE = 100, 64
_BEFORE = 0.4
"""The share of the room that may be before the first word found."""
_SIGNS = {Origin.ACCEPTED: styles.ACCEPTED_SIGN, Origin.EDITED: styles.EDITED_SIGN}
_PAGE = 64
"""Results that are read at once."""
_PAGES = 8
"""Pages that are kept."""


class ResultList(Widget, can_focus=False):
    """Shows results around the selected one. A move redraws only the rows that changed."""

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
        self._results = hits
        self._title_of = title_of
        self._label_set = label_set
        self._pages: OrderedDict[tuple[int, int], dict[int, Hit]] = OrderedDict()
        self._top = max(0, hits.cursor - 5)
        self._strips: list[Strip] = []

    def redraw(self) -> None:
        """Draw the results around the selected one."""
        width, height = self.size
        if not width or not height:
            return
        cursor = self._results.cursor
        self._top = max(0, min(self._top, cursor, len(self._results) - height))
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
        """The result of a line; None if there is none, or if its sentence was removed."""
        if not 0 <= index < len(self._results):
            return None
        first = index - index % _PAGE
        end = min(first + _PAGE, len(self._results))
        if (first, end) not in self._pages:
            positions = self._results.positions[first:end]
            read = self._search_state.lines(self._results, positions)
            self._pages[first, end] = {hit.position: hit for hit in read}
            if len(self._pages) > _PAGES:
                self._pages.popitem(last=False)
        return self._pages[first, end].get(self._results.positions[index])

    def on_resize(self) -> None:
        """Redraw for the new size."""
        self._strips = []
        self.redraw()

    def on_click(self, event: events.Click) -> None:
        """Report the clicked line."""
        index = self._top + event.y
        if index < len(self._results):
            self.post_message(self.Clicked(index))

    def render_line(self, y: int) -> Strip:
        """One row, as drawn last."""
        return self._strips[y] if y < len(self._strips) else self._blank(self.size.width)

    def _blank(self, width: int) -> Strip:
        return Strip.blank(width, styles.rich_style(style(), self.app.theme))

    def _strip(self, index: int, width: int) -> Strip:
        hit = self.hit(index)
        if hit is None:
            return self._blank(width)
        before = self.hit(index - 1) if index > self._top else None
        same = before is not None and before.document == hit.document
        made = result_line(
            hit,
            "" if same else self._title_of(hit.document, hit.title),
            self._label_set,
            width,
            selected=index == self._results.cursor,
        )
        drawn = styles.segments(made, self.app.theme)
        return Strip(drawn).adjust_cell_length(width, drawn[-1].style)


# ------------------------------------------------------------------ lines


def result_line(hit: Hit, title: str, label_set: LabelSet, width: int, *, selected: bool) -> Line:
    """One line: state, document title, the sentence around the words found, labels.

    selected: True for the selected line. Narrow screens have no title and no labels.
    """
    ground = styles.SELECTED_MARK if selected else styles.BACKGROUND
    title_room, label_room = _room_for(width)
    labels = _labels(hit, label_set, label_room)
    room = max(
        4, width - 4 - (title_room + 2 if title_room else 0) - sum(cell_len(t) for t, _ in labels)
    )
    bar = "▌" if selected else " "
    made: list[tuple[str, Style]] = [(f"{_state_sign(hit)} {bar} ", style(styles.ACCENT, ground))]
    if title_room:
        made.append((cut_to(display(title), title_room) + "  ", style(styles.CONTEXT, ground)))
    made += _text(hit, room, ground)
    made += [(text, style(color, ground)) for text, color in labels]
    return made


def result_preview(hit: Hit, title: str, width: int, rows: int) -> list[Line]:
    """The whole sentence below the title of its document, on at most `rows` rows."""
    shown = display(hit.text)
    head: Line = [(f" {cut_to(display(title), width - 2)}", style(styles.CONTEXT, styles.FOCUS))]
    made: list[Line] = [head]
    for start, end in wrap(shown, 0, len(shown), max(8, width - 2))[: rows - 1]:
        blank = (" ", style(background=styles.FOCUS))
        made.append([blank, *_marked(hit, shown, start, end, styles.FOCUS)])
    return made


def _room_for(width: int) -> tuple[int, int]:
    """Cells for the title, and the most for labels."""
    if width >= _WIDE:
        return 24, 34
    return (14, 24) if width >= _MIDDLE else (0, 0)


def _state_sign(hit: Hit) -> str:
    """The sign of the sentence's state, as in the document view."""
    if hit.flagged:
        return styles.FLAGGED
    if hit.cannot_judge:
        return styles.CANNOT_JUDGE
    if hit.finished:
        return styles.FINISHED
    return styles.UNDECIDED if hit.suggested else " "


def _labels(hit: Hit, label_set: LabelSet, room: int) -> list[tuple[str, str]]:
    """As many labels as there is room for, and the number of the others."""
    named = [(_SIGNS.get(origin, styles.MANUAL_SIGN), name) for name, origin in hit.held]
    named += [(styles.OPEN_SIGN, name) for name in hit.suggested]
    made: list[tuple[str, str]] = []
    for place, (sign, name) in enumerate(named):
        label = label_set.label(name)
        text = f"  {sign}{display(label.title if label else name)}"
        rest = len(named) - place
        more = cell_len(f"  +{rest}")
        if cell_len(text) + (more if rest > 1 else 0) > room:
            return [*made, (f"  +{rest}", styles.CONTEXT)] if room >= more else made
        made.append((text, label.color if label else styles.TEXT))
        room -= cell_len(text)
    return made


def _text(hit: Hit, room: int, ground: str) -> Iterable[tuple[str, Style]]:
    """The sentence from its start, or from where the words found are in view."""
    shown = display(hit.text)
    start = _begin(hit, shown, room)
    parts = list(_marked(hit, shown, start, min(len(shown), start + room + 1), ground))
    if start:
        parts.insert(0, ("…", style(styles.FAINT, ground)))
    return fit(parts, room, ground)


def _begin(hit: Hit, shown: str, room: int) -> int:
    if not hit.words or hit.words[0].end <= room - 1:
        return 0
    start = max(0, hit.words[0].start - int(room * _BEFORE))
    blank = shown.find(" ", start, hit.words[0].start)
    return blank + 1 if blank >= 0 else start


def _marked(hit: Hit, shown: str, start: int, end: int, ground: str) -> Iterable[tuple[str, Style]]:
    """Characters [start, end); the words found are highlighted."""
    cuts = [edge for word in hit.words for edge in (word.start, word.end)]
    for low, high in pieces(start, end, cuts):
        here = Span(low, high)
        if any(word.overlaps(here) for word in hit.words):
            yield shown[low:high], style(styles.ACCENT, ground, bold=True, underline=True)
        else:
            yield shown[low:high], style(styles.TEXT, ground)
