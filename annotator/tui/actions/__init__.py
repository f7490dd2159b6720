"""The key table: every action of the app, once.

Bindings, footer, help and command palette are all read off this table, so that none can
promise what another does not do. All keys of the hot loop are plain printable ones: escape is
slow in tmux, ctrl+shift and ctrl+enter do not reach a program in most terminals.
"""

from __future__ import annotations

from annotator.tui.actions import (
    attributes_keys,
    boundaries_keys,
    clipboard_keys,
    command_palette_keys,
    decisions_keys,
    document_labels_keys,
    information_keys,
    labels_keys,
    navigation_keys,
    relations_keys,
    search_keys,
    selection_keys,
    statistics_keys,
)
from annotator.tui.actions.action import Action, Mode
from annotator.tui.actions.custom_keys import Choices, rekeyed
from annotator.tui.actions.key_presets import PRESETS
from annotator.tui.actions.keymap import Keymap, shown

__all__ = [
    "ACTIONS",
    "DEFAULT",
    "GROUPS",
    "PRESETS",
    "Action",
    "Keymap",
    "Mode",
    "keymap_of",
    "shown",
]

GROUPS: dict[str, tuple[Action, ...]] = {
    "Deciding": decisions_keys.ACTIONS,
    "Giving a label": labels_keys.ACTIONS,
    "Selecting a span": selection_keys.ACTIONS,
    "Saying more": attributes_keys.ACTIONS,
    "Linking": relations_keys.ACTIONS,
    "The document as a whole": document_labels_keys.ACTIONS,
    "Moving about": navigation_keys.ACTIONS,
    "Finding": search_keys.ACTIONS,
    "Sentence borders": boundaries_keys.ACTIONS,
    "Copying": clipboard_keys.ACTIONS,
    "Reading": information_keys.ACTIONS,
    "Commands": command_palette_keys.ACTIONS,
    "Your work": statistics_keys.ACTIONS,
}
"""The actions by what they are for, in the order of the help and the footer."""

ACTIONS: tuple[Action, ...] = tuple(action for group in GROUPS.values() for action in group)

DEFAULT = Keymap(ACTIONS)
"""The keys of somebody who has chosen no others."""


def keymap_of(preset: str, choices: Choices) -> Keymap:
    """A preset with other keys for some actions.

    Raises KeyError for an unknown preset, ValueError where two choices ask for one key.
    """
    return Keymap(rekeyed(rekeyed(ACTIONS, PRESETS[preset]), choices))
