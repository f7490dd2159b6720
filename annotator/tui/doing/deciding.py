"""Deciding: accept, reject, label, finish, undo."""

from __future__ import annotations

from annotator import deciding
from annotator.tui.doing import answering
from annotator.tui.doing.kind import Do
from annotator.tui.picker import Choice, Picker
from annotator.tui.stage import Stage


def _accept(stage: Stage, _key: str) -> None:
    stage.decide(deciding.accept(stage.session), _none(stage, "no open suggestion in hand"))


def _accept_all(stage: Stage, _key: str) -> None:
    stage.decide(deciding.accept_all(stage.session), _none(stage))


def _reject(stage: Stage, _key: str) -> None:
    stage.decide(deciding.reject(stage.session), "nothing in hand to reject")


def _reject_all(stage: Stage, _key: str) -> None:
    stage.decide(deciding.reject_all(stage.session), _none(stage))


def _none(stage: Stage, otherwise: str = "no open suggestion in this sentence") -> str:
    """Why there is no suggestion to decide; where they are hidden, not whether there is one."""
    blind = stage.session.is_blind(stage.session.sentence)
    return "no suggestions here until you finish: the sentence is blind" if blind else otherwise


def _finish(stage: Stage, _key: str) -> None:
    """Finish the sentence and go on; where it was blind and something was missed, show that."""
    blind = stage.session.is_blind(stage.session.sentence)
    stage.commit(deciding.finish(stage.session, shown=not blind))
    missed = stage.session.missed(stage.session.sentence) if blind else []
    if missed:
        stage.desk.go_to(stage.session.position)
        stage.session.take(missed[0])
        stage.told = "␣ goes on"
    else:
        _go_on(stage)
        stage.told = f"nothing missed; {stage.told}" if blind else stage.told


def _go_on(stage: Stage) -> None:
    """To the next sentence; the last one says so."""
    if not stage.desk.step(1):
        done = stage.desk.progress
        rest = done.total - done.finished
        left = f"{rest} not finished: n goes there" if rest else "every sentence is finished"
        stage.told = f"end of the last document; {left}"
    stage.arrived()


def _reopen(stage: Stage, _key: str) -> None:
    stage.decide(deciding.reopen(stage.session), "the sentence is not finished")


def _label(stage: Stage, key: str) -> None:
    """Give the label on a digit to the selection, or to the mark in hand."""
    name = next((one.name for one in stage.desk.label_set.labels if one.key == key), "")
    if name:
        _put(stage, name)
    else:
        stage.told = f"no label has the key {key}; enter chooses one by name"


def _palette(stage: Stage, _key: str) -> None:
    """Keep edited bounds, or choose a label by name."""
    session = stage.session
    if stage.picking and session.selection:
        answering.keep_picked(stage, session.selection.span)
    elif session.selection and session.selection.editing:
        stage.decide(deciding.rebound(session), "the bounds are as they were")
        session.selection = None
    elif session.selection or session.mark:
        _choose_label(stage)
    else:
        stage.told = "select a span first: s"


def _choose_label(stage: Stage) -> None:
    choices = [
        Choice(label.name, label.title, f"{label.key}  {label.group}".strip())
        for label in stage.desk.label_set.labels
    ]
    stage.ask(Picker("Label", choices), lambda name: _put(stage, name))


def _put(stage: Stage, label: str) -> None:
    if stage.picking:
        stage.told = "enter keeps the selection as the answer"
        return
    session = stage.session
    aimed = session.selection is not None or session.mark is not None
    otherwise = "it has this label" if aimed else "select a span first: s"
    stage.decide(deciding.put(session, label), otherwise)
    session.selection = None


def _undo(stage: Stage, _key: str) -> None:
    words = stage.desk.undo()
    stage.told = f"undone: {words}" if words else "nothing left to undo"


def _redo(stage: Stage, _key: str) -> None:
    words = stage.desk.redo()
    stage.told = f"done again: {words}" if words else "nothing to redo"


DO: dict[str, Do] = {
    "accept": _accept,
    "accept_all": _accept_all,
    "reject": _reject,
    "reject_all": _reject_all,
    "finish": _finish,
    "reopen": _reopen,
    "label": _label,
    "palette": _palette,
    "undo": _undo,
    "redo": _redo,
}
