"""From keys to actions: what a key does in a mode, and which key is shown for an action."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from annotator.actions.action import Action, Mode

_SIGNS = {"space": "␣", "enter": "⏎", "shift+tab": "⇧⇥", "tab": "⇥"}


@dataclass(frozen=True, slots=True)
class Keymap:
    """The actions with their keys. Keys are named as a terminal names them.

    Raises ValueError where one key of a mode would do two things.
    """

    actions: tuple[Action, ...]
    _by_key: dict[tuple[Mode, str], Action] = field(init=False, repr=False)

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

    def resolve(self, key: str, mode: Mode) -> Action | None:
        """What a key does in a mode; None if nothing."""
        return self._by_key.get((mode, key))

    def of_mode(self, mode: Mode) -> tuple[Action, ...]:
        """The actions of a mode, in the order of the help."""
        return tuple(action for action in self.actions if action.mode is mode)

    def footer(self, mode: Mode) -> Iterable[tuple[str, str]]:
        """(key, word) for each action that the footer names."""
        return [
            (shown(action.keys[0]), action.short) for action in self.of_mode(mode) if action.short
        ]


def shown(key: str) -> str:
    """How a key is written on screen."""
    return _SIGNS.get(key, key)
