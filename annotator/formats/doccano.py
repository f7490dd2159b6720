"""doccano's JSON Lines: a text with its spans on each line."""

from __future__ import annotations

from collections.abc import Sequence


class DoccanoFormat:
    """doccano's JSON Lines: a text with its spans on each line."""

    name = "doccano"
    suffixes: Sequence[str] = (".jsonl",)
    description = "doccano JSON Lines"
