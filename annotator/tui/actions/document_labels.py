"""The labels of the document as a whole."""

from __future__ import annotations

from annotator.annotations import commands
from annotator.annotations.session import Mark
from annotator.model import Label, LabelUnit
from annotator.tui.actions import attributes
from annotator.tui.actions.handler import Do
from annotator.tui.context import Stage
from annotator.tui.dialogs.document_labels import Held, Whole


class _Labelling:
    """What the box of labels is about: the document on a stage."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def title(self) -> str:
        """The document."""
        document = self._stage.session.document
        return f"Labels of the document: {self._stage.desk.title_of(document.uid, document.title)}"

    def labels(self) -> list[Held]:
        """Every label of documents, with the mark that has it."""
        session = self._stage.session
        marks = {mark.label: mark for mark in session.document_marks()}
        every = session.label_set.labels
        return [Held(one, marks.get(one.name)) for one in every if one.unit is LabelUnit.DOCUMENT]

    def put(self, label: Label) -> None:
        """Give it to the document."""
        self._stage.commit(commands.put(self._stage.session, label.name))

    def take_away(self, mark: Mark) -> None:
        """Take it from the document."""
        self._stage.commit(commands.delete(self._stage.session, mark))

    def undo(self) -> str:
        """Take the last key press back; what that was, in words."""
        return self._stage.desk.undo() or "nothing"


def _open(stage: Stage, _key: str) -> None:
    _show(stage, "")


def _show(stage: Stage, at: str) -> None:
    stage.ask(Whole(_Labelling(stage), at), lambda name: _answer(stage, name))


def _answer(stage: Stage, name: str) -> None:
    """The form of a label of the document, then the labels again."""
    marks = stage.session.document_marks()
    mark = next((one for one in marks if one.label == name), None)
    if mark:
        attributes.open_form(stage, mark, then=lambda: _show(stage, name))


DO: dict[str, Do] = {"document_labels": _open}
