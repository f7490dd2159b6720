"""Decisions: accept, reject, skip and finish."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from annotator.annotations import commands
from annotator.annotations.reason_codes import CANNOT_JUDGE_REASONS, OTHER, REJECT_REASONS
from annotator.tui import dialogs
from annotator.tui.actions import search
from annotator.tui.keymap import Action, Mode
from annotator.workflow import messages

if TYPE_CHECKING:
    from annotator.tui.context import Context


def accept(context: Context) -> None:
    """Accept the selected suggestion."""
    otherwise = _no_suggestion(context, "no undecided suggestion is selected")
    context.record(commands.accept(context.session), otherwise)


def accept_all(context: Context) -> None:
    """Accept every undecided suggestion of the sentence."""
    context.record(commands.accept_all(context.session), _no_suggestion(context))


def reject(context: Context) -> None:
    """Reject the selected suggestion, or delete the selected annotation."""
    context.record(commands.reject(context.session), "no mark is selected to reject")


def _reject_word(context: Context) -> str:
    if context.session.selected_mark is None:
        return ""
    return "reject" if context.selected_suggestion else "delete"


def reject_all(context: Context) -> None:
    """Reject every undecided suggestion of the sentence."""
    context.record(commands.reject_all(context.session), _no_suggestion(context))


def reject_because(context: Context) -> None:
    """Reject the selected mark for a reason: one of those on a key, or one that is typed."""
    mark = context.session.selected_mark
    if mark is None:
        context.message = "no mark is selected to reject"
        return
    words = messages.quoted(context.session.document.text, mark.span.start, mark.span.end)
    title = context.selected_label.title if context.selected_label else mark.label
    question = f"{title} on {words} is wrong because"
    _ask_reason(
        context,
        dialogs.ReasonDialog(question, REJECT_REASONS, "it is not rejected"),
        "It is wrong here because",
        lambda reason: context.record(commands.reject(context.session, reason)),
    )


def _ask_reason(
    context: Context, dialog: dialogs.ReasonDialog, typed: str, then: Callable[[str], None]
) -> None:
    """Ask for a reason; call `then` with it. typed: the question for one that is typed."""

    def chosen(reason: str) -> None:
        if reason == OTHER.code:
            context.ask(dialogs.Prompt(typed, ""), lambda text: then(text or OTHER.code))
        else:
            then(reason)

    context.ask(dialog, chosen)


def _no_suggestion(context: Context, otherwise: str = "no undecided suggestion here") -> str:
    """Why there is no suggestion to decide. In a blind sentence, only that they are hidden."""
    blind = context.session.is_blind(context.session.sentence)
    return "no suggestions here until you finish: the sentence is blind" if blind else otherwise


# ------------------------------------------------------------------------- skip, finish


def skip(context: Context) -> None:
    """Leave the selected suggestion undecided and select the next, here or further on."""
    session, mark = context.session, context.session.selected_mark
    skipped = mark.suggestion if mark else None
    here = (session.document.uid, session.sentence)
    if not (_select_next(context) or context.controller.next_undecided(1) or _leave(context)):
        context.message = "nothing else is undecided" if skipped else "every sentence is finished"
        return
    moved = here != (context.session.document.uid, context.session.sentence)
    if moved:
        context.start_sentence_timer()
    words = messages.suggested(skipped, session.document.text, session.label_set) if skipped else ""
    said = [f"left undecided: {words}"] if skipped else []
    said += [f"on to {context.controller.place}"] if moved else []
    context.message = "; ".join(said)


def _select_next(context: Context) -> bool:
    """Select the undecided suggestion after the selected mark; False if there is none."""
    session = context.session
    marks = session.marks(session.sentence)
    keys = [mark.key for mark in marks]
    after = keys.index(session.selected_key) + 1 if session.selected_key in keys else 0
    following = next((mark.suggestion for mark in marks[after:] if mark.suggestion), None)
    if following:
        session.select_suggestion(following)
    return following is not None


def _leave(context: Context) -> bool:
    """Go to another unfinished sentence; False if there is no other."""
    here = (context.session.document.uid, context.session.position)
    return context.controller.next_unfinished() and here != (
        context.session.document.uid,
        context.session.position,
    )


def finish(context: Context) -> None:
    """Finish the sentence; first ask, if the settings say so, where suggestions are undecided."""
    undecided = _undecided(context)
    if not (undecided and context.controller.settings.confirm_undecided):
        _finish(context)
        return
    context.ask(
        dialogs.Picker(
            f"{messages.suggestions(undecided)} undecided",
            [
                dialogs.Choice("finish", "finish the sentence and leave them undecided"),
                dialogs.Choice("", "go back to the sentence"),
            ],
        ),
        lambda answer: _finish(context, in_run=False) if answer else None,
    )


_NO_RUN = messages.FinishRun()


def _undecided(context: Context) -> int:
    """The number of suggestions of the sentence that are on show, and undecided; 0 once finished.

    In a blind sentence none is on show.
    """
    session = context.session
    if session.judgement.finished:
        return 0
    return sum(mark.suggestion is not None for mark in session.marks(session.sentence))


def _finish(context: Context, *, in_run: bool = True) -> None:
    """Finish the sentence and go on; stay where it was blind and a suggestion was missed.

    in_run: it counts with the sentence finished before, if no other key was pressed between.
    """
    blind, undecided = context.session.is_blind(context.session.sentence), _undecided(context)
    drafts = commands.finish(context.session, shown=not blind)
    context.record(drafts)
    if drafts:
        before = context.finish_run if in_run and context.last_action == "finish" else _NO_RUN
        context.finish_run = before.extended(undecided, context.controller.newest_event)
        context.message = context.finish_run.message(context.key("undo_run"))
    if drafts:
        _explain(context, lambda: _leave_finished(context, blind=blind))
    else:
        _leave_finished(context, blind=blind)


def _explain(context: Context, then: Callable[[], None]) -> None:
    """Show what gold holds of the sentence just finished, if it is training; then go on."""
    if not context.controller.is_training:
        then()
        return
    from annotator.tui import guideline_text  # noqa: PLC0415 - not at start
    from annotator.workflow.training import explanation  # noqa: PLC0415 - loads what compares

    found = explanation(context.controller.store, context.session)
    if found is None:
        then()
        return
    dialog = dialogs.TextDialog(
        "Training: what gold has", partial(guideline_text.training, found), again=context.pressed
    )
    context.ui.show_dialog(dialog, lambda _: then())


def _leave_finished(context: Context, *, blind: bool) -> None:
    """Go on from a finished sentence; stay where it was blind and a suggestion was missed."""
    missed = context.session.missed(context.session.sentence) if blind else []
    if missed:
        context.controller.go_to(context.session.position)
        context.session.select_suggestion(missed[0])
        context.message = f"{context.key('finish')} goes on"
    else:
        _go_on(context)
        context.message = f"nothing missed; {context.message}" if blind else context.message


def cannot_judge(context: Context) -> None:
    """Say why the sentence cannot be judged, and go on: it counts as missing."""
    _ask_reason(
        context,
        dialogs.ReasonDialog(
            "This sentence cannot be judged because", CANNOT_JUDGE_REASONS, "nothing is recorded"
        ),
        "It cannot be judged because",
        lambda reason: _leave_unjudged(context, reason),
    )


def _leave_unjudged(context: Context, reason: str) -> None:
    session = context.session
    shown = not session.is_blind(session.sentence)
    drafts = commands.cannot_judge(session, reason, shown=shown)
    context.record(drafts, "that was said of this sentence before")
    if drafts:
        _go_on(context)


def _go_on(context: Context) -> None:
    """Go to the next sentence, of the queue if there is one; after the last one, say so."""
    if not context.controller.advance():
        rest = context.controller.progress.left
        there = f"{rest} not finished: {context.key('next_unfinished')} goes there"
        left = there if rest else "every sentence is finished"
        end = search.end_of_queue(context) or f"end of the last document; {left}"
        run = context.finish_run
        has_more = bool(run.undecided or run.length > 1) and context.message
        context.message = f"{context.message}. {end}" if has_more else end
    context.start_sentence_timer()


def reopen(context: Context) -> None:
    """Reopen a sentence that is finished, or cannot be judged."""
    context.record(commands.reopen(context.session), "the sentence is not finished")


ACTIONS = (
    Action(
        "accept", ("a",), Mode.STEP, accept, "Accept the selected suggestion",
        lambda context: "accept" if context.selected_suggestion else "",
    ),
    Action(
        "accept_all", ("A",), Mode.STEP, accept_all, "Accept all suggestions of the sentence"
    ),
    Action(
        "reject", ("x",), Mode.STEP, reject, "Reject the suggestion, or delete the annotation",
        _reject_word,
    ),
    Action(
        "reject_because", ("!",), Mode.STEP, reject_because,
        "Reject it with a reason: one more key for the reason",
    ),
    Action(
        "reject_all", ("X",), Mode.STEP, reject_all, "Reject all suggestions of the sentence"
    ),
    Action("skip", ("z",), Mode.STEP, skip, "Leave the suggestion undecided and select the next"),
    Action(
        "finish", ("space",), Mode.STEP, finish, "Finish the sentence and go to the next",
        lambda context: "next" if context.session.judgement.finished else "finish",
    ),
    Action(
        "cannot_judge", ("C",), Mode.STEP, cannot_judge,
        "The sentence cannot be judged: one more key for the reason",
    ),
    Action("reopen", ("R",), Mode.STEP, reopen, "Reopen a finished sentence"),
)  # fmt: skip
