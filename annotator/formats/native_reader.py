"""Read the native format, or report every problem in a file with its line."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from annotator.errors import AnnotatorError, DataError, Problem
from annotator.formats.canonical_form import quote_is_right, quoted_spans
from annotator.formats.native import FORMAT, OFFSET_UNIT, VERSION
from annotator.model import (
    Annotation,
    Block,
    BlockKind,
    Document,
    Judgement,
    OnShow,
    Origin,
    Reading,
    Relation,
    Span,
    SuggestionKey,
    Verdict,
)
from annotator.old_words import block_kind

_Value = TypeVar("_Value")
_Key = TypeVar("_Key")
_Json = Mapping[str, Any]

_EXPORT_AGAIN = "Export it again, or correct the line; docs/native-format.md describes the format."
_OFFSETS = "Offsets are Unicode code points of the document's text from 0, end exclusive."
_NAMES = {
    dict: "an object",
    list: "a list",
    str: "a text",
    int: "a whole number",
    bool: "true or false",
}


def read(path: Path) -> tuple[Reading, ...]:
    """Return all readings of a file, in the order of the file.

    Raises DataError with every problem found: in each line the first error of its structure, and
    every quote that differs from the text.
    """
    problems: list[Problem] = []
    readings: list[Reading] = []
    seen: set[tuple[str, str]] = set()
    for number, raw in enumerate(_raw_lines(path), start=1):
        line_problems = _LineProblems(path, number)
        try:
            record = _json(raw)
            if number == 1:
                _check_head(record)
            else:
                readings += _new(_readings(record, line_problems), seen)
        except _MalformedError as error:
            line_problems.add(str(error), _EXPORT_AGAIN)
        problems += line_problems.problems
        if number == 1 and problems:
            break  # a file of another format: what follows would only be noise
    if problems:
        raise DataError(*problems)
    return tuple(readings)


def _new(readings: list[Reading], seen: set[tuple[str, str]]) -> list[Reading]:
    """Return the readings. None may be of a document and annotator seen before."""
    for one in readings:
        place = (one.document.uid, one.annotator)
        if place in seen:
            raise _MalformedError(f"{one.annotator!r} has a reading of {place[0]!r} already")
        seen.add(place)
    return readings


class _MalformedError(Exception):
    """A line does not have the structure of the format."""


class _LineProblems:
    """Collects the problems of one line."""

    def __init__(self, path: Path, line: int) -> None:
        self.path = path
        self.line = line
        self.problems: list[Problem] = []

    def add(self, problem: str, fix: str) -> None:
        self.problems.append(Problem(self.path, self.line, problem, fix))


def _raw_lines(path: Path) -> list[str]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise AnnotatorError(f"cannot read {path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise DataError(
            Problem(path, line, "expected UTF-8 text", "Save the file as UTF-8.")
        ) from error
    lines = text.removesuffix("\n").split("\n")
    if lines == [""]:
        raise DataError(Problem(path, 0, "expected a head line, the file is empty", _EXPORT_AGAIN))
    return lines


def _json(raw: str) -> _Json:
    try:
        record = json.loads(raw, parse_constant=_no_number)
    except ValueError as error:
        raise _MalformedError(f"expected one JSON object: {error}") from error
    except RecursionError as error:
        raise _MalformedError("expected one JSON object, this one is nested too deeply") from error
    return _is(record, dict, "the line")


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is no number in JSON")


def _check_head(record: _Json) -> None:
    """Raise _MalformedError for another format, or a version that this program does not know."""
    if record.get("format") != FORMAT:
        raise _MalformedError(f'expected a head line with "format": "{FORMAT}"')
    if record.get("version") != VERSION:
        found = record.get("version")
        raise _MalformedError(f"expected version {VERSION} of the format, got {found!r}")
    if record.get("offset_unit") != OFFSET_UNIT:
        found = record.get("offset_unit")
        raise _MalformedError(f'expected "offset_unit": "{OFFSET_UNIT}", got {found!r}')


# -------------------------------------------------------------------------- one document


@dataclass(frozen=True, slots=True)
class _Text:
    """The document's text, and where to report quotes that differ from it."""

    text: str
    line_problems: _LineProblems

    def span(self, record: _Json) -> Span:
        """Return the span of a quote. A quote that differs from the text becomes a problem."""
        self.check(record)
        return _span(record)

    def check(self, record: _Json) -> None:
        if quote_is_right(record, self.text):
            return
        start, end = record["start"], record["end"]
        problem = f"expected {record['text']!r} at [{start}, {end})"
        if type(start) is int and type(end) is int and 0 <= start < end <= len(self.text):
            problem += f", the text has {self.text[start:end]!r}"
        else:
            problem += f", the text has {len(self.text)} characters"
        self.line_problems.add(problem, _OFFSETS)


def _readings(record: _Json, line_problems: _LineProblems) -> list[Reading]:
    text = _Text(_get(record, "text", str), line_problems)
    document = Document(
        uid=_get(record, "document", str),
        text=text.text,
        meta={key: _is(value, str, key) for key, value in _get(record, "meta", dict).items()},
        blocks=tuple(
            _block(_is(one, dict, "a block"), text) for one in _get(record, "blocks", list)
        ),
        sentences=tuple(text.span(_quoted(one)) for one in _get(record, "sentences", list)),
        splitter=_text_if_known(record, "splitter"),
    )
    return [
        _reading(_is(one, dict, "a reading"), document, text)
        for one in _get(record, "readings", list)
    ]


def _block(record: _Json, text: _Text) -> Block:
    span = _span(record)
    if span.end > len(text.text):
        raise _MalformedError(f"expected blocks inside the text, got one that ends at {span.end}")
    return Block(span, _choice(record, "kind", lambda word: BlockKind(block_kind(word))))


def _reading(record: _Json, document: Document, text: _Text) -> Reading:
    judgements: dict[Span | None, Judgement] = {}
    for one in _get(record, "judgements", list):
        held = _is(one, dict, "a judgement")
        if "sentence" not in held:
            raise _MalformedError("expected 'sentence', it is missing")
        sentence = held["sentence"]
        key = None if sentence is None else text.span(_quoted(sentence))
        if key in judgements:
            raise _MalformedError(f"expected one judgement of a sentence, got two of {key}")
        judgements[key] = _judgement(held, text)
    return Reading(document, _get(record, "annotator", str), judgements)


def _judgement(record: _Json, text: _Text) -> Judgement:
    annotations = [
        _annotation(_is(one, dict, "an annotation"), text)
        for one in _get(record, "annotations", list)
    ]
    relations = [_relation(_is(one, dict, "a relation")) for one in _get(record, "relations", list)]
    verdicts = [_verdict(_quoted(one), text) for one in _get(record, "verdicts", list)]
    return Judgement(
        annotations=_once((one.uid, one) for one in annotations),
        relations=_once((one.uid, one) for one in relations),
        verdicts=_once(verdicts),
        note=_get(record, "note", str),
        flagged=_get(record, "flagged", bool),
        finished=_get(record, "finished", bool),
        shown=_get(record, "shown", bool),
        finished_at=_text_if_known(record, "finished_at"),
    )


def _annotation(record: _Json, text: _Text) -> Annotation:
    attributes = _get(record, "attributes", dict)
    for found in quoted_spans(attributes):
        text.check(found)
    try:
        return Annotation(
            uid=_get(record, "uid", str),
            label=_get(record, "label", str),
            fragments=tuple(text.span(_quoted(one)) for one in _get(record, "fragments", list)),
            attributes=attributes,
            origin=_choice(record, "origin", Origin),
            rule=_get(record, "rule", str),
            guideline=_get(record, "label_set", str),
            on_show=_choice({"on_show": OnShow.UNKNOWN.value, **record}, "on_show", OnShow),
            created_at=_text_if_known(record, "created_at"),
            modified_at=_text_if_known(record, "modified_at"),
        )
    except ValueError as error:
        raise _MalformedError(str(error)) from error


def _relation(record: _Json) -> Relation:
    return Relation(*(_get(record, key, str) for key in ("uid", "kind", "head", "tail")))


def _verdict(record: _Json, text: _Text) -> tuple[SuggestionKey, Verdict]:
    span = text.span(record)
    key = SuggestionKey(span.start, span.end, _get(record, "label", str))
    return key, _choice(record, "verdict", Verdict)


def _once(items: Iterable[tuple[_Key, _Value]]) -> dict[_Key, _Value]:
    """Return a dict of items whose keys must differ."""
    found: dict[_Key, _Value] = {}
    for key, value in items:
        if key in found:
            raise _MalformedError(f"expected different uids in a judgement, got {key!r} twice")
        found[key] = value
    return found


# --------------------------------------------------------------------------- one value


def _is(value: object, kind: type[_Value], name: str) -> _Value:
    """Return the value if it is of that JSON type; true is no number here."""
    if type(value) is not kind:
        raise _MalformedError(f"expected {name} to be {_NAMES[kind]}, got {_short(value)}")
    return value


def _get(record: _Json, key: str, kind: type[_Value]) -> _Value:
    if key not in record:
        raise _MalformedError(f"expected {key!r}, it is missing")
    return _is(record[key], kind, repr(key))


def _choice(record: _Json, key: str, choices: Callable[[str], _Value]) -> _Value:
    value = _get(record, key, str)
    try:
        return choices(value)
    except ValueError as error:
        raise _MalformedError(f"unknown {key!r}: {value!r}") from error


def _text_if_known(record: _Json, key: str) -> str:
    """Return a text; '' where it is unknown, as in files of earlier programs."""
    return _get({key: "", **record}, key, str)


def _quoted(value: object) -> _Json:
    """Return a quoted span of the text, after checking that it has text, start and end."""
    record = _is(value, dict, "a quoted span")
    _get(record, "text", str)
    _span(record)
    return record


def _span(record: _Json) -> Span:
    start, end = _get(record, "start", int), _get(record, "end", int)
    if not 0 <= start < end:
        raise _MalformedError(f"expected 0 <= start < end, got [{start}, {end})")
    return Span(start, end)


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 40 else text[:39] + "…"
