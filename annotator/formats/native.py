"""Write the native format, version 2: JSON Lines with all that a project holds, without loss.

docs/native-format.md describes the format, docs/native-format.schema.json is its JSON Schema, and
native_reader.py reads it.

Judgements are written as text at once, and all else by the json module: dictionaries for each
annotation would take most of the time. The bytes are those that the json module gives.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from json.encoder import encode_basestring
from typing import Any

from annotator.formats.canonical_form import (
    annotations_in_order,
    check_document,
    judgements_in_order,
    quote,
    readings_in_order,
    suggestions_in_order,
)
from annotator.formats.native_text import in_unit, without_text
from annotator.formats.protocols import OffsetUnit
from annotator.model import (
    AnnotatedDocument,
    Annotation,
    Attributes,
    Content,
    Dataset,
    DocumentSource,
    Judgement,
    Reading,
    Settlement,
    Span,
    Suggestion,
    SuggestionKey,
    Value,
)

FORMAT = "annotator"
VERSION = 2
OFFSET_UNITS = (OffsetUnit.CODE_POINT, OffsetUnit.UTF16)

_Json = dict[str, Any]
_BREAKS = re.compile("[\x85\u2028\u2029]")
_json = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode
_string = encode_basestring


def lines(
    dataset: Dataset, *, text: bool = True, offset_unit: OffsetUnit = OffsetUnit.CODE_POINT
) -> Iterator[str]:
    """Yield the file, line by line: a head, then a line for each document.

    text: False leaves texts and quotes out, as `annotator.formats.native_text` has it.
    offset_unit: what offsets count: code points or UTF-16 units.
    Raises ValueError for documents that are not in the order of their uids, and for a span that
    does not fit its text.
    """
    yield record_line(_head(dataset, offset_unit))
    last: str | None = None
    for one in dataset.documents:
        uid = one.document.uid
        if last is not None and uid <= last:
            raise ValueError(f"documents must be sorted by uid, each once: {uid} is after {last}")
        check_document(one)
        line = _document(one)
        if not text or offset_unit is not OffsetUnit.CODE_POINT:
            record = in_unit(json.loads(line), offset_unit)
            line = _json(record if text else without_text(record))
        yield text_line(line)
        last = uid


def _head(dataset: Dataset, offset_unit: OffsetUnit) -> _Json:
    return {
        "format": FORMAT,
        "version": VERSION,
        "offset_unit": offset_unit,
        "annotators": [
            {"name": name, "role": role} for name, role in sorted(dataset.annotators.items())
        ],
        "guideline": dataset.guideline,
        "guidelines": {
            uid: {"name": one.name, "definition": _sorted(one.definition)}
            for uid, one in sorted(dataset.guidelines.items())
        },
    }


def _document(one: AnnotatedDocument) -> str:
    document = one.document
    text = document.text
    begin = {
        "document": document.uid,
        "text": text,
        "meta": _sorted(document.meta),
        "blocks": [
            {
                "start": block.span.start,
                "end": block.span.end,
                "kind": block.kind,
                **({"form": block.form} if block.form else {}),
            }
            for block in document.blocks
        ],
        "sentences": [_quoted(span, text) for span in document.sentences],
        "splitter": document.splitter,
        "sources": [_source(source) for source in one.sources],
        "earlier_versions": list(one.earlier),
        "suggesters": _sorted(one.suggesters),
        "suggestions": [_suggestion(each, text) for each in suggestions_in_order(one)],
    }
    readings = _list(_reading(reading, text) for reading in readings_in_order(one))
    settled = f', "settlements": {_json(_settlements(one))}' if one.settlements else ""
    return f'{_json(begin)[:-1]}, "readings": {readings}{settled}}}'


def _source(source: DocumentSource) -> _Json:
    return {
        "path": source.path,
        "external_id": source.external_id,
        "meta": _sorted(source.meta),
        "imported_at": source.imported_at,
    }


def _suggestion(one: Suggestion, text: str) -> _Json:
    return {
        **_key(one.key, text),
        "rule": one.rule,
        "tier": one.tier,
        "voice": one.voice,
        "triggers": [_quoted(span, text) for span in one.triggers],
        "attributes": _sorted(one.attributes),
        "frames": None if one.frames is None else _key(one.frames, text),
        "suggester": one.suggester,
        "version": one.suggester_version,
    }


def _reading(reading: Reading, text: str) -> str:
    judgements = _list(
        _judgement(sentence, judgement, text)
        for sentence, judgement in judgements_in_order(reading.judgements)
    )
    return (
        f'{{"annotator": {_string(reading.annotator)}, "pass": {reading.pass_number}, '
        f'"judgements": {judgements}}}'
    )


def _judgement(sentence: Span | None, judgement: Judgement, text: str) -> str:
    annotations = _list(_annotation(one, text) for one in annotations_in_order(judgement))
    verdicts = [
        {**_key(key, text), "verdict": verdict}
        for key, verdict in sorted(judgement.verdicts.items())
    ]
    relations = [
        {"uid": uid, "kind": one.kind, "head": one.head, "tail": one.tail}
        for uid, one in sorted(judgement.relations.items())
    ]
    return (
        f'{{"sentence": {"null" if sentence is None else _quote(sentence, text)}, '
        f'"finished": {_truth(judgement.finished)}, '
        f'"finished_at": {_string(judgement.finished_at)}, '
        f'"cannot_judge": {_string(judgement.cannot_judge)}, '
        f'"shown": {_truth(judgement.shown)}, '
        f'"flagged": {_truth(judgement.flagged)}, '
        f'"note": {_string(judgement.note)}, '
        f'"annotations": {annotations}, '
        f'"verdicts": {_json(verdicts) if verdicts else "[]"}, '
        f'"relations": {_json(relations) if relations else "[]"}}}'
    )


def _annotation(one: Annotation, text: str) -> str:
    return (
        f'{{"uid": {_string(one.uid)}, '
        f'"label": {_string(one.label)}, '
        f'"fragments": {_list(_quote(fragment, text) for fragment in one.fragments)}, '
        f'"attributes": {_attributes(one.attributes)}, '
        f'"origin": {_string(one.origin)}, '
        f'"rule": {_string(one.rule)}, '
        f'"guideline": {_string(one.guideline)}, '
        f'"on_show": {_string(one.on_show)}, '
        f'"created_at": {_string(one.created_at)}, '
        f'"modified_at": {_string(one.modified_at)}}}'
    )


def _attributes(attributes: Attributes) -> str:
    values = (f"{_string(name)}: {_value(attributes[name])}" for name in sorted(attributes))
    return f"{{{', '.join(values)}}}"


def _value(value: Value) -> str:
    return _string(value) if type(value) is str else _json(_sorted(value))


def _truth(value: bool) -> str:
    return "true" if value else "false"


def _quote(span: Span, text: str) -> str:
    """The same as _quoted, as text."""
    words = _string(quote(text, span))
    return f'{{"start": {span.start}, "end": {span.end}, "text": {words}}}'


def _list(items: Iterable[str]) -> str:
    return f"[{', '.join(items)}]"


def _settlements(one: AnnotatedDocument) -> list[_Json]:
    ordered = sorted(one.settlements, key=lambda each: (each.at, each.actor, sorted(each.about)))
    return [_settlement(each, one.document.text) for each in ordered]


def _settlement(one: Settlement, text: str) -> _Json:
    return {
        "sentence": None if one.sentence is None else _quoted(one.sentence, text),
        "actor": one.actor,
        "at": one.at,
        "about": sorted(one.about),
        "kinds": list(one.kinds),
        "held": {name: held and _content(held, text) for name, held in sorted(one.held.items())},
        "seen": _sorted(one.seen),
        "settled_as": one.settled_as,
        "taken_from": list(one.taken_from),
        "made": [_content(each, text) for each in one.made],
        "gold": list(one.gold),
        "between_leads": one.between_leads,
        "policy": one.policy,
        "why": one.why,
        "note": one.note,
    }


def _content(one: Content, text: str) -> _Json:
    return {
        "label": one.label,
        "fragments": [_quoted(fragment, text) for fragment in one.fragments],
        "attributes": _sorted(one.attributes),
    }


def _key(key: SuggestionKey, text: str) -> _Json:
    start, end, label = key
    return {**_quoted(Span(start, end), text), "label": label}


def _quoted(span: Span, text: str) -> _Json:
    return {"start": span.start, "end": span.end, "text": quote(text, span)}


def _sorted(value: object) -> object:
    """Return a value with dicts for all mappings, their keys sorted."""
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, Mapping):
        return {key: _sorted(value[key]) for key in sorted(value)}
    if isinstance(value, list | tuple):
        return [_sorted(part) for part in value]
    return value


def record_line(record: _Json) -> str:
    """Return a record as one line."""
    return text_line(_json(record))


def text_line(text: str) -> str:
    """Return a record, which is JSON already, as one line."""
    return unbroken(text) + "\n"


def unbroken(text: str) -> str:
    """Return JSON without what some programs break lines at: U+0085, U+2028 and U+2029."""
    if text.isascii():
        return text
    return _BREAKS.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
