"""Labels: apply one by its digit, by a letter, or by a part of its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.annotations import commands
from annotator.model import Label, LabelUnit
from annotator.tui import dialogs
from annotator.tui.hints import HintInput, label_letters
from annotator.tui.keymap import DIGITS, Action, Mode

if TYPE_CHECKING:
    from annotator.tui.context import Context


def apply_by_digit(context: Context) -> None:
    """Apply the label of a digit to the selection, or to the selected mark."""
    digit = context.keymap.digit(context.pressed, context.mode)
    name = next((one.name for one in context.controller.label_set.labels if one.key == digit), "")
    context.hint_input = None
    if name:
        _apply(context, name)
    else:
        by_name = context.key("palette")
        context.message = f"no label has the key {context.pressed}; {by_name} chooses one by name"


def show_letters(context: Context) -> None:
    """Show a letter for every label that can be applied; the next key applies it."""
    labels = context.controller.label_set.labels
    if not _can_apply(context):
        return
    fitting = {one.name for one in _fitting(context)}
    letters = {
        letter: labels[index].name
        for letter, index in label_letters([label.title for label in labels]).items()
        if labels[index].name in fitting
    }
    if letters:
        context.hint_input = HintInput(
            letters, Mode.LABEL, lambda name: _apply_lettered(context, name)
        )
    else:  # more labels than letters
        choose(context)


def _apply_lettered(context: Context, name: str) -> None:
    context.hint_input = None
    _apply(context, name)


def hide_letters(context: Context) -> None:
    """Hide the letters without applying a label."""
    context.hint_input = None


def choose(context: Context) -> None:
    """Keep edited bounds, or choose a label by name."""
    session, lettered = context.session, context.mode is Mode.LABEL
    context.hint_input = None
    if context.span_input and session.selection:
        context.finish_span_input()
    elif _keeps(context) and not lettered:
        context.record(commands.put_bounds(session), "the bounds are as they were")
        session.selection = None
    elif _can_apply(context):
        _choose_by_name(context)


def _keeps(context: Context) -> bool:
    """True while the selection is to be kept as bounds of a mark, or as a value."""
    selection = context.session.selection
    return bool(selection and (selection.editing or context.span_input))


def _can_apply(context: Context) -> bool:
    """True if there is something to label; if not, say what to do."""
    if context.span_input:
        context.message = _keeps_selection(context)
    elif not _fitting(context):
        context.message = f"select a span first: {context.key('hint')}"
    else:
        return True
    return False


def _keeps_selection(context: Context) -> str:
    return f"{context.key('palette', Mode.SELECT)} keeps the selection as the value"


def _fitting(context: Context) -> list[Label]:
    """The labels that can be applied now: all to a span, else those of whole sentences."""
    labels = context.controller.label_set.labels
    if context.session.selection or context.session.selected_mark:
        return list(labels)
    return [label for label in labels if label.unit is not LabelUnit.SPAN]


def _choose_by_name(context: Context) -> None:
    choices = [
        dialogs.Choice(
            label.name,
            label.title,
            label.group,
            key=context.keymap.label_key(label.key),
            about=label.definition,
        )
        for label in _fitting(context)
    ]
    context.choose("Label", choices, lambda name: _apply(context, name))


def _apply(context: Context, label: str) -> None:
    if context.span_input:
        context.message = _keeps_selection(context)
        return
    session = context.session
    context.record(commands.put(session, label), _why_not(context, label))
    session.selection = None


def _why_not(context: Context, name: str) -> str:
    """Why a label cannot be applied: it is there, or it needs words."""
    session, label = context.session, context.controller.label_set.label(name)
    if label and label.unit is not LabelUnit.SPAN:
        return f"the {label.unit} has this label"
    if session.selected_mark and session.selected_mark.label == name:
        return "it has this label"
    return f"select a span first: {context.key('hint')}"


ACTIONS = (
    Action("label", DIGITS, Mode.STEP, apply_by_digit, "Give the selected mark another label"),
    Action(
        "letters", (";",), Mode.STEP, show_letters,
        "Show a letter for every label; one more key applies it",
    ),
    Action(
        "palette", ("enter",), Mode.STEP, choose, "Choose its label by typing a part of the name"
    ),
    Action("label", DIGITS, Mode.SELECT, apply_by_digit, "Apply this label to the selection"),
    Action(
        "letters", (";",), Mode.SELECT, show_letters, "Show a letter for every label",
        lambda context: "" if _keeps(context) else "letters",
    ),
    Action(
        "palette", ("enter",), Mode.SELECT, choose,
        "Choose the label by name; when editing, keep the new bounds",
        lambda context: "keep" if _keeps(context) else "label",
    ),
    Action("label", DIGITS, Mode.LABEL, apply_by_digit, "Apply the label of this digit"),
    Action(
        "palette", ("enter",), Mode.LABEL, choose, "Type a part of the label's name instead",
        "by name",
    ),
    Action(
        "leave_letters", ("escape", "backspace"), Mode.LABEL, hide_letters, "Apply no label",
        "cancel",
    ),
)  # fmt: skip
