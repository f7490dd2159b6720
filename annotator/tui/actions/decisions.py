"""Deciding: accept, reject, skip, finish, undo."""

from __future__ import annotations

from annotator.annotations import commands
from annotator.annotations.reject_reasons import OTHER
from annotator.tui.actions import search
from annotator.tui.actions.handler import Do
from annotator.tui.context import Context
from annotator.tui.dialogs.dialog import Prompt
from annotator.tui.dialogs.reject_reason_dialog import RejectReasonDialog
from annotator.workflow import messages


def _accept(context: Context, _key: str) -> None:
    context.decide(commands.accept(context.session), _none(context, "no open suggestion in hand"))


def _accept_all(context: Context, _key: str) -> None:
    context.decide(commands.accept_all(context.session), _none(context))


def _reject(context: Context, _key: str) -> None:
    context.decide(commands.reject(context.session), "nothing in hand to reject")


def _reject_because(context: Context, _key: str) -> None:
    """Reject what is in hand for a reason: one of those on a key, or one that is typed."""
    mark = context.session.mark
    if mark is None:
        context.message = "nothing in hand to reject"
    else:
        words = messages.quoted(context.session.document.text, mark.span.start, mark.span.end)
        title = context.label.title if context.label else mark.label
        asked = f"{title} on {words} is wrong because"
        context.ask(RejectReasonDialog(asked), lambda reason: _rejected(context, reason))


def _rejected(context: Context, reason: str) -> None:
    if reason == OTHER.code:
        context.ask(
            Prompt("It is wrong here because", ""),
            lambda typed: context.commit(commands.reject(context.session, typed or OTHER.code)),
        )
    else:
        context.commit(commands.reject(context.session, reason))


def _reject_all(context: Context, _key: str) -> None:
    context.decide(commands.reject_all(context.session), _none(context))


def _none(context: Context, otherwise: str = "no open suggestion in this sentence") -> str:
    """Why there is no suggestion to decide; where they are hidden, not whether there is one."""
    blind = context.session.is_blind(context.session.sentence)
    return "no suggestions here until you finish: the sentence is blind" if blind else otherwise


def _skip(context: Context, _key: str) -> None:
    """Leave the suggestion in hand open, and take the next: of the sentence, else further on."""
    session, mark = context.session, context.session.mark
    left = mark.suggestion if mark else None
    here = (session.document.uid, session.sentence)
    if not _take_next_open(context) and not (
        context.controller.next_undecided(1) or _away(context)
    ):
        context.message = "nothing else is open" if left else "every sentence is finished"
        return
    if here != (context.session.document.uid, context.session.sentence):
        context.arrived()
    if left:
        words = messages.suggested(left, session.document.text, session.label_set)
        context.message = f"left open: {words}"


def _take_next_open(context: Context) -> bool:
    """Take the open suggestion after the mark in hand; False where it is the last one."""
    session = context.session
    marks = session.marks(session.sentence)
    keys = [mark.key for mark in marks]
    after = keys.index(session.active) + 1 if session.active in keys else 0
    following = next((mark.suggestion for mark in marks[after:] if mark.suggestion), None)
    if following:
        session.take(following)
    return following is not None


def _away(context: Context) -> bool:
    """To another sentence that is not finished; False if there is none but this."""
    here = (context.session.document.uid, context.session.position)
    return context.controller.next_unfinished() and here != (
        context.session.document.uid,
        context.session.position,
    )


def _finish(context: Context, _key: str) -> None:
    """Finish the sentence and go on; where it was blind and something was missed, show that."""
    blind = context.session.is_blind(context.session.sentence)
    context.commit(commands.finish(context.session, shown=not blind))
    missed = context.session.missed(context.session.sentence) if blind else []
    if missed:
        context.controller.go_to(context.session.position)
        context.session.take(missed[0])
        context.message = f"{context.key('finish')} goes on"
    else:
        _go_on(context)
        context.message = f"nothing missed; {context.message}" if blind else context.message


def _go_on(context: Context) -> None:
    """To the next sentence, of the queue if there is one; the last one says so."""
    if not context.controller.advance():
        done = context.controller.progress
        rest = done.total - done.finished
        there = f"{rest} not finished: {context.key('next_unfinished')} goes there"
        left = there if rest else "every sentence is finished"
        context.message = search.ended(context) or f"end of the last document; {left}"
    context.arrived()


def _reopen(context: Context, _key: str) -> None:
    context.decide(commands.reopen(context.session), "the sentence is not finished")


def _undo(context: Context, _key: str) -> None:
    words = context.controller.undo()
    context.message = f"undone: {words}" if words else "nothing left to undo"


def _redo(context: Context, _key: str) -> None:
    words = context.controller.redo()
    context.message = f"done again: {words}" if words else "nothing to redo"


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
