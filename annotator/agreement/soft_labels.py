"""Soft labels: how likely each value of a unit is, from all votes instead of one decision.

Two kinds: the shares of the votes, and the posteriors of Dawid and Skene's model. They stand beside
the gold value, if there is one. Soft labels are compared by the *Manhattan distance*, the sum of
the differences over values, from 0 to 2, as in the shared task on learning with disagreements
(LeWiDi 2025).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from annotator.agreement.dawid_skene import dawid_skene, vote_shares
from annotator.agreement.figure import Floats, Ints
from annotator.agreement.ratings import MISSING, Ratings


@dataclass(frozen=True, slots=True, eq=False)
class SoftLabels:
    """The soft labels of units with a vote.

    units: [units], their places in the ratings. values: the names of the columns.
    votes: [units], the number of votes. shares, posteriors: [units, values].
    gold: [units], an index into values, MISSING where there is none.
    converged: whether Dawid and Skene's model did.
    """

    units: Ints
    values: tuple[str, ...]
    votes: Ints
    shares: Floats
    posteriors: Floats
    gold: Ints
    converged: bool

    @property
    def of_gold(self) -> Floats:
        """The gold as soft labels, for the units that have it."""
        has = self.gold != MISSING
        return np.asarray(np.eye(len(self.values))[self.gold[has]], np.float64)

    def distances(self) -> dict[str, float]:
        """Return the mean Manhattan distance of each two kinds of soft labels, by their names."""
        found = {"votes and Dawid-Skene": float(manhattan(self.shares, self.posteriors).mean())}
        has = self.gold != MISSING
        if has.any():
            gold = self.of_gold
            found["votes and gold"] = float(manhattan(self.shares[has], gold).mean())
            found["Dawid-Skene and gold"] = float(manhattan(self.posteriors[has], gold).mean())
        return found

    def rows(self, names: Sequence[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
        """Yield a row for each value of each unit: its name, value, votes, shares and gold.

        names: of the units in the ratings, each in some columns.
        """
        for place, unit in enumerate(self.units):
            gold = self.gold[place]
            for code, value in enumerate(self.values):
                share = self.shares[place, code]
                yield (
                    *names[unit],
                    value,
                    str(round(share * self.votes[place])),
                    f"{share:.6f}",
                    f"{self.posteriors[place, code]:.6f}",
                    "" if gold == MISSING else str(int(gold == code)),
                )


COLUMNS = ("value", "votes", "share", "dawid_skene", "gold")
"""The columns of a row after the name of the unit."""


def soft_labels(ratings: Ratings, gold: Ints | None = None) -> SoftLabels | None:
    """Return the soft labels of all units with a vote; None if there is none.

    gold: [units], the gold value of each as an index into ratings.names, or MISSING.
    """
    units = np.flatnonzero(ratings.rated.any(axis=0))
    if not len(units):
        return None
    given = ratings.given()
    fitted = dawid_skene(given)
    return SoftLabels(
        units=units,
        values=ratings.names,
        votes=given.rated.sum(axis=0),
        shares=vote_shares(given),
        posteriors=fitted.posteriors,
        gold=np.full(len(units), MISSING) if gold is None else gold[units],
        converged=fitted.converged,
    )


def manhattan(one: Floats, other: Floats) -> Floats:
    """Return the distance of soft labels, unit by unit: [units, values] each."""
    if one.shape != other.shape:
        raise ValueError(f"soft labels of different shapes: {one.shape}, {other.shape}")
    return np.asarray(np.abs(one - other).sum(axis=1), np.float64)
