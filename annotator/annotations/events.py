"""Events: what an annotator did, typed, and how each kind is written to and read from JSON.

An event is appended to the log and never changed. `Event.change` is one of the dataclasses below,
one for each kind; `Change.to_payload` and `parse_change` are the only code that knows the JSON
of the log. What the events of a sentence mean together is annotator.annotations.fold.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any, ClassVar, NamedTuple

from annotator.annotations.judgement_json import judgement_from_json, judgement_to_json
from annotator.canonical_json import content_id
from annotator.model import (
    Attributes,
    BlockForm,
    BlockKind,
    Content,
    Judgement,
    OnShow,
    Relation,
    SettledAs,
    Span,
    SuggestionKey,
    Value,
)
from annotator.old_words import event_kind

Payload = dict[str, Any]
"""A change as JSON: names, offsets and uids, no rows of a database."""


class EventKind(StrEnum):
    """The kinds of events, by the words that the log stores."""

    ACCEPT = "accept"
    REJECT = "reject"
    PUT = "put"
    DELETE = "delete"
    SET = "set"
    RELATE = "relate"
    UNRELATE = "unrelate"
    NOTE = "note"
    FLAG = "flag"
    FINISH = "finish"
    JOIN = "join_sentences"
    SPLIT = "split_sentence"
    MARK_BLOCK = "mark_block"
    UNDO = "undo"
    REDO = "redo"
    REVOKE = "revoke"
    IMPORT = "import_judgement"
    SETTLE = "settle"
    EXPLAIN = "explain"
    IMPORT_SETTLEMENT = "import_settlement"


class SuggestionShown(NamedTuple):
    """A suggestion that was on show when a sentence was finished: its key and its rule."""

    key: SuggestionKey
    rule: str


# ------------------------------------------------------------------------- changes


@dataclass(frozen=True, slots=True)
class _Written:
    """A change whose JSON has its fields by their names; some are left out where empty."""

    def to_payload(self) -> Payload:
        """The change as JSON."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {
            name: _plain(value)
            for name, value in values.items()
            if value or name not in _LEFT_OUT_IF_EMPTY
        }


_LEFT_OUT_IF_EMPTY = frozenset({"reason", "parts", "sentences", "splitter"})


def _plain(value: Any) -> Any:
    """A value as JSON has it: spans and keys as lists."""
    match value:
        case Span():
            return [value.start, value.end]
        case tuple():
            return [_plain(part) for part in value]
        case Mapping():
            return dict(value)
    return value


@dataclass(frozen=True, slots=True)
class Accept(_Written):
    """Accept a suggestion: it becomes an annotation.

    annotation: the uid of the new annotation. rule: the reference of the rule, id@version.
    """

    kind: ClassVar = EventKind.ACCEPT
    annotation: str
    suggestion: SuggestionKey
    label: str
    fragments: tuple[Span, ...]
    attributes: Attributes
    rule: str


@dataclass(frozen=True, slots=True)
class Reject(_Written):
    """Reject a suggestion. reason: a code of annotator.annotations.reason_codes, or as typed.

    parts: the labels that the suggestion's label was split into since; not stored, but added on
        reading: the suggestion stays rejected for all of them.
    """

    kind: ClassVar = EventKind.REJECT
    suggestion: SuggestionKey
    rule: str
    reason: str = ""
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Put(_Written):
    """Add an annotation, or give one that exists another span or label.

    on_show: what suggestions were on show; counts only where it adds an annotation.
    """

    kind: ClassVar = EventKind.PUT
    annotation: str
    label: str
    fragments: tuple[Span, ...]
    attributes: Attributes
    on_show: OnShow = OnShow.UNKNOWN


@dataclass(frozen=True, slots=True)
class Delete(_Written):
    """Delete an annotation. reason: as for Reject, where its suggestion is rejected with it."""

    kind: ClassVar = EventKind.DELETE
    annotation: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class SetValue(_Written):
    """Set one attribute of an annotation; a value of None clears it."""

    kind: ClassVar = EventKind.SET
    annotation: str
    name: str
    value: Value


@dataclass(frozen=True, slots=True)
class Relate:
    """Connect two annotations."""

    kind: ClassVar = EventKind.RELATE
    relation: Relation

    def to_payload(self) -> Payload:
        """The change as JSON."""
        one = self.relation
        return {"relation": one.uid, "kind": one.kind, "head": one.head, "tail": one.tail}


@dataclass(frozen=True, slots=True)
class Unrelate:
    """Delete a relation, by its uid.

    relation_kind, head, tail: of the deleted relation, for messages; '' in old events.
    """

    kind: ClassVar = EventKind.UNRELATE
    relation: str
    relation_kind: str = ""
    head: str = ""
    tail: str = ""

    def to_payload(self) -> Payload:
        """The change as JSON."""
        ends = _if_given(kind=self.relation_kind, head=self.head, tail=self.tail)
        return {"relation": self.relation, **ends}


@dataclass(frozen=True, slots=True)
class Note(_Written):
    """Replace the note on a sentence; an empty text deletes it."""

    kind: ClassVar = EventKind.NOTE
    text: str


@dataclass(frozen=True, slots=True)
class Flag(_Written):
    """Flag a sentence, or take its flag away."""

    kind: ClassVar = EventKind.FLAG
    flagged: bool


@dataclass(frozen=True, slots=True)
class Finish:
    """Finish a sentence, reopen it, or say that it cannot be judged.

    shown: whether suggestions were on show. suggestions: those that were; None in old events,
    which did not record them.
    cannot_judge: the reason, a code of annotator.annotations.reason_codes or as typed; such a
    sentence is not finished. '' if it was finished or reopened.
    """

    kind: ClassVar = EventKind.FINISH
    finished: bool
    shown: bool
    suggestions: tuple[SuggestionShown, ...] | None = None
    cannot_judge: str = ""

    def __post_init__(self) -> None:
        if self.finished and self.cannot_judge:
            raise ValueError("a sentence that cannot be judged is not finished")

    def to_payload(self) -> Payload:
        """The change as JSON."""
        payload: Payload = {"finished": self.finished, "shown": self.shown}
        if self.suggestions is not None:
            payload["suggestions"] = [[*one.key, one.rule] for one in self.suggestions]
        return {**payload, **_if_given(cannot_judge=self.cannot_judge)}


@dataclass(frozen=True, slots=True)
class JoinSentences(_Written):
    """Join two sentences. at: where the second begins. sentences: the one that results.

    sentences is () in old events, which did not record it. splitter: name@version, if sentences
    were split again by it; '' if a person joined them.
    """

    kind: ClassVar = EventKind.JOIN
    at: int
    sentences: tuple[Span, ...] = ()
    splitter: str = ""


@dataclass(frozen=True, slots=True)
class SplitSentence(_Written):
    """Split a sentence in two. at: where the second begins. sentences: the two that result.

    sentences is () in old events, which did not record them. splitter: as in JoinSentences.
    """

    kind: ClassVar = EventKind.SPLIT
    at: int
    sentences: tuple[Span, ...] = ()
    splitter: str = ""


@dataclass(frozen=True, slots=True)
class MarkBlock:
    """Give a block of the document another kind. sentences: those in it from now on.

    splitter: as in JoinSentences; then the block may be a new one, which replaces those it
        overlaps, and has this form.
    """

    kind: ClassVar = EventKind.MARK_BLOCK
    block: Span
    block_kind: BlockKind
    sentences: tuple[Span, ...]
    splitter: str = ""
    form: BlockForm | None = None

    def to_payload(self) -> Payload:
        """The change as JSON."""
        return {
            "block": _plain(self.block),
            "kind": self.block_kind,
            "sentences": _plain(self.sentences),
            **_if_given(splitter=self.splitter, form=self.form or ""),
        }


@dataclass(frozen=True, slots=True)
class Undo(_Written):
    """Take back the events of the last key press. group: the uid of the first of them."""

    kind: ClassVar = EventKind.UNDO
    group: str


@dataclass(frozen=True, slots=True)
class Redo(_Written):
    """Bring back the events of one key press. group: the uid of the first of them."""

    kind: ClassVar = EventKind.REDO
    group: str


@dataclass(frozen=True, slots=True)
class Revoke(_Written):
    """Take back the events of any key press of the past: a decision of its own.

    It can be undone as any other. group: the uid of the first of the events.
    """

    kind: ClassVar = EventKind.REVOKE
    group: str


@dataclass(frozen=True, slots=True)
class ImportJudgement:
    """Take over what a file holds of a sentence. It adds to what is held and deletes nothing.

    `u` does not take it back, since no key made it; Revoke can.
    """

    kind: ClassVar = EventKind.IMPORT
    judgement: Judgement

    def to_payload(self) -> Payload:
        """The change as JSON."""
        return judgement_to_json(self.judgement)


@dataclass(frozen=True, slots=True)
class Settle:
    """Settle in gold what annotators marked about the same words, or how they related it.

    The annotations of gold that result are changed by other events of the same key press.

    about: the uids of the annotations, or relations, of people that it is about, sorted.
    kinds: how people differed, as annotator.agreement.differences names it; () if they agreed.
    held: what each of the compared annotators held, None for nothing.
    seen: the uid of the last event of each in the sentence.
    taken_from: those who hold what gold holds.
    made: what gold holds. gold: the uids of its annotations, or relation, in the same order.
    between_leads: leads had settled it differently before, and this decides between them.
    policy: the rule that settled it, '' if a person did.
    """

    kind: ClassVar = EventKind.SETTLE
    about: tuple[str, ...]
    kinds: tuple[str, ...]
    held: Mapping[str, Content | None]
    seen: Mapping[str, str]
    settled_as: SettledAs
    taken_from: tuple[str, ...]
    made: tuple[Content, ...]
    gold: tuple[str, ...]
    between_leads: bool = False
    policy: str = ""

    def to_payload(self) -> Payload:
        """The change as JSON."""
        return {
            "about": list(self.about),
            "kinds": list(self.kinds),
            "held": {name: one and _content_to_json(one) for name, one in self.held.items()},
            "seen": dict(self.seen),
            "settled_as": self.settled_as,
            "taken_from": list(self.taken_from),
            "made": [_content_to_json(one) for one in self.made],
            "gold": list(self.gold),
            **({"between_leads": True} if self.between_leads else {}),
            **_if_given(policy=self.policy),
        }


@dataclass(frozen=True, slots=True)
class Explain(_Written):
    """Say why a disagreement was settled so. It replaces what was said before.

    about: as in Settle. why: a code of annotator.annotations.reason_codes, '' for none. note: in
    the lead's words, for the annotators.
    """

    kind: ClassVar = EventKind.EXPLAIN
    about: tuple[str, ...]
    why: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class ImportSettlement:
    """Take over how a file says that a lead settled a disagreement, and why; as ImportJudgement.

    actor: the name of the lead, who need not be known in this project.
    """

    kind: ClassVar = EventKind.IMPORT_SETTLEMENT
    actor: str
    settle: Settle
    why: str = ""
    note: str = ""

    def to_payload(self) -> Payload:
        """The change as JSON."""
        said = _if_given(why=self.why, note=self.note)
        return {"actor": self.actor, **self.settle.to_payload(), **said}


BoundaryChange = JoinSentences | SplitSentence | MarkBlock
"""What changes where sentences begin."""

UndoRedo = Undo | Redo

TakesBack = Undo | Redo | Revoke
"""What changes whether other events count."""

Change = (
    Accept
    | Reject
    | Put
    | Delete
    | SetValue
    | Relate
    | Unrelate
    | Note
    | Flag
    | Finish
    | BoundaryChange
    | TakesBack
    | ImportJudgement
    | Settle
    | Explain
    | ImportSettlement
)


# -------------------------------------------------------------------------- events


@dataclass(frozen=True, slots=True)
class Draft:
    """An event that is not stored yet.

    document: its uid. sentence: the source sentence, under which the event is filed; None for
    the document as a whole.
    """

    document: str
    sentence: Span | None
    change: Change

    @property
    def kind(self) -> EventKind:
        """The kind of the change."""
        return self.change.kind


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that was done to what one annotator holds: appended, never changed.

    uid: portable; sorts by time, strictly increasing for one annotator.
    group: the uid of the first event of the same key press; undo takes a group back.
    annotator: whose judgements it changes; actor: who did it, a lead where annotator is gold.
    at: UTC, ISO 8601. milliseconds: active time since the sentence came into view, None if
    unknown.
    pass_number: 0; 1 and up for silent repeats of a sentence, which are folded apart.
    guideline: the uid of the one in force; of the label set in old events, '' if unknown.
    sitting: its uid, '' in old events.
    """

    uid: str
    group: str
    annotator: str
    at: str
    milliseconds: int | None
    document: str
    sentence: Span | None
    change: Change
    actor: str = ""
    pass_number: int = 0
    guideline: str = ""
    sitting: str = ""

    @property
    def kind(self) -> EventKind:
        """The kind of the change."""
        return self.change.kind


def event_hash(event: Event, kind: str, payload: Payload) -> str:
    """The content id of an event. Snapshots name events by it, and it finds changed bytes.

    kind, payload: as they are stored, which may be in the words of an earlier version.
    """
    sentence = event.sentence and [event.sentence.start, event.sentence.end]
    return content_id(
        {
            "actor": event.actor,
            "annotator": event.annotator,
            "at": event.at,
            "document": event.document,
            "group": event.group,
            "guideline": event.guideline,
            "kind": kind,
            "milliseconds": event.milliseconds,
            "pass": event.pass_number,
            "payload": payload,
            "sentence": sentence,
            "sitting": event.sitting,
            "uid": event.uid,
        }
    )


# -------------------------------------------------------------------------- parsing


def parse_change(kind: str, payload: Mapping[str, Any]) -> Change:
    """The change that a row of the log holds; kind may be a word of an earlier version.

    Raises ValueError for a kind or a payload that is none of ours.
    """
    try:
        return _PARSERS[EventKind(event_kind(kind))](payload)
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"not an event of kind {kind!r}: {dict(payload)!r}") from error


def _accept(payload: Mapping[str, Any]) -> Accept:
    return Accept(
        annotation=payload["annotation"],
        suggestion=SuggestionKey(*payload["suggestion"]),
        label=payload["label"],
        fragments=_spans(payload["fragments"]),
        attributes=payload["attributes"],
        rule=payload["rule"],
    )


def _reject(payload: Mapping[str, Any]) -> Reject:
    key = SuggestionKey(*payload["suggestion"])
    return Reject(key, payload["rule"], payload.get("reason", ""))


def _put(payload: Mapping[str, Any]) -> Put:
    return Put(
        annotation=payload["annotation"],
        label=payload["label"],
        fragments=_spans(payload["fragments"]),
        attributes=payload["attributes"],
        on_show=OnShow(payload.get("on_show", OnShow.UNKNOWN)),
    )


def _delete(payload: Mapping[str, Any]) -> Delete:
    return Delete(payload["annotation"], payload.get("reason", ""))


def _relate(payload: Mapping[str, Any]) -> Relate:
    return Relate(Relation(payload["relation"], payload["kind"], payload["head"], payload["tail"]))


def _unrelate(payload: Mapping[str, Any]) -> Unrelate:
    ends = (payload.get(name, "") for name in ("kind", "head", "tail"))
    return Unrelate(payload["relation"], *ends)


def _settle(payload: Mapping[str, Any]) -> Settle:
    held = payload["held"].items()
    return Settle(
        about=tuple(payload["about"]),
        kinds=tuple(payload["kinds"]),
        held={name: one and _content(one) for name, one in held},
        seen=payload["seen"],
        settled_as=SettledAs(payload["settled_as"]),
        taken_from=tuple(payload["taken_from"]),
        made=tuple(map(_content, payload["made"])),
        gold=tuple(payload["gold"]),
        between_leads=payload.get("between_leads", False),
        policy=payload.get("policy", ""),
    )


def _content(values: Mapping[str, Any]) -> Content:
    return Content(values["label"], _spans(values["fragments"]), values["attributes"])


def _finish(payload: Mapping[str, Any]) -> Finish:
    shown = payload.get("suggestions")
    if shown is not None:
        shown = tuple(
            SuggestionShown(SuggestionKey(start, end, label), rule)
            for start, end, label, rule in shown
        )
    return Finish(payload["finished"], payload["shown"], shown, payload.get("cannot_judge", ""))


_PARSERS: dict[EventKind, Callable[[Mapping[str, Any]], Change]] = {
    EventKind.ACCEPT: _accept,
    EventKind.REJECT: _reject,
    EventKind.PUT: _put,
    EventKind.DELETE: _delete,
    EventKind.SET: lambda one: SetValue(one["annotation"], one["name"], one["value"]),
    EventKind.RELATE: _relate,
    EventKind.UNRELATE: _unrelate,
    EventKind.NOTE: lambda one: Note(one["text"]),
    EventKind.FLAG: lambda one: Flag(one["flagged"]),
    EventKind.FINISH: _finish,
    EventKind.JOIN: lambda one: JoinSentences(one["at"], *_made(one)),
    EventKind.SPLIT: lambda one: SplitSentence(one["at"], *_made(one)),
    EventKind.MARK_BLOCK: lambda one: MarkBlock(
        *(Span(*one["block"]), BlockKind(one["kind"]), *_made(one)),
        form=BlockForm(one["form"]) if "form" in one else None,
    ),
    EventKind.UNDO: lambda one: Undo(one["group"]),
    EventKind.REDO: lambda one: Redo(one["group"]),
    EventKind.REVOKE: lambda one: Revoke(one["group"]),
    EventKind.SETTLE: _settle,
    EventKind.IMPORT_SETTLEMENT: lambda one: ImportSettlement(
        one["actor"], _settle(one), one.get("why", ""), one.get("note", "")
    ),
    EventKind.EXPLAIN: lambda one: Explain(tuple(one["about"]), one["why"], one["note"]),
    EventKind.IMPORT: lambda one: ImportJudgement(judgement_from_json(one)),
}


def _made(payload: Mapping[str, Any]) -> tuple[tuple[Span, ...], str]:
    """The sentences that result from a change of boundaries, and the splitter that made it."""
    return _spans(payload.get("sentences", [])), payload.get("splitter", "")


def _spans(pairs: list[list[int]]) -> tuple[Span, ...]:
    return tuple(Span(start, end) for start, end in pairs)


def _content_to_json(one: Content) -> Payload:
    return {
        "label": one.label,
        "fragments": _plain(one.fragments),
        "attributes": dict(one.attributes),
    }


def _if_given(**texts: str) -> Payload:
    """The texts that are not empty."""
    return {name: text for name, text in texts.items() if text}
