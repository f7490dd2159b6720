"""What became of an annotator's work: counts, what was changed, and the sentence of one change."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rich.cells import cell_len

from annotator.adjudication.outcome import GoldOutcome, OutcomeKind
from annotator.annotations.reason_codes import in_words
from annotator.model import Annotation, LabelSet, Span
from annotator.safe_text import display
from annotator.tui import styles
from annotator.tui.dialogs.full_screen import LEAVES, FullScreen
from annotator.tui.input_queue import KeyPress
from annotator.tui.layout import characters, wrap
from annotator.tui.line_console import Console, typed_number
from annotator.tui.renderer import shown_text
from annotator.tui.styles import Style, style
from annotator.tui.widgets.text_rows import Line, cut_to, fit
from annotator.workflow.outcome import WORDS, OutcomeCount, OutcomeReport, label_title

_LOW, _HIGH = 20, 30
"""On fewer rows counts are in a line; from so many on there are blank ones."""
_LEAST_LIST_ROWS = 3
_NAME_CELLS = 8
_MEASURE = 80
"""The most cells of a row of the sentence."""
_WITH_NOTE, _WITH_REASON = 110, 76
"""The width from which the list has a column for notes, and for reasons."""
_MOST_WRITTEN = 10
_FAINT, _CONTEXT = style(styles.FAINT), style(styles.CONTEXT)
_ACTIONS = {"enter": "open", "c": "write", "G": "guideline"}


@dataclass(frozen=True, slots=True)
class ChosenOutcome:
    """What to do with a changed annotation: open its sentence, write to the lead, or guideline.

    at: its place among those that changed.
    """

    action: str
    at: int


class OutcomeDialog(FullScreen[ChosenOutcome | None]):
    """Shows the outcome. Answers what to do with a change, None if it was left."""

    keys = (
        ("⏎", "open the sentence"),
        ("c", "write to the lead"),
        ("j k", "line"),
        ("G", "guideline"),
        ("PgDn PgUp", "page"),
        ("q", "back"),
    )

    def __init__(
        self,
        report: OutcomeReport,
        label_set: LabelSet,
        title_of: Callable[[str, str], str],
        cursor: int = 0,
    ) -> None:
        super().__init__()
        self._report = report
        self._changed = report.changed
        self._label_set = label_set
        self._title_of = title_of
        self._cursor = self._top = cursor
        self._list_rows = _LEAST_LIST_ROWS

    def press(self, key: KeyPress) -> None:
        """Move, act, or leave."""
        name = key.key_name
        if name in LEAVES:
            self.dismiss(None)
        elif name in _ACTIONS:
            if self._changed:
                self.dismiss(ChosenOutcome(_ACTIONS[name], self._cursor))
        else:
            here, page = self._cursor, max(1, self._list_rows - 1)
            places = {
                **dict.fromkeys(("j", "down", "n"), here + 1),
                **dict.fromkeys(("k", "up", "N"), here - 1),
                **dict.fromkeys(("pagedown", "space"), here + page),
                **dict.fromkeys(("g", "home"), 0),
                "end": len(self._changed) - 1,
                "pageup": here - page,
            }
            self._go_to(places.get(name, here))

    def on_mouse_scroll_down(self) -> None:
        """Select the next change."""
        self._go_to(self._cursor + 1)

    def on_mouse_scroll_up(self) -> None:
        """Select the previous change."""
        self._go_to(self._cursor - 1)

    def ask_in_plain_text(self, console: Console) -> ChosenOutcome | None:
        """Write the counts and the first changes with numbers; a number opens the sentence."""
        report = self._report
        for one in report.counts:
            share = _share(one)
            console.write(f"{WORDS[one.kind]}: {one.count:,}{f', {share}' if share else ''}")
        console.write(self._sum())
        written = self._changed[:_MOST_WRITTEN]
        for number, change in enumerate(written, 1):
            yours = label_title(change.yours, self._label_set)
            gold = report.in_gold(change, self._label_set)
            words = f"“{report.words(change)}” {yours}, in gold {gold}"
            why = f"; reason: {in_words(change.why)}" if change.why else ""
            note = f"; note: {change.note}" if change.note else ""
            console.write(f"{number} {self._place(change)}: {words}{why}{note}")
        if not written:
            return None
        asked = f"{len(self._changed):,} changed. A number opens the sentence, empty to leave:"
        chosen = typed_number(console.ask(asked), len(written))
        return ChosenOutcome("open", chosen - 1) if chosen else None

    # ------------------------------------------------------------------ inside

    def draw(self) -> None:
        """Put counts, the list around the selected change, and its sentence."""
        width, rows = self.app.size.width, self.rows
        documents = len(self._report.documents)
        more = f"{documents:,} released document{'' if documents == 1 else 's'}"
        self.put_header("What became of your annotations", f"{more}  {self._report.annotator}")
        counts = [*self._counts(width, low=rows < _LOW)]
        if not self._changed:
            self.body.put(*counts, (), [(" nothing was changed", _CONTEXT)])
            return
        one = self._changed[self._cursor]
        detail = [*self._detail(one, width)]
        room = rows - len(counts) - 2  # a heading above the list, a line below it
        at_most = max(_LEAST_LIST_ROWS, room - len(detail), room // 2)
        self._list_rows = max(1, min(len(self._changed), at_most))
        self._top = max(min(self._top, self._cursor), self._cursor - self._list_rows + 1, 0)
        shown = range(self._top, min(self._top + self._list_rows, len(self._changed)))
        place = f"{self._cursor + 1:,} of {len(self._changed):,}"
        title = f" Changed by adjudication   {place}"
        self.body.put(
            *counts,
            [(title, style(bold=True))],
            *(self._row(at, width) for at in shown),
            [("─" * width, _FAINT)],
            *detail,
        )

    def _go_to(self, at: int) -> None:
        self._cursor = max(0, min(at, len(self._changed) - 1))
        self.draw()

    def _place(self, one: GoldOutcome) -> str:
        document = self._report.documents[one.document]
        title = self._title_of(document.uid, document.title)
        return f"sentence {self._report.number(one)} of {title}"

    def _sum(self) -> str:
        total = self._report.total
        return (
            f"{total:,} annotation{'' if total == 1 else 's'}. Your own stay as you made them."
            " Only you and leads see this."
        )

    # ------------------------------------------------------------------ counts

    def _counts(self, width: int, *, low: bool) -> Iterator[Line]:
        """How many of each kind there are, with share, interval and bar; in a few lines if low."""
        report = self._report
        if low:
            texts = [f"{WORDS[one.kind]} {one.count:,}" for one in report.counts]
            text = " · ".join(texts)
            yield from (
                [(f" {text[a:b]}", _CONTEXT)] for a, b in wrap(text, 0, len(text), width - 2)
            )
            return
        blank: list[Line] = [()] if self.rows >= _HIGH else []
        yield from blank
        for one in report.counts:
            share = _share(one)
            bold = style(bold=True)
            name = style() if one.kind is OutcomeKind.KEPT else _CONTEXT
            parts = [(f" {WORDS[one.kind]:<20}", name), (f"{one.count:>6,}", bold)]
            parts.append((f"   {share:<18}", _CONTEXT))
            room = width - 20 - 6 - 18 - 6
            if one.share and room >= 10:
                length = round(min(room, 60) * (one.share.value or 0))
                parts.append(("━" * length, name))
            yield parts
        yield [(f" {self._sum()}", _FAINT)]
        yield from blank

    # ------------------------------------------------------------------ the list

    def _row(self, at: int, width: int) -> Line:
        """A change in a line: number, words, labels, reason, and whether there is a note."""
        one, chosen = self._changed[at], at == self._cursor
        ground = styles.SELECTED_MARK if chosen else styles.BACKGROUND
        note = width >= _WITH_NOTE
        reason = 18 if width >= _WITH_REASON else 0
        room = width - 7 - reason - (8 if note else 0)
        label = max(6, min(24, room * 3 // 10))
        words = max(4, room - 2 * label - 6)
        faint = style(styles.CONTEXT, ground)
        parts: list[tuple[str, Style]] = [
            ("▌" if chosen else " ", style(styles.ACCENT, ground)),
            (f"{self._report.number(one):>4} ", faint),
            (cut_to(display(self._report.words(one)), words) + " ", style(background=ground)),
            (cut_to(self._label(one.yours), label) + " ", self._color(one.yours, ground)),
            ("→ ", faint),
        ]
        in_gold = display(self._report.in_gold(one, self._label_set))
        is_label = one.kind in {OutcomeKind.LABEL, OutcomeKind.NOT_YOURS}
        look = self._color(one.gold, ground) if is_label else style(background=ground)
        parts.append((cut_to(in_gold, label) + " ", look))
        if reason:
            why = display(in_words(one.why)) if one.why else ""
            parts.append((cut_to(why, reason - 1) + " ", faint))
        if note:
            parts.append((cut_to("a note" if one.note else "", 7), style(background=ground)))
        return fit(parts, width, ground)

    def _label(self, made: Annotation | None) -> str:
        return display(label_title(made, self._label_set))

    def _color(self, made: Annotation | None, ground: str = styles.BACKGROUND) -> Style:
        label = self._label_set.label(made.label) if made else None
        return style(label.color if label else styles.CONTEXT, ground)

    # ------------------------------------------------------------------ the sentence

    def _detail(self, one: GoldOutcome, width: int) -> Iterator[Line]:
        """The sentence of a change with what both marked, and the reason and the note."""
        for name, text in self._explained(one):
            yield from _named(name, display(text), width)
        document = self._report.documents[one.document]
        shown = shown_text(document)
        sides = [(name, made) for name, made in (("yours", one.yours), ("gold", one.gold)) if made]
        named: set[str] = set()
        measure = max(8, min(width - _NAME_CELLS - 2, _MEASURE))
        for low, high in wrap(shown, one.sentence.start, one.sentence.end, measure):
            yield [(" " * _NAME_CELLS, _FAINT), *_text_row(shown, low, high, sides)]
            for name, made in sides:
                if any(span.start < high and low < span.end for span in made.fragments):
                    title = "" if name in named else self._label(made)
                    named.add(name)
                    lane = _lane(shown, (low, high), made.fragments, title, measure)
                    yield [(f" {name:<{_NAME_CELLS - 1}}", _CONTEXT), (lane, self._color(made))]

    def _explained(self, one: GoldOutcome) -> Iterator[tuple[str, str]]:
        """Where it is, what is not marked in the text, and what the lead said."""
        yield "", self._place(one)
        if one.yours is None:
            yield "yours", "nothing"
        if one.gold is None:
            yield "gold", "nothing"
        if one.kind is OutcomeKind.VALUES:
            yield "gold", self._report.other_values(one)
        if one.why:
            yield "reason", in_words(one.why)
        if one.note:
            yield "note", one.note


def _share(one: OutcomeCount) -> str:
    """'76 % [63, 85]'; '' without a share."""
    share = one.share
    if share is None or share.value is None or share.low is None or share.high is None:
        return ""
    return f"{100 * share.value:.0f} % [{100 * share.low:.0f}, {100 * share.high:.0f}]"


def _named(name: str, text: str, width: int) -> Iterator[Line]:
    """A text after a name, in as many lines as it needs."""
    for number, (low, high) in enumerate(wrap(text, 0, len(text), max(8, width - _NAME_CELLS - 2))):
        shown = "" if number else name
        look = style() if name else _CONTEXT
        yield [(f" {shown:<{_NAME_CELLS - 1}}", _FAINT), (text[low:high], look)]


def _text_row(
    shown: str, low: int, high: int, sides: Sequence[tuple[str, Annotation]]
) -> Iterator[tuple[str, Style]]:
    """A row of the sentence, with the words that either marked in bold on another ground."""
    marked = [span for _, made in sides for span in made.fragments]
    ends = (at for span in marked for at in (span.start, span.end) if low < at < high)
    for start, end in pairwise(sorted({low, high, *ends})):
        is_marked = any(span.start <= start < span.end for span in marked)
        look = style(background=styles.SELECTED_MARK, bold=True) if is_marked else style()
        yield shown[start:end], look


def _lane(
    shown: str, row: tuple[int, int], fragments: Sequence[Span], title: str, width: int
) -> str:
    """A line under the marked words of a row, with the title of the label on it or behind it."""
    cells = [
        (cells, any(span.start <= at < span.end for span in fragments))
        for at, _, cells in characters(shown, *row)
    ]
    lane = "".join((styles.ANNOTATED if is_marked else " ") * count for count, is_marked in cells)
    lane = lane.rstrip()
    if not title:
        return lane
    start = len(lane) - len(lane.lstrip())
    first = len(lane[start:].split(" ")[0])
    if cell_len(title) < first:
        return lane[:start] + title + " " + lane[start + cell_len(title) + 1 :]
    if len(lane) + 1 + cell_len(title) <= width or start <= cell_len(title):
        return f"{lane} {title}"
    return lane[: start - cell_len(title) - 1] + title + " " + lane[start:]
