"""Agreement: how far people agree, on what they differ, and the sentences in which they do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.tui import dialogs
from annotator.tui.keymap import Action, Mode

if TYPE_CHECKING:
    from annotator.tui.context import Context
    from annotator.workflow.team_agreement import Compared, ListedDifferences


def show_agreement(context: Context) -> None:
    """Show the agreement of all people to a lead; tell others why not.

    If a sentence was opened from a list, show that list, to go on with it.
    """
    from annotator.workflow import team_agreement  # noqa: PLC0415 - not at the start

    controller = context.controller
    context.message = team_agreement.why_not_shown(controller.store, controller.annotator)
    if context.message:
        return
    if context.listed_differences is None:
        _show(context, None)
    else:
        _list(context, context.listed_differences)


def _show(context: Context, last: Compared | None) -> None:
    """Show the current figures. last: what was chosen from them last, None if nothing was."""
    from annotator.workflow import team_agreement  # noqa: PLC0415 - not at the start

    controller, found = context.controller, context.agreement
    if found is None or not found.is_current(controller.store):
        found = team_agreement.TeamAgreement(controller.store, controller.label_set, found)
        context.agreement = found

    def choose(chosen: Compared) -> None:
        sentences = found.sentences_about(chosen)
        _list(context, team_agreement.ListedDifferences(chosen, sentences, found.titles))

    context.ask(dialogs.AgreementDialog(found, controller.label_set, last), choose)


def _list(context: Context, listed: ListedDifferences) -> None:
    """List the sentences behind a label or a pair; go back to the figures, or to a sentence."""
    from annotator.workflow import team_agreement  # noqa: PLC0415 - not at the start

    controller = context.controller
    store, label_set = controller.store, controller.label_set

    def leave(chosen: dialogs.ChosenSentence | None) -> None:
        context.listed_differences = listed if chosen else None
        if chosen is None:
            _show(context, listed.about)
        else:
            controller.open(chosen.document, chosen.sentence)
            context.start_sentence_timer()

    shown = dialogs.DifferencesDialog(
        listed,
        label_set,
        controller.title_of,
        lambda one: team_agreement.read_differing_sentence(store, label_set, one),
        lambda one: one.sentence.of(store.documents.get(one.document).text),
    )
    context.ui.show_dialog(shown, leave)


ACTIONS = (
    Action(
        "agreement", ("P",), Mode.STEP, show_agreement,
        "How far people agree, and the sentences in which they differ; for leads",
    ),
)  # fmt: skip
