"""Links: a framing device to the claim that it frames, once an annotator holds both.

A rule proposes the link with the device (`Suggestion.frames`); accepting either half while the
other is held makes it. It is an event of the same key press, so undo takes both back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from annotator.model import (
    Annotation,
    Draft,
    EventKind,
    Judgement,
    Origin,
    Span,
    Suggestion,
    SuggestionKey,
)

FRAMES = "frames"
"""The kind of a relation from a framing device (head) to a claim (tail)."""

Held = Mapping[Span | None, Judgement]


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
    return [
        Draft(EventKind.UNRELATE, document, home, {"relation": relation.uid})
        for home, judgement in held.items()
        for relation in judgement.relations.values()
        if annotation in (relation.head, relation.tail)
    ]


def of_annotation(uid: str, held: Held) -> Iterator[tuple[str, Annotation]]:
    """("frames", claim) or ("framed by", device) for each link of an annotation."""
    annotations = {one.uid: one for each in held.values() for one in each.annotations.values()}
    for judgement in held.values():
        for relation in judgement.relations.values():
            if relation.kind == FRAMES and relation.head == uid and relation.tail in annotations:
                yield "frames", annotations[relation.tail]
            if relation.kind == FRAMES and relation.tail == uid and relation.head in annotations:
                yield "framed by", annotations[relation.head]


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
