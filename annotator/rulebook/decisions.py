"""From the log of events to what people said of suggestions, and what they marked on their own.

Only what still stands counts: what was undone was not said. A suggestion that two people decided
is two decisions.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from annotator.annotations import fold, standing
from annotator.model import (
    Annotation,
    Event,
    EventKind,
    Judgement,
    Origin,
    Span,
    SuggestionKey,
)
from annotator.rulebook.durations import durations

DELETED = "deleted later"
"""The reason given for a suggestion that was accepted, and whose annotation was deleted."""


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
    """

    annotator: str
    document: str
    sentence: Span | None
    key: SuggestionKey
    rule: str
    outcome: Outcome
    reason: str = ""
    held: Annotation | None = None

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

    blind: no suggestion was on show, and none was decided.
    """

    annotator: str
    document: str
    sentence: Span | None
    annotations: tuple[Annotation, ...]
    blind: bool


@dataclass(frozen=True, slots=True)
class ByHand:
    """An annotation that no rule proposed."""

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
    homes: dict[tuple[str, str, Span | None], list[Event]] = defaultdict(list)
    for event in events:
        if wanted is None or event.annotator in wanted:
            homes[(event.annotator, event.document, event.sentence)].append(event)
    found = History()
    for home, done in homes.items():
        _read(found, home, sorted(done, key=lambda event: event.uid))
    return found


def _read(found: History, home: tuple[str, str, Span | None], ordered: list[Event]) -> None:
    """Add what one person said of one sentence."""
    stood = list(standing(ordered))
    held = fold(ordered)
    decisions = [*_decided(home, stood, held), *_passed(home, stood, held)]
    found.decisions += decisions
    mine = [one for one in held.annotations.values() if one.origin is Origin.MANUAL]
    proposed = {one.held.uid for one in decisions if one.held}
    found.by_hand += [ByHand(*home, one) for one in mine if one.uid not in proposed]
    if held.finished:
        blind = not held.shown and not decisions
        found.judged.append(Judged(*home, tuple(held.annotations.values()), blind))
    _add_times(found, ordered, stood)


def _decided(
    home: tuple[str, str, Span | None], stood: list[Event], held: Judgement
) -> Iterator[Decision]:
    """The last word on each suggestion that was accepted or rejected."""
    last = {
        _key(event.payload["suggestion"]): event
        for event in stood
        if event.kind in {EventKind.ACCEPT, EventKind.REJECT}
    }
    for key, event in last.items():
        payload: Mapping[str, Any] = event.payload
        rule = str(payload["rule"])
        if event.kind is EventKind.REJECT:
            reason = str(payload.get("reason", ""))
            yield Decision(*home, key, rule, Outcome.REJECTED, reason)
            continue
        made = held.annotations.get(str(payload["annotation"]))
        if made is None:
            yield Decision(*home, key, rule, Outcome.REJECTED, DELETED)
        else:
            outcome = Outcome.ACCEPTED if _same(payload, made) else Outcome.EDITED
            yield Decision(*home, key, rule, outcome, held=made)


def _same(proposed: Mapping[str, Any], made: Annotation) -> bool:
    """Whether all that was proposed is held unchanged."""
    fragments = [[part.start, part.end] for part in made.fragments]
    if made.label != proposed["label"] or fragments != list(map(list, proposed["fragments"])):
        return False
    answers = made.attributes
    return all(answers.get(name) == value for name, value in proposed["attributes"].items())


def _passed(
    home: tuple[str, str, Span | None], stood: list[Event], held: Judgement
) -> Iterator[Decision]:
    """What was on show when the sentence was finished, and never decided.

    One that was put by hand with the very same span and label counts as accepted.
    """
    finishes = [event for event in stood if event.kind is EventKind.FINISH]
    if not held.finished or not held.shown or not finishes:
        return
    put = {(one.span.start, one.span.end, one.label): one for one in held.annotations.values()}
    payload: Mapping[str, Any] = finishes[-1].payload
    for start, end, label, rule in payload.get("suggestions", ()):
        key = (start, end, label)
        if key not in held.verdicts:
            same = put.get(key)
            outcome = Outcome.ACCEPTED if same else Outcome.UNDECIDED
            yield Decision(*home, key, str(rule), outcome, held=same)


def _add_times(found: History, ordered: list[Event], stood: list[Event]) -> None:
    kinds: dict[str, list[EventKind]] = defaultdict(list)
    made: set[object] = set()
    for event in stood:
        again = event.kind is EventKind.PUT and event.payload["annotation"] in made
        kinds[event.group].append(EventKind.SET if again else event.kind)
        made.add(event.payload.get("annotation"))
    for group, spent in durations(ordered):
        act = _ACTS.get(frozenset(kinds[group]))
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
