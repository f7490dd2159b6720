"""The agreement report: every coefficient of a set of readings, per label and overall."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from annotator.agreement import span_f1
from annotator.agreement.alpha import alpha, disagreement
from annotator.agreement.coefficient import Coefficient
from annotator.agreement.kappa import Pair, mean_kappa, pairwise
from annotator.agreement.masi import FORMULA as MASI
from annotator.agreement.masi import masi
from annotator.agreement.percent import percent
from annotator.agreement.ratings import Ratings
from annotator.agreement.units import Units, label_sets, left_out, markings, presence, units
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
    """How far coders agree on one label: whether a sentence has it, and where.

    prevalence: the share of values that are "present", None without any.
    positive: sentences where at least one of the coders that are compared gave the label.
    disagreement: the mass of observed disagreement. share: its part of all labels' together.
    notes: what to bear in mind when reading the numbers.
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
    kappas: tuple[Pair, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PairAgreement:
    """How far two coders agree; the values of kappa are the label sets of sentences."""

    one: str
    other: str
    kappa: Coefficient
    f1_exact: Coefficient
    f1_overlap: Coefficient


@dataclass(frozen=True, slots=True)
class Overall:
    """How far coders agree on the sets of labels that sentences have, and on all spans."""

    percent: Coefficient
    kappa: Coefficient
    alpha: Coefficient
    alpha_masi: Coefficient
    f1_exact: Coefficient
    f1_overlap: Coefficient
    pairs: tuple[PairAgreement, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """Agreement on the sentences that at least two annotators finished.

    finished: how many sentences each annotator finished, also those nobody else did.
    units, documents: sentences finished by two or more, and the documents they are of.
    labels: most disagreement first.
    left_out: how many annotations have a label that was not asked for.
    """

    confidence: float
    finished: dict[str, int]
    units: int
    documents: int
    overall: Overall
    labels: tuple[LabelAgreement, ...]
    left_out: dict[str, int]

    def as_dict(self) -> dict[str, Any]:
        """Plain dicts, lists and numbers, ready for JSON; keys are the names of the fields."""
        return asdict(self)


def report(
    readings: Iterable[Reading], labels: Sequence[str], *, confidence: float = 0.95
) -> Report:
    """Compare what annotators hold, over the sentences at least two of them finished.

    labels: those to compare; annotations with others are left out, and counted.
    confidence: of the intervals.
    """
    found = units(readings)
    counts = span_f1.count(markings(found), labels)
    sets, names = label_sets(found, labels)
    shared = sets.pairable().size
    return Report(
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
    sets: Ratings, names: Sequence[frozenset[str]], counts: span_f1.Counts, confidence: float
) -> Overall:
    return Overall(
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
    found: Units, labels: Sequence[str], counts: span_f1.Counts, confidence: float
) -> tuple[LabelAgreement, ...]:
    """One entry for each label, most disagreement first, then in the order given."""
    ratings = presence(found, labels)
    masses = {label: disagreement(ratings[label]) for label in labels}
    total = sum(masses.values())
    return tuple(
        _label(label, ratings[label], counts, (masses[label], total), confidence)
        for label in sorted(labels, key=lambda label: -masses[label])
    )


def _label(
    label: str,
    ratings: Ratings,
    counts: span_f1.Counts,
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
    """Warn where alpha is low because nearly all values are the same: the prevalence paradox.

    Feinstein & Cicchetti 1990, "High agreement but low kappa", Journal of Clinical Epidemiology 43.
    """
    if prevalence is None or observed is None or corrected is None:
        return ()
    if prevalence < RARE:
        return (_RARE_NOTE,)
    if observed >= HIGH_PERCENT and corrected < LOW_ALPHA:
        return (_PARADOX_NOTE.format(observed, corrected),)
    return ()
