"""The report of a study as one HTML page that needs nothing else: no network, no other file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from annotator.agreement.breakdown import PartAgreement
from annotator.agreement.differences import DifferentSentence
from annotator.agreement.figure import Figure
from annotator.agreement.html_page import html_page
from annotator.agreement.interval import Interval
from annotator.agreement.methods import SOURCES, methods
from annotator.agreement.reference import AgainstReference
from annotator.agreement.study import StudyReport, habit_sentence
from annotator.agreement.study_text import with_interval
from annotator.agreement.svg_plots import interval_plot, line_plot
from annotator.html_text import safe_html
from annotator.model import Annotation

MOST_SENTENCES = 2_000
"""Sentences in the browser of differences; the page says how many are left out."""


def page(
    report: StudyReport,
    sentences: Sequence[DifferentSentence],
    titles: Mapping[str, str],
    *,
    every: int | None = None,
    name: str,
    made: str,
) -> str:
    """Return the page.

    sentences: those with differences, most differences first; only MOST_SENTENCES are shown.
    titles: of documents, by uid. every: the number of sentences with differences, if more.
    name: of the study. made: when and by what, as shown at the end.
    """
    number = len(sentences) if every is None else every
    body = (
        "".join(_body(report, sentences, number, titles)) if report.all.units else _nothing(report)
    )
    return html_page(f"Agreement: {name}", body, made)


def _nothing(report: StudyReport) -> str:
    return f"<p>Nothing to compare: {safe_html(report.all.overall.percent.reason)}.</p>"


def _body(
    report: StudyReport,
    sentences: Sequence[DifferentSentence],
    number: int,
    titles: Mapping[str, str],
) -> Iterator[str]:
    yield _lead(report)
    if report.cautions:
        items = "".join(f"<li>{safe_html(one)}</li>" for one in report.cautions)
        heading = "<h2>Before you use these figures</h2>"
        yield f'<section class="caution">{heading}<ul>{items}</ul></section>'
    yield _cards(report)
    yield _section("Labels", "labels", *_labels(report))
    yield _section("Fix first", "fix", *_advice(report))
    yield _section("Where annotators differ", "differ", *_habits(report))
    yield _section("Annotators", "annotators", *_annotators(report))
    yield _section("Suggestions", "suggestions", *_pull(report))
    yield _section("Documents and dates", "parts", *_parts(report, titles))
    yield _section("Disagreements", "browser", *_browser(sentences, number, report.titles))
    yield _section("Methods", "methods", *_methods(report))


def _lead(report: StudyReport) -> str:
    every = report.all
    return (
        f"<p class='lead'>{every.units:,} sentences of {every.documents:,} documents that two"
        f" annotators or more finished; {len(every.finished)} annotators. Intervals are at"
        f" {every.confidence:.0%} and take documents as the sample.</p>"
    )


def _section(title: str, anchor: str, *parts: str) -> str:
    return f'<section id="{anchor}"><h2>{title}</h2>{"".join(parts)}</section>'


# ------------------------------------------------------------------------------- cards


def _cards(report: StudyReport) -> str:
    overall = report.all.overall
    cards = [
        ("All labels", overall.alpha, "Krippendorff's alpha of label sets"),
        ("Identical sets", overall.percent, "share of pairs of annotators"),
        ("Spans, exact", overall.f1_exact, "pairwise F1"),
        ("Spans, overlap", overall.f1_overlap, "pairwise F1"),
    ]
    if report.blind.units:
        blind, assisted = report.blind, report.assisted
        cards += [
            ("Blind", blind.overall.alpha, f"alpha, {blind.units:,} sentences"),
            ("Assisted", assisted.overall.alpha, f"alpha, {assisted.units:,} sentences"),
        ]
    return f'<div class="cards">{"".join(map(_card, cards))}</div>'


def _card(card: tuple[str, Figure, str]) -> str:
    name, figure, what = card
    value = "undefined" if figure.value is None else f"{figure.value:.2f}"
    return (
        f'<div class="card"><h3>{name}</h3><p class="value">{value}</p>'
        f'<p class="bounds">{_bounds(figure)}</p><p class="what">{safe_html(what)}</p></div>'
    )


def _bounds(figure: Figure) -> str:
    if figure.interval is None:
        return safe_html(figure.reason)
    return f"[{figure.interval.low:.2f}, {figure.interval.high:.2f}]"


# ------------------------------------------------------------------------------ labels


def _labels(report: StudyReport) -> Iterator[str]:
    given = [one for one in report.all.labels if one.positive]
    never = [report.title(one.label) for one in report.all.labels if not one.positive]
    yield _plot(
        interval_plot(
            [(report.title(one.label), one.alpha.value, one.alpha.interval) for one in given],
            low=min(0.0, *(_low(one.alpha) for one in given)) if given else 0.0,
            high=1.0,
            marks=((0.667, ".667"), (0.8, ".80")),
        ),
        "Alpha of each label, most disagreement first. Lines at .667 and .80.",
    )
    yield _table(
        ("label", "sentences", "share of disagreement", "percent", "alpha", "AC1", "F1 exact",
         "F1 overlap"),
        [
            (
                report.title(one.label),
                one.positive,
                _Percent(one.share),
                one.percent,
                one.alpha,
                one.ac1,
                one.f1_exact,
                one.f1_overlap,
            )
            for one in given
        ],
    )  # fmt: skip
    if report.all.groups:
        yield "<h3>Groups of labels</h3>"
        yield _table(
            ("group", "sentences", "share of disagreement", "alpha", "AC1", "F1 overlap"),
            [
                (
                    one.label,
                    one.positive,
                    _Percent(one.share),
                    one.alpha,
                    one.ac1,
                    one.f1_overlap,
                )
                for one in report.all.groups
                if one.positive
            ],
        )
    if never:
        yield f"<p>Given by nobody: {safe_html(', '.join(never))}.</p>"


def _low(figure: Figure) -> float:
    if figure.interval is not None:
        return figure.interval.low
    return figure.value or 0.0


def _advice(report: StudyReport) -> Iterator[str]:
    if not report.advice:
        yield "<p>No label has disagreement and an alpha below .667.</p>"
        return
    yield "<ol>"
    for one in report.advice:
        gain = one.gain or 0.0
        more = f" Alpha of all labels would be {gain:.3f} higher." if gain >= 0.0005 else ""
        names = safe_html(" and ".join(map(report.title, one.labels)))
        yield (
            f"<li><strong>{names}</strong>: {safe_html(one.problem)}."
            f" To do: {safe_html(one.action)}.{more}</li>"
        )
    yield "</ol>"


# ---------------------------------------------------------------------------- why, who


def _habits(report: StudyReport) -> Iterator[str]:
    habits = report.habits
    yield "<h3>Habits of one annotator</h3>"
    if habits.reason:
        yield f"<p>Not looked for: {safe_html(habits.reason)}.</p>"
    elif not habits.habits:
        yield "<p>None is clear.</p>"
    else:
        said = (habit_sentence(one, report.titles) for one in habits.habits)
        items = "".join(f"<li>{safe_html(one)}.</li>" for one in said)
        yield f"<ul>{items}</ul>"
    if habits.confusions:
        yield "<h3>Labels on the same words</h3>"
        yield _table(
            ("one gives", "another gives", "times", "of such words"),
            [
                (*map(report.title, one.labels), one.times, _Percent(one.share))
                for one in habits.confusions
            ],
        )


def _annotators(report: StudyReport) -> Iterator[str]:
    pairs = report.all.overall.pairs
    names = sorted({name for pair in pairs for name in (pair.one, pair.other)})
    if len(names) > 2:
        yield "<h3>Pairs: Cohen's kappa above, shared sentences below</h3>"
        yield _heat_map(names, {(pair.one, pair.other): pair.kappa for pair in pairs})
    elif pairs:
        yield f"<p>Cohen's kappa of the two: {safe_html(with_interval(pairs[0].kappa))}.</p>"
    if report.breakdown.without_annotator:
        yield "<h3>Alpha without one annotator</h3>"
        yield _table(
            ("without", "alpha", "change"),
            [
                (one.name, one.alpha, "" if one.change is None else f"{one.change:+.3f}")
                for one in report.breakdown.without_annotator
            ],
        )
    yield from _references("Against gold", report.gold)
    yield from _references("Against the consensus of the others", report.consensus)
    if report.again:
        yield "<h3>With oneself, on sentences that came up again</h3>"
        yield _table(("annotator", "alpha"), [(one.scope.coders[0], one) for one in report.again])


def _references(title: str, found: Sequence[AgainstReference]) -> Iterator[str]:
    if found:
        yield f"<h3>{title}: the same label on words that overlap</h3>"
        yield _table(
            ("annotator", "precision", "recall", "F1"),
            [(one.annotator, one.precision, one.recall, one.f1) for one in found],
        )


def _heat_map(names: Sequence[str], kappas: Mapping[tuple[str, str], Figure]) -> str:
    rows = ["<tr><th></th>", *(f"<th>{safe_html(name)}</th>" for name in names), "</tr>"]
    for row, name in enumerate(names):
        rows.append(f"<tr><th>{safe_html(name)}</th>")
        for column, other in enumerate(names):
            pair = (name, other) if row < column else (other, name)
            figure = kappas.get(pair)
            rows.append(_cell(figure, above=row < column) if figure else "<td>·</td>")
        rows.append("</tr>")
    return f'<div class="wide"><table class="heat">{"".join(rows)}</table></div>'


def _cell(figure: Figure, *, above: bool) -> str:
    if not above:
        return f"<td>{figure.units:,}</td>"
    if figure.value is None:
        return "<td>undefined</td>"
    strength = round(100 * min(1.0, max(0.0, figure.value)))
    bounds = safe_html(_bounds(figure))
    return f'<td class="shade" style="--s:{strength}%" title="{bounds}">{figure.value:.2f}</td>'


def _pull(report: StudyReport) -> Iterator[str]:
    pull = report.pull
    if pull.overall.difference is None:
        yield f"<p>The pull of suggestions is unknown: {safe_html(pull.overall.reason)}.</p>"
        return
    parts = [("all", pull.overall), *((one.annotator, one) for one in pull.by_annotator)]
    known = [(name, one.difference, one.interval) for name, one in parts]
    low = min(0.0, *(bounds.low for _, _, bounds in known if bounds))
    high = max(0.0, *(bounds.high for _, _, bounds in known if bounds))
    yield _plot(
        interval_plot(known, low=low, high=high, marks=((0.0, "0"),)),
        "How much more often a suggested label is given where the suggestion was on show.",
    )
    parts += [(report.title(one.label), one) for one in pull.by_label]
    yield _table(
        ("annotator or label", "given where shown", "given where blind", "difference", "interval"),
        [
            (
                name,
                f"{one.given_shown} of {one.suggested_shown}",
                f"{one.given_blind} of {one.suggested_blind}",
                one.reason if one.difference is None else f"{one.difference:+.1%}",
                _percents(one.interval),
            )
            for name, one in parts
        ],
    )


def _percents(bounds: Interval | None) -> str:
    return "" if bounds is None else f"[{bounds.low:+.1%}, {bounds.high:+.1%}]"


def _parts(report: StudyReport, titles: Mapping[str, str]) -> Iterator[str]:
    parts = report.breakdown
    if parts.dates:
        yield _plot(
            line_plot([(one.name, one.alpha.value, one.alpha.interval) for one in parts.dates]),
            "Alpha by the date at which the last annotator finished a sentence.",
        )
    if len(parts.growing) > 1:
        yield _plot(
            line_plot([(f"{one.documents}", one.value, one.interval) for one in parts.growing]),
            "Alpha of the documents that were finished first, by their number.",
        )
    if parts.documents_needed is not None:
        more = parts.documents_needed
        yield (
            f"<p>About {more:,} more document{'' if more == 1 else 's'} like these would give alpha"
            " an interval of &plusmn;0.05.</p>"
            if more
            else "<p>The interval of alpha is within &plusmn;0.05.</p>"
        )
    for name, held in (("guideline", parts.versions), ("batch", parts.batches)):
        if held:
            yield _table(
                (name, "sentences", "share of disagreement", "alpha", "difference from the others"),
                [
                    (one.name, one.units, _Percent(one.disagreement), one.alpha, _change(one))
                    for one in held
                ],
            )
    documents = _table(
        ("document", "sentences", "share of disagreement", "alpha"),
        [
            (titles.get(one.name, one.name), one.units, _Percent(one.disagreement), one.alpha)
            for one in parts.documents
        ],
    )
    yield f"<details><summary>{len(parts.documents):,} documents</summary>{documents}</details>"


def _change(one: PartAgreement) -> str:
    """The difference of a part from the others, with its interval."""
    if one.difference is None:
        return ""
    bounds = one.difference.interval
    return f"{one.difference.value:+.2f} [{bounds.low:+.2f}, {bounds.high:+.2f}]"


# ----------------------------------------------------------------------------- browser


def _browser(
    sentences: Sequence[DifferentSentence], number: int, titles: Mapping[str, str]
) -> Iterator[str]:
    shown = sentences[:MOST_SENTENCES]
    if not shown:
        yield "<p>There are none.</p>"
        return
    kinds = sorted({str(each.kind) for one in shown for each in one.differences})
    labels = sorted({name for one in shown for name in _labels_of(one, titles)})
    names = sorted({name for one in shown for each in one.differences for name in each.annotators})
    yield (
        f'<p class="filters">{_choice("kind", kinds)}{_choice("label", labels)}'
        f'{_choice("annotator", names)}<label>words <input id="words" type="search"></label>'
        f' <output id="count"></output></p>'
    )
    if number > len(shown):
        yield f"<p>The {len(shown):,} sentences with most differences of {number:,}.</p>"
    yield '<div id="sentences">'
    for one in shown:
        yield _sentence(one, titles)
    yield "</div>"


def _choice(name: str, values: Iterable[str]) -> str:
    options = "".join(
        f'<option value="{safe_html(one)}">{safe_html(one)}</option>' for one in values
    )
    every = f'<option value="">all</option>{options}'
    return f'<label>{name} <select id="{name}">{every}</select></label> '


def _labels_of(one: DifferentSentence, titles: Mapping[str, str]) -> set[str]:
    """The titles of the labels in which two differ."""
    names = {name for each in one.differences for name in each.labels if name}
    return {titles.get(name, name) for name in names}


def _sentence(one: DifferentSentence, titles: Mapping[str, str]) -> str:
    kinds = sorted({str(each.kind) for each in one.differences})
    labels = sorted(_labels_of(one, titles))
    names = sorted({name for each in one.differences for name in each.annotators})
    rows = "".join(
        f"<tr><th>{safe_html(name)}</th><td>{_marks(one, made, titles) or 'nothing'}</td></tr>"
        for name, made in one.made.items()
    )
    data = " ".join(
        f'data-{key}="{safe_html("|".join(values))}"'
        for key, values in (("kind", kinds), ("label", labels), ("annotator", names))
    )
    return (
        f"<article {data}><p class='where'>{safe_html(one.title)} · {', '.join(kinds)}</p>"
        f"<p>{safe_html(one.text)}</p><table>{rows}</table></article>"
    )


def _marks(one: DifferentSentence, made: Sequence[Annotation], titles: Mapping[str, str]) -> str:
    return "; ".join(
        f"<b>{safe_html(titles.get(each.label, each.label))}</b> “{safe_html(_words(one, each))}”"
        for each in made
    )


def _words(one: DifferentSentence, made: Annotation) -> str:
    start = one.span.start
    return " … ".join(
        one.text[max(0, part.start - start) : max(0, part.end - start)] for part in made.fragments
    )


def _methods(report: StudyReport) -> Iterator[str]:
    yield f"<p>{safe_html(methods(report))}</p><ul class='sources'>"
    yield from (f"<li>{safe_html(one)}</li>" for one in SOURCES)
    yield "</ul>"


# ------------------------------------------------------------------------------ tables


@dataclass(frozen=True, slots=True)
class _Percent:
    value: float


_Cell = str | int | Figure | _Percent


def _table(heads: Sequence[str], rows: Iterable[Sequence[_Cell]]) -> str:
    """A table that is sorted by clicking a head."""
    head = "".join(f'<th><button type="button">{safe_html(one)}</button></th>' for one in heads)
    body = "".join(f"<tr>{''.join(map(_table_cell, row))}</tr>" for row in rows)
    return (
        '<div class="wide"><table class="sortable">'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _table_cell(cell: _Cell) -> str:
    if isinstance(cell, int):
        return f'<td class="number" data-value="{cell}">{cell:,}</td>'
    if isinstance(cell, _Percent):
        return f'<td class="number" data-value="{cell.value}">{cell.value:.1%}</td>'
    if isinstance(cell, Figure):
        value = "" if cell.value is None else f"{cell.value}"
        shown = "–" if cell.value is None else f"{cell.value:.3f}"
        bounds = "" if cell.interval is None else f" <small>{_bounds(cell)}</small>"
        reason = f' title="{safe_html(cell.reason)}"' if cell.reason else ""
        return f'<td class="number" data-value="{value}"{reason}>{shown}{bounds}</td>'
    return f"<td>{safe_html(cell)}</td>"


def _plot(svg: str, caption: str) -> str:
    return f"<figure>{svg}<figcaption>{safe_html(caption)}</figcaption></figure>"
