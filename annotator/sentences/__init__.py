"""Sentences: where one ends and the next begins, by our own rules or by a spaCy pipeline.

`load_splitter` chooses a splitter by its name. `rules` is our own (rule_splitter). `spacy:NAME`
takes the sentences of an installed spaCy pipeline (spacy_splitter); NAME is the name of its package
or the path of its folder. Every splitter returns spans that are trimmed, disjoint and in order, and
that cover all of the paragraph except white space.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from annotator.errors import AnnotatorError
from annotator.model import Span
from annotator.sentences.rule_splitter import VERSION, split_sentences
from annotator.sentences.spacy_splitter import SpacySplitter

RULES = "rules"


@dataclass(frozen=True, slots=True)
class Splitter:
    """A sentence splitter.

    reference: its name and version, name@version: documents record it.
    split: from a text and the span of a paragraph to the sentences of that paragraph.
    """

    reference: str
    split: Callable[[str, Span], tuple[Span, ...]]


RULE_SPLITTER = Splitter(f"{RULES}@{VERSION}", split_sentences)

_PREFIX = "spacy:"


def load_splitter(name: str) -> Splitter:
    """Load a splitter by its name.

    name: `rules`, or `spacy:` and a pipeline, as in `spacy:en_core_web_sm`.
    Raises AnnotatorError if the name is unknown, the pipeline is not installed, or the pipeline
    sets no sentence boundaries.
    """
    if name == RULES:
        return RULE_SPLITTER
    model = name.removeprefix(_PREFIX)
    if not name.startswith(_PREFIX) or not model:
        raise AnnotatorError(
            f"expected {RULES} or {_PREFIX}NAME of an installed spaCy pipeline, got {name!r}"
        )
    loaded = SpacySplitter.load(model)
    return Splitter(loaded.reference, loaded)
