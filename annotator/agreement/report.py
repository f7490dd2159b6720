"""The agreement report: all coefficients of a set of readings, overall and for each label."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from annotator.agreement import span_f1
from annotator.agreement.alpha import MASI, alpha, disagreement, masi
from annotator.agreement.coefficient import Coefficient
from annotator.agreement.kappa import PairCoefficient, mean_kappa, pairwise
from annotator.agreement.percent import percent
from annotator.agreement.units import (
    Ratings,
    Units,
    coder_spans,
    label_sets,
    left_out,
    presence,
    units,
)
from annotator.model import Reading

RARE = 0.05
HIGH_PERCENT = 0.8
LOW_ALPHA = 0.4

_RARE_NOTE = (
    "prevalence effect: under 5 % of the values are 'present', so few sentences decide alpha"
)
_PARADOX_NOTE = (
    "prevalence effect: {:.0%} agree but alpha is {:.2f}, as nearly all values are the same"
)


@dataclass(frozen=True, slots=True)
class LabelAgreement:
    """The agreement on one label: which sentences have it, and which spans.

    prevalence: the share of values that are "present", None if there are no values.
    positive: sentences to which at least one of the compared coders gave the label.
    disagreement: the observed disagreement, summed. share: of the sum of all labels.
    notes: cautions for reading the numbers.
    """

    label: str
    prevalence: float | None
    positive: int
    disagreement: float
    share: float
    percent: Coefficient
    kappa: Coefficient
    alpha: Coefficient
    f1_exact: Coefficient
    f1_overlap: Coefficient
    kappas: tuple[PairCoefficient, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PairAgreement:
    """The agreement of two coders; the values of kappa are the label sets of sentences."""

    one: str
    other: str
    kappa: Coefficient
    f1_exact: Coefficient
    f1_overlap: Coefficient


@dataclass(frozen=True, slots=True)
class OverallAgreement:
    """The agreement on the label sets of sentences, and on the spans of all labels."""

    percent: Coefficient
    kappa: Coefficient
    alpha: Coefficient
    alpha_masi: Coefficient
    f1_exact: Coefficient
    f1_overlap: Coefficient
    pairs: tuple[PairAgreement, ...]


@dataclass(frozen=True, slots=True)
class AgreementReport:
    """Agreement on the sentences that at least two annotators finished.

    finished: the number of sentences each annotator finished, including those nobody else did.
    units, documents: sentences finished by two or more, and their documents.
    labels: most disagreement first.
    left_out: the number of annotations with each label that was not asked for.
    """

    confidence: float
    finished: dict[str, int]
    units: int
    documents: int
    overall: OverallAgreement
    labels: tuple[LabelAgreement, ...]
    left_out: dict[str, int]

    def as_dict(self) -> dict[str, Any]:
        """Return dicts, lists and numbers for JSON; the keys are the names of the fields."""
        return asdict(self)


def agreement_report(
    readings: Iterable[Reading], labels: Sequence[str], *, confidence: float = 0.95
) -> AgreementReport:
    """Compute the agreement of annotators on the sentences that at least two of them finished.

    labels: those to compare; annotations with other labels are counted and left out.
    confidence: of the intervals.
    """
    found = units(readings)
    counts = span_f1.count(coder_spans(found), labels)
    sets, names = label_sets(found, labels)
    shared = sets.pairable().size
    return AgreementReport(
        confidence=confidence,
        finished={
            coder: int(number)
            for coder, number in zip(found.coders, found.judged.sum(axis=1), strict=True)
        },
        units=shared.units,
        documents=shared.documents,
        overall=_overall(sets, names, counts, confidence),
        labels=_labels(found, labels, counts, confidence),
        left_out=left_out(found, labels),
    )


def _overall(
    sets: Ratings, names: Sequence[frozenset[str]], counts: span_f1.SpanCounts, confidence: float
) -> OverallAgreement:
    return OverallAgreement(
        percent=percent(sets, confidence=confidence),
        kappa=mean_kappa(sets, confidence=confidence),
        alpha=alpha(sets, confidence=confidence),
        alpha_masi=alpha(sets, masi(names), formula=MASI, confidence=confidence),
        f1_exact=span_f1.f1(counts, confidence=confidence),
        f1_overlap=span_f1.f1(counts, overlap=True, confidence=confidence),
        pairs=tuple(
            PairAgreement(
                one=pair.one,
                other=pair.other,
                kappa=pair.coefficient,
                f1_exact=span_f1.f1(counts, pair=(pair.one, pair.other), confidence=confidence),
                f1_overlap=span_f1.f1(
                    counts, overlap=True, pair=(pair.one, pair.other), confidence=confidence
                ),
            )
            for pair in pairwise(sets, confidence=confidence)
        ),
    )


def _labels(
    found: Units, labels: Sequence[str], counts: span_f1.SpanCounts, confidence: float
) -> tuple[LabelAgreement, ...]:
    """Return the agreement on each label, most disagreement first, then in the order given."""
    ratings = presence(found, labels)
    sums = {label: disagreement(ratings[label]) for label in labels}
    total = sum(sums.values())
    return tuple(
        _label(label, ratings[label], counts, (sums[label], total), confidence)
        for label in sorted(labels, key=lambda label: -sums[label])
    )


def _label(
    label: str,
    ratings: Ratings,
    counts: span_f1.SpanCounts,
    mass: tuple[float, float],
    confidence: float,
) -> LabelAgreement:
    paired = ratings.pairable()
    present, values = int((paired.values == 1).sum()), int((paired.values >= 0).sum())
    prevalence = present / values if values else None
    observed = percent(ratings, confidence=confidence)
    corrected = alpha(ratings, confidence=confidence)
    return LabelAgreement(
        label=label,
        prevalence=prevalence,
        positive=int(np.any(paired.values == 1, axis=0).sum()),
        disagreement=mass[0],
        share=mass[0] / mass[1] if mass[1] else 0.0,
        percent=observed,
        kappa=mean_kappa(ratings, confidence=confidence),
        alpha=corrected,
        f1_exact=span_f1.f1(counts, label=label, confidence=confidence),
        f1_overlap=span_f1.f1(counts, overlap=True, label=label, confidence=confidence),
        kappas=pairwise(ratings, confidence=confidence),
        notes=_notes(prevalence, observed.value, corrected.value),
    )


def _notes(
    prevalence: float | None, observed: float | None, corrected: float | None
) -> tuple[str, ...]:
    """Return a caution if alpha is low because nearly all values are the same (prevalence paradox).

    Feinstein & Cicchetti 1990, "High agreement but low kappa", Journal of Clinical Epidemiology 43.
    """
    if prevalence is None or observed is None or corrected is None:
        return ()
    if prevalence < RARE:
        return (_RARE_NOTE,)
    if observed >= HIGH_PERCENT and corrected < LOW_ALPHA:
        return (_PARADOX_NOTE.format(observed, corrected),)
    return ()
