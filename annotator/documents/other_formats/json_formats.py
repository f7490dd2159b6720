"""JSON and JSON Lines: which tool wrote a file, and whether a record holds annotations.

A text that begins with a bracket is JSON only if it is valid JSON as far as it is seen.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Set
from dataclasses import replace
from typing import Any

from annotator.documents.other_formats import catalogue
from annotator.documents.other_formats.catalogue import OtherFormat, annotated

_DECODER = json.JSONDecoder(strict=False, parse_int=str, parse_float=str)
_CUT = 12  # characters: the longest piece of JSON without a quotation mark that may be cut
_OBJECT = re.compile(r'\[?\s*\{\s*"[^"\n]{1,60}"\s*:')  # damaged later, perhaps
_TUPLES = re.compile(r"\[\s*\[")
_CROISSANT = re.compile(r"mlcommons\.org/(?:croissant|schema)")
_OUR_SUGGESTION = frozenset({"document_uid", "rule_version"})
_NOTHING: tuple[object, ...] = (None, "", [], {})
_KEY = re.compile(r'"([^"\\]{1,60})"\s*:')

_TOOLS: tuple[tuple[frozenset[str], str], ...] = (
    (frozenset({"annotations_and_examples"}), "LightTag"),
    (frozenset({"from_name", "to_name"}), "Label Studio"),
    (frozenset({"data", "predictions"}), "Label Studio"),
    (frozenset({"data", "annotations"}), "Label Studio"),
    (frozenset({"completions", "result"}), "Label Studio"),
    (frozenset({"annotation_id", "lead_time"}), "Label Studio"),
    (frozenset({"annotator", "lead_time"}), "Label Studio"),
    (frozenset({"%FEATURE_STRUCTURES"}), "UIMA CAS"),
    (frozenset({"%TYPES"}), "UIMA CAS"),
    (frozenset({"phrase-level-annotations"}), "BASIL"),
    (frozenset({"article-level-annotations"}), "BASIL"),
    (frozenset({"triplet-uuid"}), "BASIL"),
    (frozenset({"claim", "questions"}), "AVeriTeC"),
    (frozenset({"claim", "fact_checking_strategies"}), "AVeriTeC"),
    (frozenset({"instance_id_ordering"}), "Potato"),
    (frozenset({"denotations"}), "PubAnnotation"),
    (frozenset({"anncomplete"}), "tagtog"),
    (frozenset({"systemPropertyDefinitions"}), "CATMA"),
    (frozenset({"annotation_id", "annotates", "bodies"}), "Recogito"),
    (frozenset({"paragraphs", "sentences", "tokens"}), "spaCy"),
    (frozenset({"prediction_agent"}), "Argilla"),
    (frozenset({"annotation_agent"}), "Argilla"),
    (frozenset({"fields", "responses"}), "Argilla"),
    (frozenset({"fields", "suggestions"}), "Argilla"),
    (frozenset({"label_name"}), "labelbuddy"),
    (frozenset({"name", "shortcut_key"}), "labelbuddy"),
    (frozenset({"_task_hash"}), "Prodigy"),
    (frozenset({"_input_hash"}), "Prodigy"),
    (frozenset({"spans", "answer"}), "Prodigy"),
    (frozenset({"span_annotations"}), "Potato"),
    (frozenset({"label_annotations"}), "Potato"),
    (frozenset({"start_offset", "end_offset"}), "doccano"),
    (frozenset({"label", "Comments"}), "doccano"),
    (frozenset({"labels", "annotation_approver"}), "doccano"),
    (frozenset({"ents", "tokens"}), "spaCy"),
    (frozenset({"target", "selector", "uri"}), "Hypothesis"),
)
"""Keys that only one tool writes, in order of preference."""

ANNOTATION_KEYS = frozenset({
    "accept", "annotation", "annotations", "answer", "cats", "completions", "denotations",
    "entities", "ents", "label", "label_annotations", "labels", "prediction", "predictions",
    "relations", "responses", "span_annotations", "spans", "_input_hash", "_task_hash",
})  # fmt: skip
"""Keys of a record that hold what annotators decided, or what a tool knows about it."""


def recognise_json(text: str, suffix: str, *, cut: bool) -> OtherFormat | None:
    """The JSON format of a text; None if it is not JSON, or is JSON Lines to be read as such.

    suffix: the remedy depends on it for JSON Lines. cut: the text goes on in the file.
    """
    start = text.lstrip()
    if start[:1] not in {"{", "["}:
        return None
    is_lines = suffix in {".jsonl", ".ndjson"}
    try:
        value, end = _DECODER.raw_decode(start)
    except RecursionError:
        return None if is_lines else catalogue.JSON
    except json.JSONDecodeError as error:
        if is_lines and start[0] == "{":
            return None  # the reader names the line
        is_json = _OBJECT.match(start) or (cut and _is_open(error, start))
        return _document(start) if is_json else None
    rest = start[end:].strip()
    if isinstance(value, dict) and (rest.startswith("{") or "\n" not in start[:end]):
        return _named_lines(value, is_named=is_lines)
    return None if rest else _document(start)  # [1] The mayor said


def _is_open(error: json.JSONDecodeError, text: str) -> bool:
    """Return True if the error is only that the text ends too early."""
    at_end = error.msg.startswith("Unterminated string") or error.pos > len(text) - _CUT
    return error.pos > 1 and at_end


def _named_lines(record: dict[str, Any], *, is_named: bool) -> OtherFormat | None:
    """The format of JSON Lines by the first record.

    is_named: the suffix says that they are JSON Lines; None if they can be read.
    """
    if record.get("format") == "annotator":
        return catalogue.NATIVE
    found = annotated_record(record)
    if found or is_named:
        return found
    return catalogue.JSON_LINES if "text" in record or "html" in record else catalogue.JSON


def _document(text: str) -> OtherFormat:
    """The format of one JSON value, by the keys in what is seen of it."""
    keys = set(_KEY.findall(text))
    if "http://www.w3.org/ns/anno" in text:
        return annotated("CATMA" if "CATMA_" in text else "the W3C model", "JSON")
    if _CROISSANT.search(text):
        return catalogue.CROISSANT
    if {"nbformat", "cells"} <= keys:
        return catalogue.NOTEBOOK
    tool = _tool(keys)
    if tool is None and _TUPLES.match(text) and "entities" in keys:
        tool = "spaCy"
    if tool is None and "text" in keys and keys & ANNOTATION_KEYS:
        tool = catalogue.OTHER_TOOL
    return annotated(tool, "JSON") if tool else catalogue.JSON


def _tool(keys: Set[str]) -> str | None:
    """The tool that writes such keys."""
    return next((tool for needed, tool in _TOOLS if needed <= keys), None)


# --------------------------------------------------------------------- records of JSON Lines


def annotated_record(record: Mapping[str, Any], kind: str = "JSON Lines") -> OtherFormat | None:
    """The format of a record that holds annotations, beside its text or without one.

    kind: of the file, such as CSV.
    None for a text with metadata: keys without a value, `label: []`, hold no annotation.
    """
    if record.keys() >= _OUR_SUGGESTION:
        return catalogue.OUR_SUGGESTIONS
    found = sorted(key for key in ANNOTATION_KEYS & record.keys() if record[key] not in _NOTHING)
    tool = _tool(_all_keys(record)) if found or "text" not in record else None
    if not found:
        return annotated(tool, kind) if tool else None
    tool = tool or ("doccano" if _has_offsets(record) else catalogue.OTHER_TOOL)
    listed = ", ".join(f"`{key}`" for key in found)
    fix = catalogue.texts_alone(tool, listed, is_table=kind not in {"JSON", "JSON Lines"})
    return replace(annotated(tool, kind), fix=fix)


def _all_keys(record: Mapping[str, Any]) -> set[str]:
    """The keys of a record and of all objects in it."""
    keys: set[str] = set()
    waiting: list[Any] = [record]
    while waiting:
        value = waiting.pop()
        if isinstance(value, Mapping):
            keys |= value.keys()
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
    return keys


def _has_offsets(record: Mapping[str, Any]) -> bool:
    """Return True for labels as doccano writes them: [start, end, label]."""
    labels = record.get("label") or record.get("labels")
    return isinstance(labels, list) and isinstance(labels[0], list) and len(labels[0]) == 3
