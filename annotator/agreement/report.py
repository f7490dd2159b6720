"""The agreement report: all figures of a set of readings, overall and for each label."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from annotator.agreement.alpha import alpha, mass
from annotator.agreement.compared_work import ComparedWork, work_of_readings
from annotator.agreement.distance import jaccard, masi
from annotator.agreement.figure import Figure, Scope
from annotator.agreement.fleiss import fleiss
from annotator.agreement.gwet import gwet
from annotator.agreement.kappa import cohen, pairwise
from annotator.agreement.percent import percent
from annotator.agreement.positive_agreement import positive_agreement
from annotator.agreement.ratings import Ratings
from annotator.agreement.report_parts import (
    AgreementFigures,
    LabelAgreement,
    OverallAgreement,
    PairAgreement,
)
from annotator.agreement.report_text import html, table
from annotator.agreement.span_f1 import f1
from annotator.agreement.span_matching import Matching
from annotator.agreement.spans import ANY, SpanCounts
from annotator.agreement.units import Barred, nothing_barred
from annotator.model import Reading

RARE = 0.05
HIGH_PERCENT = 0.8
LOW_ALPHA = 0.4
MOST_PAIRS = 190
"""More pairs of annotators, of 21 and up, are not listed: only those that share most sentences."""

_RARE_NOTE = (
    "prevalence effect: under 5 % of the values are 'present', so few sentences decide alpha"
)
_PARADOX_NOTE = (
    "prevalence effect: {:.0%} agree but alpha is {:.2f}, as nearly all values are the same"
)


class AgreementReport(AgreementFigures):
    """Agreement on the sentences that at least two annotators finished."""

    __slots__ = ()

    def __repr__(self) -> str:
        many = f"{self.units} sentence{'' if self.units == 1 else 's'}"
        return f"<AgreementReport: {many}, {len(self.finished)} annotators>"

    def __str__(self) -> str:
        return "\n".join(table(self))

    def _repr_html_(self) -> str:
        """The figures as tables, for a notebook; `table` has the notes, too."""
        return html(self)


def agreement_report(
    readings: Iterable[Reading],
    labels: Sequence[str],
    *,
    confidence: float = 0.95,
    groups: Mapping[str, Sequence[str]] | None = None,
    document_labels: Sequence[str] = (),
    apart: Sequence[Reading] = (),
    barred: Barred = nothing_barred,
) -> AgreementReport:
    """Compute the agreement of annotators on the sentences that at least two of them finished.

    labels: those to compare; annotations with other labels are counted and left out.
    confidence: of the intervals.
    groups: of labels, the labels of each. document_labels: labels of documents to compare.
    apart: readings of the gold layer and of machines, each compared with every person.
    barred: the labels that could not be given to a sentence when it was finished.
    """
    work = work_of_readings(
        list(readings),
        labels,
        groups=groups or {},
        document_labels=document_labels,
        apart=apart,
        barred=barred,
    )
    return report_of(work, labels, groups or {}, confidence=confidence)


def report_of(
    work: ComparedWork,
    labels: Sequence[str],
    groups: Mapping[str, Sequence[str]],
    *,
    confidence: float = 0.95,
) -> AgreementReport:
    """Compute the agreement of what is compared. labels, groups: as for `agreement_report`."""
    sets, names = work.sets
    shared = sets.pairable().size
    return AgreementReport(
        confidence=confidence,
        finished=dict(work.finished),
        cannot_judge=dict(work.cannot_judge),
        units=shared.units,
        documents=shared.documents,
        overall=_overall(sets, names, work.spans, confidence),
        labels=_labels(work, {label: [label] for label in labels}, work.spans, confidence),
        groups=_labels(work, groups, work.groups, confidence, "group") if work.groups else (),
        document_labels=_document_labels(work, confidence),
        attributes=_attributes(work, confidence),
        relations=_relations(work, confidence),
        apart=_apart(work, confidence),
        left_out=dict(work.left_out),
        questions=same_names(work.finished),
    )


def same_names(coders: Iterable[str]) -> tuple[str, ...]:
    """Return a question for names that differ in case or blanks alone."""
    alike: defaultdict[str, list[str]] = defaultdict(list)
    for name in coders:
        alike["".join(name.split()).casefold()].append(name)
    return tuple(
        f"Are {' and '.join(map(repr, names))} one person? They are counted as {len(names)}."
        for names in alike.values()
        if len(names) > 1
    )


# ---------------------------------------------------------------------------- all labels


def _overall(
    sets: Ratings, names: Sequence[frozenset[str]], counts: SpanCounts, confidence: float
) -> OverallAgreement:
    scope = Scope("sentences")
    pairs = len(sets.coders) * (len(sets.coders) - 1) // 2

    def of_spans(matching: Matching, *, mean: bool = False) -> Figure:
        return f1(counts, matching, mean=mean, confidence=confidence)

    return OverallAgreement(
        percent=percent(sets, scope=scope, confidence=confidence),
        kappa=cohen(sets, scope=scope, confidence=confidence),
        fleiss=fleiss(sets, scope=scope, confidence=confidence),
        alpha=alpha(sets, scope=scope, confidence=confidence),
        alpha_masi=alpha(sets, masi(names), scope=scope, confidence=confidence),
        alpha_jaccard=alpha(sets, jaccard(names), scope=scope, confidence=confidence),
        f1_exact=of_spans(Matching.EXACT),
        f1_mean=of_spans(Matching.EXACT, mean=True),
        f1_overlap=of_spans(Matching.OVERLAP),
        f1_iou=of_spans(Matching.IOU),
        f1_boundary=of_spans(Matching.BOUNDARY),
        f1_partial=of_spans(Matching.PARTIAL),
        f1_label=of_spans(Matching.LABEL),
        pairs=tuple(
            _pair(kappa, counts, confidence)
            for kappa in pairwise(sets, scope=scope, most=MOST_PAIRS, confidence=confidence)
        ),
        pairs_left_out=max(0, pairs - MOST_PAIRS),
    )


def _pair(kappa: Figure, counts: SpanCounts, confidence: float) -> PairAgreement:
    one, other = kappa.scope.coders
    scope = Scope("spans", coders=(one, other))
    exact, overlap = (
        f1(counts, matching, pair=(one, other), scope=scope, confidence=confidence)
        for matching in (Matching.EXACT, Matching.OVERLAP)
    )
    return PairAgreement(one, other, kappa, exact, overlap)


def _apart(work: ComparedWork, confidence: float) -> tuple[PairAgreement, ...]:
    """Compare every person with every reader that is none."""
    if work.apart is None:
        return ()
    (sets, _), counts, others = work.apart
    figures = pairwise(sets, scope=Scope("sentences"), most=MOST_PAIRS, confidence=confidence)
    return tuple(
        _pair(kappa, counts, confidence)
        for kappa in figures
        if len(set(others).intersection(kappa.scope.coders)) == 1
    )


# ---------------------------------------------------------------------------- each label


def _labels(
    work: ComparedWork,
    names: Mapping[str, Sequence[str]],
    counts: SpanCounts,
    confidence: float,
    kind: str = "label",
) -> tuple[LabelAgreement, ...]:
    """Return the agreement on each name, most disagreement first, then in the order given."""
    sums = {name: mass(ratings) for name, ratings in work.presence(names)}
    total = sum(sums.values())
    labels = {
        name: _label(
            Scope("sentences", name, kind), ratings, counts, (sums[name], total), confidence
        )
        for name, ratings in work.presence(names)
    }
    return tuple(labels[name] for name in sorted(names, key=lambda name: -sums[name]))


def _label(
    sentences: Scope,
    ratings: Ratings,
    counts: SpanCounts,
    mass: tuple[float, float],
    confidence: float,
) -> LabelAgreement:
    paired = ratings.pairable()
    present, values = int((paired.values == 1).sum()), int((paired.values >= 0).sum())
    prevalence = present / values if values else None
    name, spans = sentences.name, replace(sentences, layer="spans")
    observed = percent(ratings, scope=sentences, confidence=confidence)
    corrected = alpha(ratings, scope=sentences, confidence=confidence)
    exact, overlap, iou = (
        f1(counts, matching, name=name, scope=spans, confidence=confidence)
        for matching in (Matching.EXACT, Matching.OVERLAP, Matching.IOU)
    )
    return LabelAgreement(
        label=name,
        prevalence=prevalence,
        positive=int(np.any(paired.values == 1, axis=0).sum()),
        disagreement=mass[0],
        share=mass[0] / mass[1] if mass[1] else 0.0,
        percent=observed,
        kappa=cohen(ratings, scope=sentences, confidence=confidence),
        alpha=corrected,
        ac1=gwet(ratings, scope=sentences, confidence=confidence),
        specific=positive_agreement(ratings, "present", scope=sentences, confidence=confidence),
        f1_exact=exact,
        f1_overlap=overlap,
        f1_iou=iou,
        notes=_notes(prevalence, observed.value, corrected.value),
    )


def _notes(
    prevalence: float | None, observed: float | None, corrected: float | None
) -> tuple[str, ...]:
    """Return a caution if alpha is low because nearly all values are the same (prevalence paradox).

    Feinstein & Cicchetti 1990, "High agreement but low kappa", Journal of Clinical Epidemiology 43.
    """
    if prevalence is None or observed is None or corrected is None:
        return ()
    if prevalence < RARE:
        return (_RARE_NOTE,)
    if observed >= HIGH_PERCENT and corrected < LOW_ALPHA:
        return (_PARADOX_NOTE.format(observed, corrected),)
    return ()


# ----------------------------------------------------------------------- everything else


def _document_labels(work: ComparedWork, confidence: float) -> tuple[Figure, ...]:
    return tuple(
        coefficient(ratings, scope=Scope("documents", label), confidence=confidence)
        for label, ratings in work.document_labels.items()
        for coefficient in (percent, alpha)
    )


def _attributes(work: ComparedWork, confidence: float) -> tuple[Figure, ...]:
    figures = []
    for (label, name), ratings in work.attributes.items():
        scope = Scope("attributes", f"{label}.{name}", "attribute")
        figures += [
            percent(ratings, scope=scope, confidence=confidence),
            alpha(ratings, scope=scope, confidence=confidence),
        ]
    return tuple(figures)


def _relations(work: ComparedWork, confidence: float) -> tuple[Figure, ...]:
    counts = work.relations
    kinds = [kind for kind in counts.names if kind != ANY]
    return tuple(
        f1(counts, name=kind, scope=Scope("relations", kind or "", "kind"), confidence=confidence)
        for kind in (None, *kinds)
        if kinds
    )
