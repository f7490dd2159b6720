"""Keyboards that type other letters: which Latin letter is on the same key.

With one of these, every key of the table and every letter over a word can be pressed without
switching the keyboard; in a line of text, letters are what they are.
"""

from __future__ import annotations

_LATIN = "qwertyuiopasdfghjklzxcvbnm"
_SAME_KEYS = {
    "ru": "йцукенгшщзфывапролдячсмить",
    "uk": "йцукенгшщзфівапролдячсмить",
    "be": "йцукенгшўзфывапролдячсміть",
    "el": ";ςερτυθιοπασδφγηξκλζχψωβνμ",
}


def _layout(letters: str) -> dict[str, str]:
    """What each letter is on a Latin keyboard; a sign that is not a letter stays what it is."""
    pairs = [pair for pair in zip(letters, _LATIN, strict=True) if pair[0].isalpha()]
    small = dict(pairs)
    large = {letter.upper(): latin.upper() for letter, latin in pairs}
    return {**large, **small}


LAYOUTS: dict[str, dict[str, str]] = {
    "": {},
    **{name: _layout(letters) for name, letters in _SAME_KEYS.items()},
}
"""By the code of the language, from its letter to the Latin one; none for a Latin keyboard."""
