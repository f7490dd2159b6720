"""The column at the right of a wide screen: the marks of the sentence, the selected one in detail.

What takes a look into the database, the record of a rule, is drawn a moment after the last key, so
that no key waits for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size

from annotator.annotations.attribute_values import value_text
from annotator.annotations.session import Mark, Session
from annotator.model import Label, Tier
from annotator.safe_text import display
from annotator.tui import styles
from annotator.tui.context import Context
from annotator.tui.layout import wrap
from annotator.tui.panel import mark_values, related_words, without_mark
from annotator.tui.renderer import sign
from annotator.tui.styles import Style, style
from annotator.tui.widgets.text_rows import Line, TextRows
from annotator.workflow import comments, messages

if TYPE_CHECKING:
    from annotator.rule_quality.report import DecisionCounts
    from annotator.workflow.rule_history import RuleRecord

MARK_ROWS = 5
"""The list of marks keeps so many rows even if there are fewer: the rest does not jump."""

HIGH = 40
"""Below so many rows the list has only as many as it needs, and at most LOW_MARK_ROWS."""

LOW_MARK_ROWS = 3

PAUSE = 0.2
"""Seconds without a key after which the record of the rule is read."""

_MARGIN = 3
_LEAST_NAME_CELLS, _MOST_NAME_CELLS = 11, 24
_TIERS = {Tier.HIGH: "▰▰▰", Tier.MEDIUM: "▰▰▱", Tier.LOW: "▰▱▱"}

Text = tuple[str, Style]


class SidePanel(TextRows):
    """The column with its thin line at the left; empty on screens that are not wide."""

    def __init__(self) -> None:
        super().__init__(ground=styles.BACKGROUND)
        self._records: dict[str, RuleRecord] = {}
        self._known: tuple[Session, int] | None = None
        self._asked = 0

    def show(self, context: Context, width: int) -> None:
        """Draw the column, so many cells wide."""
        if not width:
            self.put()
            return
        known = context.session, context.session.changed
        if known != self._known:
            self._known = known
            self._records.clear()
        rule = _rule_id(context.session.selected_mark)
        record = self._records.get(rule)
        self._draw(context, width, record)
        self._asked += 1
        if rule and record is None:
            self.set_timer(PAUSE, lambda asked=self._asked: self._read(context, width, asked))

    def _read(self, context: Context, width: int, asked: int) -> None:
        """Read the record of the selected mark's rule, unless a key was pressed meanwhile."""
        rule = _rule_id(context.session.selected_mark)
        if asked == self._asked and rule:
            context.attempt(lambda: self._draw(context, width, self._record(context, rule)))

    def _record(self, context: Context, rule: str) -> RuleRecord:
        from annotator.workflow.rule_history import rule_record  # noqa: PLC0415 - not at start

        controller = context.controller
        self._records[rule] = rule_record(controller.store, controller.annotator, rule)
        return self._records[rule]

    def _draw(self, context: Context, width: int, record: RuleRecord | None) -> None:
        edge: Text = ("│" + " " * (_MARGIN - 1), style(styles.FAINT))
        room = width - _MARGIN - 1
        rows = self.size.height
        made = lines(context, room, rows, record)
        self.put(*([edge, *line] for line in [*made, *([()] * rows)][:rows]))


def lines(context: Context, width: int, rows: int, record: RuleRecord | None) -> list[Line]:
    """The lines for a size in cells. record: of the mark's rule; None if it is not known yet."""
    session, mark, label = context.session, context.session.selected_mark, context.selected_label
    made = _marks(session, width, high=rows >= HIGH)
    made += _comments(context, width)
    if mark is None:
        return [*made, *_paragraph(without_mark(context), width, style(styles.FAINT))]
    return [
        *made,
        *_head(context, mark, label, width),
        *_why(session, mark, record, width),
        *_attributes(context, mark, label, width),
        *_relations(context, mark, width),
        *(_examples(label, width) if label else ()),
    ]


def _comments(context: Context, width: int) -> list[Line]:
    """What leads and the annotator wrote about the sentence, each comment as a whole."""
    found = context.comments.here(context.session)
    if not found:
        return []
    heading = _heading("Comments", f"{context.key('write_comment')} answer", width)
    made = [heading]
    for one in found:
        made += _paragraph(comments.in_words(one, context.controller.actor), width, style())
    return [*made, ()]


def _rule_id(mark: Mark | None) -> str:
    held = (mark.suggestion or mark.annotation) if mark else None
    return held.rule.rpartition("@")[0] if held else ""


# ------------------------------------------------------------------------ the parts


def _marks(session: Session, width: int, *, high: bool) -> list[Line]:
    """The marks of the sentence, those around the selected one if there are many."""
    marks = session.marks(session.sentence)
    at = next((n for n, one in enumerate(marks) if one.key == session.selected_key), -1)
    count = f"{at + 1} of {len(marks)}" if at >= 0 else f"{len(marks)}"
    most = MARK_ROWS if high else LOW_MARK_ROWS
    first = max(0, min(at - most // 2, len(marks) - most))
    rows = [_mark_row(session, mark, width) for mark in marks[first : first + most]]
    blank: list[Line] = [()] * (most - len(rows)) if high else []
    rule: Line = [("─" * width, style(styles.FAINT))]
    return [(), _heading("Marks of this sentence", count, width), *rows, *blank, rule, ()]


def _mark_row(session: Session, mark: Mark, width: int) -> Line:
    label = session.label_set.label(mark.label)
    selected = mark.key == session.selected_key
    ground = styles.FOCUS if selected else styles.BACKGROUND
    name = f"{'▸' if selected else ' '}{sign(mark)} {display(label.title if label else mark.label)}"
    column = min(26, width // 2)
    tier = _TIERS[mark.suggestion.tier] if mark.suggestion else "   "
    words = display(" ".join(mark.span.of(session.document.text).split()))
    color = label.color if label else styles.TEXT
    room = width - column - cell_len(tier) - 1
    return [
        (_cut(name, column - 1) + " ", style(color, ground, bold=mark.annotation is not None)),
        (_cut(words, room) + " ", style(styles.TEXT if selected else styles.CONTEXT, ground)),
        (tier, style(styles.CONTEXT, ground)),
    ]


def _head(context: Context, mark: Mark, label: Label | None, width: int) -> list[Line]:
    """The name of the label, its group and key, and its definition."""
    title = f" {sign(mark)} {display(label.title if label else mark.label)} "
    color = label.color if label else styles.TEXT
    key = context.keymap.label_key(label.key) if label and label.key else ""
    groups = {one.name: one.title for one in context.session.label_set.groups}
    group = display(groups.get(label.group, label.group)) if label else ""
    right = f"key {key}" if key else ""
    gap = " " * max(1, width - cell_len(title) - cell_len(group) - cell_len(right) - 2)
    head: Line = [
        (title, style(styles.INK, color, bold=True)),
        ("  ", style()),
        (group, style(color)),
        (gap, style()),
        (right, style(styles.FAINT)),
    ]
    definition = display(label.definition) if label else "labels.yaml has this label no longer"
    return [head, (), *_paragraph(definition, width, style())]


def _why(session: Session, mark: Mark, record: RuleRecord | None, width: int) -> list[Line]:
    """What the rule matched, the rule and its record."""
    suggestion, rule = mark.suggestion, _rule_id(mark)
    if not rule:
        return [(), *_paragraph("annotated by you", width, style(styles.CONTEXT))]
    pairs: list[tuple[str, str]] = []
    text = session.document.text
    if suggestion:
        spans = suggestion.triggers or (suggestion.span,)
        found = ", ".join(messages.quoted(text, one.start, one.end) for one in spans)
        pairs.append(("matched on", found))
    pairs.append(("rule", rule))
    if suggestion:
        pairs.append(("tier", f"{_TIERS[suggestion.tier]} {suggestion.tier}"))
    else:
        pairs.append(("decision", f"{mark.annotation.origin} by you" if mark.annotation else ""))
    pairs += _precision(record)
    return [(), _heading("Why it is here", "", width), *_pairs(pairs, width)]


def _precision(record: RuleRecord | None) -> list[tuple[str, str]]:
    """How earlier suggestions of the rule were decided: by the annotator, by others."""
    if record is None:
        return [("precision", "…"), ("of others", "…")]
    return [("precision", _counts(record.mine)), ("of others", _counts(record.others))]


def _counts(found: DecisionCounts) -> str:
    share = found.precision
    if share.value is None or share.low is None or share.high is None:
        return "no decisions yet"
    interval = f"[{100 * share.low:.0f}, {100 * share.high:.0f}]"
    return f"{100 * share.value:.0f} % {interval}, {share.hits} of {share.of} right as proposed"


def _attributes(context: Context, mark: Mark, label: Label | None, width: int) -> list[Line]:
    """The attributes of the label, a row each, with those that have no value."""
    values = mark_values(mark, label)
    names = [one.name for one in label.attributes] if label else []
    listed = dict.fromkeys([*names, *values])
    if not listed:
        return []
    pairs = [(name, value_text(values.get(name)) or "–") for name in listed]
    edit = f"{context.key('attributes')} edit"
    return [(), _heading("Attributes", edit, width), *_pairs(pairs, width)]


def _relations(context: Context, mark: Mark, width: int) -> list[Line]:
    session = context.session
    pairs = [(kind, related_words(session, span)) for kind, span in session.related(mark)]
    return [(), _heading("Relations", "", width), *_pairs(pairs, width)] if pairs else []


def _examples(label: Label, width: int) -> list[Line]:
    """An example and a counter-example of the guideline."""
    pairs = [("yes", one.text) for one in label.examples[:1]]
    pairs += [("no", one.text) for one in label.counter_examples[:1]]
    if not pairs:
        return []
    return [(), _heading("Examples of the guideline", "", width), *_pairs(pairs, width)]


# ------------------------------------------------------------------------ forms of lines


def _heading(text: str, right: str, width: int) -> Line:
    gap = " " * max(1, width - cell_len(text) - cell_len(right))
    return [(text, style(bold=True)), (gap, style()), (right, style(styles.FAINT))]


def _pairs(pairs: Sequence[tuple[str, str]], width: int) -> Iterable[Line]:
    """Names in a column as wide as the longest of them, values beside it."""
    column = min(_MOST_NAME_CELLS, max(cell_len(display(name)) for name, _ in pairs))
    column = max(_LEAST_NAME_CELLS, column)
    for name, value in pairs:
        parts = _wrapped(display(value), width - column - 2)
        for number, part in enumerate(parts):
            shown = "" if number else _cut(display(name), column)
            yield [(set_cell_size(shown, column + 2), style(styles.FAINT)), (part, style())]


def _paragraph(text: str, width: int, look: Style) -> Iterable[Line]:
    return ([(part, look)] for part in _wrapped(display(text), width))


def _wrapped(text: str, width: int) -> list[str]:
    return [text[low:high].rstrip() for low, high in wrap(text, 0, len(text), max(8, width))]


def _cut(text: str, width: int) -> str:
    """The text in exactly so many cells, with an ellipsis if it is cut."""
    if cell_len(text) <= width:
        return set_cell_size(text, width)
    return set_cell_size(text, max(0, width - 1)) + "…"
