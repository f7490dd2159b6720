"""Suggestions: which are on show, and a label for all occurrences of some words."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from annotator.annotations import commands
from annotator.annotations.visibility import Shown
from annotator.model import Label, LabelUnit, Span
from annotator.tui import dialogs
from annotator.tui.keymap import Action, Mode
from annotator.workflow import messages

if TYPE_CHECKING:
    from annotator.tui.context import Context
    from annotator.workflow.occurrences import Added

# ------------------------------------------------------------------ which are on show


def show_others(context: Context) -> None:
    """Show all suggestions that the project allows, then only the high tier, then its default."""
    controller = context.controller
    order = [Shown.DEFAULT, Shown.ALL, Shown.HIGH]
    if not controller.settings.hidden_at_first:
        order.remove(Shown.ALL)
    following = order[(order.index(controller.shown) + 1) % len(order)]
    controller.show_suggestions(following)
    queue = controller.search_state.queue
    left = f"; {queue.left:,} left in the queue" if queue else ""
    context.message = shown_in_words(context) + left


def shown_in_words(context: Context) -> str:
    """What suggestions are on show."""
    settings, shown = context.controller.settings, context.controller.shown
    if shown is Shown.HIGH:
        return "only suggestions of the high tier are on show"
    at_first = () if shown is Shown.ALL else settings.hidden_at_first
    hidden = "; ".join([*settings.hide_always, *at_first])
    return f"suggestions on show: all but {hidden}" if hidden else "all suggestions are on show"


# ------------------------------------------------------------------ all occurrences


def mark_all(context: Context) -> None:
    """Label the selected words, or take the selected mark, and suggest it on all occurrences."""
    session, mark = context.session, context.session.selected_mark
    if context.span_input:
        keeps = context.key("palette", Mode.SELECT)
        context.message = f"{keeps} keeps the selection as the value"
    elif context.controller.pass_number:
        context.message = "not in a silent repeat: it would show earlier work"
    elif session.selection:
        _ask_label(context, session.selection.parts)
    elif mark and context.selected_label:
        _ask_where(context, mark.fragments, context.selected_label)
    else:
        context.message = f"select words first: {context.key('hint')}"


def _ask_label(context: Context, parts: tuple[Span, ...]) -> None:
    if not _is_one_stretch(context, parts):
        return
    labels = {
        one.name: one for one in context.controller.label_set.labels if one.unit is LabelUnit.SPAN
    }
    choices = [
        dialogs.Choice(
            one.name,
            one.title,
            one.group,
            key=context.keymap.label_key(one.key),
            about=one.definition,
        )
        for one in labels.values()
    ]
    words = _quoted(context, parts[0])
    context.choose(
        f"Label for all occurrences of {words}",
        choices,
        lambda name: _ask_where(context, parts, labels[name]),
    )


def _is_one_stretch(context: Context, parts: tuple[Span, ...]) -> bool:
    """True if there is one stretch of words inside a sentence; if not, say so."""
    sentences = context.session.document.sentences
    if len(parts) == 1 and any(one.contains(parts[0]) for one in sentences):
        return True
    context.message = "occurrences are found for one stretch of words inside a sentence"
    return False


def _ask_where(context: Context, parts: tuple[Span, ...], label: Label) -> None:
    """Ask whether to suggest it in the document, or in the project; or to take that back."""
    from annotator.workflow import occurrences  # noqa: PLC0415 - not at the start of the app

    if label.unit is not LabelUnit.SPAN:
        context.message = f"{label.title} is a label of the whole {label.unit}"
        return
    if not _is_one_stretch(context, parts):
        return
    words = parts[0].of(context.session.document.text)
    here = [
        one
        for one in occurrences.elsewhere(context.controller, words, label)
        if not one.overlaps(parts[0])
    ]
    choices = [
        dialogs.Choice("document", f"suggest it in this document: {len(here)} more"),
        dialogs.Choice("project", "suggest it in all documents of the project"),
    ]
    if occurrences.is_suggested(context.controller, words, label):
        choices.append(dialogs.Choice("back", "take back what was suggested and is undecided"))
    context.ask(
        dialogs.Picker(f"{label.title} on every {_quoted(context, parts[0])}", choices),
        partial(_suggest, context, parts[0], label),
    )


def _suggest(context: Context, span: Span, label: Label, where: str) -> None:
    from annotator.workflow import occurrences  # noqa: PLC0415 - not at the start of the app

    words = span.of(context.session.document.text)
    if where == "back":
        context.session.selection = None
        added = occurrences.take_back(context.controller, words, label)
        context.message = _counted(added, "no longer suggested")
        return
    if context.session.selection:
        context.record(commands.put(context.session, label.name))
        context.session.selection = None
    added = occurrences.suggest(context.controller, words, label, in_project=where == "project")
    suggested = "no other occurrence to suggest"
    if added.suggestions:
        suggested = f"{_counted(added, 'more suggested')}, each to be confirmed"
    context.message = f"{context.message}; {suggested}" if context.message else suggested


def _counted(added: Added, what: str) -> str:
    """'3 more suggested', with the number of documents if there are several."""
    several = f" in {added.documents:,} documents" if added.documents > 1 else ""
    return f"{added.suggestions:,} {what}{several}"


def _quoted(context: Context, span: Span) -> str:
    return messages.quoted(context.session.document.text, span.start, span.end)


ACTIONS = (
    Action(
        "shown", ("S",), Mode.STEP, show_others,
        "Show all suggestions, only those of the high tier, or those that the project shows",
    ),
    Action(
        "mark_all", ("*",), Mode.STEP, mark_all,
        "Suggest the label of the selected mark on all occurrences of its words",
    ),
    Action(
        "mark_all", ("*",), Mode.SELECT, mark_all,
        "Label the words, and suggest that on all their occurrences",
    ),
)  # fmt: skip
