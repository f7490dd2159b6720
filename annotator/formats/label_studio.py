"""Label Studio's JSON: a task for each text, with the annotations of everybody.

https://labelstud.io/guide/export. Done texts are annotations, skipped ones are cancelled, and those
that are not finished are drafts. Suggestions that nobody decided are predictions. What Label Studio
has no field for is in the `meta` of an item, which it leaves alone; a folder has the setup of the
project, too. Verdicts on suggestions are left out.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from itertools import count, groupby
from pathlib import Path
from typing import Any

from annotator.formats.annotated_text import State, Work, works
from annotator.formats.annotation_details import details_of, suggestion_details
from annotator.formats.canonical_form import check_document, suggestions_in_order
from annotator.formats.json_records import JsonFile, first_records
from annotator.formats.json_tasks import DOCUMENT_UID
from annotator.formats.label_studio_reader import ANNOTATORS, is_task, parse
from annotator.formats.label_studio_setup import DOCUMENT, LABEL, NOTE, TEXT, Setup, setup_of
from annotator.formats.offset_units import Offsets
from annotator.formats.protocols import DocumentLine, OffsetUnit, ReadOptions, WriteOptions
from annotator.formats.task_documents import read_tasks
from annotator.model import AnnotatedDocument, Annotation, Dataset, Origin, Relation, Suggestion

_Json = dict[str, Any]
_TASKS = "tasks.json"
_ORIGINS = {Origin.ACCEPTED: "prediction", Origin.EDITED: "prediction-changed"}


class LabelStudioFormat:
    """Label Studio's JSON, written and read; its JSON_MIN and old exports are read."""

    name = "label-studio"
    suffixes: Sequence[str] = (".json",)
    description = "Label Studio JSON: tasks with everybody's annotations; a folder has the setup"
    write_options: Collection[str] = ("offset_unit",)
    read_options: Collection[str] = ("annotator", "encoding")

    def write(self, dataset: Dataset, options: WriteOptions) -> Iterator[str]:
        """Yield the file of tasks, a line for each."""
        return _lines(dataset, options.offset_unit, setup_of(dataset))

    def write_folder(self, dataset: Dataset, folder: Path, options: WriteOptions) -> None:
        """Write tasks.json, and label_config.xml for the settings of the project."""
        setup = setup_of(dataset)
        with (folder / _TASKS).open("w", encoding="utf-8", newline="") as file:
            file.writelines(_lines(dataset, options.offset_unit, setup))
        (folder / "label_config.xml").write_text(setup.xml(), "utf-8", newline="")

    def recognises(self, path: Path) -> bool:
        """Return True if one of the first records looks like a task of Label Studio.

        Of a folder, those of its tasks.json.
        """
        return any(map(is_task, first_records(_tasks_of(path))))

    def read(self, path: Path, options: ReadOptions) -> tuple[Dataset, Iterator[DocumentLine]]:
        """Return the annotators, and an iterator over the documents, one for each text.

        Raises DataError if there is no task in the file.
        """
        author = options.author(path)
        file = JsonFile(_tasks_of(path), options.encoding)
        return read_tasks(file, lambda record: parse(record, author), "Label Studio")


def _tasks_of(path: Path) -> Path:
    """The file of tasks, which a folder that we wrote has."""
    return path / _TASKS if path.is_dir() else path


def _lines(dataset: Dataset, unit: OffsetUnit, setup: Setup) -> Iterator[str]:
    writer = _TaskWriter(dataset, unit, setup)
    before = "[\n"
    for one in dataset.documents:
        check_document(one)
        text = json.dumps(writer.task(one), ensure_ascii=False, allow_nan=False)
        yield before + text
        before = ",\n"
    yield "\n]\n" if before != "[\n" else "[]\n"


class _TaskWriter:
    """Makes tasks, with numbers for tasks, annotations and annotators, from 1."""

    def __init__(self, dataset: Dataset, unit: OffsetUnit, setup: Setup) -> None:
        self._unit = unit
        self._setup = setup
        self._people = {name: nth for nth, name in enumerate(sorted(dataset.annotators), 1)}
        self._tasks, self._annotations = count(1), count(1)

    def task(self, one: AnnotatedDocument) -> _Json:
        document = one.document
        items = _Items(document.text, Offsets(document.text, self._unit), self._setup)
        held = [work for work in works(one) if work.state is not State.UNTOUCHED]
        numbers = {work.annotator: self._number(work.annotator) for work in held}
        done = [work for work in held if work.state is not State.DRAFT]
        drafts = [work for work in held if work.state is State.DRAFT]
        meta = {key: document.meta[key] for key in sorted(document.meta) if key != TEXT}
        return {
            "id": next(self._tasks),
            "data": {TEXT: document.text, **meta, DOCUMENT_UID: document.uid},
            "annotations": [
                {
                    "id": next(self._annotations),
                    "completed_by": numbers[work.annotator],
                    "result": items.result(work),
                    "was_cancelled": work.state is State.SKIPPED,
                }
                for work in done
            ],
            "drafts": [
                {
                    "user": work.annotator,
                    "created_username": f"{work.annotator}, {numbers[work.annotator]}",
                    "result": items.result(work),
                    "annotation": None,
                }
                for work in drafts
            ],
            "predictions": [items.prediction(found) for found in _undecided(one)],
            "meta": {ANNOTATORS: {str(number): name for name, number in numbers.items()}},
        }

    def _number(self, name: str) -> int:
        return self._people.setdefault(name, len(self._people) + 1)


def _undecided(one: AnnotatedDocument) -> Iterator[list[Suggestion]]:
    """The suggestions that nobody has decided, those of each suggester and version."""
    decided = {
        key
        for reading in one.readings
        for judgement in reading.judgements.values()
        for key in judgement.verdicts
    }
    left = [each for each in suggestions_in_order(one) if each.key not in decided]
    left.sort(key=_whose)
    for _, found in groupby(left, key=_whose):
        yield list(found)


def _whose(one: Suggestion) -> tuple[str, str]:
    return one.suggester, one.suggester_version


class _Items:
    """Makes the items of results, of one text."""

    def __init__(self, text: str, offsets: Offsets, setup: Setup) -> None:
        self._text = text
        self._offsets = offsets
        self._setup = setup

    def result(self, work: Work) -> list[_Json]:
        """The items of all that an annotator holds."""
        found = [item for one in work.annotations for item in self._annotation(one)]
        found += map(self._relation, work.relations)
        if work.whole:
            found.append(self._whole(work.whole))
        if work.note:
            found.append(_item("textarea", NOTE, {"text": [work.note]}))
        return found

    def prediction(self, suggestions: Sequence[Suggestion]) -> _Json:
        """The prediction of one suggester."""
        result = []
        for nth, one in enumerate(suggestions, 1):
            details = suggestion_details(one, self._offsets)
            value = self._value(one.span.start, one.span.end)
            self._setup.labels.setdefault(one.label)
            item = _item("labels", LABEL, {**value, "labels": [one.label]})
            result.append({"id": f"s{nth}", **item, "meta": {"details": details}})
        return {"model_version": suggestions[0].suggester, "result": result}

    def _annotation(self, one: Annotation) -> Iterator[_Json]:
        """The item of a label, and one for each of its attributes that has a simple value."""
        value = self._value(one.span.start, one.span.end)
        details = details_of(one, self._offsets)
        kinds = {
            name: kind
            for name, held in sorted(one.attributes.items())
            if (kind := self._setup.control(name, held))
        }
        rest = {
            key: held for key, held in details.pop("attributes", {}).items() if key not in kinds
        }
        if rest:
            details["attributes"] = rest
        self._setup.labels.setdefault(one.label)
        yield {
            "id": one.uid,
            **_item("labels", LABEL, {**value, "labels": [one.label]}),
            "origin": _ORIGINS.get(one.origin, "manual"),
            "meta": {"details": details},
        }
        for name, kind in kinds.items():
            held = one.attributes[name]
            if kind == "number":
                filled = {**value, "number": held}
            else:
                filled = {**value, "choices" if kind == "choices" else "text": [held]}
            yield {"id": one.uid, **_item(kind, name, filled)}

    def _value(self, start: int, end: int) -> _Json:
        return {
            "start": self._offsets.from_code_points(start),
            "end": self._offsets.from_code_points(end),
            "text": self._text[start:end],
        }

    def _whole(self, whole: Sequence[Annotation]) -> _Json:
        details = [
            {"label": one.label, **details_of(one, self._offsets, is_whole=True)} for one in whole
        ]
        labels = [one.label for one in whole]
        self._setup.documents.update(dict.fromkeys(labels))
        return {**_item("choices", DOCUMENT, {"choices": labels}), "meta": {"details": details}}

    def _relation(self, one: Relation) -> _Json:
        self._setup.relations.setdefault(one.kind)
        return {
            "type": "relation",
            "from_id": one.head,
            "to_id": one.tail,
            "direction": "right",
            "labels": [one.kind],
            "meta": {"uid": one.uid},
        }


def _item(kind: str, control: str, value: _Json) -> _Json:
    return {"from_name": control, "to_name": TEXT, "type": kind, "value": value}
