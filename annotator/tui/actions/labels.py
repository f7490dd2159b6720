"""Giving a label: by its digit, by the letter it wears, by a part of its name."""

from __future__ import annotations

from annotator.annotations import commands
from annotator.model import Label, LabelUnit
from annotator.tui.actions import Mode
from annotator.tui.actions.handler import Do
from annotator.tui.context import Stage
from annotator.tui.dialogs.picker import Choice
from annotator.tui.hints import Hinting
from annotator.tui.label_hints import letters


def _label(stage: Stage, key: str) -> None:
    """Give the label on a digit to the selection, or to the mark in hand."""
    digit = stage.keymap.digit(key, stage.mode)
    name = next((one.name for one in stage.desk.label_set.labels if one.key == digit), "")
    stage.hinting = None
    if name:
        _put(stage, name)
    else:
        by_name = stage.key("palette")
        stage.told = f"no label has the key {key}; {by_name} chooses one by name"


def _letters(stage: Stage, key: str) -> None:
    """Show a letter on every label that can be given; the next key gives it."""
    labels = stage.desk.label_set.labels
    given = letters([label.title for label in labels])
    if not _ready(stage):
        return
    fitting = {one.name for one in _fitting(stage)}
    named = {letter: labels[place].name for letter, place in given.items()}
    shown = {letter: name for letter, name in named.items() if name in fitting}
    if shown:
        stage.hinting = Hinting(shown, Mode.LABEL, lambda name: _lettered(stage, name))
    else:  # more labels than letters
        _palette(stage, key)


def _lettered(stage: Stage, name: str) -> None:
    stage.hinting = None
    _put(stage, name)


def _leave_letters(stage: Stage, _key: str) -> None:
    stage.hinting = None


def _palette(stage: Stage, _key: str) -> None:
    """Keep edited bounds, or choose a label by name."""
    session, lettered = stage.session, stage.mode is Mode.LABEL
    stage.hinting = None
    if stage.picking and session.selection:
        stage.keep_picked()
    elif session.selection and session.selection.editing and not lettered:
        stage.decide(commands.rebound(session), "the bounds are as they were")
        session.selection = None
    elif _ready(stage):
        _choose_label(stage)


def _ready(stage: Stage) -> bool:
    """Whether there is something to give a label to; if not, tell what to do."""
    if stage.picking:
        stage.told = f"{stage.key('palette', Mode.SELECT)} keeps the selection as the answer"
    elif not _fitting(stage):
        stage.told = f"select a span first: {stage.key('hint')}"
    else:
        return True
    return False


def _fitting(stage: Stage) -> list[Label]:
    """The labels that can be given now: all to a span, else those of a whole sentence."""
    labels = stage.desk.label_set.labels
    if stage.session.selection or stage.session.mark:
        return list(labels)
    return [label for label in labels if label.unit is not LabelUnit.SPAN]


def _choose_label(stage: Stage) -> None:
    choices = [
        Choice(
            label.name,
            label.title,
            label.group,
            key=stage.keymap.label_key(label.key),
            about=label.definition,
        )
        for label in _fitting(stage)
    ]
    stage.pick("Label", choices, lambda name: _put(stage, name))


def _put(stage: Stage, label: str) -> None:
    if stage.picking:
        stage.told = f"{stage.key('palette', Mode.SELECT)} keeps the selection as the answer"
        return
    session = stage.session
    stage.decide(commands.put(session, label), _why_not(stage, label))
    session.selection = None


def _why_not(stage: Stage, name: str) -> str:
    """Why a label cannot be put: it is there, or it needs words."""
    session, label = stage.session, stage.desk.label_set.label(name)
    if label and label.unit is not LabelUnit.SPAN:
        return f"the {label.unit} has this label"
    if session.mark and session.mark.label == name:
        return "it has this label"
    return f"select a span first: {stage.key('hint')}"


DO: dict[str, Do] = {
    "label": _label,
    "letters": _letters,
    "leave_letters": _leave_letters,
    "palette": _palette,
}
