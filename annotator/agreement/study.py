"""The report of a study: agreement, where and why people differ, and what suggestions did to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from types import MappingProxyType
from typing import Protocol

from annotator.agreement.alpha import alpha
from annotator.agreement.breakdown import Breakdown, PartsOf, alpha_if_agreed, breakdown
from annotator.agreement.figure import Figure, Scope
from annotator.agreement.habits import Habit, HabitKind, HabitReport, habit_report
from annotator.agreement.ratings import Ratings
from annotator.agreement.reference import AgainstReference, against_consensus, against_gold
from annotator.agreement.report import AgreementReport
from annotator.agreement.suggestion_pull import (
    PullReport,
    answers,
    assisted_readings,
    blind_readings,
    pull_report,
)
from annotator.agreement.units import Barred, label_sets, nothing_barred, units
from annotator.model import AnnotatedDocument, Origin, Reading, Suggestion

ACCEPTABLE = 0.667
"""Krippendorff 2004, "Content Analysis": below, not even tentative conclusions."""
_MUCH_ACCEPTED = 0.5
_MOST_ADVICE = 5


@dataclass(frozen=True, slots=True)
class Advice:
    """Labels to fix, what is wrong with them, and what to do.

    labels: one, or two that are confused.
    gain: how far alpha of all labels would be higher if all agreed on these; None if unknown.
    """

    labels: tuple[str, ...]
    problem: str
    action: str
    gain: float | None


@dataclass(frozen=True, slots=True)
class StudyReport:
    """Everything about the agreement of a study.

    blind, assisted: the agreement on sentences that were finished with nothing on show, and on
        the others. gold, consensus: each person against them.
    again: each person's alpha with an earlier self, on sentences that came up twice.
    accepted: the share of annotations of people that are accepted suggestions.
    cautions: sentences to read before the figures.
    titles: of labels by name, as in the texts of advice.
    """

    all: AgreementReport
    blind: AgreementReport
    assisted: AgreementReport
    pull: PullReport
    habits: HabitReport
    breakdown: Breakdown
    gold: tuple[AgainstReference, ...]
    consensus: tuple[AgainstReference, ...]
    again: tuple[Figure, ...]
    accepted: float | None
    advice: tuple[Advice, ...]
    cautions: tuple[str, ...]
    titles: Mapping[str, str] = field(default_factory=dict)

    def title(self, label: str) -> str:
        """Return the title of a label, its name if it has none here."""
        return self.titles.get(label, label)

    def figures(self) -> Iterator[Figure]:
        """Yield every coefficient, for all sentences; then for blind and assisted ones, if any."""
        yield from self.all.figures()
        for name, report in (("blind ", self.blind), ("assisted ", self.assisted)):
            for one in report.figures() if self.blind.units else ():
                yield replace(one, scope=replace(one.scope, layer=name + one.scope.layer))
        for each in (*self.gold, *self.consensus):
            yield from (each.precision, each.recall, each.f1)
        yield from self.again


def study_report(
    documents: Iterable[AnnotatedDocument],
    people: Collection[str],
    gold: Collection[str],
    labels: Sequence[str],
    *,
    every: AgreementReport,
    compare: Callable[[Iterable[Reading]], AgreementReport],
    on_show: Callable[[Suggestion], bool],
    barred: Barred = nothing_barred,
    parts_of: PartsOf = PartsOf(),  # noqa: B008 - frozen
    confidence: float = 0.95,
    titles: Mapping[str, str] = MappingProxyType({}),
) -> StudyReport:
    """Compute the report.

    people: the annotators to compare. gold: the readers of the gold layer.
    every: the agreement of all their readings. compare: computes that of some of them.
    on_show: as for `answers`. barred: as for `units`. parts_of: as for `breakdown`.
    titles: of labels by name, for the texts; without them, texts have names.
    """
    held = [_only(document, {*people, *gold}) for document in documents]
    first = [[one for one in document.readings if not one.pass_number] for document in held]
    by_document = [[one for one in readings if one.annotator in people] for readings in first]
    readings = [one for readings in by_document for one in readings]
    blind, assisted = compare(blind_readings(readings)), compare(assisted_readings(readings))
    asked = [_only(document, people) for document in held]
    pull = pull_report(answers(asked, on_show), confidence=confidence)
    habits = habit_report(by_document, labels)
    found = units(readings, barred)
    return StudyParts(
        every=every,
        blind=blind,
        assisted=assisted,
        pull=pull,
        habits=habits,
        breakdown=breakdown(found, labels, parts_of, confidence=confidence),
        gold=against_gold(first, gold, labels, confidence=confidence),
        consensus=against_consensus(by_document, labels, confidence=confidence),
        again=tuple(_again(held, people, labels, confidence)),
        accepted=_accepted(readings),
        sets=label_sets(found, labels),
    ).report(titles)


@dataclass(frozen=True, slots=True, eq=False)
class StudyParts:
    """What a report of a study is made of: the parts of `StudyReport`, but what is said about them.

    sets: ratings of all sentences with sets of labels, and the set of each value.
    """

    every: AgreementReport
    blind: AgreementReport
    assisted: AgreementReport
    pull: PullReport
    habits: HabitReport
    breakdown: Breakdown
    gold: tuple[AgainstReference, ...]
    consensus: tuple[AgainstReference, ...]
    again: tuple[Figure, ...]
    accepted: float | None
    sets: tuple[Ratings, tuple[frozenset[str], ...]]

    def report(self, titles: Mapping[str, str]) -> StudyReport:
        """Return the report, with advice and cautions. titles: of labels by name."""
        every, compared = self.every, (self.every.units, self.blind.units)
        return StudyReport(
            all=every,
            blind=self.blind,
            assisted=self.assisted,
            pull=self.pull,
            habits=self.habits,
            breakdown=self.breakdown,
            gold=self.gold,
            consensus=self.consensus,
            again=self.again,
            accepted=self.accepted,
            advice=advice(
                every.overall.alpha,
                every.labels,
                self.habits,
                lambda fixed: alpha_if_agreed(*self.sets, fixed),
                titles,
            ),
            cautions=tuple(cautions(every.questions, compared, self.pull, self.accepted)),
            titles=titles,
        )


def _only(document: AnnotatedDocument, names: Collection[str]) -> AnnotatedDocument:
    readings = tuple(one for one in document.readings if one.annotator in names)
    return replace(document, readings=readings)


def _accepted(readings: Iterable[Reading]) -> float | None:
    """The share of annotations in finished sentences that are accepted suggestions."""
    accepted = made = 0
    for reading in readings:
        for judgement in reading.judgements.values():
            for one in judgement.annotations.values() if judgement.finished else ():
                made += 1
                accepted += one.origin is Origin.ACCEPTED
    return accepted / made if made else None


def _again(
    documents: Iterable[AnnotatedDocument],
    people: Collection[str],
    labels: Sequence[str],
    confidence: float,
) -> Iterator[Figure]:
    """Yield alpha of each person and the same person at the silent repeats."""
    found: defaultdict[str, list[Reading]] = defaultdict(list)
    for document in documents:
        later = {one.annotator for one in document.readings if one.pass_number}
        for one in document.readings:
            if one.annotator in later and one.annotator in people:
                name = f"pass {one.pass_number}"
                found[one.annotator].append(replace(one, annotator=name))
    for name, readings in sorted(found.items()):
        repeated = label_sets(units(readings), labels)[0]
        yield alpha_with_oneself(name, repeated, confidence)


def alpha_with_oneself(name: str, repeated: Ratings, confidence: float) -> Figure:
    """Alpha of one person. repeated: ratings whose coders are the passes."""
    scope = Scope("repeated sentences", coders=(name, name))
    return alpha(repeated, scope=scope, confidence=confidence)


# ------------------------------------------------------------------------------ advice


class LabelFigures(Protocol):
    """What advice needs to know of a label; most disagreement comes first."""

    @property
    def label(self) -> str:
        """Its name."""

    @property
    def positive(self) -> int:
        """Sentences that somebody gave it to."""

    @property
    def disagreement(self) -> float:
        """The observed disagreement, summed."""

    @property
    def alpha(self) -> Figure:
        """Alpha of whether a sentence has it."""


def advice(
    now: Figure,
    labels: Iterable[LabelFigures],
    habits: HabitReport,
    if_agreed: Callable[[Collection[str]], Figure],
    titles: Mapping[str, str],
) -> tuple[Advice, ...]:
    """Return what to fix: the labels with most disagreement whose alpha is too low.

    now: alpha of all labels. if_agreed: what it would be if all agreed on some labels.
    titles: of labels by name.
    """
    return tuple(islice(_advice(now, labels, habits, if_agreed, titles), _MOST_ADVICE))


def _advice(
    now: Figure,
    labels: Iterable[LabelFigures],
    habits: HabitReport,
    if_agreed: Callable[[Collection[str]], Figure],
    titles: Mapping[str, str],
) -> Iterator[Advice]:
    seen: set[frozenset[str]] = set()
    for label in labels:
        value = label.alpha.value
        if value is None or value >= ACCEPTABLE or not label.disagreement:
            continue
        problem, action, fixed = _problem(label, habits, titles)
        if frozenset(fixed) in seen:  # two labels that are confused have the same advice
            continue
        seen.add(frozenset(fixed))
        then = if_agreed(fixed).value
        known = now.value is not None and then is not None
        gain = (then or 0.0) - (now.value or 0.0) if known else None
        yield Advice(fixed, problem, action, gain)


def _problem(
    label: LabelFigures, habits: HabitReport, titles: Mapping[str, str]
) -> tuple[str, str, tuple[str, ...]]:
    """What is wrong with a label, what to do about it, and the labels that this would fix."""
    name = label.label
    habit = next((one for one in habits.habits if name in {one.label, one.instead}), None)
    if habit:
        pair = (habit.label, habit.instead)
        return habit_sentence(habit, titles), f"talk to {habit.annotator} about it", pair
    confused = next((one for one in habits.confusions if name in one.labels), None)
    if confused and confused.times >= label.positive / 4:
        other = next(one for one in confused.labels if one != name)
        times = f"{confused.times} time{'' if confused.times == 1 else 's'}"
        return (
            f"{times} confused with {titles.get(other, other)}",
            "say in the guideline which of the two applies when",
            (name, other),
        )
    return (
        (
            f"in the {label.positive} sentences with it, one mostly marks it where another marks"
            " nothing"
        ),
        "annotate ten sentences together, and add examples and counter-examples",
        (name,),
    )


def habit_sentence(habit: Habit, titles: Mapping[str, str]) -> str:
    """A habit in words. titles: of labels by name."""
    share = f"{habit.share:.0%}, others {habit.others:.0%}"
    who = habit.annotator
    if habit.kind is HabitKind.SWAPS:
        given, usual = (titles.get(one, one) for one in (habit.instead, habit.label))
        return f"{who} gives {given} where others give {usual} ({share})"
    if habit.kind is HabitKind.BOUNDS:
        return (
            f"{who} sets other bounds ({share}): on average {_shift(habit.start, 'begin')} and"
            f" {_shift(habit.end, 'end')}"
        )
    if habit.kind is HabitKind.MISSES:
        return f"{who} leaves unmarked what others mark ({share})"
    return f"{who} marks what others do not ({share})"


def _shift(characters: float, what: str) -> str:
    if abs(characters) < 0.05:
        return f"{what}s where others do"
    return f"{what}s {abs(characters):.1f} characters {'later' if characters > 0 else 'earlier'}"


def cautions(
    questions: Iterable[str], units: tuple[int, int], pull: PullReport, accepted: float | None
) -> Iterator[str]:
    """Yield what to know before trusting the figures.

    questions: about names. units: sentences that were compared, and blind ones among them.
    accepted: the share of annotations that are accepted suggestions.
    """
    yield from questions
    every, blind = units
    if not every:
        return
    overall = pull.overall
    if overall.is_clear and overall.difference is not None and overall.interval is not None:
        more = "more" if overall.difference > 0 else "less"
        low, high = sorted((abs(overall.interval.low), abs(overall.interval.high)))
        yield (
            f"A suggested label is given {_points(abs(overall.difference))} percentage points"
            f" {more} often where the suggestion is on show [{_points(low)}, {_points(high)}]:"
            " agreement on assisted sentences is partly agreement with the suggestions."
        )
    for name in pull.named:
        yield f"Suggestions change clearly what {name} marks."
    if accepted is not None and accepted > _MUCH_ACCEPTED and not blind:
        yield (
            f"{accepted:.0%} of the annotations are accepted suggestions, and no two people"
            " finished the same blind sentence: nothing shows how far suggestions made them agree."
            " `annotator annotate --blind 0.2` makes a fifth of the sentences blind."
        )
    elif accepted is not None and accepted > _MUCH_ACCEPTED and not overall.is_clear:
        yield (
            f"{accepted:.0%} of the annotations are accepted suggestions: read the figures of the"
            " blind sentences first."
        )


def _points(share: float) -> str:
    return f"{100 * share:.0f}"
