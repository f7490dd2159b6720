"""Ask why a mark is wrong: one key for a reason, below the sentence so that it can be read."""

from __future__ import annotations

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from annotator.annotations.reject_reasons import REASONS
from annotator.safe_text import display
from annotator.tui.dialogs.dialog import Dialog
from annotator.tui.keyboard import name_of
from annotator.tui.plain_text.line_console import Console

_BY_KEY = {reason.key: reason.code for reason in REASONS}


class RejectReasonDialog(Dialog[str | None]):
    """The reasons, each with its key. Answers a code; None for any other key."""

    DEFAULT_CSS = "RejectReasonDialog { align: center bottom; background: transparent; }"

    def __init__(self, asked: str) -> None:
        super().__init__()
        self._asked = asked

    def compose(self) -> ComposeResult:
        """The question and its answers."""
        lines = [
            Content.assemble((f" {reason.key}  ", "bold $accent"), reason.words)
            for reason in REASONS
        ]
        with Vertical() as box:
            box.border_title = Content(display(self._asked))
            box.border_subtitle = "any other key: it stays"
            yield Static(Content("\n").join(lines))

    def ask_in_plain_text(self, console: Console) -> str | None:
        """The reasons with their keys, then a key."""
        console.write(f"{self._asked}:")
        for reason in REASONS:
            console.write(f"{reason.key}: {reason.words}")
        return _BY_KEY.get(console.key())

    def on_key(self, event: events.Key) -> None:
        """Answer with the key's reason, or not at all."""
        event.stop()
        event.prevent_default()
        self.dismiss(_BY_KEY.get(name_of(event)))
