"""The agreement report: all coefficients of a set of readings, overall and for each label.

`table` writes it as lines of plain text.
"""

from __future__ import annotations

import textwrap
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from annotator.agreement import span_f1
from annotator.agreement.alpha import MASI, alpha, disagreement, masi
from annotator.agreement.coefficient import Coefficient
from annotator.agreement.kappa import PairCoefficient, mean_kappa, pairwise
from annotator.agreement.percent import percent
from annotator.agreement.units import (
    Ratings,
    Units,
    coder_spans,
    label_sets,
    left_out,
    presence,
    units,
)
from annotator.html_text import safe_html, table_html
from annotator.model import Reading

RARE = 0.05
HIGH_PERCENT = 0.8
LOW_ALPHA = 0.4

_RARE_NOTE = (
    "prevalence effect: under 5 % of the values are 'present', so few sentences decide alpha"
)
_PARADOX_NOTE = (
    "prevalence effect: {:.0%} agree but alpha is {:.2f}, as nearly all values are the same"
)


@dataclass(frozen=True, slots=True)
class LabelAgreement:
    """The agreement on one label: which sentences have it, and which spans.

    prevalence: the share of values that are "present", None if there are no values.
    positive: sentences to which at least one of the compared coders gave the label.
    disagreement: the observed disagreement, summed. share: of the sum of all labels.
    notes: cautions for reading the numbers.
    """

    label: str
    prevalence: float | None
    positive: int
    disagreement: float
    share: float
    percent: Coefficient
    kappa: Coefficient
    alpha: Coefficient
    f1_exact: Coefficient
    f1_overlap: Coefficient
    kappas: tuple[PairCoefficient, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PairAgreement:
    """The agreement of two coders; the values of kappa are the label sets of sentences."""

    one: str
    other: str
    kappa: Coefficient
    f1_exact: Coefficient
    f1_overlap: Coefficient


@dataclass(frozen=True, slots=True)
class OverallAgreement:
    """The agreement on the label sets of sentences, and on the spans of all labels."""

    percent: Coefficient
    kappa: Coefficient
    alpha: Coefficient
    alpha_masi: Coefficient
    f1_exact: Coefficient
    f1_overlap: Coefficient
    pairs: tuple[PairAgreement, ...]


@dataclass(frozen=True, slots=True, repr=False)
class AgreementReport:
    """Agreement on the sentences that at least two annotators finished.

    finished: the number of sentences each annotator finished, including those nobody else did.
    cannot_judge: the number that each annotator cannot judge; they are missing. 0 is left out.
    units, documents: sentences finished by two or more, and their documents.
    labels: most disagreement first.
    left_out: the number of annotations with each label that was not asked for.
    """

    confidence: float
    finished: dict[str, int]
    cannot_judge: dict[str, int]
    units: int
    documents: int
    overall: OverallAgreement
    labels: tuple[LabelAgreement, ...]
    left_out: dict[str, int]

    def as_dict(self) -> dict[str, Any]:
        """Return dicts, lists and numbers for JSON; the keys are the names of the fields."""
        return asdict(self)

    def __repr__(self) -> str:
        return (
            f"<AgreementReport: {_many(self.units, 'sentence')}, {len(self.finished)} annotators>"
        )

    def __str__(self) -> str:
        return "\n".join(table(self))

    def _repr_html_(self) -> str:
        """The figures as tables, for a notebook; `table` has the notes, too."""
        lines = [f"<p>{safe_html(line)}</p>" for line in _heading(self)]
        if not self.units:
            return "".join([*lines, f"<p>{safe_html(self.overall.percent.reason)}</p>"])
        interval = f"{self.confidence:.0%} interval"
        overall = [
            (name, _value(one), _interval(one) or _NONE)
            for name, one in _figures(self.overall).items()
        ]
        tables = [
            table_html("Overall: the labels of a sentence", ("", "value", interval), overall),
            table_html("By label, most disagreement first", _HEAD, map(_label_cells, self.labels)),
            table_html("By pair of annotators", _PAIR_HEAD, map(_pair_cells, self.overall.pairs)),
        ]
        return "".join([*lines, *tables])


def agreement_report(
    readings: Iterable[Reading], labels: Sequence[str], *, confidence: float = 0.95
) -> AgreementReport:
    """Compute the agreement of annotators on the sentences that at least two of them finished.

    labels: those to compare; annotations with other labels are counted and left out.
    confidence: of the intervals.
    """
    found = units(readings)
    counts = span_f1.count(coder_spans(found), labels)
    sets, names = label_sets(found, labels)
    shared = sets.pairable().size
    return AgreementReport(
        confidence=confidence,
        finished={
            coder: int(number)
            for coder, number in zip(found.coders, found.judged.sum(axis=1), strict=True)
        },
        cannot_judge=found.cannot_judge,
        units=shared.units,
        documents=shared.documents,
        overall=_overall(sets, names, counts, confidence),
        labels=_labels(found, labels, counts, confidence),
        left_out=left_out(found, labels),
    )


def _overall(
    sets: Ratings, names: Sequence[frozenset[str]], counts: span_f1.SpanCounts, confidence: float
) -> OverallAgreement:
    return OverallAgreement(
        percent=percent(sets, confidence=confidence),
        kappa=mean_kappa(sets, confidence=confidence),
        alpha=alpha(sets, confidence=confidence),
        alpha_masi=alpha(sets, masi(names), formula=MASI, confidence=confidence),
        f1_exact=span_f1.f1(counts, confidence=confidence),
        f1_overlap=span_f1.f1(counts, overlap=True, confidence=confidence),
        pairs=tuple(
            PairAgreement(
                one=pair.one,
                other=pair.other,
                kappa=pair.coefficient,
                f1_exact=span_f1.f1(counts, pair=(pair.one, pair.other), confidence=confidence),
                f1_overlap=span_f1.f1(
                    counts, overlap=True, pair=(pair.one, pair.other), confidence=confidence
                ),
            )
            for pair in pairwise(sets, confidence=confidence)
        ),
    )


def _labels(
    found: Units, labels: Sequence[str], counts: span_f1.SpanCounts, confidence: float
) -> tuple[LabelAgreement, ...]:
    """Return the agreement on each label, most disagreement first, then in the order given."""
    ratings = presence(found, labels)
    sums = {label: disagreement(ratings[label]) for label in labels}
    total = sum(sums.values())
    return tuple(
        _label(label, ratings[label], counts, (sums[label], total), confidence)
        for label in sorted(labels, key=lambda label: -sums[label])
    )


def _label(
    label: str,
    ratings: Ratings,
    counts: span_f1.SpanCounts,
    mass: tuple[float, float],
    confidence: float,
) -> LabelAgreement:
    paired = ratings.pairable()
    present, values = int((paired.values == 1).sum()), int((paired.values >= 0).sum())
    prevalence = present / values if values else None
    observed = percent(ratings, confidence=confidence)
    corrected = alpha(ratings, confidence=confidence)
    return LabelAgreement(
        label=label,
        prevalence=prevalence,
        positive=int(np.any(paired.values == 1, axis=0).sum()),
        disagreement=mass[0],
        share=mass[0] / mass[1] if mass[1] else 0.0,
        percent=observed,
        kappa=mean_kappa(ratings, confidence=confidence),
        alpha=corrected,
        f1_exact=span_f1.f1(counts, label=label, confidence=confidence),
        f1_overlap=span_f1.f1(counts, overlap=True, label=label, confidence=confidence),
        kappas=pairwise(ratings, confidence=confidence),
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


# ------------------------------------------------------------------------ as plain text

WIDTH = 100
"""Columns of a line, at most."""

_NONE = "-"
_UNDEFINED = "undefined"
_NAME = 24
_HEAD = (
    *("label", "given", "present", "share", "percent", "kappa", "alpha"),
    *("interval", "F1 exact", "overlap"),
)
_WIDTHS = (_NAME, 6, 7, 5, 7, 6, 6, 14, 8, 7)
_PAIR_HEAD = ("annotators", "sentences", "percent", "kappa", "interval", "F1 exact", "overlap")
_PAIR_WIDTHS = (40, 9, 7, 6, 14, 8, 7)


def table(report: AgreementReport) -> list[str]:
    """Return the report as lines: heading, overall figures, labels, pairs, and notes."""
    return [line.rstrip() for line in _lines(report)]


def _lines(report: AgreementReport) -> Iterator[str]:
    yield from _heading(report)
    if not report.units:
        yield f"Nothing to compare: {_plain(report.overall.percent.reason)}."
        return
    yield from _overall_lines(report)
    yield from _label_lines(report)
    yield from _pair_lines(report)
    yield from _note_lines(report)


def _heading(report: AgreementReport) -> Iterator[str]:
    yield (
        f"Agreement on {_many(report.units, 'sentence')} of {_many(report.documents, 'document')}"
        " that two annotators or more finished"
    )
    finished = f"Finished: {_numbers(report.finished) or 'nothing by anyone'}"
    yield from textwrap.wrap(finished, WIDTH, subsequent_indent="  ")
    if report.cannot_judge:
        missing = f"Cannot judge, counted as missing: {_numbers(report.cannot_judge)}"
        yield from textwrap.wrap(missing, WIDTH, subsequent_indent="  ")


def _numbers(by_annotator: Mapping[str, int]) -> str:
    return "; ".join(f"{_plain(name)} {number}" for name, number in by_annotator.items())


def _overall_lines(report: AgreementReport) -> Iterator[str]:
    yield ""
    yield f"Overall: the labels of a sentence together     value  {report.confidence:.0%} interval"
    for name, figure in _figures(report.overall).items():
        yield f"  {name:<43} {_value(figure):>6}  {_interval(figure) or _NONE}"


def _figures(overall: OverallAgreement) -> dict[str, Coefficient]:
    return {
        "percent agreement, identical label sets": overall.percent,
        overall.kappa.formula: overall.kappa,
        overall.alpha.formula: overall.alpha,
        "Krippendorff's alpha, MASI 1 - J*M": overall.alpha_masi,
        "span F1, exact": overall.f1_exact,
        "span F1, overlap": overall.f1_overlap,
    }


def _short_names(overall: OverallAgreement) -> dict[str, Coefficient]:
    names = ("percent", "kappa", "alpha", "alpha MASI", "F1 exact", "F1 overlap")
    return dict(zip(names, _figures(overall).values(), strict=True))


def _label_lines(report: AgreementReport) -> Iterator[str]:
    if not report.labels:
        return
    yield ""
    yield "By label, most disagreement first: is it in the sentence, and where"
    yield _row(_HEAD, _WIDTHS)
    for one in report.labels:
        yield _row(_label_cells(one), _WIDTHS)


def _label_cells(one: LabelAgreement) -> tuple[str, ...]:
    prevalence = _NONE if one.prevalence is None else f"{one.prevalence:.1%}"
    return (
        _plain(one.label),
        str(one.positive),
        prevalence,
        f"{one.share:.0%}",
        _value(one.percent),
        _value(one.kappa),
        _value(one.alpha),
        _interval(one.alpha) or _NONE,
        _value(one.f1_exact),
        _value(one.f1_overlap),
    )


def _pair_lines(report: AgreementReport) -> Iterator[str]:
    if len(report.overall.pairs) < 2:
        return
    yield ""
    yield "By pair of annotators: the labels of a sentence together"
    yield _row(_PAIR_HEAD, _PAIR_WIDTHS)
    for one in report.overall.pairs:
        yield _row(_pair_cells(one), _PAIR_WIDTHS)


def _pair_cells(one: PairAgreement) -> tuple[str, ...]:
    observed = one.kappa.observed
    return (
        f"{_plain(one.one)} - {_plain(one.other)}",
        str(one.kappa.units),
        _NONE if observed is None else f"{observed:.3f}",
        _value(one.kappa),
        _interval(one.kappa) or _NONE,
        _value(one.f1_exact),
        _value(one.f1_overlap),
    )


def _note_lines(report: AgreementReport) -> Iterator[str]:
    """Yield what the columns and dashes mean, and cautions."""
    yield ""
    if report.labels:
        yield "given: sentences where anyone gave the label.  present: share of yes in answers."
        yield "share: of all disagreement.  interval: of alpha, from leaving out one document each."
    overall = _reasons(_short_names(report.overall))
    notes = [f"overall: {text}: {', '.join(names)}" for text, names in overall.items()]
    labels: defaultdict[str, list[str]] = defaultdict(list)
    for one in report.labels:
        for text in _label_notes(one, overall.keys()):
            labels[text].append(_plain(one.label))
    notes += [f"{', '.join(names)}: {text}" for text, names in labels.items()]
    for name, number in report.left_out.items():
        notes.append(f"{_plain(name)}: not compared, {_many(number, 'annotation')} left out")
    for note in notes:
        yield from textwrap.wrap(note, WIDTH, subsequent_indent="  ")


def _label_notes(one: LabelAgreement, known: Collection[str]) -> list[str]:
    """Return what the dashes of one row mean, unless known already, and its notes."""
    shown = {"kappa": one.kappa, "alpha": one.alpha, "span F1": one.f1_exact}
    reasons = {text: names for text, names in _reasons(shown).items() if text not in known}
    notes = [
        f"{text}: {', '.join(names)}"
        for text, names in reasons.items()
        if "alpha" in names or text.startswith(_UNDEFINED)  # only alpha's interval is shown
    ]
    return [*notes, *one.notes]


def _reasons(figures: Mapping[str, Coefficient]) -> dict[str, list[str]]:
    """Return the reasons for missing values and intervals, each with the names concerned."""
    found: dict[str, list[str]] = {}
    for name, figure in figures.items():
        if figure.reason:
            found.setdefault(f"{_UNDEFINED} ({_plain(figure.reason)})", []).append(name)
        elif figure.interval_reason:
            found.setdefault(f"no interval ({figure.interval_reason})", []).append(name)
    return found


# ------------------------------------------------------------------------------- words


def _value(figure: Coefficient) -> str:
    return _NONE if figure.value is None else f"{figure.value:.3f}"


def _interval(figure: Coefficient) -> str:
    if figure.interval is None:
        return ""
    return f"[{figure.interval.low:.2f}, {figure.interval.high:.2f}]"


def _row(cells: Sequence[str], widths: Sequence[int]) -> str:
    first = f"{_cut(cells[0], widths[0]):<{widths[0]}}"
    rest = (f"{cell:>{width}}" for cell, width in zip(cells[1:], widths[1:], strict=True))
    return " ".join((first, *rest))


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"


def _plain(text: str) -> str:
    """Return a name from the data, safe to print on a terminal."""
    return "".join(one if one.isprintable() else "?" for one in text)


def _many(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
