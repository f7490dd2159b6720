"""Prodigy's JSON Lines: a task for each text and annotator."""

from __future__ import annotations

from collections.abc import Sequence


class ProdigyFormat:
    """Prodigy's JSON Lines: a task for each text and annotator."""

    name = "prodigy"
    suffixes: Sequence[str] = (".jsonl",)
    description = "Prodigy JSON Lines"
