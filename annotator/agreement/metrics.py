"""Coefficients by name, for `--metric`: of votes on units, whose values are texts, numbers or sets.

A name is one of METRICS or ALIASES; `positive` is a figure for each value.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from annotator.agreement import distance
from annotator.agreement.alpha import alpha
from annotator.agreement.brennan_prediger import brennan_prediger
from annotator.agreement.conger import conger
from annotator.agreement.distance import NOMINAL, Distance
from annotator.agreement.figure import Figure, Ints, Scope
from annotator.agreement.fleiss import fleiss
from annotator.agreement.gwet import gwet
from annotator.agreement.kappa import cohen, pairwise
from annotator.agreement.percent import percent
from annotator.agreement.positive_agreement import positive_agreement
from annotator.agreement.ratings import MISSING, Ratings, from_votes
from annotator.errors import AnnotatorError, did_you_mean

UNITS = Scope("units")
MOST_NUMBERS = 20_000
"""Different values, at most, whose distances to each other are computed."""
_MOST_WEIGHTED = 2_000

_Coefficient = Callable[..., Figure]


@dataclass(frozen=True, slots=True)
class _Metric:
    """A coefficient with the kind of distance between values that it takes."""

    coefficient: _Coefficient
    distance: str = "nominal"
    most: int = MOST_NUMBERS


METRICS: dict[str, _Metric] = {
    "percent": _Metric(percent),
    "cohen": _Metric(cohen),
    "cohen-linear": _Metric(cohen, "linear", _MOST_WEIGHTED),
    "cohen-quadratic": _Metric(cohen, "interval", _MOST_WEIGHTED),
    "fleiss": _Metric(fleiss),
    "conger": _Metric(conger),
    "nominal": _Metric(alpha),
    "ordinal": _Metric(alpha, "ordinal"),
    "interval": _Metric(alpha, "interval"),
    "ratio": _Metric(alpha, "ratio"),
    "masi": _Metric(alpha, "masi"),
    "masi-product": _Metric(alpha, "masi-product"),
    "jaccard": _Metric(alpha, "jaccard"),
    "ac1": _Metric(gwet),
    "ac2-linear": _Metric(gwet, "linear"),
    "ac2-quadratic": _Metric(gwet, "interval"),
    "ac2-ordinal": _Metric(gwet, "steps"),
    "brennan-prediger": _Metric(brennan_prediger),
    "positive": _Metric(positive_agreement),
}
"""By name; those with a distance alone are Krippendorff's alpha."""

ALIASES = {
    "alpha": "nominal",
    "krippendorff": "nominal",
    "alpha-ordinal": "ordinal",
    "alpha-interval": "interval",
    "alpha-ratio": "ratio",
    "alpha-masi": "masi",
    "alpha-masi-product": "masi-product",
    "alpha-jaccard": "jaccard",
    "kappa": "cohen",
    "cohen-interval": "cohen-quadratic",
    "weighted-kappa": "cohen-quadratic",
    "scott": "fleiss",
    "pi": "fleiss",
    "ac2": "ac2-quadratic",
    "ac2-interval": "ac2-quadratic",
    "bp": "brennan-prediger",
}
DEFAULT = ("percent", "cohen", "fleiss", "nominal", "ac1", "brennan-prediger")
SETS = frozenset({"masi", "masi-product", "jaccard"})


@dataclass(frozen=True, slots=True, eq=False)
class Votes:
    """Votes of coders on units, in three columns: indices into coders, units and values.

    values: as they are written, each once. units: their names, each in some columns.
    documents: [units].
    """

    coders: tuple[str, ...]
    values: tuple[str, ...]
    units: tuple[tuple[str, ...], ...]
    documents: Ints
    coder: Ints
    unit: Ints
    value: Ints

    def without(self, coder: str) -> tuple[Votes, Ints]:
        """Return the votes of all others, and the values of one coder by unit, MISSING for none.

        Raises AnnotatorError if there is no such coder.
        """
        if coder not in self.coders:
            hint = did_you_mean(coder, self.coders)
            raise AnnotatorError(f"there is no coder {coder!r}. {hint}")
        place = self.coders.index(coder)
        own = self.coder == place
        values = np.full(len(self.documents), MISSING)
        values[self.unit[own]] = self.value[own]
        left = replace(
            self,
            coders=(*self.coders[:place], *self.coders[place + 1 :]),
            coder=self.coder[~own] - (self.coder[~own] > place),
            unit=self.unit[~own],
            value=self.value[~own],
        )
        return left, values

    def ratings(self) -> Ratings:
        """Return the votes as ratings whose values are as written."""
        columns = (self.coder, self.unit, self.value)
        return from_votes(self.coders, self.values, columns, self.documents)


def known_metric(name: str) -> str:
    """Return the name in METRICS. Raises AnnotatorError if there is none."""
    found = ALIASES.get(name.lower(), name.lower())
    if found not in METRICS:
        known = [*METRICS, *ALIASES]
        raise AnnotatorError(f"unknown metric {name!r}. {did_you_mean(name, known)}")
    return found


def figures(
    votes: Votes,
    metrics: Iterable[str] = DEFAULT,
    *,
    order: Sequence[str] = (),
    separator: str = "",
    pairs: bool = False,
    confidence: float = 0.95,
) -> list[Figure]:
    """Compute coefficients of votes.

    order: all possible values, the lowest first, for ordinal coefficients of values that are not
        numbers, and where a value that nobody gave counts. separator: of the labels of a set;
        by default a comma, a semicolon or a bar.
    pairs: also kappa of every pair of coders.
    Raises AnnotatorError for values that a metric cannot compare.
    """
    found: list[Figure] = []
    for name in metrics:
        metric = METRICS[known_metric(name)]
        ratings, apart = _prepared(votes, metric, order, separator)
        if metric.coefficient is positive_agreement:
            found += [
                positive_agreement(
                    ratings, value, scope=Scope("units", value, "value"), confidence=confidence
                )
                for value in ratings.names
            ]
        elif metric.coefficient is percent:
            found.append(percent(ratings, scope=UNITS, confidence=confidence))
        else:
            one = metric.coefficient(ratings, apart, scope=UNITS, confidence=confidence)
            found.append(one)
        if pairs and metric.coefficient is cohen:
            found += pairwise(ratings, apart, scope=UNITS, confidence=confidence)
    return found


def gold_figures(votes: Votes, gold: str, *, confidence: float = 0.95) -> list[Figure]:
    """Compute Cohen's kappa of every coder and the one whose votes are gold.

    Raises AnnotatorError if there is no such coder.
    """
    others = votes.without(gold)[0].coders
    ratings, place = votes.ratings(), votes.coders.index(gold)
    return [
        cohen(
            ratings.pair(votes.coders.index(name), place),
            scope=replace(UNITS, coders=(name, gold)),
            confidence=confidence,
        )
        for name in others
    ]


def _prepared(
    votes: Votes, metric: _Metric, order: Sequence[str], separator: str
) -> tuple[Ratings, Distance]:
    """Return ratings whose names are in order, and the distance between them."""
    if metric.distance in SETS:
        return _sets(votes, metric.distance, separator)
    names = _in_order(votes, metric.distance, order)
    places = {name: place for place, name in enumerate(names)}
    codes = np.array([places[name] for name in votes.values] or [0], np.int64)
    ratings = _ratings(votes, names, codes)
    if metric.distance == "nominal":
        return ratings, NOMINAL
    if len(names) > metric.most:
        raise AnnotatorError(
            f"{len(names):,} different values are too many for this metric, which compares"
            f" each with each (at most {metric.most:,}): round them, or choose another metric"
        )
    return ratings, _distance(metric.distance, names, ratings)


def _ratings(votes: Votes, names: Sequence[str], codes: Ints) -> Ratings:
    columns = (votes.coder, votes.unit, codes[votes.value])
    return from_votes(votes.coders, names, columns, votes.documents)


def _in_order(votes: Votes, kind: str, order: Sequence[str]) -> list[str]:
    """Return the possible values, the lowest first where that matters."""
    if order:
        unknown = [name for name in votes.values if name not in order]
        if unknown:
            raise AnnotatorError(
                f"the value {unknown[0]!r} is not in --order: name all values, lowest first"
            )
        return list(order)
    if kind == "nominal":
        return list(votes.values)
    return sorted(votes.values, key=_number)


def _number(text: str) -> float:
    """Return the number that a value is. Raises AnnotatorError if it is none."""
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise AnnotatorError(
            f"the value {text!r} is no number, and this metric needs numbers:"
            " name what is missing with --missing, or choose --metric nominal,"
            " or ordinal with all values in --order"
        )
    return number


def _distance(kind: str, names: Sequence[str], ratings: Ratings) -> Distance:
    if kind == "steps":
        return distance.steps(len(names))
    if kind == "ordinal":
        values = ratings.pairable().values
        return distance.ordinal(list(np.bincount(values[values >= 0], minlength=len(names))))
    numbers = [_number(name) for name in names]
    if kind == "ratio" and min(numbers, default=0) < 0:
        raise AnnotatorError(
            f"the value {names[0]!r} is negative, and --metric ratio is of numbers from 0 on:"
            " choose --metric interval"
        )
    make = {"interval": distance.interval, "linear": distance.linear, "ratio": distance.ratio}
    return make[kind](numbers)


def _sets(votes: Votes, kind: str, separator: str) -> tuple[Ratings, Distance]:
    """Return ratings whose values are sets of labels."""
    split = re.compile(re.escape(separator) if separator else "[,;|]")
    held = [
        frozenset(label.strip() for label in split.split(text) if label.strip())
        for text in votes.values
    ]
    sets = sorted(set(held), key=sorted)
    places = {one: place for place, one in enumerate(sets)}
    codes = np.array([places[one] for one in held] or [0], np.int64)
    make = {
        "masi": distance.masi,
        "masi-product": distance.masi_product,
        "jaccard": distance.jaccard,
    }
    names = [" + ".join(sorted(one)) or "nothing" for one in sets]
    return _ratings(votes, names, codes), make[kind](sets)
