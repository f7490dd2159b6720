"""Doing: for each action of the key table, the function that does it.

A module for each group of the table. A function changes the session, or has the stage record a
decision; the screen draws whatever is left.
"""

from __future__ import annotations

from annotator.tui.doing import (
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
from annotator.tui.doing.kind import Do

DO: dict[str, Do] = {
    **deciding.DO,
    **labelling.DO,
    **marking.DO,
    **answering.DO,
    **linking.DO,
    **whole.DO,
    **moving.DO,
    **finding.DO,
    **borders.DO,
    **copying.DO,
    **reading.DO,
    **commanding.DO,
    **pacing.DO,
}
"""By the action's id."""
