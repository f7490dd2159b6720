"""spaCy's DocBin, with a config to train on it."""

from __future__ import annotations

from collections.abc import Sequence


class SpacyFormat:
    """spaCy's DocBin, with a config to train on it."""

    name = "spacy"
    suffixes: Sequence[str] = (".spacy",)
    description = "spaCy DocBin with a config to train on"
