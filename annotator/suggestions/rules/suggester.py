"""The rules of a label set as a suggester."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from annotator.model import Document, LabelSet, Suggestion

if TYPE_CHECKING:
    from annotator.suggestions.rules.engine import Engine


class RuleSuggester:
    """Runs the rules. They are compiled, and spaCy is loaded, at the first document.

    prefilter: as for Engine.
    """

    name = "rules"

    def __init__(self, label_set: LabelSet, *, prefilter: bool = True) -> None:
        self.version = label_set.rules_uid
        self._label_set = label_set
        self._prefilter = prefilter

    def suggest(self, document: Document) -> Sequence[Suggestion]:
        """Return the suggestions for a document."""
        return self._engine.suggest(document)

    def suggest_all(self, documents: Sequence[Document]) -> list[tuple[Suggestion, ...]]:
        """Return the suggestions for each document."""
        return self._engine.suggest_all(documents)

    @cached_property
    def _engine(self) -> Engine:
        from annotator.suggestions.rules.engine import Engine  # noqa: PLC0415 - loads spaCy

        return Engine(self._label_set, prefilter=self._prefilter)
