"""Deciding: what a key press would record of what is in hand, as drafts of events.

Nothing is saved and nothing changes here: the caller has the drafts recorded and hands what the
store then holds back to the session (`Session.apply`).
"""

from __future__ import annotations

from collections.abc import Mapping

from annotator import links
from annotator import selection as select
from annotator.answers import fits
from annotator.claims import told_of
from annotator.model import (
    Attribute,
    Attributes,
    Draft,
    EventKind,
    LabelUnit,
    Origin,
    Span,
    Suggestion,
    Value,
)
from annotator.session import Mark, Session


def accept(session: Session) -> list[Draft]:
    """Hold what the mark in hand proposes."""
    mark = session.mark
    if mark is None or mark.suggestion is None:
        return []
    return _linked(session, [_accept(session, mark.suggestion)])


def accept_all(session: Session) -> list[Draft]:
    """Hold what every open suggestion of the sentence proposes."""
    opened = [mark.suggestion for mark in session.marks(session.sentence) if mark.suggestion]
    return _linked(session, [_accept(session, suggestion) for suggestion in opened])


def reject(session: Session, reason: str = "") -> list[Draft]:
    """Turn the mark in hand down: refuse the suggestion, or give the annotation up."""
    mark = session.mark
    return _reject(session, mark, reason) if mark else []


def reject_all(session: Session) -> list[Draft]:
    """Refuse every open suggestion of the sentence; annotations stay."""
    marks = session.marks(session.sentence)
    return [draft for mark in marks if mark.suggestion for draft in _reject(session, mark)]


def put(session: Session, label: str) -> list[Draft]:
    """Give a label to what is selected, else to the mark in hand, else to the sentence.

    Empty where the label needs a span and nothing is selected.
    """
    if session.selection:
        return _put_selection(session, label)
    mark = session.mark
    if mark:
        return _relabel(session, mark, label)
    chosen = session.label_set.label(label)
    if chosen and chosen.unit is LabelUnit.SENTENCE:
        return [_new(session, label, (session.sentence,))]
    return []


def rebound(session: Session) -> list[Draft]:
    """Give the annotation (or suggestion) being edited the bounds that are selected."""
    if not session.selection or not session.selection.editing or not session.mark:
        return []
    return _put_selection(session, session.mark.label)


def set_value(session: Session, name: str, value: Value) -> list[Draft]:
    """Answer one attribute of the mark in hand; None takes the answer back.

    An open suggestion is accepted by answering it.
    """
    mark = session.mark
    if mark is None:
        return []
    drafts: list[Draft] = []
    uid = mark.annotation.uid if mark.annotation else ""
    if mark.suggestion:
        drafts.append(_accept(session, mark.suggestion))
        uid = str(drafts[0].payload["annotation"])
    payload = {"annotation": uid, "name": name, "value": value}
    return _linked(session, [*drafts, _draft(session, EventKind.SET, payload, mark.home)])


def note(session: Session, text: str) -> list[Draft]:
    """Keep a note on the sentence; an empty text takes it away."""
    if text == session.judgement.note:
        return []
    return [_draft(session, EventKind.NOTE, {"text": text})]


def flag(session: Session) -> list[Draft]:
    """Flag the sentence for later, or take the flag away."""
    return [_draft(session, EventKind.FLAG, {"flagged": not session.judgement.flagged})]


def finish(session: Session, *, shown: bool = True) -> list[Draft]:
    """Say that the sentence is judged, with what was on show; nothing if it already is."""
    if session.judgement.finished:
        return []
    proposed = [[*one.key, one.rule] for one in session.proposed(session.sentence)]
    payload = {"finished": True, "shown": shown, "suggestions": proposed if shown else []}
    return [_draft(session, EventKind.FINISH, payload)]


def reopen(session: Session) -> list[Draft]:
    """Say that the sentence is not judged after all."""
    if not session.judgement.finished:
        return []
    payload = {"finished": False, "shown": session.judgement.shown, "suggestions": []}
    return [_draft(session, EventKind.FINISH, payload)]


# ----------------------------------------------------------------------- borders


def merge(session: Session) -> list[Draft]:
    """Make one sentence of this and the next; nothing where a block of the page ends here."""
    here = session.sentence
    following = session.document.sentences[session.position + 1 : session.position + 2]
    for after in following:
        if not any(here.end <= one.span.start <= after.start for one in session.document.blocks):
            return [_draft(session, EventKind.MERGE, {"at": after.start})]
    return []


def split(session: Session, at: int) -> list[Draft]:
    """Make two sentences of this: the second begins at a place, or at the word after it.

    Nothing where either of them would be blank.
    """
    here, text = session.sentence, session.document.text
    if not here.start < at < here.end:
        return []
    at += len(text[at : here.end]) - len(text[at : here.end].lstrip())
    if at == here.end or not text[here.start : at].strip():
        return []
    return [_draft(session, EventKind.SPLIT, {"at": at})]


# ------------------------------------------------------------------------ drafts


def _linked(session: Session, drafts: list[Draft]) -> list[Draft]:
    """The drafts, and the links from framing devices to claims that they complete."""
    made = links.made_by(drafts, session.suggestions, session.judgements, session.new_uid)
    return [*drafts, *made]


def _accept(session: Session, suggestion: Suggestion) -> Draft:
    payload = {
        "annotation": session.new_uid(),
        "suggestion": list(suggestion.key),
        "label": suggestion.label,
        "fragments": [[suggestion.span.start, suggestion.span.end]],
        "attributes": dict(suggestion.attributes),
        "rule": suggestion.rule,
        "label_set": session.label_set.uid,
    }
    return _draft(session, EventKind.ACCEPT, payload)


def _reject(session: Session, mark: Mark, reason: str = "") -> list[Draft]:
    if mark.suggestion:
        return [_refuse(session, list(mark.suggestion.key), mark.suggestion.rule, mark, reason)]
    if mark.annotation is None:
        return []
    uid = mark.annotation.uid
    gone = _draft(session, EventKind.DELETE, {"annotation": uid}, mark.home)
    drafts = [*links.cut_by(session.document.uid, uid, session.judgements), gone]
    if mark.annotation.origin is not Origin.ACCEPTED:
        return drafts
    key = [mark.span.start, mark.span.end, mark.label]
    return [*drafts, _refuse(session, key, mark.annotation.rule, mark, reason)]


def _refuse(session: Session, key: list[object], rule: str, mark: Mark, reason: str) -> Draft:
    payload: dict[str, object] = {"suggestion": key, "rule": rule}
    if reason:
        payload["reason"] = reason
    return _draft(session, EventKind.REJECT, payload, mark.home)


def _relabel(session: Session, mark: Mark, label: str) -> list[Draft]:
    """Another label for a mark; a suggestion is accepted first, so its rule stays known."""
    if mark.suggestion and mark.label == label:
        return _linked(session, [_accept(session, mark.suggestion)])
    if mark.label == label:
        return []
    return _replace(session, mark, label, mark.fragments)


def _put_selection(session: Session, label: str) -> list[Draft]:
    if session.selection is None:
        return []
    fragments = select.fragments(session.document.text, session.selection)
    mark = session.mark if session.selection.editing else None
    if mark is None:
        return [_new(session, label, fragments)]
    if fragments == mark.fragments:
        return _relabel(session, mark, label)
    return _replace(session, mark, label, fragments)


def _replace(session: Session, mark: Mark, label: str, fragments: tuple[Span, ...]) -> list[Draft]:
    drafts: list[Draft] = []
    answers: Attributes = mark.annotation.attributes if mark.annotation else {}
    uid = mark.annotation.uid if mark.annotation else ""
    if mark.suggestion:
        drafts.append(_accept(session, mark.suggestion))
        answers = mark.suggestion.attributes
        uid = str(drafts[0].payload["annotation"])
    kept = _fitting(session, label, answers)
    if label != mark.label:
        kept = {**_unasked(session, mark, label, fragments), **kept}
    put = _put(session, uid, label, fragments, kept, home=mark.home)
    return _linked(session, [*drafts, put]) if mark.label == label else [*drafts, put]


def _unasked(session: Session, mark: Mark, label: str, fragments: tuple[Span, ...]) -> Attributes:
    """What the text answers of a new label, to questions that the old one did not ask."""
    before = {one.name for one in _asked(session, mark.label)}
    told = _preset(session, label, Span(fragments[0].start, fragments[-1].end))
    return {name: value for name, value in told.items() if name not in before}


def _new(session: Session, label: str, fragments: tuple[Span, ...]) -> Draft:
    answers = _preset(session, label, Span(fragments[0].start, fragments[-1].end))
    return _put(session, session.new_uid(), label, fragments, answers, home=session.sentence)


def _put(
    session: Session,
    uid: str,
    label: str,
    fragments: tuple[Span, ...],
    attributes: Attributes,
    *,
    home: Span | None,
) -> Draft:
    payload = {
        "annotation": uid,
        "label": label,
        "fragments": [[part.start, part.end] for part in fragments],
        "attributes": dict(attributes),
        "label_set": session.label_set.uid,
    }
    return _draft(session, EventKind.PUT, payload, home)


def _preset(session: Session, label: str, span: Span) -> Attributes:
    """The answers that can be read off the text: whose voice it is, who claims it and how."""
    text, place = session.document.text, session.position
    before = session.document.sentences[place - 1] if place else None
    told = told_of(text, span, session.sentence, before, session.quotations)
    return _fitting(session, label, told)


def _fitting(session: Session, label: str, answers: Attributes) -> Attributes:
    """The answers to questions that the label asks, if they are of the kind it asks for."""
    asked = {one.name: one for one in _asked(session, label)}
    return {
        name: value for name, value in answers.items() if name in asked and fits(asked[name], value)
    }


def _asked(session: Session, label: str) -> tuple[Attribute, ...]:
    chosen = session.label_set.label(label)
    return chosen.attributes if chosen else ()


def _draft(
    session: Session, kind: EventKind, payload: Mapping[str, object], home: Span | None = None
) -> Draft:
    return Draft(kind, session.document.uid, home or session.sentence, payload)
