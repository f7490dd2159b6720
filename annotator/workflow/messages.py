"""What happened, in words: for the line that follows a key press, and for undo."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from annotator.annotations.attribute_values import as_text
from annotator.annotations.events import (
    Accept,
    BoundaryChange,
    Delete,
    Draft,
    Event,
    EventKind,
    Finish,
    Flag,
    MergeSentences,
    Note,
    Put,
    Reject,
    Relate,
    SetValue,
    Unrelate,
)
from annotator.annotations.reject_reasons import in_words
from annotator.model import Annotation, LabelSet, LabelUnit, Suggestion

LONGEST_QUOTE = 40
_LINKS = frozenset({EventKind.RELATE, EventKind.UNRELATE})


Known = Mapping[str, tuple[str, int, int]]
"""By an annotation's uid: its label, and where it begins and ends."""


@dataclass(frozen=True, slots=True)
class _About:
    """What an event is told with. known: the annotations as they were before it."""

    text: str
    label_set: LabelSet
    known: Known

    def title(self, name: str) -> str:
        return _title(self.label_set, name)

    def named(self, uid: str) -> str:
        """An annotation by its label and words."""
        if uid not in self.known:
            return "an annotation"
        label, start, end = self.known[uid]
        return f"{self.title(label)} on {self.where(label, start, end)}"

    def where(self, name: str, start: int, end: int) -> str:
        """What a label is on: words, or the sentence or document as a whole."""
        label = self.label_set.label(name)
        if label and label.unit is not LabelUnit.SPAN:
            return f"the {label.unit}"
        return quoted(self.text, start, end)

    def words(self, uid: object) -> str:
        """The words of an annotation."""
        if uid not in self.known:
            return "a mark"
        _, start, end = self.known[str(uid)]
        return quoted(self.text, start, end)


def of_events(
    events: Sequence[Event | Draft], text: str, label_set: LabelSet, held: Iterable[Annotation] = ()
) -> str:
    """One phrase for what one key press did, e.g. 'accepted implied meaning on “apparent dig”'.

    held: the annotations there were before it.
    """
    known = {one.uid: (one.label, one.span.start, one.span.end) for one in held}
    for event in events:
        if isinstance(event.change, Accept):
            start, end, label = event.change.suggestion
            known[event.change.annotation] = (label, start, end)
    about = _About(text, label_set, known)
    links = [event for event in events if event.kind in _LINKS]
    others = [event for event in events if event.kind not in _LINKS] or links
    said = [_SAID[event.kind](event.change, about) for event in others]
    if not said:
        return ""
    more = "" if len(said) == 1 or _one_thing(others) else f" (+{len(said) - 1} more)"
    linked = f", {_linked(links)}" if links and others is not links else ""
    return said[-1] + more + linked


def _linked(links: Sequence[Event | Draft]) -> str:
    """What happened to links beside what else happened."""
    made = links[0].kind is EventKind.RELATE
    return "linked to the claim" if made else "with its link"


def _one_thing(events: Sequence[Event | Draft]) -> bool:
    """Whether several events are steps of one change, told best by the last of them."""
    kinds = {event.kind for event in events}
    return len(kinds) == len(events)


def quoted(text: str, start: int, end: int) -> str:
    """The words of a span in quotation marks, cut where they are many."""
    words = " ".join(text[start:end].split()).strip('“”"')
    return f"“{words if len(words) <= LONGEST_QUOTE else words[: LONGEST_QUOTE - 1] + '…'}”"


def missed(suggestions: Sequence[Suggestion], text: str, label_set: LabelSet) -> str:
    """What a blind sentence was finished without, e.g. 'missed 1: hedge “appears to”'."""
    each = (suggested(one, text, label_set) for one in suggestions)
    return f"missed {len(suggestions)}: {', '.join(each)}"


def suggested(suggestion: Suggestion, text: str, label_set: LabelSet) -> str:
    """What is proposed of which words, e.g. 'hedge “appears to”'."""
    span = suggestion.span
    return f"{_title(label_set, suggestion.label)} {quoted(text, span.start, span.end)}"


def _title(label_set: LabelSet, name: str) -> str:
    label = label_set.label(name)
    return label.title if label else name


def _accept(change: Accept, about: _About) -> str:
    start, end, label = change.suggestion
    return f"accepted {about.title(label)} on {quoted(about.text, start, end)}"


def _reject(change: Reject, about: _About) -> str:
    start, end, label = change.suggestion
    words = quoted(about.text, start, end)
    return f"rejected {about.title(label)} on {words}" + _reason(change.reason)


def _reason(reason: str) -> str:
    return f" because: {in_words(reason)}" if reason else ""


def _put(change: Put, about: _About) -> str:
    """A new annotation, or another label or other bounds for one."""
    start, end = change.fragments[0].start, change.fragments[-1].end
    label, words = about.title(change.label), about.where(change.label, start, end)
    before = about.known.get(change.annotation)
    if before is None:
        return f"put {label} on {words}"
    if before[0] != change.label:
        return f"changed {about.title(before[0])} to {label} on {words}"
    return f"moved {label} to {words}"


def _delete(change: Delete, about: _About) -> str:
    return f"deleted {about.named(change.annotation)}" + _reason(change.reason)


def _set_value(change: SetValue, about: _About) -> str:
    annotation = about.named(change.annotation)
    if change.value is None:
        return f"cleared {change.name} of {annotation}"
    return f"set {change.name} to {as_text(change.value)} for {annotation}"


def _relate(change: Relate, about: _About) -> str:
    one = change.relation
    return f"related {about.words(one.head)} to {about.words(one.tail)}"


def _unrelate(change: Unrelate, about: _About) -> str:
    if not change.head:
        return "deleted a relation"
    head, tail = about.words(change.head), about.words(change.tail)
    return f"deleted the relation from {head} to {tail}"


def _note(change: Note, _about: _About) -> str:
    if change.text:
        return f"noted {quoted(change.text, 0, len(change.text))}"
    return "deleted the note"


def _flag(change: Flag, _about: _About) -> str:
    return "flagged" if change.flagged else "took the flag away"


def _finish(change: Finish, _about: _About) -> str:
    return "finished the sentence" if change.finished else "reopened the sentence"


def _boundary(change: BoundaryChange, about: _About) -> str:
    """The words that the second of two sentences begins with."""
    line = about.text[change.at : change.at + 2 * LONGEST_QUOTE].splitlines()[0]
    words = quoted(line, 0, len(line))
    if isinstance(change, MergeSentences):
        return f"joined two sentences at {words}"
    return f"split the sentence at {words}"


_SAID: dict[EventKind, Callable[[Any, _About], str]] = {
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
    EventKind.MERGE: _boundary,
    EventKind.SPLIT: _boundary,
    EventKind.UNDO: lambda *_: "undid",
    EventKind.REDO: lambda *_: "redid",
}
