"""Hints: letters that name things on screen, so that typing them chooses one.

A label has its own initial where that is free, so that the letter can be remembered; the others
get free letters in the order of the fingers. The same titles always get the same letters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from string import ascii_lowercase
from typing import Generic, TypeVar

from annotator.tui.keymap import Mode

Target = TypeVar("Target")

FINGERS = "fjdksla" + "ghruiewoqptyvnmcbxz"
"""Lower-case letters, those under the fingers first."""

MAX_LABELS = 2 * len(ascii_lowercase)
"""So many labels can have one letter each."""


@dataclass(slots=True)
class HintInput(Generic[Target]):
    """Letters on show, and what was typed of them so far.

    letters: the thing that each sequence of keys names; no sequence begins another one.
    mode: the keyboard's mode meanwhile. then: called with the thing that was named.
    """

    letters: Mapping[str, Target]
    mode: Mode
    then: Callable[[Target], None]
    typed: str = ""

    def type(self, key: str) -> bool:
        """Add a key. False, and nothing is typed any more, if no sequence begins like that."""
        typed = self.typed + key
        if typed in self.letters:
            self.typed = ""
            self.then(self.letters[typed])
            return True
        begins = any(keys.startswith(typed) for keys in self.letters)
        self.typed = typed if begins else ""
        return begins


def label_letters(titles: Sequence[str]) -> dict[str, int]:
    """The index of the title that each letter stands for; none for more than MAX_LABELS titles.

    A title whose initial is taken gets the initial of another of its words, then any free letter.
    """
    if len(titles) > MAX_LABELS:
        return {}
    given: dict[str, int] = {}
    for choose in (_initial, _initials, _any):
        for index, title in enumerate(titles):
            if index not in given.values():
                free = (letter for letter in choose(title) if letter not in given)
                letter = next(free, "")
                if letter:
                    given[letter] = index
    return given


def _initial(title: str) -> Iterable[str]:
    return _initials(title)[:1]


def _initials(title: str) -> list[str]:
    """The first letters of the words, those that every keyboard has."""
    return [word[0] for word in title.casefold().split() if word[0] in ascii_lowercase]


def _any(_title: str) -> str:
    return FINGERS + FINGERS.upper()
