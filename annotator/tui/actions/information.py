"""Information: details of a mark, guidelines, the document, the keys; and quit."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from annotator.model import Progress, SuggestionKey
from annotator.tui import dialogs
from annotator.tui.keymap import Action, Mode, shown

if TYPE_CHECKING:
    from annotator.tui.context import Context


_PASSED_ON = {
    "accept": "accept",
    "reject": "reject",
    "reject_because": "reason",
    "attributes": "form",
}
"""The actions whose keys close the details of a mark and then act on it, with a word for each."""


def show_details(context: Context) -> None:
    """Show the details of the selected mark; without one, why there is none."""
    from annotator.workflow.rule_history import rule_record  # noqa: PLC0415 - not at start

    session, controller, details = context.session, context.controller, dialogs.mark_details
    mark = session.selected_mark
    if mark is None:
        _show_overview(context)
        return
    reference = details.reference(mark)
    rule = reference.rpartition("@")[0]
    proposals = session.proposals(SuggestionKey(*mark.key[:3]))
    shown = details.MarkDetails(
        mark,
        session.document.text,
        mark.source_sentence or session.sentence,
        controller.label_set,
        context.keymap,
        controller.annotator,
        rule_record(controller.store, controller.annotator, rule) if rule else None,
        [one for one in proposals if one.rule != reference],
    )
    lines = partial(details.lines, shown)
    passes = {
        key: word
        for name, word in _PASSED_ON.items()
        for key in context.keymap.action(name, Mode.STEP).keys[:1]
    }
    context.show_text(dialogs.TextDialog("Details", lines, again=context.pressed, passes=passes))


def _show_overview(context: Context) -> None:
    from annotator.tui import guideline_text  # noqa: PLC0415 - not at start

    labels, keymap = context.controller.label_set, context.keymap
    lines = partial(guideline_text.nothing_here, _why_no_mark(context), labels, keymap)
    title = "No mark is selected"
    context.show_text(dialogs.TextDialog(title, lines, again=context.pressed))


def _why_no_mark(context: Context) -> str:
    session = context.session
    if session.is_blind(session.sentence):
        return "This sentence is blind: its suggestions are shown once it is finished."
    if session.marks(session.sentence):
        selects = context.key("next_mark")
        return f"There are marks in this sentence, none is selected: {selects} selects one."
    if session.suggestions_in(session.sentence):
        return "All suggestions here are decided, and there is no annotation."
    return "No rule matched here: there is no suggestion for this sentence."


def show_guideline(context: Context) -> None:
    """Show the guideline of the selected label; without one, of a label chosen by name."""
    label, key = context.selected_label, context.pressed
    if label:
        show_label(context, label.name, key)
        return
    choices = [
        dialogs.Choice(
            one.name, one.title, one.group, context.keymap.label_key(one.key), one.definition
        )
        for one in context.controller.label_set.labels
    ]
    context.choose("Guideline of", choices, lambda name: show_label(context, name, key))


def show_label(context: Context, name: str, key: str = "") -> None:
    """Show the guideline of a label. key: the one that asked for it, which closes it too."""
    from annotator.tui import guideline_text  # noqa: PLC0415 - not at start

    label = context.controller.label_set.label(name)
    if label:
        lines = partial(guideline_text.guideline, label, context.keymap)
        context.show_text(dialogs.TextDialog("Guideline", lines, again=key))


def show_document(context: Context) -> None:
    """Show the metadata of the document, as far as annotators may see it, and its progress."""
    controller, document = context.controller, context.session.document
    held = [context.session.judgement_of(sentence) for sentence in document.sentences]
    cannot = sum(bool(one.cannot_judge) for one in held)
    progress = Progress(sum(one.finished for one in held), len(held), cannot)
    documents = controller.store.documents
    place = documents.number(document.uid), documents.count()
    lines = partial(dialogs.document_info.lines, document, progress, place, controller.settings)
    context.show_text(dialogs.TextDialog("Document", lines, again=context.pressed))


def show_keys(context: Context) -> None:
    """Show all keys."""
    context.show_text(dialogs.KeyHelp(context.keymap, again=context.pressed))


def quit_app(context: Context) -> None:
    """Quit; every decision is in the database already.

    The key that has just closed a dialog, or dropped a selection, does not quit as well: it is
    pressed twice too easily.
    """
    if context.pressed and context.pressed == context.key_before:
        context.last_key = ""
        context.message = f"{shown(context.pressed)} again quits; everything is saved"
    else:
        context.ui.quit()


ACTIONS = (
    Action(
        "details", ("i",), Mode.STEP, show_details,
        "Details of the selected mark: why it is there, its rule's precision", "why",
    ),
    Action(
        "guideline", ("G",), Mode.STEP, show_guideline,
        "The guideline of the selected label, or of one chosen by name",
    ),
    Action("document", ("D",), Mode.STEP, show_document, "The metadata of the document"),
    Action("help", ("?",), Mode.STEP, show_keys, "Show these keys", "help"),
    Action("quit", ("q",), Mode.STEP, quit_app, "Quit; everything is already saved", "quit"),
    Action("help", ("?",), Mode.SELECT, show_keys, "Show these keys", "help"),
)  # fmt: skip
