"""From a terminal's key event to the name the key table uses."""

from __future__ import annotations

from textual.events import Key

from annotator.tui.actions.keyboard_layouts import LAYOUTS


class _Keyboard:
    """The keyboard of the terminal: there is one screen to a process."""

    letters: dict[str, str] = LAYOUTS[""]


def use_layout(name: str) -> None:
    """From now on, take the letters of a keyboard for the Latin ones on the same keys."""
    _Keyboard.letters = LAYOUTS[name]


def latin(key: str) -> str:
    """The Latin letter on the key of a letter; any other key as it is."""
    return _Keyboard.letters.get(key, key)


def name_of(event: Key) -> str:
    """The character typed where there is one, else Textual's name: 'a', '[', 'space', 'tab'."""
    character = event.character
    if character and character.isprintable() and character != " ":
        return latin(character)
    return event.key
