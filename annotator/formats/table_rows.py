"""Rows of tables: typed columns, and a row for each annotation.

A sentence that was finished without annotations has a row without a label, as has one with only a
note or a flag, and one that cannot be judged, with the reason. A sentence without a row was not
finished: "nothing here" and "not seen" stay apart. Rows are sorted by document, sentence and
annotator. `quote` is always the text between `start` and `end`, and `fragments` lists the annotated
parts of it. Verdicts, settlements and silent repeats are only in the native format.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from json import JSONEncoder
from operator import itemgetter
from typing import Any, Protocol

from annotator.formats.canonical_form import (
    annotations_in_order,
    check_document,
    quote,
    sentence_order,
)
from annotator.formats.offset_units import Offsets
from annotator.formats.protocols import OffsetUnit, WriteOptions
from annotator.model import (
    AnnotatedDocument,
    Annotation,
    Attributes,
    Dataset,
    Document,
    DocumentSource,
    Judgement,
    LabelUnit,
    Reading,
    Relation,
    Span,
)

Row = tuple[Any, ...]

as_json = JSONEncoder(ensure_ascii=False, allow_nan=False, sort_keys=True).encode
"""A value as JSON text, its keys sorted."""


class CellType(StrEnum):
    """The types of cells. SPANS: pairs of start and end. JSON: text that is JSON."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    SPANS = "spans"
    JSON = "json"


Fields = Mapping[str, "CellType | list[Fields]"]
"""Names with types; a list with fields in it is a list of records."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table."""

    name: str
    type: CellType = CellType.TEXT


@dataclass(frozen=True, slots=True)
class CellStyle:
    """How a format writes values that are no text.

    booleans: for False and for True. nothing: for no value.
    """

    integer: Callable[[int], object]
    booleans: tuple[object, object]
    spans: Callable[[Sequence[tuple[int, int]]], object]
    nothing: object


def _spans_as_text(spans: Sequence[tuple[int, int]]) -> str:
    return f"[{', '.join([f'[{start}, {end}]' for start, end in spans])}]"


TEXT_CELLS = CellStyle(str, ("false", "true"), _spans_as_text, "")
TYPED_CELLS = CellStyle(int, (False, True), tuple, None)


class RowTable(Protocol):
    """Typed columns, and the rows that a document has in them."""

    @property
    def columns(self) -> Sequence[Column]:
        """The columns."""

    def rows_of(self, document: AnnotatedDocument) -> Iterator[Row]:
        """Yield the rows of a document. Raises ValueError for spans outside of their text."""


def rows_of(table: RowTable, documents: Iterable[AnnotatedDocument]) -> Iterator[Row]:
    """Yield the rows of all documents."""
    for document in documents:
        yield from table.rows_of(document)


# ------------------------------------------------------------------------ parts of rows

DOCUMENT_COLUMNS = tuple(map(Column, ("document", "title", "source", "url", "date")))
SENTENCE_COLUMNS = (
    Column("sentence_start", CellType.INTEGER),
    Column("sentence_end", CellType.INTEGER),
    Column("sentence"),
)

HASHED = {"sentence": "sentence_sha256"}
"""Columns that hold a hash where texts are left out."""
_TEXTS = ("title", "quote")
"""Columns that are left out where texts are."""


def document_cells(document: Document) -> Row:
    """Return the cells of DOCUMENT_COLUMNS."""
    meta = document.meta
    others = (meta.get(key, "") for key in ("source", "url", "date"))
    return (document.uid, document.title, *others)


def source_cells(sources: Sequence[DocumentSource]) -> tuple[str, str]:
    """Return the path of the first source, and the first external id that any has."""
    path = sources[0].path if sources else ""
    return (path, next((one.external_id for one in sources if one.external_id), ""))


def metadata_json(document: Document, options: WriteOptions) -> str:
    """Return the metadata of a document as JSON; without its title where texts are left out."""
    meta = document.meta
    return as_json({key: meta[key] for key in meta if options.text or key not in _TEXTS})


@dataclass(frozen=True, slots=True)
class Places:
    """Offsets and words of a text, as cells."""

    text: str
    offset: Callable[[int], int]
    """From code points to the unit of the cells."""
    number: Callable[[int], object]
    """The cell of an offset in code points."""
    cells: CellStyle
    with_text: bool = True

    def sentence(self, sentence: Span | None) -> Row:
        """Return the cells of SENTENCE_COLUMNS. sentence: None is the document as a whole."""
        if sentence is None:
            return (self.cells.nothing,) * 3
        words = quote(self.text, sentence)
        if not self.with_text:
            words = text_hash(words)
        return (self.number(sentence.start), self.number(sentence.end), words)

    def fragments(self, fragments: Sequence[Span]) -> object:
        """Return the cell of fragments."""
        number = self.offset
        return self.cells.spans([(number(one.start), number(one.end)) for one in fragments])

    def attributes(self, attributes: Attributes) -> str:
        """Return attribute values as JSON; quoted spans have offsets and words as the cells do."""
        return as_json({name: self._value(value) for name, value in attributes.items()})

    def _value(self, value: object) -> object:
        if isinstance(value, Mapping):
            found = {key: self._value(part) for key, part in value.items()}
            if found.keys() == {"start", "end", "text"}:
                found |= {"start": self.offset(value["start"]), "end": self.offset(value["end"])}
                found = found if self.with_text else {key: found[key] for key in ("start", "end")}
            return found
        if isinstance(value, list | tuple):
            return [self._value(part) for part in value]
        return value


def text_hash(words: str) -> str:
    """Return the SHA-256 of words in UTF-8, in hex."""
    return sha256(words.encode("utf-8")).hexdigest()


def places_of(document: Document, options: WriteOptions, cells: CellStyle) -> Places:
    """Return the places of a document, in the unit of the options."""
    if options.offset_unit is OffsetUnit.CODE_POINT:
        return Places(document.text, int, cells.integer, cells, options.text)
    convert = Offsets(document.text, options.offset_unit).from_code_points
    return Places(
        document.text, convert, lambda offset: cells.integer(convert(offset)), cells, options.text
    )


def without_texts(
    columns: Sequence[Column], options: WriteOptions
) -> tuple[tuple[Column, ...], Callable[[Row], Row] | None]:
    """Return the columns that a table has if texts are left out, and what makes a row of them.

    Where texts stay, all columns and None.
    """
    if options.text:
        return tuple(columns), None
    kept = [nth for nth, one in enumerate(columns) if one.name not in _TEXTS]
    names = tuple(
        Column(HASHED.get(columns[nth].name, columns[nth].name), columns[nth].type) for nth in kept
    )
    return names, itemgetter(*kept)


# -------------------------------------------------------------------------- annotations

ANNOTATION_COLUMNS = (
    *DOCUMENT_COLUMNS,
    Column("annotator"),
    *SENTENCE_COLUMNS,
    Column("finished", CellType.BOOLEAN),
    Column("cannot_judge"),
    Column("shown", CellType.BOOLEAN),
    Column("flagged", CellType.BOOLEAN),
    Column("note"),
    Column("annotation"),
    Column("label"),
    Column("kind"),
    Column("start", CellType.INTEGER),
    Column("end", CellType.INTEGER),
    Column("quote"),
    Column("fragments", CellType.SPANS),
    Column("voice"),
    Column("origin"),
    Column("rule"),
    Column("label_set"),
    Column("attributes", CellType.JSON),
    Column("group"),
    Column("on_show"),
    Column("suggester"),
    Column("suggester_version"),
    Column("created_at"),
    Column("modified_at"),
    Column("relations", CellType.JSON),
    Column("finished_at"),
    Column("role"),
    Column("path"),
    Column("external_id"),
    Column("meta", CellType.JSON),
)
_OF_ANNOTATION = 19
"""The columns from `annotation` to `relations`."""


class AnnotationTable:
    """A row for each annotation, and for each finished sentence without one.

    A label that is not in the current guideline has no kind and no group. An annotation of a
    document as a whole has no offsets.
    """

    def __init__(self, dataset: Dataset, options: WriteOptions, cells: CellStyle) -> None:
        self._options = options
        self._cells = cells
        self._roles = dataset.annotators
        self._labels = label_facts(dataset)
        self.columns, self._select = without_texts(ANNOTATION_COLUMNS, options)

    def rows_of(self, document: AnnotatedDocument) -> Iterator[Row]:
        """Yield the rows of a document, by sentence, then annotator."""
        check_document(document)
        rows = self._rows(document)
        return rows if self._select is None else map(self._select, rows)

    def _rows(self, one: AnnotatedDocument) -> Iterator[Row]:
        places = places_of(one.document, self._options, self._cells)
        head = document_cells(one.document)
        tail = (*source_cells(one.sources), metadata_json(one.document, self._options))
        suggesters = {
            each.rule: (each.suggester, each.suggester_version) for each in one.suggestions
        }
        first = [reading for reading in one.readings if not reading.pass_number]
        relations = {reading.annotator: _relations(reading) for reading in first}
        last: Span | None = None
        where = places.sentence(None)
        nothing = (self._cells.nothing,) * _OF_ANNOTATION
        for reading, sentence, judgement in in_order(one):
            if sentence is not last:
                where, last = places.sentence(sentence), sentence
            begin = (*head, reading.annotator, *where, *self._judgement(judgement))
            end = (judgement.finished_at, self._roles.get(reading.annotator, ""), *tail)
            of_head = relations[reading.annotator]
            for annotation in annotations_in_order(judgement):
                span = self._span(annotation, places, whole=sentence is None)
                other = self._others(annotation, places)
                by = suggesters.get(annotation.rule, _NOBODY)
                related = of_head.get(annotation.uid, "[]")
                yield (*begin, *span, *other, *by, *_times(annotation), related, *end)
            if not judgement.annotations and _has_content(judgement):
                yield (*begin, *nothing, *end)

    def _judgement(self, judgement: Judgement) -> Row:
        booleans = self._cells.booleans
        return (
            booleans[judgement.finished],
            judgement.cannot_judge,
            booleans[judgement.shown],
            booleans[judgement.flagged],
            judgement.note,
        )

    def _span(self, annotation: Annotation, places: Places, *, whole: bool) -> Row:
        """Return the cells from `annotation` to `fragments`."""
        label = annotation.label
        kind = self._labels.get(label, _UNKNOWN).kind
        if whole:
            return (annotation.uid, label, kind, *(self._cells.nothing,) * 4)
        first, last = annotation.fragments[0].start, annotation.fragments[-1].end
        return (
            annotation.uid,
            label,
            kind,
            places.number(first),
            places.number(last),
            places.text[first:last],
            places.fragments(annotation.fragments),
        )

    def _others(self, annotation: Annotation, places: Places) -> Row:
        """Return the cells from `voice` to `on_show`."""
        attributes = annotation.attributes
        voice = attributes.get("voice", "")
        return (
            voice if isinstance(voice, str) else "",
            annotation.origin,
            annotation.rule,
            annotation.guideline,
            places.attributes(attributes) if attributes else "{}",
            self._labels.get(annotation.label, _UNKNOWN).group,
            annotation.on_show,
        )


_NOBODY = ("", "")


def _times(annotation: Annotation) -> Row:
    return (annotation.created_at, annotation.modified_at)


def in_order(one: AnnotatedDocument) -> list[tuple[Reading, Span | None, Judgement]]:
    """Return every first judgement with its reading, by sentence, then annotator."""
    found = [
        (reading, *item)
        for reading in one.readings
        if not reading.pass_number
        for item in reading.judgements.items()
    ]
    return sorted(found, key=lambda each: (sentence_order(each[1]), each[0].annotator))


def _has_content(judgement: Judgement) -> bool:
    return judgement.is_done or judgement.flagged or bool(judgement.note)


def _relations(reading: Reading) -> dict[str, str]:
    """Return the relations of a reading by the annotation at their head, as JSON."""
    found: dict[str, list[Relation]] = {}
    for judgement in reading.judgements.values():
        for relation in judgement.relations.values():
            found.setdefault(relation.head, []).append(relation)
    return {
        head: as_json(
            [
                {"uid": one.uid, "kind": one.kind, "tail": one.tail}
                for one in sorted(relations, key=lambda one: one.uid)
            ]
        )
        for head, relations in found.items()
    }


# ------------------------------------------------------------------------------- labels


@dataclass(frozen=True, slots=True)
class LabelFacts:
    """What the guideline says of a label. whole: it is of documents as a whole."""

    kind: str = ""
    group: str = ""
    whole: bool = False


_UNKNOWN = LabelFacts()


def label_facts(dataset: Dataset) -> dict[str, LabelFacts]:
    """Return the labels of the current guideline, by name."""
    guideline = dataset.guidelines.get(dataset.guideline)
    labels = guideline.definition.get("labels", {}) if guideline else {}
    return {
        name: LabelFacts(
            str(label.get("kind", "")),
            str(label.get("group", "")),
            label.get("unit") == LabelUnit.DOCUMENT,
        )
        for name, label in labels.items()
    }
