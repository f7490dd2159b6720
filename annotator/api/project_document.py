"""A document of a project, as the library shows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from annotator.api.labelled_document import LabelledDocument
from annotator.model import Document, Judgement, Span, Suggestion

if TYPE_CHECKING:
    from annotator.store import Store


class ProjectDocument(LabelledDocument):
    """A document of an open project: what is held of it is read when it is asked for.

    Parameters
    ----------
    store
        The open database of the project.
    document
        What the document holds itself.
    """

    def __init__(self, store: Store, document: Document) -> None:
        super().__init__(document)
        self._store = store

    def _annotators(self) -> Iterable[str]:
        return self._store.annotators.names()

    def _judgements(self, annotator: str) -> Mapping[Span | None, Judgement]:
        return self._store.judgements.reading(annotator, self.uid).judgements

    def _suggested(self) -> Iterable[Suggestion]:
        return self._store.suggestions.of_document(self.uid)
