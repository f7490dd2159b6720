"""What happened, in words: for the line that follows a key press, and for undo."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from annotator.annotations.attribute_values import as_text
from annotator.annotations.reject_reasons import in_words
from annotator.model import Annotation, Draft, Event, EventKind, LabelSet, LabelUnit, Suggestion

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
        if event.kind is EventKind.ACCEPT:
            payload: dict[str, Any] = dict(event.payload)
            start, end, label = payload["suggestion"]
            known[payload["annotation"]] = (label, start, end)
    about = _About(text, label_set, known)
    links = [event for event in events if event.kind in _LINKS]
    others = [event for event in events if event.kind not in _LINKS] or links
    said = [_SAID[event.kind](dict(event.payload), about) for event in others]
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


def _accept(payload: dict[str, Any], about: _About) -> str:
    start, end, label = payload["suggestion"]
    return f"accepted {about.title(label)} on {quoted(about.text, start, end)}"


def _reject(payload: dict[str, Any], about: _About) -> str:
    start, end, label = payload["suggestion"]
    return f"rejected {about.title(label)} on {quoted(about.text, start, end)}" + _because(payload)


def _because(payload: dict[str, Any]) -> str:
    return f" because: {in_words(payload['reason'])}" if payload.get("reason") else ""


def _put(payload: dict[str, Any], about: _About) -> str:
    """A new annotation, or another label or other bounds for one."""
    start, end = payload["fragments"][0][0], payload["fragments"][-1][1]
    label, words = about.title(payload["label"]), about.where(payload["label"], start, end)
    before = about.known.get(payload["annotation"])
    if before is None:
        return f"put {label} on {words}"
    if before[0] != payload["label"]:
        return f"changed {about.title(before[0])} to {label} on {words}"
    return f"moved {label} to {words}"


def _delete(payload: dict[str, Any], about: _About) -> str:
    return f"deleted {about.named(payload['annotation'])}" + _because(payload)


def _set(payload: dict[str, Any], about: _About) -> str:
    value, whose = payload["value"], about.named(payload["annotation"])
    if value is None:
        return f"cleared {payload['name']} of {whose}"
    return f"set {payload['name']} to {as_text(value)} for {whose}"


def _relate(payload: dict[str, Any], about: _About) -> str:
    return f"linked {about.words(payload['head'])} to {about.words(payload['tail'])}"


def _unrelate(payload: dict[str, Any], about: _About) -> str:
    if "head" not in payload:
        return "took a link away"
    head, tail = about.words(payload["head"]), about.words(payload["tail"])
    return f"took away the link from {head} to {tail}"


def _note(payload: dict[str, Any], _about: _About) -> str:
    return (
        f"noted {quoted(payload['text'], 0, len(payload['text']))}"
        if payload["text"]
        else ("took the note away")
    )


def _border(payload: dict[str, Any], about: _About) -> str:
    """The words that the second of two sentences begins with."""
    at = payload["at"]
    line = about.text[at : at + 2 * LONGEST_QUOTE].splitlines()[0]
    return quoted(line, 0, len(line))


_SAID = {
    EventKind.ACCEPT: _accept,
    EventKind.REJECT: _reject,
    EventKind.PUT: _put,
    EventKind.DELETE: _delete,
    EventKind.SET: _set,
    EventKind.RELATE: _relate,
    EventKind.UNRELATE: _unrelate,
    EventKind.NOTE: _note,
    EventKind.FLAG: lambda payload, *_: "flagged" if payload["flagged"] else "took the flag away",
    EventKind.FINISH: lambda payload, *_: (
        "finished the sentence" if payload["finished"] else "opened the sentence again"
    ),
    EventKind.MERGE: lambda *given: f"merged two sentences at {_border(*given)}",
    EventKind.SPLIT: lambda *given: f"split the sentence at {_border(*given)}",
    EventKind.UNDO: lambda *_: "undid",
    EventKind.REDO: lambda *_: "redid",
}
