"""The report of a study as lines of plain text, as `annotator agreement` prints it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence

from annotator.agreement.breakdown import Breakdown, PartAgreement
from annotator.agreement.figure import Figure
from annotator.agreement.reference import AgainstReference
from annotator.agreement.report import AgreementReport
from annotator.agreement.report_text import WIDTH
from annotator.agreement.study import StudyReport, habit_sentence
from annotator.agreement.suggestion_pull import Pull
from annotator.safe_text import display

_MOST = 8
"""Lines of a list; the HTML report has all of them."""


def study_lines(report: StudyReport, titles: Mapping[str, str]) -> list[str]:
    """Return the lines. titles: of documents, by uid."""
    if not report.all.units:
        return []
    return [line.rstrip() for line in _lines(report, titles)]


def caution_lines(report: StudyReport) -> list[str]:
    """Return the cautions, wrapped; questions about names are in the tables already."""
    known = set(report.all.questions)
    lines: list[str] = []
    for caution in report.cautions:
        if caution not in known:
            lines += textwrap.wrap(f"Caution: {display(caution)}", WIDTH, subsequent_indent="  ")
    return lines


def _lines(report: StudyReport, titles: Mapping[str, str]) -> Iterator[str]:
    yield from _shown_lines(report)
    yield from _pull_lines(report)
    yield from _advice_lines(report)
    yield from _habit_lines(report)
    yield from _reference_lines("Against gold", report.gold)
    yield from _reference_lines("Against the consensus of the others", report.consensus)
    yield from _again_lines(report.again)
    yield from _part_lines(report.breakdown, titles)


def _shown_lines(report: StudyReport) -> Iterator[str]:
    if not report.blind.units:
        return
    yield ""
    yield "Blind sentences, finished with no suggestion on show, and assisted ones"
    yield f"  {'':<10} {'sentences':>9}  {'alpha':>22}  {'F1 exact':>22}  {'F1 overlap':>22}"
    for name, one in (("blind", report.blind), ("assisted", report.assisted)):
        yield f"  {name:<10} {one.units:>9}  {_of(one)}"


def _of(report: AgreementReport) -> str:
    overall = report.overall
    return "  ".join(
        f"{with_interval(one):>22}" for one in (overall.alpha, overall.f1_exact, overall.f1_overlap)
    )


def with_interval(figure: Figure) -> str:
    """The value with its interval, .67 [.62, .72], or - where it is undefined."""
    if figure.value is None:
        return "-"
    if figure.interval is None:
        return f"{figure.value:.3f} (no interval)"
    return f"{figure.value:.3f} [{figure.interval.low:.2f}, {figure.interval.high:.2f}]"


def _pull_lines(report: StudyReport) -> Iterator[str]:
    pull = report.pull
    yield ""
    if pull.overall.difference is None:
        yield f"Pull of suggestions: unknown, {pull.overall.reason}"
        return
    yield "Pull of suggestions: how much more often a suggested label is given where it was on show"
    yield f"  {'':<30} {'shown':>14} {'blind':>14}  difference"
    rows = [("all annotators", pull.overall)]
    rows += [(display(one.annotator), one) for one in pull.by_annotator]
    rows += [
        (f"  {display(report.title(one.label))}", one) for one in pull.by_label if one.is_clear
    ]
    for name, one in rows:
        yield f"  {name:<30} {_given(one)}  {_difference(one)}"


def _given(one: Pull) -> str:
    shown = f"{one.given_shown} of {one.suggested_shown}"
    return f"{shown:>14} {f'{one.given_blind} of {one.suggested_blind}':>14}"


def _difference(one: Pull) -> str:
    if one.difference is None or one.interval is None:
        return f"- ({one.reason})"
    bounds = f"[{one.interval.low:+.0%}, {one.interval.high:+.0%}]"
    return f"{one.difference:+.0%} {bounds}{'  clear' if one.is_clear else ''}"


def _advice_lines(report: StudyReport) -> Iterator[str]:
    if not report.advice:
        return
    yield ""
    yield "Fix first: labels with alpha below .667, most disagreement first"
    for number, one in enumerate(report.advice, 1):
        gain = f" (alpha of all labels: {one.gain:+.3f})" if (one.gain or 0) >= 0.0005 else ""
        names = " and ".join(map(report.title, one.labels))
        yield from _wrapped(f"{number}. {names}: {one.problem}: {one.action}{gain}")


def _habit_lines(report: StudyReport) -> Iterator[str]:
    if report.habits.confusions:
        yield ""
        yield "Labels confused most: the same words, two labels"
        for confusion in report.habits.confusions[:_MOST]:
            names = " or ".join(display(report.title(one)) for one in confusion.labels)
            yield f"  {names:<50} {confusion.times:>5} times, {confusion.share:.0%}"
    yield ""
    yield "Habits of one annotator, clear with an interval for all that were looked at"
    if report.habits.reason:
        yield f"  not looked for: {report.habits.reason}"
    elif not report.habits.habits:
        yield "  none"
    for habit in report.habits.habits:
        yield from _wrapped(habit_sentence(habit, report.titles))


def _reference_lines(title: str, found: Sequence[AgainstReference]) -> Iterator[str]:
    if not found:
        return
    yield ""
    yield f"{title}: the same label on words that overlap"
    yield f"  {'':<24} {'precision':>22}  {'recall':>22}  {'F1':>22}"
    for one in found:
        figures = (one.precision, one.recall, one.f1)
        cells = "  ".join(f"{with_interval(each):>22}" for each in figures)
        yield f"  {display(one.annotator):<24} {cells}"


def _again_lines(found: Iterable[Figure]) -> Iterator[str]:
    for number, one in enumerate(found):
        if not number:
            yield ""
            yield "With oneself, on sentences that came up again: alpha"
        yield f"  {display(one.scope.coders[0]):<24} {with_interval(one):>22}"


def _part_lines(parts: Breakdown, titles: Mapping[str, str]) -> Iterator[str]:
    disagreeing = [one for one in parts.documents if one.disagreement][:_MOST]
    if disagreeing:
        yield ""
        yield "Documents with most disagreement: alpha, and its difference from the others"
        yield from (_part_line(one, titles.get(one.name, one.name)) for one in disagreeing)
    for heading, held in (
        ("By date of finishing", parts.dates),
        ("By version of the guideline: alpha, and its difference from the others", parts.versions),
        ("By batch: alpha, and its difference from the others", parts.batches),
    ):
        if held:
            yield ""
            yield heading
            yield from (_part_line(one, one.name) for one in held)
    if parts.without_annotator:
        yield ""
        yield "Alpha without one annotator"
        for one in parts.without_annotator:
            change = "" if one.change is None else f"  {one.change:+.3f}"
            yield f"  {display(one.name):<24} {with_interval(one.alpha):>22}{change}"
    if parts.documents_needed is not None:
        yield ""
        more = parts.documents_needed
        yield (
            "The interval of alpha is within +-0.05 already."
            if not more
            else f"About {more:,} more document{'' if more == 1 else 's'} like these would give"
            " alpha an interval of +-0.05."
        )


def _part_line(one: PartAgreement, name: str) -> str:
    shown = textwrap.shorten(display(name), 34, placeholder="…") or one.name[:12]
    difference = "" if one.difference is None else f"  {one.difference.value:+.2f}"
    if one.difference is not None and one.difference.is_clear:
        difference += "  clear"
    share = f"{one.disagreement:.0%} of all"
    return f"  {shown:<34} {one.units:>5} {share:>12} {with_interval(one.alpha):>22}{difference}"


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(display(text), WIDTH, initial_indent="  ", subsequent_indent="     ")
