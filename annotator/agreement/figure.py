"""A figure: a coefficient of something, with its interval, or the reason why there is none.

A figure is never NaN, and 1.0 or 0.0 never stands for "cannot be computed": libraries differ in
those cases, and a made-up number misleads.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from annotator.agreement.interval import Evidence, Interval, interval

Ints = NDArray[Any]
"""Whole numbers, of any size."""
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Scope:
    """What a figure is of.

    layer: sentences, spans, documents, attributes, relations, tokens, characters or units.
    name: the label, group, attribute or kind of relation; '' for all together.
    kind: label, group, attribute or relation; what the name is one of.
    coders: the two of a pair, or the one who is compared with all others; () for everybody.
    """

    layer: str = "units"
    name: str = ""
    kind: str = "label"
    coders: tuple[str, ...] = ()

    def __str__(self) -> str:
        parts = [self.layer]
        if self.name:
            parts.append(f"{self.kind} {self.name}")
        if self.coders:
            parts.append(" and ".join(self.coders))
        return ", ".join(parts)


ALL = Scope()


@dataclass(frozen=True, slots=True)
class Figure:
    """One coefficient of one scope.

    coefficient: its short name, as for `--metric`.
    formula: the exact formula, as several share a name and differ in missing data and sets.
    value: None if undefined.
    interval: None if there is none.
    observed: the agreement before chance is taken into account, as this coefficient counts it.
    units, coders, documents: how many took part, that is, have values of two coders.
    reason: why there is no value, or no interval; '' if there are both.
    """

    coefficient: str
    scope: Scope
    value: float | None
    interval: Interval | None
    observed: float | None
    units: int
    coders: int
    documents: int
    formula: str
    reason: str

    def __post_init__(self) -> None:
        whole = self.value is not None and self.interval is not None
        if whole == bool(self.reason) or (self.value is None and self.interval is not None):
            raise ValueError(f"a figure has a value and an interval, or a reason, got {self}")

    def as_dict(self) -> dict[str, Any]:
        """Return the figure for JSON: the scope as text, the interval as [low, high] or null."""
        bounds = self.interval
        return {
            "coefficient": self.coefficient,
            "scope": str(self.scope),
            "value": self.value,
            "interval": None if bounds is None else [bounds.low, bounds.high],
            "observed": self.observed,
            "units": self.units,
            "coders": self.coders,
            "documents": self.documents,
            "formula": self.formula,
            "reason": self.reason,
        }


@dataclass(frozen=True, slots=True)
class SampleSize:
    """The number of units, coders and documents that a coefficient is computed from."""

    units: int
    coders: int
    documents: int


NOTHING = SampleSize(0, 0, 0)


@dataclass(frozen=True, slots=True)
class Coefficient:
    """The short name of a coefficient, and its formula in words."""

    name: str
    formula: str


@dataclass(frozen=True, slots=True, eq=False)
class JackknifeEstimate:
    """A coefficient of all documents, and again without each of them.

    NaN means "undefined" here, so that arrays can hold it; a figure holds none.
    without: the coefficient without each document. evidence: what the interval rests on.
    """

    value: float
    observed: float
    without: Floats
    evidence: Evidence


def undefined(
    coefficient: Coefficient, scope: Scope, reason: str, size: SampleSize = NOTHING
) -> Figure:
    """Return a figure without a value, with the reason."""
    return _figure(coefficient, scope, size, reason=reason)


def without_interval(
    coefficient: Coefficient, scope: Scope, value: float, size: SampleSize, reason: str
) -> Figure:
    """Return a figure that has a value alone, with the reason."""
    return _figure(coefficient, scope, size, value=value, reason=reason)


def figure(
    coefficient: Coefficient,
    scope: Scope,
    estimate: JackknifeEstimate,
    size: SampleSize,
    *,
    otherwise: str | Callable[[], str],
    confidence: float,
) -> Figure:
    """Return the figure of an estimate, with its interval.

    otherwise: the reason to give if the estimate has no value, or what computes it.
    """
    observed = None if np.isnan(estimate.observed) else float(estimate.observed)
    if np.isnan(estimate.value):
        reason = otherwise if isinstance(otherwise, str) else otherwise()
        return _figure(coefficient, scope, size, observed=observed, reason=reason)
    value = float(estimate.value)
    found = interval(value, estimate.without, estimate.evidence, confidence)
    if isinstance(found, Interval):
        return _figure(coefficient, scope, size, value=value, bounds=found, observed=observed)
    return _figure(coefficient, scope, size, value=value, observed=observed, reason=found)


def _figure(
    coefficient: Coefficient,
    scope: Scope,
    size: SampleSize,
    *,
    value: float | None = None,
    bounds: Interval | None = None,
    observed: float | None = None,
    reason: str = "",
) -> Figure:
    return Figure(
        coefficient=coefficient.name,
        scope=scope,
        value=value,
        interval=bounds,
        observed=observed,
        units=size.units,
        coders=size.coders,
        documents=size.documents,
        formula=coefficient.formula,
        reason=reason,
    )


def quotient(above: Floats | Ints | float, below: Floats | Ints | float) -> Floats:
    """Return above / below, or NaN where below is not more than a rounding error."""
    tops, bottoms = np.asarray(above, np.float64), np.asarray(below, np.float64)
    result = np.full(np.broadcast(tops, bottoms).shape, np.nan)
    np.divide(tops, bottoms, out=result, where=bottoms > 1e-9)
    return result
