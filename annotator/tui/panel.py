"""The fixed rows of the screen: header, panel of the selected mark, minimap, footer.

Each function returns styled lines; AnnotateScreen puts them into its widgets.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from itertools import chain

from rich.cells import cell_len, set_cell_size

from annotator.annotations.attribute_values import value_text
from annotator.annotations.session import Mark, Session
from annotator.annotations.visibility import Shown
from annotator.model import Label, LabelKind, LabelUnit, Span, Value
from annotator.safe_text import display
from annotator.tui import minimap as minimaps
from annotator.tui import styles
from annotator.tui.actions.relations import ClaimRelation, mark_letters, roles
from annotator.tui.context import Context
from annotator.tui.keymap import Mode, shown
from annotator.tui.layout import WIDE
from annotator.tui.renderer import sign
from annotator.tui.styles import style
from annotator.tui.widgets.text_rows import Line, flow, key_line, longest_in
from annotator.workflow import comments, messages

PANEL_ROWS = 3
"""Rows of the panel on a usual screen: the labels with keys go on three of 80 cells."""

HIGH_SCREEN, HIGH_PANEL_ROWS = 32, 5
"""From so many rows of the screen on, it has more."""

WIDE_PANEL_ROWS = 2
"""Beside the details of a wide screen: the state of the sentence and the message."""

LOW_SCREEN = 16
"""Below so many rows the panel has only one."""

LEAST_TITLE = 3
"""Cells of a title beside its key by which a label can still be known."""

MIN_ELLIPSIS_WIDTH = 8
"""In fewer cells, a letter of a title says more than an ellipsis."""

ROWS_BESIDE_LABELS = 6
"""Rows that the panel of labels with letters leaves to header, document and footer."""

# ------------------------------------------------------------------------ header


def header(context: Context, width: int) -> Line:
    """Title and document labels on the left; sentence, progress and annotator on the right."""
    controller, session = context.controller, context.session
    progress = controller.progress
    share = 1 - progress.left / progress.total if progress.total else 0.0
    blind = _shown_words(context) + ("blind · " if session.is_blind(session.sentence) else "")
    number = f"{session.position + 1}/{len(session.document.sentences)}"
    finished = f"{progress.finished}/{progress.total}"
    apart = f", {progress.cannot_judge} cannot judge" if progress.cannot_judge else ""
    sign = f" {styles.CANNOT_JUDGE}{progress.cannot_judge}" if progress.cannot_judge else ""
    done, short = f"{finished} finished{apart}", f"{finished} finished{sign}"
    signs = f"{styles.FINISHED}{finished}{sign}"
    queue, counts = _queue(context)
    right = longest_in(
        width * 2 // 3,
        f" {queue}{blind}sentence {number} {_bar(share)} {done} · {display(controller.annotator)} ",
        f" {queue}{blind}sentence {number} {_bar(share)} {short} ",
        f" {queue}{blind}{number} {short} ",
        f" {counts}{blind}{number} {short} ",
        f" {counts}{blind}{number} {signs}",
        f" {blind}{number} {signs}",
        f" {number} {signs} ",
        f" {number} ",
    )
    room = max(0, width - cell_len(right) - 1)
    labels = _shortened(_document_labels(session), room // 2)
    title = display(controller.title_of(session.document.uid, session.document.title))
    title = _shortened(title, room - cell_len(labels))
    bold = style(background=styles.BAR, bold=True)
    gap = " " * max(0, room - cell_len(title) - cell_len(labels))
    middle = (labels + gap, style(styles.ACCENT, styles.BAR))
    return [(f" {title}", bold), middle, (right, style(background=styles.BAR))]


def _shown_words(context: Context) -> str:
    """What suggestions are on show, unless that is all that there are."""
    if not context.controller.hides_suggestions:
        return "high tier · " if context.controller.shown is Shown.HIGH else ""
    return f"{_SHOWN_WORDS[context.controller.shown]} · "


_SHOWN_WORDS = {Shown.DEFAULT: "some hidden", Shown.ALL: "all shown", Shown.HIGH: "high tier"}


def _document_labels(session: Session) -> str:
    """The labels of the document as a whole."""
    found = (session.label_set.label(mark.label) for mark in session.document_marks())
    titles = [label.title for label in found if label]
    return display(f"  {styles.MANUAL_SIGN} {', '.join(titles)}") if titles else ""


def _queue(context: Context) -> tuple[str, str]:
    """The browsed results or the filtered queue: with its name, and in figures alone."""
    state = context.controller.search_state
    if state.browsed is not None:
        counts = f"{state.browsed_index(context.session):,} of {state.browsed.count} found"
        return f"{_query_name(state.browsed.query.typed)} · {counts} · ", f"{counts} · "
    if state.queue:
        more = "" if state.queue.results.complete else "+"
        counts = f"{state.queue.left:,}{more} left"
        return f"queue: {_query_name(state.queue.name)} · {counts} · ", f"{counts} · "
    return "", ""


def _query_name(typed: str) -> str:
    return _shortened(display(typed.strip()), 24)


def _shortened(text: str, width: int) -> str:
    """The text in at most so many cells, with an ellipsis if it is cut."""
    return text if cell_len(text) <= width else set_cell_size(text, max(0, width - 1)) + "…"


def _bar(share: float, cells: int = 8) -> str:
    full = int(share * cells)
    return "█" * full + "░" * (cells - full)


# ------------------------------------------------------------------------ minimap


def minimap(context: Context, drawn: minimaps.Minimap, rows: int) -> list[Line]:
    """The minimap, a line for each cell, with a sign at the current sentence's cell."""
    cells = drawn.cells(context.session, rows, context.comments.sent_back(context.session))
    current = drawn.cell_of(context.session.position)
    return [
        [
            (state, style(_minimap_color(state, current=cell == current), bold=cell == current)),
            (minimaps.CURRENT if cell == current else " ", style(styles.ACCENT)),
        ]
        for cell, state in enumerate(cells)
    ]


_MINIMAP_COLORS = {
    minimaps.MinimapState.SENT_BACK: styles.WARNING,
    minimaps.MinimapState.FLAGGED: styles.WARNING,
    minimaps.MinimapState.OPEN: styles.ACCENT,
}


def _minimap_color(state: minimaps.MinimapState, *, current: bool) -> str:
    """A colour for flags, open suggestions of the high tier, and the current sentence alone."""
    return _MINIMAP_COLORS.get(state, styles.ACCENT if current else styles.FAINT)


# ------------------------------------------------------------------------ panel


def rows(context: Context, width: int, height: int) -> int:
    """Rows of the panel on a screen of this size: more while every label shows its letter."""
    usual = _usual_rows(width, height)
    if context.mode is not Mode.LABEL:
        return usual
    needed = len(_label_columns(_lettered(context), width, sys.maxsize))
    return max(usual, min(needed, height - ROWS_BESIDE_LABELS))


def _usual_rows(width: int, height: int) -> int:
    if height < LOW_SCREEN:
        return 1
    if width >= WIDE:
        return WIDE_PANEL_ROWS
    return HIGH_PANEL_ROWS if height >= HIGH_SCREEN else PANEL_ROWS


def lines(context: Context, width: int, rows: int) -> list[Line]:
    """The panel; on a low screen only its first line, or the message of the last key."""
    message: Line = [(f" {display(context.message)}", style(styles.ACCENT))]
    if context.mode is Mode.LABEL:
        made = _label_columns(_lettered(context), width, rows)
        return [*made[: rows - 1], message] if context.message else made
    if context.mode is Mode.STEP:
        made = _mark_panel(context, width, rows, free=not context.message)
    else:
        made = _PANELS[context.mode](context, width)
    if rows == 1:
        apart = (" ·", style(styles.FAINT))
        return [[*message, apart, *made[-1]]] if context.message else made[:1]
    made = [*made, *([()] * rows)][:rows]
    made[-1] = [*message, *made[-1]] if context.message else made[-1]
    return made


def _mark_panel(context: Context, width: int, rows: int, *, free: bool) -> list[Line]:
    """The selected mark: why it is there, its attributes, and the state of the sentence.

    The state is on the last row. free: no message is there. Beside the details of a wide screen
    it is all that there is.
    """
    state = _sentence_state(context)
    last = [state] if state or not free or rows == 1 else []
    room = max(1, rows - len(last))
    body = [] if width >= WIDE and rows > 1 else _mark_lines(context, width, room)
    shown, rest = body[: room - 1], body[room - 1 :]
    fitted = [*shown, _in_one(rest)] if rest else shown  # where there is no room, it is cut
    fitted += _relabel_rows(context, width, room - len(fitted))
    return [*fitted, *([()] * (room - len(fitted))), *last]


def _relabel_rows(context: Context, width: int, rows: int) -> list[Line]:
    """The keys that give the selected mark another label, if there are rows for all of them."""
    label = context.selected_label
    if not (rows and label and label.unit is LabelUnit.SPAN):
        return []
    keymap, labels = context.keymap, context.controller.label_set.labels
    keyed = [(keymap.label_key(one.key), one) for one in labels]
    keyed = [(key, one) for key, one in keyed if key]
    whole = flow(list(_label_keys(context)), width - 1, len(keyed))
    if len(whole) <= rows:
        return [*whole]
    tries = (_label_columns(keyed, width, rows, least=LEAST_TITLE, gap=gap) for gap in (" ", ""))
    return next(filter(None, tries), [])


def _in_one(lines: list[Line]) -> Line:
    """Lines one after another in a single one."""
    rest = [(f" · {text.lstrip()}", look) for line in lines[1:] for text, look in line]
    return [*chain.from_iterable(lines[:1]), *rest]


def _mark_lines(context: Context, width: int, rows: int) -> list[Line]:
    """The selected mark in as many lines as it needs.

    The rule, which the details name too, is left out if there would be more lines than rows.
    """
    session = context.session
    mark, label = session.selected_mark, context.selected_label
    if mark is None:
        return [[(f" {without_mark(context)}", style(styles.FAINT))]]
    title = display(label.title if label else mark.label)
    head = (f" {sign(mark)} {title}", style(label.color if label else styles.TEXT, bold=True))
    reasons = _reasons(mark, session.document.text)
    related = [f"{kind}: {related_words(session, span)}" for kind, span in session.related(mark)]
    parts = [display(part) for part in (*reasons, *related, *_attributes(mark, label))]
    rule = [f"rule {display(_rule_id(mark.suggestion.rule))}"] if mark.suggestion else []
    room = width - 2 - cell_len(head[0]), width - 4
    texts = _flowed([*parts, *rule], *room)
    texts = texts if len(texts) <= rows else _flowed(parts, *room)
    look = style(styles.CONTEXT)
    return [[head, (f"  {texts[0]}", look)], *([(f"   {text}", look)] for text in texts[1:])]


def _flowed(parts: list[str], first: int, width: int) -> list[str]:
    """Parts in lines of so many cells, the first of them shorter; lines break between parts."""
    texts = [""]
    for part in parts:
        longer = f"{texts[-1]} · {part}" if texts[-1] else part
        if cell_len(longer) <= (width if len(texts) > 1 else first):
            texts[-1] = longer
        else:
            texts.append(part)
    return texts


def related_words(session: Session, span: Span) -> str:
    """The words of a related mark, with its sentence if that is another."""
    words = messages.quoted(session.document.text, span.start, span.end)
    if span.overlaps(session.sentence):
        return words
    sentences = session.document.sentences
    number = next((n for n, one in enumerate(sentences, 1) if one.overlaps(span)), 0)
    return f"{words} in sentence {number}"


def without_mark(context: Context) -> str:
    """What can be done where no mark is selected."""
    finish, hint = context.key("finish"), context.key("hint")
    if context.session.is_blind(context.session.sentence):
        return f"blind: annotate what you find, {finish} finishes and shows what was missed"
    if context.session.marks(context.session.sentence):
        selects = context.key("next_mark")
        return f"no mark is selected: {selects} selects one, {hint} selects a new span"
    on_show = "" if context.controller.shows_all else " on show"
    return f"no suggestion{on_show} here: {finish} finishes the sentence, {hint} selects a span"


def _reasons(mark: Mark, text: str) -> tuple[str, ...]:
    """Why the mark is there."""
    if mark.suggestion:
        return f"{mark.suggestion.tier} tier", messages.matched(mark.suggestion, text)
    if mark.annotation and mark.annotation.rule:
        return (f"{mark.annotation.origin}, from rule {_rule_id(mark.annotation.rule)}",)
    return ("annotated by you",)


def _rule_id(reference: str) -> str:
    """A rule without its version, which is in the details."""
    return reference.rpartition("@")[0] or reference


def _attributes(mark: Mark, label: Label | None) -> Iterable[str]:
    """Voice and attributes of the mark."""
    for name, value in mark_values(mark, label).items():
        yield f"{name}: {value_text(value) or '–'}"


def mark_values(mark: Mark, label: Label | None) -> dict[str, Value | None]:
    """The attributes of a mark; for a claim, claimant and cue even if they are unset.

    Of a suggestion, its voice too if the form can change it.
    """
    held = mark.suggestion or mark.annotation
    values: dict[str, Value | None] = dict(held.attributes) if held else {}
    if mark.suggestion and label and any(one.name == "voice" for one in label.attributes):
        values.setdefault("voice", mark.suggestion.voice.value)
    if label and label.kind is LabelKind.CLAIM:
        values = {"claimant": None, "cue": None, **values}
    return values


def _sentence_state(context: Context) -> Line:
    session, judgement = context.session, context.session.judgement
    missed = session.missed(session.sentence)
    parts = []
    if session.sentence in context.comments.sent_back(session):
        parts.append(f"{styles.SENT_BACK} sent back")
    parts += _comments(context)
    if judgement.finished:
        parts.append(f"{styles.FINISHED} finished" + ("" if judgement.shown else " blind"))
    if judgement.cannot_judge:
        parts.append(f"{styles.CANNOT_JUDGE} {messages.cannot_judge(judgement.cannot_judge)}")
    if missed:
        parts.append(messages.missed(missed, session.document.text, session.label_set))
    if judgement.flagged:
        parts.append(f"{styles.FLAGGED} flagged")
    if judgement.note:
        parts.append(f"note: {judgement.note}")
    return [(" " + display(" · ".join(parts)), style(styles.WARNING))] if parts else []


def _comments(context: Context) -> list[str]:
    """The last comment on the sentence; with others before it, how many and the key for all."""
    found = context.comments.here(context.session)
    count = [f"{len(found)} comments: {context.key('comments')}"] if len(found) > 1 else []
    return [*count, *(comments.in_words(one, context.controller.actor) for one in found[-1:])]


def _selection_panel(context: Context, width: int) -> list[Line]:
    """The selected words, with the labels that have keys."""
    session = context.session
    parts = session.selection.parts if session.selection else (session.sentence,)
    quotes = " … ".join(_quote(context, part) for part in sorted(parts))
    selected = (f" selected {quotes}", style(styles.ACCENT))
    keep = context.key("palette", Mode.SELECT)
    if context.span_input:
        return [[selected], [(f" {keep} keeps it as {display(context.span_input.name)}", style())]]
    if session.selection and session.selection.editing:
        return [[selected], [(f" {keep} keeps these bounds", style())]]
    return [*flow([*_label_keys(context), [selected]], width - 1, PANEL_ROWS)]


def _label_keys(context: Context) -> Iterable[Line]:
    for label in context.controller.label_set.labels:
        if label.key:
            key = style(styles.INK, label.color, bold=True)
            yield [
                (f" {context.keymap.label_key(label.key)} ", key),
                (f" {display(label.title)} ", style(label.color)),
            ]


def _lettered(context: Context) -> list[tuple[str, Label]]:
    """The labels that have a letter now, with it."""
    letters = dict(context.hint_input.letters) if context.hint_input else {}
    names = {name: letter for letter, name in letters.items()}
    labels = context.controller.label_set.labels
    return [(names[label.name], label) for label in labels if label.name in names]


def _label_columns(
    keyed: Sequence[tuple[str, Label]], width: int, rows: int, least: int = 1, gap: str = " "
) -> list[Line]:
    """Each label after its key and a gap, in columns; titles are cut until all fit.

    None if all fit only with fewer than `least` cells of a title.
    """

    def columns(longest: int) -> int:
        return max(1, (width - 1) // (longest + len(gap) + 4))

    titles = [display(label.title) for _, label in keyed]
    longest = max(map(cell_len, titles), default=1)
    while longest > least and len(keyed) > rows * columns(longest):
        longest -= 1
    if least > 1 and len(keyed) > rows * columns(longest):
        return []
    cells = [
        [
            (f" {key} ", style(styles.INK, label.color, bold=True)),
            (f"{gap}{_cut(title, longest)} ", style(label.color)),
        ]
        for (key, label), title in zip(keyed, titles, strict=True)
    ]
    count = columns(longest)
    made: list[Line] = [
        [*chain.from_iterable(cells[first : first + count])]
        for first in range(0, len(cells), count)
    ]
    return made[:rows]


def _cut(text: str, width: int) -> str:
    """The text in exactly so many cells, with an ellipsis if it is cut and there is room."""
    if cell_len(text) <= width or width < MIN_ELLIPSIS_WIDTH:
        return set_cell_size(text, width)
    return set_cell_size(text, width - 1) + "…"


def _hint_panel(context: Context, _width: int) -> list[Line]:
    purpose = f" for the {context.span_input.name}" if context.span_input else ""
    question = f" type the letter over the first word{purpose}"
    if context.first_word:
        question = (
            f" from {_quote(context, context.first_word)}: type the letter over the last word"
            f"{purpose}; a label's key labels it alone"
        )
    return [[(display(question), style(styles.ACCENT))]]


def _split_panel(_context: Context, _width: int) -> list[Line]:
    question = " split the sentence: type the letter over the word that begins the second"
    return [[(question, style(styles.ACCENT))]]


def _quote(context: Context, span: Span) -> str:
    words = " ".join(display(span.of(context.session.document.text)).split())
    return f"“{words}”"


def _relation_panel(context: Context, width: int) -> list[Line]:
    """What the selected mark can be related to: marks by letter, words by their role's digit."""
    mark = context.session.selected_mark
    if mark is None or context.hint_input is None:
        return []
    words = messages.quoted(context.session.document.text, mark.span.start, mark.span.end)
    kinds = {
        key: one
        for key, one in context.hint_input.letters.items()
        if isinstance(one, ClaimRelation)
    }
    if kinds:
        chips = [_chip(key, str(one)) for key, one in kinds.items()]
        question = f" the other claim, of {words}:"
        return [[(display(question), style(styles.ACCENT))], *flow(chips, width, 2)]
    others = f"{context.key('relation_list', Mode.RELATE)} lists all"
    with_letters = f"relate to a [letter], {others}"
    question = with_letters if mark_letters(context) else f"relate: {others}"
    asked: Line = [(display(f" {question}  {words}"), style(styles.ACCENT))]
    chips = [_chip(str(n), one.name) for n, one in enumerate(roles(context), 1)]
    return [asked, *flow(chips, width, 2)] if chips else [asked]


def _chip(key: str, word: str) -> Line:
    chip = style(styles.INK, styles.ACCENT, bold=True)
    return [(f" {key} ", chip), (f" {display(word)} ", style())]


_PANELS = {
    Mode.SELECT: _selection_panel,
    Mode.HINT: _hint_panel,
    Mode.SPLIT: _split_panel,
    Mode.RELATE: _relation_panel,
}

# ------------------------------------------------------------------------ footer


def footer(context: Context, width: int) -> Line:
    """The mode's most frequent keys, as many as fit, and always those of the help and to cancel."""
    named = context.keymap.footer(context.mode, context)
    pairs = [(shown(action.keys[0]), word) for action, word in named]
    kept = [pair for pair, (action, _) in zip(pairs, named, strict=True) if action.id in _ALWAYS]
    return key_line(pairs, kept, width)


_ALWAYS = frozenset({"help", "cancel", "leave_letters"})
"""The actions that the footer names whatever the width."""
