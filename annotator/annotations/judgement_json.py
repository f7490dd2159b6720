"""A judgement as JSON, for the log: spans and keys are lists, what is empty is left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from annotator.model import (
    Annotation,
    Judgement,
    OnShow,
    Origin,
    Relation,
    Span,
    SuggestionKey,
    Verdict,
)

Json = dict[str, Any]


def judgement_to_json(judgement: Judgement) -> Json:
    """All that a judgement holds, in an order that does not depend on how it was made."""
    annotations = sorted(judgement.annotations.values(), key=lambda one: one.uid)
    relations = sorted(judgement.relations.values(), key=lambda one: one.uid)
    values: Json = {
        "annotations": [_annotation_to_json(one) for one in annotations],
        "relations": [[one.uid, one.kind, one.head, one.tail] for one in relations],
        "verdicts": [[*key, verdict] for key, verdict in sorted(judgement.verdicts.items())],
        "note": judgement.note,
        "flagged": judgement.flagged,
        "finished": judgement.finished,
        "hidden": not judgement.shown,
        "finished_at": judgement.finished_at,
        "cannot_judge": judgement.cannot_judge,
    }
    return {name: value for name, value in values.items() if value}


def judgement_from_json(values: Mapping[str, Any]) -> Judgement:
    """The judgement that judgement_to_json wrote.

    Raises KeyError, TypeError or ValueError for anything else.
    """
    annotations = [_annotation_from_json(one) for one in values.get("annotations", ())]
    relations = [Relation(*one) for one in values.get("relations", ())]
    return Judgement(
        annotations={one.uid: one for one in annotations},
        relations={one.uid: one for one in relations},
        verdicts=dict(map(_verdict, values.get("verdicts", ()))),
        note=values.get("note", ""),
        flagged=values.get("flagged", False),
        finished=values.get("finished", False),
        shown=not values.get("hidden", False),
        finished_at=values.get("finished_at", ""),
        cannot_judge=values.get("cannot_judge", ""),
    )


def _verdict(values: Sequence[Any]) -> tuple[SuggestionKey, Verdict]:
    start, end, label, verdict = values
    return SuggestionKey(start, end, label), Verdict(verdict)


def _annotation_to_json(one: Annotation) -> Json:
    values: Json = {
        "attributes": dict(one.attributes),
        "rule": one.rule,
        "guideline": one.guideline,
        "created_at": one.created_at,
        "modified_at": one.modified_at,
    }
    return {
        "uid": one.uid,
        "label": one.label,
        "fragments": [[span.start, span.end] for span in one.fragments],
        "origin": one.origin,
        "on_show": one.on_show,
        **{name: value for name, value in values.items() if value},
    }


def _annotation_from_json(values: Mapping[str, Any]) -> Annotation:
    return Annotation(
        uid=values["uid"],
        label=values["label"],
        fragments=tuple(Span(start, end) for start, end in values["fragments"]),
        attributes=values.get("attributes", {}),
        origin=Origin(values["origin"]),
        on_show=OnShow(values["on_show"]),
        rule=values.get("rule", ""),
        guideline=values.get("guideline", ""),
        created_at=values.get("created_at", ""),
        modified_at=values.get("modified_at", ""),
    )
