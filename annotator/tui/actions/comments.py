"""Comments: what leads write to annotators about sentences, and what these answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.tui import dialogs
from annotator.tui.keymap import Action, Mode

if TYPE_CHECKING:
    from annotator.store.comments import WrittenComment
    from annotator.tui.context import Context


def show_comments(context: Context) -> None:
    """List the comments that one may see, and open the sentence of the chosen one."""
    controller, comments = context.controller, context.comments
    found, unread = comments.all(), {one.number for one in comments.unread()}
    if not found:
        context.message = f"no comments; {context.key('write_comment')} writes one to the lead"
        return
    titles = controller.store.documents.all_titles()

    def where(one: WrittenComment) -> str:
        sentences = controller.store.documents.sentences(one.document)
        places = enumerate(sentences, 1)
        number = next((n for n, span in places if span.overlaps(one.sentence)), 0)
        title = controller.title_of(one.document, titles.get(one.document, ""))
        return f"sentence {number} of {title}"

    def leave(chosen: dialogs.ChosenSentence) -> None:
        controller.open(chosen.document, chosen.sentence)
        context.start_sentence_timer()

    comments.mark_read()
    context.ask(dialogs.CommentsDialog(found, unread, controller.actor, where), leave)


def write_comment(context: Context) -> None:
    """Write to the lead about the current sentence; a lead answers who wrote there last."""
    from annotator.workflow.comments import recipient_in_words  # noqa: PLC0415 - not at start

    recipient = context.comments.answered(context.session)
    if recipient is None:
        context.message = "nobody wrote about this sentence: there is nobody to answer"
        return
    words = recipient_in_words(recipient)

    def send(text: str) -> None:
        if not text:
            context.message = "the comment is empty: nothing is recorded"
            return
        context.comments.answer(context.session, text)
        context.message = f"wrote to {words} about sentence {context.session.position + 1}"

    context.ask(dialogs.Prompt(f"To {words}, about this sentence", ""), send)


ACTIONS = (
    Action(
        "comments", ("M",), Mode.STEP, show_comments,
        "Comments of the lead, and what you answered",
    ),
)  # fmt: skip
WRITING = (
    Action(
        "write_comment", ("m",), Mode.STEP, write_comment,
        "Write to the lead about the sentence, or answer",
    ),
)  # fmt: skip
