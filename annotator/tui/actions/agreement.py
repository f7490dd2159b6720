"""Agreement: how far people agree, on what they differ, and the sentences in which they do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.tui import dialogs
from annotator.tui.keymap import Action, Mode

if TYPE_CHECKING:
    from annotator.tui.context import Context
    from annotator.workflow.team_agreement import TeamAgreement


def show_agreement(context: Context) -> None:
    """Show the agreement of all people to a lead; tell others why not."""
    from annotator.workflow import team_agreement  # noqa: PLC0415 - not at the start

    controller = context.controller
    context.message = team_agreement.why_not_shown(controller.store, controller.annotator)
    if not context.message:
        found = team_agreement.TeamAgreement(controller.store, controller.label_set)
        _show(context, found.compute_in_thread(), None)


def _show(context: Context, found: TeamAgreement, last: dialogs.Compared | None) -> None:
    """Show the figures. last: what was chosen from them last, None if nothing was."""
    figures = dialogs.AgreementDialog(found, context.controller.label_set, last)
    context.ask(figures, lambda chosen: _list(context, found, chosen))


def _list(context: Context, found: TeamAgreement, chosen: dialogs.Compared) -> None:
    """List the sentences behind a label or a pair; go back to the figures, or to a sentence."""
    controller = context.controller

    def leave(place: dialogs.ChosenSentence | None) -> None:
        if place is None:
            _show(context, found, chosen)
        else:
            controller.open(place.document, place.sentence)
            context.start_sentence_timer()

    listed = dialogs.DifferencesDialog(found, controller.label_set, controller.title_of, chosen)
    context.ui.show_dialog(listed, leave)


ACTIONS = (
    Action(
        "agreement", ("P",), Mode.STEP, show_agreement,
        "How far people agree, and the sentences in which they differ; for leads",
    ),
)  # fmt: skip
