"""Suggest labels for documents, each suggestion with its reason.

A suggester is an object with the shape of `Suggester`. An installed package adds one by an entry
point of the group `annotator.suggesters` that names a function: given the label set, it returns
the suggester. The rules of labels.yaml, `rules`, are registered in the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, runtime_checkable

from annotator.errors import AnnotatorError, did_you_mean
from annotator.model import Document, LabelSet, Suggestion

GROUP = "annotator.suggesters"

__all__ = ["BatchSuggester", "Suggester", "load_suggester", "suggest_all", "suggester_names"]


class Suggester(Protocol):
    """Proposes annotations.

    name: as it is stored with each suggestion. version: changes whenever the suggestions may; a
    document is looked at again only by another version.
    """

    @property
    def name(self) -> str:
        """The name, the same for all versions."""

    @property
    def version(self) -> str:
        """The version."""

    def suggest(self, document: Document) -> Sequence[Suggestion]:
        """Return the suggestions for a document, at most one for each span and label."""


@runtime_checkable
class BatchSuggester(Protocol):
    """A suggester that is faster for many documents at once."""

    def suggest_all(self, documents: Sequence[Document]) -> Sequence[Sequence[Suggestion]]:
        """Return the suggestions for each document."""


def suggester_names() -> list[str]:
    """Return the names of the installed suggesters."""
    from importlib.metadata import entry_points  # noqa: PLC0415 - slow to load

    return sorted(entry_points(group=GROUP).names)


def load_suggester(
    suggester: str | Callable[[LabelSet], Suggester], label_set: LabelSet
) -> Suggester:
    """Return a suggester for a label set, by its name or by what makes it.

    Raises AnnotatorError if none of that name is installed, or it cannot be loaded.
    """
    if not isinstance(suggester, str):
        return suggester(label_set)
    from importlib.metadata import entry_points  # noqa: PLC0415 - slow to load

    found = entry_points(group=GROUP, name=suggester)
    if not found:
        hint = did_you_mean(suggester, suggester_names())
        raise AnnotatorError(f"no suggester {suggester!r} is installed. {hint}")
    entry = next(iter(found))
    try:
        make: Callable[[LabelSet], Suggester] = entry.load()
    except (ImportError, AttributeError) as error:
        raise AnnotatorError(
            f"the suggester {suggester!r} cannot be loaded ({error}): install its package again"
        ) from None
    return make(label_set)


def suggest_all(suggester: Suggester, documents: Sequence[Document]) -> list[Sequence[Suggestion]]:
    """Return the suggestions for each document, in the fastest way that the suggester has."""
    if isinstance(suggester, BatchSuggester):
        return [*suggester.suggest_all(documents)]
    return [suggester.suggest(document) for document in documents]
