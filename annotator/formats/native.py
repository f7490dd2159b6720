"""Write the native format: JSON Lines with everything that annotators hold, without loss.

docs/native-format.md describes the format; native_reader.py reads it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence

from annotator.formats.canonical_form import (
    annotations_in_order,
    check_offsets,
    judgements_in_order,
    quote,
)
from annotator.model import Annotation, Document, Judgement, LabelSet, OnShow, Reading, Span

FORMAT = "annotator"
VERSION = 1
OFFSET_UNIT = "codepoint"

_Json = dict[str, object]
_BREAKS = {ord(mark): f"\\u{ord(mark):04x}" for mark in "\x85\u2028\u2029"}


def lines(readings: Iterable[Reading], label_set: LabelSet) -> Iterator[str]:
    """Yield the file, line by line: a head, then a line for each document with all its readings.

    readings: in any order, one for each annotator and document. They are held in memory, because
        those of one document are written together. Documents are sorted by uid.
    label_set: the current one; every annotation names the one it was made with.
    """
    by_document = _by_document(readings)
    annotators = sorted({one.annotator for group in by_document.values() for one in group})
    yield _line(_head(label_set, annotators))
    for group in by_document.values():
        yield _line(_document(group[0].document, group))


def _by_document(readings: Iterable[Reading]) -> dict[str, list[Reading]]:
    """Return the readings of each document, by uid, each sorted by annotator."""
    found: dict[str, dict[str, Reading]] = {}
    for reading in readings:
        check_offsets(reading)
        group = found.setdefault(reading.document.uid, {})
        first = next(iter(group.values()), reading)
        if first.document != reading.document:
            raise ValueError(f"two different documents have the uid {reading.document.uid}")
        if reading.annotator in group:
            raise ValueError(f"two readings of {reading.document.uid} by {reading.annotator}")
        group[reading.annotator] = reading
    return {uid: [group[name] for name in sorted(group)] for uid, group in sorted(found.items())}


def _head(label_set: LabelSet, annotators: Sequence[str]) -> _Json:
    return {
        "format": FORMAT,
        "version": VERSION,
        "offset_unit": OFFSET_UNIT,
        "label_set": {
            "uid": label_set.uid,
            "name": label_set.name,
            "labels": [label.name for label in label_set.labels],
        },
        "annotators": list(annotators),
    }


def _document(document: Document, readings: Iterable[Reading]) -> _Json:
    return {
        "document": document.uid,
        "text": document.text,
        "meta": _sorted(document.meta),
        "blocks": [
            {"start": block.span.start, "end": block.span.end, "kind": str(block.kind)}
            for block in document.blocks
        ],
        "sentences": [_quoted(span, document.text) for span in document.sentences],
        **_if_known(splitter=document.splitter),
        "readings": [
            {
                "annotator": reading.annotator,
                "judgements": [
                    _judgement(sentence, judgement, document.text)
                    for sentence, judgement in judgements_in_order(reading.judgements)
                ],
            }
            for reading in readings
        ],
    }


def _judgement(sentence: Span | None, judgement: Judgement, text: str) -> _Json:
    return {
        "sentence": None if sentence is None else _quoted(sentence, text),
        "finished": judgement.finished,
        "shown": judgement.shown,
        **_if_known(finished_at=judgement.finished_at),
        "flagged": judgement.flagged,
        "note": judgement.note,
        "annotations": [_annotation(one, text) for one in annotations_in_order(judgement)],
        "verdicts": [
            {**_quoted(Span(start, end), text), "label": label, "verdict": str(verdict)}
            for (start, end, label), verdict in sorted(judgement.verdicts.items())
        ],
        "relations": [
            {"uid": uid, "kind": one.kind, "head": one.head, "tail": one.tail}
            for uid, one in sorted(judgement.relations.items())
        ],
    }


def _annotation(annotation: Annotation, text: str) -> _Json:
    return {
        "uid": annotation.uid,
        "label": annotation.label,
        "fragments": [_quoted(fragment, text) for fragment in annotation.fragments],
        "attributes": _sorted(annotation.attributes),
        "origin": str(annotation.origin),
        "rule": annotation.rule,
        "label_set": annotation.guideline,
        **_if_known(
            on_show="" if annotation.on_show is OnShow.UNKNOWN else str(annotation.on_show),
            created_at=annotation.created_at,
            modified_at=annotation.modified_at,
        ),
    }


def _if_known(**values: str) -> _Json:
    """The values that are not empty: files of earlier programs have none of them."""
    return {name: value for name, value in values.items() if value}


def _quoted(span: Span, text: str) -> _Json:
    return {"start": span.start, "end": span.end, "text": quote(text, span)}


def _sorted(value: Mapping[str, object]) -> _Json:
    return {key: _sorted_inside(value[key]) for key in sorted(value)}


def _sorted_inside(value: object) -> object:
    if isinstance(value, Mapping):
        return _sorted(value)
    if isinstance(value, list | tuple):
        return [_sorted_inside(part) for part in value]
    return value


def _line(record: _Json) -> str:
    """Return a record as one line, also for programs that break lines at U+0085 or U+2028."""
    text = json.dumps(record, ensure_ascii=False, allow_nan=False)
    return text.translate(_BREAKS) + "\n"
