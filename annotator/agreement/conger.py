"""Conger's kappa: agreement of many coders beyond chance, each with habits of their own.

(Ao - Ae) / (1 - Ae), with Ae the chance that two different coders agree, given how often each of
them uses each value: Conger 1980, "Integration and generalization of kappas for multiple raters",
Psychological Bulletin 88; it is Hubert's kappa (1977). For two coders who rated the same units it
is Cohen's. Shares of values are each coder's own, over the units that the coder rated (Gwet 2014).
"""

from __future__ import annotations

import numpy as np

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
from annotator.agreement.value_shares import value_shares

CONGER = Coefficient("conger", "Conger's kappa")


def conger(
    ratings: Ratings,
    distance: Distance = NOMINAL,
    *,
    scope: Scope = ALL,
    confidence: float = 0.95,
) -> Figure:
    """Return Conger's kappa; undefined if all values are equal."""
    of = CONGER
    if distance is not NOMINAL:
        of = Coefficient(f"conger-{distance.name}", f"Conger's kappa, {distance.formula}")
    reason = ratings.reason_undefined()
    if reason:
        return undefined(of, scope, reason)
    size = ratings.pairable().size
    otherwise = ratings.pairable().reason_no_variation
    found = estimate(ratings, distance)
    return figure(of, scope, found, size, otherwise=otherwise, confidence=confidence)


def estimate(ratings: Ratings, distance: Distance = NOMINAL) -> JackknifeEstimate:
    """Compute 1 - Do / De. Leaving a document out does not change the shares of coders."""
    held = value_shares(ratings, distance)
    shares = _shares(ratings)
    kinds = np.arange(shares.shape[1])
    far = distance.between(kinds[:, None], kinds[None, :]) / distance.greatest
    number = len(shares)
    total = shares.sum(axis=0)
    alone = float(np.einsum("cv,vw,cw->", shares, far, shares))
    chance = (float(total @ far @ total) - alone) / (number * (number - 1))
    return JackknifeEstimate(
        value=float(1 - quotient(held.apart, chance)),
        observed=1 - held.apart,
        without=1 - quotient(held.apart_without, np.full(len(held.apart_without), chance)),
        evidence=sums.marked_evidence(held.paired, held.paired_cells, chance, distance),
    )


def _shares(ratings: Ratings) -> Floats:
    """Return how often each coder gives each value: [coders who rated, values]."""
    kinds = max(1, len(ratings.names))
    rows, units = np.nonzero(ratings.rated)
    coder = rows if ratings.who is None else ratings.who[rows, units]
    keys = coder * kinds + ratings.values[rows, units]
    counts = np.bincount(keys, minlength=len(ratings.coders) * kinds).reshape(-1, kinds)
    given = counts[counts.sum(axis=1) > 0]
    return np.asarray(given / given.sum(axis=1, keepdims=True), np.float64)
