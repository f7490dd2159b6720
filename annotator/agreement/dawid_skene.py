"""Dawid and Skene's model: the true values of units, and how each coder errs, from votes alone.

Dawid & Skene 1979, "Maximum likelihood estimation of observer error-rates using the EM algorithm",
Applied Statistics 28. Every coder has a table of how often each true value is given as each value;
the votes of reliable coders count more. Starts from the shares of votes; a small count in every
cell keeps what was never seen possible. Coders are taken to err independently of each other, which
people who saw the same suggestion do not.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from annotator.agreement.figure import Floats, Ints
from annotator.agreement.ratings import Ratings

_SMOOTHING = 0.01
_CLOSE = 1e-6
_MOST_STEPS = 200


@dataclass(frozen=True, slots=True, eq=False)
class DawidSkene:
    """The fit of the model.

    posteriors: [units, values], the probability of each value, 1 in each row.
    shares: [values], of the true values. errors: [coders, values, values], how often a coder gives
        a value (last) for a true one.
    converged: whether the last step changed next to nothing.
    """

    posteriors: Floats
    shares: Floats
    errors: Floats
    converged: bool


def dawid_skene(ratings: Ratings, *, steps: int = _MOST_STEPS) -> DawidSkene:
    """Fit the model to ratings, by expectation and maximisation in turn.

    Raises ValueError if a unit has no value.
    """
    rows, units = np.nonzero(ratings.rated)
    number, kinds = ratings.values.shape[1], len(ratings.names)
    if len(np.unique(units)) < number or not number:
        raise ValueError("Dawid and Skene's model needs a value in every unit")
    value = ratings.values[rows, units].astype(np.int64)
    coder = rows if ratings.who is None else ratings.who[rows, units].astype(np.int64)
    posteriors = vote_shares(ratings)
    for _ in range(steps):
        shares, errors = _maximise(posteriors, units, coder * kinds + value, len(ratings.coders))
        found = _expect(shares, errors, (units, coder, value), number)
        change = float(np.abs(found - posteriors).sum()) / number
        posteriors = found
        if change < _CLOSE:
            return DawidSkene(posteriors, shares, errors, converged=True)
    return DawidSkene(posteriors, shares, errors, converged=False)


def vote_shares(ratings: Ratings) -> Floats:
    """Return how many of the votes on a unit each value has: [units, values]."""
    rows, units = np.nonzero(ratings.rated)
    number, kinds = ratings.values.shape[1], len(ratings.names)
    keys = units * kinds + ratings.values[rows, units]
    counts = np.bincount(keys, minlength=number * kinds).reshape(number, kinds)
    return np.asarray(counts / np.maximum(1, counts.sum(axis=1, keepdims=True)), np.float64)


def _maximise(posteriors: Floats, units: Ints, keys: Ints, coders: int) -> tuple[Floats, Floats]:
    """Return the shares of true values, and the errors of coders. keys: of coder and value."""
    kinds = posteriors.shape[1]
    errors = np.empty((coders, kinds, kinds))
    for true in range(kinds):
        counted = np.bincount(keys, posteriors[units, true], coders * kinds)
        errors[:, true, :] = counted.reshape(coders, kinds)
    errors += _SMOOTHING
    shares = posteriors.mean(axis=0) + 1e-12
    return shares, errors / errors.sum(axis=2, keepdims=True)


def _expect(shares: Floats, errors: Floats, votes: tuple[Ints, Ints, Ints], number: int) -> Floats:
    """Return the probability of each value, given the votes: units, coders and values."""
    units, coder, value = votes
    logs = np.empty((number, len(shares)))
    of_errors = np.log(errors)
    for true, share in enumerate(shares):
        seen = np.bincount(units, of_errors[coder, true, value], number)
        logs[:, true] = np.log(share) + seen
    found = np.exp(logs - logs.max(axis=1, keepdims=True))
    return np.asarray(found / found.sum(axis=1, keepdims=True), np.float64)
