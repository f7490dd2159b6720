"""Words with a label, as the library shows them: an annotation or a suggestion."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from annotator.model import Annotation, Document, Suggestion, Value


@dataclass(frozen=True, slots=True)
class LabelledSpan:
    """Words with a label: an annotation by a person, or a suggestion.

    start, end: code points of the document's text, from 0, end exclusive.
    text: text[start:end] of the document; fragments: [start, end) of each piece of it, several if
        the annotation is discontinuous.
    by: the annotator; '' for a suggestion. origin: how the annotation was made: accepted, edited,
        manual or gold; suggested for a suggestion.
    rule: id@version of the rule that proposed it, '' for none. tier: of a suggestion.
    attributes: values by name.
    """

    label: str
    start: int
    end: int
    text: str
    fragments: tuple[tuple[int, int], ...]
    by: str = ""
    origin: str = "suggested"
    rule: str = ""
    tier: str = ""
    attributes: Mapping[str, Value] = field(default_factory=dict)


def annotation_span(document: Document, annotation: Annotation, by: str) -> LabelledSpan:
    """An annotation with its text."""
    span = annotation.span
    return LabelledSpan(
        label=annotation.label,
        start=span.start,
        end=span.end,
        text=span.of(document.text),
        fragments=tuple((part.start, part.end) for part in annotation.fragments),
        by=by,
        origin=str(annotation.origin),
        rule=annotation.rule,
        attributes=annotation.attributes,
    )


def suggestion_span(document: Document, suggestion: Suggestion) -> LabelledSpan:
    """A suggestion with its text."""
    span = suggestion.span
    return LabelledSpan(
        label=suggestion.label,
        start=span.start,
        end=span.end,
        text=span.of(document.text),
        fragments=((span.start, span.end),),
        rule=suggestion.rule,
        tier=str(suggestion.tier),
        attributes=suggestion.attributes,
    )
