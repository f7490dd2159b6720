"""From the log of events to what people said of suggestions, and what they marked on their own.

Only what still stands counts: what was undone was not said. A suggestion that two people decided
is two decisions.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from annotator.annotations.fold import fold, standing
from annotator.model import Annotation, Event, EventKind, Judgement, Origin, Span, SuggestionKey
from annotator.rule_quality.durations import durations
from annotator.rule_quality.statements import Places, hid, last_words, until_blind_finish

DELETED = "deleted later"
"""The reason for a suggestion that was accepted, and whose annotation was deleted without one."""


class Outcome(StrEnum):
    """What became of a suggestion that was shown."""

    ACCEPTED = "accepted"
    EDITED = "edited"
    REJECTED = "rejected"
    UNDECIDED = "undecided"


class Act(StrEnum):
    """Key presses whose time is compared."""

    ACCEPT = "accept"
    REJECT = "reject"
    BY_HAND = "by hand"


@dataclass(frozen=True, slots=True)
class Decision:
    """What one person said of one suggestion.

    rule: the reference of the rule that made it, id@version.
    EDITED: the span, the label or an answer that the rule gave is another now. An answer to a
        question that the rule left open changes nothing.
    UNDECIDED: it was on show when the sentence was finished, and passed over.
    held: what the person made of it, None unless accepted or edited.
    event: the uid of the event that said so; later ones are greater.
    """

    annotator: str
    document: str
    sentence: Span | None
    key: SuggestionKey
    rule: str
    outcome: Outcome
    reason: str = ""
    held: Annotation | None = None
    event: str = ""

    @property
    def rule_id(self) -> str:
        """The rule without its version."""
        return self.rule.rpartition("@")[0] or self.rule

    @property
    def span(self) -> Span:
        """Where the suggestion was."""
        return Span(self.key[0], self.key[1])


@dataclass(frozen=True, slots=True)
class Judged:
    """A sentence that one person finished, with all that this person holds of it.

    blind: when it was first finished no suggestion was on show, and none had been decided.
    unprompted: what was held at that moment, where it was blind: what was missed is shown then,
        and may be accepted.
    """

    annotator: str
    document: str
    sentence: Span | None
    annotations: tuple[Annotation, ...]
    blind: bool
    unprompted: tuple[Annotation, ...] = ()


@dataclass(frozen=True, slots=True)
class ByHand:
    """An annotation of a sentence, or of words in it, that no rule proposed."""

    annotator: str
    document: str
    sentence: Span | None
    annotation: Annotation


@dataclass(slots=True)
class History:
    """All that people said, as it stands. times: milliseconds for each act, one for each case."""

    decisions: list[Decision] = field(default_factory=list)
    by_hand: list[ByHand] = field(default_factory=list)
    judged: list[Judged] = field(default_factory=list)
    times: dict[Act, list[float]] = field(default_factory=lambda: {act: [] for act in Act})

    @property
    def documents(self) -> list[str]:
        """Every document where something was decided or finished, in the order of first events."""
        decided = [one.document for one in self.decisions]
        marked = [one.document for one in self.by_hand]
        return list(dict.fromkeys([*decided, *marked, *(one.document for one in self.judged)]))


def history(events: Iterable[Event], people: Iterable[str] | None = None) -> History:
    """What people (None: all) said in these events, which may come in any order."""
    wanted = None if people is None else frozenset(people)
    readings: dict[tuple[str, str], list[Event]] = defaultdict(list)
    for event in events:
        if wanted is None or event.annotator in wanted:
            readings[(event.annotator, event.document)].append(event)
    found = History()
    for (annotator, document), done in readings.items():
        _read(found, annotator, document, sorted(done, key=lambda event: event.uid))
    return found


def _read(found: History, annotator: str, document: str, ordered: list[Event]) -> None:
    """Add what one person said of one document.

    All of it at once, since sentences may have been merged or split between two decisions on the
    same annotation.
    """
    stood = list(standing(ordered))
    held = fold(ordered)
    statements = last_words(stood)
    decisions = [*_decided(stood, held), *_passed(held, statements)]
    found.decisions += decisions
    homes = {
        str(event.payload["annotation"]): event.sentence
        for event in reversed(stood)
        if event.kind in {EventKind.ACCEPT, EventKind.PUT}
    }
    proposed = {one.held.uid for one in decisions if one.held}
    found.by_hand += [
        ByHand(annotator, document, homes[uid], one)
        for uid, one in held.annotations.items()
        if one.origin is Origin.MANUAL and uid not in proposed and homes[uid] is not None
    ]
    found.judged += _judged(statements, held, homes, stood)
    by_home: dict[Span | None, list[Event]] = defaultdict(list)
    for event in ordered:
        if event.sentence is not None:
            by_home[event.sentence].append(event)
    acts = _acts(stood)
    for events in by_home.values():
        _add_times(found, events, acts)


def _decided(stood: list[Event], held: Judgement) -> Iterator[Decision]:
    """The last word on each suggestion that was accepted or rejected."""
    last = {
        _key(event.payload["suggestion"]): event
        for event in stood
        if event.kind in {EventKind.ACCEPT, EventKind.REJECT}
    }
    why = {
        str(event.payload["annotation"]): str(event.payload["reason"])
        for event in stood
        if event.kind is EventKind.DELETE and "reason" in event.payload
    }
    for key, event in last.items():
        payload: Mapping[str, Any] = event.payload
        decision = Decision(
            event.annotator, event.document, event.sentence, key, str(payload["rule"]),
            Outcome.REJECTED, str(payload.get("reason", "")), event=event.uid,
        )  # fmt: skip
        if event.kind is EventKind.ACCEPT:
            uid = str(payload["annotation"])
            made = held.annotations.get(uid)
            yield _accepted(decision, payload, made, why.get(uid, DELETED))
        else:
            yield decision


def _accepted(
    decision: Decision, payload: Mapping[str, Any], made: Annotation | None, why: str
) -> Decision:
    """why: the reason that it was deleted for, if it was."""
    if made is None:
        return replace(decision, reason=why)
    outcome = Outcome.ACCEPTED if _same(payload, made) else Outcome.EDITED
    return replace(decision, outcome=outcome, held=made)


def _same(proposed: Mapping[str, Any], made: Annotation) -> bool:
    """Whether all that was proposed is held unchanged."""
    fragments = [[part.start, part.end] for part in made.fragments]
    if made.label != proposed["label"] or fragments != list(map(list, proposed["fragments"])):
        return False
    answers = made.attributes
    return all(answers.get(name) == value for name, value in proposed["attributes"].items())


def _passed(held: Judgement, statements: Iterable[Event]) -> Iterator[Decision]:
    """What was on show when a sentence was finished, and never decided.

    One that was put by hand with the very same span and label counts as accepted.
    """
    put = {(one.span.start, one.span.end, one.label): one for one in held.annotations.values()}
    for event in statements:
        payload: Mapping[str, Any] = event.payload
        if payload["finished"] and payload["shown"]:
            for start, end, label, rule in payload.get("suggestions", ()):
                key = (start, end, label)
                if key not in held.verdicts:
                    same = put.get(key)
                    outcome = Outcome.ACCEPTED if same else Outcome.UNDECIDED
                    yield Decision(
                        event.annotator, event.document, event.sentence, key, str(rule), outcome,
                        held=same,
                    )  # fmt: skip


def _judged(
    statements: Sequence[Event],
    held: Judgement,
    homes: Mapping[str, Span | None],
    stood: Sequence[Event],
) -> Iterator[Judged]:
    """The sentences that are finished, each with the annotations made of it, or in its text."""
    places = Places([event.sentence for event in statements])
    notes = _by_place(held, homes, places)
    hidden = {one.sentence for one in stood if one.kind is EventKind.FINISH and hid(one)}
    for event in statements:
        if event.payload["finished"]:
            home = event.sentence
            then = until_blind_finish(home, stood) if home in hidden else []
            alone = _by_place(fold(then), homes, places)[home] if then else []
            yield Judged(
                event.annotator, event.document, home, tuple(notes[home]), bool(then), tuple(alone)
            )


def _by_place(
    held: Judgement, homes: Mapping[str, Span | None], places: Places
) -> dict[Span | None, list[Annotation]]:
    notes: dict[Span | None, list[Annotation]] = defaultdict(list)
    for uid, annotation in held.annotations.items():
        notes[places.of(homes[uid], annotation.span.start)].append(annotation)
    return notes


def _acts(stood: Iterable[Event]) -> dict[str, list[EventKind]]:
    """What was done by each group; another span or label for a mark counts as an answer."""
    kinds: dict[str, list[EventKind]] = defaultdict(list)
    made: set[object] = set()
    for event in stood:
        again = event.kind is EventKind.PUT and event.payload["annotation"] in made
        kinds[event.group].append(EventKind.SET if again else event.kind)
        made.add(event.payload.get("annotation"))
    return kinds


def _add_times(
    found: History, ordered: Sequence[Event], kinds: Mapping[str, list[EventKind]]
) -> None:
    for group, spent in durations(ordered):
        act = _ACTS.get(frozenset(kinds.get(group, ())))
        if act:
            cases = len(kinds[group])
            found.times[act] += [spent / cases] * cases


_ACTS = {
    frozenset({EventKind.ACCEPT}): Act.ACCEPT,
    frozenset({EventKind.REJECT}): Act.REJECT,
    frozenset({EventKind.PUT}): Act.BY_HAND,
}


def _key(parts: Any) -> SuggestionKey:
    start, end, label = parts
    return (start, end, label)
