"""Occurrences of words: where else a document has them, as suggestions to be confirmed.

Whole words are found in any case and with any white space between them, inside one sentence. A
suggestion has the label that the person chose, and the attribute values that the text gives.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from annotator.annotations.attribute_values import fitting_values
from annotator.canonical_json import content_id
from annotator.model import (
    Annotation,
    Document,
    Label,
    Span,
    Suggestion,
    Tier,
    Voice,
)

RULE = "occurrences"
"""The id in the rule references of such suggestions; the version names label and words."""

VERSION = "1"
"""Of this way to find occurrences, for runs of the suggester."""


def rule_of(label: str, words: str) -> str:
    """The rule reference of the occurrences of some words, whatever their case and white space."""
    version = content_id([label, " ".join(words.casefold().split())]).rpartition(":")[2][:8]
    return f"{RULE}@{version}"


def find(text: str, sentences: Iterable[Span], words: str) -> list[Span]:
    """The occurrences of words in sentences of a text, in order.

    Raises ValueError for words without a letter, digit or sign.
    """
    parts = words.split()
    if not parts:
        raise ValueError("no words to look for")
    start = r"(?<!\w)" if re.match(r"\w", parts[0][0]) else ""
    end = r"(?!\w)" if re.match(r"\w", parts[-1][-1]) else ""
    pattern = re.compile(start + r"\s+".join(map(re.escape, parts)) + end, re.IGNORECASE)
    return [
        Span(*found.span())
        for sentence in sentences
        for found in pattern.finditer(text, sentence.start, sentence.end)
    ]


def unmarked(
    spans: Iterable[Span], label: str, held: Iterable[Annotation], known: Iterable[Suggestion]
) -> list[Span]:
    """The spans that no annotation of the label overlaps, and no suggestion of it has exactly."""
    marked = [part for one in held if one.label == label for part in one.fragments]
    suggested = {one.span for one in known if one.label == label}
    return [
        span
        for span in spans
        if span not in suggested and not any(part.overlaps(span) for part in marked)
    ]


def suggestions(
    document: Document, spans: Sequence[Span], label: Label, suggester: str, words: str
) -> list[Suggestion]:
    """Suggestions of a label on spans of a document, each inside one of its sentences."""
    from annotator.attribution import quotations  # noqa: PLC0415 - not at the start of the app
    from annotator.attribution.claims import claim_attributes  # noqa: PLC0415

    if not spans:
        return []
    found = quotations(document.text, [block.span for block in document.blocks])
    rule = rule_of(label.name, words)
    made = []
    for span in spans:
        at = next(n for n, one in enumerate(document.sentences) if one.contains(span))
        before = document.sentences[at - 1] if at else None
        values = claim_attributes(document.text, span, document.sentences[at], before, found)
        made.append(
            Suggestion(
                span=span,
                label=label.name,
                rule=rule,
                tier=Tier.HIGH,
                voice=Voice(str(values["voice"])),
                triggers=(span,),
                attributes=fitting_values(label.attributes, values),
                suggester=suggester,
                suggester_version=VERSION,
            )
        )
    return made
