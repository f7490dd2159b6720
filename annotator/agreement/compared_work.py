"""What an agreement report is computed from: ratings, counts of spans, and who did how much."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from annotator.agreement import other_layers
from annotator.agreement.ratings import Ratings
from annotator.agreement.span_matching import Matching
from annotator.agreement.spans import SpanCounts, coder_spans, count
from annotator.agreement.units import Barred, Units, label_sets, left_out, presence, units
from annotator.model import Reading

LABEL_MATCHINGS = (
    Matching.EXACT,
    Matching.OVERLAP,
    Matching.IOU,
    Matching.BOUNDARY,
    Matching.PARTIAL,
    Matching.LABEL,
)
"""The ways in which spans of labels are matched."""
GROUP_MATCHINGS = (Matching.EXACT, Matching.OVERLAP, Matching.IOU)
"""The ways in which spans of groups of labels are matched."""

SetRatings = tuple[Ratings, tuple[frozenset[str], ...]]
"""Ratings whose values are sets of labels, and the set of each value."""


@dataclass(frozen=True, slots=True, eq=False)
class ComparedWork:
    """The work of coders on sentences, to be compared.

    finished: the number of sentences of each coder. cannot_judge: the number that each cannot
        judge. sets: ratings of sentences with sets of labels.
    presence: returns ratings for each name of some labels; values are absent and present.
    spans, groups: of labels and of groups of labels; None if there are no groups.
    document_labels: ratings of documents, by label. attributes: ratings of spans, by label and
        attribute. relations: of the kinds that anybody made.
    apart: of people and of others together, and the names of the others; None if there are none.
    left_out: annotations that are not compared, by label.
    """

    finished: Mapping[str, int]
    cannot_judge: Mapping[str, int]
    sets: SetRatings
    presence: Callable[[Mapping[str, Sequence[str]]], Iterator[tuple[str, Ratings]]]
    spans: SpanCounts
    groups: SpanCounts | None
    document_labels: Mapping[str, Ratings]
    attributes: Mapping[tuple[str, str], Ratings]
    relations: SpanCounts
    apart: tuple[SetRatings, SpanCounts, Collection[str]] | None
    left_out: Mapping[str, int]


def work_of_readings(
    people: Sequence[Reading],
    labels: Sequence[str],
    *,
    groups: Mapping[str, Sequence[str]],
    document_labels: Sequence[str],
    apart: Sequence[Reading],
    barred: Barred,
) -> ComparedWork:
    """Return what readings hold. The arguments are those of `agreement_report`."""
    found = units(people, barred)
    finished = found.judged.sum(axis=1)
    return ComparedWork(
        finished=dict(zip(found.coders, map(int, finished), strict=True)),
        cannot_judge=dict(found.cannot_judge),
        sets=label_sets(found, labels),
        presence=lambda names: presence(found, names),
        spans=span_counts(found, labels),
        groups=group_counts(found, groups) if groups else None,
        document_labels=other_layers.document_presence(people, document_labels),
        attributes=other_layers.attributes(found, labels),
        relations=relation_counts(found),
        apart=_apart(people, apart, labels) if apart else None,
        left_out=left_out(found, labels),
    )


def span_counts(
    found: Units, labels: Sequence[str], matchings: Sequence[Matching] = LABEL_MATCHINGS
) -> SpanCounts:
    """Match the spans of labels."""
    return count(coder_spans(found, {label: label for label in labels}), labels, matchings)


def group_counts(found: Units, groups: Mapping[str, Sequence[str]]) -> SpanCounts:
    """Match the spans of groups of labels, whatever the label in the group."""
    names = {label: group for group, labels in groups.items() for label in labels}
    return count(coder_spans(found, names), list(groups), GROUP_MATCHINGS)


def relation_counts(found: Units) -> SpanCounts:
    """Match the relations of every kind that anybody made."""
    spans = other_layers.relations(found)
    return count(spans, other_layers.relation_kinds(spans), (Matching.EXACT,))


def _apart(
    people: Sequence[Reading], apart: Sequence[Reading], labels: Sequence[str]
) -> tuple[SetRatings, SpanCounts, Collection[str]]:
    found = units([*people, *apart])
    counts = span_counts(found, labels, (Matching.EXACT, Matching.OVERLAP))
    return label_sets(found, labels), counts, {one.annotator for one in apart}
