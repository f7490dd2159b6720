"""The key table: every action of the app, once; presets, and the keys that settings.yaml chooses.

Key bindings, footer, help and command palette are all read from this table, so that they cannot
disagree. The keys used most are plain printable ones: escape is slow in tmux, and most terminals
do not pass ctrl+shift or ctrl+enter on. Textual is not imported here.

A choice names an action by its id, for every mode that has it, or as `mode.id` for one mode. Its
keys are taken from the actions that had them before, and no two choices may ask for the same key.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from annotator.tui.actions import (
    agreement,
    attributes,
    boundaries,
    clipboard,
    command_palette,
    comments,
    decisions,
    document_labels,
    information,
    labels,
    navigation,
    outcome,
    relations,
    search,
    selection,
    statistics,
    suggestions,
    undo,
)
from annotator.tui.keymap import Action, Keymap, Mode

_TOPICS: dict[str, tuple[Action, ...]] = {
    "Decisions": (*decisions.ACTIONS, *undo.ACTIONS),
    "Labels": labels.ACTIONS,
    "Suggestions": suggestions.ACTIONS,
    "Selecting a span": selection.ACTIONS,
    "Attributes, notes, flags": (*attributes.ACTIONS, *comments.WRITING),
    "From the leads": (*comments.ACTIONS, *outcome.ACTIONS),
    "Relations": relations.ACTIONS,
    "Document labels": document_labels.ACTIONS,
    "Moving": navigation.ACTIONS,
    "Search and queue": search.ACTIONS,
    "Sentence boundaries": boundaries.ACTIONS,
    "Clipboard": clipboard.ACTIONS,
    "Information": information.ACTIONS,
    "Commands": command_palette.ACTIONS,
    "Statistics": statistics.ACTIONS,
    "Agreement": agreement.ACTIONS,
}

GROUPS = {
    topic: tuple(replace(action, group=topic) for action in actions)
    for topic, actions in _TOPICS.items()
}
"""The actions by topic, in the order of the help and the footer."""

READING_TOPICS = frozenset(
    {
        "Selecting a span",
        "From the leads",
        "Moving",
        "Clipboard",
        "Information",
        "Commands",
        "Statistics",
        "Agreement",
    }
)
"""The topics whose actions record nothing: they do not wait for a program that writes."""

ACTIONS: tuple[Action, ...] = tuple(action for group in GROUPS.values() for action in group)

DEFAULT = Keymap(ACTIONS)
"""The keymap without a preset and without chosen keys."""

KeyChoices = Mapping[str, tuple[str, ...]]
"""By action, or mode and action, its keys instead of the default ones; () for none."""

PRESETS: dict[str, KeyChoices] = {
    "default": {},
    # h l w b e o v y as in vim's visual mode; ctrl+r redoes.
    "vim": {
        "previous_mark": ("h", "shift+tab"),
        "next_mark": ("l", "tab"),
        "step.select_word": ("v", "w"),
        "end_forward": ("w", "e", "right"),
        "end_back": ("b", "left"),
        "next_fragment": ("}",),
        "select.cancel": ("v", "q", "u", "escape", "backspace"),
        "redo": ("ctrl+r", "U"),
    },
    # https://prodi.gy/docs: a accepts, x rejects, space ignores, backspace undoes.
    "prodigy": {
        "accept": ("a",),
        "reject": ("x",),
        "skip": ("space",),
        "undo": ("backspace", "delete"),
        "finish": ("enter",),
        "step.palette": ("l",),
        "flag": ("f",),
    },
}
"""By name, the keys that users of another program know."""

NAMED_KEYS = (
    "enter", "space", "tab", "backspace", "delete", "insert", "escape", "up", "down", "left",
    "right", "home", "end", "pageup", "pagedown", *(f"f{number}" for number in range(1, 13)),
)  # fmt: skip
"""Keys that type no character, by Textual's names."""

_KEY = re.compile(rf"((ctrl|alt|shift)\+)*([a-z0-9]|{'|'.join(NAMED_KEYS)})")
_HINT_MODES = frozenset({Mode.HINT, Mode.SPLIT, Mode.LABEL})
"""Modes in which letters and digits name what is on screen."""


def keymap_of(preset: str, choices: KeyChoices) -> Keymap:
    """A preset with other keys for some actions.

    Raises KeyError for an unknown preset, ValueError if two choices ask for the same key.
    """
    return Keymap(with_chosen_keys(with_chosen_keys(ACTIONS, PRESETS[preset]), choices))


@dataclass(frozen=True, slots=True)
class KeyClash:
    """Two choices that ask for the same key in one mode."""

    first: str
    second: str
    key: str
    mode: Mode


def is_key(name: str) -> bool:
    """True for the name of a key: the character that it types, or a terminal's name for it."""
    return (len(name) == 1 and name.isprintable() and name != " ") or bool(_KEY.fullmatch(name))


def choice_names(actions: Iterable[Action]) -> list[str]:
    """The names that a choice can have: every id, then every mode with an id."""
    every = list(actions)
    plain = [action.id for action in every]
    return list(dict.fromkeys([*plain, *(f"{action.mode}.{action.id}" for action in every)]))


def is_hint_key(choice: str, key: str) -> bool:
    """True if a choice for one mode asks for a letter or digit that is a hint there."""
    mode, dot, _ = choice.partition(".")
    return bool(dot) and mode in set(_HINT_MODES) and _is_letter_or_digit(key)


def clashes(actions: Sequence[Action], choices: KeyChoices) -> list[KeyClash]:
    """Every key that two of the choices ask for in one mode."""
    found: list[KeyClash] = []
    first_choices: dict[tuple[Mode, str], tuple[str, str]] = {}
    for action in actions:
        choice = _choice(action, choices)
        for key in _chosen_keys(action, choices) if choice else ():
            name, first = first_choices.setdefault((action.mode, key), (action.id, choice))
            if name != action.id:
                found.append(KeyClash(first, choice, key, action.mode))
    return found


def with_chosen_keys(actions: Sequence[Action], choices: KeyChoices) -> tuple[Action, ...]:
    """The actions with the chosen keys; the choices must not clash."""
    taken = {
        (action.mode, key)
        for action in actions
        if _choice(action, choices)
        for key in _chosen_keys(action, choices)
    }
    return tuple(
        replace(action, keys=_chosen_keys(action, choices))
        if _choice(action, choices)
        else replace(action, keys=tuple(k for k in action.keys if (action.mode, k) not in taken))
        for action in actions
    )


def _choice(action: Action, choices: KeyChoices) -> str:
    """The choice for an action, the one for its mode first; '' if there is none."""
    narrow = f"{action.mode}.{action.id}"
    return narrow if narrow in choices else action.id if action.id in choices else ""


def _chosen_keys(action: Action, choices: KeyChoices) -> tuple[str, ...]:
    """The keys chosen for an action; a choice for every mode leaves letters to hints."""
    choice = _choice(action, choices)
    keys = choices[choice]
    if "." in choice or action.mode not in _HINT_MODES:
        return keys
    usable = tuple(key for key in keys if not _is_letter_or_digit(key))
    return usable or (action.keys if keys else ())


def _is_letter_or_digit(key: str) -> bool:
    return len(key) == 1 and key.isascii() and key.isalnum()
