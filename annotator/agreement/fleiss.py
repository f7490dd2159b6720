"""Scott's pi and Fleiss' kappa: agreement beyond chance, given how often all coders use a value.

(Ao - Ae) / (1 - Ae), with Ae the chance that two values agree which are drawn from all coders
together. For two coders: Scott 1955, "Reliability of content analysis: the case of nominal scale
coding", Public Opinion Quarterly 19. For more: Fleiss 1971, "Measuring nominal scale agreement
among many raters", Psychological Bulletin 76. Where units have different numbers of coders, as Gwet
2014 (and irrCAC) extends it: Ao is the mean over units with two values, the shares of the values
are means over units with one.
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
    quotient,
    undefined,
)
from annotator.agreement.ratings import Ratings
from annotator.agreement.value_shares import ValueShares, value_shares

SCOTT = Coefficient("scott", "Scott's pi")
FLEISS = Coefficient("fleiss", "Fleiss' kappa")


def fleiss(
    ratings: Ratings,
    distance: Distance = NOMINAL,
    *,
    scope: Scope = ALL,
    confidence: float = 0.95,
) -> Figure:
    """Return Scott's pi of two coders, Fleiss' kappa of more; undefined if all values are equal.

    distance: of values that are not simply equal or not, over the greatest one.
    """
    size = ratings.pairable().size
    of = SCOTT if size.coders == 2 else FLEISS
    if distance is not NOMINAL:
        of = Coefficient(f"{of.name}-{distance.name}", f"{of.formula}, {distance.formula}")
    reason = ratings.reason_undefined()
    if reason:
        return undefined(of, scope, reason)
    shares = value_shares(ratings, distance)
    return figure(
        of,
        scope,
        estimate(shares, distance),
        size,
        otherwise=shares.paired.reason_no_variation,
        confidence=confidence,
    )


def estimate(shares: ValueShares, distance: Distance) -> JackknifeEstimate:
    """Compute 1 - Do / De, which is the same, from the shares of the values."""
    chance, without = shares.chance(distance)
    return JackknifeEstimate(
        value=float(1 - quotient(shares.apart, chance)),
        observed=1 - shares.apart,
        without=1 - quotient(shares.apart_without, without),
        evidence=sums.marked_evidence(shares.paired, shares.paired_cells, chance, distance),
    )
