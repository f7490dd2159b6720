"""Read tables of annotations as this program writes them, back to documents.

A table has sentences, not texts: a text is put together from them (table_text), and is the document
itself only where nothing else was in it. Rows of a document must be next to each other. Verdicts,
suggestions and silent repeats are not in a table.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from annotator.annotations.project_events import ROLES
from annotator.canonical_json import content_id
from annotator.documents.article import document_uid
from annotator.errors import DataError, Problem
from annotator.formats.canonical_form import quote_is_right, quoted_spans
from annotator.formats.native_lines import MalformedError, short, strict_json, typed
from annotator.formats.native_reader import checked_time
from annotator.formats.offset_units import Offsets
from annotator.formats.protocols import DocumentLine, OffsetUnit
from annotator.formats.table_files import Cells, TableFile, described
from annotator.formats.table_text import PiecedText
from annotator.model import (
    AnnotatedDocument,
    Annotation,
    Block,
    BlockKind,
    Dataset,
    Document,
    DocumentSource,
    Guideline,
    Judgement,
    OnShow,
    Origin,
    Reading,
    Relation,
    Span,
)

OWN_COLUMNS = frozenset(
    {
        *("document", "annotator", "sentence_start", "sentence_end", "finished", "cannot_judge"),
        *("annotation", "label", "start", "end", "fragments", "origin", "attributes"),
    }
)
"""The columns by which a table of ours is known, with texts or without."""

METADATA = "annotator"
"""The key in the metadata of a file under which it is described."""
_CORRECT = "Correct the row, or export the table again."
_WITHOUT_TEXT = "rows of documents without a sentence, of which there is no text"
_SURVEYED = ("annotator", "role", "sentence", "sentence_start", "sentence_end")
_JUDGED = ("finished", "cannot_judge", "shown", "flagged", "note", "finished_at")
_META = ("title", "source", "url", "date")


def is_own(columns: Sequence[str]) -> bool:
    """Return True for the columns of a table of annotations of this program."""
    return {*columns} >= OWN_COLUMNS


def read_own(table: TableFile) -> tuple[Dataset, Iterator[DocumentLine]]:
    """Return what all rows of a table say together, and an iterator over its documents.

    Reads the table twice, in flat memory. Raises DataError if it has no texts, or its guideline was
    changed.
    """
    if "sentence" not in table.columns:
        fix = "Export it with texts; `annotator fill` puts texts into a published dataset."
        raise DataError(Problem(table.path, 1, "expected a column 'sentence', found none", fix))
    facts = described(table, METADATA)
    roles, fitting = _survey(table)
    unit = unit_of_file(facts) or max(OffsetUnit, key=lambda one: fitting[one])
    dataset = Dataset(
        annotators=roles,
        guideline=str(facts.get("guideline", "")),
        guidelines=guidelines_of(table.path, facts),
    )
    return dataset, _documents(table, unit)


def _survey(table: TableFile) -> tuple[dict[str, str], Counter[OffsetUnit]]:
    """Return annotators with roles, and in how many rows the sentence fits in each unit."""
    roles: dict[str, str] = {}
    fitting: Counter[OffsetUnit] = Counter()
    for _, cells in table.rows(_SURVEYED):
        if isinstance(cells, Problem):
            continue
        name = _text(cells, "annotator")
        roles[name] = roles.get(name, "") or known_role(_text(cells, "role"))
        words = _text(cells, "sentence")
        if not words.isascii():
            length = _size(cells.get("sentence_end")) - _size(cells.get("sentence_start"))
            sizes = {
                OffsetUnit.CODE_POINT: len(words),
                OffsetUnit.UTF16: len(words.encode("utf-16-le", "replace")) // 2,
                OffsetUnit.BYTE: len(words.encode("utf-8", "replace")),
            }
            fitting.update(unit for unit, size in sizes.items() if size == length)
    return roles, fitting


def known_role(role: str) -> str:
    """Return a role, '' for a word that is none."""
    return role if role in ROLES else ""


def _check_role(role: str) -> None:
    if role != known_role(role):
        raise MalformedError(f"expected a role ({', '.join(ROLES)}), found {short(role)}")


def _size(cell: object) -> int:
    text = str(cell)
    return int(text) if text.isdecimal() and len(text) < 16 else -1


def unit_of_file(facts: Mapping[str, Any]) -> OffsetUnit | None:
    """Return the unit of offsets that the description of a file names."""
    given = str(facts.get("offset_unit"))
    return OffsetUnit(given) if given in {*OffsetUnit} else None


def guidelines_of(path: Path, facts: Mapping[str, Any]) -> dict[str, Guideline]:
    """Return the guidelines in the metadata of a file. Raises DataError for one that differs."""
    found: dict[str, Guideline] = {}
    given = facts.get("guidelines", {})
    for uid, one in given.items() if isinstance(given, dict) else ():
        definition = one.get("definition") if isinstance(one, dict) else None
        if not isinstance(definition, dict) or content_id(definition) != uid:
            problem = f"the definition of guideline {uid!r} was changed: its id differs"
            raise DataError(Problem(path, 0, problem, "Export it again."))
        found[uid] = Guideline(str(one.get("name", "")), definition)
    return found


def _documents(table: TableFile, unit: OffsetUnit) -> Iterator[DocumentLine]:
    """Yield the documents of a table, each from rows that are next to each other."""
    seen: dict[str, int] = {}
    current: _TableDocument | None = None
    for line, cells in table.rows():
        if isinstance(cells, Problem):
            yield DocumentLine(line, None, (cells,))
            continue
        uid = _text(cells, "document")
        if current is None or uid != current.uid:
            if current is not None:
                yield current.finished()
            current = _TableDocument(table.path, line, uid, unit, cells)
            if uid in seen:
                current.refuse(line, f"the document {uid!r} has rows at line {seen[uid]}, too")
            seen.setdefault(uid, line)
        current.collect(line, cells)
    if current is not None:
        yield current.finished()


# ------------------------------------------------------------------------------ documents


@dataclass(slots=True)
class _Row:
    """A row whose sentence is known. sentence: offsets as in the table; None is the document."""

    line: int
    cells: Cells
    sentence: tuple[int, int] | None


@dataclass(slots=True)
class _Held:
    """What an annotator holds, while it is read. lines: of the first row of each judgement."""

    judgements: dict[Span | None, Judgement] = field(default_factory=dict)
    lines: dict[Span | None, int] = field(default_factory=dict)
    annotations: dict[str, int] = field(default_factory=dict)


class _TableDocument:
    """A document while its rows are read."""

    def __init__(self, path: Path, line: int, uid: str, unit: OffsetUnit, first: Cells) -> None:
        self.uid = uid
        self._path = path
        self._line = line
        self._unit = unit
        self._first = first
        self._meta: dict[str, str] = {}
        self._rows: list[_Row] = []
        self._sentences: dict[tuple[int, int], int] = {}
        self._places: dict[tuple[object, object, object], tuple[int, int]] = {}
        self._text = PiecedText(unit)
        self._problems: list[Problem] = []

    def refuse(self, line: int, problem: str) -> None:
        """Add a problem."""
        self._problems.append(Problem(self._path, line, problem, _CORRECT))

    def collect(self, line: int, cells: Cells) -> None:
        """Add a row, and put its words where they are in the text."""
        try:
            if not self._rows:
                self._meta = _meta(cells)
            _check_role(_text(cells, "role"))
            place = self._place(cells, "sentence_start", "sentence_end", "sentence")
            if place is not None:
                self._sentences.setdefault(place, line)
                self._quotes(cells)
            self._rows.append(_Row(line, cells, place))
        except MalformedError as error:
            self.refuse(line, str(error))

    def _place(self, cells: Cells, start: str, end: str, words: str) -> tuple[int, int] | None:
        if not _text(cells, start):
            return None
        raw = (cells[start], cells.get(end), cells.get(words))
        if raw not in self._places:
            place, found = (_integer(cells, start), _integer(cells, end)), _text(cells, words)
            if wrong := self._text.put(*place, found):
                raise MalformedError(wrong)
            self._places[raw] = place
        return self._places[raw]

    def _quotes(self, cells: Cells) -> None:
        """Put the quoted words of a row where they are: they may be outside of sentences."""
        if "quote" in cells:
            self._place(cells, "start", "end", "quote")
        if '"text"' in _text(cells, "attributes"):
            for one in quoted_spans([*_json(cells, "attributes", dict).values()]):
                self._place(one, "start", "end", "text")

    def finished(self) -> DocumentLine:
        """Return the document, or what is wrong with it."""
        for one, other in pairwise(sorted(self._sentences)):
            if one[1] > other[0]:
                self.refuse(self._sentences[other], f"the sentences at {one} and {other} overlap")
        if not self._problems and not self._sentences:
            return DocumentLine(self._line, None, left_out={_WITHOUT_TEXT: len(self._rows)})
        if self._problems:
            return DocumentLine(self._line, None, tuple(self._problems))
        try:
            document, offsets = self._document()
        except MalformedError as error:
            self.refuse(self._line, str(error))
            return DocumentLine(self._line, None, tuple(self._problems))
        spans = dict(zip(sorted(self._sentences), document.sentences, strict=True))
        held: dict[str, _Held] = {}
        for row in self._rows:
            try:
                name = _text(row.cells, "annotator")
                sentence = None if row.sentence is None else spans[row.sentence]
                if name not in held:
                    held[name] = _Held()
                self._read(row, sentence, held[name], offsets)
            except MalformedError as error:
                self.refuse(row.line, str(error))
        readings = tuple(
            Reading(document, name, one.judgements) for name, one in sorted(held.items())
        )
        found = AnnotatedDocument(document, sources=self._sources(), readings=readings)
        return DocumentLine(self._line, None if self._problems else found, tuple(self._problems))

    def _sources(self) -> tuple[DocumentSource, ...]:
        path, external = (_text(self._first, name) for name in ("path", "external_id"))
        return (DocumentSource(path, external),) if path else ()

    def _document(self) -> tuple[Document, Offsets]:
        title = " ".join(_text(self._first, "title").split())
        text = self._text.text(self.uid, title.removesuffix("…"))
        offsets = Offsets(text, self._unit)
        sentences = tuple(_span(offsets, place) for place in sorted(self._sentences))
        blocks = [Block(one, BlockKind.PARAGRAPH) for one in sentences]
        head = text[: sentences[0].start] if sentences else text
        if words := head.strip():
            start = head.index(words)
            blocks.insert(0, Block(Span(start, start + len(words)), BlockKind.TITLE))
        found = Document(document_uid(text), text, self._meta, tuple(blocks), sentences)
        return found, offsets

    def _read(self, row: _Row, sentence: Span | None, held: _Held, offsets: Offsets) -> None:
        judgement = _judgement(row.cells)
        before = held.judgements.get(sentence)
        if before is None:
            held.judgements[sentence], held.lines[sentence] = judgement, row.line
        else:
            judgement = _same_judgement(before, judgement, held.lines[sentence])
        if not _text(row.cells, "label") and not _text(row.cells, "annotation"):
            return
        annotation = _annotation(row.cells, offsets, sentence, self.uid)
        if annotation.uid in held.annotations:
            line = held.annotations[annotation.uid]
            raise MalformedError(f"the annotation {annotation.uid!r} is in line {line}, too")
        held.annotations[annotation.uid] = row.line
        relations = _relations(row.cells, annotation.uid)
        held.judgements[sentence] = replace(
            judgement,
            annotations={**judgement.annotations, annotation.uid: annotation},
            relations={**judgement.relations, **relations},
        )


def _span(offsets: Offsets, place: tuple[int, int]) -> Span:
    start, end = offsets.to_code_points(place[0]), offsets.to_code_points(place[1])
    if start is None or end is None or start >= end:
        raise MalformedError(
            f"the offsets {list(place)} are outside of the text, or in a character"
        )
    return Span(start, end)


# --------------------------------------------------------------------------------- cells


_EMPTY: Mapping[type, tuple[str, ...]] = {dict: ("", "{}"), list: ("", "[]")}
"""Nothing, as most cells have it."""


def _text(cells: Cells, name: str) -> str:
    found = cells.get(name)
    return "" if found is None else str(found)


def _integer(cells: Cells, name: str) -> int:
    found = _size(cells.get(name, ""))
    if found < 0:
        raise MalformedError(f"expected a whole number in {name!r}, found {short(cells.get(name))}")
    return found


def _time(cells: Cells, name: str) -> str:
    given = _text(cells, name)
    return given and checked_time(given, name)


def _boolean(cells: Cells, name: str, *, default: bool) -> bool:
    found = cells.get(name)
    if found is None or found == "":
        return default
    if isinstance(found, bool):
        return found
    given = str(found).lower()  # spreadsheet programs write TRUE
    if given not in {"true", "false"}:
        raise MalformedError(f"expected true or false in {name!r}, found {short(found)}")
    return given == "true"


def _json(cells: Cells, name: str, kind: type) -> Any:
    """Return a cell that is JSON, or a list already; an empty value of that kind for none."""
    found = cells.get(name)
    if isinstance(found, kind):
        return found
    if found is None or found in _EMPTY[kind]:
        return kind()
    try:
        return typed(strict_json(str(found)), kind, repr(name))
    except MalformedError as error:
        raise MalformedError(f"{error} (in {name!r}: {short(found)})") from None


def _meta(cells: Cells) -> dict[str, str]:
    """Return the metadata of a document, from the column of all, or those of some."""
    if _text(cells, "meta"):
        given = _json(cells, "meta", dict)
    else:
        given = {name: _text(cells, name) for name in _META if _text(cells, name)}
    return {str(key): str(value) for key, value in given.items()}


def _judgement(cells: Cells) -> Judgement:
    return Judgement(
        finished=_boolean(cells, "finished", default=True),
        cannot_judge=_text(cells, "cannot_judge"),
        shown=_boolean(cells, "shown", default=True),
        flagged=_boolean(cells, "flagged", default=False),
        note=_text(cells, "note"),
        finished_at=_time(cells, "finished_at"),
    )


def _same_judgement(before: Judgement, here: Judgement, line: int) -> Judgement:
    """Return the earlier one. Raises MalformedError if a later row says something else."""
    for name in _JUDGED:
        was, now = getattr(before, name), getattr(here, name)
        if was != now:
            raise MalformedError(f"{name!r} is {short(was)} in line {line}, and {short(now)} here")
    return before


def _annotation(cells: Cells, offsets: Offsets, sentence: Span | None, document: str) -> Annotation:
    label = _text(cells, "label")
    if not label:
        raise MalformedError("expected a label, found none")
    whole = (Span(0, len(offsets.text)),)
    fragments = whole if sentence is None else _fragments(cells, offsets)
    attributes = attribute_values(_text(cells, "attributes"), offsets)
    uid = _text(cells, "annotation") or content_id(
        [document, _text(cells, "annotator"), label, [[one.start, one.end] for one in fragments]]
    ).removeprefix("b2:")
    try:
        return Annotation(
            uid=uid,
            label=label,
            fragments=fragments,
            attributes=attributes,
            origin=Origin(_text(cells, "origin") or Origin.MANUAL),
            rule=_text(cells, "rule"),
            guideline=_text(cells, "label_set"),
            on_show=OnShow(_text(cells, "on_show") or OnShow.UNKNOWN),
            created_at=_time(cells, "created_at"),
            modified_at=_time(cells, "modified_at"),
        )
    except ValueError as error:
        raise MalformedError(f"expected an annotation: {error}") from None


def _fragments(cells: Cells, offsets: Offsets) -> tuple[Span, ...]:
    given = _json(cells, "fragments", list) or [[_integer(cells, "start"), _integer(cells, "end")]]
    return tuple(_span(offsets, _pair(one)) for one in given)


def _pair(given: object) -> tuple[int, int]:
    """Return a fragment, which is a list of two in text, and an object in Parquet."""
    match given:
        case {"start": start, "end": end} | [start, end] if type(start) is type(end) is int:
            return start, end
    raise MalformedError(f"expected pairs of offsets in 'fragments', found {short(given)}")


def attribute_values(given: str, offsets: Offsets) -> dict[str, Any]:
    """Return attribute values, of which quoted spans have offsets in the unit of the file.

    given: JSON. Raises MalformedError if it is none, or a quoted span is not in the text.
    """
    found: dict[str, Any] = _json({"attributes": given}, "attributes", dict)
    for one in quoted_spans([*found.values()]):
        for name in ("start", "end"):
            at = one[name]
            one[name] = offsets.to_code_points(at) if type(at) is int else None  # type: ignore[index]
        if not quote_is_right(one, offsets.text):
            raise MalformedError(f"the attributes quote what is not in the text: {short(one)}")
    return found


def _relations(cells: Cells, head: str) -> dict[str, Relation]:
    found: dict[str, Relation] = {}
    for one in _json(cells, "relations", list):
        if not isinstance(one, dict) or not {"uid", "kind", "tail"} <= one.keys():
            raise MalformedError(f"expected uid, kind and tail of a relation, found {short(one)}")
        uid, kind, tail = (str(one[name]) for name in ("uid", "kind", "tail"))
        found[uid] = Relation(uid, kind, head, tail)
    return found
