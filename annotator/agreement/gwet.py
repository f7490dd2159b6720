"""Gwet's AC1 and AC2: agreement beyond chance that a rare value does not lower.

(Ao - Ae) / (1 - Ae), with Ae the chance that coders agree when they guess: 1 / (q - 1) times the
sum over the q values of share * (1 - share). Gwet 2008, "Computing inter-rater reliability and its
variance in the presence of high agreement", British Journal of Mathematical and Statistical
Psychology 61. AC2 is the same for weighted agreement: Gwet 2014, "Handbook of Inter-Rater
Reliability". The number of values counts, also of those that nobody gave.
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
from annotator.agreement.ratings import Ratings
from annotator.agreement.value_shares import ValueShares, value_shares

AC1 = Coefficient("ac1", "Gwet's AC1")
_ONE_VALUE = "only one value is possible, so coders cannot disagree"


def gwet(
    ratings: Ratings,
    distance: Distance = NOMINAL,
    *,
    scope: Scope = ALL,
    confidence: float = 0.95,
) -> Figure:
    """Return AC1, or AC2 for a distance that is not nominal; of the values in ratings.names."""
    of = AC1
    if distance is not NOMINAL:
        of = Coefficient(f"ac2-{distance.name}", f"Gwet's AC2, {distance.formula}")
    reason = ratings.reason_undefined()
    if reason:
        return undefined(of, scope, reason)
    shares = value_shares(ratings, distance)
    size = ratings.pairable().size
    if len(ratings.names) < 2:
        return undefined(of, scope, _ONE_VALUE, size)
    found = estimate(shares, distance, len(ratings.names))
    return figure(of, scope, found, size, otherwise=_ONE_VALUE, confidence=confidence)


def estimate(shares: ValueShares, distance: Distance, kinds: int) -> JackknifeEstimate:
    """Compute 1 - Do / (1 - Ae). kinds: the number of possible values."""
    chance, without = shares.chance(NOMINAL)  # the sum of share * (1 - share)
    scale = total_weight(distance, kinds) / (kinds * (kinds - 1))
    apart = 1 - scale * chance
    left: Floats = 1 - scale * without
    return JackknifeEstimate(
        value=float(1 - quotient(shares.apart, apart)),
        observed=1 - shares.apart,
        without=1 - quotient(shares.apart_without, left),
        evidence=sums.whole_evidence(shares.paired, shares.paired_cells, apart),
    )


def total_weight(distance: Distance, kinds: int) -> float:
    """Return the sum of the weights 1 - distance of all values to all."""
    if distance is NOMINAL:
        return kinds
    every = sums.every_value(kinds)
    whole, _ = sums.expected(every, distance, 1)
    return kinds**2 - whole
