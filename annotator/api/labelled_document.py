"""A document with annotations, as the library shows it, wherever it comes from."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from annotator.api.labelled_span import LabelledSpan, annotation_span, suggestion_span
from annotator.model import Document, Judgement, Span, Suggestion

if TYPE_CHECKING:
    from annotator.store import Store


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence.

    number: in its document, from 1. start, end: code points of the document's text, end exclusive.
    """

    number: int
    start: int
    end: int
    text: str


class LabelledDocument(ABC):
    """A document with its annotations. In a notebook it shows as text with these marked.

    Parameters
    ----------
    document
        What the document holds itself.
    """

    def __init__(self, document: Document) -> None:
        self._document = document

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.uid} {self.title!r}>"

    @abstractmethod
    def _annotators(self) -> Iterable[str]:
        """Return who may hold something of it."""

    @abstractmethod
    def _judgements(self, annotator: str) -> Mapping[Span | None, Judgement]:
        """Return what an annotator holds of its sentences."""

    @abstractmethod
    def _suggested(self) -> Iterable[Suggestion]:
        """Return what is suggested at present, by start."""

    @property
    def uid(self) -> str:
        """The content id of the text."""
        return self._document.uid

    @property
    def title(self) -> str:
        """The title, or the first words of a text without one."""
        return self._document.title

    @property
    def text(self) -> str:
        """The text that all offsets refer to."""
        return self._document.text

    @property
    def meta(self) -> Mapping[str, str]:
        """Metadata such as source, url, author and date, as far as the file has them."""
        return self._document.meta

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """The sentences, in the order of the text."""
        spans = enumerate(self._document.sentences, 1)
        return tuple(
            Sentence(number, span.start, span.end, span.of(self.text)) for number, span in spans
        )

    def annotations(self, by: str | None = None) -> list[LabelledSpan]:
        """Return the annotations, by start, then annotator.

        Parameters
        ----------
        by
            Only those of this annotator.

        Examples
        --------
        >>> import annotator
        >>> with annotator.open("study") as project:
        ...     [document] = project.documents()
        ...     for one in document.annotations(by="ann"):
        ...         print(one.label, one.text)
        verdict_false falsely described
        """
        names = self._annotators() if by is None else [by]
        found = (
            annotation_span(self._document, annotation, name)
            for name in names
            for judgement in self._judgements(name).values()
            for annotation in judgement.annotations.values()
        )
        return sorted(found, key=lambda one: (one.start, one.end, one.by, one.label))

    def finished(self, by: str) -> tuple[Sentence, ...]:
        """Return the sentences that an annotator has finished, with or without annotations."""
        held = self._judgements(by)
        done = {(span.start, span.end) for span, one in held.items() if span and one.finished}
        return tuple(one for one in self.sentences if (one.start, one.end) in done)

    def suggestions(self) -> list[LabelledSpan]:
        """Return the current suggestions, by start."""
        return [suggestion_span(self._document, one) for one in self._suggested()]

    def _repr_html_(self) -> str:
        from annotator.html_text import marked_html, safe_html, table_html

        found = self.annotations()
        parts = [
            (start, end, f"{one.label} ({one.by})") for one in found for start, end in one.fragments
        ]
        rows = [(one.label, one.text, one.by, one.origin) for one in found]
        table = table_html("Annotations", ("label", "text", "by", "origin"), rows) if rows else ""
        return f"<h4>{safe_html(self.title)}</h4>{marked_html(self.text, parts)}{table}"


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
