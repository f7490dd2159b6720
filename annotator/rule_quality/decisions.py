"""Read people's decisions on suggestions, and their manual annotations, from the event log.

Only what still holds counts: events that were undone are skipped. A suggestion that two people
decided is two decisions.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from itertools import groupby

from annotator.annotations.events import Accept, Delete, Event, EventKind, Put, Reject
from annotator.annotations.fold import fold, made_annotations, standing
from annotator.model import Annotation, Judgement, Origin, Span, SuggestionKey
from annotator.rule_quality.finished_sentences import (
    FinishedSentence,
    FinishEvent,
    finished_sentences,
    last_finish_events,
)

DELETED = "deleted later"
"""The reason for a suggestion that was accepted, and whose annotation was deleted without one."""

_CLOCK_TOLERANCE = 1000.0
"""Milliseconds by which the two clocks of an event may disagree on how long something took."""


class Outcome(StrEnum):
    """The result of showing a suggestion to a person.

    EDITED: accepted, and then the span, the label or an attribute value that the rule gave was
        changed. A value for an attribute that the rule left open is no edit.
    UNDECIDED: it was on show when the sentence was finished, and skipped.
    """

    ACCEPTED = "accepted"
    EDITED = "edited"
    REJECTED = "rejected"
    UNDECIDED = "undecided"


class TimedAction(StrEnum):
    """An action whose time is compared. MANUAL: making an annotation without a suggestion."""

    ACCEPT = "accept"
    REJECT = "reject"
    MANUAL = "manual"


@dataclass(frozen=True, slots=True)
class Decision:
    """The decision of one person on one suggestion.

    rule: the reference of the rule that made the suggestion, id@version.
    held: the annotation made of it, None unless accepted or edited.
    event: the uid of the event that decided; later ones are greater.
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
        """The span that was suggested."""
        return Span(self.key[0], self.key[1])


@dataclass(frozen=True, slots=True)
class ManualAnnotation:
    """An annotation of a sentence, or of words in it, that no rule proposed."""

    annotator: str
    document: str
    sentence: Span | None
    annotation: Annotation


@dataclass(slots=True)
class DecisionHistory:
    """All decisions that still hold. times: milliseconds, one entry for each time it was done."""

    decisions: list[Decision] = field(default_factory=list)
    manual: list[ManualAnnotation] = field(default_factory=list)
    finished: list[FinishedSentence] = field(default_factory=list)
    times: dict[TimedAction, list[float]] = field(
        default_factory=lambda: {action: [] for action in TimedAction}
    )

    @property
    def documents(self) -> list[str]:
        """The documents with a decision or a finished sentence, in the order of first events."""
        decided = [one.document for one in self.decisions]
        marked = [one.document for one in self.manual]
        return list(dict.fromkeys([*decided, *marked, *(one.document for one in self.finished)]))


def decision_history(
    events: Iterable[Event], people: Iterable[str] | None = None
) -> DecisionHistory:
    """Read the decisions of these people (None: of all) from events in any order.

    Silent repeats are left out: they count only against the first time.
    """
    wanted = None if people is None else frozenset(people)
    readings: dict[tuple[str, str], list[Event]] = defaultdict(list)
    for event in events:
        if event.pass_number == 0 and (wanted is None or event.annotator in wanted):
            readings[(event.annotator, event.document)].append(event)
    found = DecisionHistory()
    for (annotator, document), done in readings.items():
        _read(found, annotator, document, sorted(done, key=lambda event: event.uid))
    return found


def _read(found: DecisionHistory, annotator: str, document: str, ordered: list[Event]) -> None:
    """Add the decisions of one person on one document.

    The whole document at once, because sentences may have been joined or split between two
    decisions on the same annotation.
    """
    kept = list(standing(ordered))
    held = fold(ordered)
    finish_events = last_finish_events(kept)
    decisions = [*_decided(kept, held), *_skipped(held, finish_events)]
    found.decisions += decisions
    source_sentences = {
        uid: event.sentence for event in reversed(kept) for uid in made_annotations(event.change)
    }
    proposed = {one.held.uid for one in decisions if one.held}
    found.manual += [
        ManualAnnotation(annotator, document, source_sentences[uid], one)
        for uid, one in held.annotations.items()
        if one.origin is Origin.MANUAL and uid not in proposed and source_sentences[uid] is not None
    ]
    found.finished += finished_sentences(finish_events, held, source_sentences, kept)
    by_sentence: dict[Span | None, list[Event]] = defaultdict(list)
    for event in ordered:
        if event.sentence is not None:
            by_sentence[event.sentence].append(event)
    actions = _actions(kept)
    for events in by_sentence.values():
        _add_times(found, events, actions)


def _decided(kept: list[Event], held: Judgement) -> Iterator[Decision]:
    """Yield the latest decision on each suggestion that was accepted or rejected.

    One that was accepted and then rejected where that was not known, as on another computer, still
    has its annotation: it is accepted.
    """
    last: dict[SuggestionKey, tuple[Event, Accept | Reject]] = {}
    reasons: dict[str, str] = {}
    for event in kept:
        match event.change:
            case Accept() as change:
                last[change.suggestion] = (event, change)
            case Reject() as change:
                _, before = last.get(change.suggestion, (event, change))
                if not (isinstance(before, Accept) and before.annotation in held.annotations):
                    last[change.suggestion] = (event, change)
            case Delete(annotation=uid, reason=reason) if reason:
                reasons[uid] = reason
    for key, (event, change) in last.items():
        decision = Decision(
            event.annotator, event.document, event.sentence, key, change.rule,
            Outcome.REJECTED, change.reason if isinstance(change, Reject) else "", event=event.uid,
        )  # fmt: skip
        if isinstance(change, Accept):
            made = held.annotations.get(change.annotation)
            reason = reasons.get(change.annotation, DELETED)
            yield _accepted(decision, change, made, reason)
        else:
            yield decision


def _accepted(decision: Decision, change: Accept, made: Annotation | None, reason: str) -> Decision:
    """Return an accepted suggestion's decision. reason: if its annotation was deleted."""
    if made is None:
        return replace(decision, reason=reason)
    outcome = Outcome.ACCEPTED if _same(change, made) else Outcome.EDITED
    return replace(decision, outcome=outcome, held=made)


def _same(accepted: Accept, made: Annotation) -> bool:
    """Return True if the annotation is still as it was proposed."""
    if (made.label, made.fragments) != (accepted.label, accepted.fragments):
        return False
    return all(made.attributes.get(name) == value for name, value in accepted.attributes.items())


def _skipped(held: Judgement, finish_events: Iterable[FinishEvent]) -> Iterator[Decision]:
    """Yield the suggestions that were on show when a sentence was finished, and not decided.

    If the person made an annotation with the same span and label, it counts as accepted.
    """
    put = {(one.span.start, one.span.end, one.label): one for one in held.annotations.values()}
    for event, change in finish_events:
        if change.finished and change.shown:
            for key, rule in change.suggestions or ():
                if key not in held.verdicts:
                    same = put.get(key)
                    outcome = Outcome.ACCEPTED if same else Outcome.UNDECIDED
                    yield Decision(
                        event.annotator, event.document, event.sentence, key, rule, outcome,
                        held=same,
                    )  # fmt: skip


def _actions(kept: Iterable[Event]) -> dict[str, list[EventKind]]:
    """Return the kinds of events of each group. A new span or label for an annotation is a SET."""
    kinds: dict[str, list[EventKind]] = defaultdict(list)
    seen: set[str] = set()
    for event in kept:
        again = isinstance(event.change, Put) and event.change.annotation in seen
        kinds[event.group].append(EventKind.SET if again else event.kind)
        if isinstance(event.change, Accept | Put):
            seen.add(event.change.annotation)
    return kinds


def _add_times(
    found: DecisionHistory, ordered: Sequence[Event], kinds: Mapping[str, list[EventKind]]
) -> None:
    for group, spent in durations(ordered):
        action = _ACTIONS.get(frozenset(kinds.get(group, ())))
        if action:
            cases = len(kinds[group])
            found.times[action] += [spent / cases] * cases


_ACTIONS = {
    frozenset({EventKind.ACCEPT}): TimedAction.ACCEPT,
    frozenset({EventKind.REJECT}): TimedAction.REJECT,
    frozenset({EventKind.PUT}): TimedAction.MANUAL,
}


# -------------------------------------------------------------------------------- times


def durations(ordered: Sequence[Event]) -> Iterator[tuple[str, float]]:
    """Yield (group uid, milliseconds since the group before) for each group with a known time.

    ordered: one annotator's events on one sentence, by uid. The first decision after a sentence
    came into view counts from then, so it includes reading the sentence.
    """
    before: Event | None = None
    for group, events in groupby(ordered, key=lambda event: event.group):
        first = next(events)
        if first.milliseconds is not None:
            yield group, _since(before, first)
            before = first


def _since(before: Event | None, event: Event) -> float:
    whole = float(event.milliseconds or 0)
    if before is None or before.milliseconds is None:
        return whole
    passed = whole - before.milliseconds
    if passed < 0:
        return whole
    clock = (_moment(event) - _moment(before)).total_seconds() * 1000
    return passed if abs(clock - passed) <= _CLOCK_TOLERANCE else whole


def _moment(event: Event) -> datetime:
    return datetime.fromisoformat(event.at)
