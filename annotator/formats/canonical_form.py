"""The form that every export has: offsets that are checked, and one order of everything.

Offsets must point at the text they quote. A failure here is a mistake of this program, not of its
user: hence ValueError. The same data always come in the same order, so they give the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from annotator.model import (
    AnnotatedDocument,
    Annotation,
    Judgement,
    Reading,
    Span,
    Suggestion,
)

# ------------------------------------------------------------------------------- offsets


def check_document(one: AnnotatedDocument) -> None:
    """Raise ValueError for a span outside of its text, a quote that differs, or a wrong uid.

    Also for readings of other documents, and for two readings by one annotator in one pass.
    """
    document = one.document
    for span in (*document.sentences, *(block.span for block in document.blocks)):
        quote(document.text, span)
    for suggestion in one.suggestions:
        _check_suggestion(suggestion, document.text)
    seen: set[tuple[str, int]] = set()
    for reading in one.readings:
        if reading.document != document:
            raise ValueError(f"two different documents have the uid {document.uid}")
        whose = (reading.annotator, reading.pass_number)
        if whose in seen:
            raise ValueError(f"two readings of {document.uid} by {whose[0]} in pass {whose[1]}")
        seen.add(whose)
        for sentence, judgement in reading.judgements.items():
            if sentence is not None:
                _check_end(sentence, document.text)
            _check_judgement(judgement, document.text)


def quote(text: str, span: Span) -> str:
    """Return the characters of the span. Raises ValueError if it ends outside of the text."""
    _check_end(span, text)
    return text[span.start : span.end]


def _check_end(span: Span, text: str) -> None:
    if span.end > len(text):
        raise ValueError(f"{span} is outside of a text of {len(text)} characters")


def quoted_spans(value: object) -> Iterator[Mapping[str, object]]:
    """Yield the quoted spans in an attribute value: mappings of start, end and text."""
    if value is None or isinstance(value, str | int | float):
        return
    if isinstance(value, Mapping) and value.keys() == {"start", "end", "text"}:
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from quoted_spans(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from quoted_spans(part)


def quote_is_right(found: Mapping[str, object], text: str) -> bool:
    """Return True if the text between start and end of a quoted span is the quoted text."""
    start, end = found["start"], found["end"]
    if type(start) is not int or type(end) is not int:
        return False
    return 0 <= start < end <= len(text) and text[start:end] == found["text"]


def _check_suggestion(suggestion: Suggestion, text: str) -> None:
    for span in (suggestion.span, *suggestion.triggers):
        quote(text, span)
    if suggestion.frames is not None:
        quote(text, suggestion.frames.span)
    _check_attributes(f"a suggestion of {suggestion.rule}", suggestion.attributes, text)


def _check_judgement(judgement: Judgement, text: str) -> None:
    for uid, annotation in judgement.annotations.items():
        _check_uid(uid, annotation.uid)
        _check_end(annotation.fragments[-1], text)  # the last one: they are in order
        _check_attributes(f"annotation {uid}", annotation.attributes, text)
    for uid, relation in judgement.relations.items():
        _check_uid(uid, relation.uid)
    for start, end, _ in judgement.verdicts:
        quote(text, Span(start, end))


def _check_attributes(whose: str, attributes: Mapping[str, object], text: str) -> None:
    for value in attributes.values():
        if isinstance(value, str):
            continue
        for found in quoted_spans(value):
            if not quote_is_right(found, text):
                raise ValueError(f"{whose} quotes what is not there: {found}")


def _check_uid(key: str, uid: str) -> None:
    if key != uid:
        raise ValueError(f"filed under {key}, but its uid is {uid}")


# --------------------------------------------------------------------------------- order


def sentence_order(sentence: Span | None) -> tuple[int, int]:
    """Return a key to sort by: the document as a whole first, then the order of the text."""
    return (sentence.start, sentence.end) if sentence else (-1, -1)


def judgements_in_order(
    judgements: Mapping[Span | None, Judgement],
) -> list[tuple[Span | None, Judgement]]:
    """Sort judgements: the document as a whole first, then sentences in the order of the text."""
    return sorted(judgements.items(), key=lambda item: sentence_order(item[0]))


def annotations_in_order(judgement: Judgement) -> list[Annotation]:
    """Sort annotations by start, longer ones first, then by label and uid."""
    return sorted(judgement.annotations.values(), key=_place_of_annotation)


def _place_of_annotation(one: Annotation) -> tuple[int, int, str, str]:
    return (one.fragments[0].start, -one.fragments[-1].end, one.label, one.uid)


def suggestions_in_order(document: AnnotatedDocument) -> list[Suggestion]:
    """Sort suggestions by start, longer ones first, then by label and suggester."""
    return sorted(
        document.suggestions,
        key=lambda one: (one.span.start, -one.span.end, one.label, one.suggester),
    )


def readings_in_order(document: AnnotatedDocument) -> list[Reading]:
    """Sort readings by annotator, then by pass."""
    return sorted(document.readings, key=lambda one: (one.annotator, one.pass_number))
