"""The dialog to choose a reason by its key, below the sentence so that it can be read."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from annotator.annotations.reason_codes import Reason
from annotator.safe_text import display
from annotator.tui.dialogs.dialog import Dialog
from annotator.tui.input_queue import KeyPress
from annotator.tui.line_console import Console


class ReasonDialog(Dialog[str | None]):
    """Reasons with their keys. Answers the code of a reason; None for any other key.

    question: the title of the dialog. otherwise: what any other key means.
    """

    DEFAULT_CSS = "ReasonDialog { align: center bottom; background: transparent; }"

    def __init__(self, question: str, reasons: Sequence[Reason], otherwise: str) -> None:
        super().__init__()
        self._question = question
        self._reasons = reasons
        self._otherwise = otherwise
        self._by_key = {reason.key: reason.code for reason in reasons}

    def compose(self) -> ComposeResult:
        """Create the question and the reasons."""
        lines = [
            Content.assemble((f" {reason.key}  ", "bold $accent"), reason.words)
            for reason in self._reasons
        ]
        with Vertical() as frame:
            frame.border_title = Content(display(self._question))
            yield Static(Content("\n").join(lines))

    def key_texts(self) -> Sequence[str]:
        """What any key without a reason means."""
        return f"any other key: {self._otherwise}", "any other key leaves"

    def ask_in_plain_text(self, console: Console) -> str | None:
        """Write the reasons with their keys, and read a key."""
        console.write(f"{self._question}:")
        for reason in self._reasons:
            console.write(f"{reason.key}: {reason.words}")
        return self._by_key.get(console.key())

    def press(self, key: KeyPress) -> None:
        """Answer the reason of the key, if it has one."""
        self.dismiss(self._by_key.get(key.key_name))
