"""SemEval-2020 task 11: propaganda techniques, as TSV beside the articles."""

from __future__ import annotations

from collections.abc import Sequence


class SemEval2020Format:
    """SemEval-2020 task 11: propaganda techniques, as TSV beside the articles."""

    name = "semeval2020"
    suffixes: Sequence[str] = ()
    description = "SemEval-2020 task 11: a folder of articles and their labels (TSV)"
