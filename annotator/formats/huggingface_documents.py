"""Rows for documents: the text, and all that each annotator holds of it, nested."""

from __future__ import annotations

from collections.abc import Iterator

from annotator.formats.canonical_form import (
    annotations_in_order,
    check_document,
    judgements_in_order,
    readings_in_order,
)
from annotator.formats.protocols import WriteOptions
from annotator.formats.table_rows import (
    TYPED_CELLS,
    CellType,
    Fields,
    LabelFacts,
    Places,
    Row,
    document_cells,
    label_facts,
    metadata_json,
    places_of,
    source_cells,
    text_hash,
)
from annotator.model import AnnotatedDocument, Annotation, Dataset, Judgement, Reading, Span

_TEXT, _INTEGER, _BOOLEAN, _JSON = (
    CellType.TEXT,
    CellType.INTEGER,
    CellType.BOOLEAN,
    CellType.JSON,
)
_PLACE: Fields = {"start": _INTEGER, "end": _INTEGER}

_JUDGEMENT: Fields = {
    **_PLACE,
    "finished": _BOOLEAN,
    "cannot_judge": _TEXT,
    "shown": _BOOLEAN,
    "flagged": _BOOLEAN,
    "note": _TEXT,
    "finished_at": _TEXT,
}
_ANNOTATION: Fields = {
    "annotation": _TEXT,
    "label": _TEXT,
    "group": _TEXT,
    "kind": _TEXT,
    **_PLACE,
    "quote": _TEXT,
    "fragments": [_PLACE],
    "sentence_start": _INTEGER,
    "sentence_end": _INTEGER,
    "attributes": _JSON,
    "origin": _TEXT,
    "rule": _TEXT,
    "label_set": _TEXT,
    "on_show": _TEXT,
    "created_at": _TEXT,
    "modified_at": _TEXT,
}
_RELATION: Fields = {"uid": _TEXT, "kind": _TEXT, "head": _TEXT, "tail": _TEXT}
FIELDS: Fields = {
    **dict.fromkeys(("document", "title", "source", "url", "date"), _TEXT),
    "text": _TEXT,
    **dict.fromkeys(("path", "external_id"), _TEXT),
    "meta": _JSON,
    "splitter": _TEXT,
    "blocks": [{**_PLACE, "kind": _TEXT, "form": _TEXT}],
    "sentences": CellType.SPANS,
    "readings": [
        {
            "annotator": _TEXT,
            "role": _TEXT,
            "judgements": [_JUDGEMENT],
            "annotations": [_ANNOTATION],
            "relations": [_RELATION],
        }
    ],
}


class DocumentTable:
    """A row for each document. Texts, titles and quotes may be left out: a hash is in the row."""

    def __init__(self, dataset: Dataset, options: WriteOptions) -> None:
        self._options = options
        self._roles = dataset.annotators
        self._labels = label_facts(dataset)
        self.fields = _in_hashes(FIELDS) if not options.text else FIELDS
        self.longest = list(self.fields).index("text" if options.text else "text_sha256")

    def rows_of(self, one: AnnotatedDocument) -> Iterator[Row]:
        """Yield the row of a document. Raises ValueError for spans outside of their text."""
        check_document(one)
        document = one.document
        places = places_of(document, self._options, TYPED_CELLS)
        uid, title, *others = document_cells(document)
        is_open = self._options.text
        yield (
            uid,
            *([title] if is_open else []),
            *others,
            document.text if is_open else text_hash(document.text),
            *source_cells(one.sources),
            metadata_json(document, self._options),
            document.splitter,
            [
                {**_ends(block.span, places), "kind": block.kind, "form": block.form or ""}
                for block in document.blocks
            ],
            places.fragments(document.sentences),
            [
                self._reading(reading, places)
                for reading in readings_in_order(one)
                if not reading.pass_number
            ],
        )

    def _reading(self, reading: Reading, places: Places) -> dict[str, object]:
        held = judgements_in_order(reading.judgements)
        return {
            "annotator": reading.annotator,
            "role": self._roles.get(reading.annotator, ""),
            "judgements": [_judgement(each, sentence, places) for sentence, each in held],
            "annotations": [
                self._annotation(annotation, sentence, places)
                for sentence, each in held
                for annotation in annotations_in_order(each)
            ],
            "relations": [
                {"uid": uid, "kind": relation.kind, "head": relation.head, "tail": relation.tail}
                for _, each in held
                for uid, relation in sorted(each.relations.items())
            ],
        }

    def _annotation(
        self, one: Annotation, sentence: Span | None, places: Places
    ) -> dict[str, object]:
        facts = self._labels.get(one.label, LabelFacts())
        filed = _ends(sentence, places)
        where: dict[str, object] = dict.fromkeys(("start", "end", "quote", "fragments"))
        if sentence is not None:
            where = _ends(one.span, places)
            where["fragments"] = [_ends(fragment, places) for fragment in one.fragments]
            where |= {"quote": one.span.of(places.text)} if self._options.text else {}
        return {
            "annotation": one.uid,
            "label": one.label,
            "group": facts.group,
            "kind": facts.kind,
            **where,
            "sentence_start": filed["start"],
            "sentence_end": filed["end"],
            "attributes": places.attributes(one.attributes) if one.attributes else "{}",
            "origin": one.origin,
            "rule": one.rule,
            "label_set": one.guideline,
            "on_show": one.on_show,
            "created_at": one.created_at,
            "modified_at": one.modified_at,
        }


def _ends(span: Span | None, places: Places) -> dict[str, object]:
    if span is None:
        return {"start": None, "end": None}
    return {"start": places.number(span.start), "end": places.number(span.end)}


def _judgement(one: Judgement, sentence: Span | None, places: Places) -> dict[str, object]:
    return {
        **_ends(sentence, places),
        "finished": one.finished,
        "cannot_judge": one.cannot_judge,
        "shown": one.shown,
        "flagged": one.flagged,
        "note": one.note,
        "finished_at": one.finished_at,
    }


def _in_hashes(fields: Fields) -> Fields:
    """Return the fields that are left where texts are left out."""
    found: dict[str, CellType | list[Fields]] = {}
    for name, kind in fields.items():
        if name == "text":
            found["text_sha256"] = kind
        elif name not in {"title", "quote"}:
            found[name] = [_in_hashes(kind[0])] if isinstance(kind, list) else kind
    return found
