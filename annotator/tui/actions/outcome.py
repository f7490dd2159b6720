"""The outcome: what became of the annotator's work, in the documents that leads released."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from annotator.tui import dialogs
from annotator.tui.keymap import Action, Mode

if TYPE_CHECKING:
    from annotator.adjudication.outcome import GoldOutcome
    from annotator.tui.context import Context
    from annotator.workflow.outcome import OutcomeReport


def show_outcome(context: Context) -> None:
    """Show what became of one's annotations; say so if nothing is released yet."""
    from annotator.workflow import news, outcome  # noqa: PLC0415 - not at start

    store, person = context.controller.store, context.controller.actor
    report = outcome.outcome_report(store, person, viewer=person)
    news.mark_releases_seen(store, person)
    if report.documents:
        _show(context, report, 0)
    else:
        context.message = outcome.NOTHING_RELEASED


def _show(context: Context, report: OutcomeReport, cursor: int) -> None:
    """Show the report, with one outcome selected."""
    controller = context.controller

    def act(chosen: dialogs.ChosenOutcome) -> None:
        one = report.changed[chosen.at]
        again = partial(_show, context, report, chosen.at)
        if chosen.action == "write":
            _write(context, report, one, again)
        elif chosen.action == "guideline":
            _show_guideline(context, one, again)
        else:
            controller.open(one.document, one.sentence)
            context.start_sentence_timer()

    shown = dialogs.OutcomeDialog(report, controller.label_set, controller.title_of, cursor)
    context.ask(shown, act)


def _write(context: Context, report: OutcomeReport, one: GoldOutcome, again: partial[None]) -> None:
    """Ask for a comment to the lead on the sentence of an outcome; then show the outcome again."""
    from annotator.workflow import outcome  # noqa: PLC0415 - not at start

    def written(text: str | None) -> None:
        if text:
            outcome.answer(context.controller.store, one, text, actor=context.controller.actor)
            context.message = f"wrote to the lead about sentence {report.number(one)}"
        again()

    context.ui.show_dialog(dialogs.Prompt("To the lead, about this sentence", ""), written)


def _show_guideline(context: Context, one: GoldOutcome, again: partial[None]) -> None:
    """Show the guideline of the label that gold has, else of one's own."""
    from annotator.tui import guideline_text  # noqa: PLC0415 - not at start

    made = one.gold or one.yours
    label = context.controller.label_set.label(made.label) if made else None
    if label is None:
        again()
        return
    lines = partial(guideline_text.guideline, label, context.keymap)
    shown = dialogs.TextDialog("Guideline", lines, again="G")
    context.ui.show_dialog(shown, lambda _: again())


ACTIONS = (
    Action(
        "outcome", ("O",), Mode.STEP, show_outcome,
        "What became of your annotations, once a lead releases it",
    ),
)  # fmt: skip
