"""Cohen's kappa: agreement of two coders beyond chance, given how often each uses each value.

Cohen 1960, "A coefficient of agreement for nominal scales", Educational and Psychological
Measurement 20. For more than two coders, the mean over their pairs (Light 1971, "Measures of
response agreement for qualitative data", Psychological Bulletin 76).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from annotator.agreement.coefficient import (
    Coefficient,
    Floats,
    Ints,
    JackknifeEstimate,
    defined,
    quotient,
    undefined,
)
from annotator.agreement.units import MISSING, Ratings

COHEN = "Cohen's kappa"
MEAN = "Cohen's kappa, mean over pairs of coders"


@dataclass(frozen=True, slots=True)
class PairCoefficient:
    """A coefficient of two coders."""

    one: str
    other: str
    coefficient: Coefficient


def cohen(ratings: Ratings, *, confidence: float = 0.95) -> Coefficient:
    """Return kappa of exactly two coders, over the units that both rated."""
    if len(ratings.coders) != 2:
        raise ValueError(f"Cohen's kappa is of two coders, got {len(ratings.coders)}")
    reason = ratings.reason_undefined()
    if reason:
        return undefined(COHEN, reason)
    paired = ratings.pairable()
    estimate = _estimate(paired.values[0], paired.values[1], paired.documents)
    otherwise = paired.reason_no_variation()
    return defined(COHEN, estimate, paired.size, otherwise=otherwise, confidence=confidence)


def pairwise(ratings: Ratings, *, confidence: float = 0.95) -> tuple[PairCoefficient, ...]:
    """Return kappa of every pair of coders, including those for which it is undefined."""
    return tuple(
        PairCoefficient(
            ratings.coders[one],
            ratings.coders[other],
            cohen(ratings.pair(one, other), confidence=confidence),
        )
        for one, other in ratings.pairs()
    )


def mean_kappa(ratings: Ratings, *, confidence: float = 0.95) -> Coefficient:
    """Return kappa of two coders, or the mean of the kappas of all pairs that have one."""
    reason = ratings.reason_undefined()
    if reason:
        return undefined(COHEN, reason)
    paired = ratings.pairable()
    formula = COHEN if paired.size.coders == 2 else MEAN
    estimates = [found for pair in paired.pairs() if (found := _of_pair(paired, *pair))]
    if not estimates:
        reason = "no pair of coders varied in the units that both rated"
        return undefined(formula, reason, paired.size)
    mean = JackknifeEstimate(
        value=float(np.mean([found.value for found in estimates])),
        observed=float(np.mean([found.observed for found in estimates])),
        without=np.mean([found.without for found in estimates], axis=0),
    )
    return defined(formula, mean, paired.size, otherwise="", confidence=confidence)


def _of_pair(paired: Ratings, one: int, other: int) -> JackknifeEstimate | None:
    """Return the kappa of a pair, over all documents; None if undefined."""
    shared = (paired.values[[one, other]] != MISSING).all(axis=0)
    if not shared.any():
        return None
    values = paired.values[:, shared]
    documents = paired.size.documents
    found = _estimate(values[one], values[other], paired.documents[shared], documents)
    return None if np.isnan(found.value) else found


def _estimate(first: Ints, second: Ints, documents: Ints, number: int = 0) -> JackknifeEstimate:
    """Compute kappa from sums over units, so that subtracting its sums leaves a document out.

    number: of documents, including those without a unit of these coders.
    """
    number = number or int(documents.max()) + 1
    kinds = int(max(first.max(), second.max())) + 1
    units = np.bincount(documents, minlength=number)
    agreed = np.bincount(documents[first == second], minlength=number)
    chance, chance_without = _chance(first, second, documents, number, kinds)
    total, left = int(units.sum()), units.sum() - units
    return JackknifeEstimate(
        value=float(_kappa(agreed.sum(), total, chance)),
        observed=float(agreed.sum() / total),
        without=_kappa(agreed.sum() - agreed, left, chance_without),
    )


def _kappa(agreed: Ints | int, units: Ints | int, chance: Ints | int) -> Floats:
    """Return (Ao - Ae) / (1 - Ae), with numerator and denominator times units squared."""
    squared = np.asarray(units, np.float64) ** 2
    return quotient(agreed * np.asarray(units, np.float64) - chance, squared - chance)


def _chance(
    first: Ints, second: Ints, documents: Ints, number: int, kinds: int
) -> tuple[int, Ints]:
    """Count the agreeing pairings of any unit with any unit: in all, and without each document."""
    ours = np.bincount(first, minlength=kinds)
    theirs = np.bincount(second, minlength=kinds)
    whole = int(ours @ theirs)
    across = np.bincount(documents, theirs[first] + ours[second], minlength=number)
    inside = _inside(documents * kinds + first, documents * kinds + second, number, kinds)
    return whole, np.asarray(whole - across + inside, np.int64)


def _inside(first: Ints, second: Ints, number: int, kinds: int) -> Floats:
    """Count the agreeing pairings within each document; keys are document * kinds + value."""
    ours, our_counts = np.unique(first, return_counts=True)
    theirs, their_counts = np.unique(second, return_counts=True)
    keys, left, right = np.intersect1d(ours, theirs, assume_unique=True, return_indices=True)
    products = our_counts[left] * their_counts[right]
    return np.asarray(np.bincount(keys // kinds, products, minlength=number), np.float64)
