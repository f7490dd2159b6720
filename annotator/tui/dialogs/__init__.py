"""The dialogs of the app and the texts that they show.

Each is imported when it is first used (PEP 562), so that starting the app imports none of them::

    from annotator.tui import dialogs
    dialogs.Prompt("Note", "")
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from annotator.tui.dialogs import document_info as document_info
    from annotator.tui.dialogs import mark_details as mark_details
    from annotator.tui.dialogs import statistics_text as statistics_text
    from annotator.tui.dialogs.agreement_dialogs import AgreementDialog as AgreementDialog
    from annotator.tui.dialogs.agreement_dialogs import DifferencesDialog as DifferencesDialog
    from annotator.tui.dialogs.attribute_form import AttributeForm as AttributeForm
    from annotator.tui.dialogs.attribute_form import MarkFormData as MarkFormData
    from annotator.tui.dialogs.attribute_form import SpanRequest as SpanRequest
    from annotator.tui.dialogs.comments_dialog import CommentsDialog as CommentsDialog
    from annotator.tui.dialogs.dialog import BottomDialog as BottomDialog
    from annotator.tui.dialogs.dialog import Dialog as Dialog
    from annotator.tui.dialogs.dialog import Prompt as Prompt
    from annotator.tui.dialogs.dialog import TextDialog as TextDialog
    from annotator.tui.dialogs.document_labels_dialog import DocumentLabel as DocumentLabel
    from annotator.tui.dialogs.document_labels_dialog import (
        DocumentLabelsDialog as DocumentLabelsDialog,
    )
    from annotator.tui.dialogs.full_screen import ChosenSentence as ChosenSentence
    from annotator.tui.dialogs.go_to_dialog import GoToDialog as GoToDialog
    from annotator.tui.dialogs.key_help import KeyHelp as KeyHelp
    from annotator.tui.dialogs.outcome_dialog import ChosenOutcome as ChosenOutcome
    from annotator.tui.dialogs.outcome_dialog import OutcomeDialog as OutcomeDialog
    from annotator.tui.dialogs.picker import Choice as Choice
    from annotator.tui.dialogs.picker import Picker as Picker
    from annotator.tui.dialogs.reason_dialog import ReasonDialog as ReasonDialog
    from annotator.tui.dialogs.search_dialogs import ChosenResult as ChosenResult
    from annotator.tui.dialogs.search_dialogs import FindDialog as FindDialog
    from annotator.tui.dialogs.search_dialogs import (
        SearchResultsDialog as SearchResultsDialog,
    )

_MODULES = {
    "AgreementDialog": "agreement_dialogs",
    "AttributeForm": "attribute_form",
    "BottomDialog": "dialog",
    "Choice": "picker",
    "ChosenResult": "search_dialogs",
    "CommentsDialog": "comments_dialog",
    "Dialog": "dialog",
    "DifferencesDialog": "agreement_dialogs",
    "DocumentLabel": "document_labels_dialog",
    "DocumentLabelsDialog": "document_labels_dialog",
    "FindDialog": "search_dialogs",
    "GoToDialog": "go_to_dialog",
    "KeyHelp": "key_help",
    "MarkFormData": "attribute_form",
    "Picker": "picker",
    "ChosenOutcome": "outcome_dialog",
    "ChosenSentence": "full_screen",
    "OutcomeDialog": "outcome_dialog",
    "Prompt": "dialog",
    "ReasonDialog": "reason_dialog",
    "SearchResultsDialog": "search_dialogs",
    "SpanRequest": "attribute_form",
    "TextDialog": "dialog",
}
"""The module of each class."""

_TEXTS = frozenset({"document_info", "mark_details", "statistics_text"})
"""Modules that are used as a whole."""


def __getattr__(name: str) -> Any:
    """Import a dialog, or a module of texts, when it is first used."""
    if name in _TEXTS:
        return import_module(f"{__name__}.{name}")
    if name in _MODULES:
        return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
