"""Sentences: where one ends and the next begins, by our own rules or by a spaCy pipeline.

`load_splitter` chooses a splitter by its name. `rules` is our own (rule_splitter). `spacy:NAME`
takes the sentences of an installed spaCy pipeline (spacy_splitter); NAME is the name of its package
or the path of its folder. Every splitter returns spans that are trimmed, disjoint and in order, and
that cover all of the paragraph except white space. `document_language` says in which language the
rules read a document.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from annotator.errors import AnnotatorError
from annotator.model import Span
from annotator.sentences.language import ENGLISH, document_language
from annotator.sentences.language_splitter import split_in_language
from annotator.sentences.rule_splitter import VERSION, split_sentences
from annotator.sentences.spacy_splitter import SpacySplitter

__all__ = [
    "ENGLISH",
    "RULES",
    "RULE_SPLITTER",
    "Splitter",
    "document_language",
    "load_splitter",
]

RULES = "rules"


@dataclass(frozen=True, slots=True)
class Splitter:
    """A sentence splitter.

    reference: its name and version, name@version: documents record it.
    split: from a text, the span of a paragraph and the language of the document (its code) to the
        sentences of that paragraph.
    """

    reference: str
    split: Callable[[str, Span, str], tuple[Span, ...]]


def _split_by_rules(text: str, paragraph: Span, language: str) -> tuple[Span, ...]:
    """The sentences of a paragraph by the rules of its language."""
    if language == ENGLISH:
        return split_sentences(text, paragraph)
    return split_in_language(text, paragraph, language)


RULE_SPLITTER = Splitter(f"{RULES}@{VERSION}", _split_by_rules)

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
