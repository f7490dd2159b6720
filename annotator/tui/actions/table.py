"""The key table: every action of the app, once.

Key bindings, footer, help and command palette are all read from this table, so that they cannot
disagree. The keys used most are plain printable ones: escape is slow in tmux, and most terminals
do not pass ctrl+shift or ctrl+enter on. Textual is not imported here.
"""

from __future__ import annotations

from dataclasses import replace

from annotator.tui.actions import (
    attributes,
    boundaries,
    clipboard,
    command_palette,
    decisions,
    document_labels,
    information,
    labels,
    navigation,
    relations,
    search,
    selection,
    statistics,
    undo,
)
from annotator.tui.actions.custom_keys import PRESETS, KeyChoices, with_chosen_keys
from annotator.tui.keymap import Action, Keymap

_TOPICS: dict[str, tuple[Action, ...]] = {
    "Decisions": (*decisions.ACTIONS, *undo.ACTIONS),
    "Labels": labels.ACTIONS,
    "Selecting a span": selection.ACTIONS,
    "Attributes, notes, flags": attributes.ACTIONS,
    "Relations": relations.ACTIONS,
    "Document labels": document_labels.ACTIONS,
    "Moving": navigation.ACTIONS,
    "Search and queue": search.ACTIONS,
    "Sentence boundaries": boundaries.ACTIONS,
    "Clipboard": clipboard.ACTIONS,
    "Information": information.ACTIONS,
    "Commands": command_palette.ACTIONS,
    "Statistics": statistics.ACTIONS,
}

GROUPS = {
    topic: tuple(replace(action, group=topic) for action in actions)
    for topic, actions in _TOPICS.items()
}
"""The actions by topic, in the order of the help and the footer."""

ACTIONS: tuple[Action, ...] = tuple(action for group in GROUPS.values() for action in group)

DEFAULT = Keymap(ACTIONS)
"""The keymap without a preset and without chosen keys."""


def keymap_of(preset: str, choices: KeyChoices) -> Keymap:
    """A preset with other keys for some actions.

    Raises KeyError for an unknown preset, ValueError if two choices ask for the same key.
    """
    return Keymap(with_chosen_keys(with_chosen_keys(ACTIONS, PRESETS[preset]), choices))
