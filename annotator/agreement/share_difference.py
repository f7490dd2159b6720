"""The difference of two shares, within strata, with an interval for texts like these.

The difference is that of Mantel and Haenszel: differences within strata, weighted by
n1 n0 / (n1 + n0), as in Greenland & Robins 1985, "Estimation of a common effect parameter from
sparse follow-up data", Biometrics 41. Sentences of one document are alike, so its variance is that
of leaving out one document at a time, and at least that of independent sentences with one
success and one failure added to each share (Agresti & Caffo 2000, "Simple and effective confidence
intervals for proportions and differences of proportions", The American Statistician 54).

Tables are [documents, strata, 2, 2]: for each of the two groups the number of successes, then of
all.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from annotator.agreement.figure import Floats, quotient
from annotator.agreement.interval import Interval, students_t


@dataclass(frozen=True, slots=True)
class ShareDifference:
    """The share in the second group minus that in the first, with its interval."""

    value: float
    interval: Interval

    @property
    def is_clear(self) -> bool:
        """True if the interval does not contain 0."""
        return not self.interval.low <= 0 <= self.interval.high


def difference_of_shares(table: Floats, confidence: float) -> ShareDifference:
    """Compute the difference. Both groups need a member in one stratum, in two documents or more.

    Raises ValueError if that is not so.
    """
    totals = table.sum(axis=0)
    value = float(_differences(totals))
    if math.isnan(value) or len(table) < 2:
        raise ValueError("no stratum has both groups, or there is one document only")
    return ShareDifference(value, _interval(table, value, confidence))


def _differences(table: Floats) -> Floats:
    """The difference of Mantel and Haenszel. table: [..., strata, 2, 2]."""
    successes, every = table[..., 0], table[..., 1]
    weights = _weights(every)
    shares = np.nan_to_num(quotient(successes, every))
    total = weights.sum(axis=-1)
    difference = (weights * (shares[..., 1] - shares[..., 0])).sum(axis=-1)
    return quotient(difference, total)


def _weights(every: Floats) -> Floats:
    return np.nan_to_num(quotient(every.prod(axis=-1), every.sum(axis=-1)))


def _interval(table: Floats, difference: float, confidence: float) -> Interval:
    totals = table.sum(axis=0)
    without = _differences(totals[None] - table)
    changes = np.nan_to_num(without - difference) ** 2
    documents = len(table)
    variance = max(
        (documents - 1) / documents * float(changes.sum()), _variance_of_independent(totals)
    )
    effective = _effective_number(_weights(table[..., 1]).sum(axis=1) + table[..., 1].sum((1, 2)))
    reach = math.sqrt(variance) * students_t(
        0.5 + confidence / 2, max(1, math.floor(effective - 1 + 1e-9))
    )
    return Interval(max(-1.0, difference - reach), min(1.0, difference + reach), confidence)


def _variance_of_independent(totals: Floats) -> float:
    """The variance of the difference if sentences were independent."""
    weights = _weights(totals[..., 1])
    shares = weights / weights.sum()
    smoothed = (totals[..., 0] + 1) / (totals[..., 1] + 2)
    each = smoothed * (1 - smoothed) / (totals[..., 1] + 2)
    return float((shares[:, None] ** 2 * each).sum())


def _effective_number(sizes: Floats) -> float:
    """Kish's effective number of documents of these sizes."""
    return float(sizes.sum() ** 2 / (sizes**2).sum())
