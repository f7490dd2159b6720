"""Ask why a mark is wrong: one key for a reason, below the sentence so that it can be read."""

from __future__ import annotations

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from annotator.annotations.reject_reasons import REASONS
from annotator.safe_text import display
from annotator.tui.dialogs.dialog import Box
from annotator.tui.keyboard import name_of
from annotator.tui.plain_text.console import Talk

_BY_KEY = {reason.key: reason.code for reason in REASONS}


class Because(Box[str | None]):
    """The reasons, each with its key. Answers a code; None for any other key."""

    DEFAULT_CSS = "Because { align: center bottom; background: transparent; }"

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

    def in_lines(self, talk: Talk) -> str | None:
        """The reasons with their keys, then a key."""
        talk.say(f"{self._asked}:")
        for reason in REASONS:
            talk.say(f"{reason.key}: {reason.words}")
        return _BY_KEY.get(talk.key())

    def on_key(self, event: events.Key) -> None:
        """Answer with the key's reason, or not at all."""
        event.stop()
        event.prevent_default()
        self.dismiss(_BY_KEY.get(name_of(event)))
