"""The keyboard: the name of a pressed key, and layouts that type other letters than Latin ones.

With a layout, every key of the key table and every hint letter can be pressed without switching
the keyboard; in a line of text, letters stay what they are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.events import Key

_LATIN = "qwertyuiopasdfghjklzxcvbnm"
_SAME_KEYS = {
    "ru": "йцукенгшщзфывапролдячсмить",
    "uk": "йцукенгшщзфівапролдячсмить",
    "be": "йцукенгшўзфывапролдячсміть",
    "el": ";ςερτυθιοπασδφγηξκλζχψωβνμ",
}


def _layout(letters: str) -> dict[str, str]:
    """Each letter's Latin letter; a character that is not a letter stays what it is."""
    pairs = [pair for pair in zip(letters, _LATIN, strict=True) if pair[0].isalpha()]
    small = dict(pairs)
    large = {letter.upper(): latin.upper() for letter, latin in pairs}
    return {**large, **small}


LAYOUTS: dict[str, dict[str, str]] = {
    "": {},
    **{name: _layout(letters) for name, letters in _SAME_KEYS.items()},
}
"""By language code, from each letter to the Latin one on the same key; '' is a Latin keyboard."""


class _Keyboard:
    """The layout of the terminal's keyboard: a process has one terminal."""

    letters: dict[str, str] = LAYOUTS[""]


def use_layout(name: str) -> None:
    """Use a layout from now on."""
    _Keyboard.letters = LAYOUTS[name]


def latin(key: str) -> str:
    """The Latin letter on the key of a letter; any other key as it is."""
    return _Keyboard.letters.get(key, key)


def name_of(event: Key) -> str:
    """The name of a key in the key table: 'a', '[', 'space', 'tab'.

    That is the character typed, if there is one, else Textual's name.
    """
    character = event.character
    if character and character.isprintable() and character != " ":
        return latin(character)
    return event.key
