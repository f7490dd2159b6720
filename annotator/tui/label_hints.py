"""Letters for labels: which key names which label where all of them are on show.

A label wears its own initial where that is free, so that the letter can be remembered; the rest
get what is free in the order of the fingers. The same names give the same letters on every day.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from string import ascii_lowercase

FINGERS = "fjdksla" + "ghruiewoqptyvnmcbxz"
"""Lower-case letters, those under the fingers first."""

MOST = 2 * len(ascii_lowercase)
"""So many labels can wear one letter each."""


def letters(titles: Sequence[str]) -> dict[str, int]:
    """Letter to the place of its title: initials first, then other letters; '' past MOST titles.

    A title whose initial is taken gets the initial of another of its words, then any free letter.
    """
    if len(titles) > MOST:
        return {}
    given: dict[str, int] = {}
    for choose in (_initial, _initials, _any):
        for place, title in enumerate(titles):
            if place not in given.values():
                free = (letter for letter in choose(title) if letter not in given)
                letter = next(free, "")
                if letter:
                    given[letter] = place
    return given


def _initial(title: str) -> Iterable[str]:
    return _initials(title)[:1]


def _initials(title: str) -> list[str]:
    """The first letters of the words that have one on every keyboard."""
    return [word[0] for word in title.casefold().split() if word[0] in ascii_lowercase]


def _any(_title: str) -> str:
    return FINGERS + FINGERS.upper()
