"""Parse tasks of Label Studio: its JSON, its JSON_MIN, and what it exported before version 1.0.

https://labelstud.io/guide/export. Labels on words become annotations, choices and texts on them
attributes, choices of a text as a whole labels of it, and texts for it a note. Predictions become
suggestions; what cannot be one is the work of a machine.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from annotator.formats.annotated_text import State
from annotator.formats.annotation_details import utc
from annotator.formats.json_records import Json
from annotator.formats.json_tasks import (
    DOCUMENT_UID,
    MACHINE,
    RawWork,
    Task,
    TaskError,
    annotator_name,
    details_in,
    objects_in,
    text_meta,
)
from annotator.formats.label_studio_results import Results
from annotator.formats.label_studio_texts import TaskText, text_of

ANNOTATORS = "annotators"
"""The key of the names of annotators, by number, in the `meta` of a task that we wrote."""
_ANSWERS = ("annotations", "completions")
_MIN_KEYS = frozenset({"annotator", "annotation_id", "lead_time"})
_MIN_KNOWN = _MIN_KEYS | {"id", "created_at", "updated_at", "agreement"}
_MODEL = "label-studio"
"""The name of a suggester if a prediction names none."""
_DRAFT_ID = re.compile(r", (\d+)$")


def is_task(record: Json) -> bool:
    """Return True if a record looks like a task of Label Studio."""
    if {"from_name", "to_name"} <= record.keys() or record.keys() >= _MIN_KEYS:
        return True
    if isinstance(record.get("data"), dict):
        return bool(record.keys() & {*_ANSWERS, "predictions", "drafts"})
    answers = (record.get(key) for key in _ANSWERS)
    return any(
        isinstance(one, dict) and "result" in one
        for answer in answers
        if isinstance(answer, list)
        for one in answer
    )


def parse(record: Json, author: str) -> Task:
    """Return the task of a record. author: of annotations that name none. Raises TaskError."""
    if record.keys() >= _MIN_KEYS:
        return _minimal(record)
    if not {"data", *_ANSWERS, "predictions"} & record.keys():
        record = {"data": record}  # a text alone
    data = details_in(record.get("data"))
    answers = [one for key in _ANSWERS for one in objects_in(record, key)]
    predictions, unknown = _known(record.get("predictions"))
    drafts, _ = _known(record.get("drafts"))
    parts = [*answers, *predictions, *drafts]
    text = text_of(data, [item for one in parts for item in _result(one)])
    if text is None:
        raise TaskError("expected a text among the `data` of a task, found none")
    task = _task(text, data, record)
    if unknown:
        task.left_out["prediction of which only the id is known"] += unknown
    names = _AnnotatorNames(author, details_in(details_in(record.get("meta")).get(ANNOTATORS)))
    for one in answers:
        task.works.append(_work(one, text, task, names))
    for one in drafts:
        task.works += _draft(one, text, task, names)
    for one in predictions:
        _predict(one, text, task, names)
    return task


def _known(value: object) -> tuple[list[Json], int]:
    """The objects of a list, and how many are given by their ids alone."""
    values = value if isinstance(value, list) else []
    found: list[Json] = [one for one in values if isinstance(one, dict)]
    return found, len(values) - len(found)


def _result(one: Json) -> list[Json]:
    """The items of a result; in old files it is a list of lists of them. Raises TaskError."""
    items = one.get("result") or []
    if not isinstance(items, list):
        raise TaskError("expected 'result' to be a list")
    found = []
    for item in items:
        found += item if isinstance(item, list) else [item]
    if not all(isinstance(item, dict) for item in found):
        raise TaskError("expected 'result' to be a list of objects")
    return found


def _task(text: TaskText, data: Json, record: Json) -> Task:
    left_out: Counter[str] = Counter()
    others = {key: value for key, value in data.items() if key != text.key}
    meta = text_meta(others, left_out)
    more = {
        key: value for key, value in details_in(record.get("meta")).items() if key != ANNOTATORS
    }
    meta = text_meta(more, left_out) | meta
    task = Task(text.text, meta, left_out=left_out)
    if DOCUMENT_UID not in meta:
        task.external_id = str(record.get("id") or "")
    return task


# --------------------------------------------------------------------------- annotators


class _AnnotatorNames:
    """The names of annotators in a task; those of whom nothing is known are numbered."""

    def __init__(self, author: str, names: Mapping[str, Any]) -> None:
        self._author = author
        self._names = names
        self._used: Counter[str] = Counter()

    def of(self, given: object) -> str:
        """The name of an annotator: as we wrote it, the address, or the number."""
        person = details_in(given)
        found = annotator_name(person.get("email") or person.get("id") if person else given)
        return str(self._names.get(found, found)) or self.unknown(self._author)

    def unknown(self, name: str) -> str:
        """A name that is new in the task."""
        self._used[name] += 1
        return name if self._used[name] == 1 else f"{name} {self._used[name]}"

    def of_draft(self, one: Json) -> str:
        """The author of a draft, by number if it is given, as completed_by has it."""
        number = _DRAFT_ID.search(str(one.get("created_username", "")))
        return self.of(number[1] if number else one.get("user"))


def _completed_by(one: Json) -> object:
    """Who made an annotation; in files of an aggregation it is the only one of a list."""
    several = one.get("aggregated_completed_by")
    if one.get("completed_by") is None and isinstance(several, list) and len(several) == 1:
        return several[0]
    return one.get("completed_by")


# ------------------------------------------------------------------------- parts of tasks


def _work(one: Json, text: TaskText, task: Task, names: _AnnotatorNames) -> RawWork:
    work = RawWork(names.of(_completed_by(one)))
    if one.get("was_cancelled"):
        work.state = State.SKIPPED
    if one.get("ground_truth"):
        task.left_out["mark as ground truth"] += 1
    _fill(work, one, text, task)
    return work


def _fill(work: RawWork, one: Json, text: TaskText, task: Task) -> None:
    created = utc(one.get("created_at"))
    times = created, utc(one.get("updated_at")) or created
    Results(work, text, task, times).add(_result(one))


def _draft(one: Json, text: TaskText, task: Task, names: _AnnotatorNames) -> Iterator[RawWork]:
    """The draft of somebody who has not submitted the task; others only change what is there."""
    name = names.of_draft(one)
    if one.get("annotation") or name in {work.annotator for work in task.works}:
        task.left_out["draft of a change"] += 1
        return
    work = RawWork(name, state=State.DRAFT)
    _fill(work, one, text, task)
    yield work


def _predict(one: Json, text: TaskText, task: Task, names: _AnnotatorNames) -> None:
    """Add a prediction: suggestions, and the work of a machine for what cannot be one."""
    suggester = annotator_name(one.get("model_version")) or _MODEL
    work = RawWork("", role=MACHINE)
    _fill(work, one, text, task)
    task.suggestions += [(span, suggester) for span in work.spans]
    if work.relations:
        task.left_out["relation of a prediction"] += len(work.relations)
    work.spans, work.relations = [], []
    if work.whole or work.note:
        work.annotator = names.unknown(suggester)
        task.works.append(work)


# ------------------------------------------------------------------------------ JSON_MIN


def _minimal(record: Json) -> Task:
    """The task of a record of JSON_MIN: what one annotator made of a text, by control."""
    items = list(_items(record))
    names = {str(item["from_name"]) for item in items}
    data = {key: one for key, one in record.items() if key not in _MIN_KNOWN | names}
    text = text_of(data, items)
    if text is None:
        raise TaskError("expected a text in the record, found none")
    task = _task(text, data, record)
    name = (
        _AnnotatorNames("", {}).of(record["annotator"]) if record["annotator"] is not None else ""
    )
    if name:
        work = RawWork(name)
        _fill(work, {**record, "result": items}, text, task)
        task.works.append(work)
    return task


def _items(record: Json) -> Iterator[Json]:
    """The results of JSON_MIN as JSON has them; a single choice looks like data."""
    for key, value in record.items():
        if key in _MIN_KNOWN:
            continue
        values: Sequence[object] = value if isinstance(value, list) else [value]
        for one in values:
            kind = _kind(one)
            if kind:
                yield {"from_name": key, "type": kind, "value": one}


def _kind(value: object) -> str:
    """The type of a result in JSON_MIN; '' for data."""
    found = details_in(value)
    for kind in ("labels", "hypertextlabels", "paragraphlabels", "choices", "taxonomy", "rating"):
        if kind in found:
            return kind
    return "textarea" if {"start", "end", "text"} <= found.keys() else ""
