"""The rows of a result: one for each suggestion, and one for each text that cannot be read.

Offsets are code points of the document's text, from 0, end exclusive; quote is text[start:end].
No cell is null: where a column does not apply it is "" or 0.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from annotator.model import Document, Suggestion

COLUMNS: Mapping[str, type] = {
    "id": str,  # the id of the document in the input
    "document_uid": str,  # its uid, see annotator.documents.document_uid
    "sentence": int,  # its number in the document, from 0, and its offsets
    "sentence_start": int,
    "sentence_end": int,
    "start": int,
    "end": int,
    "quote": str,
    "label": str,
    "rule": str,
    "rule_version": str,
    "tier": str,
    "voice": str,
    "attributes": str,  # a JSON object
    "triggers": str,  # a JSON list of [start, end]
    "frames": str,  # JSON: [start, end, label] of the claim that is framed, or ""
    "problem": str,  # why the text could not be read, and there is no suggestion; else ""
}
"""Name and type of each column, in order."""

Row = dict[str, Any]
"""The cells of a row, by column."""

_EMPTY: Row = {name: kind() for name, kind in COLUMNS.items()}


def suggestion_rows(
    name: str, document: Document, suggestions: Iterable[Suggestion]
) -> Iterator[Row]:
    """Yield a row for each suggestion of a document. name: its id in the input.

    Raises ValueError if a suggestion is outside of its text.
    """
    starts = [sentence.start for sentence in document.sentences]
    for one in suggestions:
        if one.span.end > len(document.text):
            raise ValueError(f"{one.rule} suggests {one.span} outside of document {document.uid}")
        number = max(0, bisect_right(starts, one.span.start) - 1)
        sentence = document.sentences[number]
        rule, _, version = one.rule.rpartition("@")
        yield {
            "id": name,
            "document_uid": document.uid,
            "sentence": number,
            "sentence_start": sentence.start,
            "sentence_end": sentence.end,
            "start": one.span.start,
            "end": one.span.end,
            "quote": one.span.of(document.text),
            "label": one.label,
            "rule": rule,
            "rule_version": version,
            "tier": str(one.tier),
            "voice": str(one.voice),
            "attributes": _json(dict(one.attributes)),
            "triggers": _json([[span.start, span.end] for span in one.triggers]),
            "frames": _json(list(one.frames)) if one.frames else "",
            "problem": "",
        }


def problem_row(name: str, problem: str) -> Row:
    """Return the row of a text that cannot be read."""
    return {**_EMPTY, "id": name, "attributes": "{}", "triggers": "[]", "problem": problem}


def _json(value: object) -> str:
    """Return canonical JSON, safe in any file."""
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )
