"""Label Studio's JSON: a task for each text."""

from __future__ import annotations

from collections.abc import Sequence


class LabelStudioFormat:
    """Label Studio's JSON: a task for each text."""

    name = "label-studio"
    suffixes: Sequence[str] = (".json",)
    description = "Label Studio JSON"
