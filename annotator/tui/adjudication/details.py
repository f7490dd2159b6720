"""The panel of the adjudication screen: the disagreements of the sentence, the selected one's
versions, what each key would give, why it was settled so.

Functions return styled lines for a width; on a low screen they are the shortest ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.cells import cell_len

from annotator.adjudication.document import ItemState, ItemStatus
from annotator.annotations.reason_codes import SETTLE_REASONS
from annotator.model import Label, Settlement
from annotator.safe_text import display
from annotator.tui import styles
from annotator.tui.adjudication import item_text
from annotator.tui.adjudication.context import AdjudicationContext
from annotator.tui.adjudication.item_text import VersionRow
from annotator.tui.layout import wrap
from annotator.tui.styles import style
from annotator.tui.widgets.text_rows import Line, cut_to, flow
from annotator.workflow.adjudication import Adjudication

_MOST_LISTED = 8
"""Disagreements that are listed at once beside the text."""

_KEY = style(styles.TEXT, bold=True)
_HEAD = style(styles.TEXT, bold=True)
_FAINT = style(styles.FAINT)
_CONTEXT = style(styles.CONTEXT)
_PLAIN = style()

SIGNS = {
    ItemState.AGREED: "=",
    ItemState.OPEN: " ",
    ItemState.SETTLED: styles.FINISHED,
    ItemState.CHANGED: "!",
    ItemState.LEADS: "≠",
    ItemState.WAITS: "…",
}
"""The sign of a state in the list."""


def listed(work: Adjudication) -> list[ItemStatus]:
    """The items of the sentence that are listed: all but those on which all agree."""
    items = work.sentence.items if work.sentence else ()
    return [one for one in items if one.item.kinds or one.settlement or one is work.status]


# --------------------------------------------------------------------------- beside the text


def side_lines(context: AdjudicationContext, width: int, height: int) -> list[Line]:
    """The panel at the right of a wide screen."""
    work, status = context.work, context.work.status
    if work.sentence is None or status is None:
        return []
    rule: Line = [("─" * width, style(styles.FAINT))]
    items = listed(work)
    made: list[Line] = [_title(work, items, width), ()]
    made += _item_rows(work, items, width, min(_MOST_LISTED, max(2, height // 4)))
    made += [(), rule, ()]
    made += _head(work, status, width)
    made.append(())
    made += _version_rows(work, status, width, joined=False)
    made.append(())
    made += _choice_rows(context, status, width)
    made.append(())
    made += _why_rows(context, width)
    made.append(())
    made += _note_rows(context, width)
    foot = _foot(work, width)
    if len(made) + len(foot) + 1 <= height:
        made += [(), *foot]
    return made[:height]


def _title(work: Adjudication, items: Sequence[ItemStatus], width: int) -> Line:
    count = _place_of(work, items)
    text = "Disagreements of this sentence"
    return _beside((text, _HEAD), (count, _FAINT), width)


def _place_of(work: Adjudication, items: Sequence[ItemStatus]) -> str:
    place = next((n for n, one in enumerate(items, 1) if one is work.status), 0)
    return f"{place} of {len(items)}"


def _item_rows(
    work: Adjudication, items: Sequence[ItemStatus], width: int, most: int
) -> list[Line]:
    """A row for each listed item: its state, how people differ, about what."""
    kinds = [display(item_text.kind_words(work, one.item)) for one in items]
    column = min(max(map(cell_len, kinds), default=0), width // 2)
    chosen = next((n for n, one in enumerate(items) if one is work.status), 0)
    first = max(0, min(chosen - most // 2, len(items) - most))
    rows: list[Line] = []
    for one, kind in list(zip(items, kinds, strict=True))[first : first + most]:
        ground = styles.FOCUS if one is work.status else styles.BACKGROUND
        bar = "▌" if one is work.status else " "
        sign = SIGNS[one.state]
        state = display(item_text.state_words(work, one))
        what = display(item_text.what_words(work, one.item))
        room = max(0, width - 4 - column - 2 - cell_len(state) - 2)
        look = styles.WARNING if one.is_open and one.settlement else styles.CONTEXT
        rows.append(
            [
                (bar, style(styles.ACCENT, ground)),
                (f" {sign} ", style(look, ground)),
                (cut_to(kind, column), style(styles.TEXT, ground, bold=one is work.status)),
                ("  ", style(background=ground)),
                (cut_to(what, room), style(styles.TEXT, ground)),
                (f"  {state}", style(look, ground)),
            ]
        )
    return rows


def _head(work: Adjudication, status: ItemStatus, width: int) -> list[Line]:
    words = display(item_text.quoted(work, status.item))
    rows: list[Line] = [[(cut_to(words, width).rstrip(), _HEAD)]]
    rows += [
        [(cut_to(display(line), width).rstrip(), style(styles.WARNING))]
        for line in item_text.lead_lines(work, status)
    ]
    return rows


def _version_rows(
    work: Adjudication, status: ItemStatus, width: int, *, joined: bool
) -> list[Line]:
    """What each annotator holds, with the key that takes it."""
    rows = item_text.versions(work, status.item, joined=joined)
    keys = [" ".join(work.letters[name].lower() for name in one.names) for one in rows]
    names = [", ".join(map(display, one.names)) if work.shows_names else "" for one in rows]
    first = [max(map(cell_len, column), default=0) for column in (keys, names)]
    titles = max((cell_len(display(one.title)) for one in rows), default=0)
    titles = min(titles, max(8, width // 3))
    made: list[Line] = []
    for one, key, name in zip(rows, keys, names, strict=True):
        label = work.label_set.label(one.label)
        color = label.color if label else styles.CONTEXT
        lead = [(cut_to(key, first[0]), _KEY), ("  ", _PLAIN)]
        if first[1]:
            lead += [(cut_to(name, min(first[1], width // 4)), _CONTEXT), ("  ", _PLAIN)]
        room = width - sum(cell_len(text) for text, _ in lead) - titles - 2
        parts = [(cut_to(display(one.title), titles), style(color)), ("  ", _PLAIN)]
        made.append([*lead, *parts, *_version_details(one, room)])
    return made


def _version_details(one: VersionRow, room: int) -> Line:
    """Words, differing values and how it was made; the first of them that fit."""
    made = display(one.made)
    values = display(", ".join(one.values))
    words = display(one.words)
    right = f"  {made}" if made else ""
    left = "  ".join(filter(None, (values, words)))
    if cell_len(left) + cell_len(right) > room and cell_len(left) > room // 2:
        keeps = max(8, room - cell_len(right))
        left = cut_to(left, keeps).rstrip() if cell_len(left) > keeps else left
    if cell_len(left) + cell_len(right) > room:
        right = ""
    gap = " " * max(0, room - cell_len(left) - cell_len(right)) if right else ""
    return [(left, _PLAIN), (gap + right, _FAINT)]


def _choice_rows(context: AdjudicationContext, status: ItemStatus, width: int) -> list[Line]:
    found = item_text.choices(context.work, status)
    column = max(len(one.word) for one in found)
    return [
        [
            (f"{context.key(one.action)}  ", _KEY),
            (f"{one.word:<{column}}  ", _CONTEXT),
            (cut_to(display(one.gives), max(1, width - column - 5)).rstrip(), _PLAIN),
        ]
        for one in found
    ]


def _why_rows(context: AdjudicationContext, width: int) -> list[Line]:
    """The reasons with their digits; the given one is filled."""
    settlement = context.work.explained
    about = _about(context, settlement)
    head = _beside(("Reason", _HEAD), (cut_to(about, max(0, width - 8)).rstrip(), _FAINT), width)
    codes = {one.code for one in SETTLE_REASONS}
    given = settlement.why if settlement else ""
    cells: list[Line] = []
    size = max(len(one.words) for one in SETTLE_REASONS) + 2
    for one in SETTLE_REASONS:
        is_given = given == one.code or (one.code == "other" and given and given not in codes)
        words = given if is_given and one.code == "other" else one.words
        words = cut_to(display(f" {words} "), size)
        look = style(styles.INK, styles.TEXT) if is_given else _CONTEXT
        shown = words.rstrip() + " " if is_given else words
        rest = " " * (size - cell_len(shown))
        cells.append([(one.key, _KEY), (shown, look), (f"{rest} ", _PLAIN)])
    return [head, *flow(cells, width, 4)]


def _about(context: AdjudicationContext, settlement: Settlement | None) -> str:
    """What a digit would explain, if that is not the selected item."""
    work = context.work
    if settlement is None:
        return "settle first, then a digit"
    selected = work.status.settlement if work.status else None
    if selected and selected.uid == settlement.uid:
        return "a digit says why"
    return f"of {display(item_text.about_words(work, settlement))}, settled last"


def _note_rows(context: AdjudicationContext, width: int) -> list[Line]:
    settlement = context.work.explained
    key = context.key("note")
    rows = [_beside(("Note", _HEAD), (f"{key} writes a note", _FAINT), width)]
    if settlement and settlement.note:
        rows += paragraph(settlement.note, width, 3, styles.TEXT)
    return rows


def _foot(work: Adjudication, width: int) -> list[Line]:
    text = (
        "Letters are shuffled for each sentence. All versions stay stored; agreement is counted"
        " before adjudication."
    )
    rows: list[Line] = []
    if work.annotated_here:
        rows += [*paragraph(own_words(work), width, 2, styles.WARNING), ()]
    return [*rows, *paragraph(text, width, 3, styles.FAINT)]


def own_words(work: Adjudication) -> str:
    """That the lead annotated the sentence."""
    return f"You annotated this sentence yourself, as {work.letters.get(work.actor, '?')}."


# --------------------------------------------------------------------------- below the text


def low_lines(context: AdjudicationContext, width: int, height: int) -> list[Line]:
    """The panel below the text, in so many rows."""
    work, status = context.work, context.work.status
    if work.sentence is None or status is None:
        return []
    room = width - 2
    items = listed(work)
    head = _low_head(work, status, items, room)
    versions = _version_rows(work, status, room, joined=True)
    chips = _choice_chips(context, status)
    if height <= 5:
        keyed = [
            [(f"{key} ", _KEY), (f"{display(one.title)}  ", _PLAIN)]
            for one in item_text.versions(work, status.item, joined=True)
            for key in [" ".join(work.letters[name].lower() for name in one.names)]
        ]
        rows: list[Line] = [head, *flow(keyed, room, max(1, height - 2)), *flow(chips, room, 1)]
        return [_indented(one) for one in rows[:height]]
    made: list[Line] = [head]
    made += [
        [(cut_to(display(line), room).rstrip(), style(styles.WARNING))]
        for line in item_text.lead_lines(work, status)
    ]
    left = max(1, height - len(made) - 1)
    shown = (
        versions[:left] if len(versions) <= left else [*versions[: left - 1], _more(versions, left)]
    )
    made += shown
    made += flow(chips, room, max(1, height - len(made)))
    if height > len(made):
        made += _low_why(context, room)[: height - len(made)]
    if height - len(made) > 2 and len(items) > 1:
        made += [(), *_item_rows(work, items, room, height - len(made) - 1)]
    return [_indented(one) for one in made[:height]]


def _more(versions: Sequence[Line], left: int) -> Line:
    return [(f"and {len(versions) - left + 1} more versions", _FAINT)]


def _low_head(
    work: Adjudication, status: ItemStatus, items: Sequence[ItemStatus], width: int
) -> Line:
    """The selected item in one line."""
    kind = display(item_text.kind_words(work, status.item))
    words = display(item_text.quoted(work, status.item))
    state = display(item_text.state_words(work, status))
    place = _place_of(work, items)
    right = "  ".join(filter(None, (state, place)))
    room = max(0, width - cell_len(kind) - 2 - cell_len(right) - 2)
    look = styles.WARNING if status.is_open and status.settlement else styles.FAINT
    left = [(kind, _HEAD), ("  ", _PLAIN), (cut_to(words, room), _PLAIN)]
    return [*left, (f"  {right}", style(look))]


def _choice_chips(context: AdjudicationContext, status: ItemStatus) -> list[Line]:
    return [
        [
            (f"{context.key(one.action)} ", _KEY),
            (f"{one.word}", _CONTEXT),
            (f" {_short(one.gives)}" if one.action in {"majority", "union"} else "", _PLAIN),
            ("   ", _PLAIN),
        ]
        for one in item_text.choices(context.work, status)
    ]


def _short(gives: str) -> str:
    return display(gives if cell_len(gives) <= 32 else gives[:31] + "…")


def _low_why(context: AdjudicationContext, width: int) -> list[Line]:
    settlement = context.work.explained
    if settlement is None:
        return []
    given = item_text.why_words(settlement)
    parts: list[Line] = [[("Reason  ", _HEAD)]]
    for one in SETTLE_REASONS:
        is_given = given in {one.words, one.code} and bool(given)
        look = style(styles.INK, styles.TEXT) if is_given else _CONTEXT
        parts.append([(f"{one.key} ", _KEY), (one.words, look), ("  ", _PLAIN)])
    note = f"note: {settlement.note}" if settlement.note else ""
    if note:
        parts.append([(display(note), _PLAIN)])
    return [*flow(parts, width, 2)]


def _indented(line: Line) -> Line:
    return [(" ", _PLAIN), *line]


# --------------------------------------------------------------------------- under the text


def label_lines(work: Adjudication, width: int) -> list[Line]:
    """The definitions of the labels between which people differ."""
    status = work.status
    if status is None or status.item.ends or len(status.item.labels) < 2:
        return []
    known = [one for name in status.item.labels if (one := work.label_set.label(name))]
    title = "The two labels" if len(status.item.labels) == 2 else "The labels"
    names = min(24, max((cell_len(display(one.title)) for one in known), default=0))
    made: list[Line] = [[(title, _HEAD)]]
    for one in known:
        made += _definition(one, names, width)
    return made if known else []


def _definition(label: Label, names: int, width: int) -> list[Line]:
    rows = paragraph(label.definition, width - names - 2, 3, styles.TEXT)
    blank: Line = [(" " * (names + 2), _PLAIN)]
    head = [(cut_to(display(label.title), names), style(label.color)), ("  ", _PLAIN)]
    return [[*(head if not place else blank), *row] for place, row in enumerate(rows)]


def before_lines(context: AdjudicationContext, width: int, most: int) -> list[Line]:
    """How the same words, or the same labels, were settled before."""
    found = context.settled_before()
    if not found:
        return []
    work = context.work
    made: list[Line] = [[("Settled before", _HEAD)]]
    for one in found[:most]:
        labels = display(item_text.content_words(work, one.settlement.made))
        why = item_text.why_words(one.settlement)
        right = display(", ".join(filter(None, (one.where, why and f"reason {why}"))))
        words = cut_to(display(one.words), max(8, width // 3)).rstrip()
        first = one.settlement.made[0].label if one.settlement.made else ""
        label = work.label_set.label(first)
        color = label.color if label else styles.CONTEXT
        used = cell_len(words) + cell_len(labels) + 11
        made.append(
            [
                (f"{words}   ", _PLAIN),
                (f"gold {labels}   ", style(color)),
                (cut_to(right, max(0, width - used)).rstrip(), _FAINT),
            ]
        )
    return made


# --------------------------------------------------------------------------- parts


def paragraph(text: str, width: int, most: int, color: str) -> list[Line]:
    """A text in lines, at most so many; the last is cut."""
    safe = " ".join(display(text).split())
    rows = [safe[low:high].rstrip() for low, high in wrap(safe, 0, len(safe), max(8, width))]
    rows = rows if len(rows) <= most else [*rows[: most - 1], f"{rows[most - 1]} …"]
    return [[(row, style(color))] for row in rows]


def _beside(left: tuple[str, styles.Style], right: tuple[str, styles.Style], width: int) -> Line:
    gap = width - cell_len(left[0]) - cell_len(right[0])
    return [left, (" " * max(1, gap), _PLAIN), right]


def joined(parts: Iterable[str]) -> str:
    """The parts that there are, with dots between them."""
    return " · ".join(filter(None, parts))
