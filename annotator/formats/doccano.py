"""doccano's JSON Lines: a line for each text and annotator, with entities and relations.

This is what doccano imports for sequence labelling with relations (JSONL(Relation)), and reads for
plain sequence labelling, too. It ignores the keys that it does not know: `details` of an entity and
`cats`, the labels of the text as a whole. Suggestions and verdicts on them are left out.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterator, Sequence
from itertools import count
from pathlib import Path
from typing import Any

from annotator.documents.encoding import NotTextError, decode
from annotator.errors import AnnotatorError, DataError, Problem
from annotator.formats.annotated_text import State, Work, works
from annotator.formats.annotation_details import details_of
from annotator.formats.canonical_form import check_document
from annotator.formats.doccano_reader import is_task, parse
from annotator.formats.json_records import JsonFile, JsonRecord, first_records, json_line
from annotator.formats.json_tasks import DOCUMENT_UID
from annotator.formats.offset_units import Offsets
from annotator.formats.protocols import DocumentLine, OffsetUnit, ReadOptions, WriteOptions
from annotator.formats.task_documents import read_tasks
from annotator.model import Annotation, Dataset, Document

_Json = dict[str, Any]
_TABLES = {".csv": ",", ".tsv": "\t"}


class DoccanoFormat:
    """doccano's JSON Lines, written and read; its JSON and CSV exports are read."""

    name = "doccano"
    suffixes: Sequence[str] = (".jsonl",)
    description = "doccano JSON Lines: entities and relations, a line for each text and annotator"
    write_options: Collection[str] = ()
    read_options: Collection[str] = ("annotator", "encoding")

    def write(self, dataset: Dataset, options: WriteOptions) -> Iterator[str]:
        """Yield the lines of a file."""
        del options
        ids = count(1)
        for number, (document, work) in enumerate(_held(dataset), 1):
            yield json_line({"id": number, **_record(document, work, ids)})

    def recognises(self, path: Path) -> bool:
        """Return True if one of the first records looks like one of doccano; tables do not."""
        return any(map(is_task, first_records(path)))

    def read(self, path: Path, options: ReadOptions) -> tuple[Dataset, Iterator[DocumentLine]]:
        """Return the annotators, and an iterator over the documents, one for each text.

        Raises DataError if there is no task in the file.
        """
        author = options.author(path)
        delimiter = _TABLES.get(path.suffix.lower())
        file: JsonFile | _Table
        if delimiter:
            file = _Table(path, options.encoding, delimiter)
        else:
            file = JsonFile(path, options.encoding)
        return read_tasks(file, lambda record: parse(record, author), "doccano")


# ------------------------------------------------------------------------------- writing


def _held(dataset: Dataset) -> Iterator[tuple[Document, Work | None]]:
    """Each text with the work of each annotator; alone if nobody has begun it."""
    for one in dataset.documents:
        check_document(one)
        held = [work for work in works(one) if work.state is not State.UNTOUCHED]
        yield from ((one.document, work) for work in held)
        if not held:
            yield one.document, None


def _record(document: Document, work: Work | None, ids: Iterator[int]) -> _Json:
    meta = {key: document.meta[key] for key in sorted(document.meta)}
    record = {"text": document.text, "meta": {**meta, DOCUMENT_UID: document.uid}}
    if work is None:
        return {**record, "entities": [], "relations": []}
    offsets = Offsets(document.text, OffsetUnit.CODE_POINT)
    numbers = {one.uid: next(ids) for one in (*work.annotations, *work.whole)}
    whole = [
        {"id": numbers[one.uid], "label": one.label, **details_of(one, offsets, is_whole=True)}
        for one in work.whole
    ]
    details = {
        **({"state": str(work.state)} if work.state is not State.DONE else {}),
        **({"whole": whole} if whole else {}),
    }
    return {
        **record,
        "entities": [
            _entity(one, numbers[one.uid], document.text, offsets) for one in work.annotations
        ],
        "relations": [
            {
                "id": next(ids),
                "from_id": numbers[one.head],
                "to_id": numbers[one.tail],
                "type": one.kind,
                "details": {"uid": one.uid},
            }
            for one in work.relations
        ],
        **({"cats": [one.label for one in work.whole]} if whole else {}),
        "Comments": [work.note] if work.note else [],
        "annotator": work.annotator,
        **({"details": details} if details else {}),
    }


def _entity(one: Annotation, number: int, text: str, offsets: Offsets) -> _Json:
    return {
        "id": number,
        "start_offset": one.span.start,
        "end_offset": one.span.end,
        "label": one.label,
        "text": one.span.of(text),
        "details": details_of(one, offsets),
    }


# ------------------------------------------------------------------------- tables, to read


class _Table:
    """The rows of a CSV export: a text and its labels, which a # separates, in each."""

    def __init__(self, path: Path, encoding: str, delimiter: str) -> None:
        self.path = path
        try:
            text = decode(path.read_bytes(), encoding or None).text
        except OSError as error:
            raise AnnotatorError(f"cannot read {path}: {error.strerror}") from error
        except NotTextError as error:
            raise DataError(Problem(path, 0, str(error), error.fix)) from None
        self._records = list(_rows(path, text, delimiter))

    def __iter__(self) -> Iterator[JsonRecord]:
        return iter(self._records)

    def at(self, record: JsonRecord) -> JsonRecord:
        """A row again."""
        return self._records[record.place]

    def close(self) -> None:
        """Nothing is open."""


def _rows(path: Path, text: str, delimiter: str) -> Iterator[JsonRecord]:
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        list(rows.fieldnames or ())
        line = rows.line_num + 1
        for place, row in enumerate(rows):
            yield JsonRecord(line, place, _row(row))
            line = rows.line_num + 1
    except csv.Error as error:
        problem = f"expected a table: {error}"
        raise DataError(Problem(path, rows.line_num, problem, "Correct the line.")) from None


def _row(row: dict[str | Any, str | Any]) -> _Json:
    """A row as a record. Without a text it has no `text`, and is a problem."""
    given = {key: value for key, value in row.items() if isinstance(key, str) and value}
    labels = [one for one in given.get("label", "").split("#") if one]
    return {**given, "label": labels}
