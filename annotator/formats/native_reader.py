"""Read the native format, version 1 or 2, or report every problem in a file with its line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from annotator.annotations.project_events import ROLES
from annotator.canonical_json import content_id
from annotator.errors import DataError, Problem
from annotator.formats.native import FORMAT, OFFSET_UNITS, VERSION
from annotator.formats.native_lines import (
    EXPORT_AGAIN,
    Json,
    MalformedError,
    RawLine,
    get,
    json_of,
    raw_lines,
    short,
    typed,
)
from annotator.formats.offset_units import Offsets
from annotator.formats.protocols import DocumentLine, OffsetUnit
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
    Value,
    Verdict,
    Voice,
)
from annotator.old_words import block_kind

_Value = TypeVar("_Value")
_Key = TypeVar("_Key")
_OFFSETS = {
    OffsetUnit.CODE_POINT: "Offsets are Unicode code points of the document's text from 0, end "
    "exclusive.",
    OffsetUnit.UTF16: "Offsets are UTF-16 units of the document's text from 0, end exclusive.",
}
_LEFT_OUT = "the texts were left out: `annotator fill` puts them back"
_FILL = "Export it again without --no-text, or fill it first."
_TIME = re.compile(
    r"(19[7-9]|[2-9][0-9]{2})[0-9]-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}\+00:00"
)
"""UTC, ISO 8601, to the millisecond, from 1970 on: so texts sort as the times do."""
_EXAMPLE_TIME = "2026-11-29T10:00:05.000+00:00"
_MOST_PASSES = 1_000


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

    Holds one line in memory. Raises DataError if the file is not of this format, or its texts were
    left out.
    """
    lines = raw_lines(path)
    number, raw = next(lines)
    try:
        record = json_of(raw)
        version, dataset = _head(record)
    except MalformedError as error:
        raise DataError(Problem(path, number, str(error), EXPORT_AGAIN)) from error
    unit = OffsetUnit(record["offset_unit"])
    return dataset, _documents(path, lines, version, unit)


def is_native(path: Path) -> bool:
    """Return True if a file begins like one of this format, whatever its version."""
    try:
        with path.open("rb") as file:
            start = file.read(200)
    except OSError:
        return False
    text = start.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace")
    return re.match(rf'\s*{{\s*"format"\s*:\s*"{FORMAT}"', text) is not None


def _documents(
    path: Path, lines: Iterator[RawLine], version: int, unit: OffsetUnit
) -> Iterator[DocumentLine]:
    seen: dict[str, int] = {}
    for number, raw in lines:
        where = _Line(path, number, version, unit)
        document = None
        try:
            document = _document(json_of(raw), where)
            _check_new(document, seen, number)
        except MalformedError as error:
            where.add(str(error), EXPORT_AGAIN)
        yield DocumentLine(number, document, tuple(where.problems))


def _check_new(document: AnnotatedDocument, seen: dict[str, int], number: int) -> None:
    """Raise MalformedError for a document seen before, or what may be in it once and is twice.

    seen: documents by uid, with their lines.
    """
    uid = document.document.uid
    if uid in seen:
        raise MalformedError(f"expected each document once, {uid!r} is in line {seen[uid]} too")
    seen[uid] = number
    passes = [(one.annotator, one.pass_number) for one in document.readings]
    if twice := _first_twice(passes):
        raise MalformedError(f"expected one reading by {twice[0]!r} in pass {twice[1]}, got two")
    keys = [(one.suggester, one.key) for one in document.suggestions]
    if same := _first_twice(keys):
        suggester, key = same
        place = f"{key.label!r} at [{key.start}, {key.end})"
        raise MalformedError(f"expected one suggestion by {suggester!r} of {place}, got two")


def _first_twice(items: Iterable[_Key]) -> _Key | None:
    """Return the first item that was there before."""
    before: set[_Key] = set()
    for item in items:
        if item in before:
            return item
        before.add(item)
    return None


@dataclass(slots=True)
class _Line:
    """A line: its place, version and unit of the file, and the problems found so far."""

    path: Path
    number: int
    version: int
    unit: OffsetUnit
    problems: list[Problem] = field(default_factory=list)

    def add(self, problem: str, fix: str) -> None:
        self.problems.append(Problem(self.path, self.number, problem, fix))


def _head(record: Json) -> tuple[int, Dataset]:
    """The version of the format, and what the head says.

    Raises MalformedError for another format, or a version that this program does not know.
    """
    if record.get("format") != FORMAT:
        raise MalformedError(f'expected a head line with "format": "{FORMAT}"')
    version = record.get("version")
    if type(version) is not int or not 1 <= version <= VERSION:
        raise MalformedError(f"expected version 1 to {VERSION} of the format, got {version!r}")
    unit = record.get("offset_unit")
    if unit not in OFFSET_UNITS:
        units = " or ".join(f'"{one}"' for one in OFFSET_UNITS)
        raise MalformedError(f'expected "offset_unit": {units}, got {unit!r}')
    names = get(record, "annotators", list)
    if version == 1:
        return 1, Dataset(dict.fromkeys((typed(one, str, "an annotator") for one in names), ""))
    people = [typed(one, dict, "an annotator") for one in names]
    return version, Dataset(
        annotators={get(one, "name", str): _role(one) for one in people},
        guideline=get(record, "guideline", str),
        guidelines={
            uid: _guideline(uid, typed(one, dict, "a guideline"))
            for uid, one in get(record, "guidelines", dict).items()
        },
    )


def _role(record: Json) -> str:
    role = get(record, "role", str)
    if role not in ROLES:
        raise MalformedError(f"expected a role ({', '.join(ROLES)}), got {role!r}")
    return role


def _guideline(uid: str, record: Json) -> Guideline:
    definition = get(record, "definition", dict)
    if content_id(definition) != uid:
        raise MalformedError(f"the definition of guideline {uid!r} was changed: its id differs")
    return Guideline(get(record, "name", str), definition)


# -------------------------------------------------------------------------- one document


@dataclass(frozen=True, slots=True)
class _Text:
    """The document's text, and where to report quotes that differ from it."""

    text: str
    line: _Line
    offsets: Offsets

    def span(self, record: Json) -> Span:
        """Return the span of a quote. A quote that differs from the text becomes a problem."""
        return Span(*self.place(record))

    def place(self, record: Json) -> tuple[int, int]:
        """Return the code points between which a quote is, or is said to be."""
        start, end, words = record["start"], record["end"], record["text"]
        first, last = self._code_points(start), self._code_points(end)
        if first is not None and last is not None and start < end:
            found = self.text[first:last]
            if found == words:
                return first, last
            but = f"the text has {found!r}"
        else:
            but = f"the text has {self.offsets.from_code_points(len(self.text))} characters"
        self.line.add(f"expected {words!r} at [{start}, {end}), {but}", _OFFSETS[self.line.unit])
        return start, end

    def _code_points(self, offset: object) -> int | None:
        return self.offsets.to_code_points(offset) if type(offset) is int else None

    def value(self, value: Value) -> Value:
        """Return the value of an attribute, with the quotes in it in code points."""
        if isinstance(value, list):
            return [self.value(part) for part in value]
        if not isinstance(value, dict):
            return value
        if value.keys() == {"start", "end", "text"}:
            start, end = self.place(value)
            return {"start": start, "end": end, "text": value["text"]}
        return {key: self.value(part) for key, part in value.items()}

    def later(self, record: Json, key: str, kind: type[_Value], before: _Value) -> _Value:
        """Return a value that version 2 added. before: the value in files of version 1."""
        return get(record if self.line.version > 1 else {key: before, **record}, key, kind)

    def time(self, record: Json, key: str) -> str:
        """Return a time, which version 2 added; '' where it is unknown."""
        return checked_time(self.later(record, key, str, ""), key)


def _document(record: Json, line: _Line) -> AnnotatedDocument:
    if record.get("text", "") is None:
        # The others have none either: one problem says it for all.
        raise DataError(Problem(line.path, line.number, _LEFT_OUT, _FILL))
    words = get(record, "text", str)
    text = _Text(words, line, Offsets(words, line.unit))
    document = Document(
        uid=get(record, "document", str),
        text=text.text,
        meta=_texts(get(record, "meta", dict)),
        blocks=tuple(
            _block(typed(one, dict, "a block"), text) for one in get(record, "blocks", list)
        ),
        sentences=tuple(text.span(_quoted(one)) for one in get(record, "sentences", list)),
        splitter=text.later(record, "splitter", str, ""),
    )
    return AnnotatedDocument(
        document=document,
        sources=tuple(
            _source(typed(one, dict, "a source")) for one in text.later(record, "sources", list, [])
        ),
        earlier=tuple(
            typed(one, str, "an earlier version")
            for one in text.later(record, "earlier_versions", list, [])
        ),
        suggesters=_texts(text.later(record, "suggesters", dict, {})),
        suggestions=tuple(
            _suggestion(_quoted(one), text) for one in text.later(record, "suggestions", list, [])
        ),
        readings=tuple(
            _reading(typed(one, dict, "a reading"), document, text)
            for one in get(record, "readings", list)
        ),
        settlements=tuple(
            _settlement(typed(one, dict, "a settlement"), text)
            for one in get({"settlements": [], **record}, "settlements", list)
        ),
    )


def _source(record: Json) -> DocumentSource:
    return DocumentSource(
        path=get(record, "path", str),
        external_id=get(record, "external_id", str),
        meta=_texts(get(record, "meta", dict)),
        imported_at=checked_time(get(record, "imported_at", str), "imported_at"),
    )


def _suggestion(record: Json, text: _Text) -> Suggestion:
    span = text.span(record)
    attributes = _attributes(record, text)
    frames = None if record.get("frames") is None else _quoted(record["frames"])
    return Suggestion(
        span=span,
        label=get(record, "label", str),
        rule=get(record, "rule", str),
        tier=_choice(record, "tier", Tier),
        voice=_choice(record, "voice", Voice),
        triggers=tuple(text.span(_quoted(one)) for one in get(record, "triggers", list)),
        attributes=attributes,
        frames=None if frames is None else _key(frames, text),
        suggester=get(record, "suggester", str),
        suggester_version=get(record, "version", str),
    )


def _key(record: Json, text: _Text) -> SuggestionKey:
    span = text.span(record)
    return SuggestionKey(span.start, span.end, get(record, "label", str))


def _attributes(record: Json, text: _Text) -> dict[str, Value]:
    return {name: text.value(one) for name, one in get(record, "attributes", dict).items()}


def _texts(values: Mapping[str, object]) -> dict[str, str]:
    return {key: typed(value, str, key) for key, value in values.items()}


def _block(record: Json, text: _Text) -> Block:
    given = _span(record)
    start, end = map(text.offsets.to_code_points, (given.start, given.end))
    if start is None or end is None:
        raise MalformedError(f"expected blocks inside the text, got one that ends at {given.end}")
    span = Span(start, end)
    kind = _choice(record, "kind", lambda word: BlockKind(block_kind(word)))
    return Block(span, kind, _choice(record, "form", BlockForm) if "form" in record else None)


def _reading(record: Json, document: Document, text: _Text) -> Reading:
    judgements: dict[Span | None, Judgement] = {}
    for one in get(record, "judgements", list):
        held = typed(one, dict, "a judgement")
        if "sentence" not in held:
            raise MalformedError("expected 'sentence', it is missing")
        sentence = held["sentence"]
        key = None if sentence is None else text.span(_quoted(sentence))
        if key in judgements:
            raise MalformedError(f"expected one judgement of a sentence, got two of {key}")
        judgements[key] = _judgement(held, text)
    number = text.later(record, "pass", int, 0)
    if not 0 <= number < _MOST_PASSES:
        raise MalformedError(f"expected a pass from 0 to {_MOST_PASSES - 1}, got {short(number)}")
    return Reading(document, get(record, "annotator", str), judgements, number)


def _judgement(record: Json, text: _Text) -> Judgement:
    annotations = [
        _annotation(typed(one, dict, "an annotation"), text)
        for one in get(record, "annotations", list)
    ]
    relations = [
        _relation(typed(one, dict, "a relation")) for one in get(record, "relations", list)
    ]
    verdicts = [_verdict(_quoted(one), text) for one in get(record, "verdicts", list)]
    finished = get(record, "finished", bool)
    reason = text.later(record, "cannot_judge", str, "")
    if finished and reason:
        raise MalformedError("expected a sentence that cannot be judged not to be finished")
    return Judgement(
        annotations=_once((one.uid, one) for one in annotations),
        relations=_once((one.uid, one) for one in relations),
        verdicts=_once(verdicts),
        note=get(record, "note", str),
        flagged=get(record, "flagged", bool),
        finished=finished,
        shown=get(record, "shown", bool),
        finished_at=text.time(record, "finished_at"),
        cannot_judge=reason,
    )


def _annotation(record: Json, text: _Text) -> Annotation:
    attributes = _attributes(record, text)
    is_first = text.line.version == 1
    try:
        return Annotation(
            uid=get(record, "uid", str),
            label=get(record, "label", str),
            fragments=tuple(text.span(_quoted(one)) for one in get(record, "fragments", list)),
            attributes=attributes,
            origin=_choice(record, "origin", Origin),
            rule=get(record, "rule", str),
            guideline=get(record, "label_set" if is_first else "guideline", str),
            on_show=OnShow(text.later(record, "on_show", str, OnShow.UNKNOWN.value)),
            created_at=text.time(record, "created_at"),
            modified_at=text.time(record, "modified_at"),
        )
    except ValueError as error:
        raise MalformedError(str(error)) from error


def _settlement(record: Json, text: _Text) -> Settlement:
    sentence = record.get("sentence")
    return Settlement(
        uid="",
        actor=get(record, "actor", str),
        at=checked_time(get(record, "at", str), "at"),
        sentence=None if sentence is None else text.span(_quoted(sentence)),
        about=frozenset(_names(record, "about")),
        kinds=_names(record, "kinds"),
        held={
            name: None if one is None else _content(typed(one, dict, "what is held"), text)
            for name, one in get(record, "held", dict).items()
        },
        seen=_texts(get(record, "seen", dict)),
        settled_as=_choice(record, "settled_as", SettledAs),
        taken_from=_names(record, "taken_from"),
        made=tuple(
            _content(typed(one, dict, "what gold holds"), text) for one in get(record, "made", list)
        ),
        gold=_names(record, "gold"),
        between_leads=get(record, "between_leads", bool),
        policy=get(record, "policy", str),
        why=get(record, "why", str),
        note=get(record, "note", str),
    )


def _content(record: Json, text: _Text) -> Content:
    fragments = tuple(text.span(_quoted(one)) for one in get(record, "fragments", list))
    return Content(get(record, "label", str), fragments, _attributes(record, text))


def _names(record: Json, key: str) -> tuple[str, ...]:
    return tuple(typed(one, str, repr(key)) for one in get(record, key, list))


def _relation(record: Json) -> Relation:
    return Relation(*(get(record, key, str) for key in ("uid", "kind", "head", "tail")))


def _verdict(record: Json, text: _Text) -> tuple[SuggestionKey, Verdict]:
    return _key(record, text), _choice(record, "verdict", Verdict)


def _once(items: Iterable[tuple[_Key, _Value]]) -> dict[_Key, _Value]:
    """Return a dict of items whose keys must differ."""
    found: dict[_Key, _Value] = {}
    for key, value in items:
        if key in found:
            raise MalformedError(f"expected different uids in a judgement, got {key!r} twice")
        found[key] = value
    return found


# --------------------------------------------------------------------------- one value


def _choice(record: Json, key: str, choices: Callable[[str], _Value]) -> _Value:
    value = get(record, key, str)
    try:
        return choices(value)
    except ValueError as error:
        raise MalformedError(f"unknown {key!r}: {value!r}") from error


def _quoted(value: object) -> Json:
    """Return a quoted span of the text, after checking that it has text, start and end."""
    record = typed(value, dict, "a quoted span")
    get(record, "text", str)
    _span(record)
    return record


def _span(record: Json) -> Span:
    start, end = get(record, "start", int), get(record, "end", int)
    if not 0 <= start < end:
        raise MalformedError(f"expected 0 <= start < end, got [{start}, {end})")
    return Span(start, end)


def checked_time(text: str, key: str) -> str:
    """Return a time as it is written; '' is an unknown one."""
    if not text:
        return ""
    if _TIME.fullmatch(text):
        try:
            datetime.fromisoformat(text)
        except ValueError:
            pass
        else:
            return text
    raise MalformedError(f"expected {key!r} such as {_EXAMPLE_TIME}, got {short(text)}")
