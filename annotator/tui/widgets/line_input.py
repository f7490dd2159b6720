"""A line of text that is typed and pasted into, and shown as safely as any other text.

It keeps what was typed, joiners and direction marks included: an emoji of a family holds together,
and so do Persian and Indic words. Only controls are left out.
"""

from __future__ import annotations

from unicodedata import category

from rich.cells import cell_len
from rich.highlighter import Highlighter
from rich.text import Text
from textual import actions, events
from textual.widgets import Input

from annotator.safe_text import display


class LineInput(Input):
    """An input whose keys are given to it by its dialog; a press is handled when it returns.

    The keys are those of Textual's Input, and alt with b, f and backspace for words.
    """

    def __init__(self, text: str = "") -> None:
        super().__init__(text, select_on_focus=False, highlighter=_Safe())

    @staticmethod
    def edits_by(key: str) -> bool:
        """True if a key edits the line."""
        return key in _ACTIONS

    def press(self, key: events.Key) -> bool:
        """Edit the line by a key; False if the key does not."""
        self._restart_blink()
        action = _ACTIONS.get(key.key)
        if action == "paste":
            self.paste(self.app.clipboard)
        elif action:
            _, name, arguments = actions.parse(action)
            getattr(self, f"action_{name}")(*arguments)
        elif key.character and is_text(key.character):
            self._type(key.character)
        else:
            return False
        return True

    def paste(self, text: str) -> None:
        """Insert a text; its lines become one, joined by spaces."""
        lines = " ".join(text.expandtabs(1).split("\r\n")).splitlines()
        line = "".join(filter(is_text, " ".join(lines)))
        if line:
            self._type(line)

    def _type(self, text: str) -> None:
        if self.selection.is_empty:
            self.insert_text_at_cursor(text)
        else:
            self.replace(text, *self.selection)

    def _position_to_cell(self, position: int) -> int:
        """The cell of a character as it is shown."""
        return cell_len(display(self.value)[:position])


def is_text(character: str) -> bool:
    """True for a character that a line of text keeps: all but controls and surrogates."""
    return category(character) not in {"Cc", "Cs", "Zl", "Zp"}


class _Safe(Highlighter):
    """Shows text by `annotator.safe_text`, character by character."""

    def __call__(self, text: str | Text) -> Text:
        plain = text.plain if isinstance(text, Text) else text
        return Text(display(plain), no_wrap=True, overflow="ignore", end="")

    def highlight(self, text: Text) -> None:
        """There are no colours."""


_ACTIONS = {
    **{
        key: binding.action
        for binding in Input.BINDINGS
        if not isinstance(binding, tuple) and binding.action not in {"submit", "copy"}
        for key in binding.key.split(",")
    },
    "alt+b": "cursor_left_word",
    "alt+f": "cursor_right_word",
    "alt+backspace": "delete_left_word",
}
"""The keys that edit a line, with Input's names of what they do; copying is the app's."""
