"""Read the native format, version 1 or 2, or report every problem in a file with its line."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from annotator.annotations.project_events import ROLES
from annotator.canonical_json import content_id
from annotator.errors import AnnotatorError, DataError, Problem
from annotator.formats.canonical_form import quote_is_right, quoted_spans
from annotator.formats.native import FORMAT, OFFSET_UNIT, VERSION
from annotator.formats.protocols import DocumentLine
from annotator.model import (
    AnnotatedDocument,
    Annotation,
    Block,
    BlockForm,
    BlockKind,
    Content,
    Dataset,
    Document,
    DocumentSource,
    Guideline,
    Judgement,
    OnShow,
    Origin,
    Reading,
    Relation,
    SettledAs,
    Settlement,
    Span,
    Suggestion,
    SuggestionKey,
    Tier,
    Verdict,
    Voice,
)
from annotator.old_words import block_kind

_Value = TypeVar("_Value")
_Key = TypeVar("_Key")
_Json = Mapping[str, Any]

_EXPORT_AGAIN = "Export it again, or correct the line; docs/native-format.md describes the format."
_OFFSETS = "Offsets are Unicode code points of the document's text from 0, end exclusive."
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_TIME = re.compile(
    r"(19[7-9]|[2-9][0-9]{2})[0-9]-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}\+00:00"
)
"""UTC, ISO 8601, to the millisecond, from 1970 on: so texts sort as the times do."""
_EXAMPLE_TIME = "2026-11-29T10:00:05.000+00:00"
_MOST_PASSES = 1_000
_MARK = b"\xef\xbb\xbf"
_NAMES = {
    dict: "an object",
    list: "a list",
    str: "a text",
    int: "a whole number",
    bool: "true or false",
}


def read(path: Path) -> Dataset:
    """Return all that a file holds, its documents in the order of the file.

    Raises DataError with every problem found: in each line the first error of its structure, and
    every quote that differs from the text.
    """
    dataset, lines = stream(path)
    documents: list[AnnotatedDocument] = []
    problems: list[Problem] = []
    for line in lines:
        problems += line.problems
        documents += [line.document] if line.document else []
    if problems:
        raise DataError(*problems)
    return replace(dataset, documents=tuple(documents))


def stream(path: Path) -> tuple[Dataset, Iterator[DocumentLine]]:
    """Return what the first line says, without documents, and an iterator over the others.

    Holds one line in memory. Raises DataError if the file is not of this format.
    """
    lines = _raw_lines(path)
    number, raw = next(lines)
    try:
        if isinstance(raw, _MalformedError):
            raise raw
        version, dataset = _head(_json(raw))
    except _MalformedError as error:
        raise DataError(Problem(path, number, str(error), _EXPORT_AGAIN)) from error
    return dataset, _documents(path, lines, version)


def is_native(path: Path) -> bool:
    """Return True if a file begins like one of this format, whatever its version."""
    try:
        with path.open("rb") as file:
            start = file.read(200)
    except OSError:
        return False
    text = start.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace")
    return re.match(rf'\s*{{\s*"format"\s*:\s*"{FORMAT}"', text) is not None


def _documents(path: Path, lines: Iterator[_RawLine], version: int) -> Iterator[DocumentLine]:
    seen: dict[str, int] = {}
    for number, raw in lines:
        where = _Line(path, number, version)
        document = None
        try:
            if isinstance(raw, _MalformedError):
                raise raw
            document = _document(_json(raw), where)
            _check_new(document, seen, number)
        except _MalformedError as error:
            where.add(str(error), _EXPORT_AGAIN)
        yield DocumentLine(number, document, tuple(where.problems))


def _check_new(document: AnnotatedDocument, seen: dict[str, int], number: int) -> None:
    """Raise _MalformedError for a document seen before, or what may be in it once and is twice.

    seen: documents by uid, with their lines.
    """
    uid = document.document.uid
    if uid in seen:
        raise _MalformedError(f"expected each document once, {uid!r} is in line {seen[uid]} too")
    seen[uid] = number
    passes = [(one.annotator, one.pass_number) for one in document.readings]
    if twice := _first_twice(passes):
        raise _MalformedError(f"expected one reading by {twice[0]!r} in pass {twice[1]}, got two")
    keys = [(one.suggester, one.key) for one in document.suggestions]
    if same := _first_twice(keys):
        suggester, key = same
        place = f"{key.label!r} at [{key.start}, {key.end})"
        raise _MalformedError(f"expected one suggestion by {suggester!r} of {place}, got two")


def _first_twice(items: Iterable[_Key]) -> _Key | None:
    """Return the first item that was there before."""
    before: set[_Key] = set()
    for item in items:
        if item in before:
            return item
        before.add(item)
    return None


class _MalformedError(Exception):
    """A line does not have the structure of the format."""


@dataclass(slots=True)
class _Line:
    """A line: its place, the version of the format, and the problems found so far."""

    path: Path
    number: int
    version: int
    problems: list[Problem] = field(default_factory=list)

    def add(self, problem: str, fix: str) -> None:
        self.problems.append(Problem(self.path, self.number, problem, fix))


_RawLine = tuple[int, str | _MalformedError]
"""A line with its number, or the problem that it is no text."""


def _raw_lines(path: Path) -> Iterator[_RawLine]:
    """Yield the lines of a file, at least one."""
    number = 0
    try:
        with path.open("rb") as file:
            for number, line in enumerate(file, 1):
                yield number, _decoded(line.removeprefix(_MARK) if number == 1 else line)
    except OSError as error:
        raise AnnotatorError(f"cannot read {path}: {error.strerror}") from error
    if not number:
        raise DataError(Problem(path, 0, "expected a head line, the file is empty", _EXPORT_AGAIN))


def _decoded(line: bytes) -> str | _MalformedError:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError as error:
        return _MalformedError(f"expected UTF-8 text, byte {error.start + 1} of the line is none")


def _json(raw: str) -> _Json:
    try:
        record = json.loads(raw, parse_constant=_no_number)
    except ValueError as error:
        raise _MalformedError(f"expected one JSON object: {error}") from error
    except RecursionError as error:
        raise _MalformedError("expected one JSON object, this one is nested too deeply") from error
    if _SURROGATE.search(raw) and not _is_text(record):
        raise _MalformedError("expected text, got half of a pair of surrogates")
    return _is(record, dict, "the line")


def _is_text(record: object) -> bool:
    try:
        json.dumps(record, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is no number in JSON")


def _head(record: _Json) -> tuple[int, Dataset]:
    """The version of the format, and what the head says.

    Raises _MalformedError for another format, or a version that this program does not know.
    """
    if record.get("format") != FORMAT:
        raise _MalformedError(f'expected a head line with "format": "{FORMAT}"')
    version = record.get("version")
    if type(version) is not int or not 1 <= version <= VERSION:
        raise _MalformedError(f"expected version 1 to {VERSION} of the format, got {version!r}")
    if record.get("offset_unit") != OFFSET_UNIT:
        found = record.get("offset_unit")
        raise _MalformedError(f'expected "offset_unit": "{OFFSET_UNIT}", got {found!r}')
    names = _get(record, "annotators", list)
    if version == 1:
        return 1, Dataset(dict.fromkeys((_is(one, str, "an annotator") for one in names), ""))
    people = [_is(one, dict, "an annotator") for one in names]
    return version, Dataset(
        annotators={_get(one, "name", str): _role(one) for one in people},
        guideline=_get(record, "guideline", str),
        guidelines={
            uid: _guideline(uid, _is(one, dict, "a guideline"))
            for uid, one in _get(record, "guidelines", dict).items()
        },
    )


def _role(record: _Json) -> str:
    role = _get(record, "role", str)
    if role not in ROLES:
        raise _MalformedError(f"expected a role ({', '.join(ROLES)}), got {role!r}")
    return role


def _guideline(uid: str, record: _Json) -> Guideline:
    definition = _get(record, "definition", dict)
    if content_id(definition) != uid:
        raise _MalformedError(f"the definition of guideline {uid!r} was changed: its id differs")
    return Guideline(_get(record, "name", str), definition)


# -------------------------------------------------------------------------- one document


@dataclass(frozen=True, slots=True)
class _Text:
    """The document's text, and where to report quotes that differ from it."""

    text: str
    line: _Line

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
        self.line.add(problem, _OFFSETS)

    def later(self, record: _Json, key: str, kind: type[_Value], before: _Value) -> _Value:
        """Return a value that version 2 added. before: the value in files of version 1."""
        return _get(record if self.line.version > 1 else {key: before, **record}, key, kind)

    def time(self, record: _Json, key: str) -> str:
        """Return a time, which version 2 added; '' where it is unknown."""
        return _time(self.later(record, key, str, ""), key)


def _document(record: _Json, line: _Line) -> AnnotatedDocument:
    text = _Text(_get(record, "text", str), line)
    document = Document(
        uid=_get(record, "document", str),
        text=text.text,
        meta=_texts(_get(record, "meta", dict)),
        blocks=tuple(
            _block(_is(one, dict, "a block"), text) for one in _get(record, "blocks", list)
        ),
        sentences=tuple(text.span(_quoted(one)) for one in _get(record, "sentences", list)),
        splitter=text.later(record, "splitter", str, ""),
    )
    return AnnotatedDocument(
        document=document,
        sources=tuple(
            _source(_is(one, dict, "a source")) for one in text.later(record, "sources", list, [])
        ),
        earlier=tuple(
            _is(one, str, "an earlier version")
            for one in text.later(record, "earlier_versions", list, [])
        ),
        suggesters=_texts(text.later(record, "suggesters", dict, {})),
        suggestions=tuple(
            _suggestion(_quoted(one), text) for one in text.later(record, "suggestions", list, [])
        ),
        readings=tuple(
            _reading(_is(one, dict, "a reading"), document, text)
            for one in _get(record, "readings", list)
        ),
        settlements=tuple(
            _settlement(_is(one, dict, "a settlement"), text)
            for one in _get({"settlements": [], **record}, "settlements", list)
        ),
    )


def _source(record: _Json) -> DocumentSource:
    return DocumentSource(
        path=_get(record, "path", str),
        external_id=_get(record, "external_id", str),
        meta=_texts(_get(record, "meta", dict)),
        imported_at=_time(_get(record, "imported_at", str), "imported_at"),
    )


def _suggestion(record: _Json, text: _Text) -> Suggestion:
    span = text.span(record)
    attributes = _attributes(record, text)
    frames = None if record.get("frames") is None else _quoted(record["frames"])
    return Suggestion(
        span=span,
        label=_get(record, "label", str),
        rule=_get(record, "rule", str),
        tier=_choice(record, "tier", Tier),
        voice=_choice(record, "voice", Voice),
        triggers=tuple(text.span(_quoted(one)) for one in _get(record, "triggers", list)),
        attributes=attributes,
        frames=None if frames is None else _key(frames, text),
        suggester=_get(record, "suggester", str),
        suggester_version=_get(record, "version", str),
    )


def _key(record: _Json, text: _Text) -> SuggestionKey:
    span = text.span(record)
    return SuggestionKey(span.start, span.end, _get(record, "label", str))


def _attributes(record: _Json, text: _Text) -> dict[str, Any]:
    attributes = _get(record, "attributes", dict)
    for found in quoted_spans(attributes):
        text.check(found)
    return attributes


def _texts(values: Mapping[str, object]) -> dict[str, str]:
    return {key: _is(value, str, key) for key, value in values.items()}


def _block(record: _Json, text: _Text) -> Block:
    span = _span(record)
    if span.end > len(text.text):
        raise _MalformedError(f"expected blocks inside the text, got one that ends at {span.end}")
    kind = _choice(record, "kind", lambda word: BlockKind(block_kind(word)))
    return Block(span, kind, _choice(record, "form", BlockForm) if "form" in record else None)


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
    number = text.later(record, "pass", int, 0)
    if not 0 <= number < _MOST_PASSES:
        raise _MalformedError(f"expected a pass from 0 to {_MOST_PASSES - 1}, got {_short(number)}")
    return Reading(document, _get(record, "annotator", str), judgements, number)


def _judgement(record: _Json, text: _Text) -> Judgement:
    annotations = [
        _annotation(_is(one, dict, "an annotation"), text)
        for one in _get(record, "annotations", list)
    ]
    relations = [_relation(_is(one, dict, "a relation")) for one in _get(record, "relations", list)]
    verdicts = [_verdict(_quoted(one), text) for one in _get(record, "verdicts", list)]
    finished = _get(record, "finished", bool)
    reason = text.later(record, "cannot_judge", str, "")
    if finished and reason:
        raise _MalformedError("expected a sentence that cannot be judged not to be finished")
    return Judgement(
        annotations=_once((one.uid, one) for one in annotations),
        relations=_once((one.uid, one) for one in relations),
        verdicts=_once(verdicts),
        note=_get(record, "note", str),
        flagged=_get(record, "flagged", bool),
        finished=finished,
        shown=_get(record, "shown", bool),
        finished_at=text.time(record, "finished_at"),
        cannot_judge=reason,
    )


def _annotation(record: _Json, text: _Text) -> Annotation:
    attributes = _attributes(record, text)
    is_first = text.line.version == 1
    try:
        return Annotation(
            uid=_get(record, "uid", str),
            label=_get(record, "label", str),
            fragments=tuple(text.span(_quoted(one)) for one in _get(record, "fragments", list)),
            attributes=attributes,
            origin=_choice(record, "origin", Origin),
            rule=_get(record, "rule", str),
            guideline=_get(record, "label_set" if is_first else "guideline", str),
            on_show=OnShow(text.later(record, "on_show", str, OnShow.UNKNOWN.value)),
            created_at=text.time(record, "created_at"),
            modified_at=text.time(record, "modified_at"),
        )
    except ValueError as error:
        raise _MalformedError(str(error)) from error


def _settlement(record: _Json, text: _Text) -> Settlement:
    sentence = record.get("sentence")
    return Settlement(
        uid="",
        actor=_get(record, "actor", str),
        at=_time(_get(record, "at", str), "at"),
        sentence=None if sentence is None else text.span(_quoted(sentence)),
        about=frozenset(_names(record, "about")),
        kinds=_names(record, "kinds"),
        held={
            name: None if one is None else _content(_is(one, dict, "what is held"), text)
            for name, one in _get(record, "held", dict).items()
        },
        seen=_texts(_get(record, "seen", dict)),
        settled_as=_choice(record, "settled_as", SettledAs),
        taken_from=_names(record, "taken_from"),
        made=tuple(
            _content(_is(one, dict, "what gold holds"), text) for one in _get(record, "made", list)
        ),
        gold=_names(record, "gold"),
        between_leads=_get(record, "between_leads", bool),
        policy=_get(record, "policy", str),
        why=_get(record, "why", str),
        note=_get(record, "note", str),
    )


def _content(record: _Json, text: _Text) -> Content:
    fragments = tuple(text.span(_quoted(one)) for one in _get(record, "fragments", list))
    return Content(_get(record, "label", str), fragments, _attributes(record, text))


def _names(record: _Json, key: str) -> tuple[str, ...]:
    return tuple(_is(one, str, repr(key)) for one in _get(record, key, list))


def _relation(record: _Json) -> Relation:
    return Relation(*(_get(record, key, str) for key in ("uid", "kind", "head", "tail")))


def _verdict(record: _Json, text: _Text) -> tuple[SuggestionKey, Verdict]:
    return _key(record, text), _choice(record, "verdict", Verdict)


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


def _time(text: str, key: str) -> str:
    """Return a time as it is written; '' is an unknown one."""
    if not text:
        return ""
    if _TIME.fullmatch(text):
        with suppress(ValueError):
            datetime.fromisoformat(text)
            return text
    raise _MalformedError(f"expected {key!r} such as {_EXAMPLE_TIME}, got {_short(text)}")


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 40 else text[:39] + "…"
