"""Coefficients of spans by name, for `--metric`: of all labels together, and of each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from annotator.agreement.alpha import alpha
from annotator.agreement.alpha_u import alpha_u
from annotator.agreement.figure import Figure, Scope
from annotator.agreement.ratings import Ratings
from annotator.agreement.span_f1 import deviation, f1, metric_name
from annotator.agreement.span_matching import Matching
from annotator.agreement.spans import SpanCounts, coder_spans, count
from annotator.agreement.sums import weights
from annotator.agreement.text_pieces import Sets, characters, token_spans, tokens, with_label
from annotator.agreement.units import Units
from annotator.errors import AnnotatorError, did_you_mean

MATCHINGS = {metric_name(one): one for one in Matching}
TOKEN_F1 = "token-f1"  # noqa: S105 - no password
SEGMENTS: dict[str, Callable[[Units, Sequence[str]], tuple[Ratings, Sets]]] = {
    "alpha-characters": characters,
    "alpha-tokens": tokens,
}
ALPHA_U = "alpha-u"
SPAN_METRICS = (*MATCHINGS, TOKEN_F1, *SEGMENTS, ALPHA_U)
DEFAULT = ("span-f1", "span-f1-overlap", "span-f1-iou", "alpha-characters")


def known_metric(name: str) -> str:
    """Return the name. Raises AnnotatorError if there is no such metric of spans."""
    if name.lower() not in SPAN_METRICS:
        hint = did_you_mean(name, SPAN_METRICS)
        raise AnnotatorError(f"unknown metric of spans {name!r}. {hint}")
    return name.lower()


def span_figures(
    units: Units,
    labels: Sequence[str],
    metrics: Iterable[str] = DEFAULT,
    *,
    pairs: bool = False,
    confidence: float = 0.95,
) -> list[Figure]:
    """Compute metrics of all labels together, then of each.

    F1 is the mean over pairs of coders, then pooled, then the deviation over pairs.
    pairs: also F1 of each pair.
    """
    found: list[Figure] = []
    for metric in map(known_metric, metrics):
        if metric == ALPHA_U:
            found += alpha_u(units, labels)
        elif metric in SEGMENTS:
            found += _of_segments(units, labels, metric, confidence)
        else:
            found += _of_counts(units, labels, metric, pairs=pairs, confidence=confidence)
    return found


def _of_segments(
    units: Units, labels: Sequence[str], metric: str, confidence: float
) -> list[Figure]:
    layer = metric.removeprefix("alpha-")
    ratings, sets = SEGMENTS[metric](units, labels)
    held = [("", ratings), *((label, with_label(ratings, sets, label)) for label in labels)]
    return [
        replace(
            alpha(one, scope=Scope(layer, name), confidence=confidence),
            coefficient=metric,
            formula=f"Krippendorff's alpha of {layer}, nominal distance",
            units=round(float(weights(one.pairable()).sum())),
        )
        for name, one in held
    ]


def _of_counts(
    units: Units, labels: Sequence[str], metric: str, *, pairs: bool, confidence: float
) -> list[Figure]:
    spans = coder_spans(units, {label: label for label in labels})
    matching = MATCHINGS.get(metric, Matching.EXACT)
    layer = "spans"
    if metric == TOKEN_F1:
        spans, layer = token_spans(units, spans), "tokens"
    counts = count(spans, labels, (matching,))
    names = [None] if matching.is_blind else [None, *labels]
    figures = []
    for name in names:
        scope = Scope(layer, name or "")
        figures += [
            f1(counts, matching, mean=True, name=name, scope=scope, confidence=confidence),
            f1(counts, matching, name=name, scope=scope, confidence=confidence),
            deviation(counts, matching, name=name, scope=scope),
        ]
    if pairs:
        figures += _of_pairs(counts, matching, layer, confidence)
    if metric == TOKEN_F1:
        return [_of_tokens(one) for one in figures]
    return figures


def _of_tokens(one: Figure) -> Figure:
    """Name a figure of spans that are tokens."""
    return replace(
        one,
        coefficient=one.coefficient.replace("span-f1", TOKEN_F1),
        formula=one.formula.replace("span F1, same characters and label", "F1 of labelled tokens"),
    )


def _of_pairs(
    counts: SpanCounts, matching: Matching, layer: str, confidence: float
) -> list[Figure]:
    return [
        f1(
            counts,
            matching,
            mean=True,
            pair=pair,
            scope=Scope(layer, coders=pair),
            confidence=confidence,
        )
        for pair in counts.pairs
    ]
