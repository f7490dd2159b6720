"""Keys for the labels of the document as a whole."""

from __future__ import annotations

from annotator.tui.actions.action import Action, Mode

ACTIONS = (
    Action("document_labels", ("d",), Mode.STEP, "Labels of the document: put, answer, take away"),
)
