"""One row of the key table: what a key does, in what mode, and how it is spoken of."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Mode(StrEnum):
    """What the keyboard is for at the moment."""

    STEP = "step"
    SELECT = "select"
    HINT = "hint"
    SPLIT = "split"
    LABEL = "label"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Action:
    """One thing a key does.

    id: what the screen calls it, the same in every mode. keys: the first one is shown.
    short: one or two words for the footer, '' to leave it out of there.
    """

    id: str
    keys: tuple[str, ...]
    mode: Mode
    help: str
    short: str = ""
