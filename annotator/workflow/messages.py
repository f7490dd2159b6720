"""Messages: what a key press did, in words, for the panel and for undo."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from annotator.annotations.attribute_values import value_text
from annotator.annotations.events import (
    Accept,
    Delete,
    Draft,
    Event,
    EventKind,
    Finish,
    Flag,
    JoinSentences,
    MarkBlock,
    Note,
    Put,
    Reject,
    Relate,
    Settle,
    SetValue,
    SplitSentence,
    Unrelate,
)
from annotator.annotations.reason_codes import in_words
from annotator.model import (
    Annotation,
    BlockKind,
    Content,
    LabelSet,
    LabelUnit,
    SettledAs,
    Suggestion,
    SuggestionKey,
)

LONGEST_QUOTE = 40
_RELATION_KINDS = frozenset({EventKind.RELATE, EventKind.UNRELATE})


def of_events(
    events: Sequence[Event | Draft],
    text: str,
    label_set: LabelSet,
    find: Callable[[str], Annotation | None] = lambda _uid: None,
) -> str:
    """One phrase for the events of one key press: 'accepted implied meaning on “apparent dig”'.

    find: returns an annotation as it was before the events, by uid.
    """
    accepted = {
        event.change.annotation: event.change.suggestion
        for event in events
        if isinstance(event.change, Accept)
    }
    if again := {event.document for event in events if getattr(event.change, "splitter", "")}:
        return f"split {len(again):,} document{'' if len(again) == 1 else 's'} again"
    writer = _Writer(text, label_set, find, accepted)
    relations = [event for event in events if event.kind in _RELATION_KINDS]
    others = [event for event in events if event.kind not in _RELATION_KINDS] or relations
    phrases = [_PHRASES[event.kind](event.change, writer) for event in others]
    if not phrases:
        return ""
    more = "" if len(phrases) == 1 or _is_one_change(others) else f" (+{len(phrases) - 1} more)"
    related = f", {_with_relations(relations)}" if relations and others is not relations else ""
    return phrases[-1] + more + related


def _with_relations(relations: Sequence[Event | Draft]) -> str:
    """What happened to relations beside what else happened."""
    added = relations[0].kind is EventKind.RELATE
    return "related to the claim" if added else "with its relation"


def _is_one_change(events: Sequence[Event | Draft]) -> bool:
    """True if the events are steps of one change, best described by the last of them."""
    kinds = {event.kind for event in events}
    return len(kinds) == len(events)


@dataclass(frozen=True, slots=True)
class _Writer:
    """What is needed to describe an event: text, labels, and the annotations before it.

    accepted: by uid of the new annotation, the suggestions that the events accept.
    """

    text: str
    label_set: LabelSet
    find: Callable[[str], Annotation | None]
    accepted: Mapping[str, SuggestionKey]

    def key(self, uid: str) -> SuggestionKey | None:
        """Bounds and label of an annotation."""
        if uid in self.accepted:
            return self.accepted[uid]
        found = self.find(uid)
        if found is None:
            return None
        return SuggestionKey(found.span.start, found.span.end, found.label)

    def title(self, label: str) -> str:
        return title(self.label_set, label)

    def annotation(self, uid: str) -> str:
        """An annotation by its label and words."""
        key = self.key(uid)
        if key is None:
            return "an annotation"
        return f"{self.title(key.label)} on {self.unit(key.label, key.start, key.end)}"

    def unit(self, label: str, start: int, end: int) -> str:
        """What a label is on: words, or the sentence or document as a whole."""
        found = self.label_set.label(label)
        if found and found.unit is not LabelUnit.SPAN:
            return f"the {found.unit}"
        return quoted(self.text, start, end)

    def words(self, uid: str) -> str:
        """The words of an annotation."""
        key = self.key(uid)
        return "a mark" if key is None else quoted(self.text, key.start, key.end)


def quoted(text: str, start: int, end: int) -> str:
    """The words of a span in quotation marks, shortened if they are many."""
    words = " ".join(text[start:end].split()).strip('“”"')
    return f"“{words if len(words) <= LONGEST_QUOTE else words[: LONGEST_QUOTE - 1] + '…'}”"


def reason(suggestion: Suggestion, text: str) -> str:
    """Why a suggestion was made, e.g. 'high tier, matched on “falsely described”'."""
    return f"{suggestion.tier} tier, {matched(suggestion, text)}"


def matched(suggestion: Suggestion, text: str) -> str:
    """What a rule matched, e.g. 'matched on “falsely described”'."""
    spans = suggestion.triggers or (suggestion.span,)
    return f"matched on {', '.join(quoted(text, span.start, span.end) for span in spans)}"


def missed(suggestions: Sequence[Suggestion], text: str, label_set: LabelSet) -> str:
    """The missed suggestions of a blind sentence, e.g. 'missed 1: hedge “appears to”'."""
    each = (suggested(one, text, label_set) for one in suggestions)
    return f"missed {len(suggestions)}: {', '.join(each)}"


def suggested(suggestion: Suggestion, text: str, label_set: LabelSet) -> str:
    """A suggestion by its label and words, e.g. 'hedge “appears to”'."""
    span = suggestion.span
    return f"{title(label_set, suggestion.label)} {quoted(text, span.start, span.end)}"


@dataclass(frozen=True, slots=True)
class FinishRun:
    """Sentences finished one after the other with no other key between; perhaps one, or none yet.

    A key that is held down finishes sentences that nobody has read. So the message says how many
    there were, and which key takes them back together.
    undecided: suggestions that were left undecided in them. last_event: of the last one.
    """

    length: int = 0
    undecided: int = 0
    last_event: str = ""

    def extended(self, undecided: int, last_event: str) -> FinishRun:
        """The run with one more sentence."""
        return FinishRun(self.length + 1, self.undecided + undecided, last_event)

    def message(self, key: str) -> str:
        """What was finished, in words. key: takes the whole run back."""
        left = f", {suggestions(self.undecided)} left undecided" if self.undecided else ""
        if self.length > 1:
            return f"finished {self.length} sentences in a row{left}: {key} takes all back"
        return f"finished{left}" if left else "finished the sentence"


def suggestions(count: int) -> str:
    """'1 suggestion', '2 suggestions'."""
    return f"{count} suggestion{'' if count == 1 else 's'}"


def title(label_set: LabelSet, name: str) -> str:
    """The title of a label; its name if the label set does not have it any more."""
    label = label_set.label(name)
    return label.title if label else name


def _accept(change: Accept, writer: _Writer) -> str:
    start, end, label = change.suggestion
    return f"accepted {writer.title(label)} on {quoted(writer.text, start, end)}"


def _reject(change: Reject, writer: _Writer) -> str:
    start, end, label = change.suggestion
    words = quoted(writer.text, start, end)
    return f"rejected {writer.title(label)} on {words}" + _reason(change.reason)


def _reason(reason: str) -> str:
    return f" because: {in_words(reason)}" if reason else ""


def _put(change: Put, writer: _Writer) -> str:
    """A new annotation, or another label or other bounds for one."""
    start, end = change.fragments[0].start, change.fragments[-1].end
    label, words = writer.title(change.label), writer.unit(change.label, start, end)
    before = writer.key(change.annotation)
    if before is None:
        return f"put {label} on {words}"
    if before.label != change.label:
        return f"changed {writer.title(before.label)} to {label} on {words}"
    return f"moved {label} to {words}"


def _delete(change: Delete, writer: _Writer) -> str:
    return f"deleted {writer.annotation(change.annotation)}" + _reason(change.reason)


def _set_value(change: SetValue, writer: _Writer) -> str:
    annotation = writer.annotation(change.annotation)
    if change.value is None:
        return f"cleared {change.name} of {annotation}"
    return f"set {change.name} to {value_text(change.value)} for {annotation}"


def _relate(change: Relate, writer: _Writer) -> str:
    one = change.relation
    return f"related {writer.words(one.head)} to {writer.words(one.tail)}"


def _unrelate(change: Unrelate, writer: _Writer) -> str:
    if not change.head:
        return "deleted a relation"
    head, tail = writer.words(change.head), writer.words(change.tail)
    return f"deleted the relation from {head} to {tail}"


def _note(change: Note, _writer: _Writer) -> str:
    if change.text:
        return f"noted {quoted(change.text, 0, len(change.text))}"
    return "deleted the note"


def _flag(change: Flag, _writer: _Writer) -> str:
    return "flagged" if change.flagged else "removed the flag"


def cannot_judge(reason: str) -> str:
    """That a sentence cannot be judged, e.g. 'cannot judge: missing context'."""
    return f"cannot judge: {in_words(reason)}"


def _finish(change: Finish, _writer: _Writer) -> str:
    if change.cannot_judge:
        return cannot_judge(change.cannot_judge)
    return "finished the sentence" if change.finished else "reopened the sentence"


def _boundary(change: JoinSentences | SplitSentence, writer: _Writer) -> str:
    """The words that the second of two sentences begins with."""
    line = writer.text[change.at : change.at + 2 * LONGEST_QUOTE].splitlines()[0]
    words = quoted(line, 0, len(line))
    if isinstance(change, JoinSentences):
        return f"joined two sentences at {words}"
    return f"split the sentence at {words}"


def _mark_block(change: MarkBlock, writer: _Writer) -> str:
    """The words that the block begins with, and what it is now."""
    words = " ".join(change.block.of(writer.text).split())
    kind = "text" if change.block_kind is BlockKind.PARAGRAPH else change.block_kind
    return f"marked {quoted(words, 0, len(words))} as {kind}"


def _settle(change: Settle, writer: _Writer) -> str:
    """What gold holds now, e.g. 'settled hedge on “falsely described”, by majority'."""
    how = _OUTCOMES[change.settled_as] and f", {_OUTCOMES[change.settled_as]}"
    if not change.made:
        labels = [writer.title(one.label) for one in change.held.values() if one]
        return f"settled: no {' or '.join(dict.fromkeys(labels)) or 'annotation'} here{how}"
    return f"settled {' and '.join(_content(one, writer) for one in change.made)}{how}"


def _content(one: Content, writer: _Writer) -> str:
    if not one.fragments:
        return f"the relation {one.label}"
    start, end = one.fragments[0].start, one.fragments[-1].end
    return f"{writer.title(one.label)} on {writer.unit(one.label, start, end)}"


_OUTCOMES = {
    SettledAs.UNANIMOUS: "as all have it",
    SettledAs.VERSION: "",
    SettledAs.NOTHING: "",
    SettledAs.MAJORITY: "as most have it",
    SettledAs.UNION: "as all words that anybody marked",
    SettledAs.EDITED: "as you wrote it",
}


_PHRASES: dict[EventKind, Callable[[Any, _Writer], str]] = {
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
    EventKind.JOIN: _boundary,
    EventKind.SPLIT: _boundary,
    EventKind.MARK_BLOCK: _mark_block,
    EventKind.UNDO: lambda *_: "undid",
    EventKind.REDO: lambda *_: "redid",
    EventKind.REVOKE: lambda *_: "revoked an earlier decision",
    EventKind.IMPORT: lambda *_: "imported what a file holds",
    EventKind.SETTLE: _settle,
    EventKind.IMPORT_SETTLEMENT: lambda *_: "imported how a file settles it",
    EventKind.EXPLAIN: lambda change, _: f"said why: {in_words(change.why)}",
}
