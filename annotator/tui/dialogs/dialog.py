"""What all boxes over the page look like."""

from __future__ import annotations

from typing import TypeVar

from textual import events
from textual.screen import ModalScreen
from textual.widgets import Input

from annotator.tui.plain_text.console import Talk

Answer = TypeVar("Answer")


class Box(ModalScreen[Answer]):
    """A frame in the middle of the screen, as high as what is inside; that is the subclass's.

    Inside, boxes give a line to type in and a list one look: no frames of their own.
    """

    DEFAULT_CSS = """
    Box { align: center middle; background: $backdrop; }
    Box > *, Box > Vertical, Box > VerticalScroll { width: 90; max-width: 96%; height: auto;
        max-height: 92%; background: $focus; border: round $accent; color: $text; padding: 0 1;
        scrollbar-size-vertical: 1; }
    Box Static { height: auto; }
    Box Input, Box Input:focus { border: none; height: 1; padding: 0; background: $background;
        background-tint: $background 0%; color: $text; }
    Box OptionList, Box OptionList:focus { height: auto; max-height: 14; border: none; padding: 0;
        background: $focus; background-tint: $focus 0%; color: $text;
        text-wrap: nowrap; text-overflow: ellipsis; scrollbar-size-vertical: 1; }
    Box OptionList > .option-list--option-highlighted { background: $hand; color: $text;
        text-style: bold; }
    """

    def on_key(self, event: events.Key) -> None:
        """Type what was pressed before the line to type in was ready: nobody waits for a box.

        A line that is ready takes its keys itself, and none of them comes here.
        """
        line = next(iter(self.query(Input)), None)
        if line is None:
            return
        if event.character and event.is_printable:
            line.insert_text_at_cursor(event.character)
            event.stop()
        elif event.key == "enter":
            self.call_later(line.action_submit)
            event.stop()

    def in_lines(self, talk: Talk) -> Answer | None:
        """Ask the same in lines of plain text, for the linear mode; None without an answer."""
        talk.say("that needs the screen: it is not in the linear mode")
        return None
