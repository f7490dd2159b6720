"""Other keys for actions: which may be chosen, and what a choice makes of the key table.

A choice names an action by its id, for every mode that has it, or as `mode.id` for one mode. It
takes its keys away from whatever had them before, and no two choices may ask for the same key.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from annotator.tui.actions.action import Action, Mode

Choices = Mapping[str, tuple[str, ...]]
"""By action, or mode and action, the keys that do it instead; () for none."""

NAMED = (
    "enter", "space", "tab", "backspace", "delete", "insert", "escape", "up", "down", "left",
    "right", "home", "end", "pageup", "pagedown", *(f"f{number}" for number in range(1, 13)),
)  # fmt: skip
"""Keys that type no character, as Textual names them."""

_KEY = re.compile(rf"((ctrl|alt|shift)\+)*([a-z0-9]|{'|'.join(NAMED)})")
_SPELLING = frozenset({Mode.HINT, Mode.SPLIT, Mode.LABEL})
"""Modes in which letters and digits name what is on screen."""


@dataclass(frozen=True, slots=True)
class Clash:
    """Two choices that ask for one key in one mode."""

    first: str
    second: str
    key: str
    mode: Mode


def is_key(name: str) -> bool:
    """Whether a key can be called so: the character that it types, or what a terminal calls it."""
    return (len(name) == 1 and name.isprintable() and name != " ") or bool(_KEY.fullmatch(name))


def names(actions: Iterable[Action]) -> list[str]:
    """What choices may name: every id, then every mode with an id."""
    every = list(actions)
    plain = [action.id for action in every]
    return list(dict.fromkeys([*plain, *(f"{action.mode}.{action.id}" for action in every)]))


def spells(choice: str, key: str) -> bool:
    """Whether a choice for one mode asks for a letter or a digit that spells there."""
    mode, dot, _ = choice.partition(".")
    return bool(dot) and mode in set(_SPELLING) and _is_spelling(key)


def clashes(actions: Sequence[Action], choices: Choices) -> list[Clash]:
    """Every key that two of the choices ask for in one mode."""
    found: list[Clash] = []
    askers: dict[tuple[Mode, str], tuple[str, str]] = {}
    for action in actions:
        choice = _choice(action, choices)
        for key in _asked(action, choices) if choice else ():
            asker, first = askers.setdefault((action.mode, key), (action.id, choice))
            if asker != action.id:
                found.append(Clash(first, choice, key, action.mode))
    return found


def rekeyed(actions: Sequence[Action], choices: Choices) -> tuple[Action, ...]:
    """The actions with the keys that were chosen; the choices must not clash."""
    taken = {
        (action.mode, key)
        for action in actions
        if _choice(action, choices)
        for key in _asked(action, choices)
    }
    return tuple(
        replace(action, keys=_asked(action, choices))
        if _choice(action, choices)
        else replace(action, keys=tuple(k for k in action.keys if (action.mode, k) not in taken))
        for action in actions
    )


def _choice(action: Action, choices: Choices) -> str:
    """The choice that is for an action, the narrower one first; '' if there is none."""
    narrow = f"{action.mode}.{action.id}"
    return narrow if narrow in choices else action.id if action.id in choices else ""


def _asked(action: Action, choices: Choices) -> tuple[str, ...]:
    """The keys chosen for an action; a choice for every mode leaves letters to those that spell."""
    choice = _choice(action, choices)
    keys = choices[choice]
    if "." in choice or action.mode not in _SPELLING:
        return keys
    usable = tuple(key for key in keys if not _is_spelling(key))
    return usable or (action.keys if keys else ())


def _is_spelling(key: str) -> bool:
    return len(key) == 1 and key.isascii() and key.isalnum()
