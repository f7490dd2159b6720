"""The agreement report as lines of plain text, and as tables of HTML for a notebook."""

from __future__ import annotations

import textwrap
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

from annotator.agreement.figure import Figure
from annotator.agreement.report_parts import (
    AgreementFigures,
    LabelAgreement,
    OverallAgreement,
    PairAgreement,
)
from annotator.html_text import safe_html, table_html

WIDTH = 100
"""Columns of a line, at most."""

_NONE = "-"
_UNDEFINED = "undefined"
_NAME = 24
_HEAD = (
    *("label", "given", "present", "share", "percent", "alpha", "interval"),
    *("AC1", "F1 exact", "overlap"),
)
_WIDTHS = (_NAME, 6, 7, 5, 7, 6, 14, 6, 8, 7)
_SHORT = {"percent": "percent", "alpha": "alpha", "ac1": "AC1", "span-f1-pooled": "F1"}
"""Names of columns, by coefficient."""
_MEAN = "Cohen's kappa, mean over pairs"
_PAIR_HEAD = ("annotators", "sentences", "percent", "kappa", "interval", "F1 exact", "overlap")
_PAIR_WIDTHS = (40, 9, 7, 6, 14, 8, 7)


def table(report: AgreementFigures) -> list[str]:
    """Return the report as lines: heading, overall figures, labels, pairs, and notes."""
    return [line.rstrip() for line in _lines(report)]


def html(report: AgreementFigures) -> str:
    """Return the figures as tables of HTML; `table` has the notes, too."""
    lines = [f"<p>{safe_html(line)}</p>" for line in _heading(report)]
    if not report.units:
        return "".join([*lines, f"<p>{safe_html(report.overall.percent.reason)}</p>"])
    interval = f"{report.confidence:.0%} interval"
    overall = [
        (name, _value(one), _interval(one) or _NONE)
        for name, one in _overall_figures(report.overall).items()
    ]
    tables = [
        table_html("Overall: the labels of a sentence", ("", "value", interval), overall),
        table_html("By label, most disagreement first", _HEAD, map(_label_cells, report.labels)),
        table_html("By pair of annotators", _PAIR_HEAD, map(_pair_cells, report.overall.pairs)),
    ]
    return "".join([*lines, *tables])


def _lines(report: AgreementFigures) -> Iterator[str]:
    yield from _heading(report)
    for question in report.questions:
        yield from textwrap.wrap(_plain(question), WIDTH, subsequent_indent="  ")
    if not report.units:
        yield f"Nothing to compare: {_plain(report.overall.percent.reason)}."
        return
    yield from _overall_lines(report)
    yield from _label_lines("By label", report.labels)
    yield from _label_lines("By group of labels", report.groups)
    yield from _other_lines(report)
    yield from _pair_lines("By pair of annotators", report.overall.pairs, fewest=2)
    if report.overall.pairs_left_out:
        left = _many(report.overall.pairs_left_out, "other pair")
        yield f"{left} not listed: these share most sentences."
    yield from _pair_lines(
        "Gold and machines, apart from people: each person with each of them", report.apart
    )
    yield from _note_lines(report)


def _heading(report: AgreementFigures) -> Iterator[str]:
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


def _overall_lines(report: AgreementFigures) -> Iterator[str]:
    yield ""
    yield f"Overall: the labels of a sentence together     value  {report.confidence:.0%} interval"
    for name, figure in _overall_figures(report.overall).items():
        yield f"  {name:<43} {_value(figure):>6}  {_interval(figure) or _NONE}"


def _overall_figures(overall: OverallAgreement) -> dict[str, Figure]:
    named = {
        "percent agreement, identical label sets": overall.percent,
        "Cohen's kappa": overall.kappa,
        overall.fleiss.formula: overall.fleiss,
        overall.alpha.formula: overall.alpha,
        "Krippendorff's alpha, MASI 1 - J*M": overall.alpha_masi,
        "Krippendorff's alpha, Jaccard": overall.alpha_jaccard,
        "span F1, exact": overall.f1_exact,
        "span F1, exact, mean over pairs": overall.f1_mean,
        "span F1, overlap": overall.f1_overlap,
        "span F1, half of the characters (IoU)": overall.f1_iou,
        "span F1, same bounds, any label": overall.f1_boundary,
        "span F1, overlap, any label": overall.f1_partial,
        "span F1, same label in the sentence": overall.f1_label,
    }
    if overall.kappa.coders > 2:
        named = {_MEAN if one is overall.kappa else name: one for name, one in named.items()}
    else:
        del named["span F1, exact, mean over pairs"]
    return named


def _label_lines(title: str, labels: Sequence[LabelAgreement]) -> Iterator[str]:
    if not labels:
        return
    yield ""
    yield f"{title}, most disagreement first: is it in the sentence, and where"
    yield _row(_HEAD, _WIDTHS)
    for one in labels:
        yield _row(_label_cells(one), _WIDTHS)


def _other_lines(report: AgreementFigures) -> Iterator[str]:
    """Yield document labels, attributes and relations: a line for each."""
    for title, found in (
        ("Labels of documents", report.document_labels),
        ("Attributes of spans that two marked alike", report.attributes),
        ("Relations with the same ends", report.relations),
    ):
        if not found:
            continue
        columns = dict.fromkeys(one.coefficient for one in found)
        yield ""
        yield _other_row(title, "units", *map(_short, columns))
        for name in dict.fromkeys(one.scope.name for one in found):
            figures = {one.coefficient: one for one in found if one.scope.name == name}
            cells = (f"{_value(figures[key])} {_interval(figures[key]):>14}" for key in columns)
            units = next(iter(figures.values())).units
            yield _other_row(f"  {_plain(name) or 'all'}", str(units), *cells)


def _short(coefficient: str) -> str:
    return f"{_SHORT[coefficient]} {'interval':>14}"


def _other_row(name: str, *cells: str) -> str:
    width = WIDTH - 7 - 22 * (len(cells) - 1)
    return f"{_cut(name, width):<{width}} {cells[0]:>6}" + "".join(
        f" {cell:>21}" for cell in cells[1:]
    )


def _label_cells(one: LabelAgreement) -> tuple[str, ...]:
    prevalence = _NONE if one.prevalence is None else f"{one.prevalence:.1%}"
    return (
        _plain(one.label),
        str(one.positive),
        prevalence,
        f"{one.share:.0%}",
        _value(one.percent),
        _value(one.alpha),
        _interval(one.alpha) or _NONE,
        _value(one.ac1),
        _value(one.f1_exact),
        _value(one.f1_overlap),
    )


def _pair_lines(title: str, pairs: Sequence[PairAgreement], *, fewest: int = 1) -> Iterator[str]:
    if len(pairs) < fewest:
        return
    yield ""
    yield f"{title}: the labels of a sentence together"
    yield _row(_PAIR_HEAD, _PAIR_WIDTHS)
    for one in pairs:
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


def _note_lines(report: AgreementFigures) -> Iterator[str]:
    """Yield what the columns and dashes mean, and cautions."""
    yield ""
    if report.labels:
        yield "given: sentences where anyone gave the label.  present: share of yes in answers."
        yield "share: of all disagreement.  interval: of alpha; AC1 is less moved by rare labels."
    if report.overall.kappa.coders > 2:
        yield "A mean over pairs weighs each pair by the sentences that the two share."
    shown = _overall_figures(report.overall)
    overall = _reasons(shown)
    notes = [
        f"overall: {text}: {'; '.join(names) if len(names) < len(shown) else 'all'}"
        for text, names in overall.items()
    ]
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
    shown = {"alpha": one.alpha, "span F1": one.f1_exact}
    reasons = {text: names for text, names in _reasons(shown).items() if text not in known}
    notes = [
        f"{text}: {', '.join(names)}"
        for text, names in reasons.items()
        if "alpha" in names or text.startswith(_UNDEFINED)  # only alpha's interval is shown
    ]
    return [*notes, *one.notes]


def _reasons(figures: Mapping[str, Figure]) -> dict[str, list[str]]:
    """Return the reasons for missing values and intervals, each with the names concerned."""
    found: dict[str, list[str]] = {}
    for name, figure in figures.items():
        if figure.reason:
            what = _UNDEFINED if figure.value is None else "no interval"
            found.setdefault(f"{what} ({_plain(figure.reason)})", []).append(name)
    return found


# ------------------------------------------------------------------------------- words


def _value(figure: Figure) -> str:
    return _NONE if figure.value is None else f"{figure.value:.3f}"


def _interval(figure: Figure) -> str:
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
