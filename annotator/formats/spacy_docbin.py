"""spaCy: a DocBin, and a folder with a config to train on it; also the older training formats.

What annotators marked is in doc.spans: "sc" has what anybody marked, once, for training, and
"annotator:NAME" what one of them did; the parts of an annotation have its uid as their id. All that
spans cannot hold is JSON in doc.user_data["annotator"].
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count, pairwise
from pathlib import Path
from typing import Any

from annotator.errors import DataError, Problem
from annotator.formats.annotated_text import State, Work, article_of, assemble, works
from annotator.formats.canonical_form import check_document
from annotator.formats.protocols import DocumentLine, ReadOptions, WriteOptions
from annotator.formats.spacy_training import is_training_json, training_docs
from annotator.model import (
    AnnotatedDocument,
    Annotation,
    Dataset,
    DocumentSource,
    LabelUnit,
    OnShow,
    Origin,
    Relation,
    Span,
)
from annotator.nlp.docbin import (
    DocBinReader,
    DocSpan,
    SpacyDoc,
    docbin_bytes,
    training_config,
)
from annotator.sentences import document_language

_SUFFIX = ".spacy"
_TRAINED = "sc"
"""The key of the spans that spaCy trains on unless a config says otherwise."""
_BY = "annotator:"
_DATA = "annotator"
_ENTITIES = "ents"
_EXPECTED = f"expected in user_data[{_DATA!r}] what this program writes"
_LIKELY = 0.5
"""The least weight of a category that a document has."""
_CORRECT = "Correct it, or export it again."


class SpacyFormat:
    """spaCy's DocBin, with a config to train on it."""

    name = "spacy"
    suffixes: Sequence[str] = (_SUFFIX,)
    description = "spaCy DocBin with a config to train on"
    write_options: Collection[str] = ()
    read_options: Collection[str] = ("annotator", "layers")

    def write(self, dataset: Dataset, options: WriteOptions) -> Iterator[bytes]:
        """Yield a DocBin, in one piece."""
        del options
        yield docbin_bytes(_docs(dataset, _Seen()))

    def write_folder(self, dataset: Dataset, folder: Path, options: WriteOptions) -> None:
        """Write a DocBin, the labels of its spans, and a config to train on them."""
        del options
        seen = _Seen(_labels(dataset, {LabelUnit.SPAN, LabelUnit.SENTENCE}))
        (folder / "annotations.spacy").write_bytes(docbin_bytes(_docs(dataset, seen)))
        labels = json.dumps(sorted(seen.labels), ensure_ascii=False, indent=1)
        (folder / "labels.json").write_bytes(f"{labels}\n".encode())
        language = seen.languages.pop() if len(seen.languages) == 1 else "xx"
        config = training_config(language, "annotations.spacy", "labels.json")
        (folder / "config.cfg").write_bytes(config.encode())

    def recognises(self, path: Path) -> bool:
        """Return True for a compressed file that is named so, and for older training formats."""
        if not path.is_file():
            return False
        if path.suffix.lower() == _SUFFIX:
            with path.open("rb") as file:
                return file.read(1) == b"x"
        return path.suffix.lower() == ".json" and is_training_json(path)

    def read(self, path: Path, options: ReadOptions) -> tuple[Dataset, Iterator[DocumentLine]]:
        """Return what is known of all documents, and an iterator over these.

        Raises DataError if the file is not of this format.
        """
        if path.suffix.lower() == ".json":
            return _dataset([options.author(path)]), _training(path, options)
        try:
            reader = DocBinReader(path.read_bytes())
            names = {name for data in reader.data() for name in _names(data, path, options)}
        except (OSError, ValueError) as error:
            why = error.strerror if isinstance(error, OSError) else str(error)
            raise DataError(Problem(path, 0, why or str(error), _CORRECT)) from None
        if options.annotator and len(names) > 1:
            problem = (
                f"expected the work of one annotator, found that of {', '.join(sorted(names))}"
            )
            raise DataError(Problem(path, 0, problem, "Name no annotator, to keep these names."))
        return _dataset([options.annotator] if options.annotator else sorted(names)), _read(
            reader, path, options
        )


# ------------------------------------------------------------------------------- writing


@dataclass(slots=True)
class _Seen:
    """The labels of spans and the languages of the documents that were written."""

    labels: set[str] = field(default_factory=set)
    languages: set[str] = field(default_factory=set)


def _labels(dataset: Dataset, units: Collection[str]) -> set[str]:
    """The labels of some units in all guidelines of a dataset."""
    return {
        name
        for guideline in dataset.guidelines.values()
        for name, label in guideline.definition.get("labels", {}).items()
        if label.get("unit") in units
    }


def _docs(dataset: Dataset, seen: _Seen) -> Iterator[SpacyDoc]:
    of_documents = _labels(dataset, {LabelUnit.DOCUMENT})
    for one in dataset.documents:
        check_document(one)
        made = _doc(one, of_documents, dataset)
        seen.labels.update(each.label for each in made.groups[_TRAINED])
        seen.languages.add(document_language(one.document.text, one.document.meta))
        yield made


def _doc(one: AnnotatedDocument, of_documents: Collection[str], dataset: Dataset) -> SpacyDoc:
    held = works(one)
    groups = {f"{_BY}{work.annotator}": _parts(work.annotations) for work in held}
    trained = sorted({replace(part, uid="") for parts in groups.values() for part in parts})
    cats = dict.fromkeys(sorted(of_documents), 0.0)
    cats |= {each.label: 1.0 for work in held for each in work.whole}
    record = {
        "document": one.document.uid,
        "meta": dict(sorted(one.document.meta.items())),
        "sources": sorted({source.path for source in one.sources}),
        "roles": {work.annotator: dataset.annotators.get(work.annotator, "") for work in held},
        "works": [_record(work) for work in held],
    }
    return SpacyDoc(
        text=one.document.text,
        groups={_TRAINED: trained, **groups},
        entities=trained if _is_disjoint(trained) else None,
        cats=dict(sorted(cats.items())),
        data={_DATA: json.dumps(record, ensure_ascii=False, allow_nan=False)},
        sentences=[sentence.start for sentence in one.document.sentences],
    )


def _parts(annotations: Iterable[Annotation]) -> list[DocSpan]:
    return [
        DocSpan(part.start, part.end, one.label, one.uid)
        for one in annotations
        for part in one.fragments
    ]


def _is_disjoint(spans: Sequence[DocSpan]) -> bool:
    return all(one.end <= other.start for one, other in pairwise(spans))


def _record(work: Work) -> dict[str, Any]:
    """What the spans of an annotator do not say."""
    return {
        "annotator": work.annotator,
        "state": work.state,
        "note": work.note,
        "annotations": {one.uid: _details(one) for one in work.annotations},
        "whole": [{"uid": one.uid, "label": one.label, **_details(one)} for one in work.whole],
        "relations": [[one.uid, one.kind, one.head, one.tail] for one in work.relations],
    }


def _details(one: Annotation) -> dict[str, Any]:
    return {
        "attributes": dict(sorted(one.attributes.items())),
        "origin": one.origin,
        "rule": one.rule,
        "guideline": one.guideline,
        "on_show": one.on_show,
        "created_at": one.created_at,
        "modified_at": one.modified_at,
    }


# ------------------------------------------------------------------------------- reading


def _dataset(names: Iterable[str]) -> Dataset:
    return Dataset(annotators=dict.fromkeys(sorted(names), "annotator"))


def _names(data: Mapping[str, str], path: Path, options: ReadOptions) -> list[str]:
    """The annotators of a document. Raises ValueError if what we wrote of it is damaged."""
    if _DATA not in data or options.layers:
        return [options.author(path)]
    try:
        return [str(work["annotator"]) for work in _own(data)["works"]]
    except KeyError:
        raise ValueError(_EXPECTED) from None


def _own(data: Mapping[str, str]) -> dict[str, Any]:
    """What this program wrote of a document. Raises ValueError if it is damaged."""
    try:
        record = json.loads(data[_DATA])
        works_ = [dict(work) for work in record["works"]]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise ValueError(_EXPECTED) from None
    return {**record, "works": works_}


def _read(reader: DocBinReader, path: Path, options: ReadOptions) -> Iterator[DocumentLine]:
    docs = reader.docs()
    for number in count(1):
        try:
            doc = next(docs, None)
            if doc is None:
                return
            yield _document(doc, number, path, options)
        except ValueError as error:  # after one of docs nothing more comes from it
            problem = Problem(path, 0, f"document {number}: {error}", _CORRECT)
            yield DocumentLine(number, None, (problem,))


def _document(doc: SpacyDoc, number: int, path: Path, options: ReadOptions) -> DocumentLine:
    if _DATA not in doc.data or options.layers:
        article = article_of(doc.text, {}, path, number)
        made = assemble(article, [_others(doc, path, options)], source=DocumentSource(path.name))
        return DocumentLine(number, made)
    record = _own(doc.data)
    try:
        held = [_work(work, doc, options) for work in record["works"]]
        meta = {str(name): str(value) for name, value in record["meta"].items()}
        sources = tuple(DocumentSource(str(one)) for one in record["sources"])
        made = assemble(article_of(doc.text, meta, path, number), held, keep_uids=True)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ValueError(f"expected what this program writes, but {error!r}") from None
    return DocumentLine(number, replace(made, sources=sources))


def _others(doc: SpacyDoc, path: Path, options: ReadOptions) -> Work:
    """The spans and categories of a document of another program, each once."""
    layers = {_ENTITIES: doc.entities or (), **doc.groups}
    chosen = [spans for key, spans in layers.items() if not options.layers or key in options.layers]
    spans = dict.fromkeys(span for spans in chosen for span in spans)
    annotations = {
        (span.start, span.end, span.label): Annotation(
            f"{span.start}.{span.end}.{span.label}",
            span.label,
            (Span(span.start, span.end),),
            {"kb_id": span.kb} if span.kb else {},
            Origin.MANUAL,
        )
        for span in sorted(spans)
        if span.start < span.end
    }
    whole = [
        Annotation(f"cats.{name}", name, (Span(0, 1),), {}, Origin.MANUAL)
        for name, weight in sorted(doc.cats.items())
        if weight >= _LIKELY and doc.text
    ]
    return Work(options.author(path), [*annotations.values()], whole)


def _work(record: Mapping[str, Any], doc: SpacyDoc, options: ReadOptions) -> Work:
    """The work of an annotator, with the spans that the document has now."""
    parts: dict[str, list[DocSpan]] = {}
    for nth, span in enumerate(doc.groups.get(f"{_BY}{record['annotator']}", ())):
        parts.setdefault(span.uid or f"new.{nth}", []).append(span)
    annotations = [
        _annotation(uid, spans[0].label, spans, record["annotations"].get(uid, {}))
        for uid, spans in parts.items()
    ]
    everything = [DocSpan(0, max(1, len(doc.text)), "")]
    ends = {one.uid for one in annotations} | {one["uid"] for one in record["whole"]}
    return Work(
        options.annotator or str(record["annotator"]),
        annotations,
        [_annotation(one["uid"], one["label"], everything, one) for one in record["whole"]],
        [Relation(*one) for one in record["relations"] if {one[2], one[3]} <= ends],
        State(record["state"]),
        str(record["note"]),
    )


def _annotation(
    uid: str, label: str, parts: Sequence[DocSpan], details: Mapping[str, Any]
) -> Annotation:
    fragments = tuple(Span(one.start, one.end) for one in sorted(parts))
    if not details:
        return Annotation(uid, label, fragments, {}, Origin.MANUAL)
    return Annotation(
        uid,
        label,
        fragments,
        details["attributes"],
        Origin(details["origin"]),
        rule=details["rule"],
        guideline=details["guideline"],
        on_show=OnShow(details["on_show"]),
        created_at=details["created_at"],
        modified_at=details["modified_at"],
    )


def _training(path: Path, options: ReadOptions) -> Iterator[DocumentLine]:
    for number, (doc, problems) in enumerate(training_docs(path), 1):
        article = article_of(doc.text, {}, path, number)
        made = assemble(article, [_others(doc, path, options)], source=DocumentSource(path.name))
        yield DocumentLine(number, made, tuple(problems))
