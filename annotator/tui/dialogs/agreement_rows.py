"""The rows of the agreement screen, for any width: figures, bars, and what to do about them.

A bar shows a value and its interval on a scale from 0 to 1, with signs alone: it is the same
without colours.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from rich.cells import cell_len

from annotator.agreement.figure import Figure
from annotator.agreement.reference import AgainstReference
from annotator.agreement.report_parts import PairAgreement
from annotator.agreement.study import StudyReport, habit_sentence
from annotator.model import LabelSet
from annotator.safe_text import display
from annotator.tui import styles
from annotator.tui.layout import wrap
from annotator.tui.styles import Style, style
from annotator.tui.widgets.text_rows import Line, cut_to, fit
from annotator.workflow.team_agreement import Compared

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
    study: StudyReport, label_set: LabelSet, width: int, height: int, *, bars: bool = True
) -> list[AgreementRow]:
    """Return the rows for a screen of a size in cells. bars: False for numbers alone."""
    if not study.all.units:
        reason = study.all.overall.percent.reason
        return list(_text(f"Nothing to compare: {reason}.", width))
    wide = width >= _WIDE
    left_width = int(width * _LEFT) if wide else width
    right_width = width - left_width - 3 if wide else width
    cautions = list(_cautions(study, width))
    figures = list(_figures(study, left_width))
    columns = _Columns.of(list(_table_names(study, label_set)), left_width, bars=bars)
    tables = [*_labels(study, label_set, columns, left_width)]
    tables += _pairs(study, columns, left_width)
    texts = [*_advice(study, right_width), *_habits(study, right_width)]
    texts += _people(study, right_width)
    if wide:
        return [*cautions, *_beside([*figures, *tables], texts, left_width, right_width)]
    if height < LOW_SCREEN:
        return [*_summary(study), *tables, *cautions, *figures, *texts]
    return [*cautions, *figures, *tables, *texts]


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


def _figures(study: StudyReport, width: int) -> Iterator[AgreementRow]:
    """The figures of all labels together, in one to three columns; why some are not there."""
    overall = study.all.overall
    figures = [
        ("All labels", "α ", overall.alpha),
        ("Same labels", "", overall.percent),
        ("Spans, exact", "F1 ", overall.f1_exact),
        ("Spans, overlap", "F1 ", overall.f1_overlap),
    ]
    if study.blind.units:
        for name, report in (("Blind", study.blind), ("Assisted", study.assisted)):
            figures.append((f"{name} ({report.units:,})", "α ", report.overall.alpha))
    yield from _heading(
        f"{study.all.units:,} sentences of {study.all.documents:,} documents,"
        f" {len(study.all.finished)} people",
        width,
    )
    cells = [(name, f"{sign}{_whole(figure)}") for name, sign, figure in figures]
    yield from _grid(cells, width)
    for name, _, figure in figures:
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


def _summary(study: StudyReport) -> Iterator[AgreementRow]:
    """The most important figures in one row, and that there are cautions, for a low screen."""
    overall = study.all.overall
    text = f" α {_whole(overall.alpha)} F1 {_value(overall.f1_overlap)}"
    yield AgreementRow([(text, style(bold=True))])
    cautions = len(study.cautions)
    if cautions:
        some = "1 caution" if cautions == 1 else f"{cautions} cautions"
        yield AgreementRow([(f" ! {some} below", style(styles.WARNING))])


# -------------------------------------------------------------------- labels and pairs


def _table_names(study: StudyReport, label_set: LabelSet) -> Iterator[str]:
    """The names in the first columns of both tables, which have the same widths."""
    yield from (_title(one.label, label_set) for one in study.all.labels if one.positive)
    yield from map(_names, study.all.overall.pairs)


def _labels(
    study: StudyReport, label_set: LabelSet, columns: _Columns, width: int
) -> Iterator[AgreementRow]:
    """Each label that was given, most disagreement first; then those that nobody gave."""
    given = [one for one in study.all.labels if one.positive]
    yield from columns.heads("Labels", "of all", "α")
    blind = {one.label: one.alpha for one in study.blind.labels if study.blind.units}
    assisted = {one.label: one.alpha for one in study.assisted.labels}
    for one in given:
        label = label_set.label(one.label)
        shown = (f"{one.share:.0%}", one.alpha, f"{one.positive:,} sentences")
        more = ""
        if one.label in blind:
            more = f"blind {_value(blind[one.label])}, assisted {_value(assisted[one.label])}"
        parts = columns.row(_title(one.label, label_set), shown, more, label.color if label else "")
        yield AgreementRow(parts, Compared(label=one.label))
    never = [_title(one.label, label_set) for one in study.all.labels if not one.positive]
    if never:
        yield from _text(f"Given by nobody: {', '.join(never)}.", width, look=_FAINT)
    yield AgreementRow(())


def _title(name: str, label_set: LabelSet) -> str:
    label = label_set.label(name)
    return display(label.title if label else name)


def _pairs(study: StudyReport, columns: _Columns, width: int) -> Iterator[AgreementRow]:
    """Each pair of annotators, those who agree least first."""
    pairs = sorted(study.all.overall.pairs, key=_kappa)
    yield from columns.heads("Pairs", "shared", "κ")
    for one in pairs:
        shown = (f"{one.kappa.units:,}", one.kappa, f"F1 {_value(one.f1_overlap)} overlap")
        exact = f"{_value(one.f1_exact)} exact"
        yield AgreementRow(
            columns.row(_names(one), shown, exact, ""), Compared(pair=(one.one, one.other))
        )
    if study.all.overall.pairs_left_out:
        more = f"{study.all.overall.pairs_left_out:,} more pairs share fewer sentences."
        yield from _text(more, width, look=_FAINT)
    yield AgreementRow(())


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


def _cautions(study: StudyReport, width: int) -> Iterator[AgreementRow]:
    for one in study.cautions:
        yield from _text(one, width, style(styles.WARNING), " ! ", "   ")
    if study.cautions:
        yield AgreementRow(())


def _advice(study: StudyReport, width: int) -> Iterator[AgreementRow]:
    if not study.advice:
        return
    yield from _heading("Fix first: α below .667, most disagreement first", width)
    for number, one in enumerate(study.advice, 1):
        names = " and ".join(one.labels)
        yield from _text(names, width, style(bold=True), f" {number} ", "   ")
        yield from _text(one.problem, width, lead="   ", rest="   ")
        gain = f" (α of all labels {one.gain:+.2f})" if (one.gain or 0) >= 0.005 else ""
        yield from _text(f"{one.action}{gain}", width, lead="   → ", rest="     ")
    yield AgreementRow(())


def _habits(study: StudyReport, width: int) -> Iterator[AgreementRow]:
    habits = study.habits
    yield from _heading("Habits of one annotator", width)
    if habits.reason:
        yield from _text(f"not looked for: {habits.reason}", width)
    elif not habits.habits:
        yield from _text("none is clear", width)
    for one in habits.habits:
        yield from _text(habit_sentence(one), width, rest="   ")
    yield AgreementRow(())
    if habits.confusions:
        yield from _heading("Labels on the same words", width)
    for confusion in habits.confusions[:_MOST_CONFUSIONS]:
        yield from _text(
            " or ".join(confusion.labels), width, lead=f" {confusion.times:>4}  ", rest=" " * 7
        )
    if habits.confusions:
        yield AgreementRow(())


def _people(study: StudyReport, width: int) -> Iterator[AgreementRow]:
    yield from _references("F1 with gold", study.gold, width)
    yield from _references("F1 with the consensus of the others", study.consensus, width)
    yield from _text("`annotator report FILE.html` writes everything.", width, look=_FAINT)


def _references(
    title: str, found: Sequence[AgainstReference], width: int
) -> Iterator[AgreementRow]:
    if not found:
        return
    yield from _heading(title, width)
    for one in found:
        yield from _text(f"{_whole(one.f1)}  {one.annotator}", width)
    yield AgreementRow(())
