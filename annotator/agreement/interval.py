"""Intervals of coefficients: Wilson's, with an effective number of units.

Every coefficient is a rescaled proportion p, the share of units on which a pair of coders agrees:
of the units that at least one of the two marked (alpha, kappa, F1), or of all (percent, AC1).
Wilson's interval (1927) is made for proportions. Sentences of one document are alike, so its number
of units is divided by the *design effect*: the variance when documents are left out one at a time,
over that of independent units (Kish 1965; Franco, Little, Louis & Slud 2019, "Comparative study of
confidence intervals for proportions in complex sample surveys"). Where few documents hold a label
that variance is itself hardly known, so it is averaged with a prior, and Student's t counts the
documents that matter, not all of them.

No resampling, no random numbers. docs/agreement.md shows how often these intervals contain the
truth, beside those of the jackknife, and where they still fail.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

_Floats = NDArray[np.float64]

FEWEST_DOCUMENTS = 3
FEWEST_UNITS = 5
_PRIOR_DOCUMENTS = 2
"""The prior design effect counts as much as this number of documents."""


@dataclass(frozen=True, slots=True)
class Interval:
    """The bounds of a coefficient for documents like these, at a confidence such as 0.95."""

    low: float
    high: float
    confidence: float


@dataclass(frozen=True, slots=True)
class Scale:
    """How a coefficient follows from the agreed share p of units.

    coefficient = 1 - disagreement / chance, where the disagreement is 1 - p of all units, and
    (1 - p) / (1 + p), which is 1 - F1, of the marked ones.
    chance: the disagreement by chance, on that scale; 1 if it is not taken into account.
    marked: whether the units are those that at least one coder of a pair marked.
    """

    chance: float
    marked: bool

    @property
    def correlation(self) -> float:
        """The prior correlation of units of one document."""
        return 0.1 if self.marked else 0.05

    def proportion(self, value: float) -> float:
        """Return p, from 0 to 1."""
        agreed = 1 - (1 - value) * self.chance
        return min(1.0, max(0.0, agreed / (2 - agreed) if self.marked else agreed))

    def coefficient(self, p: float) -> float:
        """Return the coefficient."""
        agreed = 2 * p / (1 + p) if self.marked else p
        return 1 - (1 - agreed) / self.chance

    def slope(self, p: float) -> float:
        """Return the change of the coefficient with p."""
        return (2 / (1 + p) ** 2 if self.marked else 1.0) / self.chance


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """What an interval rests on: for each document, two numbers.

    units: the units that an average pair of coders had to agree on.
    marks: how often the rarer answers were given; documents without any say little.
    what: the marks in words, for the reason why there is no interval.
    spread: the variance of the agreement on a unit over that of one that is all or nothing; less
        than 1 where coders can agree in part.
    """

    units: _Floats
    marks: _Floats
    scale: Scale
    what: str = "the rarer answers are"
    spread: float = 1.0


def interval(
    value: float, without: _Floats, evidence: Evidence, confidence: float
) -> Interval | str:
    """Return the interval around a coefficient, or the reason why there is none.

    without: the coefficient without each document, NaN where that is undefined.
    """
    reason = _reason(evidence)
    if reason:
        return reason
    scale, units = evidence.scale, float(evidence.units.sum())
    p = scale.proportion(value)
    squares = np.nan_to_num((without - value) ** 2)
    effect, degrees = _design_effect(squares, evidence, p)
    reach = students_t(0.5 + confidence / 2, degrees) ** 2 * effect / units
    half = math.sqrt(reach * p * (1 - p) + reach * reach / 4)
    low, high = ((p + reach / 2 + sign * half) / (1 + reach) for sign in (-1, 1))
    return Interval(
        min(value, scale.coefficient(max(0.0, low))),
        max(value, scale.coefficient(min(1.0, high))),
        confidence,
    )


def _reason(evidence: Evidence) -> str:
    """Return why there is too little data, '' if there is enough."""
    documents = len(evidence.units)
    if documents < 2:
        return f"an interval needs two documents, found {documents}"
    if not evidence.scale.marked:
        return ""
    holding = int(np.count_nonzero(evidence.marks))
    if holding < FEWEST_DOCUMENTS:
        plural = "" if holding == 1 else "s"
        return (
            f"too little data: {evidence.what} in {holding} document{plural},"
            f" and an interval needs {FEWEST_DOCUMENTS}"
        )
    if evidence.units.sum() < FEWEST_UNITS:
        return (
            f"too little data: an interval needs {FEWEST_UNITS} units that one of two coders marked"
        )
    return ""


def _design_effect(squares: _Floats, evidence: Evidence, p: float) -> tuple[float, int]:
    """Return the design effect, at least the spread, and the degrees of freedom of its variance.

    squares: of the changes of the coefficient as a document is left out.
    """
    documents, units, scale = len(squares), evidence.units, evidence.scale
    total = float(units.sum())
    spread = p * (1 - p)
    variance = (documents - 1) / documents * float(squares.sum()) / scale.slope(p) ** 2
    measured = variance * total / spread if spread > 1e-9 else 0.0
    number = min(effective_number(evidence.marks), effective_number(squares))
    degrees = max(1, math.floor((number if math.isfinite(number) else 1) - 1 + 1e-9))
    size = float((units**2).sum()) / total  # of the document that a unit finds itself in
    prior = evidence.spread * (1 + max(0.0, size - 1) * scale.correlation)
    mean = (degrees * measured + _PRIOR_DOCUMENTS * prior) / (degrees + _PRIOR_DOCUMENTS)
    return max(evidence.spread, mean), degrees + _PRIOR_DOCUMENTS


def effective_number(amounts: _Floats) -> float:
    """Return how many equal amounts vary as much as these (Kish); infinite if all are zero."""
    total = float(amounts.sum())
    return total**2 / float((amounts**2).sum()) if total > 1e-18 else math.inf


# --------------------------------------------------------------------------- Student's t


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
