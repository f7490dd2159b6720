"""Read people's decisions, manual annotations and finished sentences from the event log.

Only what still holds counts: events that were undone are skipped. A suggestion that two people
decided is two decisions. Recall is measured, and new rules are mined, in finished sentences.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from hashlib import blake2b
from itertools import groupby, pairwise

from annotator.annotations.events import Accept, Delete, Event, EventKind, Finish, Put, Reject
from annotator.annotations.fold import fold, made_annotations, standing
from annotator.model import Annotation, Document, Judgement, Origin, Span, Suggestion, SuggestionKey

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


# ------------------------------------------------------------------- finished sentences

FinishEvent = tuple[Event, Finish]
"""An event that finished or reopened a sentence, with its change."""


@dataclass(frozen=True, slots=True)
class FinishedSentence:
    """A sentence that one person finished, with all annotations this person holds of it.

    blind: when it was first finished no suggestion was on show, and none had been decided.
    unprompted: the annotations held at that moment, if the sentence was blind. Suggestions that
        were missed are shown afterwards and may be accepted, so these are counted apart.
    """

    annotator: str
    document: str
    sentence: Span | None
    annotations: tuple[Annotation, ...]
    blind: bool
    unprompted: tuple[Annotation, ...] = ()


def last_finish_events(kept: Iterable[Event]) -> list[FinishEvent]:
    """Return the last finish event of each sentence, unless a later one covers a part of it.

    Sentences that were joined or split since are skipped once their text was judged again.
    kept: one person's events on a document, without those undone, by uid.
    """
    last = {
        event.sentence: (event, event.change) for event in kept if isinstance(event.change, Finish)
    }
    spans = sorted((one for one in last if one is not None), key=lambda one: one.start)
    if all(one.end <= other.start for one, other in pairwise(spans)):
        return list(last.values())
    newest_first = sorted(last.values(), key=lambda pair: pair[0].uid, reverse=True)
    found: list[FinishEvent] = []
    for event, change in newest_first:
        if not any(_overlap(event.sentence, one.sentence) for one, _ in found):
            found.append((event, change))
    return found[::-1]


def finished_sentences(
    finish_events: Sequence[FinishEvent],
    held: Judgement,
    source_sentences: Mapping[str, Span | None],
    kept: Sequence[Event],
) -> Iterator[FinishedSentence]:
    """Yield the finished sentences, each with the annotations filed under it or in its text.

    finish_events, kept: see last_finish_events. held: everything the person holds.
    source_sentences: of the annotations, by uid.
    """
    lookup = _SentenceLookup([event.sentence for event, _ in finish_events])
    annotations = _by_sentence(held, source_sentences, lookup)
    hidden = {event.sentence for event in kept if _suggestions_hidden(event)}
    for event, change in finish_events:
        if change.finished:
            sentence = event.sentence
            before = _until_blind_finish(sentence, kept) if sentence in hidden else []
            unprompted = (
                _by_sentence(fold(before), source_sentences, lookup)[sentence] if before else []
            )
            yield FinishedSentence(
                event.annotator,
                event.document,
                sentence,
                tuple(annotations[sentence]),
                bool(before),
                tuple(unprompted),
            )


def _suggestions_hidden(event: Event) -> bool:
    """Return True if the event finished a sentence while its suggestions were hidden."""
    return isinstance(event.change, Finish) and event.change.finished and not event.change.shown


def _until_blind_finish(sentence: Span | None, kept: Iterable[Event]) -> list[Event]:
    """Return the events on a sentence until it was first finished, or [] if it was not blind.

    It was not blind if a suggestion was decided before, or if a part of it was finished with
    suggestions on show.
    """
    before: list[Event] = []
    for event in kept:
        if event.sentence != sentence and not _overlap(event.sentence, sentence):
            continue
        before.append(event)
        if isinstance(event.change, Accept | Reject):
            return []
        if isinstance(event.change, Finish) and event.change.finished:
            if event.change.shown:
                return []
            if event.sentence == sentence:
                return before
    return []


def _by_sentence(
    held: Judgement, source_sentences: Mapping[str, Span | None], lookup: _SentenceLookup
) -> dict[Span | None, list[Annotation]]:
    found: dict[Span | None, list[Annotation]] = defaultdict(list)
    for uid, annotation in held.annotations.items():
        found[lookup.sentence_of(source_sentences[uid], annotation.span.start)].append(annotation)
    return found


class _SentenceLookup:
    """Finds the sentence of an annotation among disjoint sentences."""

    def __init__(self, sentences: Iterable[Span | None]) -> None:
        self._known = frozenset(sentences)
        self._spans = sorted((one for one in self._known if one), key=lambda one: one.start)
        self._starts = [one.start for one in self._spans]

    def sentence_of(self, source_sentence: Span | None, start: int) -> Span | None:
        """Return the source sentence if it is known, else the known one that start lies in."""
        if source_sentence in self._known or source_sentence is None:
            return source_sentence
        at = bisect_right(self._starts, start) - 1
        if at >= 0 and start < self._spans[at].end:
            return self._spans[at]
        return source_sentence


def _overlap(one: Span | None, other: Span | None) -> bool:
    return one is not None and other is not None and one.overlaps(other)


# -------------------------------------------------- finished sentences with their texts


@dataclass(frozen=True, slots=True)
class MarkedSpan:
    """A fragment of an annotation. missed: it is manual, and no current rule proposes it."""

    label: str
    span: Span
    missed: bool


@dataclass(frozen=True, slots=True)
class AnnotatedSentence:
    """A finished sentence with its text. Spans count from the start of the document."""

    document: str
    annotator: str
    sentence: Span
    text: str
    marks: tuple[MarkedSpan, ...]

    def marked(self, span: Span, label: str) -> bool:
        """Return True if a part of the span is annotated with the label."""
        return any(one.label == label and one.span.overlaps(span) for one in self.marks)


def annotated_sentences(
    finished: Iterable[FinishedSentence],
    proposed: Iterable[tuple[Document, Sequence[Suggestion]]],
) -> Iterator[AnnotatedSentence]:
    """Yield the finished sentences of documents, in the order of the documents.

    proposed: each document with the suggestions of the current rules for it.
    """
    by_document: dict[str, list[FinishedSentence]] = defaultdict(list)
    for one in finished:
        if one.sentence is not None:
            by_document[one.document].append(one)
    for document, suggestions in proposed:
        for one in by_document.get(document.uid, ()):
            if one.sentence is not None:
                marks = tuple(
                    mark
                    for annotation in one.annotations
                    for mark in _marks(annotation, suggestions)
                )
                text = one.sentence.of(document.text)
                yield AnnotatedSentence(document.uid, one.annotator, one.sentence, text, marks)


def _marks(annotation: Annotation, suggestions: Sequence[Suggestion]) -> Iterator[MarkedSpan]:
    manual = annotation.origin is Origin.MANUAL
    for part in annotation.fragments:
        near = (one for one in suggestions if one.label == annotation.label)
        found = manual and any(one.span.overlaps(part) for one in near)
        yield MarkedSpan(annotation.label, part, missed=manual and not found)


def folds(documents: Iterable[str], most: int) -> Mapping[str, int]:
    """Deal documents into folds of equal size, the same in every run.

    Returns the number of the fold, from 0, for each document uid.
    """
    uids = sorted(set(documents), key=lambda uid: (blake2b(uid.encode()).digest(), uid))
    count = max(1, min(most, len(uids)))
    return {uid: number % count for number, uid in enumerate(uids)}
