"""The JSON Schema of labels.yaml (draft 2020-12), for editors. Generated from the schema module.

An editor reads an unquoted `no` as a boolean and `2024` as a number, where the loader reads texts.
The JSON Schema therefore allows booleans and numbers wherever a text is expected.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from annotator.labels.schema import (
    FILE,
    LABEL,
    RULE,
    AnyOf,
    Key,
    ListOf,
    MappingOf,
    Number,
    OneOf,
    Section,
    Text,
    Texts,
    ValueType,
    YesNo,
)

Schema = dict[str, Any]

_SCALAR = ["string", "number", "boolean", "null"]
_YES_NO = ["yes", "no", "on", "off", "true", "false"]


def schema() -> Schema:
    """Build the JSON Schema of a label file."""
    rule_part = _part(RULE, "id")
    label_part = _part(_swapped(LABEL, "rules", ListOf(rule_part)), "name")
    named = _common()
    root = _record(FILE, named)
    for section in (LABEL, label_part):
        _shape(section, named)
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
    """The text of labels.schema.json."""
    return json.dumps(schema(), indent=1, ensure_ascii=False) + "\n"


def _part(section: Section, only: str) -> Section:
    """The section as a file that extends another needs it: only the key `only` is required."""
    keys = tuple(replace(key, required=key.name == only) for key in section.keys)
    said = section.help + " In a file that extends another, missing keys are taken from there."
    return Section(f"{section.name}_part", said, keys)


def _swapped(section: Section, name: str, shape: ValueType) -> Section:
    keys = tuple(replace(key, shape=shape) if key.name == name else key for key in section.keys)
    return Section(section.name, section.help, keys, section.exactly_one)


def _record(section: Section, named: dict[str, Schema]) -> Schema:
    found: Schema = {
        "description": section.help,
        "type": "object",
        "properties": {key.name: _property(key, named) for key in section.keys},
        "additionalProperties": False,
    }
    if section.required:
        found["required"] = list(section.required)
    if section.exactly_one:
        found["oneOf"] = [{"required": [name]} for name in section.exactly_one]
    return found


def _property(key: Key, named: dict[str, Schema]) -> Schema:
    return _shape(key.shape, named) | {"description": key.help}


def _reference(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _shape(shape: ValueType, named: dict[str, Schema]) -> Schema:
    match shape:
        case ListOf(of):
            return {"type": "array", "items": _shape(of, named)}
        case MappingOf(of):
            return {"type": "object", "additionalProperties": _shape(of, named)}
        case AnyOf(shapes):
            return {"anyOf": [_shape(one, named) for one in shapes]}
        case Section():
            if shape.name not in named:
                named[shape.name] = {}  # reserves the name: sections may refer to themselves
                named[shape.name] = _record(shape, named)
            return _reference(shape.name)
        case _:
            return _scalar(shape)


def _scalar(shape: Text | Texts | OneOf | YesNo | Number) -> Schema:
    match shape:
        case OneOf(choices):
            return {"enum": list(choices)}
        case Texts(choices) if choices:
            return _one_or_many({"enum": list(choices)})
        case Text(pattern) if pattern:
            return {"type": _SCALAR, "pattern": f"^(?:{pattern})$"}
        case _:
            return _reference(_COMMON[type(shape)])


def _one_or_many(one: Schema) -> Schema:
    return {"anyOf": [one, {"type": "array", "items": one, "minItems": 1}]}


_COMMON = {Text: "word", Texts: "words", YesNo: "yes_no", Number: "number"}


def _common() -> dict[str, Schema]:
    """Definitions of the types that many keys have."""
    spelled = [*_YES_NO, *(word.capitalize() for word in _YES_NO)]
    number = r"^[-+]?[0-9.]+(?:[eE][-+]?[0-9]+)?$"
    said = "A text. Unquoted no, 2024 and null are texts too."
    return {
        "word": {"description": said, "type": _SCALAR},
        "words": _one_or_many(_reference("word")),
        "yes_no": {"anyOf": [{"type": "boolean"}, {"enum": spelled}]},
        "number": {"type": ["number", "string"], "pattern": number},
    }
