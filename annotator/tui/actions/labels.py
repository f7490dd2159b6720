"""Giving a label: by its digit, by the letter it wears, by a part of its name."""

from __future__ import annotations

from annotator.annotations import commands
from annotator.model import Label, LabelUnit
from annotator.tui.actions import Mode
from annotator.tui.actions.handler import Do
from annotator.tui.context import Context
from annotator.tui.dialogs.picker import Choice
from annotator.tui.hints import HintInput
from annotator.tui.label_hints import letters


def _label(context: Context, key: str) -> None:
    """Give the label on a digit to the selection, or to the mark in hand."""
    digit = context.keymap.digit(key, context.mode)
    name = next((one.name for one in context.controller.label_set.labels if one.key == digit), "")
    context.hint_input = None
    if name:
        _put(context, name)
    else:
        by_name = context.key("palette")
        context.message = f"no label has the key {key}; {by_name} chooses one by name"


def _letters(context: Context, key: str) -> None:
    """Show a letter on every label that can be given; the next key gives it."""
    labels = context.controller.label_set.labels
    given = letters([label.title for label in labels])
    if not _ready(context):
        return
    fitting = {one.name for one in _fitting(context)}
    named = {letter: labels[place].name for letter, place in given.items()}
    shown = {letter: name for letter, name in named.items() if name in fitting}
    if shown:
        context.hint_input = HintInput(shown, Mode.LABEL, lambda name: _lettered(context, name))
    else:  # more labels than letters
        _palette(context, key)


def _lettered(context: Context, name: str) -> None:
    context.hint_input = None
    _put(context, name)


def _leave_letters(context: Context, _key: str) -> None:
    context.hint_input = None


def _palette(context: Context, _key: str) -> None:
    """Keep edited bounds, or choose a label by name."""
    session, lettered = context.session, context.mode is Mode.LABEL
    context.hint_input = None
    if context.picking and session.selection:
        context.keep_picked()
    elif session.selection and session.selection.editing and not lettered:
        context.decide(commands.rebound(session), "the bounds are as they were")
        session.selection = None
    elif _ready(context):
        _choose_label(context)


def _ready(context: Context) -> bool:
    """Whether there is something to give a label to; if not, tell what to do."""
    if context.picking:
        context.message = f"{context.key('palette', Mode.SELECT)} keeps the selection as the answer"
    elif not _fitting(context):
        context.message = f"select a span first: {context.key('hint')}"
    else:
        return True
    return False


def _fitting(context: Context) -> list[Label]:
    """The labels that can be given now: all to a span, else those of a whole sentence."""
    labels = context.controller.label_set.labels
    if context.session.selection or context.session.mark:
        return list(labels)
    return [label for label in labels if label.unit is not LabelUnit.SPAN]


def _choose_label(context: Context) -> None:
    choices = [
        Choice(
            label.name,
            label.title,
            label.group,
            key=context.keymap.label_key(label.key),
            about=label.definition,
        )
        for label in _fitting(context)
    ]
    context.pick("Label", choices, lambda name: _put(context, name))


def _put(context: Context, label: str) -> None:
    if context.picking:
        context.message = f"{context.key('palette', Mode.SELECT)} keeps the selection as the answer"
        return
    session = context.session
    context.decide(commands.put(session, label), _why_not(context, label))
    session.selection = None


def _why_not(context: Context, name: str) -> str:
    """Why a label cannot be put: it is there, or it needs words."""
    session, label = context.session, context.controller.label_set.label(name)
    if label and label.unit is not LabelUnit.SPAN:
        return f"the {label.unit} has this label"
    if session.mark and session.mark.label == name:
        return "it has this label"
    return f"select a span first: {context.key('hint')}"


DO: dict[str, Do] = {
    "label": _label,
    "letters": _letters,
    "leave_letters": _leave_letters,
    "palette": _palette,
}
