"""Shares of values as Gwet counts them, for Fleiss' kappa, AC1 and Brennan and Prediger.

Gwet 2014, "Handbook of Inter-Rater Reliability": observed agreement is a mean over the units with
two values or more; the share of a value is a mean over the units with one value or more. The
documents of both are numbered alike.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from annotator.agreement import sums
from annotator.agreement.distance import NOMINAL, Distance
from annotator.agreement.figure import Floats, quotient
from annotator.agreement.ratings import Ratings


@dataclass(frozen=True, slots=True, eq=False)
class ValueShares:
    """Sums of ratings by document.

    paired: the units with two values. cells: counts of its values.
    apart, apart_without: the mean distance of two values, and without each document.
    shares: how much of its unit each value is, summed by document. units: with a value.
    """

    paired: Ratings
    paired_cells: sums.Cells
    apart: float
    apart_without: Floats
    shares: sums.Cells
    units: Floats

    def chance(self, distance: Distance) -> tuple[float, Floats]:
        """Return the distance of two values by chance: in total, and without each document."""
        whole, without = sums.expected(self.shares, distance, len(self.units))
        number = float(self.units.sum())
        return whole / number**2, quotient(without, (number - self.units) ** 2)


def value_shares(ratings: Ratings, distance: Distance = NOMINAL) -> ValueShares:
    """Sum up ratings of which some units have two values or more."""
    given = ratings.given()
    coders = given.number
    documents = int(given.documents.max()) + 1
    both = np.flatnonzero(coders > 1)
    paired = replace(
        given,
        values=given.values.take(both, axis=1),
        documents=given.documents.take(both),
        who=None if given.who is None else given.who.take(both, axis=1),
    )
    apart = np.bincount(paired.documents, sums.disagreement(paired, distance), documents)
    number = np.bincount(paired.documents, minlength=documents)
    return ValueShares(
        paired=paired,
        paired_cells=sums.cells(paired),
        apart=float(apart.sum() / number.sum()),
        apart_without=quotient(apart.sum() - apart, number.sum() - number),
        shares=sums.cells(given, 1 / coders),
        units=sums.by_document(given),
    )
