"""The agreement report as lines of plain text, at most 100 columns wide."""

from __future__ import annotations

import textwrap
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

from annotator.agreement.coefficient import Coefficient
from annotator.agreement.report import (
    AgreementReport,
    LabelAgreement,
    OverallAgreement,
    PairAgreement,
)

WIDTH = 100
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
    yield from _overall(report)
    yield from _labels(report)
    yield from _pairs(report)
    yield from _notes(report)


def _heading(report: AgreementReport) -> Iterator[str]:
    annotators = "; ".join(f"{_plain(name)} {number}" for name, number in report.finished.items())
    yield (
        f"Agreement on {_many(report.units, 'sentence')} of {_many(report.documents, 'document')}"
        " that two annotators or more finished"
    )
    finished = "Finished: " + (annotators or "nothing by anyone")
    yield from textwrap.wrap(finished, WIDTH, subsequent_indent="  ")


def _overall(report: AgreementReport) -> Iterator[str]:
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


def _labels(report: AgreementReport) -> Iterator[str]:
    if not report.labels:
        return
    yield ""
    yield "By label, most disagreement first: is it in the sentence, and where"
    yield _row(_HEAD, _WIDTHS)
    for one in report.labels:
        yield _row(_label(one), _WIDTHS)


def _label(one: LabelAgreement) -> tuple[str, ...]:
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


def _pairs(report: AgreementReport) -> Iterator[str]:
    if len(report.overall.pairs) < 2:
        return
    yield ""
    yield "By pair of annotators: the labels of a sentence together"
    yield _row(_PAIR_HEAD, _PAIR_WIDTHS)
    for one in report.overall.pairs:
        yield _row(_pair(one), _PAIR_WIDTHS)


def _pair(one: PairAgreement) -> tuple[str, ...]:
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


def _notes(report: AgreementReport) -> Iterator[str]:
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
