"""Deciding: what a key press would record of what is in hand, as drafts of events.

Nothing is saved and nothing changes here: the caller has the drafts recorded and hands what the
store then holds back to the session (`Session.apply`).
"""

from __future__ import annotations

from collections.abc import Mapping

from annotator.annotations import relations
from annotator.annotations import selection as select
from annotator.annotations.attribute_values import fits
from annotator.annotations.session import Mark, Session
from annotator.attribution.claims import claim_attributes
from annotator.model import (
    Attribute,
    Attributes,
    Draft,
    EventKind,
    Label,
    LabelKind,
    LabelUnit,
    Origin,
    Span,
    Suggestion,
    Value,
)


def accept(session: Session) -> list[Draft]:
    """Hold what the mark in hand proposes."""
    mark = session.mark
    if mark is None or mark.suggestion is None:
        return []
    return completed(session, [accepted(session, mark.suggestion, mark.home)])


def accept_all(session: Session) -> list[Draft]:
    """Hold what every open suggestion of the sentence proposes."""
    marks = session.marks(session.sentence)
    drafts = [accepted(session, one.suggestion, one.home) for one in marks if one.suggestion]
    return completed(session, drafts)


def reject(session: Session, reason: str = "") -> list[Draft]:
    """Turn the mark in hand down: refuse the suggestion, or give the annotation up."""
    mark = session.mark
    return _reject(session, mark, reason) if mark else []


def reject_all(session: Session) -> list[Draft]:
    """Refuse every open suggestion of the sentence; annotations stay."""
    marks = session.marks(session.sentence)
    return [each for mark in marks if mark.suggestion for each in _reject(session, mark)]


def put(session: Session, label: str) -> list[Draft]:
    """Give a label to what it is for.

    That is the document, or the sentence in focus, whatever is in hand; or else what is selected,
    or the mark in hand. Empty where it is there already, or where nothing is selected.
    """
    chosen = session.label_set.label(label)
    if chosen and chosen.unit is not LabelUnit.SPAN:
        return _put_on_whole(session, chosen)
    if session.selection:
        return _put_selection(session, label)
    mark = session.mark
    if mark is None or _is_of_whole(session, mark):
        return []
    return _relabel(session, mark, label)


def _put_on_whole(session: Session, label: Label) -> list[Draft]:
    """Give a label to the sentence in focus, or to the document; nothing if it has it."""
    mark = session.mark
    if mark and mark.suggestion and mark.label == label.name:
        return _relabel(session, mark, label.name)
    of_document = label.unit is LabelUnit.DOCUMENT
    there = session.document_marks() if of_document else session.marks(session.sentence)
    if any(one.annotation and one.label == label.name for one in there):
        return []
    if of_document:
        whole = Span(0, len(session.document.text))
        return [_put(session, session.new_uid(), label.name, (whole,), {}, home=None)]
    return [_new(session, label.name, (session.sentence,))]


def _is_of_whole(session: Session, mark: Mark) -> bool:
    """Whether a mark says something of its sentence, not of words in it."""
    label = session.label_set.label(mark.label)
    return label is not None and label.unit is not LabelUnit.SPAN


def delete(session: Session, mark: Mark) -> list[Draft]:
    """Give an annotation up, wherever it is."""
    return _reject(session, mark)


def rebound(session: Session) -> list[Draft]:
    """Give the annotation (or suggestion) being edited the bounds that are selected."""
    if not session.selection or not session.selection.editing or not session.mark:
        return []
    return _put_selection(session, session.mark.label)


def set_value(session: Session, name: str, value: Value) -> list[Draft]:
    """Answer one attribute of the mark in hand; None takes the answer back."""
    return answer(session, session.mark, name, value) if session.mark else []


def answer(session: Session, mark: Mark, name: str, value: Value) -> list[Draft]:
    """Answer one attribute of a mark. An open suggestion is accepted by answering it."""
    drafts: list[Draft] = []
    uid = mark.annotation.uid if mark.annotation else ""
    if mark.suggestion:
        drafts.append(accepted(session, mark.suggestion, mark.home))
        uid = str(drafts[0].payload["annotation"])
    payload = {"annotation": uid, "name": name, "value": value}
    return completed(session, [*drafts, draft(session, EventKind.SET, payload, mark.home)])


def note(session: Session, text: str) -> list[Draft]:
    """Keep a note on the sentence; an empty text takes it away."""
    if text == session.judgement.note:
        return []
    return [_here(session, EventKind.NOTE, {"text": text})]


def flag(session: Session) -> list[Draft]:
    """Flag the sentence for later, or take the flag away."""
    return [_here(session, EventKind.FLAG, {"flagged": not session.judgement.flagged})]


def finish(session: Session, *, shown: bool = True) -> list[Draft]:
    """Say that the sentence is judged, with what was on show; nothing if it already is."""
    if session.judgement.finished:
        return []
    proposed = [[*one.key, one.rule] for one in session.proposed(session.sentence)]
    payload = {"finished": True, "shown": shown, "suggestions": proposed if shown else []}
    return [_here(session, EventKind.FINISH, payload)]


def reopen(session: Session) -> list[Draft]:
    """Say that the sentence is not judged after all."""
    if not session.judgement.finished:
        return []
    payload = {"finished": False, "shown": session.judgement.shown, "suggestions": []}
    return [_here(session, EventKind.FINISH, payload)]


# ----------------------------------------------------------------------- borders


def merge(session: Session) -> list[Draft]:
    """Make one sentence of this and the next; nothing where a block of the page ends here."""
    here = session.sentence
    following = session.document.sentences[session.position + 1 : session.position + 2]
    for after in following:
        if not any(here.end <= one.span.start <= after.start for one in session.document.blocks):
            return [_here(session, EventKind.MERGE, {"at": after.start})]
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
    return [_here(session, EventKind.SPLIT, {"at": at})]


# ------------------------------------------------------------------------ drafts


def completed(session: Session, drafts: list[Draft]) -> list[Draft]:
    """The drafts, and the links from framing devices to claims that they complete."""
    made = relations.made_by(drafts, session.suggestions, session.judgements, session.new_uid)
    return [*drafts, *made]


def accepted(session: Session, suggestion: Suggestion, home: Span | None) -> Draft:
    """What holds a suggestion. home: its sentence."""
    payload = {
        "annotation": session.new_uid(),
        "suggestion": list(suggestion.key),
        "label": suggestion.label,
        "fragments": [[suggestion.span.start, suggestion.span.end]],
        "attributes": dict(suggestion.attributes),
        "rule": suggestion.rule,
        "label_set": session.label_set.uid,
    }
    return draft(session, EventKind.ACCEPT, payload, home)


def _reject(session: Session, mark: Mark, reason: str = "") -> list[Draft]:
    if mark.suggestion:
        return [_refuse(session, list(mark.suggestion.key), mark.suggestion.rule, mark, reason)]
    if mark.annotation is None:
        return []
    uid = mark.annotation.uid
    why = {"reason": reason} if reason else {}
    gone = draft(session, EventKind.DELETE, {"annotation": uid, **why}, mark.home)
    drafts = [*relations.cut_by(session.document.uid, uid, session.judgements), gone]
    if mark.annotation.origin is not Origin.ACCEPTED:
        return drafts
    key = [mark.span.start, mark.span.end, mark.label]
    return [*drafts, _refuse(session, key, mark.annotation.rule, mark, reason)]


def _refuse(session: Session, key: list[object], rule: str, mark: Mark, reason: str) -> Draft:
    payload: dict[str, object] = {"suggestion": key, "rule": rule}
    if reason:
        payload["reason"] = reason
    return draft(session, EventKind.REJECT, payload, mark.home)


def _relabel(session: Session, mark: Mark, label: str) -> list[Draft]:
    """Another label for a mark; a suggestion is accepted first, so its rule stays known."""
    if mark.suggestion and mark.label == label:
        return completed(session, [accepted(session, mark.suggestion, mark.home)])
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
        drafts.append(accepted(session, mark.suggestion, mark.home))
        answers = mark.suggestion.attributes
        uid = str(drafts[0].payload["annotation"])
    kept = _fitting(session, label, answers)
    if label != mark.label:
        kept = {**_unasked(session, mark, label, fragments), **kept}
    put = _put(session, uid, label, fragments, kept, home=mark.home)
    if mark.label == label:
        return completed(session, [*drafts, put])
    return [*_unfitting(session, uid, label), *drafts, put]


def _unfitting(session: Session, uid: str, label: str) -> list[Draft]:
    """What takes away the links of an annotation that it cannot have under another label."""
    unfit = []
    for home, relation in relations.of(uid, session.judgements):
        ends = [label if end == uid else session.label_of(end) for end in relation.ends]
        if not relations.fits(relation.kind, *(_kind(session, end) for end in ends)):
            unfit.append(relations.cut(session.document.uid, home, relation))
    return unfit


def _kind(session: Session, label: str) -> LabelKind | None:
    chosen = session.label_set.label(label)
    return chosen.kind if chosen else None


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
    return draft(session, EventKind.PUT, payload, home)


def _preset(session: Session, label: str, span: Span) -> Attributes:
    """The answers that can be read off the text: whose voice it is, who claims it and how."""
    text, place = session.document.text, session.position
    before = session.document.sentences[place - 1] if place else None
    told = claim_attributes(text, span, session.sentence, before, session.quotations)
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


def _here(session: Session, kind: EventKind, payload: Mapping[str, object]) -> Draft:
    """A draft filed under the sentence in focus."""
    return draft(session, kind, payload, session.sentence)


def draft(
    session: Session, kind: EventKind, payload: Mapping[str, object], home: Span | None
) -> Draft:
    """A draft filed under a sentence, or under the document as a whole."""
    return Draft(kind, session.document.uid, home, payload)
