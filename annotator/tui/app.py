"""The Textual app round the stepping screen, and the last guard against hostile text."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence

from rich.segment import Segment
from textual.app import App
from textual.color import Color
from textual.filter import LineFilter

from annotator.actions import DEFAULT
from annotator.model import LabelSet
from annotator.settings import Settings
from annotator.store import Store
from annotator.tui.desk import Desk
from annotator.tui.stepping import Stepping

DEFAULTS = Settings()
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


class ControlGuard(LineFilter):
    """Takes every control character out of what is about to reach the terminal.

    Text is made visible long before (annotator.display); this is for the path that forgot.
    Rich counts control characters as no cells wide, so the layout does not move.
    """

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments, clean."""
        del background
        return [
            segment
            if segment.control or not _CONTROLS.search(segment.text)
            else Segment(_CONTROLS.sub("", segment.text), segment.style)
            for segment in segments
        ]


class AnnotatorApp(App[None]):
    """One annotator stepping through one project."""

    TITLE = "annotator"
    ENABLE_COMMAND_PALETTE = False
    CSS = "Screen { background: #101318; }"

    def __init__(self, desk: Desk, settings: Settings = DEFAULTS) -> None:
        super().__init__()
        self.desk = desk
        self.settings = settings
        self.animation_level = "none"

    def on_mount(self) -> None:
        """Begin."""
        self.push_screen(Stepping(self.desk, DEFAULT))

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Textual's own filters, then the guard."""
        return [*super().get_line_filters(), ControlGuard()]


def make(
    store: Store, label_set: LabelSet, annotator: str, settings: Settings = DEFAULTS
) -> AnnotatorApp:
    """The app for one annotator, ready to run."""
    desk = Desk(store, label_set, annotator, lambda: secrets.token_hex(8))
    return AnnotatorApp(desk, settings)
