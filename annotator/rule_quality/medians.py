"""Medians of times, and how far two of them are apart.

Times on task are skewed: a median is what a usual case takes, and one long coffee break does not
move it. Standard error by order statistics, free of a distribution: R. M. Price and D. G. Bonett
2001, "Estimating the variance of the sample median", Journal of Statistical Computation and
Simulation 68; interval of a difference as in their "Distribution-free confidence intervals for
difference and ratio of medians", the same journal 72 (2002).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb, exp, hypot, lgamma, log, sqrt
from statistics import NormalDist, median

FEWEST = 5
"""Times without which a median is not reported."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number with its interval, or the reason why there is none."""

    value: float | None
    low: float | None
    high: float | None
    confidence: float
    reason: str = ""

    def times(self, factor: float) -> Estimate:
        """The same, so many times (0 or more)."""
        if self.value is None or self.low is None or self.high is None:
            return self
        low, high = self.low * factor, self.high * factor
        return Estimate(self.value * factor, low, high, self.confidence)

    def less(self, other: Estimate) -> Estimate:
        """The difference of two independent estimates; the first reason if one is undefined."""
        if self.value is None or self.high is None:
            return self
        if other.value is None or other.high is None:
            return other
        reach = hypot(self.high - self.value, other.high - other.value)
        value = self.value - other.value
        return Estimate(value, value - reach, value + reach, self.confidence)


def middle(values: Sequence[float], what: str, *, confidence: float = 0.95) -> Estimate:
    """The median of values; what: their name, for the reason where there are fewer than FEWEST."""
    reason = _too_few(values, what)
    if reason:
        return Estimate(None, None, None, confidence, reason)
    return _around(median(values), standard_error(values), confidence)


def difference(
    longer: tuple[Sequence[float], str],
    shorter: tuple[Sequence[float], str],
    *,
    confidence: float = 0.95,
) -> Estimate:
    """How far the first median is above the second; each with its name for the reason."""
    reasons = [reason for reason in (_too_few(*longer), _too_few(*shorter)) if reason]
    if reasons:
        return Estimate(None, None, None, confidence, "; ".join(reasons))
    error = sqrt(standard_error(longer[0]) ** 2 + standard_error(shorter[0]) ** 2)
    return _around(median(longer[0]) - median(shorter[0]), error, confidence)


def standard_error(values: Sequence[float]) -> float:
    """The standard error of the median: how far two order statistics are apart, in normal units."""
    ordered, count = sorted(values), len(values)
    rank = max(1, round(count / 2 - sqrt(count)))
    tail = sum(_binomial(count, below) for below in range(rank))
    apart = ordered[count - rank] - ordered[rank - 1]
    return apart / (2 * NormalDist().inv_cdf(1 - tail))


def _binomial(count: int, below: int) -> float:
    """P(below of count tosses are heads)."""
    if count < 1000:
        return float(comb(count, below) / 2**count)
    logarithm = lgamma(count + 1) - lgamma(below + 1) - lgamma(count - below + 1)
    return exp(logarithm - count * log(2))


def _too_few(values: Sequence[float], what: str) -> str:
    if len(values) >= FEWEST:
        return ""
    return f"{len(values)} {what}, at least {FEWEST} are needed"


def _around(value: float, error: float, confidence: float) -> Estimate:
    reach = NormalDist().inv_cdf(0.5 + confidence / 2) * error
    return Estimate(value, value - reach, value + reach, confidence)
