"""Percent agreement: how often two coders who rated the same unit gave the same value.

The mean over units of the share of agreeing pairs of coders: Fleiss 1971, "Measuring nominal
scale agreement among many raters", for units that may have different numbers of coders as in
Gwet 2014, "Handbook of Inter-Rater Reliability". It does not take chance into account.
"""

from __future__ import annotations

import numpy as np

from annotator.agreement.coefficient import (
    Coefficient,
    Floats,
    JackknifeEstimate,
    defined,
    quotient,
    undefined,
)
from annotator.agreement.units import MISSING, Ratings

FORMULA = "percent agreement, mean over units of the agreeing pairs of coders"


def percent(ratings: Ratings, *, confidence: float = 0.95) -> Coefficient:
    """Return the observed agreement, 0.0 to 1.0; undefined only if no unit has two values."""
    reason = ratings.reason_undefined()
    if reason:
        return undefined(FORMULA, reason)
    paired = ratings.pairable()
    return defined(FORMULA, _estimate(paired), paired.size, otherwise="", confidence=confidence)


def _estimate(paired: Ratings) -> JackknifeEstimate:
    agreeing = np.bincount(paired.documents, _agreeing(paired))
    units = np.bincount(paired.documents)
    value = float(agreeing.sum() / units.sum())
    without = quotient(agreeing.sum() - agreeing, units.sum() - units)
    return JackknifeEstimate(value, value, without, low=0.0)


def _agreeing(paired: Ratings) -> Floats:
    """Return, for each unit, the share of its pairs of coders that agree."""
    rated = paired.values != MISSING
    same = np.zeros(paired.values.shape[1])
    for one, other in paired.pairs():
        same += rated[one] & (paired.values[one] == paired.values[other])
    coders = rated.sum(axis=0)
    return np.asarray(same / (coders * (coders - 1) / 2), np.float64)
