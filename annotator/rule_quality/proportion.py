"""Proportions with Wilson's score interval, for counts as small as a rule's decisions.

E. B. Wilson 1927, "Probable inference, the law of succession, and statistical inference",
Journal of the American Statistical Association 22; recommended for small counts and for
proportions near 0 and 1 by R. G. Newcombe 1998, Statistics in Medicine 17, whose method 3 it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist


@dataclass(frozen=True, slots=True)
class Proportion:
    """hits of so many, as a share with its interval; without any, the reason why there is none.

    low, high: where the share would lie with this confidence, were there many more like these.
        Cases count as independent of each other.
    """

    hits: int
    of: int
    value: float | None
    low: float | None
    high: float | None
    confidence: float
    reason: str = ""


def proportion(hits: int, of: int, *, confidence: float = 0.95, empty: str = "none") -> Proportion:
    """The share of hits. empty: the reason to give where of is 0.

    Raises ValueError unless 0 <= hits <= of.
    """
    if not 0 <= hits <= of:
        raise ValueError(f"{hits} of {of} is no proportion")
    if of == 0:
        return Proportion(hits, of, None, None, None, confidence, empty)
    low, high = wilson(hits, of, confidence)
    return Proportion(hits, of, hits / of, low, high, confidence)


def wilson(hits: int, of: int, confidence: float) -> tuple[float, float]:
    """The bounds of Wilson's score interval, without continuity correction; of is above 0."""
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    share = hits / of
    middle = share + z * z / (2 * of)
    reach = z * sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    scale = 1 + z * z / of
    low = (middle - reach) / scale if hits else 0.0
    high = (middle + reach) / scale if hits < of else 1.0
    return max(0.0, low), min(1.0, high)
