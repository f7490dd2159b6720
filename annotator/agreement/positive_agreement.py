"""Positive specific agreement: if one coder gives a value, how often does another one?

2 * both / (2 * both + one alone), over pairs of coders: Dice 1945; Cicchetti & Feinstein 1990,
"High agreement but low kappa: II. Resolving the paradoxes", Journal of Clinical Epidemiology 43. It
is the F1 of two coders (Hripcsak & Rothschild 2005), and needs no count of what nobody marked. In
units with more coders every coder is compared with the mean of the others.
"""

from __future__ import annotations

import numpy as np

from annotator.agreement.figure import (
    ALL,
    Coefficient,
    Figure,
    JackknifeEstimate,
    Scope,
    figure,
    quotient,
    undefined,
)
from annotator.agreement.interval import Evidence, Scale
from annotator.agreement.ratings import Ratings, count_rows
from annotator.agreement.sums import by_document

POSITIVE = Coefficient("positive", "positive specific agreement, 2 both / (2 both + one alone)")


def positive_agreement(
    ratings: Ratings, value: str, *, scope: Scope = ALL, confidence: float = 0.95
) -> Figure:
    """Return the specific agreement on one of the values; undefined if nobody gave it."""
    reason = ratings.reason_undefined()
    if reason:
        return undefined(POSITIVE, scope, reason)
    paired = ratings.pairable()
    code = ratings.names.index(value) if value in ratings.names else len(ratings.names)
    return figure(
        POSITIVE,
        scope,
        estimate(paired, code),
        paired.size,
        otherwise=f"nobody gave the value {value!r} in the units rated by two",
        confidence=confidence,
    )


def estimate(paired: Ratings, code: int) -> JackknifeEstimate:
    """Compute the agreement on a value, by its index, of ratings that are pairable."""
    coders = paired.number
    marks = count_rows(paired.values == code)
    left = coders - marks
    both = by_document(paired, marks * (marks - 1) / (coders - 1))
    given = by_document(paired, marks.astype(np.float64))
    units = by_document(paired, 1 - left * (left - 1) / (coders * (coders - 1)))
    value = float(quotient(both.sum(), given.sum()))
    without = quotient(both.sum() - both, given.sum() - given)
    weighted = by_document(paired, (marks * (coders - 1)).astype(np.float64))
    evidence = Evidence(units, weighted, Scale(1.0, marked=True), "the value is")
    return JackknifeEstimate(value, value, without, evidence)
