"""From keys to actions: what a key does in a mode, and which key is shown for an action."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from annotator.tui.actions.action import Action, Mode
from annotator.tui.actions.labels_keys import DIGITS

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


@dataclass(frozen=True, slots=True)
class Keymap:
    """The actions with their keys. Keys are named as a terminal names them.

    Raises ValueError where one key of a mode would do two things.
    """

    actions: tuple[Action, ...]
    _by_key: dict[tuple[Mode, str], Action] = field(init=False, repr=False)
    _by_id: dict[tuple[Mode, str], Action] = field(init=False, repr=False)

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

    def resolve(self, key: str, mode: Mode) -> Action | None:
        """What a key does in a mode; None if nothing."""
        return self._by_key.get((mode, key))

    def of_mode(self, mode: Mode) -> tuple[Action, ...]:
        """The actions of a mode, in the order of the help."""
        return tuple(action for action in self.actions if action.mode is mode)

    def key(self, action: str, mode: Mode = Mode.STEP) -> str:
        """How the first key of an action is written; without one, its name among the commands.

        Raises KeyError for an id that the mode does not have: a slip of ours.
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
        """How the key is written that gives the label on a digit; '' where there is none."""
        keys = self._by_id[Mode.SELECT, "label"].keys
        place = DIGITS.index(digit) if digit else len(keys)
        return shown(keys[place]) if place < len(keys) else ""

    def footer(self, mode: Mode) -> Iterable[tuple[str, str]]:
        """(key, word) for each action that the footer names."""
        return [
            (shown(action.keys[0]), action.short)
            for action in self.of_mode(mode)
            if action.short and action.keys
        ]


def shown(key: str) -> str:
    """How a key is written on screen."""
    return _SIGNS.get(key, key)
