"""The published JSON Schema of the native format, and lines checked against it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import cache

import jsonschema

from tests.helpers.paths import ROOT


def check_line(line: str) -> None:
    """Raise ValidationError if a line is neither a head nor a document as published."""
    record = json.loads(line)
    _validator("head" if "format" in record else "document").validate(record)


def checked(lines: Iterable[str]) -> Iterator[str]:
    """The lines, each checked: for lines that the program of the tests has not written."""
    for line in lines:
        check_line(line)
        yield line


@cache
def _validator(name: str) -> jsonschema.Draft202012Validator:
    schema = json.loads((ROOT / "docs" / "native-format.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    del schema["oneOf"]
    return jsonschema.Draft202012Validator({**schema, "$ref": f"#/$defs/{name}"})
