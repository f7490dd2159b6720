"""Croissant 1.1 with RAI 1.0: a dataset with its description in JSON-LD."""

from __future__ import annotations

from collections.abc import Sequence


class CroissantFormat:
    """Croissant 1.1 with RAI 1.0: a dataset with its description in JSON-LD."""

    name = "croissant"
    suffixes: Sequence[str] = ()
    description = "Croissant 1.1 with RAI 1.0: a folder of data with its description"
