"""Links between annotations: what may be linked to what, and what becomes of links.

A framing device frames a claim; a claim has another as evidence, contradicts or repeats it. A rule
proposes the link with the device (`Suggestion.frames`); accepting either half while the other is
held makes it. It is an event of the same key press, so undo takes both back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from annotator.model import (
    Annotation,
    Draft,
    EventKind,
    Judgement,
    LabelKind,
    Origin,
    Relation,
    Span,
    Suggestion,
    SuggestionKey,
)

FRAMES = "frames"
"""The kind of a relation from a framing device (head) to a claim (tail)."""

EVIDENCE = "evidence"
"""From a claim to another that is given as evidence for it."""

CONTRADICTS = "contradicts"
REPEATS = "repeats"

OF_CLAIMS = (EVIDENCE, CONTRADICTS, REPEATS)
"""The kinds of a relation from one claim to another."""

_SEEN_FROM = {
    FRAMES: ("frames", "framed by"),
    EVIDENCE: ("evidence", "evidence for"),
    CONTRADICTS: ("contradicts", "contradicted by"),
    REPEATS: ("repeats", "repeated by"),
}

Held = Mapping[Span | None, Judgement]


def kinds(head: LabelKind, tail: LabelKind) -> tuple[str, ...]:
    """The kinds of relation that may lead from one to the other, () for none."""
    if tail is not LabelKind.CLAIM:
        return ()
    return {LabelKind.FRAMING: (FRAMES,), LabelKind.CLAIM: OF_CLAIMS}.get(head, ())


def fits(kind: str, head: LabelKind | None, tail: LabelKind | None) -> bool:
    """Whether a relation of a kind may lead from one to the other; a kind unknown here may."""
    if kind not in _SEEN_FROM or head is None or tail is None:
        return True
    return kind in kinds(head, tail)


def between(one: str, other: str, held: Held) -> list[tuple[Span | None, Relation]]:
    """The relations of two annotations, either way, with the sentence each is filed under."""
    return [
        (home, relation) for home, relation in _relations(held) if {*relation.ends} == {one, other}
    ]


def of(uid: str, held: Held) -> list[tuple[Span | None, Relation]]:
    """The relations of one annotation, with the sentence each is filed under."""
    return [(home, relation) for home, relation in _relations(held) if uid in relation.ends]


def cut(document: str, home: Span | None, relation: Relation) -> Draft:
    """What takes a link away. It names both ends, for whoever tells of it."""
    payload = {
        "relation": relation.uid,
        "kind": relation.kind,
        "head": relation.head,
        "tail": relation.tail,
    }
    return Draft(EventKind.UNRELATE, document, home, payload)


def made_by(
    drafts: Sequence[Draft],
    suggestions: Iterable[Suggestion],
    held: Held,
    new_uid: Callable[[], str],
) -> list[Draft]:
    """What links the annotations that these drafts make to what they frame, or are framed by.

    suggestions: those of the document. held: by sentence, before the drafts.
    """
    fresh = {_key(draft): draft for draft in drafts if draft.kind is EventKind.ACCEPT}
    return [
        draft
        for suggestion in suggestions
        if suggestion.frames and not fresh.keys().isdisjoint((suggestion.key, suggestion.frames))
        for draft in _link(suggestion, fresh, held, new_uid)
    ]


def cut_by(document: str, annotation: str, held: Held) -> list[Draft]:
    """What takes the links of an annotation away, before it is deleted."""
    return [cut(document, home, relation) for home, relation in of(annotation, held)]


def of_annotation(uid: str, held: Held) -> Iterator[tuple[str, Annotation]]:
    """(“frames”, claim), (“framed by”, device) and so on, for each link of an annotation."""
    annotations = {one.uid: one for each in held.values() for one in each.annotations.values()}
    for _, relation in of(uid, held):
        onward = relation.head == uid
        other = annotations.get(relation.tail if onward else relation.head)
        if other:
            yield seen_from(relation.kind, onward=onward), other


def seen_from(kind: str, *, onward: bool) -> str:
    """A kind of relation in words, as seen from its head (onward) or from its tail."""
    ahead, back = _SEEN_FROM.get(kind, (kind, f"{kind} of"))
    return ahead if onward else back


def _relations(held: Held) -> Iterator[tuple[Span | None, Relation]]:
    for home, judgement in held.items():
        for relation in judgement.relations.values():
            yield home, relation


def _link(
    suggestion: Suggestion,
    fresh: Mapping[SuggestionKey, Draft],
    held: Held,
    new_uid: Callable[[], str],
) -> Iterator[Draft]:
    """The link that a suggestion proposes, if both ends are held now."""
    claim = suggestion.frames
    if claim is None:
        return
    head, tail = (_end(key, fresh, held) for key in (suggestion.key, claim))
    if head and tail:
        payload = {"relation": new_uid(), "kind": FRAMES, "head": head[1], "tail": tail[1]}
        made = next(iter(fresh.values()))
        yield Draft(EventKind.RELATE, made.document, head[0], payload)


def _end(
    key: SuggestionKey, fresh: Mapping[SuggestionKey, Draft], held: Held
) -> tuple[Span | None, str] | None:
    """(home, uid) of the annotation that a suggestion has become; None if nobody holds it."""
    if key in fresh:
        return fresh[key].sentence, str(fresh[key].payload["annotation"])
    found = (
        (home, one.uid)
        for home, judgement in held.items()
        for one in judgement.annotations.values()
        if _became(key, one)
    )
    return next(found, None)


def _became(key: SuggestionKey, annotation: Annotation) -> bool:
    """Whether an annotation is what a suggestion proposed, perhaps with edited bounds."""
    start, end, label = key
    if annotation.label != label:
        return False
    same = annotation.span == Span(start, end)
    edited = annotation.origin is Origin.EDITED and annotation.span.overlaps(Span(start, end))
    return same or edited


def _key(draft: Draft) -> SuggestionKey:
    suggestion: Any = draft.payload["suggestion"]
    start, end, label = suggestion
    return (start, end, label)
