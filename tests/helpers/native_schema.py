"""The published JSON Schema of the native format, and lines checked against it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

import jsonschema

from tests.helpers.paths import ROOT


def check_line(line: str) -> None:
    """Raise ValidationError if a line is neither a head nor a document as published."""
    record = json.loads(line)
    name = "head" if "format" in record else "document"
    _validator(name, with_text=record.get("text") is not None).validate(record)


def checked(lines: Iterable[str]) -> Iterator[str]:
    """The lines, each checked: for lines that the program of the tests has not written."""
    for line in lines:
        check_line(line)
        yield line


@cache
def _validator(name: str, *, with_text: bool) -> jsonschema.Draft202012Validator:
    """with_text: quotes need their words, which the schema asks of files with texts alone."""
    schema = json.loads((ROOT / "docs" / "native-format.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    del schema["oneOf"]
    if with_text:
        for quote in _quotes(schema["$defs"]):
            quote["required"].append("text")
    return jsonschema.Draft202012Validator({**schema, "$ref": f"#/$defs/{name}"})


def _quotes(schema: object) -> Iterator[dict[str, Any]]:
    """The objects in a schema that have start, end and text."""
    if isinstance(schema, dict):
        if {"start", "end", "text"} <= schema.get("properties", {}).keys():
            yield schema
        schema = list(schema.values())
    if isinstance(schema, list):
        for part in schema:
            yield from _quotes(part)
