"""Relating: what a key press would record of two marks that are linked, as drafts of events."""

from __future__ import annotations

from annotator.annotations import relations
from annotator.annotations.commands import accepted, completed, draft
from annotator.annotations.session import Mark, Session
from annotator.model import Draft, EventKind, LabelKind, Relation, Span


def kinds(session: Session, mark: Mark, other: Mark) -> tuple[str, ...]:
    """How two marks may be linked: the kinds of relation from either to the other, () for none."""
    one, two = _kind(session, mark), _kind(session, other)
    if one is None or two is None:
        return ()
    return relations.kinds(one, two) or relations.kinds(two, one)


def are_linked(session: Session, mark: Mark, other: Mark) -> bool:
    """Whether two marks are held and linked."""
    return bool(_between(session, mark, other))


def relate(session: Session, mark: Mark, other: Mark, kind: str) -> list[Draft]:
    """Link a mark to another, or let go of the link there is.

    An open suggestion is accepted by linking it. Where only the other one can be the head of such
    a relation (a claim is framed by a device), it is.
    """
    linked = _between(session, mark, other)
    if linked:
        return [relations.cut(session.document.uid, *one) for one in linked]
    head, tail = _in_order(session, mark, other, kind)
    opened = {end.key: end for end in (head, tail) if end.suggestion}
    made = {
        key: accepted(session, end.suggestion, end.home)
        for key, end in opened.items()
        if end.suggestion
    }
    drafts = completed(session, list(made.values()))
    uids = [_uid(end, made.get(end.key)) for end in (head, tail)]
    relation = {"kind": kind, "head": uids[0], "tail": uids[1]}
    if any(relation.items() <= each.payload.items() for each in drafts):
        return drafts  # a rule had proposed just this link
    payload = {"relation": session.new_uid(), **relation}
    return [*drafts, draft(session, EventKind.RELATE, payload, head.home)]


def _in_order(session: Session, mark: Mark, other: Mark, kind: str) -> tuple[Mark, Mark]:
    """Head and tail."""
    one, two = _kind(session, mark), _kind(session, other)
    ahead = one is not None and two is not None and kind in relations.kinds(one, two)
    return (mark, other) if ahead else (other, mark)


def _uid(end: Mark, made: Draft | None) -> str:
    if made:
        return str(made.payload["annotation"])
    return end.annotation.uid if end.annotation else ""


def _between(session: Session, mark: Mark, other: Mark) -> list[tuple[Span | None, Relation]]:
    if mark.annotation is None or other.annotation is None:
        return []
    return relations.between(mark.annotation.uid, other.annotation.uid, session.judgements)


def _kind(session: Session, mark: Mark) -> LabelKind | None:
    label = session.label_set.label(mark.label)
    return label.kind if label else None
