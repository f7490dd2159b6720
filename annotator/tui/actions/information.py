"""Showing something: why, what a label means, what keys there are; and the way out."""

from __future__ import annotations

from functools import partial

from annotator.tui import guideline_text
from annotator.tui.actions.handler import Do
from annotator.tui.context import Context
from annotator.tui.dialogs import document_info, key_help, mark_details
from annotator.tui.dialogs.picker import Choice
from annotator.tui.dialogs.text_dialog import TextDialog
from annotator.workflow import rule_history


def _why(context: Context, key: str) -> None:
    """Why the mark in hand is there; without one, why there is nothing."""
    session, controller = context.session, context.controller
    mark = session.mark
    if mark is None:
        made = partial(
            guideline_text.nothing_here, _why_nothing(context), controller.label_set, context.keymap
        )
        context.show(TextDialog("No mark in hand", made, again=key))
        return
    rule = mark_details.reference(mark).rpartition("@")[0]
    case = mark_details.MarkDetails(
        mark,
        session.document.text,
        mark.home or session.sentence,
        controller.label_set,
        context.keymap,
        controller.annotator,
        rule_history.record(controller.store, controller.annotator, rule) if rule else None,
    )
    context.show(TextDialog("Case file", partial(mark_details.lines, case), again=key))


def _why_nothing(context: Context) -> str:
    session = context.session
    if session.is_blind(session.sentence):
        return "This sentence is blind: what the rules say of it is shown once it is finished."
    if session.marks(session.sentence):
        takes = context.key("next_mark")
        return f"There are marks in this sentence, and none is in hand: {takes} takes one."
    if session.proposed(session.sentence):
        return "All that fired here is decided, and nothing of it is held."
    return "Nothing fired here: no rule proposes anything for this sentence."


def _guideline(context: Context, key: str) -> None:
    """The guideline of the label in hand; without one, of a label chosen by name."""
    label = context.label
    if label:
        show_label(context, label.name, key)
        return
    keymap = context.keymap
    choices = [
        Choice(one.name, one.title, one.group, keymap.label_key(one.key), one.definition)
        for one in context.controller.label_set.labels
    ]
    context.pick("Guideline of", choices, lambda name: show_label(context, name, key))


def show_label(context: Context, name: str, key: str = "") -> None:
    """The guideline of a label. key: the one that it was asked for by."""
    label = context.controller.label_set.label(name)
    if label:
        context.show(
            TextDialog(
                "Guideline", partial(guideline_text.guideline, label, context.keymap), again=key
            )
        )


def _card(context: Context, key: str) -> None:
    """What is known of the document, as far as the project lets annotators know."""
    controller, document = context.controller, context.session.document
    held = [context.session.judgement_of(sentence) for sentence in document.sentences]
    finished = sum(one.finished for one in held)
    place = controller.documents.index(document.uid) + 1, len(controller.documents)
    made = partial(document_info.lines, document, finished, place, controller.settings)
    context.show(TextDialog("Document", made, again=key))


def _help(context: Context, key: str) -> None:
    context.show(TextDialog("Keys", partial(key_help.lines, context.keymap), again=key, wide=True))


def _quit(context: Context, _key: str) -> None:
    """Leave; every decision is in the database already."""
    context.leave()


DO: dict[str, Do] = {
    "why": _why,
    "guideline": _guideline,
    "card": _card,
    "help": _help,
    "quit": _quit,
}
