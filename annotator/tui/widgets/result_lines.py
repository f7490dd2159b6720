"""Lines of the list of what was found: from a hit to styled text. Text in, lines out."""

from __future__ import annotations

from collections.abc import Iterable

from rich.cells import cell_len, set_cell_size
from rich.style import Style

from annotator.model import LabelSet, Origin, Span
from annotator.safe_text import display
from annotator.store import Hit
from annotator.tui import styles
from annotator.tui.layout import pieces, wrap
from annotator.tui.styles import style
from annotator.tui.widgets.text_rows import Line

_WIDE, _MIDDLE = 100, 64
_BEFORE = 0.4
"""How far into its room the first word that was looked for may stand."""
_SIGNS = {Origin.ACCEPTED: styles.ACCEPTED_SIGN, Origin.EDITED: styles.EDITED_SIGN}


def line(hit: Hit, title: str, label_set: LabelSet, width: int, *, taken: bool) -> Line:
    """One line: state, document, the sentence round what was looked for, labels.

    taken: whether it is the line in hand. Narrow screens go without document and labels.
    """
    ground = styles.SELECTED_MARK if taken else styles.BACKGROUND
    about = _room_for(width)
    labels = _labels(hit, label_set, about[1])
    room = max(
        4, width - 4 - (about[0] + 1 if about[0] else 0) - sum(cell_len(t) for t, _ in labels)
    )
    bar = "▌" if taken else " "
    made: list[tuple[str, Style]] = [(f"{_state(hit)} {bar} ", style(styles.ACCENT, ground))]
    if about[0]:
        made.append((_cut(display(title), about[0]) + " ", style(styles.CONTEXT, ground)))
    made += _text(hit, room, ground)
    made += [(text, style(color, ground)) for text, color in labels]
    return made


def preview(hit: Hit, title: str, width: int, rows: int) -> list[Line]:
    """The sentence as a whole, as far as rows reach, under the title of its document."""
    shown = display(hit.text)
    head: Line = [(f" {_cut(display(title), width - 2)}", style(styles.CONTEXT, styles.FOCUS))]
    made: list[Line] = [head]
    for start, end in wrap(shown, 0, len(shown), max(8, width - 2))[: rows - 1]:
        blank = (" ", style(background=styles.FOCUS))
        made.append([blank, *_marked(hit, shown, start, end, styles.FOCUS)])
    return made


def _room_for(width: int) -> tuple[int, int]:
    """Cells for the title, and for labels at most."""
    if width >= _WIDE:
        return 24, 34
    return (14, 24) if width >= _MIDDLE else (0, 0)


def _state(hit: Hit) -> str:
    """The signs that the page has at its edge."""
    if hit.flagged:
        return styles.FLAGGED
    if hit.finished:
        return styles.FINISHED
    return styles.UNDECIDED if hit.suggested else " "


def _labels(hit: Hit, label_set: LabelSet, room: int) -> list[tuple[str, str]]:
    """As many as there is room for, and how many more."""
    named = [(_SIGNS.get(origin, styles.MANUAL_SIGN), name) for name, origin in hit.held]
    named += [(styles.OPEN_SIGN, name) for name in hit.suggested]
    made: list[tuple[str, str]] = []
    for place, (sign, name) in enumerate(named):
        label = label_set.label(name)
        text = f" {sign}{display(label.title if label else name)}"
        rest = len(named) - place
        more = cell_len(f" +{rest}")
        if cell_len(text) + (more if rest > 1 else 0) > room:
            return [*made, (f" +{rest}", styles.CONTEXT)] if room >= more else made
        made.append((text, label.color if label else styles.TEXT))
        room -= cell_len(text)
    return made


def _text(hit: Hit, room: int, ground: str) -> Iterable[tuple[str, Style]]:
    """The sentence from its beginning, or from so far on that what was looked for is seen."""
    shown = display(hit.text)
    start = _begin(hit, shown, room)
    parts = list(_marked(hit, shown, start, min(len(shown), start + room + 1), ground))
    if start:
        parts.insert(0, ("…", style(styles.FAINT, ground)))
    return _fit(parts, room, ground)


def _begin(hit: Hit, shown: str, room: int) -> int:
    if not hit.words or hit.words[0].end <= room - 1:
        return 0
    start = max(0, hit.words[0].start - int(room * _BEFORE))
    blank = shown.find(" ", start, hit.words[0].start)
    return blank + 1 if blank >= 0 else start


def _marked(hit: Hit, shown: str, start: int, end: int, ground: str) -> Iterable[tuple[str, Style]]:
    """Characters [start, end), what was looked for standing out."""
    cuts = [edge for word in hit.words for edge in (word.start, word.end)]
    for low, high in pieces(start, end, cuts):
        here = Span(low, high)
        if any(word.overlaps(here) for word in hit.words):
            yield shown[low:high], style(styles.ACCENT, ground, bold=True, underline=True)
        else:
            yield shown[low:high], style(styles.TEXT, ground)


def _fit(parts: Line, room: int, ground: str) -> list[tuple[str, Style]]:
    """Parts in just so many cells: cut with an ellipsis, or filled up."""
    made: list[tuple[str, Style]] = []
    for text, look in parts:
        used = cell_len(text)
        if used > room:
            made.append((_cut(text, room), look))
            return made
        made.append((text, look))
        room -= used
    made.append((" " * room, style(background=ground)))
    return made


def _cut(text: str, room: int) -> str:
    """The text in just so many cells."""
    if cell_len(text) <= room:
        return set_cell_size(text, room)
    return set_cell_size(text, max(0, room - 1)) + "…"[:room]
