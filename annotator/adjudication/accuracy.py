"""Accuracy: what annotators answered to gold questions, against gold.

A gold question is a sentence that gold has finished and that an annotator finished without having
seen gold, unless gold was taken from that annotator's own version. An answer is right if it has
the labels of gold on overlapping words, one to one, and no other; a label is right in a sentence
if that holds of its annotations. Precision, recall and F1 count annotations in the same way.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from statistics import NormalDist
from typing import Any

import numpy as np

from annotator.adjudication.document import Judgements
from annotator.agreement.differences import pair_annotations
from annotator.agreement.figure import Coefficient, Figure, Floats, SampleSize, Scope, figure
from annotator.agreement.interval import Interval, Scale
from annotator.agreement.reference import F1, PRECISION, RECALL, share_estimate
from annotator.model import Reading, Settlement, Span

RIGHT = Coefficient("right", "share of gold questions with the labels of gold on overlapping words")

FEWEST_QUESTIONS = 5
"""Below that, a share of right answers says nothing about a bound."""

_NO_SPANS = "no spans in gold questions"

FirstFinished = Mapping[Span, str]
"""By sentence, the uid of the event by which somebody finished it first."""


# ------------------------------------------------------------------------------ questions


@dataclass(frozen=True, slots=True)
class GoldSource:
    """Where the gold of a document comes from.

    gold: its judgements. settlements: of leads, oldest first. first_finished: of gold.
    """

    gold: Judgements
    settlements: Sequence[Settlement]
    first_finished: FirstFinished

    def questions(
        self, annotator: str, finished: Iterable[Span], first_finished: FirstFinished
    ) -> set[Span]:
        """The sentences, of those that an annotator finished, that are gold questions.

        Who finished a sentence before gold did may be where gold was taken from: the settlements
        say so. A document that was adjudicated has sentences without a settlement where everybody
        had marked nothing. Where gold was finished first, nothing was taken from the annotator.
        """
        held = self._taken_from()
        found = set()
        for sentence in finished:
            if sentence not in self.gold or not self.gold[sentence].finished:
                continue
            first, settled = first_finished.get(sentence, ""), self.first_finished.get(sentence, "")
            is_taken = annotator in held[sentence] if sentence in held else bool(self.settlements)
            if not is_taken or (settled and first > settled):
                found.add(sentence)
        return found

    def _taken_from(self) -> dict[Span, set[str]]:
        held: dict[Span, set[str]] = {}
        for one in self.settlements:
            if one.sentence is not None:
                held.setdefault(one.sentence, set()).update(one.held)
        return held


@dataclass(frozen=True, slots=True)
class Answers:
    """What an annotator answered in a document, before seeing gold.

    reading: all that the annotator finished there. questions: its gold questions.
    batch: that the document was assigned in, '' for none.
    """

    reading: Reading
    questions: AbstractSet[Span]
    batch: str = ""


# ------------------------------------------------------------------------------ figures


@dataclass(frozen=True, slots=True)
class Accuracy:
    """How far an annotator's answers are those of gold.

    label, batch: '' for all of them. right, asked: sentences; with a label, those in which the
    annotator or gold gave it. share: right of asked.
    """

    annotator: str
    label: str
    batch: str
    right: int
    asked: int
    share: Figure
    precision: Figure
    recall: Figure
    f1: Figure

    def is_below(self, bound: float) -> bool:
        """Whether too few answers are right: less than a bound, of enough questions."""
        return self.asked >= FEWEST_QUESTIONS and self.right < bound * self.asked

    def as_dict(self) -> dict[str, Any]:
        """The accuracy as JSON has it."""
        return {
            "annotator": self.annotator,
            "label": self.label,
            "batch": self.batch,
            "right": self.right,
            "asked": self.asked,
            "share": _as_dict(self.share),
            "precision": _as_dict(self.precision),
            "recall": _as_dict(self.recall),
            "f1": _as_dict(self.f1),
        }


def _as_dict(one: Figure) -> dict[str, Any]:
    bounds = one.interval
    return {
        "value": one.value,
        "interval": None if bounds is None else [bounds.low, bounds.high],
        "documents": one.documents,
        "reason": one.reason,
    }


_RIGHT, _ASKED, _MATCHED, _MINE, _GOLDS = range(5)
"""Places in the counts: right sentences, all, spans that match, the annotator's, those of gold."""

_Cells = dict[tuple[str, str, str], dict[int, list[int]]]
"""Counts by annotator, label and batch, then by document."""


def accuracies(
    documents: Iterable[tuple[Reading, Sequence[Answers]]],
    labels: Collection[str],
    *,
    confidence: float = 0.95,
) -> list[Accuracy]:
    """Return the accuracy of each annotator by batch and label; first of all batches and labels.

    documents: gold's reading of each, with the answers of annotators. labels: those that count.
    """
    cells: _Cells = {}
    for number, (gold, answers) in enumerate(documents):
        for one in answers:
            for label, counted in _counts(gold, one, labels):
                for batch in dict.fromkeys(("", one.batch)):
                    cell = cells.setdefault((one.reading.annotator, batch, label), {})
                    counts = cell.setdefault(number, [0] * 5)
                    counts[counted] += 1
    return [_accuracy(names, list(cells[names].values()), confidence) for names in sorted(cells)]


def _counts(gold: Reading, one: Answers, labels: Collection[str]) -> Iterator[tuple[str, int]]:
    """Yield what to count one more of, under a label or under ''."""
    wrong: defaultdict[Span, set[str]] = defaultdict(set)
    given: defaultdict[Span, set[str]] = defaultdict(set)
    for pairing in pair_annotations(one.reading, gold, labels):
        if pairing.sentence not in one.questions:
            continue
        mine, golds = (made.label if made else "" for made in pairing.made)
        given[pairing.sentence] |= {mine, golds} - {""}
        if mine != golds:
            wrong[pairing.sentence] |= {mine, golds} - {""}
        for label, place in ((mine, _MINE), (golds, _GOLDS)):
            if label:
                yield from (("", place), (label, place))
        if mine == golds:
            yield from (("", _MATCHED), (mine, _MATCHED))
    for sentence in one.questions:
        for label in ("", *given[sentence]):
            yield label, _ASKED
            if not (label in wrong[sentence] if label else wrong[sentence]):
                yield label, _RIGHT


def _accuracy(
    names: tuple[str, str, str], counts: Sequence[Sequence[int]], confidence: float
) -> Accuracy:
    annotator, batch, label = names
    right, asked, matched, mine, golds = np.array(counts, dtype=np.float64).T
    size = SampleSize(int(asked.sum()), 2, len(counts))
    scope = Scope("gold questions", label, coders=(annotator,))

    def share(coefficient: Coefficient, hits: Floats, every: Floats) -> Figure:
        held = every > 0
        estimate = share_estimate(hits[held], every[held], marked=coefficient is F1)
        found = figure(
            coefficient, scope, estimate, size, otherwise=_NO_SPANS, confidence=confidence
        )
        if held.sum() == 1 and coefficient is not F1:
            bounds = of_one_document(float(hits.sum()), float(every.sum()), confidence)
            return replace(found, interval=bounds, reason="")
        return found

    return Accuracy(
        annotator=annotator,
        label=label,
        batch=batch,
        right=int(right.sum()),
        asked=int(asked.sum()),
        share=share(RIGHT, right, asked),
        precision=share(PRECISION, matched, mine),
        recall=share(RECALL, matched, golds),
        f1=share(F1, 2 * matched, mine + golds),
    )


def of_one_document(hits: float, of: float, confidence: float) -> Interval:
    """Wilson's interval for units of a single document, which are as alike as agreement assumes.

    With one document nothing shows how alike they are.
    """
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    effect = 1 + (of - 1) * Scale(1.0, marked=False).correlation
    share, reach = hits / of, z * z * effect / of
    half = math.sqrt(reach * share * (1 - share) + reach * reach / 4)
    low, high = ((share + reach / 2 + sign * half) / (1 + reach) for sign in (-1, 1))
    return Interval(max(0.0, min(share, low)), min(1.0, max(share, high)), confidence)
