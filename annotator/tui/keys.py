"""From a terminal's key event to the name the key table uses."""

from __future__ import annotations

from textual.events import Key


def name_of(event: Key) -> str:
    """The character typed where there is one, else Textual's name: 'a', '[', 'space', 'tab'."""
    character = event.character
    if character and character.isprintable() and character != " ":
        return character
    return event.key
