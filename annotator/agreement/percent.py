"""Percent agreement: how often two coders who rated the same unit gave the same value.

The mean over units of the share of agreeing pairs of coders: Fleiss 1971, "Measuring nominal
scale agreement among many raters", for units that may have different numbers of coders as in
Gwet 2014, "Handbook of Inter-Rater Reliability". It does not take chance into account.
"""

from __future__ import annotations

import numpy as np

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
from annotator.agreement.interval import Evidence, Scale
from annotator.agreement.ratings import Ratings
from annotator.agreement.sums import by_document, disagreement, weights

PERCENT = Coefficient(
    "percent", "percent agreement, mean over units of the agreeing pairs of coders"
)


def percent(ratings: Ratings, *, scope: Scope = ALL, confidence: float = 0.95) -> Figure:
    """Return the observed agreement, 0.0 to 1.0; undefined only if no unit has two values."""
    reason = ratings.reason_undefined()
    if reason:
        return undefined(PERCENT, scope, reason)
    paired = ratings.pairable()
    return figure(
        PERCENT, scope, estimate(paired), paired.size, otherwise="", confidence=confidence
    )


def estimate(paired: Ratings, distance: Distance = NOMINAL) -> JackknifeEstimate:
    """Compute the agreement of ratings that are pairable."""
    held = weights(paired)
    agreeing = by_document(paired, (1 - disagreement(paired, distance)) * held)
    units = by_document(paired, held)
    return estimate_of_sums(agreeing, units, np.asarray(by_document(paired), np.float64))


def estimate_of_sums(agreeing: Floats, weights: Floats, number: Floats) -> JackknifeEstimate:
    """Compute the agreement from sums by document: of agreement, of weights, and of units."""
    value = float(agreeing.sum() / weights.sum())
    without = quotient(agreeing.sum() - agreeing, weights.sum() - weights)
    evidence = Evidence(number, number, Scale(1.0, marked=False), "the units are")
    return JackknifeEstimate(value, value, without, evidence)
