"""A coefficient with its interval, units, coders and formula, or the reason why it is undefined.

A coefficient is never NaN, and 1.0 or 0.0 never stands for "cannot be computed": libraries differ
in those cases, and a made-up number misleads.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from annotator.agreement.intervals import Interval, jackknife_t

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


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
