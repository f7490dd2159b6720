"""The key table: every action of the app, once.

Bindings, footer, help and command palette are all read off this table, so that none can
promise what another does not do. All keys of the hot loop are plain printable ones: escape is
slow in tmux, ctrl+shift and ctrl+enter do not reach a program in most terminals.
"""

from __future__ import annotations

from annotator.actions import (
    answering,
    borders,
    copying,
    deciding,
    labelling,
    marking,
    moving,
    reading,
)
from annotator.actions.action import Action, Mode
from annotator.actions.keymap import Keymap, shown

__all__ = ["ACTIONS", "DEFAULT", "GROUPS", "Action", "Keymap", "Mode", "shown"]

GROUPS: dict[str, tuple[Action, ...]] = {
    "Deciding": deciding.ACTIONS,
    "Giving a label": labelling.ACTIONS,
    "Selecting a span": marking.ACTIONS,
    "Saying more": answering.ACTIONS,
    "Moving about": moving.ACTIONS,
    "Sentence borders": borders.ACTIONS,
    "Copying": copying.ACTIONS,
    "Reading": reading.ACTIONS,
}
"""The actions by what they are for, in the order of the help and the footer."""

ACTIONS: tuple[Action, ...] = tuple(action for group in GROUPS.values() for action in group)

DEFAULT = Keymap(ACTIONS)
"""The keys of somebody who has chosen no others."""
