"""Annotations of a file that have the uids of others in the project.

A uid follows from the id that a file gives, the annotator and the text. A text that is twice in a
file, or a file that was changed and is imported again, has the same ids for other annotations. As
nothing that the project holds is changed, they get uids that follow from their content, too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from annotator.canonical_json import content_id
from annotator.model import AnnotatedDocument, Annotation, Judgement, Reading, Relation, Span
from annotator.store import Store

_Held = Mapping[Span | None, Judgement]


def with_own_uids(store: Store, one: AnnotatedDocument) -> AnnotatedDocument:
    """The document of a file, with other uids where the project has these for something else.

    The document is one of the project.
    """
    uid = one.document.uid
    readings = tuple(
        _reading(reading, store.judgements.of_document(reading.annotator, uid))
        for reading in one.readings
    )
    return replace(one, readings=readings)


def _reading(reading: Reading, held: _Held) -> Reading:
    annotations = {uid: made for one in held.values() for uid, made in one.annotations.items()}
    relations = {uid: made for one in held.values() for uid, made in one.relations.items()}
    new = {
        uid: _annotation_uid(made)
        for one in reading.judgements.values()
        for uid, made in one.annotations.items()
        if uid in annotations and annotations[uid].content != made.content
    }
    judgements = {
        place: _judgement(one, new, relations) for place, one in reading.judgements.items()
    }
    return replace(reading, judgements=judgements)


def _judgement(one: Judgement, new: Mapping[str, str], held: Mapping[str, Relation]) -> Judgement:
    annotations = [
        replace(made, uid=new[uid]) if uid in new else made for uid, made in one.annotations.items()
    ]
    relations = [_relation(made, new, held) for made in one.relations.values()]
    return replace(
        one,
        annotations={made.uid: made for made in annotations},
        relations={made.uid: made for made in relations},
    )


def _relation(one: Relation, new: Mapping[str, str], held: Mapping[str, Relation]) -> Relation:
    """The relation between the annotations under their uids, and under its own."""
    head, tail = new.get(one.head, one.head), new.get(one.tail, one.tail)
    moved = replace(one, head=head, tail=tail)
    if held.get(one.uid, moved) == moved and moved == one:
        return one
    return replace(moved, uid=_short([one.uid, one.kind, head, tail]))


def _annotation_uid(made: Annotation) -> str:
    """A uid that follows from the one in the file and from what the annotation says."""
    places = [[part.start, part.end] for part in made.fragments]
    return _short([made.uid, made.label, places, dict(made.attributes)])


def _short(parts: list[object]) -> str:
    return content_id(parts).removeprefix("b2:")[:28]
