"""Doing: for each action of the key table, the function that does it.

A module for each group of the table. A function changes the session, or has the stage record a
decision; the screen draws whatever is left.
"""

from __future__ import annotations

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
)
from annotator.tui.actions.handler import Do

DO: dict[str, Do] = {
    **decisions.DO,
    **labels.DO,
    **selection.DO,
    **attributes.DO,
    **relations.DO,
    **document_labels.DO,
    **navigation.DO,
    **search.DO,
    **boundaries.DO,
    **clipboard.DO,
    **information.DO,
    **command_palette.DO,
    **statistics.DO,
}
"""By the action's id."""
