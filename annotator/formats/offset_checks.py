"""What every export makes sure of before it writes: offsets point at what they claim to.

A failure here is a mistake of this program, not of its user: hence ValueError.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from annotator.model import Annotation, Judgement, Reading, Span


def check(reading: Reading) -> None:
    """Refuse a reading whose spans are not inside its text, or whose uids do not fit."""
    text = reading.document.text
    for span in (*reading.document.sentences, *(block.span for block in reading.document.blocks)):
        quote(text, span)
    for sentence, judgement in reading.judgements.items():
        if sentence is not None:
            quote(text, sentence)
        _check_judgement(judgement, text)


def quote(text: str, span: Span) -> str:
    """The characters of the span."""
    if span.end > len(text):
        raise ValueError(f"{span} is outside of a text of {len(text)} characters")
    return span.of(text)


def quotes(value: object) -> Iterator[Mapping[str, object]]:
    """The stretches of the document in an attribute's value: dicts of start, end and text."""
    if isinstance(value, Mapping) and value.keys() == {"start", "end", "text"}:
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from quotes(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from quotes(part)


def holds(found: Mapping[str, object], text: str) -> bool:
    """Whether start and end of a quoted stretch really enclose its text."""
    start, end = found["start"], found["end"]
    if type(start) is not int or type(end) is not int:
        return False
    return 0 <= start < end <= len(text) and text[start:end] == found["text"]


def _check_judgement(judgement: Judgement, text: str) -> None:
    for uid, annotation in judgement.annotations.items():
        _same(uid, annotation.uid)
        _check_annotation(annotation, text)
    for uid, relation in judgement.relations.items():
        _same(uid, relation.uid)
    for start, end, _ in judgement.verdicts:
        quote(text, Span(start, end))


def _check_annotation(annotation: Annotation, text: str) -> None:
    for fragment in annotation.fragments:
        quote(text, fragment)
    for found in quotes(dict(annotation.attributes)):
        if not holds(found, text):
            raise ValueError(f"annotation {annotation.uid} quotes what is not there: {found}")


def _same(key: str, uid: str) -> None:
    if key != uid:
        raise ValueError(f"filed under {key}, but its uid is {uid}")
