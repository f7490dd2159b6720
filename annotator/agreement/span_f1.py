"""Pairwise F1 of spans: how often the spans of one coder match spans of another.

F1 = 2 * matched / (spans of one + spans of the other), the same from both sides: Hripcsak &
Rothschild 2005, "Agreement, the F-measure, and reliability in information retrieval". Chance
is not taken into account, because the number of spans that could have been marked is unknown.

Several pairs of coders are *pooled*: the counts are summed, then divided. Or the *mean* over pairs
is taken, each weighted by the units that the two share, with the standard deviation over pairs.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from annotator.agreement.figure import (
    Coefficient,
    Figure,
    Floats,
    Ints,
    JackknifeEstimate,
    SampleSize,
    Scope,
    figure,
    quotient,
    undefined,
    without_interval,
)
from annotator.agreement.interval import Evidence, Scale
from annotator.agreement.span_matching import Matching
from annotator.agreement.spans import ANY, SpanCounts
from annotator.agreement.sums import added

SPANS = Scope("spans")
_NO_SPANS = "no spans: no coder marked any in the units judged by two"
_NO_UNIT = "no unit was judged by two coders"


@dataclass(frozen=True, slots=True, eq=False)
class _Cells:
    """Matches and spans of each pair of coders in each document, of the chosen names."""

    matched: Floats
    spans: Floats


def f1(
    counts: SpanCounts,
    matching: Matching = Matching.EXACT,
    *,
    mean: bool = False,
    name: str | None = None,
    pair: tuple[str, str] | None = None,
    scope: Scope = SPANS,
    confidence: float = 0.95,
) -> Figure:
    """Return F1 of one name or all, for one pair or all; undefined if nobody marked a span.

    mean: the mean over pairs instead of pooled counts.
    """
    of = _coefficient(matching, mean=mean)
    chosen = _chosen(counts, pair)
    if not chosen.any():
        return undefined(of, scope, _NO_UNIT)
    size = counts.size if pair is None else _size(counts, chosen)
    found = estimate(counts, matching, chosen, mean=mean, name=name)
    return figure(of, scope, found, size, otherwise=_NO_SPANS, confidence=confidence)


def pooled_f1(
    sums: tuple[Floats, Floats, Floats],
    matching: Matching,
    size: SampleSize,
    *,
    scope: Scope = SPANS,
    confidence: float = 0.95,
) -> Figure:
    """Return pooled F1 from sums by document: matches, spans, and pairs of coders (not 0)."""
    of = _coefficient(matching, mean=False)
    if not len(sums[0]):
        return undefined(of, scope, _NO_UNIT)
    found = estimate_of_sums(*sums)
    return figure(of, scope, found, size, otherwise=_NO_SPANS, confidence=confidence)


def estimate(
    counts: SpanCounts,
    matching: Matching,
    chosen: NDArray[np.bool_],
    *,
    mean: bool = False,
    name: str | None = None,
) -> JackknifeEstimate:
    """Compute F1 of the chosen pairs and documents, of one name or all."""
    held = _cells(counts, matching, name, chosen)
    return (_mean if mean else _pooled)(counts, held, chosen)


def deviation(
    counts: SpanCounts,
    matching: Matching = Matching.EXACT,
    *,
    name: str | None = None,
    scope: Scope = SPANS,
) -> Figure:
    """Return the standard deviation of F1 over all pairs, weighted as their mean is.

    Undefined if fewer than two pairs have an F1.
    """
    of = Coefficient(
        f"{metric_name(matching)}-sd",
        f"standard deviation over pairs of coders of span F1, {matching.words}",
    )
    held = _cells(counts, matching, name, np.ones(len(counts.pair), bool))
    values, weights = _of_pairs(counts, held)
    has = ~np.isnan(values)
    if has.sum() < 2:
        return undefined(of, scope, "fewer than two pairs of coders have an F1", counts.size)
    mean = np.average(values[has], weights=weights[has])
    spread = float(np.sqrt(np.average((values[has] - mean) ** 2, weights=weights[has])))
    return without_interval(of, scope, spread, counts.size, "a deviation has no interval here")


def metric_name(matching: Matching) -> str:
    """Return the name for `--metric`."""
    return "span-f1" if matching is Matching.EXACT else f"span-f1-{matching}"


def _coefficient(matching: Matching, *, mean: bool) -> Coefficient:
    how = "mean over pairs of coders weighted by the units they share"
    name = metric_name(matching)
    return Coefficient(
        name if mean else f"{name}-pooled",
        f"span F1, {matching.words}, {how if mean else 'pooled over pairs of coders'}",
    )


def _chosen(counts: SpanCounts, pair: tuple[str, str] | None) -> NDArray[np.bool_]:
    if pair is None:
        return np.ones(len(counts.pair), bool)
    if pair not in counts.pairs:
        return np.zeros(len(counts.pair), bool)
    return np.asarray(counts.pair == counts.pairs.index(pair), np.bool_)


def _size(counts: SpanCounts, chosen: NDArray[np.bool_]) -> SampleSize:
    return SampleSize(int(counts.units[chosen].sum()), 2, int(chosen.sum()))


def _cells(
    counts: SpanCounts, matching: Matching, name: str | None, chosen: NDArray[np.bool_]
) -> _Cells:
    """Sum the rows of the chosen names and pairs by cell."""
    every = counts.names.index(ANY)
    if matching.is_blind:
        wanted = counts.name == every
    elif name is None:
        wanted = counts.name != every
    else:
        wanted = counts.name == counts.names.index(name)
    wanted &= chosen[counts.cell]
    cell, cells = counts.cell[wanted], len(counts.pair)
    return _Cells(
        added(cell, counts.matched[matching][wanted], cells),
        added(cell, counts.spans[wanted], cells),
    )


def _pooled(counts: SpanCounts, held: _Cells, chosen: NDArray[np.bool_]) -> JackknifeEstimate:
    where = np.unique(counts.document[chosen], return_inverse=True)[1]
    hits = added(where, held.matched[chosen])
    return estimate_of_sums(hits, added(where, held.spans[chosen]), added(where))


def estimate_of_sums(hits: Floats, spans: Floats, pairs: Floats) -> JackknifeEstimate:
    """Compute pooled F1 from sums by document: matches, spans, and pairs of coders."""
    value = float(quotient(2 * hits.sum(), spans.sum()))
    without = quotient(2 * (hits.sum() - hits), spans.sum() - spans)
    return JackknifeEstimate(value, value, without, _evidence_of_sums(hits, spans, pairs))


def _mean(counts: SpanCounts, held: _Cells, chosen: NDArray[np.bool_]) -> JackknifeEstimate:
    """Compute the mean over pairs; of what a pair shares, one cell is left out at a time."""
    values, weights = _of_pairs(counts, held)
    has = ~np.isnan(values)
    total, weight = float((np.nan_to_num(values) * weights)[has].sum()), float(weights[has].sum())
    pair = counts.pair
    matched = added(pair, held.matched)[pair] - held.matched
    spans = added(pair, held.spans)[pair] - held.spans
    left = weights[pair] - counts.units
    without = quotient(2 * matched, spans)
    had = ~np.isnan(without) & has[pair]
    where = np.unique(counts.document[chosen], return_inverse=True)[1]
    before = np.where(has, np.nan_to_num(values) * weights, 0.0)[pair]
    changed = np.where(had, np.nan_to_num(without) * left, 0.0) - before
    lost = np.where(had, left, 0.0) - np.where(has, weights, 0.0)[pair]
    value = float(quotient(total, weight))
    return JackknifeEstimate(
        value=value,
        observed=value,
        without=quotient(
            total + added(where, changed[chosen]), weight + added(where, lost[chosen])
        ),
        evidence=_evidence(where, held, chosen),
    )


def _of_pairs(counts: SpanCounts, held: _Cells) -> tuple[Floats, Floats]:
    """Return F1 of each pair, NaN where neither marked a span, and its units."""
    values = quotient(2 * added(counts.pair, held.matched), added(counts.pair, held.spans))
    return values, added(counts.pair, counts.units)


def _evidence(where: Ints, held: _Cells, chosen: NDArray[np.bool_]) -> Evidence:
    hits, spans = added(where, held.matched[chosen]), added(where, held.spans[chosen])
    return _evidence_of_sums(hits, spans, added(where))


def _evidence_of_sums(hits: Floats, spans: Floats, pairs: Floats) -> Evidence:
    """Units are the spans as an average pair of coders sees them: each match is one."""
    return Evidence((spans - hits) / pairs, spans, Scale(1.0, marked=True), "spans are")
