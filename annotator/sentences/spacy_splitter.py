"""Who tells sentences apart: our rules, or a spaCy pipeline that its user names.

`rules` is annotator.sentences.rule_splitter. `spacy:NAME` is a pipeline's doc.sents inside each paragraph, by the
name of its package or the path of its folder. Both keep the same promise: spans are trimmed,
disjoint, in order, and cover all of the paragraph that is not blank.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from annotator.errors import AnnotatorError
from annotator.model import Span
from annotator.nlp import pipelines
from annotator.sentences import rule_splitter

RULES = "rules"
LONGEST = 100_000
"""Characters that a pipeline gets at once: a parser's memory grows with them."""

Splitter = Callable[[str, Span], tuple[Span, ...]]
"""From a text and a paragraph of it to the sentences of that paragraph."""

_PREFIX = "spacy:"
_TRIAL = "The talks ended. Nobody spoke."
_NOT_NEEDED = (  # kinds of components that have no say in where a sentence ends
    "tagger morphologizer attribute_ruler lemmatizer trainable_lemmatizer ner entity_ruler"
    " entity_linker span_ruler spancat textcat textcat_multilabel"
)


def load_splitter(name: str) -> Splitter:
    """The splitter of that name, ready to use.

    Raises AnnotatorError if there is none: an unknown name, a pipeline that is not installed,
    or one that sets no sentence boundaries.
    """
    if name == RULES:
        return rule_splitter.split
    model = name.removeprefix(_PREFIX)
    if not name.startswith(_PREFIX) or not model:
        raise AnnotatorError(
            f"expected {RULES} or {_PREFIX}NAME of an installed spaCy pipeline, got {name!r}"
        )
    loaded = pipelines.trained(model)
    for part in loaded.pipe_names:
        if loaded.get_pipe_meta(part).factory in _NOT_NEEDED.split():
            loaded.disable_pipe(part)
    _check(loaded, model)
    return _By(loaded)


def _check(loaded: Any, model: str) -> None:
    """Refuse a pipeline that cannot be run, or leaves a text in one piece without saying so."""
    try:
        tried = loaded(_TRIAL)
    except ValueError as error:  # a component that was never trained
        reason = " ".join(str(error).split())
        raise AnnotatorError(
            f"the spaCy pipeline {model!r} cannot be run ({reason}): train it, or use {RULES}"
        ) from None
    if not tried.has_annotation("SENT_START"):
        raise AnnotatorError(
            f"the spaCy pipeline {model!r} sets no sentence boundaries: name one with a parser,"
            f" a senter or a sentencizer, or use {RULES}"
        )


class _By:
    """Sentences by a pipeline. A paragraph too long for it is cut where our rules end sentences."""

    def __init__(self, loaded: Any) -> None:
        self._loaded = loaded

    def __call__(self, text: str, paragraph: Span) -> tuple[Span, ...]:
        return tuple(
            found for piece in _pieces(text, paragraph) for found in self._sentences(text, piece)
        )

    def _sentences(self, text: str, piece: Span) -> Iterator[Span]:
        """The pipeline's, trimmed; a piece that is one long sentence by our rules stays one."""
        if piece.end - piece.start > LONGEST:
            yield piece
            return
        start = piece.start
        ends = [sent.end_char for sent in self._loaded(piece.of(text)).sents]
        for end in [piece.start + end for end in ends[:-1]] + [piece.end]:
            part = text[start:end]
            if part.strip():
                left = start + len(part) - len(part.lstrip())
                yield Span(left, left + len(part.strip()))
            start = end


def _pieces(text: str, paragraph: Span) -> Iterator[Span]:
    """The paragraph, or runs of its sentences of at most so many characters."""
    if paragraph.end - paragraph.start <= LONGEST:
        yield paragraph
        return
    start = end = None
    for sentence in rule_splitter.split(text, paragraph):
        if start is not None and end is not None and sentence.end - start > LONGEST:
            yield Span(start, end)
            start = None
        start = sentence.start if start is None else start
        end = sentence.end
    if start is not None and end is not None:
        yield Span(start, end)
