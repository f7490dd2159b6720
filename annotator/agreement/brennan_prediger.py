"""Brennan and Prediger's coefficient: agreement beyond that of coders who guess evenly.

(Ao - 1/q) / (1 - 1/q) for q values: Brennan & Prediger 1981, "Coefficient kappa: some uses,
misuses, and alternatives", Educational and Psychological Measurement 41. Also called S (Bennett,
Alpert & Goldstein 1954) and free-marginal kappa (Randolph 2005). The number of values counts, also
of those that nobody gave.
"""

from __future__ import annotations

from annotator.agreement import sums
from annotator.agreement.distance import NOMINAL, Distance
from annotator.agreement.figure import (
    ALL,
    Coefficient,
    Figure,
    JackknifeEstimate,
    Scope,
    figure,
    undefined,
)
from annotator.agreement.gwet import total_weight
from annotator.agreement.ratings import Ratings
from annotator.agreement.value_shares import ValueShares, value_shares

BRENNAN_PREDIGER = Coefficient("brennan-prediger", "Brennan and Prediger's coefficient")
_ONE_VALUE = "only one value is possible, so coders cannot disagree"


def brennan_prediger(
    ratings: Ratings,
    distance: Distance = NOMINAL,
    *,
    scope: Scope = ALL,
    confidence: float = 0.95,
) -> Figure:
    """Return the coefficient for the number of values in ratings.names."""
    of = BRENNAN_PREDIGER
    if distance is not NOMINAL:
        of = Coefficient(f"{of.name}-{distance.name}", f"{of.formula}, {distance.formula}")
    reason = ratings.reason_undefined()
    if reason:
        return undefined(of, scope, reason)
    size = ratings.pairable().size
    kinds = len(ratings.names)
    if kinds < 2:
        return undefined(of, scope, _ONE_VALUE, size)
    found = estimate(value_shares(ratings, distance), distance, kinds)
    return figure(of, scope, found, size, otherwise=_ONE_VALUE, confidence=confidence)


def estimate(shares: ValueShares, distance: Distance, kinds: int) -> JackknifeEstimate:
    """Compute 1 - Do / (1 - 1/q), with the mean weight in place of 1/q."""
    apart = 1 - total_weight(distance, kinds) / kinds**2
    return JackknifeEstimate(
        value=1 - shares.apart / apart,
        observed=1 - shares.apart,
        without=1 - shares.apart_without / apart,
        evidence=sums.whole_evidence(shares.paired, shares.paired_cells, apart),
    )
