"""The native format, read back: what was written, or every problem with its line."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from annotator.errors import AnnotatorError, DataError, Problem
from annotator.formats.native import FORMAT, OFFSET_UNIT, VERSION
from annotator.formats.offset_checks import holds, quotes
from annotator.model import (
    Annotation,
    Block,
    BlockKind,
    Document,
    Judgement,
    Origin,
    Reading,
    Relation,
    Span,
    SuggestionKey,
    Verdict,
)

_Kind = TypeVar("_Kind")
_Key = TypeVar("_Key")
_Json = Mapping[str, Any]

_EXPORT_AGAIN = "Export it again, or mend the line; docs/native-format.md describes the format."
_OFFSETS = "Offsets are Unicode code points of the document's text from 0, end exclusive."
_NAMES = {
    dict: "an object",
    list: "a list",
    str: "a text",
    int: "a whole number",
    bool: "true or false",
}


def read(path: Path) -> tuple[Reading, ...]:
    """All readings of a file, by document and annotator as in the file.

    Raises DataError with every problem found: the first fault of the build of a line, and all
    quotes in it that are not what the text has there.
    """
    problems: list[Problem] = []
    readings: list[Reading] = []
    seen: set[tuple[str, str]] = set()
    for number, raw in enumerate(_raw_lines(path), start=1):
        wrong = _Wrong(path, number)
        try:
            record = _json(raw)
            if number == 1:
                _check_head(record)
            else:
                readings += _new(_readings(record, wrong), seen)
        except _MalformedError as error:
            wrong.add(str(error), _EXPORT_AGAIN)
        problems += wrong.problems
        if number == 1 and problems:
            break  # a file of another format: what follows would only be noise
    if problems:
        raise DataError(*problems)
    return tuple(readings)


def _new(readings: list[Reading], seen: set[tuple[str, str]]) -> list[Reading]:
    """The readings, all of which must be of a document and annotator not seen before."""
    for one in readings:
        place = (one.document.uid, one.annotator)
        if place in seen:
            raise _MalformedError(f"{one.annotator!r} has a reading of {place[0]!r} already")
        seen.add(place)
    return readings


class _MalformedError(Exception):
    """A line is not built as the format says."""


class _Wrong:
    """Collects what is wrong with one line."""

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
    """Refuse a file of another format, or of one that this program is too old for."""
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
    """The document's text, and where to say that a quote does not fit it."""

    text: str
    wrong: _Wrong

    def span(self, record: _Json) -> Span:
        """Start and end of a quoted stretch; a quote that does not fit is a problem."""
        self.check(record)
        return _span(record)

    def check(self, record: _Json) -> None:
        if holds(record, self.text):
            return
        start, end = record["start"], record["end"]
        problem = f"expected {record['text']!r} at [{start}, {end})"
        if type(start) is int and type(end) is int and 0 <= start < end <= len(self.text):
            problem += f", the text has {self.text[start:end]!r}"
        else:
            problem += f", the text has {len(self.text)} characters"
        self.wrong.add(problem, _OFFSETS)


def _readings(record: _Json, wrong: _Wrong) -> list[Reading]:
    text = _Text(_get(record, "text", str), wrong)
    document = Document(
        uid=_get(record, "document", str),
        text=text.text,
        meta={key: _is(value, str, key) for key, value in _get(record, "meta", dict).items()},
        blocks=tuple(
            _block(_is(one, dict, "a block"), text) for one in _get(record, "blocks", list)
        ),
        sentences=tuple(text.span(_quoted(one)) for one in _get(record, "sentences", list)),
    )
    return [
        _reading(_is(one, dict, "a reading"), document, text)
        for one in _get(record, "readings", list)
    ]


def _block(record: _Json, text: _Text) -> Block:
    span = _span(record)
    if span.end > len(text.text):
        raise _MalformedError(f"expected blocks inside the text, got one that ends at {span.end}")
    return Block(span, _choice(record, "kind", BlockKind))


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
    )


def _annotation(record: _Json, text: _Text) -> Annotation:
    attributes = _get(record, "attributes", dict)
    for found in quotes(attributes):
        text.check(found)
    try:
        return Annotation(
            uid=_get(record, "uid", str),
            label=_get(record, "label", str),
            fragments=tuple(text.span(_quoted(one)) for one in _get(record, "fragments", list)),
            attributes=attributes,
            origin=_choice(record, "origin", Origin),
            rule=_get(record, "rule", str),
            label_set=_get(record, "label_set", str),
        )
    except ValueError as error:
        raise _MalformedError(str(error)) from error


def _relation(record: _Json) -> Relation:
    return Relation(*(_get(record, key, str) for key in ("uid", "kind", "head", "tail")))


def _verdict(record: _Json, text: _Text) -> tuple[SuggestionKey, Verdict]:
    span = text.span(record)
    return (span.start, span.end, _get(record, "label", str)), _choice(record, "verdict", Verdict)


def _once(items: Iterable[tuple[_Key, _Kind]]) -> dict[_Key, _Kind]:
    """A dict of items whose keys must differ."""
    found: dict[_Key, _Kind] = {}
    for key, value in items:
        if key in found:
            raise _MalformedError(f"expected different uids in a judgement, got {key!r} twice")
        found[key] = value
    return found


# --------------------------------------------------------------------------- one value


def _is(value: object, kind: type[_Kind], name: str) -> _Kind:
    """The value, if it is of that JSON type; true is no number here."""
    if type(value) is not kind:
        raise _MalformedError(f"expected {name} to be {_NAMES[kind]}, got {_short(value)}")
    return value


def _get(record: _Json, key: str, kind: type[_Kind]) -> _Kind:
    if key not in record:
        raise _MalformedError(f"expected {key!r}, it is missing")
    return _is(record[key], kind, repr(key))


def _choice(record: _Json, key: str, choices: Callable[[str], _Kind]) -> _Kind:
    value = _get(record, key, str)
    try:
        return choices(value)
    except ValueError as error:
        raise _MalformedError(f"unknown {key!r}: {value!r}") from error


def _quoted(value: object) -> _Json:
    """A stretch of the text, with all it takes to check it."""
    record = _is(value, dict, "a stretch of the text")
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
