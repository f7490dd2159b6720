"""Deciding: accept, reject, skip, finish, undo."""

from __future__ import annotations

from annotator.annotations import commands
from annotator.annotations.reject_reasons import OTHER
from annotator.tui.actions import search
from annotator.tui.actions.handler import Do
from annotator.tui.context import Stage
from annotator.tui.dialogs.prompt import Prompt
from annotator.tui.dialogs.reject_reason import Because
from annotator.workflow import messages


def _accept(stage: Stage, _key: str) -> None:
    stage.decide(commands.accept(stage.session), _none(stage, "no open suggestion in hand"))


def _accept_all(stage: Stage, _key: str) -> None:
    stage.decide(commands.accept_all(stage.session), _none(stage))


def _reject(stage: Stage, _key: str) -> None:
    stage.decide(commands.reject(stage.session), "nothing in hand to reject")


def _reject_because(stage: Stage, _key: str) -> None:
    """Reject what is in hand for a reason: one of those on a key, or one that is typed."""
    mark = stage.session.mark
    if mark is None:
        stage.told = "nothing in hand to reject"
    else:
        words = messages.quoted(stage.session.document.text, mark.span.start, mark.span.end)
        title = stage.label.title if stage.label else mark.label
        asked = f"{title} on {words} is wrong because"
        stage.ask(Because(asked), lambda reason: _rejected(stage, reason))


def _rejected(stage: Stage, reason: str) -> None:
    if reason == OTHER.code:
        stage.ask(
            Prompt("It is wrong here because", ""),
            lambda typed: stage.commit(commands.reject(stage.session, typed or OTHER.code)),
        )
    else:
        stage.commit(commands.reject(stage.session, reason))


def _reject_all(stage: Stage, _key: str) -> None:
    stage.decide(commands.reject_all(stage.session), _none(stage))


def _none(stage: Stage, otherwise: str = "no open suggestion in this sentence") -> str:
    """Why there is no suggestion to decide; where they are hidden, not whether there is one."""
    blind = stage.session.is_blind(stage.session.sentence)
    return "no suggestions here until you finish: the sentence is blind" if blind else otherwise


def _skip(stage: Stage, _key: str) -> None:
    """Leave the suggestion in hand open, and take the next: of the sentence, else further on."""
    session, mark = stage.session, stage.session.mark
    left = mark.suggestion if mark else None
    here = (session.document.uid, session.sentence)
    if not _take_next_open(stage) and not (stage.desk.next_undecided(1) or _away(stage)):
        stage.told = "nothing else is open" if left else "every sentence is finished"
        return
    if here != (stage.session.document.uid, stage.session.sentence):
        stage.arrived()
    if left:
        words = messages.suggested(left, session.document.text, session.label_set)
        stage.told = f"left open: {words}"


def _take_next_open(stage: Stage) -> bool:
    """Take the open suggestion after the mark in hand; False where it is the last one."""
    session = stage.session
    marks = session.marks(session.sentence)
    keys = [mark.key for mark in marks]
    after = keys.index(session.active) + 1 if session.active in keys else 0
    following = next((mark.suggestion for mark in marks[after:] if mark.suggestion), None)
    if following:
        session.take(following)
    return following is not None


def _away(stage: Stage) -> bool:
    """To another sentence that is not finished; False if there is none but this."""
    here = (stage.session.document.uid, stage.session.position)
    return stage.desk.next_unfinished() and here != (
        stage.session.document.uid,
        stage.session.position,
    )


def _finish(stage: Stage, _key: str) -> None:
    """Finish the sentence and go on; where it was blind and something was missed, show that."""
    blind = stage.session.is_blind(stage.session.sentence)
    stage.commit(commands.finish(stage.session, shown=not blind))
    missed = stage.session.missed(stage.session.sentence) if blind else []
    if missed:
        stage.desk.go_to(stage.session.position)
        stage.session.take(missed[0])
        stage.told = f"{stage.key('finish')} goes on"
    else:
        _go_on(stage)
        stage.told = f"nothing missed; {stage.told}" if blind else stage.told


def _go_on(stage: Stage) -> None:
    """To the next sentence, of the queue if there is one; the last one says so."""
    if not stage.desk.advance():
        done = stage.desk.progress
        rest = done.total - done.finished
        there = f"{rest} not finished: {stage.key('next_unfinished')} goes there"
        left = there if rest else "every sentence is finished"
        stage.told = search.ended(stage) or f"end of the last document; {left}"
    stage.arrived()


def _reopen(stage: Stage, _key: str) -> None:
    stage.decide(commands.reopen(stage.session), "the sentence is not finished")


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
    "reject_because": _reject_because,
    "reject_all": _reject_all,
    "skip": _skip,
    "finish": _finish,
    "reopen": _reopen,
    "undo": _undo,
    "redo": _redo,
}
