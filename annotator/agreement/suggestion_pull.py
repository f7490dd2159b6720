"""How much more often a suggested label is given where the suggestion was on show.

A share of the sentences is blind: nothing is on show in them until they are finished. Which ones
follows from a hash of document and sentence, so they are a random sample, the same for everybody.
In both kinds of sentences it is known what would be suggested; the difference between the shares
of suggested labels that annotators gave is the pull of the suggestions.

Differences are taken within strata, each an annotator and a label.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from annotator.agreement.figure import Floats, Ints
from annotator.agreement.interval import Interval
from annotator.agreement.name_numbers import Numbers
from annotator.agreement.share_difference import difference_of_shares
from annotator.model import (
    AnnotatedDocument,
    Judgement,
    OnShow,
    Reading,
    Span,
    Suggestion,
)

COLUMNS = ("document", "annotator", "label", "shown", "given", "suggested")
"""The columns of counts: suggested labels, on show or not, and how many of them were given."""

FEWEST = 10
"""Suggested labels in blind sentences, below which a difference is not computed."""

_FALSE_REPORT = 0.03
"""The chance that a pull on all together is called clear although there is none."""
_FALSE_PART = 0.01
"""The chance that any part, of all annotators or all labels, is."""


class Answer(NamedTuple):
    """Whether one annotator gave a suggested label in one sentence.

    shown: whether the suggestion was on show; False only if nothing was.
    """

    document: str
    annotator: str
    label: str
    shown: bool
    given: bool


@dataclass(frozen=True, slots=True)
class Pull:
    """The pull of suggestions on an annotator, for a label.

    annotator, label: '' is all together.
    given_shown, suggested_shown: suggested labels where suggestions were on show: given, of all.
    given_blind, suggested_blind: the same in blind sentences.
    difference: between the two shares, within annotators and labels; None if reason says why not.
    documents: with at least one of them.
    is_clear: whether an interval at a higher level, so that hardly anything is reported falsely,
        does not contain 0.
    """

    annotator: str
    label: str
    given_shown: int
    suggested_shown: int
    given_blind: int
    suggested_blind: int
    difference: float | None
    interval: Interval | None
    reason: str
    documents: int
    is_clear: bool


@dataclass(frozen=True, slots=True)
class PullReport:
    """The pull of suggestions, over all and in parts.

    by_annotator, by_label, by_both: parts with an answer, in order of names.
    named: the annotators for whom it is clear.
    """

    overall: Pull
    by_annotator: tuple[Pull, ...]
    by_label: tuple[Pull, ...]
    by_both: tuple[Pull, ...]
    named: tuple[str, ...]


def answers(
    documents: Iterable[AnnotatedDocument], on_show: Callable[[Suggestion], bool]
) -> Iterator[Answer]:
    """Yield an answer for each label suggested in a sentence that an annotator finished.

    on_show: whether a suggestion is on show in sentences that are not blind; others are left out.

    An annotation that was made after the suggestions of a blind sentence came up does not count
    there; where it is not recorded what was on show, there is no answer.
    """
    for document in documents:
        suggested = _by_label(filter(on_show, document.suggestions))
        for reading in document.readings:
            if reading.pass_number == 0:
                yield from _answers(reading, suggested)


def _by_label(suggestions: Iterable[Suggestion]) -> dict[str, list[Span]]:
    found: defaultdict[str, list[Span]] = defaultdict(list)
    for one in suggestions:
        found[one.label].append(one.span)
    return found


def _answers(reading: Reading, suggested: dict[str, list[Span]]) -> Iterator[Answer]:
    uid, name = reading.document.uid, reading.annotator
    for sentence, judgement in reading.judgements.items():
        if sentence is None or not judgement.finished:
            continue
        for label, spans in suggested.items():
            inside = [one for one in spans if sentence.start <= one.start < sentence.end]
            given = _given(judgement, label, inside) if inside else None
            if given is not None:
                yield Answer(uid, name, label, judgement.shown, given)


def _given(judgement: Judgement, label: str, spans: Sequence[Span]) -> bool | None:
    """Whether the label was given on words that overlap; None if it is not known."""
    found = {
        one.on_show
        for one in judgement.annotations.values()
        if one.label == label
        and any(
            part.start < span.end and span.start < part.end
            for part in one.fragments
            for span in spans
        )
    }
    if judgement.shown:
        return bool(found)
    if OnShow.NONE in found:
        return True
    return None if OnShow.UNKNOWN in found else False


def pull_report(found: Iterable[Answer], *, confidence: float = 0.95) -> PullReport:
    """Compute the pull of suggestions on all annotators, on each, and for each label."""
    return _pull_of(_AnswerCounts.of(found), confidence=confidence)


def pull_report_of(
    rows: Ints, people: Sequence[str], labels: Sequence[str], *, confidence: float = 0.95
) -> PullReport:
    """Compute the pull of suggestions from what was counted.

    rows: of all documents, as in COLUMNS. people, labels: the names by number.
    """
    return _pull_of(_AnswerCounts.of_rows(rows, people, labels), confidence=confidence)


def answer_rows(
    found: Iterable[Answer], people: Numbers[str], labels: Numbers[str]
) -> list[tuple[int, ...]]:
    """Count the answers of one document; rows are without the document."""
    given: Counter[tuple[int, ...]] = Counter()
    suggested: Counter[tuple[int, ...]] = Counter()
    for one in found:
        key = (people.of(one.annotator), labels.of(one.label), int(one.shown))
        given[key] += one.given
        suggested[key] += 1
    return [(*key, given[key], number) for key, number in suggested.items()]


def _pull_of(counts: _AnswerCounts, *, confidence: float) -> PullReport:
    """Compute the pull of suggestions from counts."""
    every = range(len(counts.strata))
    names = sorted({name for name, _ in counts.strata})
    labels = sorted({label for _, label in counts.strata})

    def of(annotator: str, label: str, false_report: float) -> Pull:
        chosen = [
            number
            for number in every
            if annotator in {"", counts.strata[number][0]}
            and label in {"", counts.strata[number][1]}
        ]
        part = counts.only(chosen)
        return _pull(part.table, annotator, label, (confidence, 1 - false_report))

    def parts(chosen: Sequence[tuple[str, str]]) -> tuple[Pull, ...]:
        return tuple(of(*one, _FALSE_PART / len(chosen)) for one in chosen)

    by_annotator = parts([(name, "") for name in names])
    return PullReport(
        overall=of("", "", _FALSE_REPORT),
        by_annotator=by_annotator,
        by_label=parts([("", label) for label in labels]),
        by_both=parts(counts.strata),
        named=tuple(one.annotator for one in by_annotator if one.is_clear),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _AnswerCounts:
    """How often labels were suggested and given, by document and stratum.

    strata: annotator and label. table: [documents, strata, blind or shown, given or suggested].
    """

    strata: list[tuple[str, str]]
    table: Floats

    @classmethod
    def of(cls, found: Iterable[Answer]) -> _AnswerCounts:
        sums: defaultdict[tuple[str, tuple[str, str]], list[list[int]]] = defaultdict(
            lambda: [[0, 0], [0, 0]]
        )
        for one in found:
            cell = sums[one.document, (one.annotator, one.label)][one.shown]
            cell[0] += one.given
            cell[1] += 1
        documents = {name: place for place, name in enumerate(sorted({key[0] for key in sums}))}
        strata = sorted({key[1] for key in sums})
        places = {name: place for place, name in enumerate(strata)}
        table = np.zeros((len(documents), len(strata), 2, 2))
        for (document, stratum), cells in sums.items():
            table[documents[document], places[stratum]] = cells
        return cls(strata, table)

    @classmethod
    def of_rows(cls, rows: Ints, people: Sequence[str], labels: Sequence[str]) -> _AnswerCounts:
        named = [(people[one], labels[label]) for one, label in rows[:, 1:3].tolist()]
        strata = sorted(set(named))
        places = {name: place for place, name in enumerate(strata)}
        stratum = np.array([places[name] for name in named], np.int64)
        documents, document = np.unique(rows[:, 0], return_inverse=True)
        table = np.zeros((len(documents), len(strata), 2, 2))
        table[document.reshape(-1), stratum, rows[:, 3]] = rows[:, 4:]
        return cls(strata, table)

    def only(self, chosen: Sequence[int]) -> _AnswerCounts:
        """The counts of some strata, with the documents that have any."""
        part = self.table[:, list(chosen)]
        part = part[part[..., 1].any(axis=(1, 2))]
        return replace(self, strata=[self.strata[number] for number in chosen], table=part)


def _pull(table: Floats, annotator: str, label: str, levels: tuple[float, float]) -> Pull:
    """The pull of some counts. levels: of the interval, and of the one that must be clear of 0."""
    totals = table.sum(axis=(0, 1)).astype(int)
    (given_blind, blind), (given_shown, shown) = totals.tolist()
    reason = _reason(blind, shown, table)
    found, strict = (None if reason else difference_of_shares(table, level) for level in levels)
    return Pull(
        annotator=annotator,
        label=label,
        given_shown=given_shown,
        suggested_shown=shown,
        given_blind=given_blind,
        suggested_blind=blind,
        difference=found.value if found else None,
        interval=found.interval if found else None,
        reason=reason,
        documents=len(table),
        is_clear=bool(strict and strict.is_clear),
    )


def _reason(blind: int, shown: int, table: Floats) -> str:
    """Why there is no difference, '' if there is one."""
    if not blind:
        return "no suggested label in a blind sentence"
    if not shown:
        return "no suggested label where suggestions were on show"
    if min(blind, shown) < FEWEST:
        return f"fewer than {FEWEST} suggested labels in one of the two kinds of sentences"
    if len(table) < 2:
        return "an interval needs two documents"
    if not table[..., 1].sum(axis=0).all(axis=-1).any():
        return "no annotator was suggested a label both in blind sentences and in others"
    return ""


# ------------------------------------------------------------- blind and assisted sentences


def blind_readings(readings: Iterable[Reading]) -> Iterator[Reading]:
    """The readings of blind sentences: those finished with nothing on show.

    Annotations that were added after the suggestions came up are left out, and sentences of which
    it is not recorded what was on show.
    """
    for reading in readings:
        yield _with_judgements(reading, _blind)


def assisted_readings(readings: Iterable[Reading]) -> Iterator[Reading]:
    """The readings of sentences that were finished with suggestions on show."""
    for reading in readings:
        yield _with_judgements(reading, lambda one: one if one.shown else None)


def _with_judgements(reading: Reading, keep: Callable[[Judgement], Judgement | None]) -> Reading:
    kept: dict[Span | None, Judgement] = {
        sentence: found
        for sentence, judgement in reading.judgements.items()
        if sentence is not None and judgement.finished and (found := keep(judgement))
    }
    return replace(reading, judgements=kept)


def _blind(judgement: Judgement) -> Judgement | None:
    if judgement.shown:
        return None
    annotations = judgement.annotations
    if any(one.on_show is OnShow.UNKNOWN for one in annotations.values()):
        return None
    made = {uid: one for uid, one in annotations.items() if one.on_show is OnShow.NONE}
    relations = {
        uid: one for uid, one in judgement.relations.items() if made.keys() >= set(one.ends)
    }
    return replace(judgement, annotations=made, relations=relations)
