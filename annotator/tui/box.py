"""What all boxes over the page look like."""

from __future__ import annotations

from typing import TypeVar

from textual.screen import ModalScreen

Answer = TypeVar("Answer")


class Box(ModalScreen[Answer]):
    """A frame in the middle of the screen; what is inside is the subclass's."""

    DEFAULT_CSS = """
    Box { align: center middle; background: $backdrop; }
    Box > * { width: 90; max-width: 96%; height: auto; max-height: 92%;
        background: $focus; border: round $accent; color: $text; padding: 0 1; }
    Box Static { height: auto; }
    Box Input { border: none; height: 1; padding: 0; background: $background; color: $text; }
    Box OptionList { height: auto; max-height: 14; border: none; padding: 0;
        background: $focus; color: $text; }
    """
