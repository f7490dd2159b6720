"""The fold: from an annotator's events to what that annotator holds of a sentence.

This is the only place where events get their meaning. Live work, undo and redo, rebuilding,
merging and "as of" exports all use it, so that they cannot disagree.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from enum import StrEnum
from typing import Any

from annotator.annotations.events import (
    Accept,
    Change,
    Delete,
    Event,
    EventKind,
    Finish,
    Flag,
    ImportJudgement,
    Note,
    Put,
    Redo,
    Reject,
    Relate,
    Revoke,
    SetValue,
    TakesBack,
    Undo,
    Unrelate,
)
from annotator.model import Annotation, Judgement, OnShow, Origin, Relation, SuggestionKey, Verdict


def fold(events: Iterable[Event]) -> Judgement:
    """Fold one annotator's events on one sentence, given in any order, into a judgement."""
    ordered = sorted(events, key=lambda event: event.uid)
    state = _State()
    for event in standing(ordered):
        apply = _APPLY.get(event.kind)
        if apply:
            state.event = event
            apply(state, event.change)
    made = {uid for event in ordered for uid in made_annotations(event.change)}
    return state.judgement(deleted=made - state.annotations.keys())


def made_annotations(change: Change) -> Collection[str]:
    """The uids of the annotations that a change adds, or replaces."""
    match change:
        case Accept(annotation=uid) | Put(annotation=uid):
            return (uid,)
        case ImportJudgement(judgement=one):
            return one.annotations
    return ()


def standing(ordered: Sequence[Event]) -> Iterator[Event]:
    """The events that count: neither undone nor revoked, without what took others back.

    ordered: one annotator's events, by uid.
    """
    gone: set[str] = set()
    revokes: list[tuple[str, str]] = []
    for event in ordered:
        match event.change:
            case Undo(group=group):
                gone.add(group)
            case Redo(group=group):
                gone.discard(group)
            case Revoke(group=group):
                revokes.append((event.group, group))
    for group, target in reversed(revokes):  # a later one may revoke an earlier one
        if group not in gone:
            gone.add(target)
    for event in ordered:
        if not isinstance(event.change, TakesBack) and event.group not in gone:
            yield event


# ------------------------------------------------------------------ attribute values


class ValueOrigin(StrEnum):
    """The origins of an attribute value: the rule's suggestion, read from the text, the person."""

    RULE = "rule"
    TEXT = "text"
    PERSON = "person"


def value_origins(ordered: Sequence[Event], annotation: str) -> dict[str, ValueOrigin]:
    """The origin of each attribute value of an annotation, by attribute name.

    ordered: one annotator's events, by uid. Values in `accept` are the rule's, those in `put`
    were read from the text, those in `set` are the person's.
    """
    origins: dict[str, ValueOrigin] = {}
    for event in standing(ordered):
        match event.change:
            case SetValue(annotation=uid, name=name) if uid == annotation:
                origins[name] = ValueOrigin.PERSON
            case Accept(annotation=uid, attributes=values) if uid == annotation:
                origins = {name: origins.get(name, ValueOrigin.RULE) for name in values}
            case Put(annotation=uid, attributes=values) if uid == annotation:
                origins = {name: origins.get(name, ValueOrigin.TEXT) for name in values}
    return origins


# --------------------------------------------------------------------- undo and redo


def group_to_undo(newest_first: Iterable[Event]) -> str | None:
    """The group that the next undo takes back; None if nothing is left.

    newest_first: the events of one actor: nobody undoes what another one did.

    Reads no further back than it must, so that it costs the same at the 4,000th sentence.
    """
    to_skip = 0
    for kind, group in _key_presses(newest_first):
        if kind is EventKind.UNDO:
            to_skip += 1
        elif kind is EventKind.REDO:
            to_skip -= 1
        elif to_skip:
            to_skip -= 1
        else:
            return group
    return None


def group_to_redo(newest_first: Iterable[Event]) -> str | None:
    """The group that the next redo brings back; None after a new decision.

    newest_first: as in group_to_undo.
    """
    redone = 0
    for kind, group in _key_presses(newest_first):
        if kind is EventKind.REDO:
            redone += 1
        elif kind is not EventKind.UNDO:
            return None
        elif redone:
            redone -= 1
        else:
            return group
    return None


_IMPORTS = frozenset({EventKind.IMPORT, EventKind.IMPORT_SETTLEMENT})
"""No key made them."""


def _key_presses(newest_first: Iterable[Event]) -> Iterator[tuple[EventKind, str]]:
    """Each key press once: its kind, and the group that it made, took or brought back."""
    last = None
    for event in newest_first:
        if event.group != last and event.kind not in _IMPORTS:
            last = event.group
            moved = event.change.group if isinstance(event.change, Undo | Redo) else event.group
            yield event.kind, moved


# --------------------------------------------------------------------- how each kind counts


class _State:
    """A judgement while it is being folded. event: the one that is applied now."""

    event: Event

    def __init__(self) -> None:
        self.annotations: dict[str, Annotation] = {}
        self.relations: dict[str, Relation] = {}
        self.verdicts: dict[SuggestionKey, Verdict] = {}
        self.note = ""
        self.flagged = False
        self.finished = False
        self.shown = True
        self.finished_at = ""
        self.cannot_judge = ""

    def judgement(self, deleted: set[str]) -> Judgement:
        """The outcome, without the relations of deleted annotations."""
        return Judgement(
            annotations=self.annotations,
            relations={
                uid: relation
                for uid, relation in self.relations.items()
                if deleted.isdisjoint(relation.ends)
            },
            verdicts=self.verdicts,
            note=self.note,
            flagged=self.flagged,
            finished=self.finished,
            shown=self.shown,
            finished_at=self.finished_at,
            cannot_judge=self.cannot_judge,
        )


def _accept(state: _State, change: Accept) -> None:
    state.verdicts[change.suggestion] = Verdict.ACCEPTED
    state.annotations[change.annotation] = Annotation(
        uid=change.annotation,
        label=change.label,
        fragments=change.fragments,
        attributes=change.attributes,
        origin=Origin.ACCEPTED,
        rule=change.rule,
        guideline=state.event.guideline,
        on_show=OnShow.SAME,
        created_at=state.event.at,
        modified_at=state.event.at,
    )


def _reject(state: _State, change: Reject) -> None:
    state.verdicts[change.suggestion] = Verdict.REJECTED
    for label in change.parts:
        state.verdicts[change.suggestion._replace(label=label)] = Verdict.REJECTED


def _put(state: _State, change: Put) -> None:
    """A new annotation, or a new span or label for one, which keeps how it was made."""
    before = state.annotations.get(change.annotation)
    suggested = before is not None and before.origin is not Origin.MANUAL
    state.annotations[change.annotation] = Annotation(
        uid=change.annotation,
        label=change.label,
        fragments=change.fragments,
        attributes=change.attributes,
        origin=Origin.EDITED if suggested else Origin.MANUAL,
        rule=before.rule if before else "",
        guideline=state.event.guideline,
        on_show=before.on_show if before else change.on_show,
        created_at=before.created_at if before else state.event.at,
        modified_at=state.event.at,
    )


def _delete(state: _State, change: Delete) -> None:
    state.annotations.pop(change.annotation, None)


def _set_value(state: _State, change: SetValue) -> None:
    annotation = state.annotations.get(change.annotation)
    if annotation is None:  # deleted on another laptop: there is nothing to set
        return
    values = {**annotation.attributes, change.name: change.value}
    if change.value is None:
        del values[change.name]
    state.annotations[annotation.uid] = replace(
        annotation, attributes=values, modified_at=state.event.at
    )


def _relate(state: _State, change: Relate) -> None:
    state.relations[change.relation.uid] = change.relation


def _unrelate(state: _State, change: Unrelate) -> None:
    state.relations.pop(change.relation, None)


def _note(state: _State, change: Note) -> None:
    state.note = change.text


def _flag(state: _State, change: Flag) -> None:
    state.flagged = change.flagged


def _finish(state: _State, change: Finish) -> None:
    state.finished = change.finished
    state.shown = change.shown
    state.finished_at = state.event.at
    state.cannot_judge = change.cannot_judge


def _import(state: _State, change: ImportJudgement) -> None:
    """Add what the file holds; where it says nothing, what is held stays."""
    one = change.judgement
    state.annotations |= one.annotations
    state.relations |= one.relations
    state.verdicts |= one.verdicts
    state.note = one.note or state.note
    state.flagged = one.flagged or state.flagged
    if says_finished(one):
        state.finished = one.finished
        state.shown = one.shown
        state.finished_at = one.finished_at
        state.cannot_judge = one.cannot_judge


def says_finished(judgement: Judgement) -> bool:
    """Whether an imported judgement says that a sentence is finished, open or not to be judged."""
    return judgement.is_done or not judgement.shown or bool(judgement.finished_at)


# Joining and splitting sentences changes no judgement: annotator.annotations.sentence_edits.
_APPLY: dict[EventKind, Callable[[_State, Any], None]] = {
    EventKind.ACCEPT: _accept,
    EventKind.REJECT: _reject,
    EventKind.PUT: _put,
    EventKind.DELETE: _delete,
    EventKind.SET: _set_value,
    EventKind.RELATE: _relate,
    EventKind.UNRELATE: _unrelate,
    EventKind.NOTE: _note,
    EventKind.FLAG: _flag,
    EventKind.FINISH: _finish,
    EventKind.IMPORT: _import,
}
