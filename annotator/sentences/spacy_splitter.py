"""Split paragraphs into sentences with a spaCy pipeline."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Self

from annotator.errors import AnnotatorError
from annotator.model import Span
from annotator.sentences.rule_splitter import split_sentences

LONGEST = 100_000
"""Characters given to a pipeline at once: the memory a parser needs grows with them."""

_TRIAL = "The talks ended. Nobody spoke."
_NOT_NEEDED = (  # factories of components that do not affect sentence boundaries
    "tagger morphologizer attribute_ruler lemmatizer trainable_lemmatizer ner entity_ruler"
    " entity_linker span_ruler spancat textcat textcat_multilabel"
)


class SpacySplitter:
    """A splitter that takes doc.sents of a spaCy pipeline, inside each paragraph.

    A paragraph that is too long for a pipeline is cut at sentence ends found by our rules.
    """

    def __init__(self, pipeline: Any) -> None:
        self._pipeline = pipeline

    @property
    def reference(self) -> str:
        """The name and version of the pipeline: 'spacy:en_core_web_sm@3.8.0'.

        The name comes from the pipeline itself, also if it was loaded by the path of its folder.
        """
        meta = self._pipeline.meta
        return f"spacy:{meta['lang']}_{meta['name']}@{meta['version']}"

    @classmethod
    def load(cls, model: str) -> Self:
        """Load a pipeline by the name of its package or the path of its folder.

        Raises AnnotatorError if it is not installed, cannot be run or sets no sentence
        boundaries.
        """
        from annotator.nlp import pipelines  # noqa: PLC0415 - not for our own splitter

        pipeline = pipelines.trained(model)
        for component in pipeline.pipe_names:
            if pipeline.get_pipe_meta(component).factory in _NOT_NEEDED.split():
                pipeline.disable_pipe(component)
        _check(pipeline, model)
        return cls(pipeline)

    def __call__(self, text: str, paragraph: Span, language: str) -> tuple[Span, ...]:
        """Split a paragraph of a text into sentences. language: ignored, a pipeline has its own."""
        del language
        return tuple(
            sentence
            for piece in _pieces(text, paragraph)
            for sentence in self._sentences(text, piece)
        )

    def _sentences(self, text: str, piece: Span) -> Iterator[Span]:
        """The pipeline's sentences, trimmed. A sentence longer than LONGEST is kept whole."""
        if piece.end - piece.start > LONGEST:
            yield piece
            return
        start = piece.start
        ends = [sent.end_char for sent in self._pipeline(piece.of(text)).sents]
        for end in [piece.start + end for end in ends[:-1]] + [piece.end]:
            part = text[start:end]
            if part.strip():
                left = start + len(part) - len(part.lstrip())
                yield Span(left, left + len(part.strip()))
            start = end


def _check(pipeline: Any, model: str) -> None:
    """Raise AnnotatorError for a pipeline that cannot be run or sets no sentence boundaries."""
    try:
        doc = pipeline(_TRIAL)
    except ValueError as error:  # a component that was never trained
        reason = " ".join(str(error).split())
        raise AnnotatorError(
            f"the spaCy pipeline {model!r} cannot be run ({reason}): train it, or use rules"
        ) from None
    if not doc.has_annotation("SENT_START"):
        raise AnnotatorError(
            f"the spaCy pipeline {model!r} sets no sentence boundaries: name one with a parser,"
            " a senter or a sentencizer, or use rules"
        )


def _pieces(text: str, paragraph: Span) -> Iterator[Span]:
    """The paragraph, or runs of its sentences of at most LONGEST characters each."""
    if paragraph.end - paragraph.start <= LONGEST:
        yield paragraph
        return
    start = end = None
    for sentence in split_sentences(text, paragraph):
        if start is not None and end is not None and sentence.end - start > LONGEST:
            yield Span(start, end)
            start = None
        start = sentence.start if start is None else start
        end = sentence.end
    if start is not None and end is not None:
        yield Span(start, end)
