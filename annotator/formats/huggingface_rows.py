"""Rows of documents, as this program writes them into Hugging Face datasets, back to documents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from annotator.errors import Problem
from annotator.formats.canonical_form import check_document
from annotator.formats.native_lines import MalformedError, strict_json, typed
from annotator.formats.native_reader import checked_time
from annotator.formats.offset_units import Offsets
from annotator.formats.protocols import DocumentLine, OffsetUnit
from annotator.formats.table_files import TableFile, described
from annotator.formats.table_reader import (
    METADATA,
    attribute_values,
    guidelines_of,
    known_role,
    unit_of_file,
)
from annotator.model import (
    AnnotatedDocument,
    Annotation,
    Block,
    BlockForm,
    BlockKind,
    Dataset,
    Document,
    DocumentSource,
    Judgement,
    OnShow,
    Origin,
    Reading,
    Relation,
    Span,
)

_Record = Mapping[str, Any]
_CORRECT = "Export the dataset again."


def read_documents(files: Sequence[TableFile]) -> tuple[Dataset, Iterator[DocumentLine]]:
    """Return what all files say together, and an iterator over their documents.

    Reads files twice: the annotators must be known first. Raises DataError for a guideline that was
    changed.
    """
    roles: dict[str, str] = {}
    dataset = Dataset()
    for file in files:
        facts = described(file, METADATA)
        if isinstance(given := facts.get("annotators"), dict):
            roles |= {str(name): known_role(str(role)) for name, role in given.items()}
        dataset = Dataset(
            guideline=str(facts.get("guideline", "")),
            guidelines={**dataset.guidelines, **guidelines_of(file.path, facts)},
        )
        for _, cells in file.rows(("readings",)):
            if not isinstance(cells, Problem):
                for reading in cells["readings"] or ():
                    name = str(reading["annotator"])
                    roles[name] = roles.get(name, "") or known_role(str(reading["role"]))
    found = Dataset(roles, dataset.guideline, dataset.guidelines)
    return found, _lines(files)


def _lines(files: Iterable[TableFile]) -> Iterator[DocumentLine]:
    for file in files:
        unit = unit_of_file(described(file, METADATA)) or OffsetUnit.CODE_POINT
        for number, cells in file.rows():
            if isinstance(cells, Problem):
                yield DocumentLine(number, None, (cells,))
                continue
            try:
                document = _RowReader(cells, unit).document()
                check_document(document)
                yield DocumentLine(number, document)
            except (ValueError, MalformedError) as error:
                problem = f"expected a document: {error}"
                yield DocumentLine(number, None, (Problem(file.path, number, problem, _CORRECT),))


def _time(record: _Record, name: str) -> str:
    return checked_time(str(record[name] or ""), name)


class _RowReader:
    """Reads a row, whose columns have the types of FIELDS.

    Raises ValueError or MalformedError for a wrong value.
    """

    def __init__(self, row: _Record, unit: OffsetUnit) -> None:
        self._row = row
        self._text = str(row["text"] or "")
        self._offsets = Offsets(self._text, unit)

    def document(self) -> AnnotatedDocument:
        """Return the document of the row."""
        row = self._row
        blocks = [
            Block(
                self._span(one),
                BlockKind(one["kind"]),
                BlockForm(one["form"]) if one["form"] else None,
            )
            for one in row["blocks"] or ()
        ]
        meta = typed(strict_json(str(row["meta"] or "{}")), dict, "'meta'")
        document = Document(
            str(row["document"]),
            self._text,
            {str(key): str(value) for key, value in meta.items()},
            tuple(blocks),
            tuple(self._span(one) for one in row["sentences"] or ()),
            str(row["splitter"] or ""),
        )
        path = str(row["path"] or "")
        return AnnotatedDocument(
            document,
            sources=(DocumentSource(path, str(row["external_id"] or "")),) if path else (),
            readings=tuple(self._reading(one, document) for one in row["readings"] or ()),
        )

    def _span(self, record: _Record, first: str = "start", last: str = "end") -> Span:
        start, end = record[first], record[last]
        ends = [None if one is None else self._offsets.to_code_points(one) for one in (start, end)]
        if ends[0] is None or ends[1] is None:
            raise ValueError(f"[{start}, {end}) is outside of its text")
        return Span(ends[0], ends[1])

    def _sentence(self, record: _Record, prefix: str = "") -> Span | None:
        if record[f"{prefix}start"] is None:
            return None
        return self._span(record, f"{prefix}start", f"{prefix}end")

    def _reading(self, record: _Record, document: Document) -> Reading:
        held: dict[Span | None, Judgement] = {}
        annotations: dict[Span | None, dict[str, Annotation]] = {}
        filed: dict[str, Span | None] = {}
        for one in record["annotations"] or ():
            sentence = self._sentence(one, "sentence_")
            annotation = self._annotation(one, whole=sentence is None)
            if annotation.uid in filed:
                raise ValueError(f"the annotation {annotation.uid!r} is there twice")
            filed[annotation.uid] = sentence
            annotations.setdefault(sentence, {})[annotation.uid] = annotation
        relations: dict[Span | None, dict[str, Relation]] = {}
        for one in record["relations"] or ():
            relation = Relation(*(str(one[name]) for name in ("uid", "kind", "head", "tail")))
            if relation.head not in filed:
                raise ValueError(f"the relation {relation.uid!r} begins at no annotation")
            relations.setdefault(filed[relation.head], {})[relation.uid] = relation
        for one in record["judgements"] or ():
            sentence = self._sentence(one)
            held[sentence] = Judgement(
                annotations=annotations.pop(sentence, {}),
                relations=relations.pop(sentence, {}),
                note=str(one["note"] or ""),
                flagged=bool(one["flagged"]),
                finished=bool(one["finished"]),
                shown=bool(one["shown"]),
                finished_at=_time(one, "finished_at"),
                cannot_judge=str(one["cannot_judge"] or ""),
            )
        if annotations:
            raise ValueError("an annotation is of a sentence without a judgement")
        return Reading(document, str(record["annotator"]), held)

    def _annotation(self, one: _Record, *, whole: bool) -> Annotation:
        fragments = (Span(0, len(self._text)),)
        if not whole:
            fragments = tuple(self._span(each) for each in one["fragments"] or ())  # type: ignore[assignment]
        return Annotation(
            uid=str(one["annotation"]),
            label=str(one["label"]),
            fragments=fragments,
            attributes=attribute_values(str(one["attributes"] or "{}"), self._offsets),
            origin=Origin(one["origin"]),
            rule=str(one["rule"] or ""),
            guideline=str(one["label_set"] or ""),
            on_show=OnShow(one["on_show"]),
            created_at=_time(one, "created_at"),
            modified_at=_time(one, "modified_at"),
        )
