"""The labels of the document as a whole."""

from __future__ import annotations

from annotator.annotations import commands
from annotator.annotations.session import Mark
from annotator.model import Label, LabelUnit
from annotator.tui.actions import attributes
from annotator.tui.actions.handler import Do
from annotator.tui.context import Context
from annotator.tui.dialogs.document_labels_dialog import DocumentLabel, DocumentLabelsDialog


class _Labelling:
    """What the box of labels is about: the document on a stage."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def title(self) -> str:
        """The document."""
        document = self._context.session.document
        return f"Labels of the document: {self._context.controller.title_of(document.uid, document.title)}"

    def labels(self) -> list[DocumentLabel]:
        """Every label of documents, with the mark that has it."""
        session = self._context.session
        marks = {mark.label: mark for mark in session.document_marks()}
        every = session.label_set.labels
        return [
            DocumentLabel(one, marks.get(one.name))
            for one in every
            if one.unit is LabelUnit.DOCUMENT
        ]

    def put(self, label: Label) -> None:
        """Give it to the document."""
        self._context.commit(commands.put(self._context.session, label.name))

    def take_away(self, mark: Mark) -> None:
        """Take it from the document."""
        self._context.commit(commands.delete(self._context.session, mark))

    def undo(self) -> str:
        """Take the last key press back; what that was, in words."""
        return self._context.controller.undo() or "nothing"


def _open(context: Context, _key: str) -> None:
    _show(context, "")


def _show(context: Context, at: str) -> None:
    context.ask(DocumentLabelsDialog(_Labelling(context), at), lambda name: _answer(context, name))


def _answer(context: Context, name: str) -> None:
    """The form of a label of the document, then the labels again."""
    marks = context.session.document_marks()
    mark = next((one for one in marks if one.label == name), None)
    if mark:
        attributes.open_form(context, mark, then=lambda: _show(context, name))


DO: dict[str, Do] = {"document_labels": _open}
