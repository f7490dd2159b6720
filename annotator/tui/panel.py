"""What the fixed rows say: header, the panel of the mark in hand, footer. Text in, lines out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size
from rich.style import Style

from annotator import actions
from annotator.actions import Mode
from annotator.display import display
from annotator.model import Label, LabelKind, Span
from annotator.session import Mark
from annotator.tui import explain, looks, wording
from annotator.tui.bar import Line, flow
from annotator.tui.desk import Desk
from annotator.tui.form import as_text
from annotator.tui.looks import style
from annotator.tui.page_view import sign

PANEL_ROWS = 3
"""Rows of the panel on a screen that is not low: the labels with keys go on three of 80."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What the screen is in the middle of.

    told: what the last key did. first: the word whose hint was typed. picking: the attribute
    that a span is being selected for, '' for none.
    """

    desk: Desk
    mode: Mode
    told: str
    first: Span | None
    picking: str

    @property
    def label(self) -> Label | None:
        """The label of the mark in hand."""
        mark = self.desk.session.mark
        return self.desk.label_set.label(mark.label) if mark else None


def header(scene: Scene, width: int) -> Line:
    """Title at the left; sentence, progress and annotator at the right."""
    session, progress = scene.desk.session, scene.desk.progress
    share = progress.finished / progress.total if progress.total else 0.0
    right = (
        f" sentence {session.position + 1}/{len(session.document.sentences)} "
        f"{_bar(share)} {progress.finished}/{progress.total} finished · "
        f"{display(scene.desk.annotator)} "
    )
    room = max(0, width - cell_len(right) - 1)
    title = display(session.document.title)
    if cell_len(title) > room:
        title = set_cell_size(title, max(0, room - 1)) + "…"
    bold = style(background=looks.BAR, bold=True)
    return [(" " + set_cell_size(title, room), bold), (right, style(background=looks.BAR))]


def _bar(share: float, cells: int = 8) -> str:
    full = int(share * cells)
    return "█" * full + "░" * (cells - full)


def lines(scene: Scene, width: int, rows: int) -> list[Line]:
    """The panel; on a low screen only its first line, or what the last key did."""
    made = _LINES[scene.mode](scene, width)
    told: Line = [(f" {display(scene.told)}", style(looks.ACCENT))]
    if rows == 1:
        return [told] if scene.told else made[:1]
    made = [*made, *([()] * rows)][:rows]
    made[-1] = [*told, *made[-1]] if scene.told else made[-1]
    return made


def _stepping(scene: Scene, _width: int) -> list[Line]:
    session = scene.desk.session
    mark, label = session.mark, scene.label
    if mark is None:
        return [[(f" {_empty(scene)}", style(looks.FAINT))], _sentence_state(scene)]
    title = display(label.title if label else mark.label)
    head = (f" {sign(mark)} {title}", style(label.color if label else looks.TEXT, bold=True))
    because = ("  " + display(_because(mark, session.document.text)), style(looks.CONTEXT))
    linked = [
        f"{kind}: {wording.quoted(session.document.text, span.start, span.end)}"
        for kind, span in session.links_of(mark)
    ]
    return [[head, because], _answers(mark, label, linked), _sentence_state(scene)]


def _empty(scene: Scene) -> str:
    if scene.desk.session.marks(scene.desk.session.sentence):
        return "nothing in hand: ⇥ takes a mark, s selects a new span"
    return "no suggestion here: ␣ finishes the sentence, s selects a span"


def _because(mark: Mark, text: str) -> str:
    """Why the mark is there."""
    if mark.suggestion:
        return explain.reason(mark.suggestion, text)
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
    return [(f"   {display(' · '.join(said))}", style(looks.CONTEXT))]


def _sentence_state(scene: Scene) -> Line:
    held = scene.desk.session.judgement
    words = [f"{looks.FINISHED} finished"] if held.finished else []
    words += [f"{looks.FLAGGED} flagged"] if held.flagged else []
    words += [f"note: {held.note}"] if held.note else []
    return [(" " + display(" · ".join(words)), style(looks.WARNING))] if words else []


def _selecting(scene: Scene, width: int) -> list[Line]:
    session = scene.desk.session
    span = session.selection.span if session.selection else session.sentence
    chosen = (f" selected {_quote(scene, span)}", style(looks.ACCENT))
    if scene.picking:
        return [[chosen], [(f" ⏎ keeps it as {display(scene.picking)}", style())]]
    return [*flow([*_labels(scene), [chosen]], width - 1, PANEL_ROWS)]


def _labels(scene: Scene) -> Iterable[Line]:
    for label in scene.desk.label_set.labels:
        if label.key:
            key = style(looks.BACKGROUND, label.color, bold=True)
            yield [
                (f" {display(label.key)} ", key),
                (f" {display(label.title)} ", style(label.color)),
            ]


def _hinting(scene: Scene, _width: int) -> list[Line]:
    what = f" for the {scene.picking}" if scene.picking else ""
    asked = f" type the letter over the first word{what}"
    if scene.first:
        asked = f" from {_quote(scene, scene.first)}: type the letter over the last word{what}"
    return [[(display(asked), style(looks.ACCENT))]]


def _splitting(_scene: Scene, _width: int) -> list[Line]:
    asked = " split the sentence: type the letter over the word that begins the second"
    return [[(asked, style(looks.ACCENT))]]


def _quote(scene: Scene, span: Span) -> str:
    words = " ".join(display(span.of(scene.desk.session.document.text)).split())
    return f"“{words}”"


_LINES = {
    Mode.STEP: _stepping,
    Mode.SELECT: _selecting,
    Mode.HINT: _hinting,
    Mode.SPLIT: _splitting,
}


def footer(mode: Mode) -> Line:
    """The keys of the mode that are pressed most."""
    parts: list[tuple[str, Style]] = []
    for key, word in actions.footer(mode):
        parts.append((f" {key} ", style(looks.ACCENT, looks.BAR, bold=True)))
        parts.append((f"{word} ", style(looks.CONTEXT, looks.BAR)))
    return parts
