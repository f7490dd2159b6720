"""Document labels: the dialog for the labels of the document as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.annotations import commands
from annotator.annotations.session import Mark
from annotator.model import Label, LabelUnit
from annotator.tui import dialogs
from annotator.tui.actions.attributes import open_form
from annotator.tui.keymap import Action, Mode

if TYPE_CHECKING:
    from annotator.tui.context import Context


class _OpenDocument:
    """The open document, as the dialog of its labels needs it (dialogs.DocumentLabelsData)."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def title(self) -> str:
        """The heading of the dialog."""
        document = self._context.session.document
        title = self._context.controller.title_of(document.uid, document.title)
        return f"Labels of the document: {title}"

    def labels(self) -> list[dialogs.DocumentLabel]:
        """Every document label, with the mark that has it."""
        session = self._context.session
        marks = {mark.label: mark for mark in session.document_marks()}
        return [
            dialogs.DocumentLabel(label, marks.get(label.name))
            for label in session.label_set.labels
            if label.unit is LabelUnit.DOCUMENT
        ]

    def apply(self, label: Label) -> None:
        """Apply a label to the document."""
        self._context.record(commands.put(self._context.session, label.name))

    def delete(self, mark: Mark) -> None:
        """Delete a label of the document."""
        self._context.record(commands.delete(self._context.session, mark))

    def undo(self) -> str:
        """Undo the last key press; returns what it was, in words."""
        return self._context.controller.undo() or "nothing"


def edit_document_labels(context: Context) -> None:
    """Open the dialog of document labels, if labels.yaml has any."""
    if _OpenDocument(context).labels():
        _show(context, "")
    else:
        context.message = "labels.yaml has no label with unit: document"


def _show(context: Context, selected: str) -> None:
    context.ask(
        dialogs.DocumentLabelsDialog(_OpenDocument(context), selected),
        lambda name: _edit_attributes(context, name),
    )


def _edit_attributes(context: Context, name: str) -> None:
    """Show the form of a label of the document, then the labels again."""
    marks = context.session.document_marks()
    mark = next((one for one in marks if one.label == name), None)
    if mark:
        open_form(context, mark, then=lambda: _show(context, name))


ACTIONS = (
    Action(
        "document_labels", ("d",), Mode.STEP, edit_document_labels,
        "Labels of the document: apply, edit, delete",
    ),
)  # fmt: skip
