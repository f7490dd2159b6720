"""Drafts of events that connect annotations and take connections away.

A rule may suggest a framing device together with the claim that it frames (`Suggestion.frames`):
accepting either while the other is held relates them, in the same key press, so that undo takes
both back.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from annotator.annotations import relations
from annotator.annotations.events import Accept, Draft, Relate, Unrelate
from annotator.annotations.session import Mark, Session
from annotator.model import Annotation, LabelKind, Origin, Relation, Span, Suggestion, SuggestionKey


def kinds_for(session: Session, mark: Mark, other: Mark) -> tuple[str, ...]:
    """The kinds of relation that two marks may have, in either direction; () for none."""
    one, two = _label_kind(session, mark.label), _label_kind(session, other.label)
    if one is None or two is None:
        return ()
    return relations.kinds_between(one, two) or relations.kinds_between(two, one)


def are_related(session: Session, mark: Mark, other: Mark) -> bool:
    """True if two annotations have a relation."""
    return bool(_between(session, mark, other))


def unrelate_between(session: Session, mark: Mark, other: Mark) -> list[Draft]:
    """Delete the relations of two annotations."""
    return [unrelate(session, sentence, one) for sentence, one in _between(session, mark, other)]


def unrelate_all(session: Session, annotation: str) -> list[Draft]:
    """Delete all relations of an annotation."""
    return [unrelate(session, *one) for one in session.relations_of(annotation)]


def unrelate_unfit(session: Session, annotation: str, label: str) -> list[Draft]:
    """Delete the relations that an annotation cannot have under another label."""
    unfit = []
    for sentence, one in session.relations_of(annotation):
        labels = [label if end == annotation else session.label_of(end) for end in one.ends]
        head, tail = (_label_kind(session, name) for name in labels)
        if not relations.may_connect(one.kind, head, tail):
            unfit.append(unrelate(session, sentence, one))
    return unfit


def unrelate(session: Session, sentence: Span | None, relation: Relation) -> Draft:
    """Delete a relation. The event names both ends, for messages."""
    change = Unrelate(relation.uid, relation.kind, relation.head, relation.tail)
    return Draft(session.document.uid, sentence, change)


def relate_suggested(session: Session, drafts: Sequence[Draft]) -> list[Draft]:
    """Relate what these drafts accept to the other end of each suggested relation, if held."""
    accepted = {one.change.suggestion: one for one in drafts if isinstance(one.change, Accept)}
    return [
        draft
        for device in _framing_devices(session, accepted)
        for draft in _relate_device(session, device, accepted)
    ]


def _framing_devices(session: Session, accepted: dict[SuggestionKey, Draft]) -> list[Suggestion]:
    """The suggestions that frame a claim, where they or their claim were just accepted."""
    found: dict[SuggestionKey, Suggestion] = {}
    for key in accepted:
        device = session.suggestion(key)
        if device and device.frames:
            found[device.key] = device
        found |= {one.key: one for one in session.suggestions_framing(key)}
    return sorted(found.values(), key=lambda one: (one.key.start, -one.key.end, one.label))


def _relate_device(
    session: Session, device: Suggestion, accepted: dict[SuggestionKey, Draft]
) -> Iterator[Draft]:
    claim = device.frames
    if claim is None:
        return
    head, tail = (_end(session, key, accepted) for key in (device.key, claim))
    if head and tail:
        relation = Relation(session.new_uid(), relations.FRAMES, head[1], tail[1])
        yield Draft(session.document.uid, head[0], Relate(relation))


def _end(
    session: Session, key: SuggestionKey, accepted: dict[SuggestionKey, Draft]
) -> tuple[Span | None, str] | None:
    """(sentence, uid) of the annotation made from a suggestion; None if there is none."""
    draft = accepted.get(key)
    if draft and isinstance(draft.change, Accept):
        return draft.sentence, draft.change.annotation
    return next(
        (
            (sentence, one.uid)
            for sentence, one in session.annotations_on(key.span)
            if _made_from(key, one)
        ),
        None,
    )


def _made_from(key: SuggestionKey, annotation: Annotation) -> bool:
    """True if an annotation is what a suggestion proposed, perhaps with edited bounds."""
    if annotation.label != key.label:
        return False
    edited = annotation.origin is Origin.EDITED and annotation.span.overlaps(key.span)
    return edited or annotation.span == key.span


def _between(session: Session, mark: Mark, other: Mark) -> list[tuple[Span | None, Relation]]:
    if not mark.uid or not other.uid:
        return []
    return [one for one in session.relations_of(mark.uid) if other.uid in one[1].ends]


def _label_kind(session: Session, name: str) -> LabelKind | None:
    label = session.label_set.label(name)
    return label.kind if label else None
