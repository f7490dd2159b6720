"""Krippendorff's alpha: agreement of any number of coders beyond chance, with missing values.

alpha = 1 - Do / De, the observed over the expected disagreement. Krippendorff 2011, "Computing
Krippendorff's alpha-reliability"; words and worked example also at
https://en.wikipedia.org/wiki/Krippendorff%27s_alpha. A distance says how far two values are apart.
"""

from __future__ import annotations

from annotator.agreement import sums
from annotator.agreement.distance import NOMINAL, Distance
from annotator.agreement.figure import (
    ALL,
    Coefficient,
    Figure,
    Floats,
    JackknifeEstimate,
    Scope,
    figure,
    quotient,
    undefined,
)
from annotator.agreement.interval import Evidence
from annotator.agreement.ratings import Ratings

NOMINAL_ALPHA = Coefficient("alpha", f"Krippendorff's alpha, {NOMINAL.formula}")


def alpha(
    ratings: Ratings,
    distance: Distance = NOMINAL,
    *,
    scope: Scope = ALL,
    confidence: float = 0.95,
) -> Figure:
    """Return alpha: 1.0 is perfect agreement, 0.0 is chance, less is worse than chance.

    Undefined if all paired values are equal, because chance cannot disagree then either.
    """
    of = NOMINAL_ALPHA
    if distance is not NOMINAL:
        formula = f"Krippendorff's alpha, {distance.formula}"
        of = Coefficient(f"alpha-{distance.name}", formula)
    reason = ratings.reason_undefined()
    if reason:
        return undefined(of, scope, reason)
    paired = ratings.pairable()
    return figure(
        of,
        scope,
        estimate(paired, distance),
        paired.size,
        otherwise=paired.reason_no_variation,
        confidence=confidence,
    )


def mass(ratings: Ratings, distance: Distance = NOMINAL) -> float:
    """Return the observed disagreement, summed over units. Labels with more lower alpha more."""
    if ratings.reason_undefined():
        return 0.0
    paired = ratings.pairable()
    return float((sums.disagreement(paired, distance) * paired.number).sum())


def estimate(paired: Ratings, distance: Distance = NOMINAL) -> JackknifeEstimate:
    """Compute alpha of ratings that are pairable."""
    nominal = sums.nominal_sums(paired) if distance is NOMINAL else None
    if nominal:
        expected = nominal.expected()
        mean = mean_chance(expected[0], float(nominal.counts.sum()))
        evidence = sums.marked_evidence_of(paired, nominal, mean)
        return estimate_of_sums(nominal.observed, nominal.counts, expected, evidence)
    far = sums.disagreement(paired, distance) * paired.number
    observed = sums.by_document(paired, sums.weighted(paired, far))
    counts = sums.by_document(paired, sums.weighted(paired, paired.number))
    held = sums.cells(paired, paired.weights)
    expected = sums.expected(held, distance, len(counts))
    mean = mean_chance(expected[0], float(counts.sum()))
    evidence = sums.marked_evidence(paired, held, mean, distance)
    return estimate_of_sums(observed, counts, expected, evidence)


def mean_chance(chance: float, values: float) -> float:
    """Return the mean distance of two of so many values, of the sum over all of them."""
    return chance / (values * (values - 1)) if values > 1 else 0.0


def estimate_of_sums(
    observed: Floats, counts: Floats, expected: tuple[float, Floats], evidence: Evidence
) -> JackknifeEstimate:
    """Compute alpha from sums by document.

    observed: the disagreement of units times their values. counts: values. expected: the distances
    of all values to all, and without each document.
    """
    chance, chance_without = expected
    total, left = float(counts.sum()), counts.sum() - counts
    return JackknifeEstimate(
        value=float(1 - (total - 1) * quotient(observed.sum(), chance)),
        observed=float(1 - observed.sum() / total),
        without=1 - (left - 1) * quotient(observed.sum() - observed, chance_without),
        evidence=evidence,
    )
