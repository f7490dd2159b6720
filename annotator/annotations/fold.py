"""The fold: from what a person did (events) to what that person holds (a judgement).

It is the one place where events get their meaning. Live work, undo and redo, rebuilding,
merging and "as of" exports all use it, so that they cannot disagree.

Payloads, by kind of event (keys always present unless marked with ?):

    accept   {annotation, suggestion, label, fragments, attributes, rule, label_set}
    reject   {suggestion, rule, reason?}
    put      {annotation, label, fragments, attributes, label_set}    new, or another span or label
    delete   {annotation, reason?}            reasons: annotator.annotations.reject_reasons, or as typed
    set      {annotation, name, value}        a value of None clears the attribute
    relate   {relation, kind, head, tail}     unrelate {relation, kind?, head?, tail?}
    note     {text}      flag {flagged}       finish {finished, shown}
    merge    {at}        split {at}           where the second of the two sentences begins
    undo     {group}     redo {group}

Merge and split change no judgement, but what sentences there are: annotator.annotations.sentence_edits.
``suggestion`` is [start, end, label]; ``fragments`` is [[start, end], ...].
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from typing import Any

from annotator.model import (
    Annotation,
    Event,
    EventKind,
    Judgement,
    Origin,
    Relation,
    Span,
    SuggestionKey,
    Verdict,
)

_MOVES = frozenset({EventKind.UNDO, EventKind.REDO})
_MAKERS = frozenset({EventKind.ACCEPT, EventKind.PUT})


def fold(events: Iterable[Event]) -> Judgement:
    """What one annotator holds of one sentence.

    events: that annotator's events on that sentence, in any order.
    """
    ordered = sorted(events, key=lambda event: event.uid)
    state = _State()
    for event in standing(ordered):
        _STEPS[event.kind](state, dict(event.payload))
    made = {event.payload["annotation"] for event in ordered if event.kind in _MAKERS}
    return state.judgement(gone=made - state.annotations.keys())


def standing(ordered: Sequence[Event]) -> Iterator[Event]:
    """The events on one sentence that nobody took back, without the undoing and redoing.

    ordered: one annotator's events on that sentence, by uid.
    """
    undone = _undone(ordered)
    for event in ordered:
        if event.kind not in _MOVES and event.group not in undone:
            yield event


class Filled(StrEnum):
    """Who or what gave an answer: a rule with its suggestion, the text by itself, the person."""

    RULE = "rule"
    TEXT = "text"
    PERSON = "person"


def filled_by(ordered: Sequence[Event], annotation: str) -> dict[str, Filled]:
    """By attribute, where the answer that an annotation has came from.

    ordered: one annotator's events, by uid. What comes with `accept` is the rule's, what comes
    with `put` was read off the text, what comes with `set` is the person's.
    """
    by: dict[str, Filled] = {}
    for event in standing(ordered):
        payload: Mapping[str, Any] = event.payload
        if payload.get("annotation") != annotation:
            continue
        if event.kind is EventKind.SET:
            by[payload["name"]] = Filled.PERSON
        elif event.kind in _MAKERS:
            read = Filled.RULE if event.kind is EventKind.ACCEPT else Filled.TEXT
            by = {name: by.get(name, read) for name in payload["attributes"]}
    return by


def _undone(ordered: Iterable[Event]) -> set[str]:
    """The groups that are taken back once every undo and redo has been played."""
    undone: set[str] = set()
    for event in ordered:
        if event.kind is EventKind.UNDO:
            undone.add(str(event.payload["group"]))
        elif event.kind is EventKind.REDO:
            undone.discard(str(event.payload["group"]))
    return undone


def group_to_undo(newest_first: Iterable[Event]) -> str | None:
    """The group that the next undo takes back; None where nothing is left.

    Reads no further back than it must, so it costs the same at the 4,000th sentence.
    """
    taken_back = 0
    for kind, group in _groups(newest_first):
        if kind is EventKind.UNDO:
            taken_back += 1
        elif kind is EventKind.REDO:
            taken_back -= 1
        elif taken_back:
            taken_back -= 1
        else:
            return group
    return None


def group_to_redo(newest_first: Iterable[Event]) -> str | None:
    """The group that the next redo brings back; None once something new was done."""
    brought_back = 0
    for kind, target in _groups(newest_first):
        if kind is EventKind.REDO:
            brought_back += 1
        elif kind is not EventKind.UNDO:
            return None
        elif brought_back:
            brought_back -= 1
        else:
            return target
    return None


def _groups(newest_first: Iterable[Event]) -> Iterator[tuple[EventKind, str]]:
    """Each key press once: its kind and the group it made, or moved."""
    last = None
    for event in newest_first:
        if event.group != last:
            last = event.group
            moved = event.kind in _MOVES
            yield event.kind, str(event.payload["group"]) if moved else event.group


class _State:
    """A judgement while it is being folded."""

    def __init__(self) -> None:
        self.annotations: dict[str, Annotation] = {}
        self.relations: dict[str, Relation] = {}
        self.verdicts: dict[SuggestionKey, Verdict] = {}
        self.note = ""
        self.flagged = False
        self.finished = False
        self.shown = True

    def judgement(self, gone: set[object]) -> Judgement:
        """The outcome; gone: annotations once made here and no longer held, nor linked to."""
        return Judgement(
            annotations=self.annotations,
            relations={
                uid: relation
                for uid, relation in self.relations.items()
                if gone.isdisjoint((relation.head, relation.tail))
            },
            verdicts=self.verdicts,
            note=self.note,
            flagged=self.flagged,
            finished=self.finished,
            shown=self.shown,
        )


def _accept(state: _State, payload: dict[str, Any]) -> None:
    state.verdicts[_key(payload)] = Verdict.ACCEPTED
    state.annotations[payload["annotation"]] = Annotation(
        uid=payload["annotation"],
        label=payload["label"],
        fragments=_fragments(payload),
        attributes=payload["attributes"],
        origin=Origin.ACCEPTED,
        rule=payload["rule"],
        label_set=payload["label_set"],
    )


def _reject(state: _State, payload: dict[str, Any]) -> None:
    state.verdicts[_key(payload)] = Verdict.REJECTED


def _put(state: _State, payload: dict[str, Any]) -> None:
    """A new annotation, or a new span or label for one: then its history stays with it."""
    before = state.annotations.get(payload["annotation"])
    suggested = before is not None and before.origin is not Origin.MANUAL
    state.annotations[payload["annotation"]] = Annotation(
        uid=payload["annotation"],
        label=payload["label"],
        fragments=_fragments(payload),
        attributes=payload["attributes"],
        origin=Origin.EDITED if suggested else Origin.MANUAL,
        rule=before.rule if before else "",
        label_set=payload["label_set"],
    )


def _delete(state: _State, payload: dict[str, Any]) -> None:
    """Its relations stay in the log and out of the judgement: a link needs both its ends."""
    state.annotations.pop(payload["annotation"], None)


def _set(state: _State, payload: dict[str, Any]) -> None:
    annotation = state.annotations.get(payload["annotation"])
    if annotation is None:  # deleted on another laptop: the answer has nothing to hang on
        return
    answers = {**annotation.attributes, payload["name"]: payload["value"]}
    if payload["value"] is None:
        del answers[payload["name"]]
    state.annotations[annotation.uid] = replace(annotation, attributes=answers)


def _relate(state: _State, payload: dict[str, Any]) -> None:
    state.relations[payload["relation"]] = Relation(
        payload["relation"], payload["kind"], payload["head"], payload["tail"]
    )


def _unrelate(state: _State, payload: dict[str, Any]) -> None:
    state.relations.pop(payload["relation"], None)


def _note(state: _State, payload: dict[str, Any]) -> None:
    state.note = payload["text"]


def _flag(state: _State, payload: dict[str, Any]) -> None:
    state.flagged = payload["flagged"]


def _finish(state: _State, payload: dict[str, Any]) -> None:
    state.finished = payload["finished"]
    state.shown = payload["shown"]


def _nothing(state: _State, payload: dict[str, Any]) -> None:
    """A merge or a split: what is held stays as it is."""


_STEPS = {
    EventKind.ACCEPT: _accept,
    EventKind.REJECT: _reject,
    EventKind.PUT: _put,
    EventKind.DELETE: _delete,
    EventKind.SET: _set,
    EventKind.RELATE: _relate,
    EventKind.UNRELATE: _unrelate,
    EventKind.NOTE: _note,
    EventKind.FLAG: _flag,
    EventKind.FINISH: _finish,
    EventKind.MERGE: _nothing,
    EventKind.SPLIT: _nothing,
}


def _key(payload: Mapping[str, Any]) -> SuggestionKey:
    start, end, label = payload["suggestion"]
    return (start, end, label)


def _fragments(payload: Mapping[str, Any]) -> tuple[Span, ...]:
    return tuple(Span(start, end) for start, end in payload["fragments"])
