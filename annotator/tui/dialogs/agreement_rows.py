"""The rows of the agreement screen, for any width: figures, bars, and what to do about them.

A bar shows a value and its interval on a scale from 0 to 1, with signs alone: it is the same
without colours.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from rich.cells import cell_len

from annotator.agreement.figure import Figure
from annotator.agreement.reference import AgainstReference
from annotator.agreement.report_parts import PairAgreement
from annotator.agreement.study import habit_sentence
from annotator.agreement.team_figures import NameAgreement, TeamFigures
from annotator.agreement.team_reasons import TeamReasons
from annotator.model import LabelSet
from annotator.safe_text import display
from annotator.tui import styles
from annotator.tui.layout import wrap
from annotator.tui.styles import Style, highlight, style
from annotator.tui.themes import HEAT_MAP
from annotator.tui.widgets.text_rows import Line, cut_to, fit
from annotator.workflow.team_agreement import AgreementView, Compared

LOW_SCREEN = 20
"""Below so many rows, labels come before cautions, and the other figures after the pairs."""

_WIDE = 130
"""From so many cells on, what to fix stands at the right."""
_LEFT = 0.64
"""The share of the width for figures, if what to fix stands at the right."""

_LEVELS = (0.667, 0.8)
"""Krippendorff 2004: below the first no conclusions, from the second on reliable."""
_INTERVAL = 12
"""Cells of an interval, [-.05, 1.00]."""
_MOST_CONFUSIONS = 8

_FAINT = style(styles.CONTEXT)
_HEAD = style(styles.ACCENT, bold=True)
_PLAIN = style()


@dataclass(frozen=True, slots=True)
class AgreementRow:
    """A row of the screen.

    about: what it can be opened for, None if it is only to be read. beside: what stands at its
    right and is no part of that.
    """

    parts: Line
    about: Compared | None = None
    beside: Line = ()


def agreement_rows(
    figures: TeamFigures,
    reasons: TeamReasons | None,
    label_set: LabelSet,
    width: int,
    height: int,
    *,
    view: AgreementView = AgreementView(),  # noqa: B008 - frozen
    progress: str = "",
    bars: bool = True,
) -> list[AgreementRow]:
    """Return the rows for a screen of a size in cells.

    reasons: None while they are computed. view: what is shown. progress: of what is computed.
    bars: False for numbers alone.
    """
    if not figures.all.units:
        reason = figures.all.percent.reason
        return list(_text(f"Nothing to compare: {reason}.", width))
    wide = width >= _WIDE
    left_width = int(width * _LEFT) if wide else width
    right_width = width - left_width - 3 if wide else width
    cautions = list(_cautions(reasons, width))
    overall = list(_figures(figures, view, left_width))
    table = _Names(figures, label_set, view)
    columns = _Columns.of(list(table.names()), left_width, bars=bars)
    tables = [*table.rows(columns, left_width), *_pairs(figures, view, columns, left_width)]
    titles = label_set.titles()
    texts = list(_texts(figures, reasons, view, progress, right_width, titles=titles, bars=bars))
    if wide:
        return [*cautions, *_beside([*overall, *tables], texts, left_width, right_width)]
    if height < LOW_SCREEN:
        return [*_summary(figures, reasons), *tables, *cautions, *overall, *texts]
    return [*cautions, *overall, *tables, *texts]


def _texts(
    figures: TeamFigures,
    reasons: TeamReasons | None,
    view: AgreementView,
    progress: str,
    width: int,
    *,
    titles: Mapping[str, str],
    bars: bool,
) -> Iterator[AgreementRow]:
    """What to fix, the pairs at a glance, and what people do; of all people alone."""
    if reasons is None and view.pair is None:
        yield from _text(progress or "looking where people differ", width, _FAINT)
        yield AgreementRow(())
    if reasons and view.pair is None:
        yield from _advice(reasons, width, titles)
    if bars:
        yield from _heat_map(figures, width)
    if reasons and view.pair is None:
        yield from _habits(reasons, width, titles)
        yield from _people(reasons, width)
    yield from _text("`annotator report FILE.html` writes everything.", width, look=_FAINT)


def _beside(
    left: Sequence[AgreementRow], right: Sequence[AgreementRow], left_width: int, right_width: int
) -> Iterator[AgreementRow]:
    for one, other in zip_longest(left, right, fillvalue=AgreementRow(())):
        between = (" │ ", style(styles.FAINT))
        beside = [between, *fit(other.parts, right_width, styles.BACKGROUND)]
        yield AgreementRow(fit(one.parts, left_width, styles.BACKGROUND), one.about, beside)


# ----------------------------------------------------------------------------- figures


def short(value: float) -> str:
    """A coefficient with two digits: .67, -.05, 1.00."""
    return f"{value:.2f}".replace("0.", ".", 1)


def bounds(figure: Figure) -> str:
    """The interval of a figure, or '' if it has none."""
    if figure.interval is None:
        return ""
    return f"[{short(figure.interval.low)}, {short(figure.interval.high)}]"


def bar(figure: Figure, cells: int) -> str:
    """A figure on a scale from 0 to 1: ━━●━━, or ○ without an interval; ┊ at .667 and .80."""
    drawn = [" "] * cells
    for level in _LEVELS:
        drawn[_cell(level, cells)] = "┊"
    if figure.interval is not None:
        low, high = _cell(figure.interval.low, cells), _cell(figure.interval.high, cells)
        drawn[low : high + 1] = "━" * (high + 1 - low)
    if figure.value is not None:
        drawn[_cell(figure.value, cells)] = "○" if figure.interval is None else "●"
    return "".join(drawn)


def _cell(value: float, cells: int) -> int:
    return round(min(1.0, max(0.0, value)) * (cells - 1))


def _scale(cells: int) -> str:
    """The scale above bars."""
    drawn = ["0", *" " * (cells - 2), "1"]
    if cells >= 30:
        for level in _LEVELS:
            place = _cell(level, cells)
            drawn[place - 1 : place + 2] = short(level)
    return "".join(drawn)


def _value(figure: Figure) -> str:
    return "-" if figure.value is None else short(figure.value)


def _whole(figure: Figure) -> str:
    """The value with its interval."""
    if figure.value is None:
        return "-"
    return f"{_value(figure)} {bounds(figure) or '(no interval)'}"


def _figures(figures: TeamFigures, view: AgreementView, width: int) -> Iterator[AgreementRow]:
    """The figures of all labels together, in one to three columns; why some are not there."""
    every = figures.all
    shown = [
        ("All labels", "α ", every.alpha),
        ("Same labels", "", every.percent),
        ("Spans, exact", "F1 ", every.f1_exact),
        ("Spans, overlap", "F1 ", every.f1_overlap),
    ]
    if figures.blind.units:
        for name, part in (("Blind", figures.blind), ("Assisted", figures.assisted)):
            shown.append((f"{name} ({part.units:,})", "α ", part.alpha))
    people = " and ".join(view.pair) if view.pair else f"{len(figures.finished)} people"
    yield from _heading(
        f"{every.units:,} sentences of {every.documents:,} documents, {people}", width
    )
    cells = [(name, f"{sign}{_whole(figure)}") for name, sign, figure in shown]
    yield from _grid(cells, width)
    for name, _, figure in shown:
        if figure.reason:
            yield from _text(f"{name}: {figure.reason}", width, _FAINT, rest="   ")
    yield AgreementRow(())


def _grid(cells: Sequence[tuple[str, str]], width: int) -> Iterator[AgreementRow]:
    """Names and values in as many columns as fit, up to three."""
    column = max(cell_len(name) for name, _ in cells) + 1
    longest = column + max(cell_len(value) for _, value in cells) + 4
    columns = max(1, min(3, (width - 1) // longest))
    for first in range(0, len(cells), columns):
        parts: list[tuple[str, Style]] = [(" ", _PLAIN)]
        for name, value in cells[first : first + columns]:
            parts.append((cut_to(name, column), _FAINT))
            parts.append((cut_to(value, longest - column), style(bold=True)))
        yield AgreementRow(parts)


def _summary(figures: TeamFigures, reasons: TeamReasons | None) -> Iterator[AgreementRow]:
    """The most important figures in one row, and that there are cautions, for a low screen."""
    text = f" α {_whole(figures.all.alpha)} F1 {_value(figures.all.f1_overlap)}"
    yield AgreementRow([(text, style(bold=True))])
    cautions = len(reasons.cautions) if reasons else 0
    if cautions:
        some = "1 caution" if cautions == 1 else f"{cautions} cautions"
        yield AgreementRow([(f" ! {some} below", style(styles.WARNING))])


# -------------------------------------------------------------------- labels and pairs


class _Names:
    """The table of labels, or of groups of labels, in the order that was chosen."""

    def __init__(self, figures: TeamFigures, label_set: LabelSet, view: AgreementView) -> None:
        self._figures, self._label_set, self._view = figures, label_set, view
        self._titles = label_set.titles()
        part = {"blind": figures.blind, "assisted": figures.assisted}.get(view.kind, figures.all)
        held = part.groups if view.groups else part.labels
        self._given = [one for one in held if one.positive and self._fits(one)]
        self._never = [one for one in held if not one.positive and self._fits(one)]
        if view.order in _ORDERS:
            self._given.sort(key=_ORDERS[view.order])
        elif view.order == "name":
            self._given.sort(key=lambda one: self._title(one.label).casefold())

    def _title(self, name: str) -> str:
        return display(name) if self._view.groups else display(self._titles.get(name, name))

    def _fits(self, one: NameAgreement) -> bool:
        return self._view.fits(self._title(one.label), one.label)

    def names(self) -> Iterator[str]:
        """The first column of this table and that of the pairs, which have the same widths."""
        yield from (self._title(one.label) for one in self._given)
        yield from map(_names, self._figures.pairs)

    def rows(self, columns: _Columns, width: int) -> Iterator[AgreementRow]:
        """Each name that was given; then those that nobody gave."""
        view, figures = self._view, self._figures
        title = "Groups" if view.groups else "Labels"
        if view.kind != "both":
            title = f"{title}, {view.kind}"
        yield from columns.heads(title, "of all", "α")
        sort = "groups" if view.groups else "labels"
        blind, assisted = (
            {one.label: one.alpha for one in getattr(part, sort)}
            for part in (figures.blind, figures.assisted)
        )
        for one in self._given:
            shown = (f"{one.share:.0%}", one.alpha, f"{one.positive:,} sentences")
            more = ""
            if figures.blind.units:
                more = f"blind {_value(blind[one.label])}, assisted {_value(assisted[one.label])}"
            parts = columns.row(self._title(one.label), shown, more, self._color(one.label))
            yield AgreementRow(parts, self._about(one.label))
        if self._never:
            names = ", ".join(self._title(one.label) for one in self._never)
            yield from _text(f"Given by nobody: {names}.", width, look=_FAINT)
        yield AgreementRow(())

    def _color(self, name: str) -> str:
        members = (one for one in self._label_set.labels if name in {one.name, one.group})
        if self._view.groups:
            members = (one for one in self._label_set.labels if one.group == name)
        found = next(iter(members), None)
        return found.color if found else ""

    def _about(self, name: str) -> Compared:
        if not self._view.groups:
            return Compared(label=name, pair=self._view.pair)
        group = tuple(one.name for one in self._label_set.labels if one.group == name)
        return Compared(group=group, pair=self._view.pair)


def _alpha(one: NameAgreement) -> float:
    return 2.0 if one.alpha.value is None else one.alpha.value


_ORDERS: Mapping[str, Callable[[NameAgreement], float]] = {
    "alpha": _alpha,
    "sentences": lambda one: -one.positive,
}


def _pairs(
    figures: TeamFigures, view: AgreementView, columns: _Columns, width: int
) -> Iterator[AgreementRow]:
    """Each pair of annotators, those who agree least first unless another order is chosen."""
    if view.pair:
        return
    pairs = [one for one in figures.pairs if view.fits(one.one, one.other)]
    if view.order != "name":
        by_units = view.order == "sentences"
        pairs.sort(key=lambda one: -one.kappa.units if by_units else _kappa(one))
    yield from columns.heads("Pairs", "shared", "κ")
    for one in pairs:
        shown = (f"{one.kappa.units:,}", one.kappa, f"F1 {_value(one.f1_overlap)} overlap")
        exact = f"{_value(one.f1_exact)} exact"
        yield AgreementRow(
            columns.row(_names(one), shown, exact, ""), Compared(pair=(one.one, one.other))
        )
    if figures.pairs_left_out:
        more = f"{figures.pairs_left_out:,} more pairs share fewer sentences."
        yield from _text(more, width, look=_FAINT)
    yield AgreementRow(())


def _heat_map(figures: TeamFigures, width: int) -> Iterator[AgreementRow]:
    """Kappa of each pair on a grey scale, above the diagonal; shared sentences below it.

    Nothing for fewer than three people, and where there is no room.
    """
    found = {(one.one, one.other): one for one in figures.pairs}
    people = list(dict.fromkeys(name for pair in found for name in pair))
    names = [display(name) for name in people]
    column = max(7, min(9, max(map(cell_len, names), default=0) + 1))
    first = min(12, max(map(cell_len, names), default=0)) + 2
    if len(people) < 3 or figures.pairs_left_out or first + column * len(people) + 1 > width:
        return
    yield from _text("Pairs: κ above, shared sentences below", width, _HEAD)
    yield AgreementRow([(" " * first, _PLAIN), (_centred_row(names, column), _FAINT)])
    for row, name in enumerate(people):
        parts: list[tuple[str, Style]] = [(f" {cut_to(names[row], first - 1)}", _FAINT)]
        for place, other in enumerate(people):
            pair = found.get((name, other) if row < place else (other, name))
            if row == place or pair is None:
                parts.append((f"{'·':^{column}}", _FAINT))
            elif row < place:
                parts.append((f"{_value(pair.kappa):^{column}}", _grey(pair.kappa.value)))
            else:
                parts.append((f"{pair.kappa.units:^{column},}", _FAINT))
        yield AgreementRow(parts)
    yield AgreementRow(())


def _centred_row(names: Sequence[str], column: int) -> str:
    """Names, each in the middle of a column."""
    cut = [name if cell_len(name) < column else cut_to(name, column - 1) for name in names]
    rooms = [(column - cell_len(name)) for name in cut]
    return "".join(
        " " * (room // 2) + name + " " * (room - room // 2)
        for name, room in zip(cut, rooms, strict=True)
    )


def _grey(value: float | None) -> Style:
    """The ground of a number: the higher it is, the stronger."""
    if value is None:
        return _FAINT
    return highlight(HEAT_MAP, styles.BACKGROUND, strength=3 * max(0.0, min(1.0, value)), bold=True)


def _kappa(pair: PairAgreement) -> float:
    return 2.0 if pair.kappa.value is None else pair.kappa.value


def _names(pair: PairAgreement) -> str:
    return f"{display(pair.one)} and {display(pair.other)}"


@dataclass(frozen=True, slots=True)
class _Columns:
    """The widths of the columns of a table with bars; 0 for one that has no room."""

    name: int
    interval: int
    bar: int
    count: int
    more: int

    @classmethod
    def of(cls, names: Sequence[str], width: int, *, bars: bool) -> _Columns:
        """Columns for names on a screen of a width: bars, if wanted, are kept longest."""
        longest = max(map(cell_len, names), default=8)
        interval = _INTERVAL + 1 if width >= 60 else 0
        count = 17 if width >= 92 else 0
        more = 24 if width >= 104 else 0
        room = width - 3 - 7 - 5 - 1 - interval - count - more
        name = max(6, min(longest, room - 10, 30))
        return cls(name, interval, max(4, min(room - name, 60)) if bars else 0, count, more)

    def heads(self, title: str, share: str, value: str) -> Iterator[AgreementRow]:
        """The names of the columns."""
        row = f" {share:>6} {value:>4} {'95 %' if self.interval else '':<{self.interval}}"
        title = cut_to(title, self.name + 2)
        yield AgreementRow(
            [(f" {title}", _HEAD), (f"{row}{_scale(self.bar) if self.bar else ''}", _FAINT)]
        )

    def row(self, name: str, shown: tuple[str, Figure, str], more: str, color: str) -> Line:
        """A row. shown: a share, the figure that the bar shows, and a count."""
        share, figure, count = shown
        interval = f"{bounds(figure):<{self.interval}}" if self.interval else ""
        sign = ("━ " if color else "  ", style(color or styles.TEXT))
        parts = [(" ", _PLAIN), sign, (cut_to(name, self.name), _PLAIN), (f" {share:>6}", _FAINT)]
        parts += [(f" {_value(figure):>4} ", style(bold=True)), (interval, _FAINT)]
        parts.append((bar(figure, self.bar) if self.bar else "", _PLAIN))
        parts.append((cut_to(f"  {count}", self.count) if self.count else "", _FAINT))
        parts.append((cut_to(more, self.more) if self.more else "", _FAINT))
        return parts


# ------------------------------------------------------------------------------- texts


def _heading(text: str, width: int) -> Iterator[AgreementRow]:
    return _text(text, width, _HEAD)


def _text(
    text: str, width: int, look: Style = _PLAIN, lead: str = " ", rest: str = " "
) -> Iterator[AgreementRow]:
    """A paragraph. lead, rest: what its first line, and the others, begin with."""
    shown = display(" ".join(text.split()))
    room = max(8, width - 1 - max(cell_len(lead), cell_len(rest)))
    for number, (start, end) in enumerate(wrap(shown, 0, len(shown), room)):
        yield AgreementRow([(f"{rest if number else lead}{shown[start:end]}", look)])


def _cautions(reasons: TeamReasons | None, width: int) -> Iterator[AgreementRow]:
    cautions = reasons.cautions if reasons else ()
    for one in cautions:
        yield from _text(one, width, style(styles.WARNING), " ! ", "   ")
    if cautions:
        yield AgreementRow(())


def _advice(reasons: TeamReasons, width: int, titles: Mapping[str, str]) -> Iterator[AgreementRow]:
    if not reasons.advice:
        return
    yield from _heading("Fix first: α below .667, most disagreement first", width)
    for number, one in enumerate(reasons.advice, 1):
        names = " and ".join(titles.get(name, name) for name in one.labels)
        yield from _text(names, width, style(bold=True), f" {number} ", "   ")
        yield from _text(one.problem, width, lead="   ", rest="   ")
        gain = f" (α of all labels {one.gain:+.2f})" if (one.gain or 0) >= 0.005 else ""
        yield from _text(f"{one.action}{gain}", width, lead="   → ", rest="     ")
    yield AgreementRow(())


def _habits(reasons: TeamReasons, width: int, titles: Mapping[str, str]) -> Iterator[AgreementRow]:
    habits = reasons.habits
    yield from _heading("Habits of one annotator", width)
    if habits.reason:
        yield from _text(f"not looked for: {habits.reason}", width)
    elif not habits.habits:
        yield from _text("none is clear", width)
    for one in habits.habits:
        yield from _text(habit_sentence(one, titles), width, rest="   ")
    yield AgreementRow(())
    if habits.confusions:
        yield from _heading("Labels on the same words", width)
    for confusion in habits.confusions[:_MOST_CONFUSIONS]:
        names = " or ".join(titles.get(name, name) for name in confusion.labels)
        yield from _text(names, width, lead=f" {confusion.times:>4}  ", rest=" " * 7)
    if habits.confusions:
        yield AgreementRow(())


def _people(reasons: TeamReasons, width: int) -> Iterator[AgreementRow]:
    yield from _references("F1 with gold", reasons.gold, width)
    yield from _references("F1 with the consensus of the others", reasons.consensus, width)


def _references(
    title: str, found: Sequence[AgainstReference], width: int
) -> Iterator[AgreementRow]:
    if not found:
        return
    yield from _heading(title, width)
    for one in found:
        yield from _text(f"{_whole(one.f1)}  {one.annotator}", width)
    yield AgreementRow(())
