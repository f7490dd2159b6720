"""Keys and actions: the rows of the key table, the action of a key, and other keyboard layouts.

Keys have the names that a terminal gives them: 'a', '[', 'space', 'shift+tab'. With a layout, every
key of the key table and every hint letter can be pressed without switching the keyboard; in a line
of text, letters stay what they are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from textual.events import Key

DIGITS = ("1", "2", "3", "4", "5", "6", "7", "8", "9", "0")
"""The keys that labels.yaml can give to labels."""

_SIGNS = {
    "space": "␣",
    "enter": "⏎",
    "tab": "⇥",
    "shift+tab": "⇧⇥",
    "backspace": "⌫",
    "escape": "esc",
    "pagedown": "PgDn",
    "pageup": "PgUp",
    "down": "↓",
    "up": "↑",
    "left": "←",
    "right": "→",
    "shift+left": "⇧←",
    "shift+right": "⇧→",
}

_LATIN = "qwertyuiopasdfghjklzxcvbnm"
_SAME_KEYS = {
    "ru": "йцукенгшщзфывапролдячсмить",
    "uk": "йцукенгшщзфівапролдячсмить",
    "be": "йцукенгшўзфывапролдячсміть",
    "el": ";ςερτυθιοπασδφγηξκλζχψωβνμ",
}


class Mode(StrEnum):
    """What keys do at the moment."""

    STEP = "step"
    SELECT = "select"
    HINT = "hint"
    SPLIT = "split"
    LABEL = "label"
    RELATE = "relate"
    ADJUDICATE = "adjudicate"


Handler = Callable[[Any], None]
"""Carries out an action, given the Context, which imports this module. `Context.pressed` is the
key that it was called by."""

FooterWord = str | Callable[[Any], str]
"""One or two words for the footer: always the same, or what the action would do now, given the
Context; '' if it would do nothing, or if the footer does not name it."""


@dataclass(frozen=True, slots=True)
class Action:
    """A row of the key table: an action in one mode.

    id: the same in every mode. keys: the first one is shown. short: what the
    footer calls it. group: its topic in the help. wide: what a footer with room left calls it.
    """

    id: str
    keys: tuple[str, ...]
    mode: Mode
    handler: Handler
    help: str
    short: FooterWord = ""
    group: str = ""
    wide: FooterWord = ""


@dataclass(frozen=True, slots=True)
class Keymap:
    """The actions with their keys.

    Raises ValueError if two actions of one mode have the same key.
    """

    actions: tuple[Action, ...]
    _by_key: dict[tuple[Mode, str], Action] = field(init=False, repr=False)
    _by_id: dict[tuple[Mode, str], Action] = field(init=False, repr=False)
    _by_mode: dict[Mode, tuple[Action, ...]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        by_key: dict[tuple[Mode, str], Action] = {}
        for action in self.actions:
            for key in action.keys:
                other = by_key.setdefault((action.mode, key), action)
                if other is not action:
                    raise ValueError(
                        f"key {key} does both {other.id} and {action.id} in mode {action.mode}"
                    )
        object.__setattr__(self, "_by_key", by_key)
        by_id = {(action.mode, action.id): action for action in self.actions}
        object.__setattr__(self, "_by_id", by_id)
        by_mode = {
            mode: tuple(action for action in self.actions if action.mode is mode) for mode in Mode
        }
        object.__setattr__(self, "_by_mode", by_mode)

    def resolve(self, key: str, mode: Mode) -> Action | None:
        """The action of a key in a mode, or None."""
        return self._by_key.get((mode, key))

    def action(self, name: str, mode: Mode) -> Action:
        """The action of an id in a mode. Raises KeyError if the mode does not have it."""
        return self._by_id[mode, name]

    def of_mode(self, mode: Mode) -> tuple[Action, ...]:
        """The actions of a mode, in the order of the help."""
        return self._by_mode[mode]

    def key(self, action: str, mode: Mode = Mode.STEP) -> str:
        """The first key of an action as shown on screen, or how to choose it in the palette.

        Raises KeyError for an id that the mode does not have.
        """
        keys = self._by_id[mode, action].keys
        if keys:
            return shown(keys[0])
        commands = self._by_id[Mode.STEP, "commands"].keys
        return " ".join([*map(shown, commands[:1]), action])

    def digit(self, key: str, mode: Mode) -> str:
        """The digit of a label that a key stands for: the tenth key of `label` is for 0."""
        action = self.resolve(key, mode)
        return DIGITS[action.keys.index(key)] if action and action.id == "label" else ""

    def label_key(self, digit: str) -> str:
        """The key, as shown on screen, that applies the label of a digit; '' if there is none."""
        keys = self._by_id[Mode.SELECT, "label"].keys
        place = DIGITS.index(digit) if digit else len(keys)
        return shown(keys[place]) if place < len(keys) else ""

    def footer(self, mode: Mode, context: Any) -> list[tuple[Action, str]]:
        """Each action that the footer names now, with its word: first those of every width."""
        actions = [action for action in self.of_mode(mode) if action.keys]
        named = [(action, _word(action.short, context)) for action in actions]
        named += [(action, _word(action.wide, context)) for action in actions]
        return [(action, word) for action, word in named if word]


def _word(word: FooterWord, context: Any) -> str:
    return word if isinstance(word, str) else word(context)


def shown(key: str) -> str:
    """A key as shown on screen."""
    return _SIGNS.get(key, key)


def _layout(letters: str) -> dict[str, str]:
    """Each letter's Latin letter; a character that is not a letter stays what it is."""
    pairs = [pair for pair in zip(letters, _LATIN, strict=True) if pair[0].isalpha()]
    small = dict(pairs)
    large = {letter.upper(): latin.upper() for letter, latin in pairs}
    return {**large, **small}


Layout = Mapping[str, str]
"""From each letter of a keyboard to the Latin one on the same key."""

LATIN_LAYOUT: Layout = MappingProxyType({})

LAYOUTS: Mapping[str, Layout] = {
    "": LATIN_LAYOUT,
    **{name: _layout(letters) for name, letters in _SAME_KEYS.items()},
}
"""By language code; '' is a Latin keyboard."""


def layouts_of(letter: str) -> tuple[str, ...]:
    """The layouts, other than a Latin one, that have a letter on a key of a Latin letter."""
    return tuple(name for name, letters in LAYOUTS.items() if letter in letters)


def name_of(event: Key, layout: Layout = LATIN_LAYOUT) -> str:
    """The name of a key in the key table: 'a', '[', 'space', 'tab'.

    That is the character typed, if there is one, else Textual's name.
    """
    character = event.character
    if event.key.startswith("alt+"):
        return event.key
    if character and character.isprintable() and character != " ":
        return layout.get(character, character)
    return event.key
