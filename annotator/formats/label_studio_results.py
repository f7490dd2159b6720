"""The items of a result of Label Studio, which together are one annotation of a task."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from annotator.formats.json_records import Json
from annotator.formats.json_tasks import (
    MISFIT,
    RawRelation,
    RawSpan,
    RawWork,
    Task,
    details_in,
    label_in,
    objects_in,
    text_in,
    texts_in,
    whole_span,
)
from annotator.formats.label_studio_texts import TaskText
from annotator.model import Origin

LABELS = ("labels", "hypertextlabels", "paragraphlabels")
_VALUES = ("choices", "taxonomy", "rating", "number", "datetime", "text")
"""Where the value of an item is that is no label, by preference."""
_TYPES = {"textarea": "text"}
_ORIGINS = {"prediction": Origin.ACCEPTED, "prediction-changed": Origin.EDITED}
_NO_KIND = "relation"
"""The kind of a relation without a label."""


class Results:
    """Adds items to the work of an annotator."""

    def __init__(self, work: RawWork, text: TaskText, task: Task, times: tuple[str, str]) -> None:
        """times: when the annotation was created and changed."""
        self._work = work
        self._text = text
        self._task = task
        self._times = times
        self._regions: dict[object, list[RawSpan]] = {}

    def add(self, items: Sequence[Json]) -> None:
        """Add the items of a result: labels first, since the others may be about these."""
        labels = [one for one in items if one.get("type") in LABELS]
        others = [one for one in items if one.get("type") not in LABELS]
        for one in labels:
            value = details_in(one.get("value"))
            kind = str(one["type"])
            self._add_region(one, texts_in(value.get(kind, value.get("labels", []))))
        for one in others:
            if one.get("type") == "relation":
                self._add_relation(one)
            else:
                self._add_value(one)

    # ----------------------------------------------------------------------- labels

    def _add_region(self, item: Json, labels: Iterable[str]) -> None:
        """Add an annotation for each label of some words, which several items may label."""
        value = details_in(item.get("value"))
        place = self._place(value)
        identity, ends = _identity(item), _ends(value)
        known = self._regions.get(identity, []) if identity else []
        same = [one for one in known if (one.start, one.end) == place[:2]]
        spans = []
        for nth, label in enumerate(labels, len(same)):
            key = f"{identity} {nth + 1}" if identity and nth else identity
            spans.append(self._span(item, label_in(label), key, place))
        if not spans:
            self._task.left_out["span without a label"] += 1
        self._work.spans += spans
        for region in (identity, ends):
            self._regions.setdefault(region, []).extend(spans)

    def _place(self, value: Json) -> tuple[object, object, bool]:
        """Start, end, and whether they are code points of the text already."""
        shared = details_in(value.get("globalOffsets"))
        start, end = value.get("start"), value.get("end")
        offsets = value.get("startOffset"), value.get("endOffset")
        if self._text.turns and type(offsets[0]) is int and type(offsets[1]) is int:
            first, last = self._turn(start), self._turn(end)
            if first is not None and last is not None:
                start, end = first + offsets[0], last + offsets[1]
        elif shared:
            start, end = shared.get("start"), shared.get("end")
        elif self._text.places is None:
            return start, end, False
        if type(start) is not int or type(end) is not int:
            return start, end, True
        words = value.get("text")
        found = self._text.span(start, end, words if isinstance(words, str) else None)
        if found is None:
            return start, end, True
        if isinstance(words, str) and _letters(words) != _letters(self._text.text[slice(*found)]):
            self._task.left_out[MISFIT] += 1
        return *found, True

    def _turn(self, number: object) -> int | None:
        """Where a turn of a dialogue begins, by its number, which may be a text."""
        if not str(number).isdecimal() or int(str(number)) >= len(self._text.turns):
            return None
        return self._text.turns[int(str(number))]

    def _span(
        self, item: Json, label: str, key: str, place: tuple[object, object, bool]
    ) -> RawSpan:
        quote = details_in(item.get("value")).get("text")
        meta = details_in(item.get("meta"))
        details = details_in(meta.get("details"))
        created, modified = ("", "") if details else self._times
        note = "\n".join(texts_in(meta.get("text", [])))
        return RawSpan(
            label,
            place[0],
            place[1],
            key=key,
            quote=quote if isinstance(quote, str) and not place[2] else None,
            details=details,
            attributes={"note": note} if note else {},
            origin=_ORIGINS.get(str(item.get("origin")), Origin.MANUAL),
            created_at=created,
            modified_at=modified,
            in_code_points=place[2],
        )

    # ------------------------------------------------------------------------ others

    def _add_value(self, item: Json) -> None:
        """Add a value: to the words that it is about, or to the text as a whole."""
        kind = str(item.get("type"))
        value = details_in(item.get("value"))
        key = _TYPES.get(kind, kind)
        if key not in _VALUES or key not in value:
            self._task.left_out[f"result of the type {kind}"] += 1
            return
        found = value[key]
        ends = _ends(value)
        identity = _identity(item)
        spans = self._regions.get(identity) if identity else None
        spans = spans or (self._regions.get(ends) if ends else None)
        if spans:
            for span in spans:
                span.attributes[str(item.get("from_name"))] = _single(found)
        elif ends and kind == "choices":
            self._add_region(item, texts_in(found))
        else:
            self._add_whole(item, kind, found)

    def _add_whole(self, item: Json, kind: str, found: object) -> None:
        if kind == "textarea":
            more = "\n".join(texts_in(found))
            self._work.note = f"{self._work.note}\n{more}" if self._work.note else more
        elif kind in {"choices", "taxonomy"}:
            details = objects_in(details_in(item.get("meta")), "details")
            names = [_path(one) for one in found] if isinstance(found, list) else [str(found)]
            self._work.whole += [whole_span(name, details, self._times) for name in names]
        else:
            name = label_in(str(item.get("from_name")))
            self._work.whole.append(RawSpan(name, attributes={kind: found}))

    def _add_relation(self, item: Json) -> None:
        """Add a relation for each of its labels. One of both directions is held as one of them."""
        head, tail = str(item.get("from_id")), str(item.get("to_id"))
        if item.get("direction") == "left":
            head, tail = tail, head
        if item.get("direction") == "bi":
            self._task.left_out["second direction of a relation"] += 1
        uid = text_in(details_in(item.get("meta")), "uid")
        for kind in texts_in(item.get("labels") or []) or [_NO_KIND]:
            self._work.relations.append(RawRelation(label_in(kind), head, tail, uid))


def _identity(item: Json) -> str:
    """The id of an item; '' for none."""
    return "" if item.get("id") is None else str(item["id"])


def _letters(text: str) -> str:
    return "".join(text.split())


def _ends(value: Json) -> tuple[object, ...] | None:
    """The offsets of a value, to find the words that it is about; None if it has none."""
    if "start" not in value or "end" not in value:
        return None
    return tuple(str(value.get(key)) for key in ("start", "startOffset", "end", "endOffset"))


def _single(value: Any) -> Any:
    """The only value of a list, or the list."""
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def _path(value: object) -> str:
    """A choice: its name, or the names from the root of a taxonomy."""
    return " / ".join(texts_in(value))
