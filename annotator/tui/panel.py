"""What the fixed rows say: header, the panel of the mark in hand, footer. Text in, lines out."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from itertools import chain

from rich.cells import cell_len, set_cell_size
from rich.style import Style

from annotator.annotations.attribute_values import as_text
from annotator.annotations.session import Mark, Session
from annotator.model import Label, LabelKind, Span
from annotator.safe_text import display
from annotator.tui import guideline_text, styles
from annotator.tui import minimap as minimaps
from annotator.tui.actions import Mode, relations
from annotator.tui.actions.relations import Kind
from annotator.tui.context import Context
from annotator.tui.renderer import sign
from annotator.tui.styles import style
from annotator.tui.widgets.text_rows import Line, flow
from annotator.workflow import messages

PANEL_ROWS = 3
"""Rows of the panel on a screen that is not low: the labels with keys go on three of 80."""

LOW_SCREEN = 16
"""Below so many rows the panel shrinks to one."""

FEW_CELLS = 8
"""In fewer, a letter of a title tells more than an ellipsis."""

ROWS_LEFT = 6
"""Rows that labels with letters leave to header, page and footer."""


def header(context: Context, width: int) -> Line:
    """Title at the left; sentence, progress and annotator at the right."""
    session, progress = context.session, context.controller.progress
    share = progress.finished / progress.total if progress.total else 0.0
    blind = "blind · " if session.is_blind(session.sentence) else ""
    place = f"{session.position + 1}/{len(session.document.sentences)}"
    done = f"{_bar(share)} {progress.finished}/{progress.total}"
    work, figures = _work(context)
    right = _longest_in(
        width * 2 // 3,
        f" {work}{blind}sentence {place} {done} finished · {display(context.controller.annotator)} ",
        f" {work}{blind}{place} {done} ",
        f" {figures}{blind}{place} {done} ",
        f" {figures}{blind}{place} ",
        f" {blind}{place} ",
    )
    room = max(0, width - cell_len(right) - 1)
    labels = _shortened(_document_labels(session), room // 2)
    title = display(context.controller.title_of(session.document.uid, session.document.title))
    title = _shortened(title, room - cell_len(labels))
    bold = style(background=styles.BAR, bold=True)
    gap = " " * max(0, room - cell_len(title) - cell_len(labels))
    said = (labels + gap, style(styles.ACCENT, styles.BAR))
    return [(f" {title}", bold), said, (right, style(background=styles.BAR))]


def _document_labels(session: Session) -> str:
    """The labels that the document has, for the header."""
    found = (session.label_set.label(mark.label) for mark in session.document_marks())
    titles = [label.title for label in found if label]
    return display(f"  {styles.MANUAL_SIGN} {', '.join(titles)}") if titles else ""


def _shortened(text: str, room: int) -> str:
    """A text as wide as that at most, with an ellipsis where some of it is left out."""
    return text if cell_len(text) <= room else set_cell_size(text, max(0, room - 1)) + "…"


def _work(context: Context) -> tuple[str, str]:
    """What is gone through, if not everything: with its name, and in figures alone."""
    search_state = context.controller.search_state
    if search_state.browsed is not None:
        figures = f"{search_state.position_in_browsed(context.session):,} of {search_state.browsed.count} found"
        return f"{_name(search_state.browsed.query.typed)} · {figures} · ", f"{figures} · "
    if search_state.queue:
        more = "" if search_state.queue.hits.complete else "+"
        figures = f"{search_state.queue.left:,}{more} left"
        return f"queue: {_name(search_state.queue.name)} · {figures} · ", f"{figures} · "
    return "", ""


def _name(typed: str, cells: int = 24) -> str:
    name = display(typed.strip())
    return name if cell_len(name) <= cells else set_cell_size(name, cells - 1) + "…"


MAP_COLUMNS = 2


def minimap(context: Context, every: Sequence[minimaps.SentenceState], rows: int) -> list[Line]:
    """The map of the document, a line for each cell, and a sign where one is."""
    here = minimaps.cell_of(context.session.position, len(every), rows)
    return [
        [
            (state, style(_MAP_COLORS.get(state, styles.FAINT))),
            (minimaps.HERE if place == here else " ", style(styles.ACCENT)),
        ]
        for place, state in enumerate(minimaps.cells(every, rows))
    ]


_MAP_COLORS = {
    minimaps.SentenceState.FLAGGED: styles.WARNING,
    minimaps.SentenceState.OPEN: styles.ACCENT,
    minimaps.SentenceState.FINISHED: styles.CONTEXT,
    minimaps.SentenceState.PARTLY: styles.CONTEXT,
}


def _longest_in(width: int, *texts: str) -> str:
    """The first of the texts, the longest first, that fits; else the last."""
    return next((text for text in texts if cell_len(text) <= width), texts[-1])


def _bar(share: float, cells: int = 8) -> str:
    full = int(share * cells)
    return "█" * full + "░" * (cells - full)


def rows(context: Context, width: int, height: int) -> int:
    """How many rows the panel needs on a screen: more while it shows a letter for each label."""
    usual = PANEL_ROWS if height >= LOW_SCREEN else 1
    if context.mode is not Mode.LABEL:
        return usual
    return max(usual, min(len(_columns(context, width, sys.maxsize)), height - ROWS_LEFT))


def lines(context: Context, width: int, rows: int) -> list[Line]:
    """The panel; on a low screen only its first line, or what the last key did."""
    if context.mode is Mode.LABEL:
        return _columns(context, width, rows)
    made = _LINES[context.mode](context, width)
    message: Line = [(f" {display(context.message)}", style(styles.ACCENT))]
    if rows == 1:
        return [[*message, *made[-1]]] if context.message else made[:1]
    made = [*made, *([()] * rows)][:rows]
    made[-1] = [*message, *made[-1]] if context.message else made[-1]
    return made


def _stepping(context: Context, _width: int) -> list[Line]:
    session = context.session
    mark, label = session.mark, context.label
    if mark is None:
        return [[(f" {_empty(context)}", style(styles.FAINT))], _sentence_state(context)]
    title = display(label.title if label else mark.label)
    head = (f" {sign(mark)} {title}", style(label.color if label else styles.TEXT, bold=True))
    because = ("  " + display(_because(mark, session.document.text)), style(styles.CONTEXT))
    linked = [f"{kind}: {_linked(session, span)}" for kind, span in session.links_of(mark)]
    return [[head, because], _answers(mark, label, linked), _sentence_state(context)]


def _linked(session: Session, span: Span) -> str:
    """The words of the other end of a link, with its sentence where that is another."""
    words = messages.quoted(session.document.text, span.start, span.end)
    if span.overlaps(session.sentence):
        return words
    sentences = session.document.sentences
    place = next((n for n, one in enumerate(sentences, 1) if one.overlaps(span)), 0)
    return f"{words} in sentence {place}"


def _empty(context: Context) -> str:
    finish, select = context.key("finish"), context.key("hint")
    if context.session.is_blind(context.session.sentence):
        return f"blind: mark what you find, {finish} finishes and shows what was missed"
    if context.session.marks(context.session.sentence):
        take = context.key("next_mark")
        return f"nothing in hand: {take} takes a mark, {select} selects a new span"
    return f"no suggestion here: {finish} finishes the sentence, {select} selects a span"


def _because(mark: Mark, text: str) -> str:
    """Why the mark is there."""
    if mark.suggestion:
        return guideline_text.reason(mark.suggestion, text)
    if mark.annotation and mark.annotation.rule:
        return f"{mark.annotation.origin}, from rule {mark.annotation.rule}"
    return "marked by you"


def _answers(mark: Mark, label: Label | None, linked: list[str]) -> Line:
    """Links, voice and attributes of the mark; for a claim, claimant and cue even when open."""
    held = mark.suggestion or mark.annotation
    answers = dict(held.attributes) if held else {}
    if mark.suggestion:
        answers.setdefault("voice", mark.suggestion.voice.value)
    if label and label.kind is LabelKind.CLAIM:
        answers = {"claimant": None, "cue": None, **answers}
    said = [f"{name}: {as_text(value) or '–'}" for name, value in answers.items()]
    said = [*linked, *said]
    if mark.suggestion:
        said.insert(0, f"rule {mark.suggestion.rule}")
    return [(f"   {display(' · '.join(said))}", style(styles.CONTEXT))]


def _sentence_state(context: Context) -> Line:
    held, session = context.session.judgement, context.session
    missed = session.missed(session.sentence)
    words = (
        [f"{styles.FINISHED} finished" + ("" if held.shown else " blind")] if held.finished else []
    )
    if missed:
        words.append(messages.missed(missed, session.document.text, session.label_set))
    words += [f"{styles.FLAGGED} flagged"] if held.flagged else []
    words += [f"note: {held.note}"] if held.note else []
    return [(" " + display(" · ".join(words)), style(styles.WARNING))] if words else []


def _selecting(context: Context, width: int) -> list[Line]:
    session = context.session
    parts = session.selection.parts if session.selection else (session.sentence,)
    quotes = " … ".join(_quote(context, part) for part in sorted(parts))
    chosen = (f" selected {quotes}", style(styles.ACCENT))
    if context.picking:
        keep = context.key("palette", Mode.SELECT)
        return [[chosen], [(f" {keep} keeps it as {display(context.picking)}", style())]]
    return [*flow([*_labels(context), [chosen]], width - 1, PANEL_ROWS)]


def _labels(context: Context) -> Iterable[Line]:
    for label in context.controller.label_set.labels:
        if label.key:
            key = style(styles.INK, label.color, bold=True)
            yield [
                (f" {context.keymap.label_key(label.key)} ", key),
                (f" {display(label.title)} ", style(label.color)),
            ]


def _columns(context: Context, width: int, rows: int) -> list[Line]:
    """Each label behind its letter, in columns; titles are cut until all fit."""
    lettered = dict(context.hint_input.letters) if context.hint_input else {}
    names = {name: letter for letter, name in lettered.items()}
    labels = [label for label in context.controller.label_set.labels if label.name in names]
    titles = {label.name: display(label.title) for label in labels}
    longest = max(map(cell_len, titles.values()), default=1)
    while longest > 1 and len(labels) > rows * _across(width, longest):
        longest -= 1
    cells = [
        [
            (f" {names[label.name]} ", style(styles.INK, label.color, bold=True)),
            (f" {_cut(titles[label.name], longest)} ", style(label.color)),
        ]
        for label in labels
    ]
    across = _across(width, longest)
    made: list[Line] = [
        [*chain.from_iterable(cells[at : at + across])] for at in range(0, len(cells), across)
    ]
    return made[:rows]


def _across(width: int, longest: int) -> int:
    """How many labels with titles so wide stand side by side."""
    return max(1, (width - 1) // (longest + 5))


def _cut(text: str, width: int) -> str:
    """A text made as wide as that, with an ellipsis where some is left out and there is room."""
    if cell_len(text) <= width or width < FEW_CELLS:
        return set_cell_size(text, width)
    return set_cell_size(text, width - 1) + "…"


def _hinting(context: Context, _width: int) -> list[Line]:
    what = f" for the {context.picking}" if context.picking else ""
    asked = f" type the letter over the first word{what}"
    if context.first:
        asked = (
            f" from {_quote(context, context.first)}: type the letter over the last word{what}"
            "; a label's key labels it alone"
        )
    return [[(display(asked), style(styles.ACCENT))]]


def _splitting(_context: Context, _width: int) -> list[Line]:
    asked = " split the sentence: type the letter over the word that begins the second"
    return [[(asked, style(styles.ACCENT))]]


def _quote(context: Context, span: Span) -> str:
    words = " ".join(display(span.of(context.session.document.text)).split())
    return f"“{words}”"


def _linking(context: Context, width: int) -> list[Line]:
    """What may be linked to: marks by their letters, words by the digit of their role."""
    mark = context.session.mark
    if mark is None or context.hint_input is None:
        return []
    start, end = mark.span.start, mark.span.end
    words = messages.quoted(context.session.document.text, start, end)
    kinds = {key: one for key, one in context.hint_input.letters.items() if isinstance(one, Kind)}
    if kinds:
        chips = [_chip(key, str(one)) for key, one in kinds.items()]
        return [
            [(display(f" the other claim, of {words}:"), style(styles.ACCENT))],
            *flow(chips, width, 2),
        ]
    others = f"{context.key('link_list', Mode.LINK)} lists all"
    lettered = f"link to a [letter], {others}" if relations.letters(context) else f"link: {others}"
    asked: Line = [(display(f" {lettered}  {words}"), style(styles.ACCENT))]
    chips = [_chip(str(n), one.name) for n, one in enumerate(relations.roles(context), 1)]
    return [asked, *flow(chips, width, 2)] if chips else [asked]


def _chip(key: str, word: str) -> Line:
    chip = style(styles.INK, styles.ACCENT, bold=True)
    return [(f" {key} ", chip), (f" {display(word)} ", style())]


_LINES = {
    Mode.STEP: _stepping,
    Mode.SELECT: _selecting,
    Mode.HINT: _hinting,
    Mode.SPLIT: _splitting,
    Mode.LINK: _linking,
}


def footer(context: Context, width: int) -> Line:
    """The keys of the mode that are pressed most: as many as fit, and how to see the others."""
    named = [(f" {key} ", f"{word} ") for key, word in context.keymap.footer(context.mode)]
    others = next((pair for pair in named if pair[1] == "help "), None)
    room = width - (cell_len("".join(others)) if others else 0)
    parts: list[tuple[str, Style]] = []
    for pair in named:
        taken = 0 if pair == others else cell_len("".join(pair))
        if taken > room:
            room = 0
            continue
        room -= taken
        parts.append((pair[0], style(styles.ACCENT, styles.BAR, bold=True)))
        parts.append((pair[1], style(styles.CONTEXT, styles.BAR)))
    return parts
