"""A coefficient with its interval, units, coders and formula, or the reason why it is undefined.

A coefficient is never NaN, and 1.0 or 0.0 never stands for "cannot be computed": libraries differ
in those cases, and a made-up number misleads.

Intervals are computed by leaving out one document at a time (the jackknife). Sentences of one
document are alike, so documents are left out, not sentences: intervals from resampled sentences
are about half as wide as they should be. Leave-one-out standard error and Student's t as in Efron
& Tibshirani 1993, "An Introduction to the Bootstrap", chapter 11.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

_ONE = "an interval needs two documents, found {}"
_FEW = "undefined once one of the documents is left out"
_SAME = "leaving out a document changes nothing, so the interval has no width"


@dataclass(frozen=True, slots=True)
class Coefficient:
    """One coefficient of one set of units.

    formula: the exact formula, as several share a name and differ in missing data and sets.
    value: None if undefined; then reason says why, otherwise reason is ''.
    units, coders, documents: how many took part, that is, have values of two coders.
    observed: the agreement before chance is taken into account, as this coefficient counts it.
    interval: None if undefined; then interval_reason says why.
    """

    formula: str
    value: float | None
    reason: str
    units: int
    coders: int
    documents: int
    observed: float | None
    interval: Interval | None
    interval_reason: str

    def __post_init__(self) -> None:
        if (self.value is None) != bool(self.reason):
            raise ValueError(f"a coefficient has either a value or a reason, got {self}")
        if (self.interval is None) != bool(self.interval_reason):
            raise ValueError(f"an interval or a reason why not, got {self}")


@dataclass(frozen=True, slots=True)
class SampleSize:
    """The number of units, coders and documents that a coefficient is computed from."""

    units: int
    coders: int
    documents: int


NOTHING = SampleSize(0, 0, 0)


@dataclass(frozen=True, slots=True, eq=False)
class JackknifeEstimate:
    """A coefficient of all documents, and again without each of them.

    Only for use inside this package: NaN means "undefined" here, so that arrays can hold it.
    without: the coefficient without each document. low, high: the bounds of the coefficient.
    """

    value: float
    observed: float
    without: Floats
    low: float = -1.0
    high: float = 1.0


def undefined(formula: str, reason: str, size: SampleSize = NOTHING) -> Coefficient:
    """Return a coefficient without a value, with the reason."""
    return Coefficient(formula, None, reason, *_numbers(size), None, None, reason)


def defined(
    formula: str,
    estimate: JackknifeEstimate,
    size: SampleSize,
    *,
    otherwise: str,
    confidence: float,
) -> Coefficient:
    """Return the coefficient of an estimate, with its interval.

    otherwise: the reason to give if the estimate has no value.
    """
    observed = None if np.isnan(estimate.observed) else float(estimate.observed)
    if np.isnan(estimate.value):
        return Coefficient(formula, None, otherwise, *_numbers(size), observed, None, otherwise)
    bounds = (estimate.low, estimate.high)
    interval = jackknife_t(estimate.value, estimate.without, bounds, confidence)
    found = isinstance(interval, Interval)
    return Coefficient(
        formula=formula,
        value=float(estimate.value),
        reason="",
        units=size.units,
        coders=size.coders,
        documents=size.documents,
        observed=observed,
        interval=interval if isinstance(interval, Interval) else None,
        interval_reason="" if found else str(interval),
    )


def _numbers(size: SampleSize) -> tuple[int, int, int]:
    return (size.units, size.coders, size.documents)


def quotient(above: Floats | Ints, below: Floats | Ints) -> Floats:
    """Return above / below, or NaN where below is not more than a rounding error."""
    tops, bottoms = np.asarray(above, np.float64), np.asarray(below, np.float64)
    result = np.full(np.broadcast(tops, bottoms).shape, np.nan)
    np.divide(tops, bottoms, out=result, where=bottoms > 1e-9)
    return result


@dataclass(frozen=True, slots=True)
class Interval:
    """The bounds of a coefficient for documents like these, at a confidence such as 0.95."""

    low: float
    high: float
    confidence: float


def jackknife_t(
    value: float, without: NDArray[np.float64], bounds: tuple[float, float], confidence: float
) -> Interval | str:
    """Return the interval around value, or the reason why there is none.

    without: the coefficient without each document, NaN where that is undefined.
    bounds: of the coefficient; the interval is cut off there.
    """
    documents = len(without)
    if documents < 2:
        return _ONE.format(documents)
    if np.isnan(without).any():
        return _FEW
    spread = float(((without - without.mean()) ** 2).sum())
    error = math.sqrt((documents - 1) / documents * spread)
    if error < 1e-12:
        return _SAME
    reach = error * students_t(0.5 + confidence / 2, documents - 1)
    low, high = bounds
    return Interval(max(low, value - reach), min(high, value + reach), confidence)


@lru_cache
def students_t(probability: float, degrees: int) -> float:
    """Return a quantile of Student's t; probability is above one half.

    Abramowitz & Stegun 1964: by bisection of the finite series 26.7.3 and 26.7.4; from 200 degrees
    of freedom on by the expansion 26.7.5, which is then exact to 9 digits.
    """
    if not 0.5 < probability < 1 or degrees < 1:
        raise ValueError(f"no such quantile: {probability} of {degrees} degrees of freedom")
    if degrees >= 200:
        return _expansion(NormalDist().inv_cdf(probability), degrees)
    low, high = 0.0, math.pi / 2
    for _ in range(60):
        middle = (low + high) / 2
        if _within(middle, degrees) < 2 * probability - 1:
            low = middle
        else:
            high = middle
    return math.sqrt(degrees) * math.tan(low)


def _within(angle: float, degrees: int) -> float:
    """P(|t| < sqrt(degrees) * tan(angle))."""
    sine, cosine = math.sin(angle), math.cos(angle)
    odd = degrees % 2
    term = total = cosine if odd else 1.0
    for step in range(2 + odd, degrees - 1, 2):
        term *= cosine**2 * (step - 1) / step
        total += term
    if not odd:
        return sine * total
    return 2 / math.pi * (angle + (sine * total if degrees > 1 else 0.0))


def _expansion(z: float, degrees: int) -> float:
    first = (z**3 + z) / 4
    second = (5 * z**5 + 16 * z**3 + 3 * z) / 96
    third = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
    return z + first / degrees + second / degrees**2 + third / degrees**3
