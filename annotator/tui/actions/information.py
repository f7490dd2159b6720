"""Showing something: why, what a label means, what keys there are; and the way out."""

from __future__ import annotations

from functools import partial

from annotator.tui import guideline_text
from annotator.tui.actions.handler import Do
from annotator.tui.context import Stage
from annotator.tui.dialogs import details, document_info, help
from annotator.tui.dialogs.picker import Choice
from annotator.tui.dialogs.text_dialog import Sheet
from annotator.workflow import rule_history


def _why(stage: Stage, key: str) -> None:
    """Why the mark in hand is there; without one, why there is nothing."""
    session, desk = stage.session, stage.desk
    mark = session.mark
    if mark is None:
        made = partial(
            guideline_text.nothing_here, _why_nothing(stage), desk.label_set, stage.keymap
        )
        stage.show(Sheet("No mark in hand", made, again=key))
        return
    rule = details.reference(mark).rpartition("@")[0]
    case = details.Case(
        mark,
        session.document.text,
        mark.home or session.sentence,
        desk.label_set,
        stage.keymap,
        desk.annotator,
        rule_history.record(desk.store, desk.annotator, rule) if rule else None,
    )
    stage.show(Sheet("Case file", partial(details.lines, case), again=key))


def _why_nothing(stage: Stage) -> str:
    session = stage.session
    if session.is_blind(session.sentence):
        return "This sentence is blind: what the rules say of it is shown once it is finished."
    if session.marks(session.sentence):
        takes = stage.key("next_mark")
        return f"There are marks in this sentence, and none is in hand: {takes} takes one."
    if session.proposed(session.sentence):
        return "All that fired here is decided, and nothing of it is held."
    return "Nothing fired here: no rule proposes anything for this sentence."


def _guideline(stage: Stage, key: str) -> None:
    """The guideline of the label in hand; without one, of a label chosen by name."""
    label = stage.label
    if label:
        show_label(stage, label.name, key)
        return
    keymap = stage.keymap
    choices = [
        Choice(one.name, one.title, one.group, keymap.label_key(one.key), one.definition)
        for one in stage.desk.label_set.labels
    ]
    stage.pick("Guideline of", choices, lambda name: show_label(stage, name, key))


def show_label(stage: Stage, name: str, key: str = "") -> None:
    """The guideline of a label. key: the one that it was asked for by."""
    label = stage.desk.label_set.label(name)
    if label:
        stage.show(
            Sheet("Guideline", partial(guideline_text.guideline, label, stage.keymap), again=key)
        )


def _card(stage: Stage, key: str) -> None:
    """What is known of the document, as far as the project lets annotators know."""
    desk, document = stage.desk, stage.session.document
    held = [stage.session.judgement_of(sentence) for sentence in document.sentences]
    finished = sum(one.finished for one in held)
    place = desk.documents.index(document.uid) + 1, len(desk.documents)
    made = partial(document_info.lines, document, finished, place, desk.settings)
    stage.show(Sheet("Document", made, again=key))


def _help(stage: Stage, key: str) -> None:
    stage.show(Sheet("Keys", partial(help.lines, stage.keymap), again=key, wide=True))


def _quit(stage: Stage, _key: str) -> None:
    """Leave; every decision is in the database already."""
    stage.leave()


DO: dict[str, Do] = {
    "why": _why,
    "guideline": _guideline,
    "card": _card,
    "help": _help,
    "quit": _quit,
}
