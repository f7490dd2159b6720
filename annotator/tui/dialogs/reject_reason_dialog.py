"""The dialog to choose the reason for a rejection, below the sentence so that it can be read."""

from __future__ import annotations

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from annotator.annotations.reject_reasons import REASONS
from annotator.safe_text import display
from annotator.tui.dialogs.dialog import Dialog
from annotator.tui.keymap import name_of
from annotator.tui.line_console import Console

_BY_KEY = {reason.key: reason.code for reason in REASONS}


class RejectReasonDialog(Dialog[str | None]):
    """The reasons with their keys. Answers the code of a reason; None for any other key.

    question: the title of the dialog.
    """

    DEFAULT_CSS = "RejectReasonDialog { align: center bottom; background: transparent; }"

    def __init__(self, question: str) -> None:
        super().__init__()
        self._question = question

    def compose(self) -> ComposeResult:
        """Create the question and the reasons."""
        lines = [
            Content.assemble((f" {reason.key}  ", "bold $accent"), reason.words)
            for reason in REASONS
        ]
        with Vertical() as frame:
            frame.border_title = Content(display(self._question))
            frame.border_subtitle = "any other key: it is not rejected"
            yield Static(Content("\n").join(lines))

    def ask_in_plain_text(self, console: Console) -> str | None:
        """Write the reasons with their keys, and read a key."""
        console.write(f"{self._question}:")
        for reason in REASONS:
            console.write(f"{reason.key}: {reason.words}")
        return _BY_KEY.get(console.key())

    def press(self, key: events.Key) -> None:
        """Answer the reason of the key, if it has one."""
        self.dismiss(_BY_KEY.get(name_of(key)))
