"""Commands: the drafts of events that a key press would store.

Nothing is saved and nothing changes here: the caller has the drafts stored and gives what the
store then holds back to the session (`Session.apply`).
"""

from __future__ import annotations

from collections.abc import Callable

from annotator.annotations import relations
from annotator.annotations import selection as select
from annotator.annotations.attribute_values import fitting_values
from annotator.annotations.events import (
    Accept,
    Change,
    Delete,
    Draft,
    Finish,
    Flag,
    JoinSentences,
    MarkBlock,
    Note,
    Put,
    Reject,
    Relate,
    SetValue,
    SplitSentence,
    SuggestionShown,
)
from annotator.annotations.relation_commands import (
    relate_suggested,
    unrelate_all,
    unrelate_between,
    unrelate_unfit,
)
from annotator.annotations.session import Mark, Session
from annotator.model import (
    Attribute,
    Attributes,
    Block,
    BlockKind,
    Label,
    LabelKind,
    LabelUnit,
    Origin,
    Relation,
    Span,
    Suggestion,
    SuggestionKey,
    Value,
)

SplitBlock = Callable[[str, Span], tuple[Span, ...]]
"""Returns the sentences of a block, from the text of the document and the span of the block."""

# --------------------------------------------------------------- accept and reject


def accept(session: Session) -> list[Draft]:
    """Accept the selected suggestion."""
    mark = session.selected_mark
    if mark is None or mark.suggestion is None:
        return []
    return _with_relations(session, [_accept(session, mark.suggestion, mark.source_sentence)])


def accept_all(session: Session) -> list[Draft]:
    """Accept every undecided suggestion of the current sentence."""
    marks = session.marks(session.sentence)
    drafts = [
        _accept(session, one.suggestion, one.source_sentence) for one in marks if one.suggestion
    ]
    return _with_relations(session, drafts)


def reject(session: Session, reason: str = "") -> list[Draft]:
    """Reject the selected suggestion, or delete the selected annotation."""
    mark = session.selected_mark
    return _reject(session, mark, reason) if mark else []


def reject_all(session: Session) -> list[Draft]:
    """Reject every undecided suggestion of the current sentence; annotations stay."""
    marks = session.marks(session.sentence)
    return [each for mark in marks if mark.suggestion for each in _reject(session, mark)]


def delete(session: Session, mark: Mark) -> list[Draft]:
    """Delete an annotation, anywhere in the document."""
    return _reject(session, mark)


def _accept(session: Session, suggestion: Suggestion, sentence: Span | None) -> Draft:
    change = Accept(
        annotation=session.new_uid(),
        suggestion=suggestion.key,
        label=suggestion.label,
        fragments=(suggestion.span,),
        attributes=dict(suggestion.attributes),
        rule=suggestion.rule,
    )
    return _draft(session, sentence, change)


def _reject(session: Session, mark: Mark, reason: str = "") -> list[Draft]:
    """An annotation that was accepted unchanged is deleted and its suggestion rejected."""
    sentence = mark.source_sentence
    if mark.suggestion:
        change = Reject(mark.suggestion.key, mark.suggestion.rule, reason)
        return [_draft(session, sentence, change)]
    if mark.annotation is None:
        return []
    deleted = _draft(session, sentence, Delete(mark.uid, reason))
    drafts = [*unrelate_all(session, mark.uid), deleted]
    if mark.annotation.origin is not Origin.ACCEPTED:
        return drafts
    key = SuggestionKey(mark.span.start, mark.span.end, mark.label)
    return [*drafts, _draft(session, sentence, Reject(key, mark.annotation.rule, reason))]


def _with_relations(session: Session, drafts: list[Draft]) -> list[Draft]:
    """The drafts, and the suggested relations that they complete."""
    return [*drafts, *relate_suggested(session, drafts)]


# ------------------------------------------------------------------------ labels


def put(session: Session, label: str) -> list[Draft]:
    """Apply a label to the document, the sentence or the selection, according to its unit.

    Without a selection, the selected mark gets the label. Empty if the label is there already, or
    nothing is selected.
    """
    chosen = session.label_set.label(label)
    if chosen and chosen.unit is not LabelUnit.SPAN:
        return _put_on_whole(session, chosen)
    if session.selection:
        return _put_selection(session, label)
    mark = session.selected_mark
    if mark is None or _is_of_whole(session, mark):
        return []
    return _relabel(session, mark, label)


def put_bounds(session: Session) -> list[Draft]:
    """Give the mark whose bounds are edited the selected bounds."""
    if not session.selection or not session.selection.editing or not session.selected_mark:
        return []
    return _put_selection(session, session.selected_mark.label)


def _put_on_whole(session: Session, label: Label) -> list[Draft]:
    """Apply a label to the current sentence, or to the document; nothing if it is there."""
    mark = session.selected_mark
    if mark and mark.suggestion and mark.label == label.name:
        return _relabel(session, mark, label.name)
    of_document = label.unit is LabelUnit.DOCUMENT
    there = session.document_marks() if of_document else session.marks(session.sentence)
    if any(one.annotation and one.label == label.name for one in there):
        return []
    if of_document:
        whole = Span(0, len(session.document.text))
        return [
            _put(
                session,
                None,
                uid=session.new_uid(),
                label=label.name,
                fragments=(whole,),
                attributes={},
            )
        ]
    return [_put_new(session, label.name, (session.sentence,))]


def _is_of_whole(session: Session, mark: Mark) -> bool:
    """True if a mark's label applies to the sentence or the document, not to words."""
    label = session.label_set.label(mark.label)
    return label is not None and label.unit is not LabelUnit.SPAN


def _put_selection(session: Session, label: str) -> list[Draft]:
    if session.selection is None:
        return []
    fragments = select.fragments(session.document.text, session.selection)
    mark = session.selected_mark if session.selection.editing else None
    if mark is None:
        return [_put_new(session, label, fragments)]
    if fragments == mark.fragments:
        return _relabel(session, mark, label)
    return _replace(session, mark, label, fragments)


def _relabel(session: Session, mark: Mark, label: str) -> list[Draft]:
    """Give a mark another label. A suggestion is accepted first, so that its rule stays known."""
    if mark.suggestion and mark.label == label:
        return _with_relations(session, [_accept(session, mark.suggestion, mark.source_sentence)])
    if mark.label == label:
        return []
    return _replace(session, mark, label, mark.fragments)


def _replace(session: Session, mark: Mark, label: str, fragments: tuple[Span, ...]) -> list[Draft]:
    """Give a mark another label or other fragments, and keep the values that fit."""
    drafts: list[Draft] = []
    values: Attributes = mark.annotation.attributes if mark.annotation else {}
    uid = mark.uid
    if mark.suggestion:
        drafts.append(_accept(session, mark.suggestion, mark.source_sentence))
        values, uid = mark.suggestion.attributes, accepted_uid(drafts[0])
    kept = _fitting(session, label, values)
    if label != mark.label:
        kept = {**_read_new_values(session, mark, label, fragments), **kept}
    change = _put(
        session, mark.source_sentence, uid=uid, label=label, fragments=fragments, attributes=kept
    )
    if mark.label == label:
        return _with_relations(session, [*drafts, change])
    return [*unrelate_unfit(session, uid, label), *drafts, change]


def _put_new(session: Session, label: str, fragments: tuple[Span, ...]) -> Draft:
    values = _read_values(session, label, Span(fragments[0].start, fragments[-1].end))
    return _put(
        session,
        session.sentence,
        uid=session.new_uid(),
        label=label,
        fragments=fragments,
        attributes=values,
    )


def _put(
    session: Session,
    sentence: Span | None,
    *,
    uid: str,
    label: str,
    fragments: tuple[Span, ...],
    attributes: Attributes,
) -> Draft:
    on_show = session.on_show(sentence, label, fragments)
    change = Put(uid, label, fragments, dict(attributes), on_show)
    return _draft(session, sentence, change)


# -------------------------------------------------------------- attribute values


def set_value(session: Session, mark: Mark, name: str, value: Value) -> list[Draft]:
    """Set one attribute of a mark; None clears it. An undecided suggestion is accepted by it."""
    drafts: list[Draft] = []
    uid = mark.uid
    if mark.suggestion:
        drafts.append(_accept(session, mark.suggestion, mark.source_sentence))
        uid = accepted_uid(drafts[0])
    change = _draft(session, mark.source_sentence, SetValue(uid, name, value))
    return _with_relations(session, [*drafts, change])


def _read_values(session: Session, label: str, span: Span) -> Attributes:
    """The attribute values that can be read from the text: voice, claimant, cue and so on."""
    from annotator.attribution.claims import (  # noqa: PLC0415 - not at the start of the app
        claim_attributes,
    )

    text, position = session.document.text, session.position
    before = session.document.sentences[position - 1] if position else None
    values = claim_attributes(text, span, session.sentence, before, session.quotations)
    return _fitting(session, label, values)


def _read_new_values(
    session: Session, mark: Mark, label: str, fragments: tuple[Span, ...]
) -> Attributes:
    """Values read from the text for the attributes that a mark's old label did not have."""
    before = {one.name for one in _attributes(session, mark.label)}
    values = _read_values(session, label, Span(fragments[0].start, fragments[-1].end))
    return {name: value for name, value in values.items() if name not in before}


def _fitting(session: Session, label: str, values: Attributes) -> Attributes:
    """The values that the label has an attribute for, of the right type."""
    return fitting_values(_attributes(session, label), values)


def _attributes(session: Session, label: str) -> tuple[Attribute, ...]:
    chosen = session.label_set.label(label)
    return chosen.attributes if chosen else ()


# --------------------------------------------------------------------- relations


def relate(session: Session, mark: Mark, other: Mark, kind: str) -> list[Draft]:
    """Relate two marks; if they are related already, delete the relation.

    Undecided suggestions are accepted. If only the other mark can be the head of such a relation
    (a claim is framed by a device), it becomes the head.
    """
    existing = unrelate_between(session, mark, other)
    if existing:
        return existing
    head, tail = _head_and_tail(session, mark, other, kind)
    accepted = {
        end.key: _accept(session, end.suggestion, end.source_sentence)
        for end in (head, tail)
        if end.suggestion
    }
    drafts = _with_relations(session, list(accepted.values()))
    ends = [end.uid or accepted_uid(accepted[end.key]) for end in (head, tail)]
    relation = Relation(session.new_uid(), kind, *ends)
    if any(_connects(one.change, relation) for one in drafts):
        return drafts  # it was suggested with the marks
    return [*drafts, _draft(session, head.source_sentence, Relate(relation))]


def _head_and_tail(session: Session, mark: Mark, other: Mark, kind: str) -> tuple[Mark, Mark]:
    one, two = (_label_kind(session, end.label) for end in (mark, other))
    if one is not None and two is not None and kind in relations.kinds_between(one, two):
        return mark, other
    return other, mark


def _connects(change: Change, relation: Relation) -> bool:
    """True if a change makes a relation of this kind between these ends."""
    if not isinstance(change, Relate):
        return False
    return (change.relation.kind, change.relation.ends) == (relation.kind, relation.ends)


def _label_kind(session: Session, name: str) -> LabelKind | None:
    label = session.label_set.label(name)
    return label.kind if label else None


# --------------------------------------------------------------------- sentences


def note(session: Session, text: str) -> list[Draft]:
    """Replace the note on the current sentence; an empty text deletes it."""
    return [] if text == session.judgement.note else [_here(session, Note(text))]


def flag(session: Session) -> list[Draft]:
    """Flag the current sentence, or take its flag away."""
    return [_here(session, Flag(not session.judgement.flagged))]


def finish(session: Session, *, shown: bool = True) -> list[Draft]:
    """Finish the current sentence, with the suggestions on show; nothing if it is finished."""
    if session.judgement.finished:
        return []
    suggestions = _on_show(session) if shown else ()
    return [_here(session, Finish(finished=True, shown=shown, suggestions=suggestions))]


def cannot_judge(session: Session, reason: str, *, shown: bool = True) -> list[Draft]:
    """Say that the current sentence cannot be judged; nothing if that was said with this reason.

    reason: a code of annotator.annotations.reason_codes, or as typed; not ''.
    """
    if reason == session.judgement.cannot_judge:
        return []
    suggestions = _on_show(session) if shown else ()
    return [_here(session, Finish(False, shown, suggestions, cannot_judge=reason))]


def _on_show(session: Session) -> tuple[SuggestionShown, ...]:
    """The suggestions on show in the current sentence, decided or not."""
    found = session.suggestions_in(session.sentence)
    return tuple(SuggestionShown(one.key, one.rule) for one in found)


def reopen(session: Session) -> list[Draft]:
    """Reopen the current sentence; nothing if it is neither finished nor cannot be judged."""
    if not session.judgement.is_done:
        return []
    shown = session.judgement.shown
    return [_here(session, Finish(finished=False, shown=shown, suggestions=()))]


def join(session: Session) -> list[Draft]:
    """Join the current sentence and the next; nothing if a block of the document ends here."""
    here = session.sentence
    following = session.document.sentences[session.position + 1 : session.position + 2]
    for after in following:
        if not any(here.end <= one.span.start <= after.start for one in session.document.blocks):
            joined = Span(here.start, after.end)
            return [_here(session, JoinSentences(after.start, (joined,)))]
    return []


def split(session: Session, at: int) -> list[Draft]:
    """Split the current sentence: the second part begins at an offset, or at the word after it.

    Nothing if either part would be blank.
    """
    here, text = session.sentence, session.document.text
    if not here.start < at < here.end:
        return []
    at += len(text[at : here.end]) - len(text[at : here.end].lstrip())
    if at == here.end or not text[here.start : at].strip():
        return []
    first = Span(here.start, here.start + len(text[here.start : at].rstrip()))
    return [_here(session, SplitSentence(at, (first, Span(at, here.end))))]


def mark_block(session: Session, block: Block, kind: BlockKind, split: SplitBlock) -> list[Draft]:
    """Give a block another kind; nothing if it has it, or if no sentence would be left.

    split: finds the sentences of a block that becomes text.
    """
    if block.kind is kind:
        return []
    sentences = session.document.sentences
    inside = split(session.document.text, block.span) if kind is BlockKind.PARAGRAPH else ()
    if not inside and all(block.span.overlaps(one) for one in sentences):
        return []
    return [_here(session, MarkBlock(block.span, kind, inside))]


# ------------------------------------------------------------------------ drafts


def _here(session: Session, change: Change) -> Draft:
    """A draft filed under the current sentence."""
    return _draft(session, session.sentence, change)


def _draft(session: Session, sentence: Span | None, change: Change) -> Draft:
    return Draft(session.document.uid, sentence, change)


def accepted_uid(draft: Draft) -> str:
    """The uid of the annotation that a draft of an accepted suggestion makes."""
    if not isinstance(draft.change, Accept):
        raise TypeError(f"expected an accepted suggestion, got {draft.change}")
    return draft.change.annotation
