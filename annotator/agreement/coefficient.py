"""A number about agreement, with all that is needed to read it, and the reason where there is none.

Nothing here is ever NaN, and no 1.0 or 0.0 stands for "cannot be computed": libraries differ
on those cases, and a made-up number misleads.
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

    formula: which of the coefficients of that name; they differ in missing data and sets.
    value: None where it is undefined; reason then says why, and is '' otherwise.
    units, coders, documents: how many took part, that is were paired with another coder's.
    observed: agreement before chance is taken into account, as this coefficient counts it.
    interval: None where interval_reason says why.
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
class Size:
    """How much a coefficient rests on."""

    units: int
    coders: int
    documents: int


NOTHING = Size(0, 0, 0)


@dataclass(frozen=True, slots=True, eq=False)
class Estimate:
    """A coefficient of all documents, and again without each of them in turn.

    Only inside this package: NaN is "undefined" here, so that one array can hold it.
    low, high: the bounds that the coefficient can never leave.
    """

    value: float
    observed: float
    without: Floats
    low: float = -1.0
    high: float = 1.0


def undefined(formula: str, reason: str, size: Size = NOTHING) -> Coefficient:
    """A coefficient that has no value, and why."""
    return Coefficient(formula, None, reason, *_numbers(size), None, None, reason)


def defined(
    formula: str, estimate: Estimate, size: Size, *, otherwise: str, confidence: float
) -> Coefficient:
    """The coefficient that an estimate amounts to.

    otherwise: the reason to give where the estimate has no value.
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


def _numbers(size: Size) -> tuple[int, int, int]:
    return (size.units, size.coders, size.documents)


def quotient(above: Floats | Ints, below: Floats | Ints) -> Floats:
    """Above / below, NaN where below is not more than a rounding error."""
    tops, bottoms = np.asarray(above, np.float64), np.asarray(below, np.float64)
    nowhere = np.full(np.broadcast(tops, bottoms).shape, np.nan)
    np.divide(tops, bottoms, out=nowhere, where=bottoms > 1e-9)
    return nowhere
