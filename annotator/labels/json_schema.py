"""The JSON Schema of labels.yaml (draft 2020-12), for editors: made from the loader's own tables.

An editor reads an unquoted `no` as a boolean and `2024` as a number, where the loader reads the
words as typed: the schema lets both stand wherever a text is wanted.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from annotator.labels.schema import FILE, LABEL, RULE
from annotator.labels.schema_types import (
    Choice,
    Either,
    Key,
    Many,
    Named,
    Number,
    Record,
    Shape,
    Word,
    Words,
    YesNo,
)

Schema = dict[str, Any]

_SCALAR = ["string", "number", "boolean", "null"]
_YES_NO = ["yes", "no", "on", "off", "true", "false"]


def schema() -> Schema:
    """The whole schema, as JSON."""
    rule_part = _part(RULE, "id")
    label_part = _part(_swapped(LABEL, "rules", Many(rule_part)), "name")
    named = _common()
    root = _record(FILE, named)
    for record in (LABEL, label_part):
        _shape(record, named)
    root["properties"]["labels"] |= {"items": True}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "labels.yaml of annotator",
        **root,
        "if": {"required": ["extends"]},
        "then": {"properties": {"labels": {"items": _reference(label_part.name)}}},
        "else": {
            "required": ["labels"],
            "properties": {"labels": {"items": _reference(LABEL.name)}},
        },
        "$defs": dict(sorted(named.items())),
    }


def text() -> str:
    """The schema as it is shipped."""
    return json.dumps(schema(), indent=1, ensure_ascii=False) + "\n"


def _part(record: Record, only: str) -> Record:
    """The record in a file that extends another: what is not given comes from there."""
    keys = tuple(replace(key, required=key.name == only) for key in record.keys)
    said = record.help + " In a file that extends another, what is left out comes from there."
    return Record(f"{record.name}_part", said, keys)


def _swapped(record: Record, name: str, shape: Shape) -> Record:
    keys = tuple(replace(key, shape=shape) if key.name == name else key for key in record.keys)
    return Record(record.name, record.help, keys, record.exactly_one)


def _record(record: Record, named: dict[str, Schema]) -> Schema:
    found: Schema = {
        "description": record.help,
        "type": "object",
        "properties": {key.name: _property(key, named) for key in record.keys},
        "additionalProperties": False,
    }
    if record.required:
        found["required"] = list(record.required)
    if record.exactly_one:
        found["oneOf"] = [{"required": [name]} for name in record.exactly_one]
    return found


def _property(key: Key, named: dict[str, Schema]) -> Schema:
    return _shape(key.shape, named) | {"description": key.help}


def _reference(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _shape(shape: Shape, named: dict[str, Schema]) -> Schema:
    match shape:
        case Many(of):
            return {"type": "array", "items": _shape(of, named)}
        case Named(of):
            return {"type": "object", "additionalProperties": _shape(of, named)}
        case Either(shapes):
            return {"anyOf": [_shape(one, named) for one in shapes]}
        case Record():
            if shape.name not in named:
                named[shape.name] = {}  # its place, while it is made
                named[shape.name] = _record(shape, named)
            return _reference(shape.name)
        case _:
            return _scalar(shape)


def _scalar(shape: Word | Words | Choice | YesNo | Number) -> Schema:
    match shape:
        case Choice(choices):
            return {"enum": list(choices)}
        case Words(choices) if choices:
            return _one_or_many({"enum": list(choices)})
        case Word(pattern) if pattern:
            return {"type": _SCALAR, "pattern": f"^(?:{pattern})$"}
        case _:
            return _reference(_COMMON[type(shape)])


def _one_or_many(one: Schema) -> Schema:
    return {"anyOf": [one, {"type": "array", "items": one, "minItems": 1}]}


_COMMON = {Word: "word", Words: "words", YesNo: "yes_no", Number: "number"}


def _common() -> dict[str, Schema]:
    """What stands behind many keys."""
    spelled = [*_YES_NO, *(word.capitalize() for word in _YES_NO)]
    number = r"^[-+]?[0-9.]+(?:[eE][-+]?[0-9]+)?$"
    said = "A text. Unquoted no, 2024 or null are read as typed."
    return {
        "word": {"description": said, "type": _SCALAR},
        "words": _one_or_many(_reference("word")),
        "yes_no": {"anyOf": [{"type": "boolean"}, {"enum": spelled}]},
        "number": {"type": ["number", "string"], "pattern": number},
    }
