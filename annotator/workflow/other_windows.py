"""Other windows: the same annotator may be at work in two, and decides on what is on show in one.

What a decision was made on is compared with what the store holds, in the transaction that would
record it. So it never counts for something that the annotator did not see.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from annotator.annotations.events import (
    Accept,
    Change,
    Delete,
    Draft,
    Finish,
    Flag,
    Note,
    Put,
    Reject,
    Relate,
    SetValue,
)
from annotator.annotations.session import Session
from annotator.errors import ChangedElsewhere
from annotator.model import Annotation, Judgement, Span

Judgements = Mapping[Span | None, Judgement]


def check_unchanged(
    drafts: Sequence[Draft],
    session: Session,
    sentences: Sequence[Span],
    stored: Judgements,
    *,
    by: str = "",
) -> None:
    """Raise ChangedElsewhere if drafts were made on something else than the store holds.

    Of the sentences that they are filed under, and those of the annotations that they relate.
    sentences, stored: of the session's document, as the store has them now. by: who changed it,
    '' for the annotator in another window.
    """
    where = f"by {by}" if by else "in another window"
    made_on = _sentences_of(drafts, session)
    gone = set(session.document.sentences).difference(sentences)
    if not gone.isdisjoint(made_on):
        raise ChangedElsewhere(f"the sentence was joined or split {where}: nothing was recorded")
    for sentence in made_on:
        shown, now = session.judgement_of(sentence), stored.get(sentence, Judgement())
        if shown != now:
            found = (_done_elsewhere(draft.change, shown, now) for draft in drafts)
            what = next(filter(None, found), "the sentence was changed")
            raise ChangedElsewhere(f"{what} {where}: nothing was recorded")


def _sentences_of(drafts: Sequence[Draft], session: Session) -> list[Span | None]:
    """The sentences that drafts are made on, and current ones that former ones became part of."""
    filed = {draft.sentence for draft in drafts}
    for draft in drafts:
        if isinstance(draft.change, Relate):
            marks = map(session.annotation_mark, draft.change.relation.ends)
            filed |= {mark.source_sentence for mark in marks if mark}
    spans = [one for one in filed if one]
    current = session.document.sentences
    return [*filed, *(one for one in current if any(one.overlaps(span) for span in spans))]


def _done_elsewhere(change: Change, shown: Judgement, now: Judgement) -> str:
    """What became of the thing that a change is about, '' if it is as it was."""
    match change:
        case Accept(suggestion=key) | Reject(suggestion=key):
            verdict = now.verdicts.get(key)
            return f"already {verdict}" if verdict and verdict != shown.verdicts.get(key) else ""
        case Delete(annotation=uid) | Put(annotation=uid) | SetValue(annotation=uid):
            return _annotation_elsewhere(shown.annotations.get(uid), now.annotations.get(uid))
        case Finish() if _outcome(shown) != _outcome(now):
            return _outcome_elsewhere(now)
        case Flag() if shown.flagged != now.flagged:
            return "already flagged" if now.flagged else "the flag was already removed"
        case Note() if shown.note != now.note:
            return "the note was changed" if now.note else "the note was already deleted"
    return ""


def _outcome(judgement: Judgement) -> tuple[bool, str]:
    return judgement.finished, judgement.cannot_judge


def _outcome_elsewhere(now: Judgement) -> str:
    if now.cannot_judge:
        return "already left as one that cannot be judged"
    return "already finished" if now.finished else "already reopened"


def _annotation_elsewhere(shown: Annotation | None, now: Annotation | None) -> str:
    if shown == now:
        return ""
    return "already deleted" if now is None else "the annotation was changed"
