"""Parse records of doccano, of all the layouts that its versions have exported.

Spans are [start, end, label] lists, objects with `start_offset`, or `entities` with ids that
`relations` refer to; labels of whole texts are names. The text is in `text` or `data`. Labels may
be numbers, whose names are in another file, and users too. https://doccano.github.io/doccano/
"""

from __future__ import annotations

from collections import Counter

from annotator.formats.annotated_text import State
from annotator.formats.json_records import Json
from annotator.formats.json_tasks import (
    RawRelation,
    RawSpan,
    RawWork,
    Task,
    TaskError,
    annotator_name,
    details_in,
    label_in,
    objects_in,
    text_in,
    text_meta,
    texts_in,
    whole_span,
)

_TEXTS = ("text", "data")
_LABELS = ("label", "labels")
_COMMENTS = ("Comments", "comments")
_KNOWN = frozenset({
    *_TEXTS, *_LABELS, *_COMMENTS, "id", "annotations", "entities", "relations", "cats", "meta",
    "annotator", "details",
})  # fmt: skip
_EMPTY: tuple[object, ...] = (None, "", [])


def is_task(record: Json) -> bool:
    """Return True if a record looks like one of doccano: a text with annotations."""
    if record.get("format") == "annotator" or not any(key in record for key in _TEXTS):
        return False
    if record.keys() & {"Comments", "annotation_approver", "start_offset"}:
        return True
    if any(_is_label_list(record.get(key)) for key in _LABELS):
        return True
    return any(
        isinstance(one, dict) and one.keys() & {"start_offset", "user"}
        for key in ("annotations", "entities")
        for one in _listed(record.get(key))
    )


def _is_label_list(value: object) -> bool:
    return bool(_listed(value)) and all(
        isinstance(one, str) or (isinstance(one, list) and len(one) == 3) for one in _listed(value)
    )


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def parse(record: Json, author: str) -> Task:
    """Return the task of a record. author: of records that name none. Raises TaskError."""
    text = next((record[key] for key in _TEXTS if isinstance(record.get(key), str)), None)
    if text is None:
        raise TaskError("expected a `text` that is a string, found none")
    left_out: Counter[str] = Counter()
    meta = text_meta(details_in(record.get("meta")), left_out)
    meta |= text_meta({key: one for key, one in record.items() if key not in _KNOWN}, left_out)
    task = Task(text, meta, left_out=left_out)
    if not task.is_ours:
        task.external_id = annotator_name(record.get("id"))
    task.works = _works(record, author, task)
    note = "\n".join(_comment(one) for key in _COMMENTS for one in _listed(record.get(key)))
    for work in task.works[:1]:
        work.note = note
    return task


def _comment(one: object) -> str:
    """A comment is a text, or an object with one."""
    return "\n".join(texts_in(one["text"] if isinstance(one, dict) and "text" in one else one))


def _works(record: Json, author: str, task: Task) -> list[RawWork]:
    named = annotator_name(record.get("annotator"))
    if task.is_ours and not named:
        return []
    work = RawWork(named or author)
    details = details_in(record.get("details"))
    if details.get("state") in tuple(State):
        work.state = State(details["state"])
    for key in _LABELS:
        _add_labels(record.get(key), work)
    whole = objects_in(details, "whole")
    for name in texts_in(record.get("cats", [])):
        work.whole.append(_whole(name, whole))
    work.spans += [_entity(one) for one in _entities(record)]
    work.relations = [_relation(one) for one in objects_in(record, "relations")]
    users = _users(record, author, task)
    if not users or work.spans or work.whole:
        users[work.annotator] = work
    return list(users.values())


def _add_labels(value: object, work: RawWork) -> None:
    """Add labels: of words as lists, of the text as names."""
    for one in [value] if isinstance(value, str) else _listed(value):
        if isinstance(one, list) and len(one) == 3:
            work.spans.append(RawSpan(_label(one[2]), one[0], one[1]))
        elif isinstance(one, str) and one:
            work.whole.append(RawSpan(one))
        elif one not in _EMPTY:
            raise TaskError(f"expected a label, or start, end and label, found {one!r:.60}")
    if value is not None and not isinstance(value, str | list):
        raise TaskError(f"expected a list of labels, found {value!r:.60}")


def _label(value: object) -> str:
    """A label: its name, or its number where the file has no names."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return label_in(value)


def _entities(record: Json) -> list[Json]:
    """Entities as objects; older files have lists of start, end and label."""
    found = record.get("entities")
    if isinstance(found, list) and all(isinstance(one, list) and len(one) == 3 for one in found):
        keys = ("start_offset", "end_offset", "label")
        return [dict(zip(keys, one, strict=True)) for one in found]
    return objects_in(record, "entities")


def _entity(one: Json) -> RawSpan:
    return RawSpan(
        _label(one.get("label")),
        one.get("start_offset"),
        one.get("end_offset"),
        key="" if one.get("id") is None else f"entity {one['id']}",
        quote=one["text"] if isinstance(one.get("text"), str) else None,
        details=details_in(one.get("details")),
    )


def _whole(name: str, details: list[Json]) -> RawSpan:
    """A label of the text as a whole, with its number, which relations refer to."""
    found = whole_span(name, details)
    if "id" in found.details:
        found.key = f"entity {found.details['id']}"
    return found


def _relation(one: Json) -> RawRelation:
    head, tail = (f"entity {one.get(key)}" for key in ("from_id", "to_id"))
    kind = one["type"] if "type" in one else one.get("label")
    return RawRelation(_label(kind), head, tail, text_in(details_in(one.get("details")), "uid"))


def _users(record: Json, author: str, task: Task) -> dict[str, RawWork]:
    """The work of each user of a file that names them, by number."""
    users: dict[str, RawWork] = {}
    for one in objects_in(record, "annotations"):
        name = annotator_name(one.get("user")) or author
        work = users.setdefault(name, RawWork(name))
        if "start_offset" in one:
            work.spans.append(_entity({**one, "id": None}))
        elif "label" in one:
            work.whole.append(RawSpan(_label(one["label"])))
        else:
            task.left_out["text that was written for a text"] += 1
    return users
