"""Estimates with intervals, for counts and times as few as one rule has.

Proportions have Wilson's score interval: E. B. Wilson 1927, "Probable inference, the law of
succession, and statistical inference", Journal of the American Statistical Association 22;
recommended for small counts and for proportions near 0 and 1 by R. G. Newcombe 1998, Statistics in
Medicine 17, whose method 3 it is.

Times are compared by their medians, because times on task are skewed and one long coffee break
must not count. The standard error comes from order statistics and assumes no distribution: R. M.
Price and D. G. Bonett 2001, "Estimating the variance of the sample median", Journal of Statistical
Computation and Simulation 68; the interval of a difference as in their "Distribution-free
confidence intervals for difference and ratio of medians", the same journal 72 (2002).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb, exp, hypot, lgamma, log, sqrt
from statistics import NormalDist, median

MINIMUM_TIMES = 5
"""A median of fewer times is not reported."""


# -------------------------------------------------------------------------- proportions


@dataclass(frozen=True, slots=True)
class Proportion:
    """A share of cases with its interval, or the reason why there is none.

    hits, of: the counts. value: hits / of.
    low, high: bounds of the interval at this confidence. Cases count as independent.
    """

    hits: int
    of: int
    value: float | None
    low: float | None
    high: float | None
    confidence: float
    reason: str = ""


def proportion(hits: int, of: int, *, confidence: float = 0.95, empty: str = "none") -> Proportion:
    """Return hits / of with its interval. empty: the reason to give where of is 0.

    Raises ValueError unless 0 <= hits <= of.
    """
    if not 0 <= hits <= of:
        raise ValueError(f"{hits} of {of} is no proportion")
    if of == 0:
        return Proportion(hits, of, None, None, None, confidence, empty)
    low, high = wilson(hits, of, confidence)
    return Proportion(hits, of, hits / of, low, high, confidence)


def wilson(hits: int, of: int, confidence: float) -> tuple[float, float]:
    """Return the bounds of Wilson's interval, without continuity correction; of is above 0."""
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    share = hits / of
    middle = share + z * z / (2 * of)
    reach = z * sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    scale = 1 + z * z / of
    low = (middle - reach) / scale if hits else 0.0
    high = (middle + reach) / scale if hits < of else 1.0
    return max(0.0, low), min(1.0, high)


# ------------------------------------------------------------------------------ medians


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number with its interval, or the reason why there is none."""

    value: float | None
    low: float | None
    high: float | None
    confidence: float
    reason: str = ""

    def times(self, factor: float) -> Estimate:
        """Return the estimate multiplied by a factor of 0 or more."""
        if self.value is None or self.low is None or self.high is None:
            return self
        low, high = self.low * factor, self.high * factor
        return Estimate(self.value * factor, low, high, self.confidence)

    def minus(self, other: Estimate) -> Estimate:
        """Return the difference of two independent estimates.

        If either is undefined, return the first that is.
        """
        if self.value is None or self.high is None:
            return self
        if other.value is None or other.high is None:
            return other
        reach = hypot(self.high - self.value, other.high - other.value)
        value = self.value - other.value
        return Estimate(value, value - reach, value + reach, self.confidence)


def median_estimate(values: Sequence[float], name: str, *, confidence: float = 0.95) -> Estimate:
    """Return the median of values. name: of the values, for the reason if they are too few."""
    reason = _too_few(values, name)
    if reason:
        return Estimate(None, None, None, confidence, reason)
    return _around(median(values), standard_error(values), confidence)


def median_difference(
    longer: tuple[Sequence[float], str],
    shorter: tuple[Sequence[float], str],
    *,
    confidence: float = 0.95,
) -> Estimate:
    """Return the first median minus the second. Each is (values, name), see median_estimate."""
    reasons = [reason for reason in (_too_few(*longer), _too_few(*shorter)) if reason]
    if reasons:
        return Estimate(None, None, None, confidence, "; ".join(reasons))
    error = sqrt(standard_error(longer[0]) ** 2 + standard_error(shorter[0]) ** 2)
    return _around(median(longer[0]) - median(shorter[0]), error, confidence)


def standard_error(values: Sequence[float]) -> float:
    """Return the standard error of the median: the distance of two order statistics over z."""
    ordered, count = sorted(values), len(values)
    rank = max(1, round(count / 2 - sqrt(count)))
    tail = sum(_binomial(count, below) for below in range(rank))
    distance = ordered[count - rank] - ordered[rank - 1]
    return distance / (2 * NormalDist().inv_cdf(1 - tail))


def _binomial(count: int, below: int) -> float:
    """P(below of count tosses are heads)."""
    if count < 1000:
        return float(comb(count, below) / 2**count)
    logarithm = lgamma(count + 1) - lgamma(below + 1) - lgamma(count - below + 1)
    return exp(logarithm - count * log(2))


def _too_few(values: Sequence[float], name: str) -> str:
    if len(values) >= MINIMUM_TIMES:
        return ""
    return f"{len(values)} {name}, at least {MINIMUM_TIMES} are needed"


def _around(value: float, error: float, confidence: float) -> Estimate:
    reach = NormalDist().inv_cdf(0.5 + confidence / 2) * error
    return Estimate(value, value - reach, value + reach, confidence)
