"""CSV (RFC 4180, UTF-8): one row for each annotation, for spreadsheets and data frames.

A sentence that was finished without annotations has a row with an empty label, as has one with only
a note or a flag, and one that cannot be judged, with the reason. A sentence without a row was not
finished: "nothing here" and "not seen" stay apart. Rows are sorted by document, sentence and
annotator. Offsets count Unicode code points of the document's text, from 0, end exclusive; `quote`
is always text[start:end], and `fragments` lists the annotated parts of it. Relations, verdicts and
silent repeats are only in the native format.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator

from annotator.formats.canonical_form import (
    annotations_in_order,
    check_document,
    quote,
    sentence_order,
)
from annotator.model import (
    AnnotatedDocument,
    Annotation,
    Dataset,
    Judgement,
    Reading,
    Span,
)

COLUMNS = (
    "document",
    "title",
    "source",
    "url",
    "date",
    "annotator",
    "sentence_start",
    "sentence_end",
    "sentence",
    "finished",
    "cannot_judge",
    "shown",
    "flagged",
    "note",
    "annotation",
    "label",
    "kind",
    "start",
    "end",
    "quote",
    "fragments",
    "voice",
    "origin",
    "rule",
    "label_set",
    "attributes",
)
_BYTE_ORDER_MARK = "\ufeff"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_NO_ANNOTATION = ("",) * 12
_NOWHERE = ("",) * 4
"""Start, end, quote and fragments of an annotation of a document as a whole."""


def lines(dataset: Dataset, *, excel: bool = False) -> Iterator[str]:
    """Yield the file, row by row.

    excel: for spreadsheet programs, which take some cells for formulas: a cell that begins like
        one gets a ' in front, which changes the data, and the file begins with a byte order
        mark, so that the program reads it as UTF-8.
    """
    if excel:
        yield _BYTE_ORDER_MARK + csv_line(COLUMNS)
    else:
        yield csv_line(COLUMNS)
    for row in rows(dataset):
        yield csv_line(map(_guarded, row) if excel else row)


def rows(dataset: Dataset) -> Iterator[tuple[str, ...]]:
    """Yield the cells of each row, in the order of COLUMNS.

    A label that is not in the current guideline has kind ''.
    """
    kinds = _kinds(dataset)
    for document in dataset.documents:
        check_document(document)
        for reading, sentence, judgement in _in_order(document):
            place = (*_document(reading), *_judgement(reading, sentence, judgement))
            for annotation in annotations_in_order(judgement):
                where = _where(annotation, reading.document.text) if sentence else _NOWHERE
                yield (*place, *_annotation(annotation, kinds, where))
            if not judgement.annotations and _has_content(judgement):
                yield (*place, *_NO_ANNOTATION)


def _kinds(dataset: Dataset) -> dict[str, str]:
    """Return the kind of each label of the current guideline."""
    guideline = dataset.guidelines.get(dataset.guideline)
    labels = guideline.definition.get("labels", {}) if guideline else {}
    return {name: str(label["kind"]) for name, label in labels.items()}


def _in_order(document: AnnotatedDocument) -> list[tuple[Reading, Span | None, Judgement]]:
    """Return every first judgement with its reading, by sentence, then annotator."""
    found = [
        (reading, *item)
        for reading in document.readings
        if not reading.pass_number
        for item in reading.judgements.items()
    ]
    return sorted(found, key=lambda one: (sentence_order(one[1]), one[0].annotator))


def _has_content(judgement: Judgement) -> bool:
    return judgement.is_done or judgement.flagged or bool(judgement.note)


def _document(reading: Reading) -> tuple[str, ...]:
    document = reading.document
    meta = (document.meta.get(key, "") for key in ("source", "url", "date"))
    return (document.uid, document.title, *meta, reading.annotator)


def _judgement(reading: Reading, sentence: Span | None, judgement: Judgement) -> tuple[str, ...]:
    where = ("", "", "")
    if sentence is not None:
        words = quote(reading.document.text, sentence)
        where = (str(sentence.start), str(sentence.end), words)
    finished, shown, flagged = (
        "true" if state else "false"
        for state in (judgement.finished, judgement.shown, judgement.flagged)
    )
    return (*where, finished, judgement.cannot_judge, shown, flagged, judgement.note)


def _where(annotation: Annotation, text: str) -> tuple[str, ...]:
    """Return start, end, quote and fragments."""
    span = annotation.span
    parts = _json([[fragment.start, fragment.end] for fragment in annotation.fragments])
    return (str(span.start), str(span.end), quote(text, span), parts)


def _annotation(
    annotation: Annotation, kinds: dict[str, str], where: tuple[str, ...]
) -> tuple[str, ...]:
    voice = annotation.attributes.get("voice", "")
    return (
        annotation.uid,
        annotation.label,
        kinds.get(annotation.label, ""),
        *where,
        voice if isinstance(voice, str) else "",
        str(annotation.origin),
        annotation.rule,
        annotation.guideline,
        _json(dict(annotation.attributes)),
    )


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, sort_keys=True)


def _guarded(cell: str) -> str:
    """Return a cell that no spreadsheet program takes for a formula."""
    return "'" + cell if cell.startswith(_FORMULA) else cell


def csv_line(cells: Iterable[str]) -> str:
    """Return a line of CSV, as RFC 4180 has it."""
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerow(cells)
    return buffer.getvalue()
