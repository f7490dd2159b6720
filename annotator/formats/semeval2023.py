"""SemEval-2023 task 3: genre, framing and persuasion techniques, as TSV."""

from __future__ import annotations

from collections.abc import Sequence


class SemEval2023Format:
    """SemEval-2023 task 3: genre, framing and persuasion techniques, as TSV."""

    name = "semeval2023"
    suffixes: Sequence[str] = ()
    description = "SemEval-2023 task 3: a folder of articles and their labels (TSV)"
