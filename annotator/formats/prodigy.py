"""Prodigy's JSON Lines: a task for each text and annotator.

See its interfaces at https://prodi.gy. What Prodigy has no field for is in `details` of a
span or of a task, which it leaves alone. Its answers are accept for a text that is done, and ignore
for one that was skipped or is not finished: nobody is to train on these. Suggestions and verdicts
on them are left out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from annotator.formats.annotated_text import State, Work, works
from annotator.formats.annotation_details import details_of, seconds
from annotator.formats.canonical_form import check_document
from annotator.formats.dataset_labels import document_labels
from annotator.formats.json_records import JsonFile, first_records, json_line
from annotator.formats.json_tasks import DOCUMENT_UID
from annotator.formats.offset_units import Offsets
from annotator.formats.prodigy_reader import is_task, parse
from annotator.formats.protocols import DocumentLine, ReadOptions, WriteOptions
from annotator.formats.task_documents import read_tasks
from annotator.model import AnnotatedDocument, Annotation, Dataset, Document, Relation

_Json = dict[str, Any]
_TOGETHER = 50
"""Documents that are split into tokens at a time, which shares what spaCy finds for a word."""


class ProdigyFormat:
    """Prodigy's JSON Lines, written and read."""

    name = "prodigy"
    suffixes: Sequence[str] = (".jsonl",)
    description = "Prodigy JSON Lines: a task for each text and annotator"
    write_options: Collection[str] = ("offset_unit",)
    read_options: Collection[str] = ("annotator", "encoding")

    def write(self, dataset: Dataset, options: WriteOptions) -> Iterator[str]:
        """Yield the lines of a file."""
        from annotator.nlp.pipelines import token_bounds  # noqa: PLC0415 - slow to load

        labels = document_labels(dataset)
        documents = iter(dataset.documents)
        while some := list(islice(documents, _TOGETHER)):
            bounds = token_bounds(one.document.text for one in some)
            for one, each in zip(some, bounds, strict=True):
                check_document(one)
                offsets = Offsets(one.document.text, options.offset_unit)
                for record in _records(one, _Tokens(one.document.text, each, offsets), labels):
                    yield json_line(record)

    def recognises(self, path: Path) -> bool:
        """Return True if one of the first records looks like one of Prodigy."""
        return any(map(is_task, first_records(path)))

    def read(self, path: Path, options: ReadOptions) -> tuple[Dataset, Iterator[DocumentLine]]:
        """Return the annotators, and an iterator over the documents, one for each text.

        Raises DataError if there is no task in the file.
        """
        author = options.author(path)
        file = JsonFile(path, options.encoding)
        return read_tasks(file, lambda record: parse(record, author), "Prodigy")


def _records(one: AnnotatedDocument, tokens: _Tokens, labels: Sequence[str]) -> Iterator[_Json]:
    held = [work for work in works(one) if work.state is not State.UNTOUCHED]
    for work in held:
        yield _record(one.document, work, tokens, labels)
    if not held:
        yield _head(one.document, tokens)


class _Tokens:
    """The tokens of a text, and the offsets of the file."""

    def __init__(self, text: str, bounds: Sequence[tuple[int, int]], offsets: Offsets) -> None:
        self.offsets = offsets
        self.starts = {start: nth for nth, (start, _) in enumerate(bounds)}
        self.ends = {end: nth for nth, (_, end) in enumerate(bounds)}
        self.records = [
            {
                "text": text[start:end],
                "start": offsets.from_code_points(start),
                "end": offsets.from_code_points(end),
                "id": nth,
                "ws": text[end : end + 1] == " ",
            }
            for nth, (start, end) in enumerate(bounds)
        ]

    def of(self, one: Annotation) -> _Json:
        """The first and the last token of an annotation; empty if it begins or ends inside one."""
        first, last = self.starts.get(one.span.start), self.ends.get(one.span.end)
        if first is None or last is None:
            return {}
        return {"token_start": first, "token_end": last}


def _head(document: Document, tokens: _Tokens) -> _Json:
    meta = {key: document.meta[key] for key in sorted(document.meta)}
    return {
        "text": document.text,
        "meta": {**meta, DOCUMENT_UID: document.uid},
        "tokens": tokens.records,
    }


def _record(document: Document, work: Work, tokens: _Tokens, labels: Sequence[str]) -> _Json:
    annotations = {one.uid: one for one in (*work.annotations, *work.whole)}
    chosen = [one.label for one in work.whole]
    options = list(dict.fromkeys([*labels, *chosen]))
    record = {
        **_head(document, tokens),
        "spans": [_span(one, document.text, tokens) for one in work.annotations],
    }
    if work.relations:
        record["relations"] = [_relation(one, annotations, tokens) for one in work.relations]
    if options:
        record["options"] = [{"id": one, "text": one} for one in options]
        record["accept"] = chosen
    if details := _details(work, tokens.offsets):
        record["details"] = details
    return record | {
        "_view_id": "relations" if work.relations else "spans_manual",
        "_annotator_id": work.annotator,
        "_session_id": work.annotator,
        **_timestamp(work),
        "answer": "accept" if work.state is State.DONE else "ignore",
    }


def _span(one: Annotation, text: str, tokens: _Tokens) -> _Json:
    return {
        **_place(one, tokens),
        "text": one.span.of(text),
        "details": details_of(one, tokens.offsets),
    }


def _place(one: Annotation, tokens: _Tokens) -> _Json:
    return {
        "start": tokens.offsets.from_code_points(one.span.start),
        "end": tokens.offsets.from_code_points(one.span.end),
        **tokens.of(one),
        "label": one.label,
    }


def _relation(one: Relation, annotations: dict[str, Annotation], tokens: _Tokens) -> _Json:
    """A relation as Prodigy has it: its ends are tokens, and spans. Whole texts have none."""
    found: _Json = {}
    for role, uid in (("head", one.head), ("child", one.tail)):
        place = _place(annotations[uid], tokens)
        if "token_end" in place:
            found[role] = place["token_end"]
        found[f"{role}_span"] = place
        found[f"{role}_uid"] = uid
    return {**found, "label": one.kind, "uid": one.uid}


def _details(work: Work, offsets: Offsets) -> _Json:
    whole = [{"label": one.label, **details_of(one, offsets, is_whole=True)} for one in work.whole]
    found = {
        "whole": whole,
        "note": work.note,
        "state": "" if work.state is State.DONE else work.state,
    }
    return {key: value for key, value in found.items() if value}


def _timestamp(work: Work) -> _Json:
    """When the last annotation was changed, if that is known."""
    times = [one.modified_at or one.created_at for one in (*work.annotations, *work.whole)]
    known = [one for one in times if one]
    return {"_timestamp": seconds(max(known))} if known else {}
