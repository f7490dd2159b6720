"""The key table: every action of the app, once.

Bindings, footer, help and command palette are all read off this table, so that none can
promise what another does not do. All keys of the hot loop are plain printable ones: escape is
slow in tmux, ctrl+shift and ctrl+enter do not reach a program in most terminals.
"""

from __future__ import annotations

from annotator.actions import (
    answering,
    borders,
    commanding,
    copying,
    deciding,
    finding,
    labelling,
    linking,
    marking,
    moving,
    pacing,
    reading,
    whole,
)
from annotator.actions.action import Action, Mode
from annotator.actions.keymap import Keymap, shown
from annotator.actions.presets import PRESETS
from annotator.actions.rekeying import Choices, rekeyed

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
    "Deciding": deciding.ACTIONS,
    "Giving a label": labelling.ACTIONS,
    "Selecting a span": marking.ACTIONS,
    "Saying more": answering.ACTIONS,
    "Linking": linking.ACTIONS,
    "The document as a whole": whole.ACTIONS,
    "Moving about": moving.ACTIONS,
    "Finding": finding.ACTIONS,
    "Sentence borders": borders.ACTIONS,
    "Copying": copying.ACTIONS,
    "Reading": reading.ACTIONS,
    "Commands": commanding.ACTIONS,
    "Your work": pacing.ACTIONS,
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
